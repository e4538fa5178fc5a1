"""A message that a late Slack shows twice is there once again within five minutes; see docs/decisions/010."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.changes.outbox import enqueue
from tests.scheduler.office import DIGEST, ESCALATIONS, JANE, Office, at

FIVE = timedelta(minutes=5)
NOTICE = {"code": "nothing_today"}


def _said(office: Office, **place: str) -> None:
    with office.change() as change:
        enqueue(change, "notice", "one", place, NOTICE, office.now)


def _twice(office: Office, where: str, until: str) -> list[datetime]:
    """When the conversation shows more than one of it: from and to; the clock walks on through every due instant."""
    times: list[datetime] = []
    while office.now < at(until):
        due = office.beat()
        if len(office.said(where)) > 1:
            times.append(office.now)
        own = office.sandbox.agenda.next_at()
        office.sandbox.clock.set(min(one for one in (due, own, at(until)) if one is not None))
    return times


@pytest.mark.parametrize(("when", "late"), [("before", 120), ("before", 600), ("after", 300)])
def test_a_copy_that_comes_late_is_gone_within_five_minutes(office: Office, when: str, late: int) -> None:
    """Later than read-back waits for, as a message that is stored late and as one that the history shows late."""
    office.fail("chat.postMessage", when=when, do="late", seconds=late)
    _said(office, user=JANE)
    times = _twice(office, "@jane", "2026-01-23 09:00")
    assert times
    assert times[-1] - times[0] < FIVE
    (message,) = office.said("@jane")
    (row,) = office.outbox()
    assert (row.state, row.ts) == ("sent", message.ts)
    assert office.beat() is None


def test_a_429_that_lied_is_healed_too(office: Office) -> None:
    office.fail("chat.postMessage", when="after", do="429")
    _said(office, channel=office.channel(ESCALATIONS))
    times = _twice(office, ESCALATIONS, "2026-01-23 09:00")
    assert times[-1] - times[0] < FIVE
    assert len(office.said(ESCALATIONS)) == 1


@pytest.mark.parametrize(("method", "do"), [("conversations.history", "500"), ("chat.delete", "429")])
def test_a_look_that_fails_is_made_again(office: Office, method: str, do: str) -> None:
    office.fail("chat.postMessage", when="before", do="late", seconds=200)
    _said(office, channel=office.channel(DIGEST))
    office.walk_to("2026-01-23 08:03")
    office.fail(method, do=do)
    office.walk_to("2026-01-23 08:07")
    assert len(office.said(DIGEST)) == 1
    assert len(office.calls(method)) > 1
    office.walk_to("2026-01-23 09:00")
    assert len(office.said(DIGEST)) == 1
    assert office.outbox()[0].state == "sent"


def test_a_look_that_slack_will_never_allow_is_not_made_again(office: Office) -> None:
    office.fail("chat.postMessage", when="before", do="late", seconds=600)
    _said(office, channel=office.channel(DIGEST))
    office.walk_to("2026-01-23 08:03")
    office.sandbox.tokens.scopes.discard("channels:history")
    office.walk_to("2026-01-23 08:06")
    assert office.beat() is None


def test_two_messages_of_one_text_are_no_copies(office: Office) -> None:
    office.fail("chat.postMessage", times=2)
    place = {"channel": office.channel(DIGEST)}
    with office.change() as change:
        enqueue(change, "notice", "one", place, NOTICE, office.now)
        enqueue(change, "notice", "two", place, NOTICE, office.now)
    office.walk_to("2026-01-23 09:00")
    assert len(office.said(DIGEST)) == 2


def test_what_was_sent_at_once_is_not_looked_at(office: Office) -> None:
    _said(office, channel=office.channel(DIGEST))
    assert office.beat() is None
    assert office.calls("conversations.history") == []
