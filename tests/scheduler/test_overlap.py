"""Sends that overlap: a few at once, of a lane one after the other, and nothing is left behind."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import event

from scheduler.delivery import deliver
from scheduler.senders import SENDERS
from scheduler.slack import make_client
from storage.changes.outbox import enqueue
from tests.scheduler.office import DIGEST, ESCALATIONS, JANE, OMAR, VICTOR, Office

PATIENCE = 20.0  # seconds; only a test that fails waits so long
ROOMS = (DIGEST, ESCALATIONS, "general", "acme-shared", "@omar")


class Crowd(WebClient):
    """Tells where each post goes, before it reaches Slack and once it is there."""

    def __init__(self, office: Office, asked: Callable[[str], object], answered: Callable[[str], object]) -> None:
        super().__init__(office.sandbox.bot_token, base_url=office.sandbox.api_url, retry_handlers=[])
        self._asked, self._answered = asked, answered

    def api_call(self, api_method: str, **more: Any) -> Any:
        place = str((more.get("json") or more.get("params") or {}).get("channel"))
        if api_method == "chat.postMessage":
            self._asked(place)
        answer = super().api_call(api_method, **more)
        if api_method == "chat.postMessage":
            self._answered(place)
        return answer


def notices(office: Office, **places: str) -> None:
    with office.change() as change:
        for key, place in places.items():
            lane = "user" if place.startswith("U") else "channel"
            enqueue(change, "notice", key, {lane: place}, {"code": "nothing_today"}, office.now)


def soon(condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return bool(condition())


def senders_left() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("sender")]


def test_a_few_are_on_their_way_at_once_and_of_a_lane_one_after_the_other(office: Office) -> None:
    rooms = [office.channel(room) for room in ROOMS]
    notices(office, **{f"{turn}.{room}": room for room in rooms for turn in range(3)})
    together, on_way = threading.Barrier(SENDERS, timeout=PATIENCE), Counter[str]()
    crowds, lock, first = list[Counter[str]](), threading.Lock(), list(range(SENDERS))

    def asked(place: str) -> None:
        with lock:
            on_way[place] += 1
            crowds.append(+on_way)
            waits = first and first.pop() is not None
        if waits:
            together.wait()  # the others come while this one is on its way, or never

    def answered(place: str) -> None:
        with lock:
            on_way[place] -= 1

    assert deliver(office.store, Crowd(office, asked, answered), office.sandbox.clock, "w") == 15
    assert max(crowd.total() for crowd in crowds) == SENDERS
    assert max(max(crowd.values()) for crowd in crowds) == 1
    for name, room in zip(ROOMS, rooms, strict=True):
        keys = [(one.metadata or {})["event_payload"]["key"] for one in office.said(name)]
        assert keys == [f"{turn}.{room}" for turn in range(3)]
    assert senders_left() == []


def test_a_report_that_takes_long_keeps_nobody_waiting(office: Office) -> None:
    """Nor does it keep what comes due only while it is drawn."""
    with office.change() as change:
        place, about = {"channel": office.channel(DIGEST), "user": JANE}, {"view": "report"}
        enqueue(change, "ephemeral", "r", place, about, office.now)
    notices(office, a=OMAR)
    begun, in_time = list[str](), list[bool]()

    def drawing(*given: Any) -> None:
        if "FROM account" in given[2] and not begun:
            begun.append("r")
            in_time.append(soon(lambda: office.outbox(key="a", state="sent")))
            notices(office, b=VICTOR)
            in_time.append(soon(lambda: office.outbox(key="b", state="sent")))

    client = make_client(office.sandbox.bot_token, office.sandbox.api_url)
    event.listen(office.store.engine, "before_cursor_execute", drawing)
    try:
        deliver(office.store, client, office.sandbox.clock, "w")
    finally:
        event.remove(office.store.engine, "before_cursor_execute", drawing)
    assert in_time == [True, True]
    assert {row.state for row in office.outbox()} == {"sent"}
    assert office.calls()[-1] == "chat.postEphemeral"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_send_that_raises_leaves_only_its_own_row_in_doubt(office: Office) -> None:
    notices(office, **{room: office.channel(room) for room in ROOMS}, j=JANE, v=VICTOR)
    notices(office, **{f"{number}": JANE for number in range(5)})

    def asked(place: str) -> None:
        if place == office.channel("general"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deliver(office.store, Crowd(office, asked, str), office.sandbox.clock, "w")
    states = Counter(row.state for row in office.outbox())
    assert (states["claimed"], states["sent"] + states["queued"]) == (1, 11)
    assert states["sent"] == len(office.calls("chat.postMessage"))
    assert senders_left() == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_one_that_is_stopped_lets_what_is_on_its_way_arrive_and_gives_the_rest_back(office: Office) -> None:
    notices(office, **{room: office.channel(room) for room in ROOMS}, j=JANE, o=OMAR, v=VICTOR)
    stopped = threading.Event()
    client = Crowd(office, lambda _: stopped.set(), str)
    deliver(office.store, client, office.sandbox.clock, "w", lambda: not stopped.is_set())
    assert senders_left() == []
    states = Counter(row.state for row in office.outbox())
    assert 1 <= states["sent"] == len(office.calls("chat.postMessage")) <= SENDERS
    assert states["sent"] + states["queued"] == 8
    deliver(office.store, client, office.sandbox.clock, "w")
    assert {row.state for row in office.outbox()} == {"sent"}
    assert len(office.calls("chat.postMessage")) == 8
