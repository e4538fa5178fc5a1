"""Rules about what a kickoff leaves behind, homework, people and notes, and about the flows around it."""

from __future__ import annotations

from collections.abc import Iterator

from playbook.course import (
    LEAST_PEOPLE,
    is_advanced,
    kickoff_held,
    kickoff_held_at,
    kickoff_passes_at,
    notes_milestone,
    use_case_on,
)
from playbook.models import Flow, Homework, Mode, Role
from playbook.rules.case import DAY, Case
from playbook.rules.finding import Cadence, Fact, Finding, Stage
from playbook.rules.judging import judged, nothing
from playbook.rules.start import DAILY, ONCE

_CSM = (Role.CSM, Mode.PLAN)


def homework(case: Case) -> Iterator[Finding]:
    """HOMEWORK (004: no homework means no momentum): a piece of the customer's homework is past its due day.

    CSM every 3 days until it is done; one thread a piece and due day.
    """
    pieces = [(number, item) for number, item in enumerate(case.account.facts.homework, 1) if item.due_on]
    if not pieces:
        yield nothing("HOMEWORK")
    for number, item in pieces:
        yield _piece(case, number, item)


def stakeholders(case: Case) -> Iterator[Finding]:
    """STAKEHOLDERS (001 pitfall 4, 002 edge case 3): the kickoff was held and fewer than two people there are known.

    CSM weekly until two are.
    """
    here = [person for person in case.account.facts.stakeholders if person.left_on is None]
    held_at = kickoff_held_at(case.account, case.now)
    left = [person.left_on for person in case.account.facts.stakeholders if person.left_on]
    since = held_at or kickoff_passes_at(case.account, case.now)
    if since and len(left) + len(here) >= LEAST_PEOPLE > len(here):
        since = max(since, case.begin_of(sorted(left)[len(left) + len(here) - LEAST_PEOPLE]))
    every = case.number("STAKEHOLDERS", "every_days")
    yield judged(
        case,
        "STAKEHOLDERS",
        Cadence((Stage((_CSM,)), Stage((_CSM,), every)), repeats=True),
        {"held_on": case.account.local_date(held_at).isoformat() if held_at else None, "known": [p.name for p in here]},
        since=since,
        over=len(here) >= LEAST_PEOPLE,
    )


def notes_confirm(case: Case) -> Iterator[Finding]:
    """NOTES-CONFIRM (003): by Day 3 the customer's primary contact has not confirmed the kickoff notes.

    CSM daily until the milestone that stands for it is closed.
    """
    milestone = notes_milestone(case.account)
    if milestone is None:
        yield nothing("NOTES-CONFIRM")
        return
    by = case.day(case.number("NOTES-CONFIRM", "day"))
    yield judged(
        case,
        "NOTES-CONFIRM",
        DAILY,
        {"name": milestone.name, "day_on": by.isoformat(), "due_on": milestone.due_on.isoformat()},
        since=case.begin_of(by),
        over=not milestone.is_open,
        subject=milestone.key,
    )


def flow_undone(case: Case) -> Iterator[Finding]:
    """FLOW-UNDONE (000): on Day 2 a flow that was to be done before the kickoff is not completed.

    CSM once a flow, with a message that clears the way. Over when it is completed, or the kickoff held (chosen).
    """
    flows = [flow for flow in case.account.facts.flows if flow.before_kickoff]
    if not flows:
        yield nothing("FLOW-UNDONE")
    for flow in flows:
        yield judged(
            case,
            "FLOW-UNDONE",
            ONCE,
            _flow_facts(case, flow),
            since=case.begin_of(case.day(case.number("FLOW-UNDONE", "day"))),
            over=flow.completed_at is not None or kickoff_held(case.account, case.now),
            ends=kickoff_passes_at(case.account, case.now),
            subject=flow.key,
        )


def advanced_flow(case: Case) -> Iterator[Finding]:
    """ADVANCED-FLOW (000): the primary use case is established, Day 8 has come, and a week-2 flow is not sent.

    CSM once a flow. Over when it is sent or completed.
    """
    flows = [flow for flow in case.account.facts.flows if is_advanced(flow)]
    if not flows:
        yield nothing("ADVANCED-FLOW")
        return
    established = use_case_on(case.account)
    first_day = case.day(case.number("ADVANCED-FLOW", "day"))
    for flow in flows:
        yield judged(
            case,
            "ADVANCED-FLOW",
            ONCE,
            {**_flow_facts(case, flow), "use_case_on": established.isoformat() if established else None},
            since=case.begin_of(max(established, first_day)) if established else None,
            over=flow.sent_at is not None or flow.completed_at is not None,
            subject=flow.key,
        )


def _piece(case: Case, number: int, item: Homework) -> Finding:
    assert item.due_on is not None
    facts: dict[str, Fact] = {"text": item.text, "who": item.who, "due_on": item.due_on.isoformat(), "number": number}
    every = case.number("HOMEWORK", "every_days")
    return judged(
        case,
        "HOMEWORK",
        Cadence((Stage((_CSM,)), Stage((_CSM,), every)), repeats=True),
        facts,
        since=case.begin_of(item.due_on + DAY),
        over=item.done_on is not None,
        episode=f"{item.due_on.isoformat()}-{number}",
    )


def _flow_facts(case: Case, flow: Flow) -> dict[str, Fact]:
    sent_on = case.account.local_date(flow.sent_at).isoformat() if flow.sent_at else None
    booked = case.account.facts.kickoff_at
    kickoff_on = case.account.local_date(booked).isoformat() if booked else None
    return {"name": flow.name, "minutes": flow.minutes, "sent_on": sent_on, "kickoff_on": kickoff_on}
