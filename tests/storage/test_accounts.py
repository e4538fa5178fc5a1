"""Accounts: nothing of them is lost on the way in and out, and each change does what it says."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest

from playbook.errors import NotFound, Refused
from playbook.health import health
from playbook.models import (
    Account,
    AccountState,
    Answer,
    Kind,
    Measure,
    MilestoneStatus,
    Remediation,
    Review,
    SeedUser,
    Submission,
    WaitingOn,
)
from storage.changes.accounts import (
    assign_account,
    close_account,
    create_account,
    delete_account,
    pause_account,
    resume_account,
)
from storage.changes.milestones import block_milestone, complete_milestone, move_milestone
from storage.changes.reviews import answer_review, open_remediation
from storage.changes.undo import undo_last
from storage.engine import Store
from storage.queries.accounts import account_by_id, accounts_by_ids
from storage.queries.due import accounts_due
from storage.queries.history import newest_instant
from storage.queries.people import csms_unknown
from tests.storage.samples import JANE, NOW, TODAY, account, changing, full_account, milestone, stored


def without_ids(found: Account) -> Account:
    steps = tuple(
        replace(step, id=0, blockers=tuple(replace(item, id=0) for item in step.blockers)) for step in found.milestones
    )
    return replace(
        found, id=0, milestones=steps,
        touches=tuple(replace(item, id=0) for item in found.touches),
        notes=tuple(replace(item, id=0) for item in found.notes),
        pauses=tuple(replace(item, id=0) for item in found.pauses),
    )  # fmt: skip


def test_nothing_of_an_account_is_lost(store: Store) -> None:
    (made,) = stored(store, full_account())
    assert without_ids(made) == full_account()
    with store.read() as session:
        assert account_by_id(session, made.id) == made


def test_many_accounts_come_in_the_order_asked_for(store: Store) -> None:
    made = stored(store, *(account(f"Account {number}") for number in range(5)))
    ids = [made[3].id, 999, made[0].id, made[4].id]
    with store.read() as session:
        assert accounts_by_ids(session, ids) == (made[3], made[0], made[4])
        assert accounts_by_ids(session, []) == ()
        with pytest.raises(NotFound):
            account_by_id(session, 999)


def test_an_account_is_due_from_its_day_zero_whenever_it_is_imported(store: Store) -> None:
    (made,) = stored(store, replace(account("Old"), start_on=date(2026, 1, 15), time_zone="Asia/Tokyo"))
    midnight = datetime(2026, 1, 14, 15, tzinfo=UTC)  # in Tokyo the 15th begins
    with changing(store) as change:
        create_account(change, replace(account("Coming"), start_on=date(2026, 2, 15)))
    with store.read() as session:
        assert accounts_due(session, midnight - timedelta(seconds=1), 9) == ()
        assert accounts_due(session, midnight, 9) == (made.id,)
        assert len(accounts_due(session, NOW, 9)) == 2


def test_the_newest_instant_that_the_data_knows(store: Store) -> None:
    with store.read() as session:
        assert newest_instant(session) is None
    stored(store)
    later = NOW + timedelta(hours=3)
    with store.change(actor=JANE, via="test", now=later, receipt="click:1"):
        pass
    with store.read() as session:
        assert newest_instant(session) == later


def test_a_csm_of_whom_nothing_is_known_but_the_name(store: Store) -> None:
    stored(store, replace(account("A"), csm="Zoe"), replace(account("B"), csm="Zoe"), replace(account("C"), csm="Ada"))
    with store.read() as session:
        assert csms_unknown(session) == ("Ada", "Zoe")


def test_a_name_is_taken_until_its_account_is_closed(store: Store) -> None:
    (first,) = stored(store)
    with pytest.raises(Refused) as refused, changing(store) as change:
        create_account(change, account("  ACME-corp "))
    assert refused.value.code == "account_exists"
    assert refused.value.facts["account_id"] == first.id
    with changing(store) as change:
        close_account(change, first.id)
    stored(store, account("Acme Corp"))


def test_the_days_of_a_pause_make_nothing_late_when_it_ends_in_closing(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        paused = pause_account(change, made.id, "their freeze", date(2026, 1, 17))
    assert paused.milestones[0].due_on == date(2026, 1, 18)
    with changing(store) as change:
        closed = close_account(change, made.id)
    assert [health(closed, on).score for on in (TODAY, date(2026, 3, 1))] == [None, None]
    assert closed.milestones[0].due_on == date(2026, 1, 24)
    with changing(store) as change:
        undo_last(change, JANE.id)
    with store.read() as session:
        assert account_by_id(session, made.id) == paused


def test_ids_are_never_given_twice(store: Store) -> None:
    (first,) = stored(store)
    with changing(store) as change:
        delete_account(change, first.id)
    (second,) = stored(store)
    assert second.id > first.id
    assert second.milestones[0].id > first.milestones[-1].id


def test_done_closes_its_blockers(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        block_milestone(change, made.id, "setup", "SSO metadata", WaitingOn.CUSTOMER)
    with changing(store) as change:
        found = complete_milestone(change, made.id, "setup", TODAY).milestone("setup")
    assert found
    assert (found.status, found.done_on, found.open_blockers) == (MilestoneStatus.COMPLETE, TODAY, ())


def test_a_gate_closes_by_its_measure_or_overruled(store: Store) -> None:
    gate = milestone("gate", kind=Kind.GATE, measure=Measure.FST_COVERAGE, threshold=70.0)
    users = (SeedUser(name="Raj"), SeedUser(name="Ana", submissions=(Submission(at=NOW, workflow="x", ok=True),)))
    base = account(milestones=(gate,))
    (made,) = stored(store, replace(base, facts=replace(base.facts, seed_users=users)))
    with pytest.raises(Refused) as refused, changing(store) as change:
        complete_milestone(change, made.id, "gate", TODAY)
    assert refused.value.code == "gate_unmet"
    assert (refused.value.facts["value"], refused.value.facts["have"], refused.value.facts["need"]) == (50.0, 1, 2)
    with changing(store) as change:
        found = complete_milestone(change, made.id, "gate", TODAY, overrule="pilot only").milestone("gate")
    assert found
    assert found.overrule == "pilot only"


def test_moving_takes_dependents_along(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        complete_milestone(change, made.id, "data", TODAY)
    with changing(store) as change:
        moved = move_milestone(change, made.id, "sso", made.milestones[2].due_on + timedelta(days=5))
    days = [
        (after.due_on - before.due_on).days for before, after in zip(made.milestones, moved.milestones, strict=True)
    ]
    assert days[:4] == [0, 0, 5, 0]  # what is done stays
    assert set(days[4:]) == {5}


def test_resuming_moves_open_due_days_by_the_pause(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        complete_milestone(change, made.id, "kickoff", TODAY, "the homework follows")
    with changing(store) as change:
        paused = pause_account(change, made.id, "holidays", TODAY)
    assert paused.state is AccountState.PAUSED
    with changing(store, now=NOW + timedelta(days=4)) as change:
        resumed = resume_account(change, made.id, TODAY + timedelta(days=4))
    days = {
        (after.due_on - before.due_on).days for before, after in zip(made.milestones, resumed.milestones, strict=True)
    }
    assert days == {0, 4}
    assert resumed.milestones[0].due_on == made.milestones[0].due_on
    assert (resumed.state, resumed.pauses[0].to_on) == (AccountState.ACTIVE, TODAY + timedelta(days=4))


def test_resuming_moves_target_and_end_and_undo_takes_it_back(store: Store) -> None:
    ends = {"target_first_value_on": TODAY - timedelta(days=1), "end_on": TODAY}
    (made,) = stored(store, account(**ends))
    with changing(store) as change:
        pause_account(change, made.id, None, TODAY)
    with changing(store, now=NOW + timedelta(days=4)) as change:
        resumed = resume_account(change, made.id, TODAY + timedelta(days=4))
    assert (resumed.target_first_value_on, resumed.end_on) == (ends["target_first_value_on"], TODAY + timedelta(days=4))
    with changing(store, now=NOW + timedelta(days=4)) as change:
        undo_last(change, "UJANE")
    with store.read() as session:
        again = account_by_id(session, made.id)
    assert {name: getattr(again, name) for name in ends} == ends


def test_a_review_and_its_plan(store: Store) -> None:
    (made,) = stored(store)
    answer = Review(answer=Answer.PARTIAL, said_by="Ana", on=TODAY, words="half of it")
    plan = Remediation(owner="UJANE", due_on=TODAY + timedelta(days=30), steps=("train",))
    with changing(store) as change:
        answer_review(change, made.id, answer)
        found = open_remediation(change, made.id, plan)
    assert found.review == answer
    assert found.remediation == replace(plan, opened_on=TODAY)
    with changing(store) as change:
        found = answer_review(change, made.id, replace(answer, answer=Answer.YES))
    assert found.review
    assert found.review.answer is Answer.YES


def test_assigning_keeps_or_drops_the_backup(store: Store) -> None:
    (made,) = stored(store, account(csm_id="UJANE", backup_id="UOMAR"))
    with changing(store) as change:
        assert assign_account(change, made.id, "USAM", "Sam").backup_id == "UOMAR"
        assert assign_account(change, made.id, "UOMAR", "Omar").backup_id is None
        assert assign_account(change, made.id, "UJANE", "Jane", "USAM").backup_id == "USAM"
        assert assign_account(change, made.id, "UJANE", "Jane", "").backup_id is None


def test_today_is_the_accounts_day(store: Store) -> None:
    """At 23:30 in Tokyo it is that day there, whatever day it is in UTC."""
    (made,) = stored(store, account(time_zone="Asia/Tokyo"))
    late = NOW.replace(hour=20)  # 05:00 on the 24th in Tokyo
    with changing(store, now=late) as change:
        found = complete_milestone(change, made.id, "sso", TODAY + timedelta(days=1)).milestone("sso")
    assert found
    assert found.done_on == TODAY + timedelta(days=1)


def test_reading_an_account_is_quick(sqlite_url: str) -> None:
    """About 1 ms; ten times that is a fault (DESIGN: an ack carries the answer)."""
    store = Store(sqlite_url)
    (made,) = stored(store)
    taken = []
    for _ in range(50):
        start = time.perf_counter()
        with store.read() as session:
            account_by_id(session, made.id)
        taken.append(time.perf_counter() - start)
    store.close()
    assert median(taken) < 0.02
