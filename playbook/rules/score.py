"""Rules about the health score: HEALTH-80 and HEALTH-60."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from playbook.health import GREEN, RED, finished_on, late_limit, way_back
from playbook.models import Mode, Role
from playbook.rules.case import DAY, Case
from playbook.rules.crossing import crossed_on
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage

_CSM = (Role.CSM, Mode.PLAN)
HEALTH_CADENCES = {
    80: Cadence((Stage((_CSM,)),)),
    60: Cadence((Stage((_CSM, (Role.CSM_LEAD, Mode.ESCALATION))),)),
}
_LIMITS = {80: GREEN, 60: RED}


def score_falls(case: Case) -> Iterator[Finding]:
    """HEALTH-80, HEALTH-60 (002): the health score is below 80, below 60.

    CSM with the late milestones and the cheapest way back; below 60 also the CSM lead. Once on each crossing: the
    thread is named by the day on which the score was first seen below, and ends when it is back; a pause is no way
    back.
    """
    score = case.health.score
    until = case.begin_of_first(*_days_of_change(case))
    facts = _facts(case)
    for limit, threshold in _LIMITS.items():
        rule = f"HEALTH-{limit}"
        if score is None:
            state = FindingState.NOT_APPLICABLE
        else:
            state = FindingState.FIRING if score < threshold else FindingState.SATISFIED
        crossed = crossed_on(case, rule) if state is FindingState.FIRING else None
        yield Finding(
            rule=rule,
            episode=crossed.isoformat() if crossed else "",
            state=state,
            since=case.begin_of(crossed) if crossed else None,
            until=until,
            cadence=HEALTH_CADENCES[limit],
            facts=facts | {"threshold": limit},
        )


def _facts(case: Case) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"score": case.health.score, "band": str(case.health.band)}
    if case.health.score is not None and case.health.score < GREEN:
        names = {milestone.key: milestone.name for milestone in case.account.milestones}
        facts["late"] = [line.name for line in case.health.lines if line.why.endswith("overdue")]
        facts["way_back"] = [names[key] for key in way_back(case.account, case.today, case.health)]
    return facts


def _days_of_change(case: Case) -> Iterator[date]:
    """The coming days on which time alone changes the score, or what completing something today would add to it."""
    for milestone in case.account.milestones:
        if milestone.is_open:
            days = [milestone.due_on + DAY, late_limit(case.account, milestone) + DAY]
            yield from (day for day in days if day > case.today)
        elif (done_on := finished_on(milestone)) and done_on > case.today:
            yield from (day for day in (done_on, milestone.due_on + DAY) if day > case.today)
