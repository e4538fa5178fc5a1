"""The long run of an account: skipped steps, success criteria, people who leave, first value, handoff, survey.

All take the account's id, return the account anew, and raise NotFound and Refused `account_closed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from playbook.ending import confirmed_on, handoff_milestone
from playbook.errors import NotFound, Refused
from playbook.matching import nearest_word
from playbook.models import (
    Account,
    Confirmation,
    Criteria,
    Facts,
    Handover,
    MilestoneStatus,
    SafetyCheck,
    Skip,
    Stakeholder,
    Survey,
)
from playbook.reviewing import awaits_review
from storage.changes.contacts import add_note
from storage.changes.milestones import finish_milestone
from storage.changes.working import begin, finish, id_of, milestone_row, require_day, require_open, today_at
from storage.queries.accounts import account_by_id
from storage.reading import facts_document
from storage.tables import AccountTable, FactsTable
from storage.transaction import Change


@dataclass(frozen=True, slots=True)
class Successor:
    """Who takes the place of somebody who left: a champion or primary contact, and when they agreed to the plan."""

    name: str
    role: str
    plan_agreed_on: date | None = None


def skip_milestone(change: Change, account_id: int, key: str, skip: Skip) -> Account:
    """Leave a step out, with the reason and what is expected to follow (SKIP-14).

    Refused `must_have_stays`, `review_closes_it`; Stale `already_done`.
    """
    row = begin(change, account_id, "milestone.skip", milestone=key, reason=skip.reason, consequence=skip.consequence)
    milestone = milestone_row(change, row, key)
    require_open(milestone)
    account = account_by_id(change.session, account_id)
    step = account.milestone(key)
    if step is not None and awaits_review(account, step):
        raise Refused("review_closes_it", account=row.name, milestone=milestone.name)
    if milestone.must_have:
        raise Refused("must_have_stays", account=row.name, milestone=milestone.name)
    milestone.status = MilestoneStatus.SKIPPED.value
    milestone.skip_reason, milestone.skip_consequence = skip.reason, skip.consequence
    return finish(change, row)


def agree_criteria(change: Change, account_id: int, criteria: Criteria) -> Account:
    """What success means, in place of an earlier text. Refused `in_future`, `before_day_zero`."""
    row = begin(change, account_id, "criteria.agree", text=criteria.text, on=criteria.agreed_on, by=criteria.agreed_by)
    if criteria.agreed_on:
        require_day(change, row, criteria.agreed_on, future="in_future")
    return _keep(change, row, replace(_facts(change, row), criteria=criteria))


def stakeholder_left(
    change: Change, account_id: int, name: str, on: date, successor: Successor | None = None
) -> Account:
    """Somebody at the customer left, and who takes their place, if that is known (CHAMPION-LEFT).

    For one who had left before, the day is kept. NotFound stakeholder; Refused `in_future`, `not_themselves`.
    """
    told = {"successor": successor.name, "agreed_on": successor.plan_agreed_on} if successor else {}
    row = begin(change, account_id, "stakeholder.leave", person=name, on=on, **told)
    require_day(change, row, on, future="in_future")
    facts = _facts(change, row)
    names = [person.name for person in facts.stakeholders]
    if name not in names:
        nearest = nearest_word(name, names)
        raise NotFound("stakeholder", name, (nearest,) if nearest else ())
    people = tuple(
        replace(person, left_on=person.left_on or on) if person.name == name else person
        for person in facts.stakeholders
    )
    if successor is not None:
        people = _succeeded(change, row, people, name, successor)
    return _keep(change, row, replace(facts, stakeholders=people))


def confirm_first_value(change: Change, account_id: int, confirmation: Confirmation) -> Account:
    """The customer said that first value is there. Refused `in_future`, `before_day_zero`."""
    row = begin(change, account_id, "value.confirm", by=confirmation.by, on=confirmation.on, words=confirmation.words)
    require_day(change, row, confirmation.on, future="in_future")
    return _keep(change, row, replace(_facts(change, row), first_value_confirmed=confirmation))


def hand_over(change: Change, account_id: int, on: date, handover: Handover) -> Account:
    """To the ongoing CSM; the handoff's own milestone is done with it.

    Refused `value_unconfirmed` without the customer's word (HANDOFF-READY, METHOD section 7), `in_future`,
    `before_day_zero`.
    """
    row = begin(change, account_id, "account.handover", to=handover.csm, on=on)
    account = account_by_id(change.session, account_id)
    said = confirmed_on(account)
    if said is None or said > on:
        raise Refused("value_unconfirmed", account=row.name, on=said)
    require_day(change, row, on, future="in_future")
    milestone = handoff_milestone(account)
    if milestone is not None and milestone.is_open:
        finish_milestone(change, milestone_row(change, row, milestone.key), on)
    return _keep(change, row, replace(_facts(change, row), handed_over_on=on, handover=handover))


def record_survey(change: Change, account_id: int, survey: Survey) -> Account:
    """What the customer said of the onboarding; what is not given is kept as it was."""
    row = begin(change, account_id, "survey.record", ces=survey.ces, nps=survey.nps, csat=survey.csat)
    facts = _facts(change, row)
    given = {name: value for name in ("ces", "nps", "csat") if (value := getattr(survey, name)) is not None}
    return _keep(change, row, replace(facts, survey=replace(facts.survey, **given)))


def answer_safety_check(change: Change, account_id: int, check: SafetyCheck, advice: str | None) -> Account:
    """How it goes without the skipped steps (SKIP-14); the `advice` that follows is kept as a note."""
    row = begin(
        change, account_id, "safety.answer", on=check.on, in_use=check.in_use, tickets=check.tickets_above_peers
    )
    kept = _keep(change, row, replace(_facts(change, row), safety_check=check))
    if advice is None:
        return kept
    return add_note(change, account_id, advice)


def _succeeded(
    change: Change, row: AccountTable, people: tuple[Stakeholder, ...], left: str, successor: Successor
) -> tuple[Stakeholder, ...]:
    """The people with the successor among them: a known one changes role, another is new."""
    if successor.name.casefold() == left.casefold():
        raise Refused("not_themselves", account=row.name, person=left)
    if successor.plan_agreed_on:
        require_day(change, row, successor.plan_agreed_on, future="in_future")
    known = [person for person in people if person.name.casefold() == successor.name.casefold()]
    if not known:
        new = Stakeholder(name=successor.name, role=successor.role)
        return (*people, _stepped_in(new, successor, today_at(change, row)))
    return tuple(
        _stepped_in(person, successor, today_at(change, row)) if person in known else person for person in people
    )


def _stepped_in(person: Stakeholder, successor: Successor, today: date) -> Stakeholder:
    agreed_on = successor.plan_agreed_on or person.plan_agreed_on
    return replace(person, role=successor.role, left_on=None, confirmed_on=today, plan_agreed_on=agreed_on)


def _facts(change: Change, row: AccountTable) -> Facts:
    return account_by_id(change.session, id_of(row)).facts


def _keep(change: Change, row: AccountTable, facts: Facts) -> Account:
    change.session.get_one(FactsTable, id_of(row)).document = facts_document(facts)
    return finish(change, row)
