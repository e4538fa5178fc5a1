"""`onboard demo`: the sandbox, a bot and a dozen accounts on this machine, without a Slack account."""

from __future__ import annotations

import os
import tempfile
import webbrowser
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from slack_sdk import WebClient

from bot.manifest import SCOPES
from bot.people import ASSISTANT, person_from
from bot.running import Bot, Connection
from bot.stopping import until_stopped
from bot.trackers import Imported, import_files
from playbook.models import Workspace
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from storage.changes.people import save_person, save_workspace
from storage.engine import Store
from storage.queries.history import newest_instant
from storage.queries.people import workspace

HOST = "127.0.0.1"
ZONE = "America/New_York"
MORNING = time(8, 30)  # half an hour before the first plans and the digest
TICK_SECONDS = 5.0
OURS = ("xoxb-sandbox-", "xapp-sandbox-")
SLACKS = ("xox", "xapp-")  # what every kind of Slack's tokens begins with
PROXIES = ("http_proxy", "https_proxy", "all_proxy")


class RealTokenError(Exception):
    """The demo was started where a real Slack is configured; `names` are the settings to unset."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    port: int = 8765
    today: date = date(2026, 1, 23)
    database: Path | None = None  # None: a temporary one
    empty: bool = False
    flow: bool = True


class Demo:
    """Sandbox and bot together. `start` returns when both serve; `stop` ends both cleanly."""

    def __init__(self, options: DemoOptions, environment: Mapping[str, str] = os.environ) -> None:
        refuse_real_tokens(environment)
        self.options, self.imported = options, list[Imported]()
        self._open = ExitStack()
        self._now = datetime.combine(options.today, MORNING, ZoneInfo(ZONE)).astimezone(UTC)

    def start(self) -> Demo:
        _forget_proxies()
        store = Store(f"sqlite:///{self._database()}")
        self._open.callback(store.close)
        store.upgrade()
        self._now = _not_before_its_data(store, self._now)
        sandbox = Sandbox(self._now, flow=self.options.flow, scopes=SCOPES, followers=1)
        self.server = SandboxServer(sandbox, HOST, self.options.port)
        self._open.callback(self.server.stop)
        self.server.start()
        client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        furnish(store, client, self._now)
        if not self.options.empty:
            self.imported = list(import_files(store, sorted(examples().glob("*.yaml")), self._now))
        self.bot = self._bot(sandbox, store)
        self._open.callback(self.bot.stop)
        self.bot.start()
        self.bot.tick.run()  # whoever comes first finds everything looked at
        sandbox.follow(f"{self.bot.url}/_clock")
        return self

    def stop(self) -> None:
        self._open.close()

    @property
    def url(self) -> str:
        return self.server.url

    def _bot(self, sandbox: Sandbox, store: Store) -> Bot:
        connection = Connection(
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            api_url=sandbox.api_url,
            host=HOST,
            tick_seconds=TICK_SECONDS,
            time_zone=ZONE,
        )
        return Bot(connection, store, FollowedClock(self._now, flow=self.options.flow))

    def _database(self) -> Path:
        if self.options.database is not None:
            return self.options.database
        folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix="onboard-demo-"))
        return Path(folder) / "demo.db"


def run_demo(options: DemoOptions, *, browser: bool) -> None:
    """Serves until Ctrl-C or SIGTERM. Raises RealTokenError, OSError for a port that is taken."""
    wait = until_stopped()
    demo = Demo(options)
    try:
        demo.start()
        print(f"ready {demo.url}", flush=True)
        if browser:
            webbrowser.open(demo.url)
        wait()
    finally:
        demo.stop()


def refuse_real_tokens(environment: Mapping[str, str]) -> None:
    """The demo must never reach a real workspace. Raises RealTokenError."""
    bare = {name: value.strip(" \t\"'") for name, value in environment.items()}
    tokens = {name: value for name, value in bare.items() if value.startswith(SLACKS)}
    real = [name for name, value in tokens.items() if not value.startswith(OURS)]
    if real:
        raise RealTokenError(sorted(real))


def examples() -> Path:
    """The example trackers: beside the packages in a clone, inside the wheel when installed."""
    root = Path(__file__).resolve().parent
    return next((folder for folder in (root.parent / "examples", root / "examples") if folder.is_dir()), root)


def furnish(store: Store, client: WebClient, now: datetime) -> None:
    """The workspace's people and the team's settings, as a lead would set them up."""
    team = str(client.auth_test()["team_id"])
    members = client.users_list()["members"]
    channels = {item["name"]: item["id"] for item in client.conversations_list()["channels"]}
    ids = {member["name"]: member["id"] for member in members}
    with store.change(actor=ASSISTANT, via="demo", now=now) as change:
        for member in members:
            save_person(change, person_from(member, team, ZONE, now))
        if workspace(change.session) == Workspace():
            save_workspace(change, _settings(ids, channels))


def _not_before_its_data(store: Store, now: datetime) -> datetime:
    """`now`, or the newest instant in a database that was used before: going back, nothing would be due for days."""
    with store.read() as session:
        return max(now, newest_instant(session) or now)


def _settings(ids: Mapping[str, str], channels: Mapping[str, str]) -> Workspace:
    return replace(
        Workspace(time_zone=ZONE),
        digest_channel=channels.get("cs-digest"),
        escalation_channel=channels.get("cs-escalations"),
        csm_lead=ids.get("lena"),
        vp_cs=ids.get("victor"),
        engineering_lead=ids.get("erin"),
        ae_default=ids.get("sam"),
    )


def _forget_proxies() -> None:
    """Everything is on this machine, and slack_sdk knows no exceptions from a proxy."""
    for name in PROXIES:
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
