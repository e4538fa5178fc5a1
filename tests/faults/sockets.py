"""Row sockets: Socket Mode loses its connection in every way, and the tick fails; how soon `onboard serve` is well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from sqlalchemy import text

from storage.engine import Store
from tests.faults.databases import SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.machine import Replica, Slack, wait_until
from tests.faults.relay import Relay

BACK = 60  # seconds
REFUSED = {Size.QUICK: 20, Size.FULL: 600}  # seconds for which Slack hands out no connection
TICK = 3.0  # seconds
PATIENCE = 120.0
ENOUGH = 10**6


def sockets(size: Size, progress: Progress) -> Iterator[Figure]:
    """One whole process after the other fault; it lives through all of them."""
    progress.expect(5)
    with Databases() as databases, databases.fresh(SQLITE) as url, Slack() as slack, Relay(slack.url) as relay:
        slack.furnish(url)
        slack.sandbox.url = relay.url
        with Replica(slack, url, follow=False, tick_seconds=TICK) as replica:
            _connected(slack, 1)
            for reason in ("refresh", "warning"):
                yield _back(f"disconnect, {reason}", _again(slack, reason))
                progress.step()
            relay.silence()
            yield _back("the far end falls silent (half-open)", _seconds(lambda: slack.sandbox.sockets.connected > 1))
            progress.step()
            yield _back(f"refused for {REFUSED[size]} s", _refused(slack, REFUSED[size]))
            progress.step()
            yield from _failing_tick(url, replica)
            progress.step()


def _again(slack: Slack, what: str) -> float:
    """Until a new connection stands after that order; a command is answered then, once the old one is closed."""
    before = _opened(slack)
    slack.control("socket", do=what)
    seconds = _seconds(lambda: _opened(slack) > before and slack.sandbox.sockets.connected > 0)
    wait_until(lambda: slack.control("command", user="jane", text="/onboard help")["ok"], "a command is answered")
    return seconds


def _refused(slack: Slack, seconds: float) -> float:
    """Every connection is dropped and none given for so long; how long it took from then on."""
    slack.control("socket", do="refuse", times=ENOUGH)
    slack.control("socket", do="drop")
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > until, "the time of refusals is over", seconds + 1, every=0.5)
    assert slack.sandbox.sockets.connected == 0
    slack.control("socket", do="refuse", times=0)
    return _seconds(lambda: slack.sandbox.sockets.connected > 0)


def _failing_tick(url: str, replica: Replica) -> Iterator[Figure]:
    """A table that every tick reads is away: each raises."""
    store = Store(url)
    _rename(store, "nudge", "away")
    failing = _seconds(lambda: replica.health()[0] == 503)
    _rename(store, "away", "nudge")
    well = _seconds(lambda: replica.health()[0] == 200)
    store.close()
    shown = f"/healthz 503 after {failing:.1f} s, 200 again after {well:.1f} s"
    yield Figure(f"the scheduler raises, a tick every {TICK:g} s", shown, "two ticks", failing <= 2 * TICK + 1)


def _back(what: str, seconds: float) -> Figure:
    return Figure(what, f"connected again after {seconds:.0f} s", f"{BACK} s", seconds <= BACK)


def _seconds(condition: Callable[[], bool]) -> float:
    began = time.monotonic()
    wait_until(condition, "it is well again", PATIENCE, every=0.05)
    return time.monotonic() - began


def _connected(slack: Slack, number: int) -> None:
    wait_until(lambda: slack.sandbox.sockets.connected >= number, "it is connected")


def _opened(slack: Slack) -> int:
    return len(slack.look("calls", method="apps.connections.open")["calls"])


def _rename(store: Store, old: str, new: str) -> None:
    with store.connect() as connection:
        connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
