"""What is there when a program has just begun: a clock that goes on, accounts that were looked at, no noise."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from slack_sdk import WebClient
from typer.testing import CliRunner

from bot.cli import cli
from bot.csms import find_csms
from bot.demo import Demo, DemoOptions
from bot.manifest import SCOPES
from bot.running import Bot, Connection
from bot.settings import MENDING
from bot.trackers import import_files
from sandbox.looks import messages_of
from sandbox.server import Sandbox
from scheduler.clock import FollowedClock
from storage.engine import Store
from storage.queries.accounts import account_by_id
from storage.queries.names import accounts_named

EXAMPLES = Path(__file__).parents[2] / "examples"
ACME = EXAMPLES / "acme.yaml"
run = CliRunner().invoke


@contextmanager
def demo(**options: Any) -> Iterator[Demo]:
    made = Demo(DemoOptions(port=0, flow=False, **options), {}).start()
    try:
        yield made
    finally:
        made.stop()


def control(url: str, name: str, **body: Any) -> dict[str, Any]:
    request = Request(f"{url}/_control/{name}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def plans(sandbox: Sandbox, name: str = "jane") -> list[str]:
    """The days of the morning plans that somebody has had."""
    found = messages_of(sandbox, {"channel": f"@{name}"})["messages"]
    days = [datetime.fromtimestamp(float(one["ts"]), UTC).date() for one in found if "plan" in str(one["metadata"])]
    return [f"{day:%d %b}" for day in days]


def test_a_demo_begun_again_goes_on_where_its_data_is(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    with demo(database=kept) as first:
        control(first.url, "clock", to="2026-01-26T15:00:00Z")
        assert plans(first.server.sandbox) == ["23 Jan", "26 Jan"]
    with demo(database=kept) as second:
        now = second.server.sandbox.clock.now()
        assert datetime(2026, 1, 26, 14, tzinfo=UTC) <= now <= datetime(2026, 1, 26, 15, tzinfo=UTC)
        assert second.bot.clock.now() == now
        assert plans(second.server.sandbox) == []
        control(second.url, "clock", to="2026-01-28T15:00:00Z")
        assert plans(second.server.sandbox) == ["27 Jan", "28 Jan"]
    with demo(database=kept, today=datetime(2026, 2, 2, tzinfo=UTC).date()) as third:
        assert third.server.sandbox.clock.now() == datetime(2026, 2, 2, 13, 30, tzinfo=UTC)


def test_the_first_list_of_a_demo_tells_what_is_wrong() -> None:
    with demo() as begun:
        answer = control(begun.url, "command", user="jane", channel="general", text="/onboard list all")
        assert "overdue" in json.dumps(answer["response"])
        assert begun.bot.tick.next_at() > begun.bot.clock.now()
        assert set(begun.server.sandbox.tokens.scopes) == set(SCOPES)


@pytest.fixture
def connected(slack: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The environment of a bot that is connected to the sandbox."""
    for name in (*MENDING, *(f"{kind}_PROXY" for kind in ("HTTP", "HTTPS", "ALL"))):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")
    return slack


def test_a_sweep_at_an_instant_before_the_import_brings_the_plan(connected: Sandbox) -> None:
    assert run(cli, ["import", str(ACME)]).exit_code == 0  # by the machine's clock, long after
    early = run(cli, ["sweep", "--now", "2026-01-23T12:00:00+00:00"])
    assert early.exit_code == 0, early.output
    assert plans(connected) == []
    assert early.stdout.strip() == "next due 2026-01-23T14:00:00+00:00"
    for _ in range(2):
        assert run(cli, ["sweep", "--now", "2026-01-23T14:00:00+00:00"]).exit_code == 0
        [plan] = messages_of(connected, {"channel": "@jane"})["messages"]
        assert "Acme Corp" in json.dumps(plan["blocks"])


def test_a_bot_that_begins_to_serve_has_looked_at_what_was_imported(slack: Sandbox, sqlite_url: str) -> None:
    store, now = Store(sqlite_url), slack.clock.now()
    assert [done.error for done in import_files(store, [ACME], now)] == [None]
    connection = Connection(
        bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.api_url, tick_seconds=3600
    )
    bot = Bot(connection, store, FollowedClock(now))
    bot.tick.start = lambda: None  # type: ignore[method-assign]  # no beat: only what start itself does
    bot.start()
    try:
        assert control(slack.url, "socket", do="wait")["ok"]
        answer = control(slack.url, "command", user="jane", channel="general", text="/onboard list all")
        assert "overdue" in json.dumps(answer["response"])
    finally:
        bot.stop()


def test_a_csm_named_in_a_file_is_found_among_the_people_once(slack: Sandbox, sqlite_url: str) -> None:
    store, client, now = Store(sqlite_url), WebClient(token=slack.bot_token, base_url=slack.api_url), slack.clock.now()
    assert [done.error for done in import_files(store, [ACME], now)] == [None]
    for _ in range(2):
        find_csms(store, client, "America/New_York", now)
    with store.read() as session:
        account = account_by_id(session, accounts_named(session, "acme").id)
    assert account.csm_id == slack.world.person("jane").id
    assert len(slack.calls.all("users.list")) == 1
    store.close()


def test_slack_failing_while_csms_are_looked_for_stops_nobody(slack: Sandbox, sqlite_url: str) -> None:
    store, client, now = Store(sqlite_url), WebClient(token="xoxb-wrong", base_url=slack.api_url), slack.clock.now()
    list(import_files(store, [ACME], now))
    find_csms(store, client, "America/New_York", now)
    store.close()


def test_bolt_does_not_warn_of_the_token_in_the_environment(
    connected: Sandbox, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    connection = Connection(bot_token=connected.bot_token, api_url=connected.api_url)
    with caplog.at_level(logging.DEBUG):
        bot = Bot(connection, Store(sqlite_url), FollowedClock(connected.clock.now()))
    bot.stop()
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_bot_stopped_as_its_socket_is_first_read_ends(
    slack: Sandbox, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    connection = Connection(bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)
    bot, reads = Bot(connection, Store(sqlite_url), FollowedClock(slack.clock.now())), Event()
    caplog.set_level(logging.INFO, logger="bot.bolt")

    def hold_the_reader(record: logging.LogRecord) -> bool:
        """Where the SDK is about to forget that it was told to end, until it was told."""
        if record.getMessage().startswith("Starting to receive") and bot._socket_mode:
            reads.set()
            bot._socket_mode.client.current_session_runner.event.wait(10)
        return False

    logging.getLogger("bot.bolt").addFilter(hold_the_reader)
    try:
        bot.start()
        assert reads.wait(10)
        stopping = Thread(target=bot.stop, daemon=True)
        stopping.start()
        stopping.join(15)
        assert not stopping.is_alive()
    finally:
        logging.getLogger("bot.bolt").removeFilter(hold_the_reader)
