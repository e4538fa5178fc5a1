"""Moving due days: with dependents, and after a pause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from playbook.errors import NotFound, Refused
from playbook.models import Account, Milestone, MilestoneStatus
from playbook.shift import dependents, resume_shift, resumed_end, shift, with_shifts


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def row(key: str, due: str, *needs: str, **rest: object) -> Milestone:
    return replace(Milestone(key=key, name=key.title(), due_on=day(due), depends_on=needs), **rest)  # type: ignore[arg-type]


ACCOUNT = Account(
    name="Acme",
    csm="Jane",
    start_on=day("01-15"),
    milestones=(
        row("kickoff", "01-17", status=MilestoneStatus.COMPLETE, done_on=day("01-17")),
        row("setup", "01-20", "kickoff", start_on=day("01-18"), status=MilestoneStatus.IN_PROGRESS),
        row("data", "01-22", "setup", start_on=day("01-21")),
        row("training", "01-27", "data"),
        row("survey", "02-05"),
        row("imported", "01-21", "setup", status=MilestoneStatus.COMPLETE, done_on=day("01-21")),
    ),
)


def moves(shifts: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(item.key, f"{item.to_on:%m-%d}") for item in shifts]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("key", "to", "expected"),
    [
        ("setup", "01-23", [("setup", "01-23"), ("data", "01-25"), ("training", "01-30")]),
        ("setup", "01-19", [("setup", "01-19"), ("data", "01-21"), ("training", "01-26")]),
        ("training", "02-27", [("training", "02-27")]),
        ("survey", "02-01", [("survey", "02-01")]),
        ("setup", "01-20", []),
    ],
)
def test_what_waits_for_a_milestone_moves_with_it(key: str, to: str, expected: list[tuple[str, str]]) -> None:
    assert moves(shift(ACCOUNT, key, day(to))) == expected


def test_start_days_follow_what_nobody_has_started() -> None:
    moved = with_shifts(ACCOUNT, shift(ACCOUNT, "setup", day("01-23")))
    assert [(item.start_on, item.due_on) for item in moved.milestones[1:3]] == [
        (day("01-18"), day("01-23")),  # in progress: it did start then
        (day("01-24"), day("01-25")),
    ]
    earlier = with_shifts(ACCOUNT, shift(ACCOUNT, "setup", day("01-16")))
    assert earlier.milestones[1].start_on == day("01-16")


def test_an_unknown_milestone_is_not_found() -> None:
    with pytest.raises(NotFound) as caught:
        shift(ACCOUNT, "trainign", day("02-01"))
    assert caught.value.nearest == ("training",)


@pytest.mark.parametrize(
    ("key", "to", "code"),
    [
        ("kickoff", "01-20", "milestone_closed"),
        ("survey", "01-14", "before_day_zero"),
        ("setup", "01-01", "before_day_zero"),
    ],
)
def test_refused_moves(key: str, to: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        shift(ACCOUNT, key, day(to))
    assert caught.value.code == code


def test_resuming_moves_everything_open_by_the_paused_length() -> None:
    assert moves(resume_shift(ACCOUNT, day("01-19"), day("01-26"))) == [
        ("setup", "01-27"),
        ("data", "01-29"),
        ("training", "02-03"),
        ("survey", "02-12"),
    ]
    assert resume_shift(ACCOUNT, day("01-19"), day("01-19")) == ()
    with pytest.raises(Refused):
        resume_shift(ACCOUNT, day("01-19"), day("01-18"))


@pytest.mark.parametrize(("on", "after"), [("01-18", "01-18"), ("01-19", "01-26"), ("02-10", "02-17"), (None, None)])
def test_resuming_moves_the_days_of_the_account_that_were_not_past(on: str | None, after: str | None) -> None:
    moved = resumed_end(day(on) if on else None, day("01-19"), day("01-26"))
    assert moved == (day(after) if after else None)


def test_a_circle_of_dependents_ends() -> None:
    ring = (row("a", "01-20", "b"), row("b", "01-20", "a"))
    assert dependents(ring, "a") == {"b"}
