"""Submitted: the kickoff's date, what it leaves behind, the handoff document, homework, people, flows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from bot.desk import Answer
from bot.submits.submission import Submission
from bot.verbs import start as verbs
from messages.forms.start import HANDOFF, MOST_MINUTES, PEOPLE, WHEN, handoff_form
from messages.ids import Field
from messages.refs import shown
from messages.words import one_line
from playbook.course import kickoff_lacks
from playbook.errors import BadInput
from playbook.known import known_at
from playbook.models import Flow, Handoff, Homework, Stakeholder
from playbook.rubric import slug
from playbook.tracker_words import StakeholderRole
from storage.changes.start import (
    Paper,
    add_flow,
    add_homework,
    add_stakeholder,
    change_stakeholder,
    hold_kickoff,
    save_handoff,
)

EMAIL = re.compile(r"[^@\s<>|]{1,120}@[^@\s<>|]{1,120}\.[^@\s<>|]{2,60}")


def kickoff(sent: Submission) -> Answer:
    account = sent.account
    at = datetime.combine(sent.values.day(Field.DATE), sent.values.time(Field.TIME), account.zone)
    answer = verbs.booked(sent.turn, account, at)
    return sent.changed(answer.about["notice"], sent.account)


def held(sent: Submission) -> Answer:
    """Everything that is missing, or a reason why it was held without it."""
    account, reason = sent.account, sent.values.text_if_any(Field.REASON)
    milestone, on = sent.milestone(account), sent.values.day(Field.DATE)
    missing = kickoff_lacks(known_at(account, sent.turn.scene.now)) if reason is None else ()
    paper = Paper(
        homework=_homework(sent, required="homework" in missing),
        people=_people(sent, required="stakeholders" in missing),
        handoff=_handoff(sent, required="handoff" in missing),
    )
    changed = hold_kickoff(sent.turn.change, account.id, milestone.key, on, paper, overrule=reason)
    facts = {"on": on.isoformat(), "overrule": reason}
    answer = sent.changed(sent.turn.tell("kickoff_held", changed, **facts), changed)
    return replace(answer, finished=True)  # the form of what it lacks lies below that of the reason


def handoff(sent: Submission) -> Answer:
    """As it was filled in; a part that the form could not show stays. What somebody else saved meanwhile is shown."""
    account = sent.held_account
    known = account.facts.handoff
    new = {
        part: sent.values.text_if_any(field) if sent.values.has(field) else getattr(known, part)
        for field, (part, _, _) in HANDOFF.items()
    }
    mine = Handoff(**new)
    if sent.ref.extra != shown(known) and mine != known:
        return Answer(view=handoff_form(account, nudge=sent.ref.nudge, mine=mine))
    changed = save_handoff(sent.turn.change, account.id, mine)
    missing = list(changed.facts.handoff.missing)
    return sent.changed(sent.turn.tell("handoff_saved", changed, missing=missing), changed)


def homework(sent: Submission) -> Answer:
    (item,) = _homework(sent, required=True)
    changed = add_homework(sent.turn.change, sent.account.id, item)
    facts = {"text": item.text, "who": item.who, "due_on": item.due_on.isoformat() if item.due_on else None}
    return sent.changed(sent.turn.tell("homework_added", changed, **facts), changed)


def person(sent: Submission) -> Answer:
    new = _person(sent, *PEOPLE[0])
    changed = add_stakeholder(sent.turn.change, sent.account.id, new)
    return sent.changed(sent.turn.tell("person_added", changed, person=new.name), changed)


def person_change(sent: Submission) -> Answer:
    before, role = sent.held_account, sent.values.choice(Field.ROLE_1, StakeholderRole)
    email = _email(sent, Field.EMAIL_1) if sent.values.text_if_any(Field.EMAIL_1) else None
    changed = change_stakeholder(sent.turn.change, before.id, sent.ref.extra, role.value, email)
    people = zip(before.facts.stakeholders, changed.facts.stakeholders, strict=True)
    name = next((after.name for was, after in people if was != after), "")
    return sent.changed(sent.turn.tell("person_changed", changed, person=name), changed)


def flow(sent: Submission) -> Answer:
    values, name = sent.values, _line(sent, Field.NAME)
    when = values.choice_if_any(Field.KIND) or ""
    if when not in WHEN:
        raise BadInput(Field.KIND, when, "choice")
    minutes = values.number(Field.MINUTES, 1, MOST_MINUTES, "minutes")
    new = Flow(key=slug(name), name=name, minutes=minutes, before_kickoff=when == "before")
    changed = add_flow(sent.turn.change, sent.account.id, new)
    return sent.changed(sent.turn.tell("flow_added", changed, flow=name), changed)


def _homework(sent: Submission, *, required: bool) -> tuple[Homework, ...]:
    """The piece of homework, whole or not at all."""
    given = [sent.values.text_if_any(Field.HOMEWORK), sent.values.text_if_any(Field.WHO)]
    due_on: date | None = sent.values.day_if_any(Field.DUE_ON)
    if not required and not any([*given, due_on]):
        return ()
    text, who = sent.values.text(Field.HOMEWORK), _line(sent, Field.WHO)
    return (Homework(text=text, who=who, due_on=due_on or sent.values.day(Field.DUE_ON)),)


def _people(sent: Submission, *, required: bool) -> tuple[Stakeholder, ...]:
    """Those of the form, each whole or not at all."""
    asked = [fields for fields in PEOPLE if sent.values.has(fields[0])]
    return tuple(_person(sent, *fields) for fields in asked if required or _is_begun(sent, *fields))


def _is_begun(sent: Submission, name: Field, role: Field, email: Field) -> bool:
    values = sent.values
    return any([values.text_if_any(name), values.choice_if_any(role), values.text_if_any(email)])


def _person(sent: Submission, name: Field, role: Field, email: Field) -> Stakeholder:
    called = _line(sent, name)
    return Stakeholder(name=called, role=sent.values.choice(role, StakeholderRole).value, email=_email(sent, email))


def _handoff(sent: Submission, *, required: bool) -> Handoff:
    """The parts that the form asked for."""
    asked = {field: part for field, (part, _, _) in HANDOFF.items() if sent.values.has(field)}
    read = sent.values.text if required else sent.values.text_if_any
    return Handoff(**{part: read(field) for field, part in asked.items()})


def _email(sent: Submission, field: Field) -> str:
    text = sent.values.text_if_any(field) or ""
    if EMAIL.fullmatch(text) is None:
        raise BadInput(field, text, "email")
    return text


def _line(sent: Submission, field: Field) -> str:
    """A name: one line, of which something is left."""
    text = one_line(sent.values.text(field))
    if not text:
        raise BadInput(field, "", "text")
    return text
