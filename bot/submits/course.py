"""Submitted: a skipped step, success criteria, who left, first value, a handoff, a survey, a safety check, Close."""

from __future__ import annotations

import math

from bot.desk import Answer
from bot.submits.submission import Submission
from bot.verbs.course import skippable
from messages.course import advice
from messages.forms.course import ROLES, YES_NO, criteria_form, handover_form
from messages.ids import Field
from messages.refs import shown
from messages.rules.course import TASKS
from playbook.calendar import account_calendar
from playbook.clocks import working_day_after
from playbook.course import place_of_mark
from playbook.errors import BadInput, Stale
from playbook.models import (
    Account,
    Confirmation,
    Criteria,
    Handover,
    MilestoneStatus,
    SafetyCheck,
    Skip,
    Stakeholder,
    Survey,
)
from playbook.reviewing import is_vague
from playbook.rules.course import BRIDGES, tasks_left
from playbook.rules.numbers import NUMBERS
from storage.changes.course import (
    Successor,
    agree_criteria,
    answer_safety_check,
    confirm_first_value,
    hand_over,
    record_survey,
    skip_milestone,
    stakeholder_left,
)

RANGES = {Field.CES: (1.0, 7.0), Field.NPS: (-100.0, 100.0), Field.CSAT: (0.0, 100.0)}


def skip(sent: Submission) -> Answer:
    account = sent.account
    milestone = skippable(account, sent.chosen_milestone(account))
    reason = Skip(reason=sent.values.text(Field.REASON), consequence=sent.values.text(Field.CONSEQUENCE))
    changed = skip_milestone(sent.turn.change, account.id, milestone.key, reason)
    return sent.changed(sent.turn.tell("skipped", changed, milestone=milestone.name), changed)


def criteria(sent: Submission) -> Answer:
    """Who agreed goes with the day they did."""
    values = sent.values
    on, by = values.day_if_any(Field.DATE), values.text_if_any(Field.SAID_BY)
    if on and not by:
        raise BadInput(Field.SAID_BY, "", "text")
    if by and not on:
        raise BadInput(Field.DATE, "", "date")
    agreed = Criteria(text=values.text(Field.WORDS), agreed_on=on, agreed_by=by)
    account = sent.held_account
    known, today = account.facts.criteria, account.local_date(sent.turn.scene.now)
    if sent.ref.extra != shown(known) and agreed != known:
        return Answer(view=criteria_form(account, today, nudge=sent.ref.nudge, mine=agreed))
    changed = agree_criteria(sent.turn.change, account.id, agreed)
    facts = {"on": on.isoformat()} if on else {}
    return sent.changed(sent.turn.tell("criteria_noted", changed, **facts), changed)


def left(sent: Submission) -> Answer:
    account, on = sent.account, sent.values.day(Field.DATE)
    who = _person(sent, account)
    changed = stakeholder_left(sent.turn.change, account.id, who.name, on, _successor(sent))
    facts: dict[str, object] = {"person": who.name, "on": (who.left_on or on).isoformat()}
    if who.role in BRIDGES:
        facts |= _tasks(sent, changed, who)
    return sent.changed(sent.turn.tell("person_left", changed, **facts), changed)


def confirm(sent: Submission) -> Answer:
    values, words = sent.values, sent.values.text(Field.WORDS)
    if is_vague(words):
        raise BadInput(Field.WORDS, words, "own_words")
    said = Confirmation(by=values.text(Field.SAID_BY), on=values.day(Field.DATE), words=words)
    changed = confirm_first_value(sent.turn.change, sent.account.id, said)
    return sent.changed(sent.turn.tell("value_confirmed", changed, by=said.by), changed)


def handover(sent: Submission) -> Answer:
    values = sent.values
    csm = sent.member(Field.CSM)
    given = Handover(csm=csm.id, plan=values.text(Field.PLAN), health=values.text(Field.HEALTH))
    mine = (given, values.day(Field.DATE))
    account = sent.held_account
    known, today = (account.facts.handover, account.facts.handed_over_on), account.local_date(sent.turn.scene.now)
    if sent.ref.extra != shown(known) and mine != known:
        return Answer(view=handover_form(account, today, nudge=sent.ref.nudge, mine=mine))
    changed = hand_over(sent.turn.change, account.id, mine[1], given)
    return sent.changed(sent.turn.tell("handed_over", changed), changed)


def survey(sent: Submission) -> Answer:
    found = {field.value: _number(sent, field) for field in RANGES}
    if all(value is None for value in found.values()):
        raise BadInput(Field.CES, "", "number")
    changed = record_survey(sent.turn.change, sent.account.id, Survey(**found))
    return sent.changed(sent.turn.tell("survey_recorded", changed, **found), changed)


def safety(sent: Submission) -> Answer:
    """Not well: the skipped steps come back as advice, in the answer and as a note."""
    account, now = sent.account, sent.turn.scene.now
    in_use, tickets = (_yes(sent, field) for field in (Field.IN_USE, Field.TICKETS))
    skipped = [item for item in account.milestones if item.status is MilestoneStatus.SKIPPED]
    well = (in_use and not tickets) or not skipped
    check = SafetyCheck(on=account.local_date(now), in_use=in_use, tickets_above_peers=tickets)
    changed = answer_safety_check(sent.turn.change, account.id, check, None if well else advice(skipped))
    told = [] if well else [item.name for item in skipped]
    return sent.changed(sent.turn.tell("safety_checked", changed, advice=told), changed)


def _person(sent: Submission, account: Account) -> Stakeholder:
    """The stakeholder chosen. Stale `person_gone` where another stands in their place by now."""
    people = account.facts.stakeholders
    place = place_of_mark(sent.values.choice(Field.PERSON, str), [person.name for person in people])
    if place is None:
        raise Stale("person_gone", account=account.name)
    return people[place]


def _successor(sent: Submission) -> Successor | None:
    name, agreed_on = sent.values.text_if_any(Field.NAME), sent.values.day_if_any(Field.AGREED_ON)
    if name is None:
        if agreed_on:
            raise BadInput(Field.NAME, "", "text")
        return None
    role = sent.values.choice(Field.KIND, str)
    if role not in ROLES:
        raise BadInput(Field.KIND, role, "choice")
    return Successor(name, role, agreed_on)


def _tasks(sent: Submission, account: Account, who: Stakeholder) -> dict[str, object]:
    """The tasks of CHAMPION-LEFT that are still to do, and until when."""
    gone = next(person for person in account.facts.stakeholders if person.name == who.name)
    if gone.left_on is None:
        return {}
    workspace = sent.turn.workspace
    own = workspace.rule_numbers.get("CHAMPION-LEFT", {})
    limit = own.get("within_working_days", NUMBERS["CHAMPION-LEFT"]["within_working_days"])
    due_on = working_day_after(account, account_calendar(account, workspace), gone.left_on, limit)
    open_tasks = [TASKS[task] for task, is_done in tasks_left(account, gone.left_on).items() if not is_done]
    return {"tasks": open_tasks, "due_on": due_on.isoformat()}


def _number(sent: Submission, field: Field) -> float | None:
    """A number within the range of its question, with a point or a comma. BadInput."""
    raw = sent.values.text_if_any(field)
    if raw is None:
        return None
    try:
        number = float(raw.replace(",", ".").removesuffix("%").strip())
    except ValueError as error:
        raise BadInput(field, raw, field.value) from error
    least, most = RANGES[field]
    if not math.isfinite(number) or not least <= number <= most:
        raise BadInput(field, raw, field.value)
    return number


def _yes(sent: Submission, field: Field) -> bool:
    chosen = sent.values.choice(field, str)
    if chosen not in YES_NO:
        raise BadInput(field, chosen, "choice")
    return chosen == "yes"
