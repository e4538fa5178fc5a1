"""The start of an account: welcome, sales handoff, kickoff, questionnaire, homework, people and flows.

All take the account's id, return the account anew, and raise NotFound and Refused `account_closed`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from playbook.course import QUESTIONNAIRE, WELCOME, place_of_mark
from playbook.errors import NotFound, Refused, Stale
from playbook.matching import nearest_word
from playbook.models import Account, Flow, Handoff, Homework, MilestoneStatus, Stakeholder
from playbook.rules.course import BRIDGES
from storage.changes.facts import facts_held, keep_facts, put_facts
from storage.changes.milestones import complete_milestone, finish_milestone
from storage.changes.working import begin, hold_account, id_of, require_day, today_at
from storage.tables import AccountTable, MilestoneTable
from storage.transaction import Change

MOST = 10_000  # pieces of a list: what a tracker file may hold


@dataclass(frozen=True, slots=True)
class Paper:
    """What a kickoff leaves behind; `handoff` holds only the parts that are filled in now."""

    homework: tuple[Homework, ...] = ()
    people: tuple[Stakeholder, ...] = ()
    handoff: Handoff = field(default_factory=Handoff)


def mark_welcome_sent(change: Change, account_id: int, at: datetime) -> Account:
    """The welcome is out; a milestone of that key is done with it (WELCOME).

    Stale `welcome_sent`; Refused `in_future`, `before_day_zero`.
    """
    row = begin(change, account_id, "welcome.send", at=at)
    facts = facts_held(change, row)
    if facts.welcome_sent_at is not None:
        raise Stale("welcome_sent", account=row.name, at=facts.welcome_sent_at)
    on = _day_of(change, row, at)
    _finish(change, row, WELCOME, on)
    return keep_facts(change, row, replace(facts, welcome_sent_at=at))


def book_kickoff(change: Change, account_id: int, at: datetime) -> Account:
    """The kickoff has a date and time (KICKOFF-BOOK). Refused `before_day_zero`."""
    row = begin(change, account_id, "kickoff.book", at=at)
    on = at.astimezone(ZoneInfo(row.time_zone)).date()
    if on < row.start_on:
        raise Refused("before_day_zero", account=row.name, on=on, start_on=row.start_on)
    return keep_facts(change, row, replace(facts_held(change, row), kickoff_at=at))


def hold_kickoff(
    change: Change, account_id: int, key: str, on: date, paper: Paper, overrule: str | None = None
) -> Account:
    """The kickoff was held: what it left behind is kept, and its milestone is done (HOMEWORK, SALES-HANDOFF).

    Refused `kickoff_unready` while something is missing and nobody overrules it; else as `complete_milestone`.
    """
    row = begin(
        change, account_id, "kickoff.hold", milestone=key, on=on, overrule=overrule,
        homework=[item.text for item in paper.homework], people=[person.name for person in paper.people],
    )  # fmt: skip
    facts = facts_held(change, row)
    kept = replace(
        facts,
        homework=(*facts.homework, *paper.homework),
        stakeholders=(*facts.stakeholders, *(_confirmed(person, today_at(change, row)) for person in paper.people)),
        handoff=_filled(facts.handoff, paper.handoff),
    )
    _require_new(row, facts.stakeholders, paper.people)
    put_facts(change, row, kept)
    change.session.flush()
    return complete_milestone(change, account_id, key, on, overrule)


def save_handoff(change: Change, account_id: int, handoff: Handoff) -> Account:
    """The sales handoff document as a whole (SALES-HANDOFF)."""
    row = begin(change, account_id, "handoff.save", missing=list(handoff.missing))
    return keep_facts(change, row, replace(facts_held(change, row), handoff=handoff))


def mark_questionnaire(change: Change, account_id: int, on: date, *, reviewed: bool) -> Account:
    """The questionnaire was sent, or its answers reviewed, with which a milestone of that key is done.

    Stale `questionnaire_sent`, `questionnaire_reviewed`; Refused `in_future`, `before_day_zero`.
    """
    row = begin(change, account_id, "questionnaire.review" if reviewed else "questionnaire.send", on=on)
    require_day(change, row, on, future="in_future")
    facts = facts_held(change, row)
    papers = facts.questionnaire
    if papers.reviewed_on is not None or (papers.sent_on is not None and not reviewed):
        code = "questionnaire_reviewed" if papers.reviewed_on else "questionnaire_sent"
        raise Stale(code, account=row.name, on=papers.reviewed_on or papers.sent_on)
    if reviewed:
        _finish(change, row, QUESTIONNAIRE, on)
    sent_on = papers.sent_on or on
    papers = replace(papers, sent_on=sent_on, reviewed_on=on if reviewed else None)
    return keep_facts(change, row, replace(facts, questionnaire=papers))


def add_homework(change: Change, account_id: int, item: Homework) -> Account:
    """A piece of work for the customer. Refused `too_many`."""
    row = begin(change, account_id, "homework.add", text=item.text, who=item.who, due_on=item.due_on)
    facts = facts_held(change, row)
    _require_room(row, len(facts.homework))
    return keep_facts(change, row, replace(facts, homework=(*facts.homework, item)))


def finish_homework(change: Change, account_id: int, mark: str, on: date) -> Account:
    """A piece of homework, by `playbook.course.mark_of` its place and text, is done.

    Stale `homework_gone`, `homework_done`; Refused `in_future`, `before_day_zero`.
    """
    row = hold_account(change, account_id)
    facts = facts_held(change, row)
    place = place_of_mark(mark, [item.text for item in facts.homework])
    if place is None:
        raise Stale("homework_gone", account=row.name)
    item = facts.homework[place]
    begin(change, account_id, "homework.finish", text=item.text, on=on)
    require_day(change, row, on, future="in_future")
    if item.done_on is not None:
        raise Stale("homework_done", account=row.name, text=item.text, on=item.done_on)
    pieces = tuple(replace(each, done_on=on) if at == place else each for at, each in enumerate(facts.homework))
    return keep_facts(change, row, replace(facts, homework=pieces))


def add_stakeholder(change: Change, account_id: int, person: Stakeholder) -> Account:
    """Somebody at the customer. Stale `person_known`; Refused `too_many`."""
    row = begin(change, account_id, "stakeholder.add", person=person.name, role=person.role)
    facts = facts_held(change, row)
    _require_room(row, len(facts.stakeholders))
    _require_new(row, facts.stakeholders, (person,))
    new = _confirmed(person, today_at(change, row))
    return keep_facts(change, row, replace(facts, stakeholders=(*facts.stakeholders, new)))


def change_stakeholder(change: Change, account_id: int, mark: str, role: str, email: str | None) -> Account:
    """Another role or e-mail of somebody at the customer. Stale `person_gone`."""
    row = hold_account(change, account_id)
    facts = facts_held(change, row)
    place = place_of_mark(mark, [person.name for person in facts.stakeholders])
    if place is None:
        raise Stale("person_gone", account=row.name)
    begin(change, account_id, "stakeholder.change", person=facts.stakeholders[place].name, role=role, email=email)
    before = facts.stakeholders[place]
    new = replace(before, role=role, email=email)
    if before.role not in BRIDGES:
        new = _confirmed(new, today_at(change, row))
    people = tuple(new if at == place else each for at, each in enumerate(facts.stakeholders))
    return keep_facts(change, row, replace(facts, stakeholders=people))


def _confirmed(person: Stakeholder, today: date) -> Stakeholder:
    """A champion or primary contact is known to be one from the day somebody says so."""
    return replace(person, confirmed_on=today) if person.role in BRIDGES else person


def add_flow(change: Change, account_id: int, flow: Flow) -> Account:
    """A flow that the customer is to go through. Stale `flow_known` for its key; Refused `too_many`."""
    row = begin(change, account_id, "flow.add", flow=flow.name)
    facts = facts_held(change, row)
    _require_room(row, len(facts.flows))
    if any(each.key == flow.key for each in facts.flows):
        raise Stale("flow_known", account=row.name, flow=flow.name)
    return keep_facts(change, row, replace(facts, flows=(*facts.flows, flow)))


def mark_flow(change: Change, account_id: int, key: str, at: datetime, *, completed: bool) -> Account:
    """A flow was sent, or completed (FLOW-UNDONE, ADVANCED-FLOW).

    NotFound flow; Stale `flow_sent`, `flow_completed`; Refused `in_future`, `before_day_zero`.
    """
    row = hold_account(change, account_id)
    facts = facts_held(change, row)
    flow = next((each for each in facts.flows if each.key == key), None)
    if flow is None:
        nearest = nearest_word(key, [each.key for each in facts.flows])
        raise NotFound("flow", key, (nearest,) if nearest else ())
    begin(change, account_id, "flow.complete" if completed else "flow.send", flow=flow.name, at=at)
    if flow.completed_at is not None or (flow.sent_at is not None and not completed):
        code = "flow_completed" if flow.completed_at else "flow_sent"
        raise Stale(code, account=row.name, flow=flow.name, at=flow.completed_at or flow.sent_at)
    _day_of(change, row, at)
    marked = replace(flow, completed_at=at) if completed else replace(flow, sent_at=at)
    return keep_facts(
        change, row, replace(facts, flows=tuple(marked if each is flow else each for each in facts.flows))
    )


def _filled(known: Handoff, new: Handoff) -> Handoff:
    """The document with its blanks filled; what stood there stays."""
    return Handoff(
        goals=known.goals or new.goals,
        stakeholders=known.stakeholders or new.stakeholders,
        technical_requirements=known.technical_requirements or new.technical_requirements,
        promises=known.promises or new.promises,
    )


def _finish(change: Change, row: AccountTable, key: str, on: date) -> None:
    """The open milestone of that key, if there is one, is done with what it stands for."""
    wanted = select(MilestoneTable).where(col(MilestoneTable.account_id) == id_of(row), col(MilestoneTable.key) == key)
    milestone = change.session.execute(wanted).scalar_one_or_none()
    if milestone is not None and milestone.status in (MilestoneStatus.PENDING, MilestoneStatus.IN_PROGRESS):
        finish_milestone(change, milestone, on)


def _day_of(change: Change, row: AccountTable, at: datetime) -> date:
    """The account's day of an instant that has been. Refused `in_future`, `before_day_zero`."""
    if at > change.now:
        raise Refused("in_future", account=row.name, at=at, today=today_at(change, row))
    on = at.astimezone(ZoneInfo(row.time_zone)).date()
    require_day(change, row, on, future="in_future")
    return on


def _require_new(row: AccountTable, known: tuple[Stakeholder, ...], people: tuple[Stakeholder, ...]) -> None:
    names = {person.name.casefold() for person in known}
    for person in people:
        if person.name.casefold() in names:
            raise Stale("person_known", account=row.name, person=person.name)
        names.add(person.name.casefold())


def _require_room(row: AccountTable, held: int) -> None:
    if held >= MOST:
        raise Refused("too_many", account=row.name)
