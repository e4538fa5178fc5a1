"""METHOD section 5, HOMEWORK to ADVANCED-FLOW, as docs/rules.md reads them: a row a statement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from beginnings import FIRING, HELD, KICKOFF, NOT_APPLICABLE, SATISFIED, WAITING, flow, fresh, person, seen, told
from rehearsal import day, finding, local, look_at, milestone

from playbook.course import notes_milestone
from playbook.models import Facts, Flow, Homework, Kind, Milestone, Stakeholder
from playbook.rules import FindingState


def piece(due: str | None, done: str | None = None) -> Homework:
    return Homework(
        text="Send metadata", who="Ana", due_on=day(due) if due else None, done_on=day(done) if done else None
    )


@pytest.mark.parametrize(
    ("item", "at", "state", "until"),
    [
        (piece("01-21"), "01-21 23:59", WAITING, "01-22 00:00"),
        (piece("01-21"), "01-22 00:00", FIRING, None),
        (piece("01-21", "01-23"), "01-22 00:00", FIRING, None),
        (piece("01-21", "01-23"), "01-23 00:00", SATISFIED, None),
        (piece(None), "03-01 00:00", NOT_APPLICABLE, None),
    ],
)
def test_homework(item: Homework, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(facts=Facts(homework=(item,))), at, "HOMEWORK") == (state, until)


def test_homework_is_asked_for_every_three_days_piece_by_piece() -> None:
    both = fresh(facts=Facts(homework=(piece("01-21"), piece("01-22", "01-26"))))
    assert told(both, "HOMEWORK", "02-03 00:00") == [
        *("01-22 09:00 csm", "01-23 09:00 csm", "01-26 09:00 csm", "01-29 09:00 csm", "02-02 09:00 csm"),
    ]  # the second piece on 01-23; done on the 26th, its next turn never comes


@pytest.mark.parametrize(
    ("people", "at", "state"),
    [
        ((), "01-15 23:59", NOT_APPLICABLE),
        ((), "01-16 00:00", FIRING),
        ((person("Ana"),), "01-16 00:00", FIRING),
        ((person("Ana"), person("Raj")), "01-16 00:00", SATISFIED),
        ((person("Ana"), person("Raj", "01-20")), "01-19 23:59", SATISFIED),
        ((person("Ana"), person("Raj", "01-20")), "01-20 00:00", FIRING),
    ],
)
def test_stakeholders(people: tuple[Stakeholder, ...], at: str, state: FindingState) -> None:
    assert seen(fresh(HELD, facts=Facts(stakeholders=people)), at, "STAKEHOLDERS")[0] is state


def test_stakeholders_are_asked_for_weekly_from_the_day_that_one_is_missing() -> None:
    assert told(fresh(HELD), "STAKEHOLDERS", "02-03 00:00") == [f"{on} 09:00 csm" for on in ("01-16", "01-23", "01-30")]
    left = Facts(stakeholders=(person("Ana"), person("Raj", "01-20"), person("Eva", "01-19")))
    found = finding(look_at(fresh(HELD, facts=left), "01-25 00:00"), "STAKEHOLDERS")
    assert (found.since, found.facts["known"]) == (local("01-20 00:00"), ["Ana"])


def notes(key: str = "kickoff-notes", done: str | None = None, **values: Any) -> Milestone:
    return milestone(key, "01-18", done, **values)


@pytest.mark.parametrize(
    ("step", "at", "state", "until"),
    [
        (notes(), "01-17 23:59", WAITING, "01-18 00:00"),
        (notes(), "01-18 00:00", FIRING, None),
        (notes(done="01-19"), "01-18 00:00", FIRING, None),
        (notes(done="01-19"), "01-19 00:00", SATISFIED, None),
        (notes("m", name="Kick-off notes agreed", kind=Kind.CUSTOMER_CONFIRMED), "01-18 00:00", FIRING, None),
    ],
)
def test_notes_confirm(step: Milestone, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(KICKOFF, step), at, "NOTES-CONFIRM", step.key) == (state, until)


def test_notes_confirm_is_said_daily_where_a_milestone_stands_for_it() -> None:
    days = ["01-19", "01-20", "01-21", "01-22", "01-23"]  # Day 3 is a Sunday
    assert told(fresh(KICKOFF, notes()), "NOTES-CONFIRM", "01-26 00:00") == [f"{on} 09:00 csm" for on in days]
    assert seen(fresh(), "01-19 00:00", "NOTES-CONFIRM") == (NOT_APPLICABLE, None)
    said_only = notes("m", name="Kickoff notes sent")
    assert notes_milestone(fresh(KICKOFF, said_only)) is None


@pytest.mark.parametrize(
    ("item", "at", "state", "until"),
    [
        (flow("setup"), "01-16 23:59", WAITING, "01-17 00:00"),
        (flow("setup"), "01-17 00:00", FIRING, None),
        (flow("setup", done="01-17 12:00"), "01-17 11:00", FIRING, None),
        (flow("setup", done="01-17 12:00"), "01-17 12:00", SATISFIED, None),
    ],
)
def test_flow_undone(item: Flow, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(facts=Facts(flows=(item,))), at, "FLOW-UNDONE", "setup") == (state, until)


def test_flow_undone_is_said_once_a_flow_until_the_kickoff() -> None:
    flows = Facts(flows=(flow("setup"), flow("core"), flow("permissions", before=False)))
    assert told(fresh(facts=flows), "FLOW-UNDONE") == ["01-19 09:00 csm", "01-19 09:00 csm"]
    assert told(fresh(milestone("kickoff", "01-17", "01-18"), facts=flows), "FLOW-UNDONE") == []
    assert seen(fresh(), "01-19 00:00", "FLOW-UNDONE") == (NOT_APPLICABLE, None)


ADVANCED = flow("advanced", before=False)
LIVE = milestone("m3", "02-02", "01-20", name="First use case live")


@pytest.mark.parametrize(
    ("steps", "item", "at", "state", "until"),
    [
        ((LIVE,), ADVANCED, "01-20 00:00", WAITING, "01-23 00:00"),  # Day 8
        ((LIVE,), ADVANCED, "01-23 00:00", FIRING, None),
        ((KICKOFF,), ADVANCED, "02-23 00:00", NOT_APPLICABLE, None),
        ((replace(LIVE, done_on=day("02-02")),), ADVANCED, "02-01 23:00", NOT_APPLICABLE, None),
        ((replace(LIVE, done_on=day("02-02")),), ADVANCED, "02-02 00:00", FIRING, None),
        ((LIVE,), flow("more", "Week two", before=False), "01-23 00:00", FIRING, None),
        ((LIVE,), replace(ADVANCED, sent_at=local("01-22 10:00")), "01-23 00:00", SATISFIED, None),
        ((LIVE,), replace(ADVANCED, completed_at=local("01-22 10:00")), "01-23 00:00", SATISFIED, None),
    ],
)
def test_advanced_flow(
    steps: tuple[Milestone, ...], item: Flow, at: str, state: FindingState, until: str | None
) -> None:
    assert seen(fresh(*steps, facts=Facts(flows=(item,))), at, "ADVANCED-FLOW", item.key) == (state, until)


def test_advanced_flow_is_said_once_and_only_of_flows_for_week_2() -> None:
    flows = Facts(flows=(ADVANCED, flow("advanced-setup"), flow("permissions", before=False)))
    assert told(fresh(LIVE, facts=flows), "ADVANCED-FLOW") == ["01-23 09:00 csm"]
