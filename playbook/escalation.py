"""Escalations that nobody took up: who hears of them next, and when. Pure; its memory is the nudges.

It stands beside a look and not in it: who presses a button changes no rule's timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from playbook.calendar import Calendar
from playbook.models import Mode, Nudge, NudgeState, Role

NEXT_UP: Mapping[Role, Role] = {
    Role.CSM: Role.CSM_LEAD,
    Role.BACKUP: Role.CSM_LEAD,
    Role.AE: Role.CSM_LEAD,
    Role.CSM_LEAD: Role.VP_CS,
    Role.ENGINEERING_LEAD: Role.VP_CS,
}  # nobody stands above the VP: there it is a reminder to the same person
WORKING_DAYS = 1  # of the person who was told, without a word from them
_UNSENT = (NudgeState.WAITING, NudgeState.QUEUED)
Thread = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class Raise:
    """What is to be raised by now, as drafts, and when the next one will be."""

    new: tuple[Nudge, ...] = ()
    next_at: datetime | None = None


def raised(
    nudges: Sequence[Nudge],
    fires: Callable[[Thread], bool],
    calendar_of: Callable[[Role], Calendar],
    person_of: Callable[[Role], str | None],
    now: datetime,
) -> Raise:
    """Each thread whose escalation was told to a person, and that nobody acknowledged or settled for a working day of
    theirs, goes to the next role up: one chain a thread, with one reminder at its top.

    `nudges` are an account's open threads; `fires` whether a cause still stands; `person_of` who stands behind a role.
    """
    new, waits = list[Nudge](), list[datetime]()
    for thread, told in _threads(nudges).items():
        last = _last_told(told)
        if last is None or not fires(thread):
            continue
        due_at = answer_due_at(last, calendar_of(last.to))
        if due_at > now:
            waits.append(due_at)
        else:
            new += _to_next(last, told, calendar_of, person_of, now)
    return Raise(tuple(new), min(waits, default=None))


def answer_due_at(nudge: Nudge, calendar: Calendar) -> datetime:
    """A working day of its person after they were told, at the same minute of the day.

    Not some seconds later: what else is due of that account by then stands in the same message.
    """
    told_at = (nudge.sent_at or nudge.send_at).replace(second=0, microsecond=0)
    day = calendar.local_date(told_at)
    return calendar.midnight(calendar.add_working_days(day, WORKING_DAYS)) + (told_at - calendar.midnight(day))


def is_acknowledged(nudges: Sequence[Nudge]) -> bool:
    """Whether somebody has one thread's escalation: said so, took care of it, or called it not relevant."""
    return any(
        nudge.acknowledged_at is not None or nudge.is_handled or nudge.state is NudgeState.DISMISSED for nudge in nudges
    )


def _threads(nudges: Sequence[Nudge]) -> dict[Thread, list[Nudge]]:
    """The escalations by thread, in the order in which they were made."""
    found: dict[Thread, list[Nudge]] = {}
    for nudge in sorted(nudges, key=lambda nudge: nudge.id):
        if nudge.mode is Mode.ESCALATION and nudge.state is not NudgeState.GONE:
            found.setdefault(nudge.thread, []).append(nudge)
    return found


def _last_told(told: Sequence[Nudge]) -> Nudge | None:
    """The top of the chain so far; None while it needs nobody else: acknowledged, on its way, or at its end."""
    if is_acknowledged(told):
        return None
    chain = [nudge for nudge in told if nudge.raised] or [nudge for nudge in told if nudge.recipient_id][:1]
    top = max(chain, key=lambda nudge: nudge.raised, default=None)
    if top is None or top.state in _UNSENT or top.facts.get("raised_from") == str(top.to):
        return None
    return top


def _to_next(
    last: Nudge,
    told: Sequence[Nudge],
    calendar_of: Callable[[Role], Calendar],
    person_of: Callable[[Role], str | None],
    now: datetime,
) -> Iterator[Nudge]:
    """To the next role up, unless its person is the same or heard of it already: then a reminder."""
    role = NEXT_UP.get(last.to, last.to)
    person = person_of(role)
    heard = {nudge.recipient_id for nudge in told}
    if person is None or person in heard:
        role, person = last.to, last.recipient_id
    if person is None:
        return
    facts = {**last.facts, "raised_from": str(last.to), "raised_by": last.recipient_id}
    facts["raised_on"] = calendar_of(last.to).local_date(last.sent_at or last.send_at).isoformat()
    yield replace(
        last,
        id=0,
        to=role,
        raised=last.raised + 1,
        send_at=calendar_of(role).working_moment_at_or_after(now),
        facts=facts,
        state=NudgeState.WAITING,
        recipient_id=None,
        sent_at=None,
        snoozed_until=None,
        dismissed_reason=None,
    )
