"""Rules about the Day-30 review and what follows: REVIEW-30, REVIEW-FOLLOW and REMEDIATION."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from playbook.clocks import day_after
from playbook.gates import unmet_gates
from playbook.models import Account, Answer, Mode, Review, Role
from playbook.rules.case import DAY, Case
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage, Unit

REVIEW_DAY = 30
TO_OWNER = ("REMEDIATION",)  # rules whose CSM nudges are for the owner of the remediation plan
OPPORTUNITY_DAYS = (60, 90)  # 003: expansion assessed with sales
FOLLOW_FOR = timedelta(days=30)  # how long a late Yes is followed up when Day 90 is over sooner (chosen)
_ASK = ((Role.CSM, Mode.NOW),)
_PLAN = ((Role.CSM, Mode.PLAN),)
REVIEW_CADENCE = Cadence(
    (
        Stage(_ASK),
        Stage(_ASK, 1, Unit.WORKING_DAYS),
        Stage(_ASK, 1, Unit.WORKING_DAYS),
        Stage(((Role.CSM_LEAD, Mode.ESCALATION),), 1, Unit.WORKING_DAYS),
    )
)
YES_CADENCE = Cadence((Stage(_PLAN),))
NO_PLAN_CADENCE = Cadence((Stage(_PLAN), Stage(_PLAN, 2, Unit.WORKING_DAYS)), repeats=True)
REMEDIATION_CADENCE = Cadence((Stage(_PLAN), Stage(_PLAN, 7)), repeats=True)


def review_30(case: Case) -> Iterator[Finding]:
    """REVIEW-30 (003): Day 30 has come, pauses not counted, and "was onboarding successful?" is not answered.

    CSM at once, daily on working days, 3 times in all; then the CSM lead. Asked anew, as a thread of its own, the day
    after a remediation plan has run out, unless the answer has become Yes or was given again.
    """
    account = case.account
    open_on = asked_on(account)
    asks_on, open_question = open_on or day_after(account, account.start_on, REVIEW_DAY), open_on is not None
    facts: dict[str, Fact] = {"start_on": account.start_on.isoformat(), "day": REVIEW_DAY, "asks_on": str(asks_on)}
    episode = str(REVIEW_DAY)
    if account.review:
        facts |= {"answer": str(account.review.answer), "answered_on": account.review.on.isoformat()}
    if account.review and account.remediation and open_question:
        episode = account.remediation.due_on.isoformat()
        facts |= {"remediation_due_on": episode}
    since = case.begin_of(asks_on)
    state = FindingState.SATISFIED
    if open_question:
        state = FindingState.FIRING if asks_on <= case.today else FindingState.WAITING
    yield Finding(
        rule="REVIEW-30",
        episode=episode,
        state=state,
        since=since if open_question else None,
        until=since if state is FindingState.WAITING else None,
        cadence=REVIEW_CADENCE,
        facts=facts,
    )


def asked_on(account: Account) -> date | None:
    """The day on which the Day-30 question is asked, or anew after a remediation plan; None while it is answered."""
    if account.review is None:
        return day_after(account, account.start_on, REVIEW_DAY)
    if account.remediation and _answers(account, account.review):
        return account.remediation.due_on + DAY
    return None


def review_follow(case: Case) -> Iterator[Finding]:
    """REVIEW-FOLLOW (003): the review is answered.

    Yes: CSM once, with the 60- and 90-day opportunity dates for sales; over after Day 90. No or Partial without a
    remediation plan: CSM every 2 working days until the plan exists.
    """
    review = case.account.review
    if review is None:
        yield Finding(rule="REVIEW-FOLLOW", state=FindingState.NOT_APPLICABLE)
    else:
        yield _follow_yes(case, review) if review.answer is Answer.YES else _follow_gap(case, review)


def remediation(case: Case) -> Iterator[Finding]:
    """REMEDIATION (003): a remediation plan is open: its owner weekly, from its first day through its due day.

    The owner is told through the role CSM, who stands in for an unknown one (`playbook.roles`). A later Yes closes the
    plan, and so does a later answer.
    """
    plan, review = case.account.remediation, case.account.review
    if plan is None:
        yield Finding(rule="REMEDIATION", state=FindingState.NOT_APPLICABLE)
        return
    opened = opened_on(case.account) or plan.due_on
    over = case.begin_of(plan.due_on + DAY)
    state = FindingState.FIRING
    until: datetime | None = over
    if plan.due_on < case.today or (review is not None and not _answers(case.account, review)):
        state, until = FindingState.SATISFIED, None
    elif opened > case.today:
        state, until = FindingState.WAITING, case.begin_of(opened)
    yield Finding(
        rule="REMEDIATION",
        episode=opened.isoformat(),
        state=state,
        since=None if state is FindingState.SATISFIED else case.begin_of(opened),
        until=until,
        cadence=REMEDIATION_CADENCE,
        facts={
            "owner": plan.owner,
            "opened_on": opened.isoformat(),
            "due_on": plan.due_on.isoformat(),
            "steps": len(plan.steps),
        },
    )


def opened_on(account: Account) -> date | None:
    """The day the remediation plan began: as noted, else the day of the answer it serves."""
    if account.remediation and account.remediation.opened_on:
        return account.remediation.opened_on
    return account.review.on if account.review else None


def _follow_yes(case: Case, review: Review) -> Finding:
    start_on = case.account.start_on
    dates = {f"day_{day}_on": start_on + timedelta(days=day) for day in OPPORTUNITY_DAYS}
    over_on = max(*dates.values(), review.on + FOLLOW_FOR) + DAY
    fires = case.today < over_on
    return Finding(
        rule="REVIEW-FOLLOW",
        episode=f"{review.on.isoformat()}-{review.answer}",
        state=FindingState.FIRING if fires else FindingState.SATISFIED,
        since=case.begin_of(review.on) if fires else None,
        until=case.begin_of(over_on) if fires else None,
        cadence=YES_CADENCE,
        facts=_answer_facts(review)
        | {name: day.isoformat() for name, day in dates.items()}
        | {"unmet_gates": len(unmet_gates(case.account, case.now))},
    )


def _follow_gap(case: Case, review: Review) -> Finding:
    planned = _answers(case.account, review)
    return Finding(
        rule="REVIEW-FOLLOW",
        episode=f"{review.on.isoformat()}-{review.answer}",
        state=FindingState.SATISFIED if planned else FindingState.FIRING,
        since=None if planned else case.begin_of(review.on),
        cadence=NO_PLAN_CADENCE,
        facts=_answer_facts(review),
    )


def _answer_facts(review: Review) -> dict[str, Fact]:
    return {"answer": str(review.answer), "on": review.on.isoformat(), "said_by": review.said_by}


def _answers(account: Account, review: Review) -> bool:
    """Whether the remediation plan is the one this No or Partial asks for: it ends after the answer was given."""
    return (
        review.answer is not Answer.YES and account.remediation is not None and review.on <= account.remediation.due_on
    )
