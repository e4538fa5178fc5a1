"""The clock and those who live by it, ordered faults, the hub of changes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.client import RemoteDisconnected
from typing import Any

import pytest
from conftest import NOW, Hands, Web
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.changes import Changes
from sandbox.clock import span
from sandbox.server import Sandbox, SandboxServer
from tests.shared import finish

GENERAL = "C0GENERAL00"


class Scheduler:
    """A follower with things to do at given times."""

    def __init__(self, *due: datetime) -> None:
        self.due = sorted(due)
        self.told: list[datetime] = []
        self.done: list[datetime] = []
        self.status = 200
        self.stubborn = False

    def answer(self, path: str, body: str, _: dict[str, str]) -> tuple[int, dict[str, Any], str]:
        if path == "/healthz":
            return self.status, {}, ""
        now = datetime.fromisoformat(json.loads(body)["now"])
        self.told.append(now)
        if not self.stubborn:
            self.done += [at for at in self.due if at <= now]
            self.due = [at for at in self.due if at > now]
        return self.status, {}, json.dumps({"next_at": self.due[0].isoformat() if self.due else None})


@pytest.fixture
def follow(hands: Hands) -> Iterator[Callable[[Scheduler], None]]:
    webs: list[Web] = []

    def start(scheduler: Scheduler) -> None:
        web = Web(scheduler.answer)
        webs.append(web)
        assert hands("followers", url=web.url.replace("/slack/events", "/_clock"))["ok"]

    yield start
    for web in webs:
        web.stop()


def test_the_clock_stands_still(sandbox: Sandbox, hands: Hands) -> None:
    assert hands.see("state")["now"] == NOW.isoformat()
    assert hands("clock", advance="1d")["now"] == (NOW + timedelta(days=1)).isoformat()
    assert hands("clock", to=NOW.isoformat())["error"] == "clock_back"
    assert hands("clock", advance="soon")["status"] == 400


def test_a_time_without_a_zone_is_utc(hands: Hands) -> None:
    assert hands("clock", to="2026-01-25T09:00:00")["now"] == "2026-01-25T09:00:00+00:00"
    assert hands("clock", to="2026-01-26")["now"] == "2026-01-26T00:00:00+00:00"
    wrong = hands("clock", to="next monday")
    assert (wrong["status"], wrong["error"]) == (400, "bad_time")
    assert "2026-01-26" in wrong["message"]


@pytest.mark.parametrize(
    ("text", "length"),
    [("90s", timedelta(seconds=90)), ("1d12h", timedelta(hours=36)), ("2w", timedelta(weeks=2))],
)
def test_spans(text: str, length: timedelta) -> None:
    assert span(text) == length


def test_it_stops_wherever_something_is_due(hands: Hands, follow: Callable[[Scheduler], None]) -> None:
    due = [NOW + timedelta(hours=hours) for hours in (1, 5, 30)]
    scheduler = Scheduler(*due)
    follow(scheduler)
    moved = hands("clock", advance="1d")
    assert scheduler.done == due[:2]
    assert scheduler.told == [NOW, *due[:2], NOW + timedelta(days=1)]
    assert moved["stops"] == 3


def test_what_is_due_and_never_done_does_not_stop_time(hands: Hands, follow: Callable[[Scheduler], None]) -> None:
    scheduler = Scheduler(NOW)
    scheduler.stubborn = True
    follow(scheduler)
    assert hands("clock", advance="5s")["now"] == (NOW + timedelta(seconds=5)).isoformat()


def test_followers_are_told_after_every_act(hands: Hands, follow: Callable[[Scheduler], None]) -> None:
    scheduler = Scheduler()
    follow(scheduler)
    hands("message", user="jane", channel="general", text="hello")
    hands("command", user="jane", channel="general", text="/onboard")
    assert scheduler.told == [NOW, NOW]


def test_a_follower_that_fails_is_told_of(hands: Hands, follow: Callable[[Scheduler], None]) -> None:
    scheduler = Scheduler()
    follow(scheduler)
    scheduler.status = 500
    assert hands("clock", advance="1h")["error"] == "follower_failed"
    posted = hands("message", user="jane", channel="general", text="hello")
    assert posted["ok"]
    assert "HTTP 500" in posted["follower_failed"]


def test_healthz_is_that_of_all(sandbox: Sandbox, hands: Hands, follow: Callable[[Scheduler], None]) -> None:
    import urllib.request
    from urllib.error import HTTPError

    scheduler = Scheduler()
    follow(scheduler)
    with urllib.request.urlopen(f"{sandbox.url}/healthz") as answer:
        assert answer.status == 200
    scheduler.status = 503
    with pytest.raises(HTTPError, match="503") as caught:
        urllib.request.urlopen(f"{sandbox.url}/healthz")
    caught.value.close()


def test_it_is_not_healthy_before_all_who_are_expected_follow() -> None:
    import urllib.request
    from urllib.error import HTTPError

    scheduler, sandbox = Scheduler(), Sandbox(NOW, followers=1)
    with SandboxServer(sandbox):
        with pytest.raises(HTTPError, match="503") as caught:
            urllib.request.urlopen(f"{sandbox.url}/healthz")
        caught.value.close()
        web = Web(scheduler.answer)
        sandbox.follow(web.url)
        with urllib.request.urlopen(f"{sandbox.url}/healthz") as answer:
            assert answer.status == 200
        web.stop()


def test_a_scheduled_message_comes_at_its_time(slack: WebClient, hands: Hands) -> None:
    at = NOW + timedelta(hours=2)
    slack.chat_scheduleMessage(channel="general", text="later", post_at=int(at.timestamp()))
    hands("clock", advance="1h")
    assert hands.texts("general", "jane") == []
    hands("clock", advance="1h")
    [message] = hands.see("messages", channel="general")["messages"]
    assert float(message["ts"]) == pytest.approx(at.timestamp(), abs=1)


@pytest.mark.parametrize(
    ("when", "do", "stored"),
    [
        ("before", "drop", 0),
        ("after", "drop", 1),
        ("before", "500", 0),
        ("after", "500", 1),
        ("before", "429", 0),
        ("before", "internal_error", 0),
        ("after", "internal_error", 1),
        ("before", "late", 0),
        ("after", "late", 1),
    ],
)
def test_faults_once_and_then_no_more(slack: WebClient, hands: Hands, when: str, do: str, stored: int) -> None:
    hands("faults", [{"method": "chat.postMessage", "when": when, "do": do, "times": 1}])
    with pytest.raises((SlackApiError, OSError)):
        slack.chat_postMessage(channel="general", text="x")
    assert len(hands.texts("general", "jane")) == stored
    assert slack.chat_postMessage(channel="general", text="y")["ok"]
    assert hands.see("calls")["calls"][0]["fault"] == f"{when}:{do}"


def test_a_real_client_that_retries_stores_a_dropped_post_twice(sandbox: Sandbox, hands: Hands) -> None:
    hands("faults", [{"method": "chat.postMessage", "when": "after", "do": "drop"}])
    WebClient(sandbox.bot_token, base_url=sandbox.api_url).chat_postMessage(channel="general", text="x")
    assert hands.texts("general", "jane") == ["x", "x"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_late_message_is_read_back_only_later(slack: WebClient, hands: Hands, when: str) -> None:
    hands("faults", [{"method": "chat.*", "when": when, "do": "late", "seconds": 40}])
    with pytest.raises(RemoteDisconnected):
        slack.chat_postMessage(channel="general", text="x")
    assert slack.conversations_history(channel=GENERAL)["messages"] == []
    hands("clock", advance="39s")
    assert slack.conversations_history(channel=GENERAL)["messages"] == []
    hands("clock", advance="1s")
    assert [one["text"] for one in slack.conversations_history(channel=GENERAL)["messages"]] == ["x"]


def test_a_delay_is_only_a_delay(slack: WebClient, hands: Hands) -> None:
    hands("faults", [{"method": "auth.test", "when": "before", "do": "delay", "seconds": 0}])
    assert slack.auth_test()["ok"]
    assert hands.see("calls")["calls"][0]["fault"] == "before:delay"


def test_faults_are_checked_and_taken_back(hands: Hands) -> None:
    assert hands("faults", [{"method": "auth.test", "do": "explode"}])["error"] == "bad_fault"
    assert len(hands("faults", [{"method": "auth.test"}])["faults"]) == 1
    assert hands("faults", [])["faults"] == []


def test_a_flowing_clock_runs_on(hands: Hands, sandbox: Sandbox, real_time: Any) -> None:
    hands("clock", flow=True)
    real_time.now += 90
    assert hands.see("state")["now"] == (NOW + timedelta(seconds=90)).isoformat()
    hands("clock", flow=False)
    real_time.now += 90
    assert hands.see("state")["now"] == (NOW + timedelta(seconds=90)).isoformat()


def test_the_hub_numbers_what_happens(sandbox: Sandbox, slack: WebClient) -> None:
    before = sandbox.changes.last_id
    slack.chat_postMessage(channel="general", text="x")
    [event] = sandbox.changes.wait(before, timeout=5)
    assert (event.id, event.kind, event.data["channel"]) == (before + 1, "message", GENERAL)


def test_the_hub_wakes_listeners_of_other_threads() -> None:
    hub = Changes()

    async def listen() -> list[str]:
        kinds = []
        async for event in hub.listen(after=0):
            kinds.append(event.kind)
            if event.kind == "second":
                hub.close()
        return kinds

    hub.publish("first")
    publisher = threading.Thread(target=lambda: hub.publish("second"))
    publisher.start()
    assert finish(listen()) == ["first", "second"]
    publisher.join()


def test_a_month_of_ticks_takes_no_time(hands: Hands, follow: Callable[[Scheduler], None]) -> None:
    follow(Scheduler(*[NOW + timedelta(hours=hour) for hour in range(1, 200)]))
    started = time.monotonic()
    assert hands("clock", advance="30d")["stops"] == 200
    assert time.monotonic() - started < 10
