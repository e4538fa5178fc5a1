"""The commands that run something once or alone: one tick for cron, and the sandbox without a bot."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime

from bot.settings import SlackSettings
from scheduler.clock import Clock, FollowedClock, SystemClock
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.engine import Store


def instant(text: str) -> datetime:
    """An ISO instant with a zone, as aware UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} needs a zone, such as 2026-01-23T14:00:00+00:00")
    return found.astimezone(UTC)


def sweep_once(settings: SlackSettings, now: datetime | None) -> datetime | None:
    """One tick at `now` (default: the machine's); when something is due next."""
    store = Store(settings.database_url)
    store.upgrade()
    clock: Clock = FollowedClock(now) if now else SystemClock()
    try:
        return Tick(store, make_client(settings.bot_token.get_secret_value(), settings.api_url), clock).run()
    finally:
        store.close()


def run_sandbox(port: int) -> None:
    """Serves until Ctrl-C or SIGTERM, and says how to connect."""
    from sandbox.server import Sandbox, SandboxServer

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    box = Sandbox(SystemClock().now(), flow=True)
    with SandboxServer(box, port=port) as server:
        print(f"ready {server.url}", flush=True)
        print(f"SLACK_API_URL={box.api_url}\nSLACK_BOT_TOKEN={box.bot_token}\nSLACK_APP_TOKEN={box.app_token}")
        print(f"ONBOARD_FOLLOW_CLOCK={server.url}", flush=True)
        stopping.wait()
