"""The state of a view's inputs, and what Slack's client refuses to submit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.blocks.choices import VALUE_KEYS, BadSelection, chosen, initial
from sandbox.blocks.stored import elements_of

Values = Mapping[str, Mapping[str, Any]]

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_WEB = re.compile(r"https?://[^\s/?#]+\S*")
_NUMERAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
TEXT_MOST = 3000
FILES_MOST = 10


def view_state(
    view: Mapping[str, Any], values: Values, *, force: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """The view's `state` after the person filled in `values`, and what the client would complain about.

    Takes {block_id: {action_id: given}} as /_control/submit has it; what is not given keeps its initial value. Answers
    ({"values": …}, {block_id: words}): with any words the client does not submit. Raises BadSelection for a field that
    the view does not have, or a choice that it does not offer (unless `force`). Works on a message's blocks as well.
    """
    state: dict[str, dict[str, Any]] = {}
    missing: dict[str, str] = {}
    asked = {(block_id, action_id) for block_id, fields in values.items() for action_id in fields}
    for block in view.get("blocks", []):
        for element in elements_of(block):
            kind, action_id = element["type"], element["action_id"]
            if kind not in VALUE_KEYS or kind == "overflow":
                continue
            value = _value(element, values.get(block["block_id"], {}), force)
            state.setdefault(block["block_id"], {})[action_id] = _entry(element, value)
            words = _complaint(block, element, value)
            if words:
                missing[block["block_id"]] = words
            asked.discard((block["block_id"], action_id))
    if asked and not force:
        raise BadSelection(f"there is no such field: {' / '.join(min(asked))}")
    return {"values": state}, missing


def still_offered(view: Mapping[str, Any], values: Values) -> dict[str, dict[str, Any]]:
    """Of what was filled in, that which the view asks for now and still offers; the client forgets the rest."""
    kept: dict[str, dict[str, Any]] = {}
    for block in view.get("blocks", []):
        given = values.get(block["block_id"], {})
        for element in elements_of(block):
            action_id = element.get("action_id", "")
            if action_id in given and element["type"] in VALUE_KEYS and _is_offered(element, given[action_id]):
                kept.setdefault(block["block_id"], {})[action_id] = given[action_id]
    return kept


def _is_offered(element: Mapping[str, Any], value: Any) -> bool:
    try:
        chosen(element, value)
    except BadSelection:
        return False
    return True


def _value(element: Mapping[str, Any], fields: Mapping[str, Any], force: bool) -> Any:
    action_id = element["action_id"]
    value = chosen(element, fields[action_id], force=force) if action_id in fields else initial(element)
    return None if value == "" else value


def _entry(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    entry = {"type": element["type"], VALUE_KEYS[element["type"]][0]: value}
    if element["type"] == "timepicker" and "timezone" in element:
        entry["timezone"] = element["timezone"]
    return entry


def _complaint(block: Mapping[str, Any], element: Mapping[str, Any], value: Any) -> str:
    """What the client says under an input, or nothing; only input blocks are enforced."""
    if block["type"] != "input":
        return ""
    if value is None or value == []:
        return "" if block.get("optional") else "Please complete this required field."
    check = _CLIENT_CHECKS.get(element["type"])
    return check(element, value) if check else ""


def _plain(element: Mapping[str, Any], value: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", TEXT_MOST)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(value) > most else ""


def _mail(_: Mapping[str, Any], value: str) -> str:
    return "" if _MAIL.fullmatch(value) else "Please enter a valid email address."


def _web(_: Mapping[str, Any], value: str) -> str:
    return "" if _WEB.fullmatch(value) else "Please enter a valid URL."


def _number(element: Mapping[str, Any], value: str) -> str:
    if not _NUMERAL.fullmatch(value):
        return "Please enter a number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number not below {least}."
    return f"Please enter a number not above {most}." if most is not None and float(value) > float(most) else ""


def _files(element: Mapping[str, Any], value: list[Any]) -> str:
    most = element.get("max_files", FILES_MOST)
    return f"Please add no more than {most} files." if len(value) > most else ""


_CLIENT_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Any], str]] = {
    "plain_text_input": _plain,
    "email_text_input": _mail,
    "url_text_input": _web,
    "number_input": _number,
    "file_input": _files,
}
