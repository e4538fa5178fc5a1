"""The machine room: a sandbox spoken to over HTTP, real `onboard serve` processes at it, and waiting for conditions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from slack_sdk import WebClient

from bot.demo import furnish
from bot.manifest import SCOPES
from sandbox.server import Sandbox, SandboxServer
from storage.engine import Store
from tests.shared import home

START = datetime(2026, 1, 23, 13, 30, tzinfo=UTC)  # a Friday, 08:30 in New York: half an hour before the first plans
ROOT = Path(__file__).parents[2]
STOP_SECONDS = 15.0
Json = dict[str, Any]
T = TypeVar("T")
_open = build_opener(ProxyHandler({})).open


class TooLate(AssertionError):
    """What was waited for did not come about by the deadline."""


def wait_until(condition: Callable[[], T], what: str, seconds: float = 30.0, every: float = 0.02) -> T:
    """The first true value of `condition`, asked every so many seconds. Raises TooLate, saying what was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        if found := condition():
            return found
        if time.monotonic() > deadline:
            raise TooLate(f"{what}: not within {seconds:g} s")
        time.sleep(every)


def ask(url: str, body: Any = None, timeout: float = 120.0) -> tuple[int, Json]:
    """(status, JSON) of a GET, or of a POST with a body. Raises OSError when nobody answers."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with _open(Request(url, data, {"Content-Type": "application/json"}), timeout=timeout) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read() or b"{}")


class Slack:
    """A sandbox that serves from a thread of this process. A context; what is asked of it goes over HTTP.

    `now`: where its clock starts (aware); `flow`: whether that runs on with real time, else `clock` moves it.
    """

    def __init__(self, now: datetime = START, *, flow: bool = False) -> None:
        self.sandbox = Sandbox(now, flow=flow, scopes=SCOPES)
        self._server = SandboxServer(self.sandbox)

    def __enter__(self) -> Slack:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    def client(self) -> WebClient:
        """A Web API client of the app's, without retries."""
        return WebClient(token=self.sandbox.bot_token, base_url=self.sandbox.api_url, retry_handlers=[])

    def control(self, name: str, body: Any = None, /, **fields: Any) -> Json:
        """POST /_control/<name> with a body or fields: what the app answered. Raises AssertionError on nonsense.

        Acts (command, click, submit …) report a follower that failed under `follower_failed`.
        """
        status, found = ask(f"{self.url}/_control/{name}", fields if body is None else body)
        assert status == 200, found
        return found

    def look(self, name: str, **query: Any) -> Json:
        """GET /_control/<name>: messages, views, state, calls, refusals."""
        status, found = ask(f"{self.url}/_control/{name}?{urlencode(query)}")
        assert status == 200, found
        return found

    def messages(self, channel: str) -> list[Json]:
        """Every message of a conversation, oldest first; `@jane` is the bot's DM with jane, `#cs-digest` a channel."""
        found: list[Json] = self.look("messages", channel=channel)["messages"]
        return found

    def clock(self, **fields: Any) -> Json:
        """`to="2026-01-24T09:00-05:00"`, `advance="1d"` or `flow=True`; every follower has then done what is due."""
        return self.control("clock", fields)

    def faults(self, *orders: Mapping[str, Any]) -> Json:
        """Order faults ({method, when, do, times, seconds}: sandbox/faults.py); none takes all back."""
        return self.control("faults", list(orders))

    def deliver_to(self, replica: Replica) -> None:
        """From now on payloads go to that replica, over HTTP."""
        self.control("delivery", mode="http", url=f"{replica.url}/slack/events")

    def furnish(self, database_url: str) -> None:
        """The people of the workspace and the demo's settings (who leads, which channels), into that database."""
        store = Store(database_url)
        furnish(store, self.client(), self.now)
        store.close()


class Replica:
    """A real `onboard serve` process. A context: whatever happened to it, it is gone at the end.

    `mode`: socket or http. `follow`: live by the sandbox's clock (what is due on a move is done before the move
    returns), else by the machine's. `tick_seconds` between beats of its own. `settings`: more environment.
    """

    def __init__(
        self,
        slack: Slack,
        database_url: str,
        *,
        mode: str = "socket",
        follow: bool = True,
        tick_seconds: float = 1.0,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._slack, self._follow = slack, follow
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
            "SLACK_BOT_TOKEN": slack.sandbox.bot_token,
            "SLACK_API_URL": slack.sandbox.api_url,
            "DATABASE_URL": database_url,
            "ONBOARD_PORT": "0",
            "ONBOARD_TICK_SECONDS": str(tick_seconds),
            **_way_in(slack, mode),
            **({"ONBOARD_FOLLOW_CLOCK": slack.url} if follow else {}),
            **(settings or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._log_file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with this
        self.url = ""

    def __enter__(self) -> Replica:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._log_file.close()

    def start(self) -> Replica:
        """Returns once it serves (or, by `launch` and `wait_ready`, in two steps for several at once)."""
        return self.launch().wait_ready()

    def launch(self) -> Replica:
        """Begin to start."""
        self._log_file.truncate(0)
        command = [sys.executable, "-c", "from bot.cli import main; main()", "serve"]
        self._process = subprocess.Popen(command, cwd=home(), env=self._environment, stderr=self._log_file)
        return self

    def wait_ready(self, seconds: float = 60.0) -> Replica:
        """Until it has said where it serves, and follows the clock if it shall."""
        self.url = wait_until(self._said_url, "the replica serves", seconds, every=0.05)
        if self._follow:
            wait_until(lambda: self._clock_url in self._slack.sandbox.followers.urls, "it follows the clock", seconds)
        return self

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def log(self) -> list[Json]:
        """Its log so far, a JSON object a line."""
        written = os.pread(self._log_file.fileno(), 1 << 26, 0).decode(errors="replace")
        return [json.loads(one) for one in written.split("\n") if one.startswith("{") and one.endswith("}")]

    def health(self) -> tuple[int, Json]:
        """(status, parts) of /healthz. Raises OSError when it does not answer."""
        return ask(f"{self.url}/healthz", timeout=5)

    def readiness(self) -> tuple[int, Json]:
        """(status, parts) of /readyz. Raises OSError when it does not answer."""
        return ask(f"{self.url}/readyz", timeout=30)

    def kill(self) -> None:
        """SIGKILL; it follows no clock any more. Harmless when it is gone."""
        if self._process is not None:
            self._process.kill()
            self._gone()

    def stop(self) -> int:
        """SIGTERM, as an upgrade does; its exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._gone()

    def pause(self) -> None:
        """SIGSTOP: it hangs, and the clock goes on without it."""
        self._leave_clock()
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT; it follows the clock again."""
        os.kill(self.pid, signal.SIGCONT)
        if self._follow:
            self._slack.sandbox.follow(self._clock_url)

    @property
    def _clock_url(self) -> str:
        return f"{self.url}/_clock"

    def _gone(self) -> int:
        assert self._process is not None
        self._leave_clock()
        code = self._process.wait(STOP_SECONDS)
        self._process = None
        return code

    def _leave_clock(self) -> None:
        if self._clock_url in self._slack.sandbox.followers.urls:
            self._slack.sandbox.followers.urls.remove(self._clock_url)

    def _said_url(self) -> str:
        assert self.is_alive, f"it ended: {os.pread(self._log_file.fileno(), 4000, 0).decode()}"
        return next((str(one["url"]) for one in self.log() if one.get("event") == "started"), "")


def _way_in(slack: Slack, mode: str) -> dict[str, str]:
    if mode == "socket":
        return {"SLACK_APP_TOKEN": slack.sandbox.app_token}
    return {"SLACK_SIGNING_SECRET": slack.sandbox.signing_secret}
