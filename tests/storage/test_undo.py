"""Undo takes back one's own last change, whatever it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from playbook.errors import NotFound, Refused
from playbook.models import Answer, Direction, NudgeState, Remediation, Review, TouchKind, WaitingOn, Workspace
from storage.changes.accounts import assign_account, close_account, delete_account, pause_account, resume_account
from storage.changes.contacts import add_note, log_touch
from storage.changes.milestones import (
    block_milestone,
    complete_milestone,
    move_milestone,
    reopen_milestone,
    start_milestone,
    unblock_milestone,
)
from storage.changes.nudges import dismiss_nudge, mark_nudges_sent, snooze_nudge
from storage.changes.people import remember_card, save_workspace
from storage.changes.reviews import answer_review, answer_stall, open_remediation
from storage.engine import Store
from storage.queries.accounts import account_by_id, cards_of
from storage.queries.due import accounts_due, nudges_of
from storage.queries.history import history
from storage.queries.people import workspace
from tests.storage.samples import (
    ASSISTANT,
    NOW,
    OMAR,
    TODAY,
    account,
    changing,
    full_account,
    look,
    nudge,
    record_look,
    stored,
)
from tests.storage.undoing import LATER, Do, read, undo

pytestmark = pytest.mark.thorough


REVIEW = Review(answer=Answer.NO, said_by="Ana", on=TODAY, words="no")
PLAN = Remediation(owner="UJANE", due_on=TODAY, steps=("x",), opened_on=TODAY)
CHANGES: dict[str, Do] = {
    "milestone.complete": lambda c, a: complete_milestone(c, a, "setup", TODAY),
    "milestone.start": lambda c, a: start_milestone(c, a, "sso"),
    "milestone.reopen": lambda c, a: reopen_milestone(c, a, "extra"),
    "milestone.move": lambda c, a: move_milestone(c, a, "setup", TODAY + timedelta(days=9)),
    "milestone.block": lambda c, a: block_milestone(c, a, "setup", "x", WaitingOn.US),
    "milestone.unblock": lambda c, a: unblock_milestone(c, a, "setup"),
    "touch.log": lambda c, a: log_touch(c, a, TouchKind.CALL, Direction.INBOUND, 5, "hi"),
    "note.add": lambda c, a: add_note(c, a, "hi"),
    "account.assign": lambda c, a: assign_account(c, a, "USAM", "Sam", "UJANE"),
    "account.pause": lambda c, a: pause_account(c, a, "why", TODAY),
    "account.close": lambda c, a: close_account(c, a),
    "account.delete": lambda c, a: delete_account(c, a),
    "review.answer": lambda c, a: answer_review(c, a, REVIEW),
    "remediation.open": lambda c, a: open_remediation(c, a, PLAN),
    "stall.answer": lambda c, a: answer_stall(c, a, TODAY),
}


@pytest.mark.parametrize("action", CHANGES)
def test_every_change_can_be_taken_back(store: Store, action: str) -> None:
    full = full_account()
    started = account().milestones[2]
    (made,) = stored(store, replace(full, milestones=(*full.milestones, started)), actor=OMAR)
    with changing(store) as change:
        CHANGES[action](change, made.id)
    report = undo(store, audit_id=change.audit_id)
    assert (report.action, report.account_id, report.account_name) == (action, made.id, made.name)
    assert not report.account_gone
    assert read(store, made.id) == made
    with store.read() as session:
        assert accounts_due(session, LATER, 5) == (made.id,)
        (newest, undone, *_), _ = history(session, made.id)
        assert (newest.action, newest.undoes, undone.undone) == ("undo", undone.id, True)


def test_resuming_is_taken_back_with_its_shifts(store: Store) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store, OMAR) as change:
        paused = pause_account(change, made.id, None, TODAY - timedelta(days=3))
    with changing(store) as change:
        assert resume_account(change, made.id, TODAY) != paused
    undo(store)
    assert read(store, made.id) == paused


def test_a_new_account_is_taken_back_with_what_the_assistant_made_of_it(store: Store) -> None:
    (made,) = stored(store, full_account())
    with changing(store, ASSISTANT) as change:
        record_look(change, made.id, look(nudge(made.id)), lambda rule, role: "UJANE")
        complete_milestone(change, made.id, "setup", TODAY)
    report = undo(store)
    assert report.account_gone
    with pytest.raises(NotFound):
        read(store, made.id)
    stored(store, full_account())  # and its name is free again


def test_a_new_account_stays_once_somebody_worked_on_it(store: Store) -> None:
    (made,) = stored(store)
    with changing(store, OMAR) as change:
        add_note(change, made.id, "mine")
    with pytest.raises(Refused) as refused:
        undo(store)
    assert (refused.value.code, refused.value.facts["action"]) == ("undo_conflict", "account.create")
    undo(store, OMAR)
    assert undo(store).account_gone  # what was taken back is no longer in the way


def test_a_deleted_account_comes_back_with_nudges_and_cards(store: Store) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store, ASSISTANT) as change:
        record_look(change, made.id, look(nudge(made.id), nudge(made.id, "TOUCH")), lambda rule, role: "UJANE")
        card = remember_card(change, made.id, "C1", "1.2")
    with changing(store) as change:
        delete_account(change, made.id)
    undo(store)
    with store.read() as session:
        assert account_by_id(session, made.id) == made
        assert [item.rule for item in nudges_of(session, made.id)] == ["OVERDUE", "TOUCH"]
        assert cards_of(session, made.id) == (card,)


def test_a_deleted_account_stays_away_when_its_name_was_taken(store: Store) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store) as change:
        delete_account(change, made.id)
    stored(store, account("acme corp"), actor=OMAR)
    with pytest.raises(Refused, match="undo_conflict"):
        undo(store)


def test_settings_are_taken_back(store: Store) -> None:
    with changing(store) as change:
        save_workspace(change, Workspace(digest_hour=7))
    with changing(store) as change:
        save_workspace(change, Workspace(digest_hour=8, extra_holidays=(TODAY,)))
    assert undo(store).account_id is None
    with store.read() as session:
        assert workspace(session) == Workspace(digest_hour=7)
    undo(store)
    with store.read() as session:
        assert workspace(session) == Workspace()


@pytest.mark.parametrize(
    "do",
    [
        lambda change, nudge_id: snooze_nudge(change, nudge_id, TODAY, NOW + timedelta(days=1)),
        lambda change, nudge_id: dismiss_nudge(change, nudge_id, "no"),
    ],
)
def test_snooze_and_dismissal_are_taken_back_until_the_nudge_went_on(store: Store, do: Do) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store, ASSISTANT) as change:
        (added,) = record_look(change, made.id, look(nudge(made.id)), lambda rule, role: "UJANE")
        mark_nudges_sent(change, [added.id], NOW)
    with store.read() as session:
        before = nudges_of(session, made.id)
    with changing(store) as change:
        do(change, added.id)
    undo(store)
    with store.read() as session:
        assert nudges_of(session, made.id) == before
    with changing(store) as change:
        snooze_nudge(change, added.id, TODAY, NOW)
    with changing(store, ASSISTANT) as change:
        mark_nudges_sent(change, [added.id], NOW)
    with pytest.raises(Refused, match="undo_conflict"):
        undo(store)


def test_assigning_is_taken_back_although_its_nudges_were_sent_since(store: Store) -> None:
    (made,) = stored(store, account(csm_id="UJANE"), actor=OMAR)
    with changing(store, ASSISTANT) as change:
        first, second = record_look(
            change, made.id, look(nudge(made.id), nudge(made.id, "TOUCH", subject=None)), lambda rule, role: "UJANE"
        )
    with changing(store) as change:
        assign_account(change, made.id, "UOMAR", "Omar")
    with changing(store, ASSISTANT) as change:
        mark_nudges_sent(change, [first.id], NOW)
    undo(store)
    with store.read() as session:
        assert account_by_id(session, made.id) == made
        states = {item.id: (item.state, item.recipient_id) for item in nudges_of(session, made.id)}
    assert states == {first.id: (NudgeState.SENT, "UOMAR"), second.id: (NudgeState.WAITING, "UJANE")}
