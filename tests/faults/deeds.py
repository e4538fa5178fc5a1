"""What people do to accounts, milestones, nudges and the team, each such that it is seldom refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from playbook.models import Account, Answer, Direction, Milestone, Remediation, Review, Skip, TouchKind
from playbook.plans import playbooks, with_plan
from scheduler.looking import working_hours
from storage.changes.accounts import (
    assign_account,
    close_account,
    create_account,
    delete_account,
    pause_account,
    resume_account,
)
from storage.changes.contacts import log_touch
from storage.changes.course import skip_milestone
from storage.changes.covers import begin_cover, end_cover
from storage.changes.milestones import (
    block_milestone,
    complete_milestone,
    move_milestone,
    reopen_milestone,
    start_milestone,
    unblock_milestone,
)
from storage.changes.nudges import acknowledge_nudges, dismiss_nudge, handle_nudge, snooze_nudge
from storage.changes.people import save_workspace
from storage.changes.playbooks import remove_playbook, save_playbook
from storage.changes.replans import replan_account
from storage.changes.reviews import answer_review, answer_stall, open_remediation
from storage.engine import Change
from storage.queries.people import person_by_id, workspace
from storage.queries.playbooks import known_playbooks
from tests.scheduler.office import JANE, OMAR, VICTOR

T = TypeVar("T")
CSMS, BACKUPS = (JANE, OMAR, VICTOR), (None, "", JANE, OMAR, VICTOR)
PLANS = ("phase-checklist", "outcome-weighted", "smb-automated")
OWN = "ours"  # a playbook of the team's own


@dataclass(frozen=True, slots=True)
class Luck:
    """What was drawn for a deed: `days` of 0 to 9, and two numbers of 0 to 11 to choose by."""

    days: int
    one: int
    other: int


def pick(number: int, among: Sequence[T]) -> T | None:
    """One of them, whatever the number; None of none."""
    return among[number % len(among)] if among else None


def chosen(number: int, among: Sequence[T]) -> T:
    """One of some, whatever the number."""
    return among[number % len(among)]


def own_playbook(days: int) -> str:
    return (
        f"key: {OWN}\nname: Ours\nsummary: Ours\nwhen: Always\nsource: us\nlength_days: {days}\nmilestones:\n"
        "  - {key: start, name: Start, due_day: 2}\n  - {key: worth, name: Worth, due_day: 5, kind: value}\n"
    )


# accounts


def create(change: Change, name: str, today: date, luck: Luck) -> None:
    begun = Account(name=name, csm="Jane Smith", csm_id=JANE, start_on=today - timedelta(days=3 * luck.days))
    create_account(change, with_plan(begun, playbooks()[chosen(luck.one, PLANS)]))


def _pause(change: Change, account: Account, luck: Luck) -> None:
    pause_account(change, account.id, "holiday", _day(change, account, luck.days // 3))


def _resume(change: Change, account: Account, luck: Luck) -> None:
    since = max((pause.from_on for pause in account.pauses if pause.to_on is None), default=account.start_on)
    resume_account(change, account.id, max(since, _day(change, account, luck.days // 3)))


def _replan(change: Change, account: Account, luck: Luck) -> None:
    known = known_playbooks(change.session)
    others = [key for key in (*PLANS, OWN) if key in known and key != account.playbook]
    replan_account(change, account.id, known[chosen(luck.one, others)])


def _review(change: Change, account: Account, luck: Luck) -> None:
    today, answer = account.local_date(change.now), chosen(luck.one, list(Answer))
    answer_review(change, account.id, Review(answer=answer, said_by="Ana", on=today, words="As hoped", reason="known"))


def _remediation(change: Change, account: Account, luck: Luck) -> None:
    until = account.local_date(change.now) + timedelta(days=30 + luck.days)
    open_remediation(change, account.id, Remediation(owner="Jane Smith", due_on=until, steps=("train",)))


ACCOUNTS: dict[str, Callable[[Change, Account, Luck], object]] = {
    "pause": _pause,
    "resume": _resume,
    "replan": _replan,
    "review": _review,
    "remediation": _remediation,
    "close": lambda change, account, _: close_account(change, account.id),
    "delete": lambda change, account, _: delete_account(change, account.id),
    "touch": lambda change, account, _: log_touch(
        change, account.id, TouchKind.CALL, Direction.INBOUND, 30, "well"
    ),
    "stall": lambda change, account, luck: answer_stall(change, account.id, _day(change, account, luck.days // 3)),
    "assign": lambda change, account, luck: assign_account(
        change, account.id, chosen(luck.one, CSMS), chosen(luck.one, CSMS), chosen(luck.other, BACKUPS)
    ),
}  # fmt: skip


def _day(change: Change, account: Account, ago: int) -> date:
    """So many days ago at the account, not before its Day 0."""
    return max(account.start_on, account.local_date(change.now) - timedelta(days=ago))


# milestones


def _done(change: Change, account: Account, milestone: Milestone, luck: Luck) -> None:
    """Mostly in spite of what its gate or kickoff lacks."""
    overrule = "known" if luck.days else None
    complete_milestone(change, account.id, milestone.key, _day(change, account, luck.days // 2), overrule)


def _move(change: Change, account: Account, milestone: Milestone, luck: Luck) -> None:
    move_milestone(
        change, account.id, milestone.key, max(account.start_on, milestone.due_on + timedelta(days=luck.days - 3))
    )


MILESTONES: dict[str, Callable[[Change, Account, Milestone, Luck], object]] = {
    "done": _done,
    "move": _move,
    "start": lambda change, account, milestone, _: start_milestone(change, account.id, milestone.key),
    "reopen": lambda change, account, milestone, _: reopen_milestone(change, account.id, milestone.key),
    "block": lambda change, account, milestone, _: block_milestone(change, account.id, milestone.key, "no access"),
    "unblock": lambda change, account, milestone, _: unblock_milestone(change, account.id, milestone.key),
    "skip": lambda change, account, milestone, _: skip_milestone(
        change, account.id, milestone.key, Skip(reason="known", consequence="slower")
    ),
}


def fits(what: str, milestone: Milestone) -> bool:
    """Whether a milestone's state lets people do this."""
    if what == "reopen":
        return not milestone.is_open
    if what == "unblock":
        return bool(milestone.open_blockers)
    return milestone.is_open


# nudges


def _snooze(change: Change, nudge_id: int, luck: Luck) -> None:
    calendar = working_hours(person_by_id(change.session, JANE), workspace(change.session))
    until = calendar.local_date(change.now) + timedelta(days=1 + luck.days)
    snooze_nudge(change, nudge_id, until, calendar.morning_at_or_after(calendar.midnight(until)))


NUDGES: dict[str, Callable[[Change, int, Luck], object]] = {
    "snooze": _snooze,
    "dismiss": lambda change, nudge_id, _: dismiss_nudge(change, nudge_id, "not here"),
    "handle": lambda change, nudge_id, _: handle_nudge(change, nudge_id),
    "acknowledge": lambda change, nudge_id, _: acknowledge_nudges(change, [nudge_id]),
}


# the team


def _cover(change: Change, luck: Luck) -> None:
    until = change.now.date() + timedelta(days=luck.days)
    one, other = (person_by_id(change.session, chosen(number, CSMS)) for number in (luck.one, luck.other))
    assert one
    assert other
    ends_at = working_hours(one, workspace(change.session)).midnight(until + timedelta(days=1))
    begin_cover(change, one, other, until, ends_at, change.now)


def _back(change: Change, luck: Luck) -> None:
    if cover := pick(luck.one, workspace(change.session).covers):
        end_cover(change, cover.id, change.now)


def _default(change: Change, luck: Luck) -> None:
    known = [key for key in (OWN, *PLANS) if key in known_playbooks(change.session)]  # the form offers no other
    save_workspace(change, replace(workspace(change.session), default_playbook=chosen(luck.one % 2, known)))


TEAM: dict[str, Callable[[Change, Luck], object]] = {
    "cover": _cover,
    "back": _back,
    "save playbook": lambda change, luck: save_playbook(change, own_playbook(10 + luck.days)),
    "remove playbook": lambda change, _: remove_playbook(change, OWN),
    "default playbook": _default,
}
