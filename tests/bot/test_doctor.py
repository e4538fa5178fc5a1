"""`onboard doctor` at the command line: each fault with the step that mends it, and an exit code for scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import cli
from bot.people import ASSISTANT
from bot.settings import MENDING
from playbook.models import Person, Workspace
from sandbox.server import Sandbox
from storage.changes.people import save_person, save_workspace
from storage.engine import Store
from tests.bot.conftest import NOW

Doctor = Callable[[], Result]


@pytest.fixture
def doctor(slack: Sandbox, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Doctor:
    """A workspace in which everything is right."""
    for name in MENDING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    world = slack.world
    settings = Workspace(
        digest_channel=world.channel("cs-digest").id,
        escalation_channel=world.channel("cs-escalations").id,
        csm_lead=world.person("lena").id,
        vp_cs=world.person("victor").id,
        engineering_lead=world.person("erin").id,
    )
    store = Store(sqlite_url)
    with store.change(actor=ASSISTANT, via="test", now=NOW) as change:
        save_workspace(change, settings)
    store.close()
    for name, value in {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "DATABASE_URL": sqlite_url,
    }.items():
        monkeypatch.setenv(name, value)
    return lambda: CliRunner().invoke(cli, ["doctor"])


def test_a_healthy_workspace(doctor: Doctor) -> None:
    answer = doctor()
    assert answer.exit_code == 0, answer.output
    assert "✗" not in answer.output
    for what in ("Database", "Bot token", "Scopes", "App token", "Digest channel", "CSM lead", "Deliveries"):
        assert f"✓ {what}: " in answer.output, what


def test_channels_that_are_lost(doctor: Doctor, slack: Sandbox) -> None:
    slack.world.channel("cs-digest").is_archived = True
    slack.world.channel("cs-escalations").members.remove(slack.world.bot.id)
    answer = doctor()
    assert answer.exit_code == 1
    assert "✗ Digest channel: #cs-digest is archived → Choose another: /onboard settings" in answer.output
    assert "✗ Escalation channel: #cs-escalations → Type /invite @onboard in #cs-escalations" in answer.output
    slack.world.channel("cs-digest").is_deleted = True
    assert "✗ Digest channel: channel_not_found → Choose another: /onboard settings" in doctor().output


def test_scopes_that_are_missing(doctor: Doctor, slack: Sandbox) -> None:
    slack.tokens.scopes -= {"im:history", "files:write"}
    answer = doctor()
    assert answer.exit_code == 1
    assert "✗ Scopes: missing im:history" in answer.output
    assert "onboard manifest" in answer.output
    assert "! Scope files:write: missing" in answer.output


def test_tokens_that_do_not_work(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong")
    answer = doctor()
    assert answer.exit_code == 1
    assert "✗ Bot token: invalid_auth → Copy the Bot User OAuth Token" in answer.output
    assert "✗ App token: invalid_auth → Make an app-level token" in answer.output
    assert "Traceback" not in answer.output


def test_a_slack_that_does_not_answer(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    answer = doctor()
    assert answer.exit_code == 1
    assert "✗ Bot token: " in answer.output
    assert answer.exception is None or isinstance(answer.exception, SystemExit)


def test_a_database_before_the_first_start(doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    answer = doctor()
    assert answer.exit_code == 0, answer.output
    assert "! Database: sqlite, empty → `onboard serve` makes the tables" in answer.output


def test_databases_that_do_not_do(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str
) -> None:
    store = Store(sqlite_url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    answer = doctor()
    assert answer.exit_code == 1
    assert "✗ Database: sqlite has the tables of a newer release → This program is older" in answer.output
    (tmp_path / "broken.db").write_bytes(b"not a database" * 100)
    for url in (f"sqlite:///{tmp_path / 'broken.db'}", "postgresql://nobody@127.0.0.1:9/none"):
        monkeypatch.setenv("DATABASE_URL", url)
        answer = doctor()
        assert answer.exit_code == 1, url
        assert "✗ Database: " in answer.output, answer.output
        assert " → " in answer.output
        assert "✓ Bot token" in answer.output


def test_a_lead_who_left(doctor: Doctor, slack: Sandbox, sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store.change(actor=ASSISTANT, via="test", now=NOW) as change:
        lena = Person(id=slack.world.person("lena").id, name="lena", real_name="Lena Fischer", is_deleted=True)
        save_person(change, lena)
    store.close()
    answer = doctor()
    assert answer.exit_code == 1
    assert "✗ CSM lead: Lena Fischer is no longer a full member → Choose another: /onboard settings" in answer.output
