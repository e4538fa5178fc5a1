"""What a person does with an element: the one action of a block_actions payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.blocks.choices import VALUE_KEYS, BadSelection, chosen
from sandbox.blocks.stored import elements_of

_BUTTONS = frozenset({"button", "workflow_button", "icon_button"})
# What Slack repeats of the element in the action, beside its ids.
_ECHOED = ("text", "value", "style", "url", "icon", "workflow", "placeholder", "confirm")


def find_element(blocks: Sequence[Mapping[str, Any]], block_id: str, action_id: str) -> Mapping[str, Any] | None:
    """The element a person would act upon, or None."""
    for block in blocks:
        for inner in (block, *(entry for entry in _held(block) if entry.get("type") == "card")):
            if inner.get("block_id") == block_id:
                for element in elements_of(inner):
                    if element.get("action_id") == action_id:
                        return element
    return None


def _held(block: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return block.get("elements", []) if block.get("type") == "carousel" else ()


def action_payload(
    element: Mapping[str, Any],
    block_id: str,
    *,
    value: str | None = None,
    selected: Any = None,
    action_ts: str,
    force: bool = False,
) -> dict[str, Any]:
    """The entry of `actions` for what the person did.

    Of buttons `value` replaces the value that the app gave them; of all others `selected` (or `value`) is what was
    chosen: an option by value, words or whole, an id, a date, a text; lists for those that take several. Raises
    BadSelection for what the element does not offer, unless `force` plays the tampering client.
    """
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        **{key: element[key] for key in _ECHOED if key in element},
    }
    if element["type"] == "feedback_buttons":
        action |= _feedback(element, value if value is not None else selected, force)
    elif element["type"] in _BUTTONS:
        action |= _pressed(element, value, force)
    else:
        action |= _selected(element, selected if selected is not None else value, force)
    return {**action, "action_ts": action_ts}


def _pressed(element: Mapping[str, Any], value: str | None, force: bool) -> dict[str, Any]:
    if value is None:
        return {}
    if value != element.get("value") and not force:
        raise BadSelection(f"the button's value is {element.get('value')!r}, not {value!r}")
    return {"value": value}


def _feedback(element: Mapping[str, Any], value: Any, force: bool) -> dict[str, Any]:
    for button in (element["positive_button"], element["negative_button"]):
        if value == button["value"]:
            return {"text": button["text"], "value": value}
    if not force:
        raise BadSelection(f"{value!r} is neither of the two feedback buttons")
    return {"text": element["positive_button"]["text"], "value": value}


def _selected(element: Mapping[str, Any], given: Any, force: bool) -> dict[str, Any]:
    kind = element["type"]
    if kind == "file_input":
        raise BadSelection("a file input sends no action")
    key, start = VALUE_KEYS[kind]
    if given is None and kind in ("overflow", "radio_buttons") and not force:
        raise BadSelection("something must be chosen")
    echo = {start: element[start]} if start in element and key != "value" else {}
    return {key: chosen(element, given, force=force), **echo}
