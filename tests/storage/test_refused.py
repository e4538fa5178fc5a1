"""What may not happen to an account is refused with its reason, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from playbook.errors import NotFound, Refused, Stale
from playbook.models import Answer, Direction, Kind, Measure, MilestoneStatus, Review, TouchKind
from storage.changes.accounts import assign_account, close_account, pause_account, resume_account
from storage.changes.contacts import add_note, log_touch
from storage.changes.milestones import (
    block_milestone,
    complete_milestone,
    move_milestone,
    reopen_milestone,
    start_milestone,
    unblock_milestone,
)
from storage.changes.reviews import answer_review, answer_stall
from storage.engine import Change, Store
from storage.queries.accounts import account_by_id
from tests.storage.samples import NOW, TODAY, account, changing, milestone, stored

Do = Callable[[Change, int], object]
TOMORROW, LONG_AGO = TODAY + timedelta(days=1), date(2026, 1, 1)
YES = Review(answer=Answer.YES, said_by="Ana", on=TODAY, words="yes")
REFUSED: list[tuple[str, Do, type[Exception], str]] = [
    ("done tomorrow", lambda c, a: complete_milestone(c, a, "sso", TOMORROW), Refused, "done_in_future"),
    ("done before Day 0", lambda c, a: complete_milestone(c, a, "sso", LONG_AGO), Refused, "before_day_zero"),
    ("done twice", lambda c, a: complete_milestone(c, a, "done", TODAY), Stale, "already_done"),
    ("start what is done", lambda c, a: start_milestone(c, a, "done"), Stale, "already_done"),
    ("start twice", lambda c, a: start_milestone(c, a, "started"), Stale, "already_started"),
    ("start tomorrow", lambda c, a: start_milestone(c, a, "sso", TOMORROW), Refused, "in_future"),
    ("reopen what is open", lambda c, a: reopen_milestone(c, a, "sso"), Stale, "not_done"),
    ("move what is done", lambda c, a: move_milestone(c, a, "done", TOMORROW), Stale, "already_done"),
    ("move before Day 0", lambda c, a: move_milestone(c, a, "sso", LONG_AGO), Refused, "before_day_zero"),
    ("block what is done", lambda c, a: block_milestone(c, a, "done", "x"), Stale, "already_done"),
    ("unblock what is not", lambda c, a: unblock_milestone(c, a, "sso"), Stale, "not_blocked"),
    ("resume what runs", lambda c, a: resume_account(c, a, TODAY), Stale, "not_paused"),
    ("pause tomorrow", lambda c, a: pause_account(c, a, None, TOMORROW), Refused, "in_future"),
    ("pause before Day 0", lambda c, a: pause_account(c, a, None, LONG_AGO), Refused, "before_day_zero"),
    ("touch tomorrow",
     lambda c, a: log_touch(c, a, TouchKind.CALL, Direction.INBOUND, 5, "", at=NOW + timedelta(hours=1)),
     Refused, "in_future"),
    ("yes with unmet gates", lambda c, a: answer_review(c, a, YES), Refused, "reason_needed"),
]  # fmt: skip


@pytest.mark.parametrize(("do", "kind", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_may_not_happen_is_refused_and_changes_nothing(
    store: Store, do: Do, kind: type[Exception], code: str
) -> None:
    steps = (
        milestone("sso"),
        milestone("started", status=MilestoneStatus.IN_PROGRESS),
        milestone("done", status=MilestoneStatus.COMPLETE, done_on=TODAY),
        milestone("gate", kind=Kind.GATE, measure=Measure.FST_COVERAGE),
    )
    (made,) = stored(store, account(milestones=steps))
    with pytest.raises(kind) as refused, changing(store) as change:
        do(change, made.id)
    assert getattr(refused.value, "code", None) == code
    with store.read() as session:
        assert account_by_id(session, made.id) == made


CLOSED: list[Do] = [
    lambda c, a: complete_milestone(c, a, "sso", TODAY),
    lambda c, a: add_note(c, a, "x"),
    lambda c, a: assign_account(c, a, "UOMAR", "Omar"),
    lambda c, a: pause_account(c, a, None, TODAY),
    lambda c, a: close_account(c, a),
    lambda c, a: answer_stall(c, a, TODAY),
    lambda c, a: answer_review(c, a, YES),
]


@pytest.mark.parametrize("do", CLOSED)
def test_a_closed_account_takes_no_changes(store: Store, do: Do) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        close_account(change, made.id)
    with pytest.raises(Refused) as refused, changing(store) as change:
        do(change, made.id)
    assert refused.value.code == "account_closed"


def test_an_unknown_milestone_names_the_nearest(store: Store) -> None:
    (made,) = stored(store)
    with pytest.raises(NotFound) as missing, changing(store) as change:
        complete_milestone(change, made.id, "kickof", TODAY)
    assert missing.value.nearest == ("kickoff",)
    with pytest.raises(NotFound), changing(store) as change:
        add_note(change, 4711, "nobody")
