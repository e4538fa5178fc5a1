"""What a person can choose in an element, and what Slack says of it in actions and in a view's state."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sandbox.blocks.objects import offered
from sandbox.errors import Unusable

Element = Mapping[str, Any]


class BadSelection(Unusable):
    """A person cannot choose what the element does not offer; the message says what it does offer."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_selection", message)


# element type → (the key of its value in actions and state, the key of its initial value)
VALUE_KEYS: Mapping[str, tuple[str, str]] = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
}

_OPTION_KEYS = ("text", "value", "description", "url")


def chosen(element: Element, given: Any, *, force: bool = False) -> Any:
    """The value of the element after the person gave `given`, in Slack's shape.

    Options are given by value, by their words, or whole; several as a list. `force` lets through what the element does
    not offer, as a tampering client would send it. Raises BadSelection.
    """
    key, _ = VALUE_KEYS[element["type"]]
    if given is None:
        return [] if key.endswith("s") else None
    if key.endswith("s"):
        return _several(element, given if isinstance(given, list) else [given], force)
    return _one(element, given, force)


def initial(element: Element) -> Any:
    """The value that the element has before anybody touches it."""
    key, start = VALUE_KEYS[element["type"]]
    return element.get(start, [] if key.endswith("s") else None)


def _several(element: Element, given: list[Any], force: bool) -> list[Any]:
    if element["type"] == "file_input":
        return _files(element, given, force)
    most = element.get("max_selected_items")
    if most is not None and len(given) > most and not force:
        raise BadSelection(f"at most {most} can be chosen, not {len(given)}")
    return [_one(element, entry, force) for entry in given]


def _files(element: Element, given: list[Any], force: bool) -> list[Any]:
    if not all(isinstance(file, Mapping) for file in given):
        raise BadSelection("files are given as file objects")
    kinds = element.get("filetypes")
    wrong = [file.get("name") for file in given if kinds and file.get("filetype") not in kinds]
    if wrong and not force:
        raise BadSelection(f"{wrong[0]} is not a file of: {', '.join(kinds or [])}")
    return list(given)


def _one(element: Element, given: Any, force: bool) -> Any:
    kind = element["type"]
    if VALUE_KEYS[kind][0].startswith("selected_option"):
        return _option(element, given, force)
    check = _FORMS.get(kind)
    if check is not None and not force:
        check(given)
    return given


def _option(element: Element, given: Any, force: bool) -> dict[str, Any]:
    for option in offered(element):
        words = option["text"]["text"]
        if given in (option["value"], words) or (isinstance(given, Mapping) and given.get("value") == option["value"]):
            return {key: option[key] for key in _OPTION_KEYS if key in option}
    if isinstance(given, Mapping) and (force or "external" in element["type"]):
        return dict(given)
    if force or "external" in element["type"]:
        return {"text": {"type": "plain_text", "text": str(given), "emoji": True}, "value": str(given)}
    values = ", ".join(option["value"] for option in offered(element))
    raise BadSelection(f"{given!r} is not among the options: {values}")


def _is_date(given: Any) -> None:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(given)):
            raise ValueError
        date.fromisoformat(given)
    except ValueError:
        raise BadSelection(f"{given!r} is not a date as YYYY-MM-DD") from None


def _is_time(given: Any) -> None:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(given)):
        raise BadSelection(f"{given!r} is not a time as HH:MM")


def _is_instant(given: Any) -> None:
    if not isinstance(given, int) or isinstance(given, bool) or not 10**9 <= given < 10**10:
        raise BadSelection(f"{given!r} is not a Unix time in seconds")


def _is_text(given: Any) -> None:
    if not isinstance(given, str):
        raise BadSelection(f"{given!r} is not a text")


def _is_id(given: Any) -> None:
    if not isinstance(given, str) or not re.fullmatch(r"[A-Z][A-Z0-9]+", given):
        raise BadSelection(f"{given!r} is no name or id that is known here")


_FORMS: Mapping[str, Callable[[Any], None]] = {
    "datepicker": _is_date,
    "timepicker": _is_time,
    "datetimepicker": _is_instant,
    **dict.fromkeys(("plain_text_input", "email_text_input", "url_text_input", "number_input"), _is_text),
    **{f"{many}{what}_select": _is_id for many in ("", "multi_") for what in ("users", "conversations", "channels")},
}
