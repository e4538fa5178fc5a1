"""Modals about what was said: touch, note, a draft to send, a nudge that is not relevant, and the message shortcut."""

from __future__ import annotations

from datetime import date
from typing import Any

from messages.forms.options import directions, touch_kinds, waiting
from messages.ids import Field, Form
from messages.inputs import (
    LONGEST,
    date_input,
    external_input,
    modal,
    number_input,
    radio_input,
    select_input,
    text_input,
)
from messages.kit import Block, option, section
from messages.refs import Ref
from messages.words import cut, escape
from playbook.models import Account, Direction, TouchKind, WaitingOn

MOST_MINUTES = 24 * 60
ADD_AS = {"touch": "A touch", "note": "A note", "blocker": "A blocker of a milestone"}


def touch_form(account: Account, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """A contact. Fields: KIND, DIRECTION, DATE, MINUTES (optional), NOTE (optional)."""
    blocks = [
        section(f"A contact with *{escape(account.name)}*"),
        *_touch_inputs(TouchKind.CALL, Direction.OUTBOUND),
        date_input(Field.DATE, "When", today),
        number_input(Field.MINUTES, "Minutes spent", least=1, most=MOST_MINUTES, optional=True),
        text_input(Field.NOTE, "What came of it", lines=True, optional=True),
    ]
    return modal(Form.TOUCH, "Log a touch", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def _touch_inputs(kind: TouchKind, direction: Direction) -> list[Block]:
    kinds, ways = touch_kinds(), directions()
    return [
        select_input(Field.KIND, "Kind", list(kinds.values()), kinds[kind]),
        select_input(Field.DIRECTION, "Direction", list(ways.values()), ways[direction]),
    ]


def note_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """A note. Field: NOTE."""
    blocks = [section(f"A note on *{escape(account.name)}*"), text_input(Field.NOTE, "Note", lines=True)]
    return modal(Form.NOTE, "Note", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def draft_form(account: Account, draft: str, *, nudge: int = 0, rule: str = "") -> dict[str, Any]:
    """A draft to change, copy and send by hand; submitting logs it as a touch. Fields: DRAFT, KIND.

    One that no nudge asked for has its `rule` as Ref.extra.
    """
    kinds = touch_kinds()
    blocks = [
        section(
            f"For *{escape(account.name)}*. Make it yours, copy it, send it; then log it here. I never write to a"
            " customer."
        ),
        text_input(Field.DRAFT, "Draft", initial=cut(draft, LONGEST), lines=True),
        select_input(Field.KIND, "Sent as", list(kinds.values()), kinds[TouchKind.EMAIL]),
    ]
    ref = Ref(account.id, nudge=nudge, extra=rule)
    return modal(Form.DRAFT, "Draft", blocks, submit="Log as sent", close="Close", ref=ref)


def dismiss_form(account: Account, why: str, *, nudge: int) -> dict[str, Any]:
    """Why a nudge is not relevant. `why` is its reason (our mrkdwn). Field: REASON."""
    blocks = [
        section(f"*{escape(account.name)}*: {why}"),
        text_input(
            Field.REASON,
            "Why it is not relevant",
            lines=True,
            hint="It stays quiet for this cause; the reason is in Why.",
        ),
    ]
    return modal(Form.DISMISS, "Not relevant", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def add_form(text: str, origin: str) -> dict[str, Any]:
    """The shortcut Add to onboarding. `text` is the message as read, `origin` an id of it ("C…:ts") kept in Ref.extra.

    Fields: ACCOUNT (external), ADD_AS (touch, note, blocker), NOTE, KIND, DIRECTION, MILESTONE (external), WAITING_ON.
    """
    kinds, who = {key: option(name, key) for key, name in ADD_AS.items()}, waiting()
    blocks = [
        external_input(Field.ACCOUNT, "Account", "Type an account's name"),
        radio_input(Field.ADD_AS, "Add it as", list(kinds.values()), kinds["note"]),
        text_input(
            Field.NOTE,
            "Text",
            initial=cut(text, LONGEST) or None,
            lines=True,
            hint="A link to the message is kept with it.",
        ),
        *_touch_inputs(TouchKind.MESSAGE, Direction.INBOUND),
        external_input(
            Field.MILESTONE, "For a blocker: which milestone waits", "Choose the account first", optional=True
        ),
        select_input(Field.WAITING_ON, "For a blocker: who it waits on", list(who.values()), who[WaitingOn.CUSTOMER]),
    ]
    return modal(Form.ADD, "Add to onboarding", blocks, submit="Add", ref=Ref(extra=origin))
