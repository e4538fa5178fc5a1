"""Rules about the course of an onboarding: CRITERIA-14, CHAMPION-LEFT, SKIP-14 and DRAG."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from playbook.clocks import working_day_after
from playbook.models import Account, Kind, MilestoneStatus, Mode, Role, Stakeholder, TouchKind
from playbook.rules.case import DAY, Case
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage

CRITERIA_MILESTONE = "success-criteria"  # its key: complete, it stands for an agreement
BRIDGES = ("champion", "primary-contact")  # whose leaving takes the way to the customer with it (002, 001)
LONGEST_DAYS = 90  # 004: past it, it is no onboarding problem but a product problem
_CSM = (Role.CSM, Mode.PLAN)
_LEAD = (Role.CSM_LEAD, Mode.ESCALATION)
_ONCE = Cadence((Stage((_CSM,)),))
DRAG_CADENCES = {
    "target": _ONCE,
    "end": Cadence((Stage((_LEAD,)),)),
    "90": Cadence((Stage(((Role.VP_CS, Mode.ESCALATION),)),)),
}


def criteria_14(case: Case) -> Iterator[Finding]:
    """CRITERIA-14 (002 edge case 1): Day 14, and the customer has agreed to no success criterion.

    CSM with discovery questions, proposed milestones and the adoption fallback, and CSM lead; every 3 days until they
    agree. A completed milestone with the key `success-criteria` counts as agreed (chosen).
    """
    criteria = case.account.facts.criteria
    fires_on = case.day(case.number("CRITERIA-14", "day"))
    facts: dict[str, Fact] = {"due_on": fires_on.isoformat()}
    if criteria:
        facts["text"] = criteria.text
    if criteria and criteria.agreed_on:
        facts["agreed_on"] = criteria.agreed_on.isoformat()
    both = (_CSM, _LEAD)
    again = Stage(both, case.number("CRITERIA-14", "every_days"))
    cadence = Cadence((Stage(both), again), repeats=True)
    settled = criteria_are_agreed(case.account)
    yield _from_day(case, "CRITERIA-14", fires_on, settled=settled, cadence=cadence, facts=facts)


def criteria_are_agreed(account: Account) -> bool:
    """Whether the customer agreed to what success means."""
    stands_for = account.milestone(CRITERIA_MILESTONE)
    done = stands_for is not None and stands_for.status is MilestoneStatus.COMPLETE
    return done or (account.facts.criteria is not None and account.facts.criteria.agreed_on is not None)


def champion_left(case: Case) -> Iterator[Finding]:
    """CHAMPION-LEFT (001, 002 edge case 3): a champion or primary contact left. Three tasks: another one confirmed, a
    re-alignment call held, the plan agreed by them.

    CSM on the day, one thread a task; what is missing after 10 business days goes to the CSM lead.
    """
    gone = {(person.name, person.left_on): person for person in case.account.facts.stakeholders if _has_left(person)}
    if not gone:
        yield Finding(rule="CHAMPION-LEFT", state=FindingState.NOT_APPLICABLE)
    for (_, left_on), person in gone.items():
        if left_on is not None:
            yield from _tasks_after(case, person, left_on)


def tasks_left(account: Account, left_on: date) -> dict[str, bool]:
    """The three tasks after somebody who left on a day, and whether each is done. Who stood there before and was not
    confirmed since is no new contact (002)."""
    here = [person for person in account.facts.stakeholders if person.role in BRIDGES and person.left_on is None]
    held = (TouchKind.CALL, TouchKind.MEETING)
    calls = (touch for touch in account.touches if touch.kind in held)
    return {
        "new-contact": any(_since(left_on, person.confirmed_on, person.plan_agreed_on) for person in here),
        "realignment-call": any(account.local_date(touch.at) >= left_on for touch in calls),
        "plan-agreed": any(_since(left_on, person.plan_agreed_on) for person in here),
    }


def _since(on: date, *days: date | None) -> bool:
    return any(day is not None and day >= on for day in days)


def skip_14(case: Case) -> Iterator[Finding]:
    """SKIP-14 (002 edge case 4): Day 14, and a step was skipped. CSM once: in use? more tickets than peers? Until the
    safety check is answered."""
    skipped = [item for item in case.account.milestones if item.status is MilestoneStatus.SKIPPED]
    check = case.account.facts.safety_check
    fires_on = case.day(case.number("SKIP-14", "day"))
    if not skipped:
        yield Finding(rule="SKIP-14", state=FindingState.NOT_APPLICABLE)
        return
    facts: dict[str, Fact] = {
        "due_on": fires_on.isoformat(),
        "skipped": [item.name for item in skipped],
        "consequences": [item.skip.consequence for item in skipped if item.skip],
    }
    if check:
        facts["answered_on"] = check.on.isoformat()
    yield _from_day(case, "SKIP-14", fires_on, settled=check is not None, cadence=_ONCE, facts=facts)


def drag(case: Case) -> Iterator[Finding]:
    """DRAG (001, 004): past the target first value without it: CSM. Past the agreed end with a milestone open: CSM
    lead. Past 90 days with a milestone open: VP CS, "a product problem". Once each."""
    account = case.account
    reached = first_value_is_reached(account)
    yield _drag(case, "target", account.target_first_value_on, reached)
    yield _drag(case, "end", account.end_on, not account.open_milestones)
    yield _drag(case, "90", case.day(LONGEST_DAYS), not account.open_milestones)


def first_value_is_reached(account: Account) -> bool:
    """Whether a milestone of kind value is complete."""
    return any(item.kind is Kind.VALUE and item.status is MilestoneStatus.COMPLETE for item in account.milestones)


def _from_day(
    case: Case,
    rule: str,
    fires_on: date,
    *,
    settled: bool,
    cadence: Cadence,
    facts: dict[str, Fact],
    episode: str = "",
) -> Finding:
    """What holds from the begin of a day until it is settled."""
    state = FindingState.SATISFIED
    if not settled:
        state = FindingState.FIRING if fires_on <= case.today else FindingState.WAITING
    since = case.begin_of(fires_on)
    return Finding(
        rule=rule,
        episode=episode,
        state=state,
        since=None if settled else since,
        until=since if state is FindingState.WAITING else None,
        cadence=cadence,
        facts=facts,
    )


def _has_left(person: Stakeholder) -> bool:
    return person.role in BRIDGES and person.left_on is not None


def _tasks_after(case: Case, person: Stakeholder, left_on: date) -> Iterator[Finding]:
    limit = case.number("CHAMPION-LEFT", "within_working_days")
    due_on = working_day_after(case.account, case.calendar, left_on, limit)
    cadence = Cadence((Stage((_CSM,)), Stage((_LEAD,), at=case.begin_of(due_on + DAY))))
    for task, done in tasks_left(case.account, left_on).items():
        yield Finding(
            rule="CHAMPION-LEFT",
            subject=person.name,
            episode=f"{left_on.isoformat()}-{task}",
            state=FindingState.SATISFIED if done else FindingState.FIRING,
            since=None if done else case.begin_of(left_on),
            cadence=cadence,
            facts={
                "name": person.name,
                "role": person.role,
                "left_on": left_on.isoformat(),
                "task": task,
                "due_on": due_on.isoformat(),
            },
        )


def _drag(case: Case, which: str, last_on: date | None, settled: bool) -> Finding:
    facts: dict[str, Fact] = {"which": which}
    if last_on is None:
        return Finding(rule="DRAG", episode=which, state=FindingState.NOT_APPLICABLE, facts=facts)
    facts |= {"last_on": last_on.isoformat(), "start_on": case.account.start_on.isoformat()}
    facts["open"] = [item.name for item in case.account.open_milestones]
    cadence = DRAG_CADENCES[which]
    return _from_day(case, "DRAG", last_on + DAY, settled=settled, cadence=cadence, facts=facts, episode=which)
