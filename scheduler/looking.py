"""Looking at an account with the rules, and writing down what they say and who is to hear it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from playbook.calendar import Calendar, calendar_for
from playbook.closing import due_to_close
from playbook.engine import Context, Look, look
from playbook.escalation import raised
from playbook.models import Account, Mode, Nudge, NudgeState, Person, Role, Workspace
from playbook.roles import context_for, person_in_role, person_told, role_ids
from playbook.rules.review import TO_OWNER
from storage.changes.accounts import lock_account
from storage.changes.looks import Recipient
from storage.changes.milestones import complete_milestone
from storage.changes.nudges import readdress_nudge, record_look
from storage.changes.outbox import enqueue
from storage.engine import Change
from storage.queries.accounts import accounts_of_csm
from storage.queries.at_hand import nudges_at_hand
from storage.queries.due import nudges_of
from storage.queries.people import people_by_ids, person_by_id, person_called

NAMED = 5  # accounts that a notice names


def people_around(
    session: Session, accounts: Iterable[Account], workspace: Workspace, more: Iterable[str | None] = ()
) -> dict[str, Person]:
    """Everybody with a role in these accounts, and `more` by their ids; all cached users may be thousands."""
    ids: set[str] = {found for found in more if found}
    for account in accounts:
        ids |= role_ids(account, workspace)
        if account.remediation and (owner := person_called(session, account.remediation.owner)):
            ids.add(owner.id)
    return people_by_ids(session, sorted(ids))


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


def at_hand(session: Session, user_id: str, workspace: Workspace, now: datetime, account_id: int) -> tuple[Nudge, ...]:
    """What of an account needs the person today, told already or later on: until the midnight of their own day."""
    return nudges_at_hand(session, user_id, until_midnight(session, user_id, workspace, now), [account_id])


def look_at(
    session: Session, account: Account, workspace: Workspace, people: Mapping[str, Person], now: datetime
) -> Look:
    """What the rules say about `account` at `now`, given the nudges it already had. Reads only."""
    return look(account, nudges_of(session, account.id), context_for(account, workspace, people), now)


def look_anew(change: Change, account_id: int, workspace: Workspace) -> bool:
    """Look at a stored account and record the outcome, all within `change`.

    False, and nothing done, while a gate has to be closed first (`close_met_gate`).
    """
    account = lock_account(change, account_id)
    if due_to_close(account, change.now):
        return False
    people = people_around(change.session, [account], workspace)
    _readdress(change, account, workspace, people)

    def recipient_of(rule: str, role: Role) -> str | None:
        person = person_told(rule, role, account, workspace, people)
        return person.id if person else None

    told = nudges_of(change.session, account.id)
    context = context_for(account, workspace, people)
    found = look(account, told, context, change.now)
    added = record_look(change, account_id, _with_raises(found, told, context, recipient_of, change.now), recipient_of)
    if any(nudge.to is Role.CSM and nudge.rule not in TO_OWNER for nudge in added):
        _tell_stand_in(change, account, workspace, people)
    return True


def _with_raises(found: Look, told: Sequence[Nudge], context: Context, recipient_of: Recipient, now: datetime) -> Look:
    """The look with the escalations that nobody took up for a working day, on their way to the next role up."""
    more = raised(told, found.fires, context.calendar_of, lambda role: recipient_of("", role), now)
    next_look_at = min((at for at in (found.next_look_at, more.next_at) if at), default=None)
    return replace(found, new=(*found.new, *more.new), next_look_at=next_look_at)


def close_met_gate(change: Change, account_id: int) -> None:
    """Complete what its measure (METHOD 1) or usage (002) meets; a change of its own, and an audit line, for each."""
    account = lock_account(change, account_id)
    for key, day in due_to_close(account, change.now)[:1]:
        complete_milestone(change, account_id, key, day, by_itself=True)


def readdress(change: Change, account_id: int, workspace: Workspace) -> None:
    """What waits for somebody who left goes to the one who stands in, who is told so once."""
    account = lock_account(change, account_id)
    people = people_around(change.session, [account], workspace)
    if Role.CSM in _readdress(change, account, workspace, people):
        _tell_stand_in(change, account, workspace, people)


def hand_over(change: Change, nudges: Sequence[Nudge], workspace: Workspace) -> None:
    """Their person left: what waits goes to the ones who stand in."""
    for account_id in sorted({nudge.account_id for nudge in nudges}):
        readdress(change, account_id, workspace)


def _readdress(change: Change, account: Account, workspace: Workspace, people: Mapping[str, Person]) -> set[Role]:
    """Waiting nudges follow their role to its person and into that person's hours; the roles that changed hands."""
    moved: set[Role] = set()
    for nudge in nudges_of(change.session, account.id):
        if nudge.state is not NudgeState.WAITING:
            continue
        person = person_told(nudge.rule, nudge.to, account, workspace, people)
        recipient, calendar = person.id if person else None, working_hours(person, workspace)
        if recipient != nudge.recipient_id or not _is_their_time(nudge, calendar):
            readdress_nudge(change, nudge.id, recipient, _their_time(nudge, calendar, change.now))
        if recipient != nudge.recipient_id and nudge.rule not in TO_OWNER:
            moved.add(nudge.to)
    return moved


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
