"""Sending: each message once, whatever Slack, the network or another process does meanwhile."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from playbook.models import NudgeState
from scheduler.reconcile import SETTLE
from storage.changes.accounts import delete_account
from storage.changes.outbox import claim_due, enqueue
from storage.queries.due import nudges_of, outbox_problems
from tests.scheduler.office import DIGEST, ESCALATIONS, JANE, OMAR, Office, tracker

FAULTS = [(when, do) for when in ("before", "after") for do in ("drop", "500", "internal_error", "late")]


def _late(office: Office) -> list[int]:
    """A healthy account with one thing overdue: one line in Friday's plan, and nothing else."""
    done = {f"step{n}": "2026-01-22, 2026-01-22" for n in range(5)}
    return [account.id for account in office.create(tracker("Acme", start="2026-01-22", setup="2026-01-22", **done))]


@pytest.mark.parametrize(("when", "do"), FAULTS)
def test_an_unknown_outcome_is_read_back_and_said_once(office: Office, when: str, do: str) -> None:
    """The first message to a person at that: nobody knows their DM channel yet."""
    (acme,) = _late(office)
    office.fail("chat.postMessage", when=when, do=do)
    due = office.go_to("2026-01-23 09:00")
    assert due == office.now + SETTLE
    assert [row.state for row in office.outbox()] == ["unknown"]
    with office.store.read() as session:
        assert [row.kind for row in outbox_problems(session)] == ["plan"]
    office.walk_to("2026-01-23 12:00")
    (message,) = office.said("@jane")
    (row,) = office.outbox()
    assert (row.state, row.ts, row.channel) == ("sent", message.ts, message.channel)
    with office.store.read() as session:
        assert {nudge.state for nudge in nudges_of(session, acme)} == {NudgeState.SENT}
        assert outbox_problems(session) == ()
    assert office.calls("conversations.open") == ["conversations.open"]


def test_a_known_dm_channel_is_not_asked_for(office: Office) -> None:
    _late(office)
    office.walk_to("2026-01-23 10:00")
    office.fail("chat.postMessage", when="after")
    office.walk_to("2026-01-28 12:00")
    assert office.calls("conversations.open") == []
    assert len(office.outbox(kind="plan", state="sent")) == len(office.said("@jane")) == 4


@pytest.mark.parametrize(
    ("method", "do"),
    [
        ("conversations.open", "drop"),
        ("conversations.open", "429"),
        ("conversations.history", "500"),
        ("conversations.history", "internal_error"),
    ],
)
def test_a_read_back_that_fails_decides_nothing(office: Office, method: str, do: str) -> None:
    _late(office)
    office.fail("chat.postMessage", when="after")
    office.fail(method, do=do, times=2)
    office.walk_to("2026-01-23 12:00")
    assert len(office.said("@jane")) == 1
    assert [row.state for row in office.outbox()] == ["sent"]
    assert office.calls(method) == [method] * 3


def test_a_read_back_that_slack_will_never_allow_is_for_a_person_to_settle(office: Office) -> None:
    _late(office)
    office.sandbox.tokens.scopes.discard("im:history")
    office.fail("chat.postMessage", when="after")
    office.walk_to("2026-01-23 12:00")
    assert len(office.said("@jane")) == 1
    with office.store.read() as session:
        assert [row.error for row in outbox_problems(session)] == ["unknown outcome: missing_scope"]


def test_read_back_looks_through_a_busy_channel_and_thread(office: Office) -> None:
    place = {"channel": office.channel(ESCALATIONS)}
    parent = office.sandbox.world.post(place["channel"], JANE, "hello")
    with office.change() as change:
        about = {"code": "nothing_today"}
        enqueue(change, "notice", "one", place, about, office.now)
        enqueue(change, "notice", "two", place | {"thread_ts": parent.ts}, about, office.now)
    office.fail("chat.postMessage", when="after", times=2)
    office.beat()
    for number in range(450):
        office.sandbox.world.post(place["channel"], JANE, str(number))
    office.walk_to("2026-01-23 09:00")
    assert len([one for one in office.said(ESCALATIONS) if one.by_app]) == 2
    assert [row.state for row in office.outbox()] == ["sent", "sent"]


@pytest.mark.parametrize("sent", [False, True])
def test_a_killed_workers_row_is_settled_after_its_lease(office: Office, sent: bool) -> None:
    (acme,) = _late(office)
    office.fail("chat.postMessage", do="429", seconds=1)
    office.go_to("2026-01-23 09:00")
    office.sandbox.clock.set(office.now + timedelta(seconds=1))
    (row,) = claim_due(office.store, office.now, "killed", timedelta(minutes=3), 10)
    if sent:
        mark = {"event_type": "onboard_delivery", "event_payload": {"key": row.key}}
        dm = office.sandbox.world.dm_with(JANE)
        office.sandbox.world.post(dm.id, office.sandbox.world.bot.id, "the plan", metadata=mark)
    assert office.beat() == office.now + timedelta(minutes=3) + SETTLE
    office.walk_to("2026-01-23 12:00")
    assert len(office.said("@jane")) == 1
    with office.store.read() as session:
        assert {nudge.state for nudge in nudges_of(session, acme)} == {NudgeState.SENT}


def test_a_429_holds_its_own_channel_only(office: Office) -> None:
    place, other = {"channel": office.channel(ESCALATIONS)}, {"channel": office.channel(DIGEST)}
    with office.change() as change:
        for number in range(8):
            enqueue(change, "notice", f"a{number}", place, {"code": "nothing_today"}, office.now)
        enqueue(change, "notice", "b", other, {"code": "nothing_today"}, office.now)
    due = office.beat()
    assert len(office.said(ESCALATIONS)) == 5  # Slack's burst
    assert len(office.said(DIGEST)) == 1
    assert due == office.now + timedelta(seconds=1)
    assert len(office.calls("chat.postMessage")) == 7  # the first refusal spares the rest of the batch
    office.walk_to("2026-01-23 08:01")
    assert len(office.said(ESCALATIONS)) == 8
    assert {row.state for row in office.outbox()} == {"sent"}


def test_a_channel_that_slack_had_to_slow_down_gets_one_a_second_from_then_on(office: Office) -> None:
    place = {"channel": office.channel(ESCALATIONS)}
    with office.change() as change:
        for number in range(20):
            enqueue(change, "notice", f"a{number}", place, {"code": "nothing_today"}, office.now)
    office.walk_to("2026-01-23 08:01")
    assert len(office.said(ESCALATIONS)) == 20
    assert len(office.calls("chat.postMessage")) == 21  # one refusal says it all


def test_hours_in_which_slack_shows_nothing_are_not_spent_asking(office: Office) -> None:
    with office.change() as change:
        enqueue(change, "notice", "a", {"channel": office.channel(DIGEST)}, {"code": "nothing_today"}, office.now)
    office.fail("chat.postMessage", when="after")
    office.fail("conversations.history", do="500", times=10_000)
    office.walk_to("2026-01-23 12:00")
    assert len(office.calls("conversations.history")) < 40
    office.sandbox.faults.clear()
    office.walk_to("2026-01-23 12:15")
    assert [row.state for row in office.outbox()] == ["sent"]
    assert len(office.said(DIGEST)) == 1


def test_what_is_queued_for_a_held_channel_waits_too(office: Office) -> None:
    place = {"channel": office.channel(ESCALATIONS)}
    office.fail("chat.postMessage", do="429", seconds=120)
    with office.change() as change:
        enqueue(change, "notice", "a", place, {"code": "nothing_today"}, office.now)
    office.beat()
    with office.change() as change:
        enqueue(change, "notice", "b", place, {"code": "nothing_today"}, office.now)
    assert office.beat() == office.now + timedelta(seconds=120)
    assert len(office.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("do", "error"),
    [("delete", "channel_not_found"), ("archive", "is_archived"), ("leave", "not_in_channel")],
)
def test_a_refusal_is_recorded_and_shown(office: Office, do: str, error: str) -> None:
    channel = office.sandbox.world.channel(ESCALATIONS)
    channel.is_deleted, channel.is_archived = do == "delete", do == "archive"
    if do == "leave":
        channel.members.remove(office.sandbox.world.bot.id)
    with office.change() as change:
        enqueue(change, "notice", "a", {"channel": channel.id}, {"code": "nothing_today"}, office.now)
    assert office.beat() is None
    with office.store.read() as session:
        assert [(row.state, row.error) for row in outbox_problems(session)] == [("refused", error)]
    assert office.calls("chat.postMessage") == ["chat.postMessage"]


def test_a_revoked_token_loses_nothing(office: Office) -> None:
    _late(office)
    office.sandbox.tokens.revoked = True
    office.walk_to("2026-01-23 11:00")
    assert [row.state for row in office.outbox()] == ["queued"]
    office.sandbox.tokens.revoked = False
    office.walk_to("2026-01-23 12:00")
    assert len(office.said("@jane")) == 1


def test_a_server_that_is_not_there_is_tried_again(office: Office) -> None:
    _late(office)
    url, office.sandbox.url = office.sandbox.url, "http://127.0.0.1:9"
    office.tick = office.another_tick()
    due = office.go_to("2026-01-23 09:00")
    assert due == office.now + timedelta(seconds=5)  # nothing left this machine: no read-back needed
    office.sandbox.url = url
    office.tick = office.another_tick()
    office.walk_to("2026-01-23 09:10")
    assert len(office.said("@jane")) == 1


def test_two_ticks_at_once_send_once(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS), digest_channel=office.channel(DIGEST))
    office.create(
        *(tracker(f"A{n}", start="2026-01-16", setup="2026-01-22") for n in range(3)),
        replace(tracker("B", csm="Omar Haddad", start="2026-01-16", setup="2026-01-22"), backup_id=JANE),
    )
    office.sandbox.clock.set(office.now + timedelta(hours=1))
    ticks = [office.tick, office.another_tick(), office.another_tick()]
    for _ in range(3):
        threads = [threading.Thread(target=tick.run) for tick in ticks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        office.sandbox.clock.set(office.now + timedelta(seconds=3))
    office.walk_to("2026-01-23 10:00")
    said = [one for channel in ("@jane", "@omar", "@lena", DIGEST, ESCALATIONS) for one in office.said(channel)]
    keys = [one.metadata["event_payload"]["key"] for one in said if one.metadata]
    assert len(keys) == len(set(keys)) == len(said) == len(office.outbox(state="sent"))
    assert len(office.times("@jane")) == len(office.times(DIGEST)) == 1


def test_a_row_whose_account_is_gone_says_nothing(office: Office) -> None:
    (acme,) = _late(office)
    with office.change() as change:
        enqueue(change, "share", "s", {"channel": office.channel(DIGEST)}, {"account": acme}, office.now)
        delete_account(change, acme)
    office.walk_to("2026-01-27 12:00")
    assert office.calls() == []
    assert [row.state for row in office.outbox()] == ["dropped"]


def test_a_row_that_cannot_be_rendered_holds_up_nobody_and_is_shown(office: Office) -> None:
    with office.change() as change:
        enqueue(change, "card_line", "bad", {"channel": office.channel(DIGEST)}, {}, office.now)
        enqueue(change, "notice", "good", {"user": OMAR}, {"code": "nothing_today"}, office.now)
    office.beat()
    assert len(office.said("@omar")) == 1
    office.walk_to("2026-01-23 12:00")
    with office.store.read() as session:
        assert [(row.key, row.error) for row in outbox_problems(session)] == [("bad", "render: KeyError")]


def test_who_clicked_is_answered_before_five_hundred_plans(office: Office) -> None:
    with office.change() as change:
        for number in range(25):
            place = {"channel": office.channel((DIGEST, ESCALATIONS, "general", "acme-shared", "@omar")[number % 5])}
            enqueue(change, "notice", f"n{number}", place, {"code": "nothing_today"}, office.now)
        enqueue(change, "home", "h", {"user": JANE}, {}, office.now)
    office.beat()
    assert office.calls()[0] == "views.publish"
