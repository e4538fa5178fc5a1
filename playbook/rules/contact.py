"""Rules about silence: TOUCH, STALL-3, -6, -9, -14 and -21, and STALL-NOTE."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from playbook.clocks import closed_pauses, day_after
from playbook.health import finished_on
from playbook.models import Account, Direction, MilestoneStatus, Mode, Role, TouchKind
from playbook.rules.case import DAY, Case
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage

LADDER = (3, 6, 9)  # 004's 3-3-3; a higher step takes over from the lower ones
SPONSOR_AFTER = 14  # 002 edge case 5: two weeks, then the executive sponsor hears of it
AT_RISK_AFTER = 21
STEPS = (*LADDER, SPONSOR_AFTER, AT_RISK_AFTER)

_CSM = (Role.CSM, Mode.PLAN)
_LEAD = (Role.CSM_LEAD, Mode.ESCALATION)
STALL_CADENCES = {
    3: Cadence((Stage((_CSM,)),)),
    6: Cadence((Stage((_CSM, _LEAD)),)),
    9: Cadence((Stage((_CSM, (Role.VP_CS, Mode.ESCALATION))),)),
    14: Cadence((Stage((_CSM,)),)),
    21: Cadence((Stage((_CSM, _LEAD)), Stage((_CSM, _LEAD), 7)), repeats=True),
}


def touch(case: Case) -> Iterator[Finding]:
    """TOUCH (003): no touch, in or out, for 7 days within the first 30; paused days do not count (chosen).

    CSM, weekly until a touch or past Day 30. One thread a silence, named by the last touch's day.
    """
    account = case.account
    last_on = max((account.local_date(contact.at) for contact in account.touches), default=None)
    counted = last_on or account.start_on
    fires_on = day_after(account, counted, case.number("TOUCH", "after_days"))
    last_day = case.day(case.number("TOUCH", "through_day"))
    state, until = _touch_state(case.today, fires_on, last_day)
    facts: dict[str, Fact] = {"start_on": account.start_on.isoformat(), "day_30_on": last_day.isoformat()}
    if last_on:
        facts["last_on"] = last_on.isoformat()
    yield Finding(
        rule="TOUCH",
        episode=counted.isoformat(),
        state=state,
        since=case.begin_of(fires_on) if state in (FindingState.FIRING, FindingState.WAITING) else None,
        until=case.begin_of_first(until),
        cadence=_again_and_again(case, "TOUCH"),
        facts=facts,
    )


def stall(case: Case) -> Iterator[Finding]:
    """STALL-3, STALL-6, STALL-9 (004's 3-3-3 rule), STALL-14 and STALL-21 (002 edge case 5, 004): days without a
    customer response or any progress, while a milestone is open.

    3: CSM. 6: CSM and CSM lead. 9: CSM and VP CS. Each once a stall, and the highest one reached speaks alone, so a
    late import is not told three things at once. 14: CSM once, with words for the executive sponsor. 21: at risk; CSM
    and CSM lead weekly until they choose. A pause needs no subtraction: its end is itself a sign of life.

    An inbound touch is a response, and so is a call or meeting with minutes, since it was held (chosen).
    """
    quiet_on, cause = quiet_since(case.account, case.today)
    fires_on = {step: day_after(case.account, quiet_on, step) for step in STEPS}
    top = max((step for step in LADDER if fires_on[step] <= case.today), default=0)
    for step in STEPS:
        state = _stall_state(case, step, fires_on[step], top)
        facts: dict[str, Fact] = {"since_on": quiet_on.isoformat(), "after": cause, "days": step}
        if state is FindingState.SATISFIED:
            facts["passed_to"] = f"STALL-{top}"
        yield _silence(case, f"STALL-{step}", quiet_on, fires_on[step], state, STALL_CADENCES[step], facts)


def stall_note(case: Case) -> Iterator[Finding]:
    """STALL-NOTE (002 edge case 5): each week of the same silence the CSM gets a short weekly update to send: where we
    are, what we need, what happens next. Until a sign of life."""
    quiet_on, cause = quiet_since(case.account, case.today)
    fires_on = day_after(case.account, quiet_on, case.number("STALL-NOTE", "after_days"))
    state = _stall_state(case, 0, fires_on, 0)
    facts: dict[str, Fact] = {"since_on": quiet_on.isoformat(), "after": cause}
    yield _silence(case, "STALL-NOTE", quiet_on, fires_on, state, _again_and_again(case, "STALL-NOTE"), facts)


def quiet_since(account: Account, on: date) -> tuple[date, str]:
    """The last day up to `on` on which the customer answered or the onboarding moved, and what that was."""
    return max((sign for sign in _signs_of_life(account) if sign[0] <= on), default=(account.start_on, "signed"))


def _silence(
    case: Case, rule: str, quiet_on: date, fires_on: date, state: FindingState, cadence: Cadence, facts: dict[str, Fact]
) -> Finding:
    """What a rule finds about a silence: its thread is named by the day since which nothing was heard."""
    waiting = state is FindingState.WAITING
    return Finding(
        rule=rule,
        episode=quiet_on.isoformat(),
        state=state,
        since=case.begin_of(fires_on) if waiting or state is FindingState.FIRING else None,
        until=case.begin_of(fires_on) if waiting else None,
        cadence=cadence,
        facts=facts,
    )


def _again_and_again(case: Case, rule: str) -> Cadence:
    """The CSM, as often as the rule's number says, without end."""
    return Cadence((Stage((_CSM,)), Stage((_CSM,), case.number(rule, "every_days"))), repeats=True)


def _touch_state(today: date, fires_on: date, last_day: date) -> tuple[FindingState, date | None]:
    if today > last_day:
        return FindingState.NOT_APPLICABLE, None
    if fires_on <= today:
        return FindingState.FIRING, last_day + DAY
    if fires_on > last_day:
        return FindingState.SATISFIED, last_day + DAY
    return FindingState.WAITING, fires_on


def _stall_state(case: Case, step: int, fires_on: date, top: int) -> FindingState:
    if not case.account.open_milestones:
        return FindingState.NOT_APPLICABLE
    if fires_on > case.today:
        return FindingState.WAITING
    return FindingState.SATISFIED if step < top else FindingState.FIRING


def _signs_of_life(account: Account) -> Iterator[tuple[date, str]]:
    """Every day on which the customer answered or the onboarding moved, with a word for what it was."""
    yield account.start_on, "signed"
    if account.stall_answered_on:
        yield account.stall_answered_on, "answered"
    for _, resumed_on in closed_pauses(account):
        yield resumed_on, "resumed"
    for contact in account.touches:
        held = contact.kind in (TouchKind.CALL, TouchKind.MEETING) and contact.minutes  # a voicemail was not
        if held or contact.direction is Direction.INBOUND:
            yield account.local_date(contact.at), str(contact.kind) if held else "inbound"
    yield from _progress(account)
    yield from _customer_work(account)


def _progress(account: Account) -> Iterator[tuple[date, str]]:
    for milestone in account.milestones:
        if done_on := finished_on(milestone):
            yield done_on, "milestone"
        elif milestone.status is MilestoneStatus.IN_PROGRESS and milestone.start_on:
            yield milestone.start_on, "milestone"
        for blocker in milestone.blockers:
            if blocker.resolved_on:
                yield blocker.resolved_on, "blocker"


def _customer_work(account: Account) -> Iterator[tuple[date, str]]:
    for item in account.facts.homework:
        if item.done_on:
            yield item.done_on, "homework"
    for flow in account.facts.flows:
        if flow.completed_at:
            yield account.local_date(flow.completed_at), "flow"
    for user in account.facts.seed_users:
        for task in user.submissions:
            yield account.local_date(task.at), "submission"
