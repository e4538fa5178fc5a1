"""The shape of most findings: something is to be done from a moment on, until it is done."""

from __future__ import annotations

from datetime import datetime

from playbook.rules.case import Case
from playbook.rules.finding import Cadence, Fact, Finding, FindingState


def judged(
    case: Case,
    rule: str,
    cadence: Cadence,
    facts: dict[str, Fact],
    *,
    since: datetime | None,
    over: bool,
    ends: datetime | None = None,
    subject: str | None = None,
    episode: str = "",
) -> Finding:
    """Satisfied once it is `over`; else firing from `since` on, waiting before it, and not applicable without one.

    `ends` is when time alone will make it over, if it will.
    """
    state, until = FindingState.FIRING, ends
    if over:
        state, until = FindingState.SATISFIED, None
    elif since is None:
        state = FindingState.NOT_APPLICABLE
    elif since > case.now:
        state, until = FindingState.WAITING, min(since, ends or since)
    told = state in (FindingState.FIRING, FindingState.WAITING)
    return Finding(
        rule=rule,
        subject=subject,
        episode=episode,
        state=state,
        since=since if told else None,
        until=until,
        cadence=cadence,
        facts=facts,
    )


def nothing(rule: str) -> Finding:
    """For a rule whose subjects the account has none of."""
    return Finding(rule=rule, state=FindingState.NOT_APPLICABLE)
