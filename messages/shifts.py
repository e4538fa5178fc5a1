"""The preview of a date that moves, with everything that depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages.ids import Action
from messages.kit import Message, actions, button, message, section
from messages.refs import Ref
from messages.words import count, day, escape
from playbook.models import Account, Milestone
from playbook.shift import Shift

LINES = 10  # moves a section
SHOWN = 100


def shift_message(
    account: Account, milestone: Milestone, shifts: Sequence[Shift], new_due_on: date, today: date
) -> Message:
    """`/onboard date`: what would move, with Apply (Action.DATE_APPLY, Ref(account, milestone, extra=ISO date))."""
    ref = Ref(account.id, milestone.id, extra=new_due_on.isoformat())
    texts = shift_words(account, milestone, shifts, today)
    row = [
        button("Apply", Action.DATE_APPLY, ref, "shift", style="primary"),
        button("Keep as it is", Action.ACCOUNT_STATUS, Ref(account.id), "shift"),
    ]
    return message(texts[0].replace("*", ""), [*(section(text) for text in texts), actions(row, "shift")])


def shift_words(account: Account, milestone: Milestone, shifts: Sequence[Shift], today: date) -> list[str]:
    """Paragraphs: the move itself, then what moves along; a warning when that passes the agreed end or first value."""
    own = next((shift for shift in shifts if shift.key == milestone.key), None)
    if own is None:
        return [f"*{escape(milestone.name)}* is due {day(milestone.due_on, today)} already: nothing moves."]
    days = (own.to_on - own.from_on).days
    move = f"{count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
    texts = [f"*{escape(milestone.name)}* of {escape(account.name)}: {_move(own, today)}, {move}."]
    others = [shift for shift in shifts if shift.key != milestone.key]
    lines = [f"• {escape(shift.name)}: {_move(shift, today)}" for shift in others[:SHOWN]]
    for at in range(0, len(lines), LINES):
        head = (
            [f"{count(len(others), 'milestone depends', 'milestones depend')} on it and would move along:"]
            if at == 0
            else []
        )
        texts.append("\n".join([*head, *lines[at : at + LINES]]))
    if len(others) > SHOWN:
        texts.append(f"and {len(others) - SHOWN} more.")
    return [*texts, *_warnings(account, shifts, today)]


def _move(shift: Shift, today: date) -> str:
    return f"{day(shift.from_on, today)} → {day(shift.to_on, today)}"


def _warnings(account: Account, shifts: Sequence[Shift], today: date) -> list[str]:
    last = max(shift.to_on for shift in shifts)
    told = []
    if account.target_first_value_on and last > account.target_first_value_on:
        told.append(f"the first-value target, {day(account.target_first_value_on, today)}")
    if account.end_on and last > account.end_on:
        told.append(f"the agreed end, {day(account.end_on, today)}")
    return [f"The last of them would come after {' and '.join(told)}."] if told else []
