"""Rules about the end of an onboarding: HANDOFF-READY, SURVEY and EXPANSION-HOLD."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from playbook.clocks import day_after
from playbook.ending import (
    HOLD_THROUGH,
    confirmed_on,
    ended_on,
    expansion_is_held,
    handoff_milestone,
    hold_ends_on,
    is_handed_over,
    last_completed_on,
    open_before_handoff,
)
from playbook.models import Mode, Role
from playbook.rules.case import Case
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage

_CSM = ((Role.CSM, Mode.PLAN),)
HANDOFF_CADENCE = Cadence((Stage(_CSM),))


def handoff_ready(case: Case) -> Iterator[Finding]:
    """HANDOFF-READY (004, 001): all milestones but the handoff's own are done and the customer confirmed first value.

    CSM once: warm handoff call, long-term plan, health record, survey. Until it is handed over.
    """
    account = case.account
    missing, confirmed = open_before_handoff(account), confirmed_on(account)
    facts: dict[str, Fact] = {"confirmed_on": confirmed.isoformat() if confirmed else None}
    if missing:
        facts["open"] = [item.name for item in missing]
    if handoff := handoff_milestone(account):
        facts["handoff"] = handoff.name
    state, since = FindingState.NOT_APPLICABLE, None
    if is_handed_over(account):
        state = FindingState.SATISFIED
    elif confirmed and not missing:
        state, since = FindingState.FIRING, case.begin_of(_ready_on(case, confirmed))
    yield Finding(rule="HANDOFF-READY", state=state, since=since, cadence=HANDOFF_CADENCE, facts=facts)


def survey(case: Case) -> Iterator[Finding]:
    """SURVEY (001, 004): the onboarding ended 3 days ago, and neither CES nor NPS nor CSAT is recorded. CSM, and once
    more 7 days after that end. One thread: an end that moves (all closed, then handed over) is not asked about anew.
    """
    ended, recorded = ended_on(case.account), case.account.facts.survey.is_recorded
    if ended is None:
        state = FindingState.SATISFIED if recorded else FindingState.NOT_APPLICABLE
        yield Finding(rule="SURVEY", state=state)
        return
    asks_on = day_after(case.account, ended, case.number("SURVEY", "first_days"))
    again_on = day_after(case.account, ended, case.number("SURVEY", "again_days"))
    state = FindingState.SATISFIED
    if not recorded:
        state = FindingState.FIRING if asks_on <= case.today else FindingState.WAITING
    since = case.begin_of(asks_on)
    yield Finding(
        rule="SURVEY",
        state=state,
        since=None if recorded else since,
        until=since if state is FindingState.WAITING else None,
        cadence=Cadence((Stage(_CSM), Stage(_CSM, at=case.begin_of(again_on)))),
        facts={"ended_on": ended.isoformat(), "asks_on": asks_on.isoformat()},
    )


def expansion_hold(case: Case) -> Iterator[Finding]:
    """EXPANSION-HOLD (003): nothing we write speaks of buying more in Days 0-3, nor before a Yes. It never speaks; it
    waits while it holds, and is satisfied once a text may."""
    ends_on, held = hold_ends_on(case.account), expansion_is_held(case.account, case.today)
    review = case.account.review
    facts: dict[str, Fact] = {"days": HOLD_THROUGH, "ends_on": ends_on.isoformat()}
    if review:
        facts["answer"] = str(review.answer)
    yield Finding(
        rule="EXPANSION-HOLD",
        state=FindingState.WAITING if held else FindingState.SATISFIED,
        until=case.begin_of(ends_on) if case.today < ends_on else None,
        facts=facts,
    )


def _ready_on(case: Case, confirmed: date) -> date:
    """The day on which the last of what a handoff needs was there, as far as it has a day."""
    handoff = handoff_milestone(case.account)
    others = (item for item in case.account.milestones if handoff is None or item.key != handoff.key)
    return max(confirmed, last_completed_on(others) or confirmed)
