"""Verbs of the long run: each opens a form, or closes the account."""

from __future__ import annotations

from bot.desk import Answer
from bot.finding import split_off_account, split_off_milestone, whole_account
from bot.turn import Turn, done
from bot.words import Phrase
from messages.forms.course import (
    confirm_form,
    criteria_form,
    handover_form,
    left_form,
    skip_form,
    survey_form,
    unfinished,
)
from playbook.ending import confirmed_on
from playbook.errors import Ambiguous, NotFound, Refused
from playbook.matching import best
from playbook.models import Account, AccountState, Milestone, Stakeholder
from playbook.reviewing import awaits_review
from storage.changes.accounts import close_account


def skip(turn: Turn, rest: Phrase) -> Answer:
    """The form, about the milestone if one is named."""
    account, rest = split_off_account(turn, rest)
    if not rest:
        return turn.form("skip", skip_form(living(account), None))
    milestone, _ = split_off_milestone(living(account), rest)
    return turn.form("skip", skip_form(account, skippable(account, milestone)))


def criteria(turn: Turn, rest: Phrase) -> Answer:
    account = living(whole_account(turn, rest))
    return turn.form("criteria", criteria_form(account, account.local_date(turn.scene.now)))


def left(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    who = _person(peopled(living(account)), rest.query) if rest else None
    return turn.form("left", left_form(peopled(living(account)), who, account.local_date(turn.scene.now)))


def confirm(turn: Turn, rest: Phrase) -> Answer:
    account = living(whole_account(turn, rest))
    return turn.form("confirm", confirm_form(account, account.local_date(turn.scene.now)))


def handover(turn: Turn, rest: Phrase) -> Answer:
    account = ready(living(whole_account(turn, rest)))
    return turn.form("handover", handover_form(account, account.local_date(turn.scene.now)))


def survey(turn: Turn, rest: Phrase) -> Answer:
    return turn.form("survey", survey_form(living(whole_account(turn, rest))))


def close(turn: Turn, account: Account) -> Answer:
    """Leads only. Nothing is asked, since undo opens it again; what is left undone is said with it."""
    turn.require_lead()
    changed = close_account(turn.change, account.id)
    return Answer(done(turn.tell("closed", changed, left=unfinished(account)), changed))


def living(account: Account) -> Account:
    """The account, if it may be changed. Refused `account_closed`."""
    if account.state is AccountState.CLOSED:
        raise Refused("account_closed", account=account.name)
    return account


def ready(account: Account) -> Account:
    """The account, if its customer confirmed first value. Refused `value_unconfirmed` (HANDOFF-READY)."""
    if confirmed_on(account) is None:
        raise Refused("value_unconfirmed", account=account.name)
    return account


def peopled(account: Account) -> Account:
    """The account, if somebody at the customer is known. Refused `nobody_known`."""
    if not account.facts.stakeholders:
        raise Refused("nobody_known", account=account.name)
    return account


def skippable(account: Account, milestone: Milestone) -> Milestone:
    """The milestone, if it may be left out. Refused `must_have_stays`, `review_closes_it`, `milestone_closed`."""
    if not milestone.is_open:
        raise Refused("milestone_closed", name=milestone.name, status=milestone.status.value)
    if awaits_review(account, milestone):
        raise Refused("review_closes_it", account=account.name, milestone=milestone.name)
    if milestone.must_have:
        raise Refused("must_have_stays", account=account.name, milestone=milestone.name)
    return milestone


def _person(account: Account, query: str) -> Stakeholder:
    """Who of the stakeholders is meant. NotFound, Ambiguous."""
    people = account.facts.stakeholders
    match = best(query, [(str(place), person.name) for place, person in enumerate(people)])
    if match.hit:
        return people[int(match.hit[0])]
    if match.hits:
        raise Ambiguous("stakeholder", query, match.hits)
    raise NotFound("stakeholder", query, [name for _, name in match.nearest])
