"""What an escalation says beside its cause: what was tried before, who raised it, and who has it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from messages.facts import fact_day, fact_text
from messages.words import called, day, listed, name_of, times
from playbook.models import Account, Direction, Mode, Nudge, NudgeState, Person, Touch

REMINDERS = 4  # whose days are named
CONTACTS = 3
ROLES = {
    "csm": "the CSM",
    "backup": "the backup CSM",
    "ae": "the account executive",
    "csm-lead": "the CSM lead",
    "vp-cs": "the VP CS",
    "engineering-lead": "the engineering lead",
}
_KINDS = {"call": "call", "email": "e-mail", "meeting": "meeting", "message": "message"}
People = Mapping[str, Person]


def tried(account: Account, nudge: Nudge, told: Sequence[Nudge], people: People, today: date) -> str:
    """`Tried: Jane was reminded 3 times (…); since then call, 30 min (Tue 27 Jan).` `told` are the account's nudges."""
    reminders = [
        each
        for each in told
        if each.thread == nudge.thread and each.mode is not Mode.ESCALATION and each.state is NudgeState.SENT
    ]
    parts = [_reminded(account, reminders, people, today)] if reminders else []
    contacts = _contacts_since(account, nudge, reminders)
    parts.append(_contacted(account, contacts, today))
    return f"Tried: {'; '.join(parts)}."


def raised_words(nudge: Nudge, people: People, today: date) -> str:
    """Why it went up, said alike to its person and to the channel: the one before did not say that they have it.

    Empty for one that was not raised.
    """
    if not nudge.raised:
        return ""
    on, role = fact_day(nudge.facts, "raised_on"), fact_text(nudge.facts, "raised_from") or ""
    when = f" since {day(on, today)}" if on else ""
    if role == str(nudge.to):
        return f"A reminder: nobody has said “I have it”{when}."
    who = name_of(fact_text(nudge.facts, "raised_by"), people, "")
    told = f"{called(None, {}, who)} ({ROLES.get(role, role)})" if who else ROLES.get(role, role)
    return f"It goes further up because {told} has not said “I have it”{when}."


def held_words(nudges: Sequence[Nudge], people: People, zone: ZoneInfo, today: date) -> str:
    """`✓ Lena Ott has it, since Mon 26 Jan, 10:05.`, by the account's clock; empty while nobody has."""
    held = next((nudge for nudge in nudges if nudge.acknowledged_at), None)
    if held is None or held.acknowledged_at is None:
        return ""
    at = held.acknowledged_at.astimezone(zone)
    return f"✓ *{called(held.acknowledged_by, people, 'Somebody')}* has it, since {day(at.date(), today)}, {at:%H:%M}."


def _reminded(account: Account, reminders: Sequence[Nudge], people: People, today: date) -> str:
    days = [day((each.sent_at or each.send_at).astimezone(account.zone).date(), today) for each in reminders]
    who = called(reminders[0].recipient_id, people, ROLES.get(str(reminders[0].to), "somebody"))
    return f"{who} was reminded {times(len(reminders))} ({listed(days, REMINDERS)})"


def _contacts_since(account: Account, nudge: Nudge, reminders: Sequence[Nudge]) -> list[Touch]:
    """Touches since the first reminder, else since the cause's own day; drafts that were sent are among them."""
    since = min((each.sent_at or each.send_at for each in reminders), default=None)
    on = fact_day(nudge.facts, "since_on", "due_on", "opened_on", "left_on", "start_on")
    found = [
        touch
        for touch in account.touches
        if (touch.at >= since if since else on is None or account.local_date(touch.at) >= on)
    ]
    return [touch for touch in found if nudge.sent_at is None or touch.at <= nudge.sent_at]


def _contacted(account: Account, contacts: Sequence[Touch], today: date) -> str:
    if not contacts:
        return "no contact with the customer since"
    told = []
    for touch in contacts[-CONTACTS:]:
        minutes = f", {touch.minutes} min" if touch.minutes else ""
        way = " from them" if touch.direction is Direction.INBOUND else ""
        told.append(f"{_KINDS[touch.kind]}{way}{minutes} ({day(account.local_date(touch.at), today)})")
    more = len(contacts) - len(told)
    return f"since then {listed(told)}" + (f" and {more} before" if more else "")
