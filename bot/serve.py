"""`onboard serve`: the bot against Slack (or any server that speaks like it) until SIGTERM."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime

from bot.console import bring_up_to_date
from bot.playbook_files import take_playbooks
from bot.running import Bot, Connection
from bot.settings import SlackSettings
from bot.stopping import until_stopped
from scheduler.clock import Clock, FollowedClock, SystemClock
from storage.engine import Store

TIMEOUT = 5  # seconds


def run_serve(settings: SlackSettings) -> None:
    """Upgrades the database, serves, and stops cleanly on SIGTERM or Ctrl-C: at once, or when a balancer had time to
    let go; a second signal ends that time."""
    wait = until_stopped()
    store = Store(settings.database_url)
    bring_up_to_date(store)
    clock = _clock(settings.follow_clock)
    take_playbooks(store, settings.playbooks, clock.now())
    bot = Bot(Connection.of(settings), store, clock)
    try:
        bot.start()
        if settings.follow_clock:
            _call(f"{settings.follow_clock}/_control/followers", {"url": f"{bot.url}/_clock"})
        wait()
        if settings.drain_seconds and bot.takes_http:
            bot.leave()
            wait(settings.drain_seconds)
    finally:
        bot.stop()


def _clock(follow: str | None) -> Clock:
    """The machine's, or the sandbox's as it stands now."""
    if follow is None:
        return SystemClock()
    clock = _call(f"{follow}/_control/state")["clock"]
    now = datetime.fromisoformat(clock["now"])
    return FollowedClock(now.astimezone(UTC), flow=bool(clock.get("flow")))


def _call(url: str, body: dict[str, str] | None = None) -> dict[str, dict[str, str]]:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a sandbox on this machine
    with opener.open(request, timeout=TIMEOUT) as answer:
        found: dict[str, dict[str, str]] = json.load(answer)
        return found
