"""The command line, the demo, the doctor, logs, and files that come from people."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from slack_sdk import WebClient
from typer.testing import CliRunner

from bot.cli import cli
from bot.demo import Demo, DemoOptions, RealTokenError, refuse_real_tokens
from bot.doctor import examine
from bot.files import texts_of
from bot.logs import redact
from bot.manifest import EVENTS, manifest, manifest_json
from bot.settings import MENDING, SlackSettings
from bot.trackers import file_name
from playbook.errors import BadFile
from sandbox.server import Sandbox
from storage.engine import Store

run = CliRunner().invoke


def test_help_imports_nothing_slow() -> None:
    slow = ("slack_bolt", "slack_sdk", "sqlmodel", "sqlalchemy", "pydantic")
    look = f"atexit.register(lambda: print([name for name in {slow} if name in sys.modules]))"
    code = f"import atexit, sys; {look}; sys.argv = ['onboard', '--help']; from bot.cli import main; main()"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip().splitlines()[-1] == "[]"


def test_the_manifest_in_the_repository_is_the_one_that_is_printed(repository: Path) -> None:
    assert run(cli, ["manifest"]).stdout == (repository / "manifest.json").read_text() == manifest_json()


def test_the_manifest_keeps_slacks_rules() -> None:
    shown = manifest()
    assert len(shown["features"]["shortcuts"][0]["name"]) <= 24
    assert shown["features"]["slash_commands"][0]["should_escape"] is True
    assert shown["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


@pytest.fixture
def own_database(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> str:
    for name in MENDING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return sqlite_url


@pytest.mark.usefixtures("own_database")
def test_import_and_export_at_the_command_line(repository: Path, tmp_path: Path) -> None:
    acme = repository / "examples" / "acme.yaml"
    assert run(cli, ["import", str(acme)]).exit_code == 0
    assert "Acme Corp" in run(cli, ["export", "acme"]).stdout
    assert run(cli, ["export", "--all", "--to", str(tmp_path / "out")]).exit_code == 0
    assert (tmp_path / "out" / "acme-corp.yaml").is_file()
    assert run(cli, ["import", str(acme)]).exit_code == 1


@pytest.mark.usefixtures("own_database")
def test_a_file_with_faults_is_refused_with_each_of_them(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("customer:\n  nam: X\n  tier: huge\nmilestones: 3\n")
    answer = run(cli, ["import", str(bad), str(tmp_path / "absent.yaml")])
    assert answer.exit_code == 1
    assert "nam" in answer.output
    assert "tier" in answer.output
    assert "absent.yaml" in answer.output


@pytest.mark.usefixtures("own_database")
def test_backup_and_restore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(cli, ["db", "backup", str(tmp_path / "copy.jsonl")]).exit_code == 0
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert run(cli, ["db", "upgrade"]).exit_code == 0
    assert run(cli, ["db", "restore", str(tmp_path / "copy.jsonl")]).exit_code == 0


@pytest.mark.parametrize("token", ["xoxb-1-2-real", "xapp-1-A-real", "xoxp-real"])
def test_the_demo_refuses_real_tokens(token: str) -> None:
    with pytest.raises(RealTokenError):
        refuse_real_tokens({"SLACK_BOT_TOKEN": token})


def test_the_demo_runs_and_stops_cleanly(tmp_path: Path) -> None:
    demo = Demo(DemoOptions(port=0, database=tmp_path / "demo.db", flow=False), {}).start()
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{demo.url}/healthz") as answer:
            assert answer.status == 200
        assert [done.error for done in demo.imported if done.error] == []
        assert "Acme Corp" in {done.name for done in demo.imported}
        assert demo.bot.health() == {"tick": True, "socket": True}
    finally:
        demo.stop()
    assert not any(demo.bot.health().get(part) for part in ("socket",))


def test_doctor_finds_what_is_wrong(slack: Sandbox, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    settings = SlackSettings(_env_file=None)
    well = list(examine(settings, Store(sqlite_url), WebClient(token=slack.bot_token, base_url=slack.api_url)))
    assert [finding for finding in well if not finding.ok] == []
    ill = list(examine(settings, Store(sqlite_url), WebClient(token="xoxb-wrong", base_url=slack.api_url)))
    assert next(finding.what for finding in ill if not finding.ok) == "Bot token"
    assert all(finding.mend for finding in ill if not finding.ok)


@pytest.mark.parametrize(
    "secret",
    ["xoxb-1-abc", "xapp-1-A1-9", "v0=" + "a" * 64, "https://hooks.slack.com/actions/T1/2/abc", "me:hunter2@"],
)
def test_no_secret_reaches_the_log(secret: str) -> None:
    event = {"event": f"at postgresql://{secret}", "deep": {"list": [f"x {secret} y"]}}
    shown = json.dumps(redact(None, "", event))
    assert secret.strip("@") not in shown or secret == "me:hunter2@"
    assert "me:hunter2@host" not in json.dumps(redact(None, "", {"event": "postgresql://me:hunter2@host/db"}))


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/x", "file:///etc/passwd", "http://169.254.169.254/", "https://slack.com.evil.example/"],
)
def test_the_token_is_sent_to_slack_alone(url: str) -> None:
    with pytest.raises(BadFile):
        texts_of(WebClient(token="xoxb-1"), [{"name": "a.yaml", "url_private_download": url}])


@pytest.mark.parametrize(
    ("name", "file"), [("Acme Corp", "acme-corp.yaml"), ("../x", "x.yaml"), ("株式会社", "株式会社.yaml")]
)
def test_file_names(name: str, file: str) -> None:
    assert file_name(name) == file
