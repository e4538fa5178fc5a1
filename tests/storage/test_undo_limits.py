"""Undo takes back nothing that is another's, too old, or built on since; undo after undo leads back step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.errors import OnboardError, Refused, Stale
from playbook.models import Person
from storage.changes.accounts import assign_account, close_account, create_account, pause_account, resume_account
from storage.changes.contacts import add_note
from storage.changes.covers import begin_cover, end_cover
from storage.changes.milestones import (
    block_milestone,
    complete_milestone,
    move_milestone,
    reopen_milestone,
    start_milestone,
    unblock_milestone,
)
from storage.changes.people import save_person, save_workspace
from storage.changes.playbooks import save_playbook
from storage.engine import Actor, Store
from storage.queries.people import workspace
from storage.queries.playbooks import known_playbooks
from tests.storage.samples import (
    ASSISTANT,
    JANE,
    NOW,
    OMAR,
    TODAY,
    account,
    changing,
    look,
    person,
    record_look,
    stored,
)
from tests.storage.undoing import Do, read, undo

pytestmark = pytest.mark.thorough


def test_only_ones_own_last_change(store: Store) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store) as change:
        add_note(change, made.id, "first")
    first = change.audit_id
    with changing(store) as change:
        add_note(change, made.id, "second")
    with changing(store, OMAR) as change:
        add_note(change, made.id, "other")
    with pytest.raises(Stale, match="undo_not_last"):
        undo(store, audit_id=first)
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(store, OMAR, audit_id=first)
    undo(store)
    with pytest.raises(Stale, match="already_undone"):
        undo(store, audit_id=change.audit_id and change.audit_id - 1)
    undo(store, audit_id=first)  # a second undo takes back the change before
    assert [note.text for note in read(store, made.id).notes] == ["other"]
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(store)


def test_an_undo_is_not_undone(store: Store) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store) as change:
        add_note(change, made.id, "first")
    undo(store)
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(store)


def test_after_a_day_it_is_too_late(store: Store) -> None:
    stored(store)
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(store, after=timedelta(hours=24))


@pytest.mark.parametrize("kind", ["assistant", "cli"])
def test_only_changes_of_people_are_undone(store: Store, kind: str) -> None:
    actor = Actor(kind, "UJANE", "not a person")  # type: ignore[arg-type]
    stored(store, actor=actor)
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(store)


def test_what_somebody_changed_since_is_left_alone(store: Store) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store) as change:
        complete_milestone(change, made.id, "setup", TODAY)
    with changing(store, OMAR) as change:
        since = reopen_milestone(change, made.id, "setup")
    with pytest.raises(Refused) as refused:
        undo(store)
    assert refused.value.facts == {"action": "milestone.complete", "account_name": "Acme Corp"}
    assert read(store, made.id) == since


def test_a_look_in_between_is_no_conflict(store: Store) -> None:
    (made,) = stored(store, actor=OMAR)
    with changing(store) as change:
        pause_account(change, made.id, None, TODAY)
    with changing(store, ASSISTANT) as change:
        record_look(change, made.id, look(score=50.0, rank=3), lambda rule, role: None)
        save_person(change, person())  # adopts the account, by its csm text
    with pytest.raises(Refused, match="undo_conflict"):  # the adopted csm_id is a change of the same row
        undo(store)


_numbers = count(1)  # every example shares the database, and names are taken
STEPS = ["kickoff", "setup", "sso"]
KEY = st.sampled_from(STEPS)
ACTIONS: st.SearchStrategy[Do] = st.one_of(
    KEY.map(lambda key: lambda c, a: complete_milestone(c, a, key, TODAY)),
    KEY.map(lambda key: lambda c, a: start_milestone(c, a, key)),
    KEY.map(lambda key: lambda c, a: reopen_milestone(c, a, key)),
    KEY.map(lambda key: lambda c, a: block_milestone(c, a, key, "why")),
    KEY.map(lambda key: lambda c, a: unblock_milestone(c, a, key)),
    st.tuples(KEY, st.integers(1, 9)).map(
        lambda move: lambda c, a: move_milestone(c, a, move[0], TODAY + timedelta(days=move[1]))
    ),
    st.just(lambda c, a: pause_account(c, a, None, TODAY)),
    st.just(lambda c, a: resume_account(c, a, TODAY)),
    st.just(lambda c, a: close_account(c, a)),
    st.just(lambda c, a: assign_account(c, a, "UOMAR", "Omar")),
    st.just(lambda c, a: add_note(c, a, "note")),
)


@given(done=st.lists(ACTIONS, max_size=6))
def test_undoing_everything_leads_back_step_by_step(store: Store, done: list[Do]) -> None:
    """After any changes, undo after undo shows each state again that the person saw, down to the first."""
    with changing(store, OMAR) as change:
        made = create_account(change, account(f"Account {next(_numbers)}"))
    seen = [made]
    for do in done:
        try:
            with changing(store, JANE) as change:
                do(change, made.id)
        except OnboardError:
            continue
        if read(store, made.id) != seen[-1]:
            seen.append(read(store, made.id))
    for state in reversed(seen[:-1]):
        undo(store)
        assert read(store, made.id) == state
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(store)


def test_no_two_covers_of_one_person_come_of_an_undo(store: Store) -> None:
    jane, omar, lena = person(), person("UOMAR", "omar", "Omar Haddad"), person("ULENA", "lena", "Lena Voss")
    with changing(store) as change:
        for one in (jane, omar, lena):
            save_person(change, one)
    stored(store, account(csm_id="UJANE"), actor=OMAR)

    def cover(by: Person) -> int:
        with changing(store, ASSISTANT) as change:
            return begin_cover(change, jane, by, TODAY, NOW + timedelta(days=1), NOW).id

    first = cover(omar)
    with changing(store) as change:
        end_cover(change, first, NOW)
    cover(lena)
    with pytest.raises(Refused, match="covered_already"):
        undo(store)
    with store.read() as session:
        assert [running.cover_id for running in workspace(session).covers] == ["ULENA"]


def test_the_default_playbook_is_one_that_there_is_after_an_undo(store: Store) -> None:
    own = "key: ours\nname: Ours\nsummary: s\nwhen: w\nsource: us\nlength_days: 9\nmilestones:\n"
    with changing(store) as change:
        save_playbook(change, own + "  - {key: worth, name: Worth, due_day: 5, kind: value}\n")
    with changing(store, OMAR) as change:
        save_workspace(change, replace(workspace(change.session), default_playbook="ours"))
    with pytest.raises(Refused, match="playbook_is_default"):
        undo(store)
    undo(store, OMAR)
    undo(store)
    with store.read() as session:
        assert "ours" not in known_playbooks(session)
