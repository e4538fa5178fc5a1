"""The composition objects of Block Kit: texts, options, confirmations, filters, files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sandbox.blocks.fields import (
    Check,
    Rule,
    array,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    integer,
    one_of,
    record,
    string,
    url,
)
from sandbox.blocks.place import Place

TEXT_KINDS = ("plain_text", "mrkdwn")


def text(most: int, kinds: Collection[str] = ("plain_text",)) -> Check:
    """A text object of 1 to `most` characters."""
    plain = record({"type": one_of("plain_text"), "text": string(most)}, {"emoji": boolean})
    mrkdwn = record({"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean})
    return by_type(lambda: {"plain_text": plain, "mrkdwn": mrkdwn}, kinds)


def any_text(most: int) -> Check:
    """A text object, plain or mrkdwn."""
    return text(most, TEXT_KINDS)


def _id_check(seen: str, name: str) -> Check:
    length = string(255)

    def check(value: Any, place: Place) -> None:
        length(value, place)
        ids: set[str] = getattr(place.report, seen)
        if isinstance(value, str) and value in ids:
            place.refuse(f'{name} "{value}" already exists')
        elif isinstance(value, str):
            ids.add(value)

    return check


block_id = _id_check("block_ids", "block_id")
action_id = _id_check("action_ids", "action_id")

confirm = record(
    {"title": text(100), "text": any_text(300), "confirm": text(30), "deny": text(30)},
    {"style": one_of("primary", "danger")},
)

_PLAIN_OPTION = {"text": text(75), "value": string(150)}
plain_option = record(_PLAIN_OPTION, {"description": text(75)})
overflow_option = record(_PLAIN_OPTION, {"description": text(75), "url": url(3000, ("http", "https", "mailto"))})
rich_option = record({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
option_group = record({"label": text(75), "options": array(plain_option, 1, 100)})

slack_file = record({}, {"id": string(), "url": url()}, exactly_one("id", "url"))

conversation_filter = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

dispatch_config = record(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
)

workflow = record(
    {
        "trigger": record(
            {"url": url()}, {"customizable_input_parameters": array(record({"name": string(), "value": string()}))}
        )
    }
)

feedback_button = record({"text": text(75), "value": string(2000)}, {"accessibility_label": string(75)})


def focus(value: Any, place: Place) -> None:
    """`focus_on_load`: true on one element of a view at most."""
    boolean(value, place)
    if value is True:
        place.report.tally["focus"] += 1
        if place.report.tally["focus"] > 1:
            place.refuse("only one element can have focus_on_load set to true")


def modal_only(inner: Check) -> Check:
    """A field that modals alone know."""

    def check(value: Any, place: Place) -> None:
        inner(value, place)
        if place.report.surface != "modal":
            place.refuse("only allowed in modals")

    return check


def offered(element: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every option of an element, through its groups."""
    groups = element.get("option_groups")
    if groups:
        return [option for group in groups for option in group["options"]]
    return list(element.get("options") or [])


def distinct_values(element: Mapping[str, Any], place: Place) -> None:
    """Rule: option values are unique within their element."""
    values = [option["value"] for option in offered(element)]
    for value in sorted({value for value in values if values.count(value) > 1}):
        place.refuse(f"option value must be unique: {value}")


def initial_among(name: str) -> Rule:
    """Rule: what is preselected matches options of the element exactly."""

    def rule(element: Mapping[str, Any], place: Place) -> None:
        chosen = element.get(name, [])
        for entry in chosen if isinstance(chosen, list) else [chosen]:
            if not any(_same(entry, option) for option in offered(element)):
                (place / name).refuse(f"{name} must match one of the options provided")

    return rule


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Options are the same by value and by words; `emoji` may be left out of either."""
    keys = ("value", "url")
    words = ("text", "description")
    return all(one.get(key) == other.get(key) for key in keys) and all(
        (one.get(word) or {}).get("text") == (other.get(word) or {}).get("text") for word in words
    )


def not_above(low: str, high: str) -> Rule:
    """Rule: of two bounds the lower is not above the higher; numbers may be strings."""

    def rule(element: Mapping[str, Any], place: Place) -> None:
        if low in element and high in element and float(element[low]) > float(element[high]):
            place.refuse(f"{low} cannot be greater than {high}")

    return rule


positive = integer(1)
