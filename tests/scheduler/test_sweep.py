"""The sweep: gates close by their measure, a plan's owner is told, and a long sweep keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from playbook.models import (
    Account,
    Facts,
    Kind,
    Measure,
    Milestone,
    MilestoneStatus,
    Remediation,
    SeedUser,
    Submission,
    UsageEvent,
)
from scheduler import sweep as sweeping
from scheduler.purge import KEEP
from scheduler.sweep import BATCH
from scheduler.tick import Tick
from storage.changes.accounts import assign_account, pause_account
from storage.changes.outbox import claim_due, enqueue, record_dropped
from storage.changes.undo import undo_last
from storage.queries.accounts import account_by_id, cards_of
from storage.queries.due import accounts_due, nudges_of
from storage.queries.history import history
from storage.queries.portfolio import last_digest_at
from tests.scheduler.office import BERLIN, DIGEST, JANE, OMAR, Office, at, tracker
from tests.scheduler.watched import Watched


def _gated() -> Account:
    """An account whose gate is due tomorrow and met already."""
    user = SeedUser(name="Raj", submissions=(Submission(at=at("2026-01-20 10:00"), workflow="triage", ok=True),))
    drafted = tracker("Acme", setup="2026-02-22")
    gates = tuple(
        Milestone(
            key=key, name=key.capitalize(), due_on=at("2026-01-24 00:00").date(), kind=Kind.GATE,
            measure=Measure.FST_COVERAGE, threshold=70.0,
        )
        for key in ("fst", "again")
    )  # fmt: skip
    return replace(drafted, milestones=drafted.milestones + gates, facts=Facts(seed_users=(user,)))


def test_a_gate_whose_measure_is_met_is_completed_by_the_assistant(office: Office) -> None:
    (acme,) = office.create(_gated())
    office.beat()
    with office.store.read() as session:
        account = account_by_id(session, acme.id)
        lines, _ = history(session, acme.id, told=True)
    done = [(item.status, item.done_on) for item in account.milestones if item.kind is Kind.GATE]
    assert done == [(MilestoneStatus.COMPLETE, at("2026-01-23 00:00").date())] * 2
    closed = [(line.actor_kind, line.facts["milestone"]) for line in lines if line.action == "milestone.complete"]
    assert sorted(closed) == [("assistant", "again"), ("assistant", "fst")]


def test_a_kickoff_that_use_completes_asks_nobody_for_what_it_leaves_behind(office: Office) -> None:
    """A team's own automated playbook may begin so; what a click must bring cannot stop the account's looks."""
    drafted = tracker("Acme", setup="2026-02-22")
    video = Milestone(
        key="video", name="Kickoff video watched", due_on=at("2026-01-24 00:00").date(), usage_event=UsageEvent.LOGIN
    )
    facts = Facts(logins=(at("2026-01-20 10:00"),))
    (acme,) = office.create(replace(drafted, milestones=(*drafted.milestones, video), facts=facts))
    office.beat()
    with office.store.read() as session:
        milestone = account_by_id(session, acme.id).milestone("video")
        assert accounts_due(session, office.now, 10) == ()
    assert milestone is not None
    assert milestone.done_on == at("2026-01-20 00:00").date()


def test_a_gate_waits_while_its_account_is_paused(office: Office) -> None:
    (acme,) = office.create(_gated())
    with office.change() as change:
        pause_account(change, acme.id, None, at("2026-01-22 00:00").date())
    office.beat()
    with office.store.read() as session:
        assert all(item.is_open for item in account_by_id(session, acme.id).milestones)


@pytest.mark.parametrize(("owner", "told"), [(OMAR, OMAR), ("Omar Haddad", OMAR), ("Somebody else", JANE)])
def test_a_remediation_plan_is_told_to_its_owner_else_to_the_csm(office: Office, owner: str, told: str) -> None:
    plan = Remediation(
        owner=owner, due_on=at("2026-02-20 00:00").date(), steps=("Train",), opened_on=at("2026-01-20 00:00").date()
    )
    (acme,) = office.create(replace(tracker("Acme", setup="2026-02-22"), remediation=plan))
    office.beat()
    with office.store.read() as session:
        (nudge,) = [found for found in nudges_of(session, acme.id) if found.rule == "REMEDIATION"]
    assert (nudge.recipient_id, str(nudge.to)) == (told, "csm")
    office.walk_to("2026-01-26 12:00")
    assert any("Acme" in text for text in office.texts("@omar")) == (told == OMAR)


def test_settings_saved_between_finding_and_looking_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.create(tracker("Acme", start="2026-01-02", kickoff="2026-01-05", setup="2026-01-07"))
    found = sweeping.accounts_due

    def and_then_save(*arguments: Any) -> Any:
        due = found(*arguments)
        monkeypatch.setattr(sweeping, "accounts_due", found)
        office.settings(csm_lead=OMAR)
        return due

    monkeypatch.setattr(sweeping, "accounts_due", and_then_save)
    sweeping.look_at_due_accounts(office.store, office.now)
    with office.store.read() as session:
        leads = {nudge.recipient_id for nudge in nudges_of(session, 1) if str(nudge.to) == "csm-lead"}
    assert leads == {OMAR}


def test_a_pause_and_its_undo_tell_the_lead_nothing_again(office: Office) -> None:
    office.create(tracker("Acme", start="2026-01-02", kickoff="2026-01-05", setup="2026-01-07"))
    office.walk_to("2026-01-28 12:00")
    with office.store.read() as session:
        before = {nudge.key for nudge in nudges_of(session, 1) if nudge.rule.startswith("HEALTH")}
    assert before
    with office.change() as change:
        pause_account(change, 1, None, at("2026-01-28 00:00").date())
    office.walk_to("2026-01-28 12:02")
    with office.change() as change:
        undo_last(change, JANE)
    office.walk_to("2026-01-28 12:10")
    with office.store.read() as session:
        assert {nudge.key for nudge in nudges_of(session, 1) if nudge.rule.startswith("HEALTH")} == before


def _tick(office: Office, call: str, then: Callable[[], None]) -> Tick:
    return Tick(office.store, Watched(office.sandbox, call, answered=then), office.sandbox.clock)


def test_an_answer_goes_out_between_batches_of_looks(office: Office) -> None:
    office.create(*(tracker(f"Account {n}", setup="2026-02-22") for n in range(BATCH + 1)))
    with office.change() as change:
        enqueue(change, "home", "home:1", {"user": JANE}, {"page": 0, "scope": "mine"}, office.now)
    left: list[int] = []

    def count() -> None:
        with office.store.read() as session:
            left.append(len(accounts_due(session, office.now, BATCH)))

    _tick(office, "views.publish", count).run()
    assert left == [1]  # what was just changed is looked at before it is shown, the rest after
    with office.store.read() as session:
        assert accounts_due(session, office.now, BATCH) == ()


def test_what_follows_from_a_send_is_done_by_whoever_settles_it(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", setup="2026-02-22"))
    with office.change() as change:
        enqueue(change, "share", "share:1", {"channel": office.channel("general")}, {"account": acme.id}, office.now)

    def settle() -> None:
        (row,) = office.outbox(kind="share")
        with office.change() as change:
            record_dropped(change, row, "by somebody else")

    _tick(office, "chat.postMessage", settle).run()
    assert len(office.said("general")) == 1
    with office.store.read() as session:
        assert cards_of(session, acme.id) == ()


@pytest.mark.parametrize("when", ["2026-01-23 08:00", "2026-01-26 02:00"])
def test_a_waiting_line_follows_its_account_into_another_persons_morning(office: Office, when: str) -> None:
    (acme,) = office.create(tracker("Acme", setup="2026-01-23"))
    office.walk_to(when)
    with office.change() as change:
        assign_account(change, acme.id, OMAR, "Omar Haddad")
    office.walk_to("2026-01-26 12:00")
    assert [time for time in office.times("@jane") if "Mon 26" in time] == []
    assert office.times("@omar", BERLIN) == ["Mon 26 09:00"]


def test_a_refused_digest_leaves_its_changes_for_the_next(office: Office) -> None:
    office.settings(digest_channel=office.channel(DIGEST))
    office.walk_to("2026-01-23 12:00")
    with office.store.read() as session:
        posted = last_digest_at(session)
    assert posted is not None
    office.sandbox.world.channel(DIGEST).is_deleted = True
    office.walk_to("2026-01-26 12:00")
    with office.store.read() as session:
        assert last_digest_at(session) == posted


def test_old_rows_are_purged_once_a_day(office: Office) -> None:
    with office.change() as change:
        enqueue(change, "home", "home:1", {"user": JANE}, {"page": 0, "scope": "mine"}, office.now)
    office.beat()
    assert len(office.outbox(kind="home")) == 1
    office.sandbox.clock.set(office.now + KEEP + timedelta(days=1))
    office.beat()
    assert office.outbox(kind="home") == []
    assert claim_due(office.store, office.now, "w", timedelta(minutes=1), 5) == []
