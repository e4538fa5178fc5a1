"""Block Kit in plain dicts, each builder fitting Slack's limits (SLACK.md) visibly: nothing is cut without a mark.

Plain dicts and not slack_sdk's models: those miss the limits that matter here (51 blocks, duplicate ids,
option lengths, empty text) and cost more than the database read of the same card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from messages.ids import Action, action_id
from messages.refs import Ref
from messages.words import cut, escape, plain

Block = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_SIZE = 13_200  # characters of a message's blocks together
SECTION = 3_000
TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Message:
    """What to post: `text` is the fallback that notifications and screen readers give, `blocks` the rest."""

    text: str
    blocks: list[Block]


def message(text: str, blocks: Sequence[Block]) -> Message:
    """A Message whose fallback is never empty nor too long."""
    return Message(cut(text.strip() or "Onboarding", 1_000), list(blocks))


def size(value: Any) -> int:
    """Characters of text that the blocks show together, which is what Slack's limit counts."""
    if isinstance(value, list):
        return sum(map(size, value))
    if not isinstance(value, dict):
        return 0
    found = 0
    for key, entry in value.items():
        if isinstance(entry, str):
            found += len(entry) if key in ("text", "alt_text") else 0
        else:
            found += size(entry)
    return found


def fits(blocks: Sequence[Block]) -> bool:
    """Whether a message can hold these blocks."""
    return len(blocks) <= MESSAGE_BLOCKS and size(list(blocks)) <= MESSAGE_SIZE


def mrkdwn(text: str, limit: int = SECTION) -> Block:
    """A text object of our own mrkdwn (outside text in it already escaped); Slack must not link what it likes."""
    return {"type": "mrkdwn", "text": cut(text, limit) or "—", "verbatim": True}


def plain_text(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": plain(text, limit)}


def section(text: str, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """A paragraph of mrkdwn, with one element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    if block_id is not None:
        block["block_id"] = block_id
    return block


def context(*texts: str) -> Block:
    """Small print; ten texts at most."""
    return {"type": "context", "elements": [mrkdwn(text, 2_000) for text in texts[:10]]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, 150)}


def divider() -> Block:
    return {"type": "divider"}


def actions(elements: Sequence[Block], block_id: str | None = None) -> Block:
    """A row of buttons and menus; 25 at most, and never an empty one."""
    if not 1 <= len(elements) <= 25:
        raise ValueError(f"{len(elements)} elements in a row")
    block: Block = {"type": "actions", "elements": list(elements)}
    if block_id is not None:
        block["block_id"] = block_id
    return block


def button(
    text: str,
    action: Action,
    ref: Ref | str,
    *parts: int | str,
    style: str | None = None,
    confirm: Block | None = None,
    label: str | None = None,
) -> Block:
    """A button; `parts` make its action id unique in the message; `label` is what a screen reader says."""
    value = ref.pack() if isinstance(ref, Ref) else ref
    if len(value) > 2_000:
        raise ValueError("a button's value is too long")
    block: Block = {
        "type": "button",
        "text": plain_text(text, 75),
        "action_id": action_id(action, *parts),
        "value": value,
    }
    if style is not None:
        block["style"] = style
    if confirm is not None:
        block["confirm"] = confirm
    if label is not None:
        block["accessibility_label"] = plain(label, 75)
    return block


def confirm(title: str, text: str, yes: str, no: str = "Keep it") -> Block:
    """The question before something that destroys."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
        "style": "danger",
    }


def option(text: str, value: Ref | str, description: str | None = None) -> Block:
    """One choice of a menu. Raises ValueError for a value over 150 characters."""
    packed = value.pack() if isinstance(value, Ref) else str(value)
    if not 1 <= len(packed) <= 150:
        raise ValueError("an option's value has 1 to 150 characters")
    block: Block = {"text": plain_text(text, 75), "value": packed}
    if description is not None:
        block["description"] = plain_text(description, 75)
    return block


def overflow(action: Action, options: Sequence[Block], *parts: int | str) -> Block:
    """The "…" menu of one to five options."""
    if not 1 <= len(options) <= 5:
        raise ValueError(f"{len(options)} options in an overflow menu")
    return {"type": "overflow", "action_id": action_id(action, *parts), "options": list(options)}


def select(
    placeholder: str, action: Action, options: Sequence[Block], *parts: int | str, initial: Block | None = None
) -> Block:
    """A menu of up to 100 options in a row of buttons."""
    if not 1 <= len(options) <= 100:
        raise ValueError(f"{len(options)} options in a menu")
    block: Block = {
        "type": "static_select",
        "action_id": action_id(action, *parts),
        "placeholder": plain_text(placeholder, 150),
        "options": list(options),
    }
    if initial is not None:
        block["initial_option"] = initial
    return block


def select_in_groups(
    placeholder: str, action: Action, groups: Sequence[tuple[str, Sequence[Block]]], *parts: int | str
) -> Block:
    """A menu whose options stand under labels; 100 groups of 100 at most."""
    if not 1 <= len(groups) <= 100 or not all(1 <= len(options) <= 100 for _, options in groups):
        raise ValueError("a menu has 1 to 100 groups of 1 to 100 options")
    return {
        "type": "static_select",
        "action_id": action_id(action, *parts),
        "placeholder": plain_text(placeholder, 150),
        "option_groups": [{"label": plain_text(label, 75), "options": list(found)} for label, found in groups],
    }


def pager(action: Action, ref: Ref, pages: int) -> list[Block]:
    """Previous and Next with "Page 2 of 3"; nothing for a single page. `ref.page` is where we are."""
    if pages <= 1:
        return []
    buttons = [
        button(
            text,
            action,
            Ref(ref.account, ref.milestone, ref.nudge, page, ref.extra),
            word,
            label=f"{text}, page {page + 1}",
        )
        for text, word, page in (("Previous", "back", ref.page - 1), ("Next", "on", ref.page + 1))
        if 0 <= page < pages
    ]
    return [context(f"Page {ref.page + 1} of {pages}"), actions(buttons, block_id=f"pager.{action}")]


__all__ = [
    "MESSAGE_BLOCKS",
    "MESSAGE_SIZE",
    "VIEW_BLOCKS",
    "Block",
    "Message",
    "actions",
    "button",
    "confirm",
    "context",
    "divider",
    "escape",
    "fits",
    "header",
    "message",
    "mrkdwn",
    "option",
    "overflow",
    "pager",
    "plain_text",
    "section",
    "select",
    "select_in_groups",
    "size",
]
