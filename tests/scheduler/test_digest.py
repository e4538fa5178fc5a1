"""The at-risk digest: when, what changed since, and the file of what does not fit."""

from __future__ import annotations

import pytest

from messages.digest import TOP
from scheduler.sweep import enqueue_digest
from storage.changes.milestones import complete_milestone
from storage.queries.people import workspace
from storage.queries.portfolio import last_digest_at
from tests.scheduler.office import DIGEST, Office, at, tracker


@pytest.fixture(autouse=True)
def _channel(office: Office) -> None:
    office.settings(digest_channel=office.channel(DIGEST), digest_hour=10)


def test_comes_at_its_hour_on_working_days_only(office: Office) -> None:
    office.create(tracker("Acme", setup="2026-01-20"))
    office.walk_to("2026-01-27 23:00")
    assert office.times(DIGEST) == ["Fri 23 10:00", "Mon 26 10:00", "Tue 27 10:00"]
    assert "Acme" in office.texts(DIGEST)[0]


def test_a_day_with_nothing_at_risk_is_one_line(office: Office) -> None:
    office.create(tracker("Acme", start="2026-01-22", setup="2026-02-20"))
    office.walk_to("2026-01-23 12:00")
    (message,) = office.said(DIGEST)
    assert message.text.startswith("Nothing is at risk today")


@pytest.mark.parametrize(
    ("woken", "came"), [("2026-01-23 15:00", "Fri 23 15:00"), ("2026-01-23 19:00", "Mon 26 10:00")]
)
def test_after_a_sleep_it_catches_up_within_working_hours(office: Office, woken: str, came: str) -> None:
    office.go_to(woken)
    office.walk_to("2026-01-26 11:00")
    assert office.times(DIGEST)[0] == came


def test_one_that_slack_held_past_the_day_is_not_posted_late(office: Office) -> None:
    office.fail("chat.postMessage", do="429", seconds=10 * 3600)
    office.walk_to("2026-01-26 11:00")
    assert office.times(DIGEST) == ["Mon 26 10:00"]
    assert [row.state for row in office.outbox(kind="digest")] == ["dropped", "sent"]


def test_tells_what_changed_since_the_one_before(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-19", kickoff="2026-01-22", setup="2026-02-22"))
    office.go_to("2026-01-23 10:00")
    office.go_to("2026-01-23 10:30")
    office.create(tracker("Bolt", start="2026-01-19", kickoff="2026-01-22", setup="2026-02-22"))
    with office.change() as change:
        complete_milestone(change, acme.id, "kickoff", at("2026-01-22 00:00").date(), "agreed")
    office.walk_to("2026-01-26 10:00")
    first, second = office.texts(DIGEST)
    assert "Since" not in first
    assert "Since Fri 23 Jan: 1 new (Bolt), 1 recovered (Acme)" in second


def test_by_hand_at_any_hour_beside_the_daily_one(office: Office) -> None:
    office.go_to("2026-01-23 20:00")
    with office.change() as change:
        settings, last = workspace(change.session), last_digest_at(change.session)
        assert enqueue_digest(change, settings, last, at("2026-01-23 00:00").date(), "digest:a-receipt")
    office.walk_to("2026-01-26 10:00")
    assert office.times(DIGEST) == ["Fri 23 20:00", "Mon 26 10:00"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_more_than_fits_goes_along_as_a_file_once(office: Office, when: str) -> None:
    office.settings(csm_lead=None, vp_cs=None)  # no escalations: they are another test's
    office.create(*(tracker(f"Account {n:02}", setup="2026-01-20") for n in range(TOP + 1)))
    office.fail("files.completeUploadExternal", when=when)
    office.walk_to("2026-01-23 10:10")
    digest, *rest = office.said(DIGEST)
    (reply,) = rest
    assert reply.thread_ts == digest.ts
    (file,) = reply.files
    assert file["name"] == "at-risk-2026-01-23.csv"
    stored = office.sandbox.world.files.find(file["id"])
    assert stored is not None
    assert stored.content is not None
    lines = stored.content.decode("utf-8-sig").splitlines()
    assert len(lines) == TOP + 2
    assert [row.state for row in office.outbox(kind="digest_file")] == ["sent"]


def test_a_deleted_channel_is_refused_and_the_next_day_tried_again(office: Office) -> None:
    office.sandbox.world.channel(DIGEST).is_deleted = True
    office.walk_to("2026-01-23 12:00")
    assert [(row.kind, row.error) for row in office.outbox(state="refused")] == [("digest", "channel_not_found")]
    office.sandbox.world.channels["C0CSDIGEST0"].is_deleted = False
    office.walk_to("2026-01-26 12:00")
    assert office.times(DIGEST) == ["Mon 26 10:00"]
