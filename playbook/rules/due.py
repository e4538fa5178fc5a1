"""Rules about plan dates: OVERDUE and BLOCKED."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from playbook.clocks import working_day_after
from playbook.gates import held_by_gate
from playbook.health import finished_on
from playbook.models import Account, Blocker, Milestone, MilestoneStatus, Mode, Role
from playbook.rules.case import DAY, Case
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage, Unit

PARALLEL_SHOWN = 3
_CSM_AGAIN = Stage(((Role.CSM, Mode.PLAN),), 2, Unit.WORKING_DAYS)
OVERDUE_CADENCE = Cadence(
    (
        Stage(((Role.CSM, Mode.PLAN),)),
        _CSM_AGAIN,
        _CSM_AGAIN,
        Stage(((Role.CSM_LEAD, Mode.ESCALATION),), 2, Unit.WORKING_DAYS),
    )
)


def overdue(case: Case) -> Iterator[Finding]:
    """OVERDUE (METHOD, card): a milestone's due day has passed and it is not done.

    One that an unmet phase gate holds is not late, whatever its date: the gate is (METHOD section 3, 002).

    CSM on the next working morning, every 2 working days, 3 times in all; then the CSM lead once. One thread a
    milestone and due day: a moved date is a new promise.
    """
    for milestone in case.account.milestones:
        since = case.begin_of(milestone.due_on + DAY)
        state, until = FindingState.SATISFIED, None
        gate = held_by_gate(case.account, milestone) if milestone.is_open else None
        if gate is not None:
            state = FindingState.WAITING
        elif milestone.is_open and milestone.due_on < case.today:
            state = FindingState.FIRING
        elif milestone.is_open:
            state, until = FindingState.WAITING, since
        elif milestone.status is MilestoneStatus.SKIPPED:
            state = FindingState.NOT_APPLICABLE
        yield Finding(
            rule="OVERDUE",
            subject=milestone.key,
            episode=milestone.due_on.isoformat(),
            state=state,
            since=since if milestone.is_open and gate is None else None,
            until=until,
            cadence=OVERDUE_CADENCE,
            facts=_milestone_facts(milestone) | ({"held_by": gate.name} if gate else {}),
        )


def blocked(case: Case) -> Iterator[Finding]:
    """BLOCKED (METHOD, 002 edge case 5): a blocker of an open milestone has been open for 3 working days.

    CSM with who must act and what can go on meanwhile; again every 3 working days. One thread a blocker: those of a
    file have no id and are told apart by their number among those of their day, for one that opens later must not
    rename them.
    """
    for place, milestone in enumerate(case.account.milestones):
        for number, blocker in enumerate(milestone.blockers):
            alike = [other.opened_on for other in milestone.blockers[:number]].count(blocker.opened_on)
            yield _blocker_finding(case, place, milestone, alike, blocker)


def parallel_work(account: Account, milestone: Milestone) -> list[str]:
    """Names of the open, unblocked milestones that do not depend on this one, soonest due first (002)."""
    behind = {milestone.key}
    grown = True
    while grown:
        more = {m.key for m in account.milestones if m.key not in behind and behind & set(m.depends_on)}
        behind |= more
        grown = bool(more)
    free = [m for m in account.open_milestones if m.key not in behind and not m.open_blockers]
    return [m.name for m in sorted(free, key=lambda m: m.due_on)]


def counted_from(account: Account, place: int, blocker: Blocker) -> date:
    """The day a blocker is counted from. Undated (001's plain text): its milestone's start, else the due day of the
    milestone before it, else Day 0 (chosen)."""
    if blocker.opened_on:
        return blocker.opened_on
    milestone = account.milestones[place]
    if milestone.start_on:
        return milestone.start_on
    return account.milestones[place - 1].due_on if place else account.start_on


def _blocker_finding(case: Case, place: int, milestone: Milestone, number: int, blocker: Blocker) -> Finding:
    counted = counted_from(case.account, place, blocker)
    limit = case.number("BLOCKED", "after_working_days")
    fires_on = working_day_after(case.account, case.calendar, counted, limit)
    since = case.begin_of(fires_on)
    open_still = milestone.is_open and blocker.resolved_on is None
    state = FindingState.SATISFIED
    if open_still:
        state = FindingState.FIRING if fires_on <= case.today else FindingState.WAITING
    facts: dict[str, Fact] = {
        "milestone": milestone.key,
        "name": milestone.name,
        "text": blocker.text,
        "waiting_on": str(blocker.waiting_on),
        "opened_on" if blocker.opened_on else "counted_from": counted.isoformat(),
    }
    if open_still:
        facts["parallel"] = parallel_work(case.account, milestone)[:PARALLEL_SHOWN]
    elif blocker.resolved_on:
        facts["resolved_on"] = blocker.resolved_on.isoformat()
    return Finding(
        rule="BLOCKED",
        subject=milestone.key,
        episode=str(blocker.id) if blocker.id else f"{blocker.opened_on or 'undated'}#{number + 1}",
        state=state,
        since=since if open_still else None,
        until=since if state is FindingState.WAITING else None,
        cadence=_blocked_cadence(case),
        facts=facts,
    )


def _blocked_cadence(case: Case) -> Cadence:
    csm = ((Role.CSM, Mode.PLAN),)
    again = Stage(csm, case.number("BLOCKED", "every_working_days"), Unit.WORKING_DAYS)
    return Cadence((Stage(csm), again), repeats=True)


def _milestone_facts(milestone: Milestone) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "milestone": milestone.key,
        "name": milestone.name,
        "due_on": milestone.due_on.isoformat(),
        "status": str(milestone.status),
    }
    if milestone.open_blockers and milestone.is_open:
        facts["waiting_on"] = str(milestone.open_blockers[0].waiting_on)
    if done_on := finished_on(milestone):
        facts["done_on"] = done_on.isoformat()
    return facts
