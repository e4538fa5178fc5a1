"""Clicks of the start: what was sent or done, and the forms about it."""

from __future__ import annotations

from datetime import date

from bot.clicks.click import Click, living_account, require_account
from bot.desk import Answer
from bot.finding import own_nudge
from bot.turn import Facts
from bot.verbs import start as verbs
from bot.verbs.milestones import complete
from bot.verbs.usage import moment
from messages.forms.start import (
    flow_form,
    handoff_form,
    held_without_form,
    homework_form,
    kickoff_form,
    person_change_form,
    person_form,
)
from playbook.course import kickoff_lacks, kickoff_milestone, mark_of, place_of_mark
from playbook.errors import BadInput, Refused, Stale
from playbook.known import known_at
from playbook.models import Account
from storage.changes.start import mark_questionnaire, mark_welcome_sent


def welcome(click: Click) -> Answer:
    account, on = living_account(click), _today(click)
    changed = mark_welcome_sent(click.turn.change, account.id, moment(account, on, click.turn.scene.now))
    return click.changed(click.turn.tell("welcomed", changed, on=on.isoformat()), changed)


def handoff(click: Click) -> Answer:
    return Answer(view=handoff_form(living_account(click), nudge=click.ref.nudge))


def questionnaire_sent(click: Click) -> Answer:
    return _questionnaire(click, reviewed=False)


def questionnaire_reviewed(click: Click) -> Answer:
    return _questionnaire(click, reviewed=True)


def kickoff_book(click: Click) -> Answer:
    account = living_account(click)
    return Answer(view=kickoff_form(account, _today(click), nudge=click.ref.nudge))


def kickoff_held(click: Click) -> Answer:
    """Its milestone is done, or the form of what it lacks. Refused `no_kickoff` for an account without one."""
    account = living_account(click)
    milestone = kickoff_milestone(account)
    if milestone is None:
        raise Refused("no_kickoff", account=account.name)
    answer = complete(click.turn, account, milestone, _today(click))
    return click.changed(answer.about["notice"], click.account)


def kickoff_overrule(click: Click) -> Answer:
    """On top of the form of what it lacks: why it was held without."""
    account = living_account(click)
    missing = kickoff_lacks(known_at(account, click.turn.scene.now))
    try:
        on = date.fromisoformat(click.ref.extra)
    except ValueError as error:
        raise BadInput("date", click.ref.extra, "date") from error
    return Answer(view=held_without_form(account, click.milestone(account), on, missing, nudge=click.ref.nudge))


def homework_add(click: Click) -> Answer:
    return Answer(view=homework_form(living_account(click), nudge=click.ref.nudge))


def person_list(click: Click) -> Answer:
    return Answer({"view": "people", "account": require_account(click).id})


def flow_list(click: Click) -> Answer:
    return Answer({"view": "flows", "account": require_account(click).id})


def homework_list(click: Click) -> Answer:
    return Answer({"view": "homework", "account": living_account(click).id})


def homework_done(click: Click) -> Answer:
    account = living_account(click)
    answer = verbs.did_it(click.turn, account, _piece(click), _today(click))
    return _again(click, "homework", answer.about["notice"], click.account)


def person_add(click: Click) -> Answer:
    return Answer(view=person_form(living_account(click), nudge=click.ref.nudge))


def person_change(click: Click) -> Answer:
    account = living_account(click)
    place = place_of_mark(click.ref.extra, [person.name for person in account.facts.stakeholders])
    if place is None:
        raise Stale("person_gone", account=account.name)
    return Answer(view=person_change_form(account, place, account.facts.stakeholders[place]))


def flow_add(click: Click) -> Answer:
    return Answer(view=flow_form(living_account(click), nudge=click.ref.nudge))


def flow_sent(click: Click) -> Answer:
    return _flow(click, completed=False)


def flow_completed(click: Click) -> Answer:
    return _flow(click, completed=True)


def _flow(click: Click, *, completed: bool) -> Answer:
    account = living_account(click)
    key = own_nudge(click.turn, click.ref.nudge).subject or "" if click.ref.nudge else click.ref.extra
    answer = verbs.marked(click.turn, account, key, _today(click), completed=completed)
    return _again(click, "flows", answer.about["notice"], click.account)


def _questionnaire(click: Click, *, reviewed: bool) -> Answer:
    account, on = living_account(click), _today(click)
    changed = mark_questionnaire(click.turn.change, account.id, on, reviewed=reviewed)
    code = "questionnaire_reviewed" if reviewed else "questionnaire_sent"
    return click.changed(click.turn.tell(code, changed, on=on.isoformat()), changed)


def _piece(click: Click) -> str:
    """The mark of the piece of homework: of the button, or of what its nudge is about."""
    if not click.ref.nudge:
        return click.ref.extra
    facts = own_nudge(click.turn, click.ref.nudge).facts
    return mark_of(int(facts.get("number", 0)) - 1, str(facts.get("text", "")))


def _again(click: Click, view: str, notice: Facts, account: Account) -> Answer:
    """The list that was clicked, as it stands now, with what was done; elsewhere a line about it."""
    in_list = click.place.is_message and click.place.is_private and not click.ref.nudge and click.tag.startswith("list")
    if not in_list or not click.turn.scene.response_url:
        return click.changed(notice, account)
    destination = {"response_url": click.turn.scene.response_url, "user": click.turn.person.id}
    about = {"view": view, "account": account.id, "notice": dict(notice), "replace": True}
    click.turn.enqueue("reply", destination, about)
    return Answer()


def _today(click: Click) -> date:
    return click.account.local_date(click.turn.scene.now)
