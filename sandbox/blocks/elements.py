"""The block elements: every interactive part and its fields, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from sandbox.blocks.fields import (
    Check,
    Rule,
    array,
    boolean,
    exactly_one,
    integer,
    matching,
    one_of,
    record,
    string,
    url,
)
from sandbox.blocks.objects import (
    action_id,
    confirm,
    conversation_filter,
    dispatch_config,
    distinct_values,
    feedback_button,
    focus,
    initial_among,
    modal_only,
    not_above,
    option_group,
    overflow_option,
    plain_option,
    positive,
    rich_option,
    slack_file,
    text,
    workflow,
)
from sandbox.blocks.place import Place, Surface
from sandbox.blocks.rich import rich_text

EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})

_ACTION: Mapping[str, Check] = {"action_id": action_id}
_CONFIRMED: Mapping[str, Check] = {**_ACTION, "confirm": confirm}
_FOCUSED: Mapping[str, Check] = {**_CONFIRMED, "focus_on_load": focus}
_CHOSEN: Mapping[str, Check] = {**_FOCUSED, "placeholder": text(150)}
_TYPED: Mapping[str, Check] = {
    **_ACTION,
    "placeholder": text(150),
    "focus_on_load": focus,
    "dispatch_action_config": dispatch_config,
}
_STYLE = one_of("primary", "danger")
_IDS = array(string(255))


def calendar_date(value: Any, place: Place) -> None:
    """A day as YYYY-MM-DD that exists."""
    before = len(place.report.complaints)
    matching(r"\d{4}-\d{2}-\d{2}", "must be a date in the format YYYY-MM-DD")(value, place)
    if len(place.report.complaints) == before:
        try:
            date.fromisoformat(value)
        except ValueError:
            place.refuse("must be a valid date")


def time_zone(value: Any, place: Place) -> None:
    """An IANA time zone."""
    if not isinstance(value, str) or value not in available_timezones():
        place.refuse("must be a valid IANA timezone")


clock_time = matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time in the format HH:mm")
numeral = matching(r"-?\d+(\.\d+)?", "must be a number")


def _number_rules(element: Mapping[str, Any], place: Place) -> None:
    for name in ("initial_value", "min_value", "max_value"):
        if not element["is_decimal_allowed"] and "." in element.get(name, ""):
            (place / name).refuse("must be a whole number")


def _initial_fits(element: Mapping[str, Any], place: Place) -> None:
    most = element.get("max_length")
    if most is not None and len(element.get("initial_value", "")) > most:
        (place / "initial_value").refuse(f"must be less than {most + 1} characters")


def _within_max_selected(name: str) -> Rule:
    def rule(element: Mapping[str, Any], place: Place) -> None:
        most = element.get("max_selected_items")
        if most is not None and len(element.get(name, [])) > most:
            (place / name).refuse(f"no more than {most} items allowed")

    return rule


def _element(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Rule) -> Check:
    return record({"type": one_of(kind), **required}, optional, *rules)


def _choices(kind: str, initial: str, initial_check: Check, *rules: Rule, **extra: Check) -> Check:
    fields = {
        **_CHOSEN,
        "options": array(plain_option, 1, 100),
        "option_groups": array(option_group, 1, 100),
        initial: initial_check,
        **extra,
    }
    return _element(
        kind, {}, fields, exactly_one("options", "option_groups"), distinct_values, initial_among(initial), *rules
    )


def _pick(kind: str, initial: str, check: Check, **extra: Check) -> Check:
    return _element(kind, {}, {**_CHOSEN, initial: check, **extra})


def _pick_many(kind: str, initial: str, check: Check, **extra: Check) -> Check:
    fields = {**_CHOSEN, initial: check, "max_selected_items": positive, **extra}
    return _element(kind, {}, fields, _within_max_selected(initial))


_CONVERSATIONS: Mapping[str, Check] = {"default_to_current_conversation": boolean, "filter": conversation_filter}
_ID = string(255)
_BUTTON_FACE: Mapping[str, Check] = {"style": _STYLE, "accessibility_label": string(75)}

ELEMENTS: Mapping[str, Check] = {
    "button": _element(
        "button",
        {"text": text(75)},
        {
            **_CONFIRMED,
            **_BUTTON_FACE,
            "value": string(2000),
            "url": url(3000, ("http", "https", "mailto")),
        },
    ),
    "workflow_button": _element(
        "workflow_button", {"text": text(75), "workflow": workflow}, {**_CONFIRMED, **_BUTTON_FACE}
    ),
    "icon_button": _element(
        "icon_button",
        {"icon": one_of("trash"), "text": text(75)},
        {
            **_CONFIRMED,
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": _IDS,
        },
    ),
    "feedback_buttons": _element(
        "feedback_buttons", {"positive_button": feedback_button, "negative_button": feedback_button}, _ACTION
    ),
    "image": _element(
        "image",
        {"alt_text": string(2000)},
        {"image_url": url(), "slack_file": slack_file},
        exactly_one("image_url", "slack_file"),
    ),
    "overflow": _element("overflow", {"options": array(overflow_option, 1, 5)}, _CONFIRMED, distinct_values),
    "checkboxes": _element(
        "checkboxes",
        {"options": array(rich_option, 1, 10)},
        {**_FOCUSED, "initial_options": array(rich_option, 1, 10)},
        distinct_values,
        initial_among("initial_options"),
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": array(rich_option, 1, 10)},
        {**_FOCUSED, "initial_option": rich_option},
        distinct_values,
        initial_among("initial_option"),
    ),
    "static_select": _choices("static_select", "initial_option", plain_option),
    "multi_static_select": _choices(
        "multi_static_select",
        "initial_options",
        array(plain_option, 1, 100),
        _within_max_selected("initial_options"),
        max_selected_items=positive,
    ),
    "external_select": _pick("external_select", "initial_option", plain_option, min_query_length=integer(0)),
    "multi_external_select": _pick_many(
        "multi_external_select", "initial_options", array(plain_option, 1, 100), min_query_length=integer(0)
    ),
    "users_select": _pick("users_select", "initial_user", _ID),
    "multi_users_select": _pick_many("multi_users_select", "initial_users", _IDS),
    "conversations_select": _pick(
        "conversations_select",
        "initial_conversation",
        _ID,
        **_CONVERSATIONS,
        response_url_enabled=modal_only(boolean),
    ),
    "multi_conversations_select": _pick_many(
        "multi_conversations_select", "initial_conversations", _IDS, **_CONVERSATIONS
    ),
    "channels_select": _pick("channels_select", "initial_channel", _ID, response_url_enabled=modal_only(boolean)),
    "multi_channels_select": _pick_many("multi_channels_select", "initial_channels", _IDS),
    "datepicker": _pick("datepicker", "initial_date", calendar_date),
    "timepicker": _pick("timepicker", "initial_time", clock_time, timezone=time_zone),
    "datetimepicker": _element(
        "datetimepicker", {}, {**_FOCUSED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        not_above("min_length", "max_length"),
        _initial_fits,
    ),
    "email_text_input": _element("email_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": _element("url_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": numeral, "min_value": numeral, "max_value": numeral},
        not_above("min_value", "max_value"),
        not_above("min_value", "initial_value"),
        not_above("initial_value", "max_value"),
        _number_rules,
    ),
    "rich_text_input": _element(
        "rich_text_input",
        {},
        {**_TYPED, "initial_value": rich_text, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
        not_above("min_lines", "max_lines"),
    ),
    "file_input": _element(
        "file_input",
        {},
        {
            **_ACTION,
            "filetypes": array(matching(r"[A-Za-z0-9]+", "must be a file extension")),
            "max_files": integer(1, 10),
        },
    ),
}

# Surfaces of elements that are not for every surface: the table at docs.slack.dev/reference/block-kit/block-elements.
ELEMENT_SURFACES: Mapping[str, frozenset[Surface]] = {
    "datetimepicker": frozenset({"message", "modal"}),
    "email_text_input": frozenset({"modal"}),
    "url_text_input": frozenset({"modal"}),
    "number_input": frozenset({"modal"}),
    "file_input": frozenset({"modal"}),
    "rich_text_input": frozenset({"modal", "home"}),
    "feedback_buttons": frozenset({"message"}),
    "icon_button": frozenset({"message"}),
}

SELECTS = frozenset(kind for kind in ELEMENTS if kind.endswith("_select"))
ACCESSORIES = SELECTS | {
    "button", "checkboxes", "datepicker", "image", "overflow", "radio_buttons", "timepicker", "workflow_button",
}  # fmt: skip
IN_ACTIONS = (ACCESSORIES - {"image"}) | {"datetimepicker", "rich_text_input"}
INPUTS = SELECTS | {
    "checkboxes", "datepicker", "datetimepicker", "email_text_input", "file_input", "number_input",
    "plain_text_input", "radio_buttons", "rich_text_input", "timepicker", "url_text_input",
}  # fmt: skip


def element(allowed: frozenset[str]) -> Check:
    """One of the allowed elements, if the surface knows it."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, Mapping):
            place.refuse("must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            place.refuse("missing required field: type")
        elif (
            not isinstance(kind, str)
            or kind not in allowed
            or place.report.surface not in ELEMENT_SURFACES.get(kind, EVERYWHERE)
        ):
            (place / "type").refuse(f"unsupported type: {kind}")
        else:
            ELEMENTS[kind](value, place)

    return check
