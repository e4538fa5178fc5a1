"""A worker that hangs past its lease while others go on: nothing is sent twice for long, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from playbook.models import Mode, NudgeState
from scheduler.clock import Clock, FollowedClock
from scheduler.delivery import LEASE
from scheduler.reconcile import SETTLE, reconcile
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.changes.outbox import claim_due, enqueue
from storage.queries.due import nudges_of
from tests.scheduler.office import JANE, Office, at, tracker
from tests.scheduler.watched import Watched, once

TAKEN_OVER = LEASE + SETTLE


class Killed(BaseException):
    """As by SIGKILL: nobody handles it."""


def killed() -> None:
    raise Killed


def hanging(
    office: Office, method: str, then: Callable[[], object], *, after: bool = False, clock: Clock | None = None
) -> Tick:
    """Hangs just before, or after, its first call of that method reaches Slack, while `then` happens."""
    when = {"answered" if after else "asked": once(then)}
    return Tick(office.store, Watched(office.sandbox, method, **when), clock or office.sandbox.clock)


def notice(office: Office, key: str = "a") -> None:
    with office.change() as change:
        enqueue(change, "notice", key, {"user": JANE}, {"code": "nothing_today"}, office.now)


def later(office: Office, span: timedelta = TAKEN_OVER) -> None:
    """Time passes, and another worker does all that is due."""
    office.sandbox.clock.set(office.now + span)
    office.another_tick().run()


def sent_in(office: Office) -> list[tuple[str, str | None]]:
    return [(row.state, row.ts) for row in office.outbox(kind="notice")]


def test_what_a_worker_that_hung_says_a_second_time_is_taken_back(office: Office) -> None:
    notice(office)
    hanging(office, "chat.postMessage", lambda: later(office)).run()
    (message,) = office.said("@jane")
    assert sent_in(office) == [("sent", message.ts)]
    assert office.calls("chat.delete", "chat.postMessage") == ["chat.postMessage", "chat.postMessage", "chat.delete"]


def test_a_send_that_hung_counts_while_its_row_waits_to_be_sent_again(office: Office) -> None:
    notice(office)
    office.fail("chat.postMessage", do="429", seconds=600)

    def held() -> None:
        notice(office, "b")
        office.another_tick().run()  # the lane rests from here on
        later(office)

    tick = hanging(office, "chat.postMessage", held)
    office.sandbox.faults.clear()
    office.fail("chat.postMessage", do="429", seconds=600)
    tick.run()
    office.walk_to("2026-01-23 09:00")
    assert len(office.said("@jane")) == 2
    assert [state for state, _ in sent_in(office)] == ["sent", "sent"]
    assert office.calls("chat.delete") == []


def test_a_worker_that_hangs_before_it_sends_leaves_it_to_who_took_over(office: Office) -> None:
    """And whose clock does not know that it hung."""
    notice(office, "a")
    notice(office, "b")
    slow = hanging(office, "chat.postMessage", lambda: later(office), after=True, clock=FollowedClock(office.now))
    slow.run()
    assert len(office.said("@jane")) == 2
    assert len(office.calls("chat.postMessage")) == 2


def test_what_a_killed_workers_plan_had_no_room_for_has_its_turn(office: Office) -> None:
    made = office.create(*(tracker(f"Account {n:02}", step="2026-01-20") for n in range(48)))
    office.sandbox.clock.set(at("2026-01-23 09:00"))
    with pytest.raises(Killed):
        hanging(office, "chat.postMessage", killed, after=True).run()
    later(office)
    (message,) = office.said("@jane")
    told = {one.id for one in made if one.name in str(message.blocks[:-1])}
    assert 20 < len(told) < len(made)
    with office.store.read() as session:
        plan = [nudge for one in made for nudge in nudges_of(session, one.id) if nudge.mode is Mode.PLAN]
    left = [nudge for nudge in plan if nudge.state is not NudgeState.SENT]
    assert {nudge.account_id for nudge in plan if nudge.state is NudgeState.SENT} == told
    assert {nudge.account_id for nudge in left} == {one.id for one in made} - told
    assert {(nudge.state, nudge.send_at) for nudge in left} == {(NudgeState.WAITING, at("2026-01-26 09:00"))}


def test_two_who_read_back_at_once_send_once(office: Office) -> None:
    notice(office)
    claim_due(office.store, office.now, "killed", LEASE, 10)
    office.sandbox.clock.set(office.now + TAKEN_OVER)

    def quicker() -> None:
        reconcile(office.store, make_client(office.sandbox.bot_token, office.sandbox.api_url), office.now)
        claim_due(office.store, office.now, "quicker", LEASE, 10)

    hanging(office, "conversations.history", quicker, after=True).run()
    assert [(row.state, row.worker) for row in office.outbox()] == [("claimed", "quicker")]
    assert office.calls("chat.postMessage") == []


def test_the_only_message_is_never_taken_back(office: Office) -> None:
    notice(office)
    office.fail("chat.postMessage", do="500")
    office.walk_to("2026-01-23 08:10")
    assert len(office.said("@jane")) == 1
    assert office.calls("chat.delete") == []
    assert {row.state for row in office.outbox()} == {"sent"}
