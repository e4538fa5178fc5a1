"""A bot under attack: one on a real store for a whole file, reached by signed deliveries and over HTTP."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.manifest import SCOPES
from bot.running import Bot, Connection
from bot.trackers import at_the_keyboard
from playbook.models import Workspace
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from storage.changes.accounts import create_account
from storage.changes.people import save_workspace
from storage.engine import Store
from tests.bot.conftest import NOW, Hands, acme

LOUD = ("error", "critical")
NOT_THEIRS = ("person", "receipt", "processed")  # what the bot notes for itself when anybody comes


@dataclass
class Office:
    """A bot at work, its people, and the database as a file to look into."""

    hands: Hands
    url: str
    logs: list[Any]

    @property
    def bot(self) -> Bot:
        return self.hands.bot

    def becomes(self, who: str, **user: Any) -> None:
        """What Slack says of somebody has changed."""
        person = self.hands.slack.world.person(who)
        known = {"id": person.id, "name": who, "team_id": person.team_id, "real_name": person.real_name, **user}
        self.bot.desk.people.keep(known, NOW)

    def settle(self) -> None:
        """Everything that follows by itself has followed."""
        self.bot.follow(NOW.isoformat(), False)

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table but those about who is who."""
        store = self.bot.store
        with store.read() as session:
            connection = session.connection()
            names = [
                str(row[0]) for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            return {
                name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
                for name in names
                if name not in NOT_THEIRS
            }

    @contextmanager
    def nothing_changes(self) -> Iterator[None]:
        """Fails when the block changed anything, history too, but for what is known of people."""
        before = _settled(self.kept())
        yield
        after = _settled(self.kept())
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}

    @contextmanager
    def watched(self, *, calm: bool = True) -> Iterator[list[Mapping[str, Any]]]:
        """What is logged within the block; an apology for something nobody foresaw fails it where it must be `calm`."""
        begun = len(self.logs)
        found: list[Mapping[str, Any]] = []
        yield found
        self.bot.desk.after.drain()
        found += self.logs[begun:]
        assert not calm or [line for line in found if line["log_level"] in LOUD] == []


def _settled(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    people = [row for row in tables.get("audit", []) if "people" not in row]
    return {**tables, "audit": people}


@contextmanager
def at_work(url: str, *, serving: bool = False) -> Iterator[Office]:
    """A bot with Acme Corp, which is nobody's; lena leads, sam has left, erin has turned out to be a bot."""
    with SandboxServer(Sandbox(NOW, scopes=SCOPES)) as server, capture_logs() as logs:
        slack = server.sandbox
        connection = Connection(bot_token=slack.bot_token, signing_secret=slack.signing_secret, api_url=slack.api_url)
        bot = Bot(connection, Store(url), FollowedClock(NOW))
        with bot.store.change(actor=at_the_keyboard(), via="cli", now=NOW) as change:
            save_workspace(change, Workspace(csm_lead=slack.world.person("lena").id))
        with bot.store.change(actor=at_the_keyboard(), via="cli", now=NOW) as change:
            create_account(change, acme())
        if serving:
            bot.start()
        office = Office(Hands(bot, slack), url, logs)
        office.becomes("sam", deleted=True)
        office.becomes("erin", is_bot=True)
        office.settle()  # or the first beat writes what it finds due into the midst of a test
        try:
            yield office
        finally:
            bot.stop()


@pytest.fixture(scope="module")
def fresh(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("attacked") / "onboard.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def office(fresh: str) -> Iterator[Office]:
    """One bot for all the tests of a file."""
    with at_work(fresh) as found:
        yield found


@pytest.fixture(scope="module")
def served(fresh: str) -> Iterator[tuple[Office, httpx.Client]]:
    """The same, serving, and a client for its HTTP surface."""
    with at_work(fresh, serving=True) as found, httpx.Client(base_url=found.bot.url, trust_env=False) as client:
        yield found, client


def integrity(url: str) -> str:
    """What SQLite itself says of its file."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
