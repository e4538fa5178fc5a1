"""Somebody with more accounts than anything can show: the worst are looked at, the others counted."""

from __future__ import annotations

import pytest

from playbook.models import NudgeState, Person
from scheduler import at_hand
from scheduler.screens import home, screen
from storage.changes.nudges import handle_nudge
from storage.queries.due import nudges_of
from storage.queries.people import person_by_id
from storage.queries.portfolio import portfolio
from tests.scheduler.office import JANE, Office, tracker

DAYS = ("2026-01-05", "2026-01-12", "2026-01-19", "2026-01-21")
NAMES = ("Worst", "Worse", "Bad", "Late")


@pytest.fixture
def few(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Jane's four accounts, where two are as many as fit."""
    monkeypatch.setattr(at_hand, "MOST", 2)
    office.create(*(tracker(name, start="2026-01-02", setup=day) for name, day in zip(NAMES, DAYS, strict=True)))
    return office


def test_home_and_the_screens_tell_the_worst_and_count_the_others(few: Office) -> None:
    few.beat()
    view, ranked = str(_home(few)), _worst_first(few)
    assert [view.count(f"*{name}*") for name in ranked] == [2, 2, 1, 1]  # in the plan and the list, or the list alone
    assert "and 2 more accounts. They are below" in view
    assert "and 2 more accounts." in str(_screen(few, "today"))
    assert "you today, and 2 more accounts do." in str(_screen(few, "menu"))


def test_what_is_handled_gives_way_to_the_next_ones(few: Office) -> None:
    few.beat()
    with few.change() as change:
        for name in _worst_first(few)[:2]:
            for nudge in nudges_of(change.session, NAMES.index(name) + 1):
                handle_nudge(change, nudge.id)
    today = str(_screen(few, "today"))
    assert [f"*{name}*" in today for name in _worst_first(few)] == [False, False, True, True]
    assert "more account" not in today


def test_a_plan_tells_the_worst_and_the_others_the_next_morning(few: Office) -> None:
    few.walk_to("2026-01-23 12:00")
    (plan,), ranked = few.said("@jane"), _worst_first(few)
    assert [f"*{name}*" in str(plan.blocks) for name in ranked] == [True, True, False, False]
    assert "and 2 more accounts." in str(plan.blocks)
    with few.store.read() as session:
        left = [
            nudge.state
            for name in ranked[2:]
            for nudge in nudges_of(session, NAMES.index(name) + 1)
            if nudge.recipient_id == JANE
        ]
    assert set(left) == {NudgeState.WAITING}


def _worst_first(office: Office) -> list[str]:
    with office.store.read() as session:
        return [row.name for row in portfolio(session, "mine", JANE, office.now.date()).rows]


def _jane(office: Office) -> Person:
    with office.store.read() as session:
        found = person_by_id(session, JANE)
    assert found is not None
    return found


def _home(office: Office) -> object:
    with office.store.read() as session:
        return home(session, _jane(office), office.now)


def _screen(office: Office, view: str) -> object:
    with office.store.read() as session:
        return screen(session, {"view": view}, _jane(office), office.now)
