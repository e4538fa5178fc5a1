"""An account as it was known at a moment: what a fact's own date puts later is not known yet.

Every look begins here, so a tracker file with dates to come is rehearsed and lived through by the same rules. A fact
with a day is known from that day's first moment where the account lives; one without any date, from the start; a
remediation plan with the answer that it serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

from playbook.models import (
    Account,
    AccountState,
    Facts,
    Milestone,
    MilestoneStatus,
    SeedUser,
)


def known_at(account: Account, now: datetime) -> Account:
    """The account without what is dated after `now` (aware); itself when nothing is."""
    if next_known_at(account, now) is None:
        return account
    today = account.local_date(now)
    review = account.review if account.review and account.review.on <= today else None
    return replace(
        account,
        state=_state(account, today),
        milestones=tuple(_milestone(item, today) for item in account.milestones),
        touches=tuple(item for item in account.touches if item.at <= now),
        notes=tuple(item for item in account.notes if item.at <= now),
        pauses=tuple(
            replace(item, to_on=_if_come(item.to_on, today)) for item in account.pauses if item.from_on <= today
        ),
        review=review,
        remediation=account.remediation if review or not account.review else None,
        stall_answered_on=_if_come(account.stall_answered_on, today),
        closed_on=_if_come(account.closed_on, today),
        facts=_facts(account.facts, today, now),
    )


def next_known_at(account: Account, now: datetime) -> datetime | None:
    """The first moment after `now` at which a dated fact becomes known; None when all are known."""
    today = account.local_date(now)
    moments = [at for at in _moments(account) if at > now]
    day = min((day for day in _days(account) if day > today), default=None)
    if day:
        moments.append(datetime.combine(day, time(), account.zone))
    return min(moments, default=None)


def resumes_at(account: Account, now: datetime) -> datetime | None:
    """When the pause that runs at `now` (aware) is over by its own date; None for one without an end."""
    today = account.local_date(now)
    ends = sorted(pause.to_on for pause in account.pauses if pause.to_on and pause.to_on > today)
    day = next((day for day in ends if _state(account, day) is not AccountState.PAUSED), None)
    return datetime.combine(day, time(), account.zone) if day else None


def _state(account: Account, today: date) -> AccountState:
    """Closed from its day on, paused while a pause runs. A stored state without dates stands as it is."""
    if account.state is AccountState.CLOSED and (account.closed_on is None or account.closed_on <= today):
        return AccountState.CLOSED
    if account.state is AccountState.PAUSED and all(pause.to_on for pause in account.pauses):
        return AccountState.PAUSED
    if any(pause.from_on <= today and (pause.to_on is None or today < pause.to_on) for pause in account.pauses):
        return AccountState.PAUSED
    return AccountState.ACTIVE


def _milestone(item: Milestone, today: date) -> Milestone:
    status, done_on = item.status, item.done_on
    finished = (done_on or item.due_on) if status is MilestoneStatus.COMPLETE else None
    if finished and finished > today:
        begun = item.start_on is not None and item.start_on <= today
        status, done_on = (MilestoneStatus.IN_PROGRESS if begun else MilestoneStatus.PENDING), None
    elif status is MilestoneStatus.IN_PROGRESS and item.start_on and item.start_on > today:
        status = MilestoneStatus.PENDING
    blockers = tuple(
        replace(blocker, resolved_on=_if_come(blocker.resolved_on, today))
        for blocker in item.blockers
        if blocker.opened_on is None or blocker.opened_on <= today
    )
    overrule = None if finished and finished > today else item.overrule
    return replace(item, status=status, done_on=done_on, blockers=blockers, overrule=overrule)


def _facts(facts: Facts, today: date, now: datetime) -> Facts:
    criteria = facts.criteria
    confirmed, check = facts.first_value_confirmed, facts.safety_check
    return replace(
        facts,
        first_contact_on=_if_come(facts.first_contact_on, today),
        welcome_sent_at=_if_past(facts.welcome_sent_at, now),
        questionnaire=replace(
            facts.questionnaire,
            sent_on=_if_come(facts.questionnaire.sent_on, today),
            reviewed_on=_if_come(facts.questionnaire.reviewed_on, today),
        ),
        criteria=replace(criteria, agreed_on=_if_come(criteria.agreed_on, today)) if criteria else None,
        first_value_confirmed=confirmed if confirmed and confirmed.on <= today else None,
        handed_over_on=_if_come(facts.handed_over_on, today),
        support_contacted_on=_if_come(facts.support_contacted_on, today),
        tier_cap_hit_on=_if_come(facts.tier_cap_hit_on, today),
        safety_check=check if check and check.on <= today else None,
        stakeholders=tuple(
            replace(
                person,
                left_on=_if_come(person.left_on, today),
                confirmed_on=_if_come(person.confirmed_on, today),
                plan_agreed_on=_if_come(person.plan_agreed_on, today),
            )
            for person in facts.stakeholders
        ),
        seed_users=tuple(_seed_user(user, now) for user in facts.seed_users),
        logins=tuple(at for at in facts.logins if at <= now),
        flows=tuple(
            replace(flow, sent_at=_if_past(flow.sent_at, now), completed_at=_if_past(flow.completed_at, now))
            for flow in facts.flows
        ),
        homework=tuple(replace(item, done_on=_if_come(item.done_on, today)) for item in facts.homework),
    )


def _seed_user(user: SeedUser, now: datetime) -> SeedUser:
    return replace(
        user,
        signed_up_at=_if_past(user.signed_up_at, now),
        submissions=tuple(task for task in user.submissions if task.at <= now),
        failure_handled_at=_if_past(user.failure_handled_at, now),
    )


def _if_come(day: date | None, today: date) -> date | None:
    return day if day and day <= today else None


def _if_past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at and at <= now else None


def _days(account: Account) -> Iterator[date]:
    """Every day that dates something that happens, not what is only planned."""
    facts = account.facts
    single = [account.stall_answered_on, account.closed_on, facts.first_contact_on, facts.handed_over_on]
    single += [facts.questionnaire.sent_on, facts.questionnaire.reviewed_on]
    single += [facts.support_contacted_on, facts.tier_cap_hit_on]
    single += [item.on for item in (account.review, facts.first_value_confirmed, facts.safety_check) if item]
    if facts.criteria:
        single.append(facts.criteria.agreed_on)
    for person in facts.stakeholders:
        single += [person.left_on, person.confirmed_on, person.plan_agreed_on]
    single += [item.done_on for item in facts.homework]
    for pause in account.pauses:
        single += [pause.from_on, pause.to_on]
    for item in account.milestones:
        if item.status is MilestoneStatus.COMPLETE:
            single += [item.done_on or item.due_on, item.start_on]
        elif item.status is MilestoneStatus.IN_PROGRESS:
            single.append(item.start_on)
        for blocker in item.blockers:
            single += [blocker.opened_on, blocker.resolved_on]
    return (day for day in single if day)


def _moments(account: Account) -> Iterator[datetime]:
    facts = account.facts
    yield from (touch.at for touch in account.touches)
    yield from (note.at for note in account.notes)
    yield from facts.logins
    if facts.welcome_sent_at:
        yield facts.welcome_sent_at
    for flow in facts.flows:
        yield from (at for at in (flow.sent_at, flow.completed_at) if at)
    for user in facts.seed_users:
        yield from (at for at in (user.signed_up_at, user.failure_handled_at) if at)
        yield from (task.at for task in user.submissions)
