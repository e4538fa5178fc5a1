"""Secrets are in no log, answer, trace, export or database, whatever goes wrong: each is a canary to search for."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from pydantic import SecretStr
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot import logs
from bot.cli import cli
from bot.logs import BLACKED, redact, without_secrets
from bot.running import Connection
from bot.setting_errors import SettingsError
from bot.settings import MENDING, SlackSettings, load_settings
from scheduler.mail import Mailer
from storage.engine import Store
from tests.stories.team import Team

CANARIES = {
    "SLACK_BOT_TOKEN": "xoxb-1-canary.token",
    "SLACK_APP_TOKEN": "xapp-1-canary.token",
    "SLACK_SIGNING_SECRET": "canarysigning",
    "ONBOARD_SMTP_PASSWORD": "canary smtp/pass",
    "ONBOARD_MAIL_SECRET": "canary-mail-secret-0",
}
NEVER_SET = {"SLACK_CLIENT_SECRET"}  # the program does not start with it
PASSWORD = "canary/data:base"
DATABASE = "postgresql://me:canary%2Fdata%3Abase@127.0.0.1:9/none"
OTHERS = {
    "DATABASE_URL": DATABASE,
    "ONBOARD_SMTP_HOST": "mail.example.com",
    "ONBOARD_SMTP_USER": "me",
    "ONBOARD_SMTP_FROM": "me@example.com",
    "ONBOARD_PUBLIC_URL": "https://onboard.example.com",
}


@pytest.fixture(autouse=True)
def told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log knows no secrets yet, and the environment is the canaries'."""
    monkeypatch.setattr(logs, "_known", set())
    for name in MENDING:
        monkeypatch.delenv(name, raising=False)
    for name, value in {**CANARIES, **OTHERS}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def settings() -> SlackSettings:
    return load_settings(SlackSettings, None)


def canaries_in(text: str) -> list[str]:
    """Whatever of the canaries can be read in a text, half of one too."""
    return [line for line in text.splitlines() if "canary" in line]


def secret_names() -> set[str]:
    """Every setting that is a secret by its kind."""
    fields = SlackSettings.model_fields.values()
    return {str(field.validation_alias) for field in fields if _is_secret(field.annotation)}


def _is_secret(kind: Any) -> bool:
    return kind is SecretStr or any(_is_secret(each) for each in get_args(kind))


def test_every_secret_setting_has_its_canary() -> None:
    assert secret_names() == {*CANARIES, *NEVER_SET}


def test_each_is_blacked_out_wherever_it_stands(settings: SlackSettings) -> None:
    for secret in (*CANARIES.values(), PASSWORD, DATABASE, DATABASE.partition("//")[2]):
        event = {"event": f"a {secret}.", "deep": {"list": [{"at": (secret, f"x{secret}x")}]}, "exception": secret}
        shown = json.dumps(redact(None, "", event))
        assert (canaries_in(shown), BLACKED in shown) == ([], True), secret


def test_no_repr_holds_one(settings: SlackSettings) -> None:
    parts = [settings, Connection.of(settings), settings.mailer, Store(settings.database_url)]
    parts += [part.url for part in parts if isinstance(part, Store)]
    parts += [WebClient(token=CANARIES["SLACK_BOT_TOKEN"])]
    assert canaries_in("\n".join(f"{part!r} {part!s}" for part in parts)) == []


@pytest.mark.parametrize("name", [*CANARIES, *NEVER_SET, "DATABASE_URL"])
@pytest.mark.parametrize("value", ["", "canary", "canary\nsecond", "canaryé", "xoxb-canary\nsecond", "xapp-canary\x01"])
def test_what_is_wrong_with_one_is_told_without_it(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    told = ""
    try:
        load_settings(SlackSettings, None)
    except SettingsError as error:
        told = f"{error} {error.problems!r}"
    assert canaries_in(told) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:canary@can@ary@host/db",
        "postgresql://me:canary@host:canary/db",
        "postgresql://me:canary@[canary/db",
        "postgresql://me:canary@host:99999999999/db",
        "mysql://me:canary@host/db",
        "canary",
    ],
)
def test_a_database_that_cannot_be_read_is_told_without_its_password(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises((SettingsError, ValueError, SQLAlchemyError)) as refused:
        Store(load_settings(SlackSettings, None).database_url).upgrade()
    assert canaries_in(without_secrets(str(refused.value))) == []


def test_a_line_break_at_the_end_of_a_token_is_no_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, f" {CANARIES[name]}\r\n")
    found = Connection.of(load_settings(SlackSettings, None))
    assert (found.bot_token, found.app_token) == (CANARIES["SLACK_BOT_TOKEN"], CANARIES["SLACK_APP_TOKEN"])
    assert found.signing_secret == CANARIES["SLACK_SIGNING_SECRET"]


LOUD = """
import logging, sys, threading
from slack_sdk import WebClient
from bot.cli import cli, main
from bot.logs import set_up
from bot.settings import SlackSettings, load_settings
from storage.engine import Store
import structlog, smtplib, urllib.request

settings = load_settings(SlackSettings, None)
set_up("DEBUG")
secrets = [*settings.secrets, settings.database_url]
log = structlog.get_logger("loud")

def fail():
    raise RuntimeError(f"with {secrets}") from smtplib.SMTPAuthenticationError(535, " ".join(secrets).encode())

def attempt(work):
    try:
        work()
    except Exception as error:
        log.exception("failed", detail=str(error), repeated=repr(error))
        logging.getLogger("other").error("with %s", secrets, exc_info=True)

attempt(fail)
attempt(lambda: Store(settings.database_url).upgrade())
attempt(lambda: WebClient(token=secrets[0], base_url="http://127.0.0.1:9/").auth_test())
header = {"a": "\\n".join(secrets)}
attempt(lambda: urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:9/", headers=header)))
attempt(lambda: settings.mailer._connected())
print(Store(settings.database_url).check())
thread = threading.Thread(target=fail)
thread.start()
thread.join()
cli.command("crash")(fail)
sys.argv = ["onboard", "crash"]
main()
"""


@pytest.mark.thorough
def test_no_log_at_debug_and_no_trace_of_a_crash_holds_one(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LOUD], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert told.count("with [") >= 4
    assert "thread_died" in told
    assert "Traceback (most recent call last)" in done.stderr
    assert canaries_in(told) == []


@pytest.mark.thorough
def test_nothing_that_a_bot_leaves_behind_holds_one(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers, metrics, the database with its history, exports, a backup, doctor's findings, and every log line."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        team = Team(sqlite_url, "http")
        tokens = team.sandbox.tokens
        tokens.bot_token, tokens.app_token = CANARIES["SLACK_BOT_TOKEN"], CANARIES["SLACK_APP_TOKEN"]
        tokens.signing_secret, tokens.verification = CANARIES["SLACK_SIGNING_SECRET"], "canary-verification"
        team.mailer = mailer()
        team.start()
        try:
            told = [*live_through(team), *asked(team)]
        finally:
            team.stop()
    told += [repr(line) for line in lines] + caplog.messages
    told += [repr(call.answer) for call in team.sandbox.calls.all()]
    for name, value in {"DATABASE_URL": sqlite_url, "SLACK_API_URL": "http://127.0.0.1:9/api/"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    for command in (
        ["doctor"],
        ["export", "--all"],
        ["export", "--all", "--format", "csv"],
        ["db", "backup", "b.jsonl"],
    ):
        done = CliRunner().invoke(cli, command)
        told += [done.output, repr(done.exception)]
    told.append((tmp_path / "b.jsonl").read_text(encoding="utf-8"))
    assert "Acme" in "".join(told)
    assert canaries_in("\n".join(told)) == []


def mailer() -> Mailer:
    password, secret = CANARIES["ONBOARD_SMTP_PASSWORD"], CANARIES["ONBOARD_MAIL_SECRET"]
    return Mailer(
        host="127.0.0.1", port=9, user="me", password=password, sender="me@example.com", tls="none",
        public_url="https://onboard.example.com", secret=secret,
    )  # fmt: skip


def live_through(team: Team) -> Iterator[str]:
    """A week in which everything goes wrong once: what people saw of it."""
    team.owns("acme", "tinker-notes")
    for fault in ("500", "internal_error", "drop"):
        team.control("faults", [{"method": "*", "times": 3, "do": fault}])
        yield repr(team.lena.types("/onboard status acme"))
        yield repr(team.lena.types("/onboard digest"))
        team.clock.forward("1d")
    yield repr([post.raw for post in team.channel("@jane")])


def asked(team: Team) -> Iterator[str]:
    """What the doors tell."""
    with httpx.Client(base_url=team.bot.url, trust_env=False) as client:
        for path in ("/healthz", "/readyz", "/metrics", "/nowhere", "/slack/events", "/unsubscribe/canar"):
            for answer in (client.get(path), client.post(path, content=b"payload=%7B")):
                yield f"{answer.headers} {answer.text}"
