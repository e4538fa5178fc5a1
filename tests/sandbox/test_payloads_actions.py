"""What Slack sends when a person acts on an element, and what a person cannot do."""

# ruff: noqa: E501 (a row of a table is a line)
from __future__ import annotations

from typing import Any

import pytest

from sandbox.blocks import BadSelection, action_payload, elements_of, find_element, stored_blocks
from tests.sandbox.block_kit import Block, actions, button, input_block, mrkdwn, option, options, plain, select

TS = "1769000000.000100"


def act(element: Block, **given: Any) -> dict[str, Any]:
    return action_payload({"action_id": "a", **element}, "b", action_ts=TS, **given)


def test_a_button_sends_its_text_value_and_style() -> None:
    assert act(button(value="v", style="danger")) == {
        "type": "button",
        "action_id": "a",
        "block_id": "b",
        "text": plain(),
        "value": "v",
        "style": "danger",
        "action_ts": TS,
    }


def test_a_button_without_a_value_sends_none() -> None:
    assert "value" not in act(button())


def test_a_person_cannot_change_a_buttons_value_and_a_tampering_client_can() -> None:
    assert act(button(value="v"), value="v")["value"] == "v"
    with pytest.raises(BadSelection, match="'v', not 'w'"):
        act(button(value="v"), value="w")
    assert act(button(value="v"), value="w", force=True)["value"] == "w"


GROUPS = {"type": "static_select", "option_groups": [{"label": plain(), "options": [option("g1"), option("g2")]}]}

# (element, what is selected, the part of the action that says so)
# fmt: off
SELECTIONS: list[tuple[Block, Any, dict[str, Any]]] = [
    (select(), "1", {"selected_option": option("1")}),
    (select(options=[option("m", text=3)]), "xxx", {"selected_option": option("m", text=3)}),
    (select(), option("0"), {"selected_option": option("0")}),
    (select(initial_option=option("0")), "1", {"selected_option": option("1"), "initial_option": option("0")}),
    (select(placeholder=plain()), "1", {"selected_option": option("1"), "placeholder": plain()}),
    (select(), None, {"selected_option": None}),
    (GROUPS, "g2", {"selected_option": option("g2")}),
    ({"type": "overflow", "options": options(2)}, "0", {"selected_option": option("0")}),
    ({"type": "radio_buttons", "options": options(2)}, "1", {"selected_option": option("1")}),
    ({"type": "checkboxes", "options": options(3)}, ["0", "2"], {"selected_options": [option("0"), option("2")]}),
    ({"type": "checkboxes", "options": options(3)}, [], {"selected_options": []}),
    ({"type": "multi_static_select", "options": options(3)}, "2", {"selected_options": [option("2")]}),
    ({"type": "external_select"}, option("found"), {"selected_option": option("found")}),
    ({"type": "external_select"}, "typed", {"selected_option": {"text": {"type": "plain_text", "text": "typed", "emoji": True}, "value": "typed"}}),
    ({"type": "multi_external_select"}, [option("a")], {"selected_options": [option("a")]}),
    ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
    ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
    ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
    ({"type": "multi_conversations_select"}, ["C1"], {"selected_conversations": ["C1"]}),
    ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
    ({"type": "multi_channels_select"}, ["C1"], {"selected_channels": ["C1"]}),
    ({"type": "datepicker", "initial_date": "2026-01-01"}, "2026-02-28", {"selected_date": "2026-02-28", "initial_date": "2026-01-01"}),
    ({"type": "datepicker"}, None, {"selected_date": None}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, 1_769_000_000, {"selected_date_time": 1_769_000_000}),
    ({"type": "plain_text_input"}, "words", {"value": "words"}),
    ({"type": "number_input", "is_decimal_allowed": True}, "2.5", {"value": "2.5"}),
    ({"type": "rich_text_input"}, {"type": "rich_text", "elements": []}, {"rich_text_value": {"type": "rich_text", "elements": []}}),
]
# fmt: on


@pytest.mark.parametrize(("element", "selected", "said"), SELECTIONS, ids=[row[0]["type"] for row in SELECTIONS])
def test_a_selection_is_sent_in_slacks_shape(element: Block, selected: Any, said: dict[str, Any]) -> None:
    ids = {"type": element["type"], "action_id": "a", "block_id": "b", "action_ts": TS}
    assert act(element, selected=selected) == {**ids, **said}
    assert find_element(stored_blocks([actions({"action_id": "a", **element})], str), "", "a")


def test_a_selection_may_come_as_value() -> None:
    assert act(select(), value="1")["selected_option"] == option("1")


@pytest.mark.parametrize(
    ("element", "selected"),
    [
        (select(), "9"),
        (GROUPS, "0"),
        ({"type": "overflow", "options": options(2)}, None),
        ({"type": "radio_buttons", "options": options(2)}, None),
        ({"type": "checkboxes", "options": options(2)}, ["0", "9"]),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"]),
        ({"type": "users_select"}, "jane"),
        ({"type": "channels_select"}, "#general"),
        ({"type": "datepicker"}, "2026-02-30"),
        ({"type": "datepicker"}, "tomorrow"),
        ({"type": "timepicker"}, "25:00"),
        ({"type": "datetimepicker"}, 5),
        ({"type": "plain_text_input"}, 5),
        ({"type": "file_input"}, []),
    ],
)
def test_a_person_cannot_choose_what_is_not_offered(element: Block, selected: Any) -> None:
    with pytest.raises(BadSelection):
        act(element, selected=selected)


@pytest.mark.parametrize(
    ("element", "selected", "key", "sent"),
    [
        (select(), "9", "selected_option", "9"),
        (select(), {"text": plain(), "value": "x" * 500}, "selected_option", "x" * 500),
        ({"type": "datepicker"}, "never", "selected_date", "never"),
        ({"type": "users_select"}, "U'; --", "selected_user", "U'; --"),
        ({"type": "overflow", "options": options(1)}, None, "selected_option", None),
    ],
)
def test_a_tampering_client_can(element: Block, selected: Any, key: str, sent: Any) -> None:
    given = act(element, selected=selected, force=True)[key]
    assert (given["value"] if isinstance(given, dict) else given) == sent


def test_feedback_buttons_send_the_one_that_was_pressed() -> None:
    yes, no = {"text": plain(text="Good"), "value": "+"}, {"text": plain(text="Bad"), "value": "-"}
    element = {"type": "feedback_buttons", "positive_button": yes, "negative_button": no}
    assert act(element, value="-")["text"]["text"] == "Bad"
    with pytest.raises(BadSelection):
        act(element, value="?")


def test_blocks_are_stored_with_ids_where_the_app_gave_none() -> None:
    tokens = iter(["t1", "t2", "t3", "t4", "t5", "t6"])
    blocks = [
        actions(button(), button(action_id="mine")),
        {"type": "section", "text": mrkdwn(), "accessory": select(), "block_id": "kept"},
        {"type": "context", "elements": [mrkdwn()]},
        input_block(),
    ]
    first, second, third, fourth = stored_blocks(blocks, lambda: next(tokens))
    assert (first["block_id"], [element["action_id"] for element in first["elements"]]) == ("t1", ["t2", "mine"])
    assert (second["block_id"], second["accessory"]["action_id"]) == ("kept", "t3")
    assert third == {**blocks[2], "block_id": "t4"}
    assert (fourth["block_id"], fourth["element"]["action_id"]) == ("t5", "t6")
    assert "block_id" not in blocks[0]


def test_an_element_is_found_in_its_block_only() -> None:
    carousel = {
        "type": "carousel",
        "elements": [{"type": "card", "actions": [button(action_id="c")], "block_id": "card"}],
    }
    blocks = [{**actions(button(action_id="a", value="1")), "block_id": "one"}, {**carousel, "block_id": "cards"}]
    found = find_element(blocks, "one", "a")
    assert found is not None
    assert found["value"] == "1"
    assert find_element(blocks, "two", "a") is None
    assert find_element(blocks, "one", "c") is None
    assert find_element(blocks, "card", "c") is not None
    assert list(elements_of({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]})) == []
