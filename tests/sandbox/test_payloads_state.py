"""The state of a filled-in view, and what Slack's client does not let through."""

# ruff: noqa: E501 (a row of a table is a line)
from __future__ import annotations

from typing import Any

import pytest

from sandbox.blocks import BadSelection, view_state
from tests.sandbox.block_kit import Block, actions, home, input_block, modal, option, options

REQUIRED = "Please complete this required field."
FILE = {"id": "F1", "name": "acme.yaml", "filetype": "yaml"}
RICH = {"type": "rich_text", "elements": []}


def field(element: Block, **block: Any) -> Block:
    return {**input_block({"action_id": "f", **element}), "block_id": "f", **block}


def filled(element: Block, *given: Any, **block: Any) -> tuple[dict[str, Any], str | None]:
    """The field's entry in the state, and what the client says under it."""
    state, missing = view_state(modal(field(element, **block)), {"f": {"f": given[0]}} if given else {})
    return state["values"]["f"]["f"], missing.get("f")


# (element, what is given, its key in the state, its value there)
# fmt: off
GIVEN: list[tuple[Block, Any, str, Any]] = [
    ({"type": "plain_text_input"}, "words", "value", "words"),
    ({"type": "email_text_input"}, "a@b.example", "value", "a@b.example"),
    ({"type": "url_text_input"}, "https://b.example/x", "value", "https://b.example/x"),
    ({"type": "number_input", "is_decimal_allowed": False}, "12", "value", "12"),
    ({"type": "static_select", "options": options(2)}, "1", "selected_option", option("1")),
    ({"type": "external_select"}, option("x"), "selected_option", option("x")),
    ({"type": "radio_buttons", "options": options(2)}, "1", "selected_option", option("1")),
    ({"type": "checkboxes", "options": options(2)}, ["0"], "selected_options", [option("0")]),
    ({"type": "multi_static_select", "options": options(2)}, ["0", "1"], "selected_options", options(2)),
    ({"type": "users_select"}, "U1", "selected_user", "U1"),
    ({"type": "multi_users_select"}, ["U1"], "selected_users", ["U1"]),
    ({"type": "conversations_select"}, "C1", "selected_conversation", "C1"),
    ({"type": "multi_conversations_select"}, ["C1"], "selected_conversations", ["C1"]),
    ({"type": "channels_select"}, "C1", "selected_channel", "C1"),
    ({"type": "multi_channels_select"}, ["C1"], "selected_channels", ["C1"]),
    ({"type": "datepicker"}, "2026-01-23", "selected_date", "2026-01-23"),
    ({"type": "timepicker"}, "09:00", "selected_time", "09:00"),
    ({"type": "datetimepicker"}, 1_769_000_000, "selected_date_time", 1_769_000_000),
    ({"type": "rich_text_input"}, RICH, "rich_text_value", RICH),
    ({"type": "file_input"}, [FILE], "files", [FILE]),
]
# fmt: on


@pytest.mark.parametrize(("element", "given", "key", "value"), GIVEN, ids=[row[0]["type"] for row in GIVEN])
def test_each_input_has_its_shape(element: Block, given: Any, key: str, value: Any) -> None:
    assert filled(element, given) == ({"type": element["type"], key: value}, None)


@pytest.mark.parametrize(("element", "given", "key", "value"), GIVEN, ids=[row[0]["type"] for row in GIVEN])
def test_each_input_left_empty_is_asked_for_unless_optional(element: Block, given: Any, key: str, value: Any) -> None:
    empty: Any = [] if isinstance(value, list) else None
    assert filled(element) == ({"type": element["type"], key: empty}, REQUIRED)
    assert filled(element, optional=True) == ({"type": element["type"], key: empty}, None)


@pytest.mark.parametrize(
    ("element", "key", "value"),
    [
        ({"type": "plain_text_input", "initial_value": "start"}, "value", "start"),
        ({"type": "static_select", "options": options(2), "initial_option": option("1")}, "selected_option", option("1")),
        ({"type": "checkboxes", "options": options(2), "initial_options": options(1)}, "selected_options", options(1)),
        ({"type": "users_select", "initial_user": "U1"}, "selected_user", "U1"),
        ({"type": "multi_channels_select", "initial_channels": ["C1"]}, "selected_channels", ["C1"]),
        ({"type": "datepicker", "initial_date": "2026-01-23"}, "selected_date", "2026-01-23"),
        ({"type": "datetimepicker", "initial_date_time": 1_769_000_000}, "selected_date_time", 1_769_000_000),
        ({"type": "number_input", "is_decimal_allowed": True, "initial_value": "2"}, "value", "2"),
        ({"type": "rich_text_input", "initial_value": RICH}, "rich_text_value", RICH),
    ],
)  # fmt: skip
def test_what_is_not_touched_keeps_its_initial_value(element: Block, key: str, value: Any) -> None:
    assert filled(element) == ({"type": element["type"], key: value}, None)


def test_an_initial_value_can_be_cleared() -> None:
    assert filled({"type": "plain_text_input", "initial_value": "start"}, "") == (
        {"type": "plain_text_input", "value": None},
        REQUIRED,
    )
    element = {"type": "datepicker", "initial_date": "2026-01-23"}
    assert filled(element, None, optional=True) == ({"type": "datepicker", "selected_date": None}, None)


def test_a_time_carries_its_zone() -> None:
    entry, _ = filled({"type": "timepicker", "timezone": "Europe/Madrid"}, "09:00")
    assert entry == {"type": "timepicker", "selected_time": "09:00", "timezone": "Europe/Madrid"}


@pytest.mark.parametrize(
    ("element", "given", "words"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "abc", None),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 3}, "abc", None),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please enter no more than 3 characters."),
        ({"type": "plain_text_input"}, "x" * 3000, None),
        ({"type": "plain_text_input"}, "x" * 3001, "Please enter no more than 3000 characters."),
        ({"type": "email_text_input"}, "nobody", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "example.com", "Please enter a valid URL."),
        ({"type": "number_input", "is_decimal_allowed": True}, "x", "Please enter a number."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "2", None),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.9", "Please enter a number not below 2."),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "10"}, "10", None),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "10"}, "11", "Please enter a number not above 10."),
        ({"type": "file_input", "max_files": 1}, [FILE, FILE], "Please add no more than 1 files."),
        ({"type": "file_input"}, [FILE] * 11, "Please add no more than 10 files."),
    ],
)  # fmt: skip
def test_the_client_says_what_is_wrong(element: Block, given: Any, words: str | None) -> None:
    assert filled(element, given)[1] == words


@pytest.mark.parametrize(
    ("element", "given"),
    [
        ({"type": "static_select", "options": options(2)}, "9"),
        ({"type": "datepicker"}, "2026-13-01"),
        ({"type": "plain_text_input"}, 12),
        ({"type": "file_input", "filetypes": ["yaml"]}, [{**FILE, "filetype": "exe"}]),
        ({"type": "file_input"}, ["F1"]),
    ],
)
def test_a_form_takes_no_value_that_a_person_could_not_give(element: Block, given: Any) -> None:
    with pytest.raises(BadSelection):
        filled(element, given)


def test_a_tampering_client_sends_any_date() -> None:
    state, _ = view_state(modal(field({"type": "datepicker"})), {"f": {"f": "never"}}, force=True)
    assert state["values"]["f"]["f"]["selected_date"] == "never"


def test_a_field_that_is_not_there_cannot_be_filled_in() -> None:
    view = modal(field({"type": "plain_text_input"}))
    with pytest.raises(BadSelection, match="no such field: f / g"):
        view_state(view, {"f": {"g": "x"}})
    with pytest.raises(BadSelection, match="no such field: h / f"):
        view_state(view, {"h": {"f": "x"}})


def test_menus_outside_inputs_are_in_the_state_and_never_required() -> None:
    menu = {"type": "static_select", "action_id": "m", "options": options(2)}
    view = home({**actions(menu, {"type": "button", "action_id": "x"}), "block_id": "row"})
    assert view_state(view, {}) == ({"values": {"row": {"m": {"type": "static_select", "selected_option": None}}}}, {})
    assert view_state(view, {"row": {"m": "1"}})[0]["values"]["row"]["m"]["selected_option"] == option("1")
