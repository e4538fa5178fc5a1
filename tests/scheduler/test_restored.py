"""After a restore to an hour ago nothing that was said is said again, and what was not said yet is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from storage.backup import backup, restore
from storage.engine import Store
from tests.scheduler.mail_server import mail_server
from tests.scheduler.office import DIGEST, ESCALATIONS, Office, at, tracker
from tests.scheduler.shop import Shop

PLACES = ("@jane", "@lena", DIGEST, ESCALATIONS)
LATE = tracker("Late", kickoff="2026-01-16", setup="2026-01-20")  # escalates on Friday, and goes on


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'restored.db'}")
    yield opened
    opened.close()


def team(office: Office) -> None:
    office.settings(digest_channel=office.channel(DIGEST), escalation_channel=office.channel(ESCALATIONS))
    office.create(LATE)
    office.acme()


def disaster(office: Office, target: Store, copy: Path, until: str) -> None:
    """The database as it was at 08:30 comes back at `until`; a tick goes on with it."""
    restore(target, copy, at(until))
    office.store = target
    office.tick = office.another_tick()


def heard(office: Office) -> list[tuple[str, str, str]]:
    return [(place, when, said) for place in PLACES for when, said in zip(*_told(office, place), strict=True)]


def _told(office: Office, place: str) -> tuple[list[str], list[str]]:
    return office.times(place), [message.text for message in office.said(place)]


def test_nothing_is_said_twice_and_nothing_is_lost(office: Office, target: Store, tmp_path: Path) -> None:
    team(office)
    office.walk_to("2026-01-23 08:30")
    backup(office.store, tmp_path / "copy.jsonl")
    office.walk_to("2026-01-23 09:30")
    said = heard(office)
    assert {place for place, _, _ in said} == {"@jane", "@lena", DIGEST, ESCALATIONS}
    disaster(office, target, tmp_path / "copy.jsonl", "2026-01-23 09:30")
    office.walk_to("2026-01-23 17:00")
    assert heard(office) == said
    office.walk_to("2026-01-26 10:00")
    assert [when for place, when, _ in heard(office) if place in ("@jane", DIGEST)].count("Mon 26 09:00") == 2


def test_what_falls_due_after_the_restore_is_said(office: Office, target: Store, tmp_path: Path) -> None:
    team(office)
    office.walk_to("2026-01-23 08:30")
    backup(office.store, tmp_path / "copy.jsonl")
    disaster(office, target, tmp_path / "copy.jsonl", "2026-01-23 08:50")
    office.walk_to("2026-01-23 09:30")
    assert office.times("@jane") == office.times(DIGEST) == ["Fri 23 09:00"]


def test_nothing_is_sent_while_slack_cannot_be_asked(office: Office, target: Store, tmp_path: Path) -> None:
    team(office)
    office.walk_to("2026-01-23 08:30")
    backup(office.store, tmp_path / "copy.jsonl")
    office.walk_to("2026-01-23 09:30")
    said = heard(office)
    disaster(office, target, tmp_path / "copy.jsonl", "2026-01-23 09:30")
    office.fail("conversations.history", do="internal_error", times=1)
    with pytest.raises(Exception, match="internal_error"):
        office.tick.run()
    assert heard(office) == said
    office.walk_to("2026-01-23 17:00")
    assert heard(office) == said


def test_nothing_is_sent_while_slack_may_not_be_read(office: Office, target: Store, tmp_path: Path) -> None:
    """Without the scope to read nobody can tell what was said; it could be said all the same."""
    team(office)
    office.walk_to("2026-01-23 08:30")
    backup(office.store, tmp_path / "copy.jsonl")
    office.walk_to("2026-01-23 09:30")
    said = heard(office)
    disaster(office, target, tmp_path / "copy.jsonl", "2026-01-23 09:30")
    office.sandbox.tokens.scopes.discard("im:history")
    with pytest.raises(SlackApiError, match="missing_scope"):
        office.tick.run()
    office.sandbox.tokens.scopes.add("im:history")
    office.walk_to("2026-01-23 17:00")
    assert heard(office) == said


def test_ids_of_the_lost_hour_are_not_given_again(office: Office, target: Store, tmp_path: Path) -> None:
    team(office)
    backup(office.store, tmp_path / "copy.jsonl")
    lost = office.create(tracker("Lost"))[0]
    disaster(office, target, tmp_path / "copy.jsonl", "2026-01-23 09:30")
    assert office.create(tracker("Later"))[0].id > lost.id


@pytest.mark.thorough
def test_mail_of_the_lost_hour_is_not_sent_again(office: Office, target: Store, tmp_path: Path) -> None:
    office.sandbox.clock.set(at("2026-01-26 08:00"))
    with mail_server() as (box, mailer):
        shop = Shop(office, mailer)
        shop.ticks("01-29 08:30")
        backup(office.store, tmp_path / "copy.jsonl")
        shop.ticks("01-29 09:05")
        sent = len(box.taken)
        disaster(office, target, tmp_path / "copy.jsonl", "2026-01-29 09:30")
        shop.ticks("01-29 09:31")
        assert len(box.taken) == sent > 0
        shop.ticks("02-02 09:00")
        assert len(box.taken) == sent + 4
