"""Inputs of modals: block id and action id are the Field, so that what is submitted is `values[field][field]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from messages.ids import Field, Form
from messages.kit import VIEW_BLOCKS, Block, plain_text
from messages.refs import Ref
from messages.words import typed

MEANWHILE = "*Somebody else saved this meanwhile.* Theirs: {} What you wrote is below; saving it replaces theirs."
LONGEST = 3_000  # characters of a text input
_USER = re.compile(r"[UW][A-Z0-9_]{1,30}")
_CHANNEL = re.compile(r"[CG][A-Z0-9_]{1,30}")


def _input(field: Field, label: str, element: Block, optional: bool, hint: str | None) -> Block:
    block: Block = {
        "type": "input",
        "block_id": str(field),
        "label": plain_text(label, 2_000),
        "element": {"action_id": str(field), **element},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain_text(hint, 2_000)
    return block


def text_input(
    field: Field,
    label: str,
    *,
    initial: str | None = None,
    lines: bool = False,
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
    longest: int = LONGEST,
) -> Block:
    """One line or several. Raises ValueError for an `initial` that does not fit: cut what you offer before."""
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": longest}
    initial = typed(initial or "")
    if initial:
        if len(initial) > longest:
            raise ValueError(f"{field}: the initial text is longer than {longest}")
        element["initial_value"] = initial
    if placeholder:
        element["placeholder"] = plain_text(placeholder, 150)
    return _input(field, label, element, optional, hint)


def number_input(
    field: Field,
    label: str,
    *,
    initial: int | None = None,
    least: int = 0,
    most: int | None = None,
    optional: bool = False,
) -> Block:
    """A whole number."""
    element: Block = {"type": "number_input", "is_decimal_allowed": False, "min_value": str(least)}
    if most is not None:
        element["max_value"] = str(most)
    if initial is not None:
        element["initial_value"] = str(initial)
    return _input(field, label, element, optional, None)


def date_input(
    field: Field, label: str, initial: date | None = None, *, optional: bool = False, hint: str | None = None
) -> Block:
    element: Block = {"type": "datepicker"}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(field, label, element, optional, hint)


def time_input(field: Field, label: str, initial: time) -> Block:
    return _input(field, label, {"type": "timepicker", "initial_time": initial.strftime("%H:%M")}, False, None)


def select_input(
    field: Field,
    label: str,
    options: Sequence[Block],
    initial: Block | None = None,
    *,
    optional: bool = False,
    hint: str | None = None,
) -> Block:
    """A menu of 1 to 100 options."""
    if not 1 <= len(options) <= 100:
        raise ValueError(f"{field}: {len(options)} options")
    element: Block = {"type": "static_select", "options": list(options)}
    if initial is not None:
        element["initial_option"] = initial
    return _input(field, label, element, optional, hint)


def radio_input(field: Field, label: str, options: Sequence[Block], initial: Block | None = None) -> Block:
    """Up to ten options, all in sight."""
    if not 1 <= len(options) <= 10:
        raise ValueError(f"{field}: {len(options)} options")
    element: Block = {"type": "radio_buttons", "options": list(options)}
    if initial is not None:
        element["initial_option"] = initial
    return _input(field, label, element, False, None)


def checkbox_input(
    field: Field, label: str, options: Sequence[Block], chosen: Sequence[Block], *, optional: bool = False
) -> Block:
    """Up to ten options, several at once; `optional`: none too."""
    element: Block = {"type": "checkboxes", "options": list(options)}
    if chosen:
        element["initial_options"] = list(chosen)
    return _input(field, label, element, optional, None)


def multi_select_input(
    field: Field, label: str, options: Sequence[Block], chosen: Sequence[Block], *, optional: bool = False
) -> Block:
    """Up to a hundred options, several at once; `optional`: none too."""
    if not 1 <= len(options) <= 100:
        raise ValueError(f"{field}: {len(options)} options")
    element: Block = {"type": "multi_static_select", "options": list(options)}
    if chosen:
        element["initial_options"] = list(chosen)
    return _input(field, label, element, optional, None)


def external_input(
    field: Field,
    label: str,
    placeholder: str,
    initial: Block | None = None,
    *,
    optional: bool = False,
    hint: str | None = None,
) -> Block:
    """A menu that the bot fills as the person types."""
    element: Block = {
        "type": "external_select",
        "placeholder": plain_text(placeholder, 150),
        "min_query_length": 0,
    }
    if initial is not None:
        element["initial_option"] = initial
    return _input(field, label, element, optional, hint)


def user_input(
    field: Field, label: str, initial: str | None = None, *, optional: bool = False, hint: str | None = None
) -> Block:
    """A person of the workspace."""
    element: Block = {"type": "users_select"}
    if initial and _USER.fullmatch(initial):
        element["initial_user"] = initial
    return _input(field, label, element, optional, hint)


def channel_input(
    field: Field,
    label: str,
    initial: str | None = None,
    *,
    shared: bool = False,
    optional: bool = True,
    hint: str | None = None,
) -> Block:
    """A public or private channel in which no other organisation reads along, unless `shared`."""
    element: Block = {
        "type": "conversations_select",
        "filter": {
            "include": ["public", "private"],
            "exclude_bot_users": True,
            "exclude_external_shared_channels": not shared,
        },
    }
    if initial and _CHANNEL.fullmatch(initial):
        element["initial_conversation"] = initial
    return _input(field, label, element, optional, hint)


def file_input(field: Field, label: str, types: Sequence[str], *, hint: str | None = None) -> Block:
    """Up to ten uploaded files."""
    element: Block = {"type": "file_input", "filetypes": list(types), "max_files": 10}
    return _input(field, label, element, True, hint)


def modal(
    form: Form,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Cancel",
    ref: Ref | None = None,
) -> dict[str, Any]:
    """A modal; without `submit` it only informs. Raises ValueError for more than 100 blocks."""
    if len(blocks) > VIEW_BLOCKS:
        raise ValueError(f"{len(blocks)} blocks in a view")
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": str(form),
        "title": plain_text(title, 24),
        "close": plain_text(close, 24),
        "private_metadata": (ref or Ref()).pack(),
        "blocks": list(blocks),
    }
    if submit is not None:
        view["submit"] = plain_text(submit, 24)
    return view
