"""Looking at accounts with the rules, and writing down what they say and who is to hear it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from playbook.calendar import Calendar, calendar_for
from playbook.closing import due_to_close
from playbook.engine import Look, look
from playbook.escalation import raised
from playbook.models import Account, Mode, Nudge, NudgeState, Person, Role, Workspace
from playbook.roles import context_for, person_in_role, person_told, role_ids
from playbook.rules.review import TO_OWNER
from storage.changes.accounts import lock_account
from storage.changes.looks import Held, Looked, hold_for_looks, record_looks
from storage.changes.milestones import complete_milestone
from storage.changes.nudges import Move, readdress_nudges
from storage.changes.outbox import enqueue
from storage.engine import Change
from storage.queries.accounts import accounts_of_csm
from storage.queries.at_hand import nudges_at_hand
from storage.queries.due import nudges_by_account, nudges_of
from storage.queries.people import people_by_ids, person_by_id, person_called

NAMED = 5  # accounts that a notice names


def people_around(
    session: Session, accounts: Iterable[Account], workspace: Workspace, more: Iterable[str | None] = ()
) -> dict[str, Person]:
    """Everybody with a role in these accounts, and `more` by their ids; all cached users may be thousands."""
    ids: set[str] = {found for found in more if found}
    for account in accounts:
        ids |= _ids_around(session, account, workspace)
    return people_by_ids(session, sorted(ids))


def people_of_each(
    session: Session, accounts: Iterable[Account], workspace: Workspace
) -> dict[int, Mapping[str, Person]]:
    """The same by account, read together: who is called like a plan's owner elsewhere is not in question here."""
    ids = {account.id: _ids_around(session, account, workspace) for account in accounts}
    people = people_by_ids(session, sorted(set().union(*ids.values())))
    return {account_id: {one: people[one] for one in here if one in people} for account_id, here in ids.items()}


def _ids_around(session: Session, account: Account, workspace: Workspace) -> set[str]:
    ids = role_ids(account, workspace)
    owner = person_called(session, account.remediation.owner) if account.remediation else None
    return ids | {owner.id} if owner else ids


def working_hours(person: Person | None, workspace: Workspace) -> Calendar:
    """When this person works; when the team does for nobody known."""
    return calendar_for(person, workspace, ZoneInfo(workspace.time_zone))


def next_morning(calendar: Calendar, now: datetime) -> datetime:
    """The next opening after today's."""
    return calendar.morning_at_or_after(calendar.midnight(calendar.local_date(now) + timedelta(days=1)))


def until_midnight(session: Session, user_id: str, workspace: Workspace, now: datetime) -> datetime:
    """The end of the person's own day."""
    calendar = working_hours(person_by_id(session, user_id), workspace)
    return calendar.midnight(calendar.local_date(now) + timedelta(days=1))


def at_hand(session: Session, user_id: str, workspace: Workspace, now: datetime, account_id: int) -> list[Nudge]:
    """What of an account needs the person today, told already or later on: until the midnight of their own day."""
    return nudges_at_hand(session, user_id, until_midnight(session, user_id, workspace, now), account_id)


def look_at(
    session: Session, account: Account, workspace: Workspace, people: Mapping[str, Person], now: datetime
) -> Look:
    """What the rules say about `account` at `now`, given the nudges it already had. Reads only."""
    return look(account, nudges_of(session, account.id), context_for(account, workspace, people), now)


def look_anew(change: Change, account_ids: Sequence[int], workspace: Workspace) -> list[int]:
    """Look at stored accounts and record the outcomes, all within `change`, in as many statements as one.

    Returns those of which a gate has to be closed first (`close_met_gate`): with them nothing was done.
    """
    found = hold_for_looks(change, account_ids)
    gated = [each.account.id for each in found if due_to_close(each.account, change.now)]
    held = [each for each in found if each.account.id not in gated]
    accounts = [each.account for each in held]
    around = people_of_each(change.session, accounts, workspace)
    told = nudges_by_account(change.session, [account.id for account in accounts])
    moves = [
        move
        for account in accounts
        for move in _moves(account, told[account.id], workspace, around[account.id], change.now)
    ]
    if moves:
        readdress_nudges(change, moves)
        told = nudges_by_account(change.session, list(told))
    looked = [_looked(each, told[each.account.id], workspace, around[each.account.id], change.now) for each in held]
    added = record_looks(change, looked)
    for account in accounts:
        if any(nudge.to is Role.CSM and nudge.rule not in TO_OWNER for nudge in added[account.id]):
            _tell_stand_in(change, account, workspace, around[account.id])
    return gated


def _looked(
    held: Held, told: Sequence[Nudge], workspace: Workspace, people: Mapping[str, Person], now: datetime
) -> Looked:
    """The look with the escalations that nobody took up for a working day, on their way to the next role up."""

    def recipient_of(rule: str, role: Role) -> str | None:
        person = person_told(rule, role, held.account, workspace, people)
        return person.id if person else None

    context = context_for(held.account, workspace, people)
    found = look(held.account, told, context, now)
    more = raised(told, found.fires, context.calendar_of, lambda role: recipient_of("", role), now)
    next_look_at = min((at for at in (found.next_look_at, more.next_at) if at), default=None)
    return Looked(held, told, replace(found, new=(*found.new, *more.new), next_look_at=next_look_at), recipient_of)


def close_met_gate(change: Change, account_id: int) -> None:
    """Complete what its measure (METHOD 1) or usage (002) meets; a change of its own, and an audit line, for each."""
    account = lock_account(change, account_id)
    for key, day in due_to_close(account, change.now)[:1]:
        complete_milestone(change, account_id, key, day, by_itself=True)


def readdress(change: Change, account_id: int, workspace: Workspace) -> None:
    """What waits for somebody who left goes to the one who stands in, who is told so once."""
    account = lock_account(change, account_id)
    people = people_of_each(change.session, [account], workspace)[account_id]
    moves = _moves(account, nudges_of(change.session, account_id), workspace, people, change.now)
    readdress_nudges(change, moves)
    handed_on = {move.nudge.to for move in moves if move.to_somebody_else and move.nudge.rule not in TO_OWNER}
    if Role.CSM in handed_on:
        _tell_stand_in(change, account, workspace, people)


def hand_over(change: Change, nudges: Sequence[Nudge], workspace: Workspace) -> None:
    """Their person left: what waits goes to the ones who stand in."""
    for account_id in sorted({nudge.account_id for nudge in nudges}):
        readdress(change, account_id, workspace)


def _moves(
    account: Account, told: Sequence[Nudge], workspace: Workspace, people: Mapping[str, Person], now: datetime
) -> list[Move]:
    """Waiting nudges follow their role to its person and into that person's hours."""
    moves = []
    for nudge in told:
        if nudge.state is not NudgeState.WAITING:
            continue
        person = person_told(nudge.rule, nudge.to, account, workspace, people)
        recipient, calendar = person.id if person else None, working_hours(person, workspace)
        if recipient != nudge.recipient_id or not _is_their_time(nudge, calendar):
            moves.append(Move(nudge, recipient, _their_time(nudge, calendar, now)))
    return moves


def _is_their_time(nudge: Nudge, calendar: Calendar) -> bool:
    """A plan line is due at an opening of its person's; they may have moved, or only just taken over."""
    return nudge.mode is not Mode.PLAN or nudge.send_at == calendar.opening(calendar.local_date(nudge.send_at))


def _their_time(nudge: Nudge, calendar: Calendar, now: datetime) -> datetime:
    """The same day in another person's hours, or the first time after `now`."""
    if nudge.mode is Mode.PLAN:
        day = calendar.midnight(calendar.local_date(nudge.send_at))
        return calendar.morning_at_or_after(max(day, now))
    return calendar.working_moment_at_or_after(max(nudge.send_at, now))


def _tell_stand_in(change: Change, account: Account, workspace: Workspace, people: Mapping[str, Person]) -> None:
    """Whoever hears the nudges of a CSM who left is told why, once."""
    left = people.get(account.csm_id or "")
    stand_in = person_in_role(Role.CSM, account, workspace, people)
    if left is None or not left.is_deleted or stand_in is None:
        return
    accounts = accounts_of_csm(change.session, left.id)
    names = [found.name for found in accounts[:NAMED]] if len(accounts) <= NAMED else []
    about = {"code": "csm_left", "user": left.id, "name": left.real_name, "accounts": names, "count": len(accounts)}
    at = working_hours(stand_in, workspace).working_moment_at_or_after(change.now)
    enqueue(change, "notice", f"csm_left:{left.id}:{stand_in.id}", {"user": stand_in.id}, about, at)
