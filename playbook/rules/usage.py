"""Rules about what the seed users do together: FST-ROLLCALL, FST-50, FST-30, RETURN-60, WORKFLOWS-2, ADOPTION-14 and
LOW-ENGAGEMENT (001, 002, 003)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from playbook.clocks import day_after
from playbook.gates import gate_reading, measure, next_change
from playbook.gates import returned_in_time as came_back
from playbook.models import Kind, Measure, Milestone, Mode, Role
from playbook.rules.case import DAY, Case
from playbook.rules.crossing import crossed_on
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage, Unit

_CSM = (Role.CSM, Mode.PLAN)
_LEAD = (Role.CSM_LEAD, Mode.ESCALATION)
DAILY = Cadence((Stage((_CSM,)), Stage((_CSM,), 1, Unit.WORKING_DAYS)), repeats=True)
CSM_ONCE = Cadence((Stage((_CSM,)),))
CSM_AND_LEAD = Cadence((Stage((_CSM, _LEAD)),))
TO_VP = Stage(((Role.VP_CS, Mode.ESCALATION), (Role.ENGINEERING_LEAD, Mode.ESCALATION)))
COVERAGE_CADENCES = {"FST-50": Cadence((Stage((_LEAD,)),)), "FST-30": Cadence((TO_VP,))}
_GATES = {"RETURN-60": Measure.RETURN_7_DAY, "WORKFLOWS-2": Measure.WORKFLOWS_PER_USER}

Facts = dict[str, Fact]


def fst_rollcall(case: Case) -> Iterator[Finding]:
    """FST-ROLLCALL (003): Day 8 to Day 10, and the gate of FST coverage is not met yet.

    CSM on each working day: who is missing, and how many more are needed by when.
    """
    first = case.day(case.number("FST-ROLLCALL", "from_day"))
    last = case.day(case.number("FST-ROLLCALL", "through_day"))
    for gate in _gates(case, "FST-ROLLCALL", Measure.FST_COVERAGE):
        if isinstance(gate, Finding):
            yield gate
            continue
        facts = _gate_facts(case, gate) | {"missing": _without_success(case)}
        state, until = _gate_state(case, gate, first), case.begin_of(first)
        if state is FindingState.FIRING and case.today > last:
            state = FindingState.NOT_APPLICABLE
        elif state is FindingState.FIRING:
            until = case.begin_of(last + DAY)
        yield _on_gate(case, "FST-ROLLCALL", gate, state, first, until, DAILY, facts)


def fst_coverage_falls(case: Case) -> Iterator[Finding]:
    """FST-50, FST-30 (003): from Day 10 on fewer than 50 %, 30 % of the seed users have a first successful task.

    50: CSM lead. 30: VP CS and engineering lead. Once on each fall: the thread is named by the day on which coverage
    was first seen below, and ends when it recovers.
    """
    coverage = measure(case.account, Measure.FST_COVERAGE, case.now)
    for rule, cadence in COVERAGE_CADENCES.items():
        limit = case.number(rule, "percent")
        since_on = case.day(case.number(rule, "from_day"))
        state, crossed = FindingState.SATISFIED, None
        until = case.begin_of(since_on) if case.today < since_on else None
        if coverage is None:
            state, until = FindingState.NOT_APPLICABLE, None
        elif coverage < limit:
            state = FindingState.WAITING if until else FindingState.FIRING
            crossed = None if until else crossed_on(case, rule)
        yield Finding(
            rule=rule,
            episode=crossed.isoformat() if crossed else "",
            state=state,
            since=case.begin_of(crossed) if crossed else until,
            until=until,
            cadence=cadence,
            facts=_coverage_facts(case) | {"limit": limit},
        )


def habit_gates(case: Case) -> Iterator[Finding]:
    """RETURN-60, WORKFLOWS-2 (003): Day 20 has come, and the gate of 7-day return, of workflows a user, is not met.

    CSM and CSM lead once, with the names. Until it is met or closed.
    """
    for rule, what in _GATES.items():
        on = case.day(case.number(rule, "on_day"))
        for gate in _gates(case, rule, what):
            if isinstance(gate, Finding):
                yield gate
                continue
            names = _not_returned(case) if what is Measure.RETURN_7_DAY else _few_workflows(case, gate)
            facts = _gate_facts(case, gate) | {"missing": names, "no_success": _without_success(case)}
            yield _on_gate(case, rule, gate, _gate_state(case, gate, on), on, case.begin_of(on), CSM_AND_LEAD, facts)


def adoption_14(case: Case) -> Iterator[Finding]:
    """ADOPTION-14 (001, 002): Day 14, and a purchased feature is not in use; Day 30, and under 30 % of them are.

    Day 14: CSM once. Day 30 is red: CSM and CSM lead once. Each until it is no longer so.
    """
    first, red = case.number("ADOPTION-14", "on_day"), case.number("ADOPTION-14", "red_day")
    limit = case.number("ADOPTION-14", "red_percent")
    share = measure(case.account, Measure.FEATURE_ADOPTION, case.now)
    facts = _adoption_facts(case) | {"limit": limit}
    for episode, number, least, cadence in (("14", first, 100, CSM_ONCE), ("30", red, limit, CSM_AND_LEAD)):
        on = case.day(number)
        state, until = FindingState.SATISFIED, None
        if share is None:
            state = FindingState.NOT_APPLICABLE
        elif share < least:
            state = FindingState.FIRING if on <= case.today else FindingState.WAITING
            until = case.begin_of(on) if state is FindingState.WAITING else None
        yield Finding(
            rule="ADOPTION-14",
            episode=episode,
            state=state,
            since=case.begin_of(on) if state in (FindingState.FIRING, FindingState.WAITING) else None,
            until=until,
            cadence=cadence,
            facts=facts | {"day": number, "reached_on": on.isoformat(), "red": episode == "30"},
        )


def low_engagement(case: Case) -> Iterator[Finding]:
    """LOW-ENGAGEMENT (001): after Day 7, 5 days without a login or a task, once anything of the kind was recorded.

    CSM weekly until a login or submission. One thread a silence, named by the day of the last one, else Day 0; paused
    days do not count.
    """
    account = case.account
    days = [account.local_date(at) for at in _uses(case)]
    last_on = max(days, default=None)
    counted = last_on or account.start_on
    fires_on = max(
        case.day(case.number("LOW-ENGAGEMENT", "after_day") + 1),
        day_after(account, counted, case.number("LOW-ENGAGEMENT", "quiet_days")),
    )
    known = _first_known(case)
    if known is None:
        yield Finding(rule="LOW-ENGAGEMENT", state=FindingState.NOT_APPLICABLE, facts={})
        return
    fires = fires_on <= case.today
    facts: Facts = {"since_on": counted.isoformat(), "last_on": last_on.isoformat() if last_on else None}
    again = Stage((_CSM,), case.number("LOW-ENGAGEMENT", "every_days"))
    yield Finding(
        rule="LOW-ENGAGEMENT",
        episode=counted.isoformat(),
        state=FindingState.FIRING if fires else FindingState.WAITING,
        since=max(case.begin_of(fires_on), known),
        until=None if fires else case.begin_of(fires_on),
        cadence=Cadence((Stage((_CSM,)), again), repeats=True),
        facts=facts | {"seen": _last_seen(case)},
    )


def _gates(case: Case, rule: str, what: Measure) -> Iterator[Milestone | Finding]:
    """The account's gates of a measure; a finding that says so where it has none."""
    gates = [each for each in case.account.milestones if each.kind is Kind.GATE and each.measure is what]
    if not gates:
        yield Finding(rule=rule, state=FindingState.NOT_APPLICABLE)
    yield from gates


def _gate_state(case: Case, gate: Milestone, on: date) -> FindingState:
    if not gate.is_open or gate_reading(case.account, gate, case.now).met:
        return FindingState.SATISFIED
    return FindingState.FIRING if on <= case.today else FindingState.WAITING


def _on_gate(
    case: Case,
    rule: str,
    gate: Milestone,
    state: FindingState,
    on: date,
    until: datetime,
    cadence: Cadence,
    facts: Facts,
) -> Finding:
    """What a rule finds about a gate from the day `on`: the reading itself may also move by time alone."""
    moments = [next_change(case.account, case.now) if gate.is_open else None, until if until > case.now else None]
    stands = state in (FindingState.FIRING, FindingState.WAITING)
    return Finding(
        rule=rule,
        subject=gate.key,
        state=state,
        since=case.begin_of(on) if stands else None,
        until=min((at for at in moments if at), default=None),
        cadence=cadence,
        facts=facts,
    )


def _gate_facts(case: Case, gate: Milestone) -> Facts:
    reading = gate_reading(case.account, gate, case.now)
    return {
        "milestone": gate.key,
        "name": gate.name,
        "due_on": gate.due_on.isoformat(),
        "value": reading.value,
        "threshold": reading.threshold,
        "have": reading.have,
        "need": reading.need,
        "users": len(case.account.facts.seed_users),
    }


def _coverage_facts(case: Case) -> Facts:
    users = case.account.facts.seed_users
    return {"have": len(users) - len(_without_success(case)), "users": len(users), "missing": _without_success(case)}


def _without_success(case: Case) -> list[str]:
    return [user.name for user in case.account.facts.seed_users if user.first_success is None]


def _not_returned(case: Case) -> list[str]:
    """Seed users whose 7 days after the FST are over without another task in them."""
    return [user.name for user in case.account.facts.seed_users if came_back(user, case.now) is False]


def _few_workflows(case: Case, gate: Milestone) -> list[str]:
    """Seed users with an FST who have tried fewer workflows than the gate asks of each."""
    wanted = gate_reading(case.account, gate, case.now).threshold
    active = [user for user in case.account.facts.seed_users if user.first_success]
    return [user.name for user in active if len(user.workflows) < wanted]


def _adoption_facts(case: Case) -> Facts:
    facts = case.account.facts
    purchased = list(dict.fromkeys(facts.features_purchased))
    unused = [name for name in purchased if name not in facts.features_used]
    return {"purchased": len(purchased), "used": len(purchased) - len(unused), "unused": unused}


def _uses(case: Case) -> Iterator[datetime]:
    yield from case.account.facts.logins
    for user in case.account.facts.seed_users:
        yield from (task.at for task in user.submissions)


def _first_known(case: Case) -> datetime | None:
    """The first login, submission or sign-up: before it there is nothing to judge silence by."""
    signed_up = (user.signed_up_at for user in case.account.facts.seed_users if user.signed_up_at)
    return min([*_uses(case), *signed_up], default=None)


def _last_seen(case: Case) -> list[str]:
    """Seed users, the one who gave the last task first: whom to ask."""
    users = [user for user in case.account.facts.seed_users if user.submissions]
    return [user.name for user in sorted(users, key=lambda user: max(t.at for t in user.submissions), reverse=True)]
