"""Changes to a milestone and its blockers.

All take the account's id and the milestone's key, return the account anew, and raise NotFound for either,
Refused `account_closed`, and Stale when the milestone is no longer in the state the person saw.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import col, select

from playbook.course import QUESTIONNAIRE, WELCOME, kickoff_lacks, kickoff_milestone
from playbook.errors import NotFound, Refused, Stale
from playbook.gates import gate_reading
from playbook.known import known_at
from playbook.models import Account, Kind, MilestoneStatus, WaitingOn
from playbook.reviewing import REVIEW_MILESTONE, awaits_review
from playbook.shift import gate_shift, shift
from storage.changes.accounts import apply_shifts
from storage.changes.facts import facts_held, put_facts
from storage.changes.working import begin, finish, id_of, milestone_row, require_day, require_open, today_at
from storage.queries.accounts import account_by_id
from storage.tables import AccountTable, BlockerTable, MilestoneTable
from storage.transaction import Change

NOON = time(12)  # of a day of which the hour is not known
_OPEN_BLOCKERS = select(BlockerTable).where(
    col(BlockerTable.milestone_id) == bindparam("milestone"), col(BlockerTable.resolved_on).is_(None)
)


def complete_milestone(
    change: Change, account_id: int, key: str, on: date, overrule: str | None = None, *, by_itself: bool = False
) -> Account:
    """Done on a day, its open blockers with it; what a phase gate held moves by as many days as it was late.

    Refused `review_closes_it` for the Day-30 review's own milestone, `done_in_future`, `before_day_zero`, `gate_unmet`
    (without `overrule`), `kickoff_unready` (likewise; facts: missing); Stale `already_done`. With the welcome and the
    questionnaire go the facts that they stand for. `by_itself`: a measure or use completes it, and nobody is there to
    bring what a kickoff leaves behind.
    """
    row, milestone = _begin(change, account_id, key, "milestone.complete", on=on, overrule=overrule)
    require_open(milestone)
    _require_answer(change, account_id, key)
    require_day(change, row, on, future="done_in_future")
    if overrule is None:
        _require_gate(change, account_id, key)
    if overrule is None and not by_itself:
        _require_kickoff(change, account_id, key)
    if milestone.kind == Kind.GATE.value and on > milestone.due_on:
        account = account_by_id(change.session, account_id)
        apply_shifts(change, account, gate_shift(account, key, on))
    _resolve(_open_blockers(change, milestone), on)
    milestone.status, milestone.done_on, milestone.overrule = MilestoneStatus.COMPLETE.value, on, overrule
    _keep_true(change, row, key, on)
    return finish(change, row)


def finish_milestone(change: Change, milestone: MilestoneTable, on: date) -> None:
    """An open milestone is done, its blockers with it, because of something else that was done."""
    _resolve(_open_blockers(change, milestone), on)
    milestone.status, milestone.done_on = MilestoneStatus.COMPLETE.value, on


def complete_review_milestone(change: Change, account_id: int, on: date) -> None:
    """The Day-30 review is answered: its milestone, if there is one and it is open, is done, its blockers with it."""
    wanted = select(MilestoneTable).where(
        col(MilestoneTable.account_id) == account_id, col(MilestoneTable.key) == REVIEW_MILESTONE
    )
    milestone = change.session.execute(wanted).scalar_one_or_none()
    if milestone is not None and milestone.status in (MilestoneStatus.PENDING, MilestoneStatus.IN_PROGRESS):
        finish_milestone(change, milestone, on)


def start_milestone(change: Change, account_id: int, key: str, on: date | None = None) -> Account:
    """In progress since `on` (default: today at the account).

    Stale `already_started`, `already_done`; Refused `in_future`, `before_day_zero`.
    """
    row, milestone = _begin(change, account_id, key, "milestone.start", on=on)
    require_open(milestone)
    if milestone.status == MilestoneStatus.IN_PROGRESS:
        raise Stale("already_started", milestone=milestone.name)
    day = on or max(today_at(change, row), row.start_on)
    if on is not None:
        require_day(change, row, on, future="in_future")
    milestone.status, milestone.start_on = MilestoneStatus.IN_PROGRESS.value, day
    return finish(change, row)


def reopen_milestone(change: Change, account_id: int, key: str) -> Account:
    """Done or skipped becomes in progress; what only it stood for is undone with it. Stale `not_done`."""
    row, milestone = _begin(change, account_id, key, "milestone.reopen")
    if milestone.status not in (MilestoneStatus.COMPLETE, MilestoneStatus.SKIPPED):
        raise Stale("not_done", milestone=milestone.name)
    milestone.status, milestone.done_on, milestone.overrule = MilestoneStatus.IN_PROGRESS.value, None, None
    milestone.skip_reason = milestone.skip_consequence = None
    _keep_true(change, row, key, None)
    return finish(change, row)


def move_milestone(change: Change, account_id: int, key: str, new_due_on: date) -> Account:
    """Its due day, and by as many days that of everything open that depends on it (playbook.shift).

    Refused `before_day_zero`; Stale `already_done`.
    """
    row, milestone = _begin(change, account_id, key, "milestone.move", on=new_due_on)
    require_open(milestone)
    account = account_by_id(change.session, account_id)
    apply_shifts(change, account, shift(account, key, new_due_on))
    return finish(change, row)


def block_milestone(
    change: Change, account_id: int, key: str, text: str, waiting_on: WaitingOn = WaitingOn.CUSTOMER
) -> Account:
    """Open a blocker today. Stale `already_done`."""
    row, milestone = _begin(change, account_id, key, "milestone.block", text=text, waiting_on=waiting_on.value)
    require_open(milestone)
    blocker = BlockerTable(
        account_id=account_id, milestone_id=id_of(milestone), text=text, waiting_on=waiting_on.value,
        opened_on=today_at(change, row),
    )  # fmt: skip
    change.session.add(blocker)
    return finish(change, row)


def unblock_milestone(change: Change, account_id: int, key: str, blocker_id: int | None = None) -> Account:
    """Resolve one open blocker, or all of them. Stale `not_blocked`."""
    row, milestone = _begin(change, account_id, key, "milestone.unblock")
    blockers = _open_blockers(change, milestone)
    if blocker_id is not None:
        blockers = [blocker for blocker in blockers if blocker.id == blocker_id]
    if not blockers:
        raise Stale("not_blocked", milestone=milestone.name)
    _resolve(blockers, today_at(change, row))
    return finish(change, row)


def _begin(
    change: Change, account_id: int, key: str, action: str, **facts: object
) -> tuple[AccountTable, MilestoneTable]:
    row = begin(change, account_id, action, milestone=key, **facts)
    return row, milestone_row(change, row, key)


def _require_answer(change: Change, account_id: int, key: str) -> None:
    """Progress and truth stay together: only the answer closes the review's milestone."""
    account = account_by_id(change.session, account_id)
    milestone = account.milestone(key)
    if milestone is not None and awaits_review(account, milestone):
        raise Refused("review_closes_it", account=account.name, milestone=milestone.name)


def _require_gate(change: Change, account_id: int, key: str) -> None:
    account = account_by_id(change.session, account_id)
    milestone = account.milestone(key)
    if milestone is None:
        raise NotFound("milestone", key)
    if milestone.kind is not Kind.GATE or milestone.measure is None:
        return
    reading = gate_reading(account, milestone, change.now)
    if not reading.met:
        raise Refused(
            "gate_unmet", milestone=milestone.name, measure=milestone.measure.value, value=reading.value,
            threshold=reading.threshold, have=reading.have, need=reading.need,
        )  # fmt: skip


def _require_kickoff(change: Change, account_id: int, key: str) -> None:
    """A kickoff leaves homework, two people and a complete handoff document behind (HOMEWORK, SALES-HANDOFF)."""
    account = known_at(account_by_id(change.session, account_id), change.now)
    kickoff = kickoff_milestone(account)
    if kickoff is not None and kickoff.key == key and (missing := kickoff_lacks(account)):
        raise Refused("kickoff_unready", account=account.name, milestone=kickoff.name, missing=list(missing))


def _keep_true(change: Change, row: AccountTable, key: str, on: date | None) -> None:
    """The facts that a milestone of this key stands for follow it: done on a day, or (None) open again."""
    if key not in (WELCOME, QUESTIONNAIRE):
        return
    facts = facts_held(change, row)
    if key == WELCOME:
        sent_at = None if on is None else facts.welcome_sent_at or _moment(change, row, on)
        put_facts(change, row, replace(facts, welcome_sent_at=sent_at))
        return
    papers = facts.questionnaire
    reviewed_on = None if on is None else papers.reviewed_on or on
    put_facts(
        change,
        row,
        replace(facts, questionnaire=replace(papers, sent_on=papers.sent_on or on, reviewed_on=reviewed_on)),
    )


def _moment(change: Change, row: AccountTable, on: date) -> datetime:
    """Now for today at the account, noon there for an earlier day."""
    if on == today_at(change, row):
        return change.now
    return datetime.combine(on, NOON, ZoneInfo(row.time_zone)).astimezone(UTC)


def _open_blockers(change: Change, milestone: MilestoneTable) -> list[BlockerTable]:
    known = account_by_id(change.session, milestone.account_id).milestone(milestone.key)
    if known is not None and not known.open_blockers:
        return []
    return list(change.session.execute(_OPEN_BLOCKERS, {"milestone": milestone.id}).scalars())


def _resolve(blockers: list[BlockerTable], on: date) -> None:
    for blocker in blockers:
        blocker.resolved_on = max(on, blocker.opened_on or on)
