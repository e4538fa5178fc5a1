"""The command line as a person at a shell knows it: real processes where starting and stopping matter."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.manifest import manifest_json
from bot.settings import MENDING
from sandbox.server import Sandbox
from tests.bot.served import ONBOARD, WAIT, Served

pytestmark = pytest.mark.thorough

LEAST = {
    "commands", "chat:write", "users:read", "app_mentions:read", "channels:read", "groups:read", "channels:history",
    "groups:history", "im:history", "files:write", "users:read.email", "im:write", "files:read",
}  # fmt: skip
EXAMPLES = Path(__file__).parents[2] / "examples"
run = CliRunner().invoke


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in MENDING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


def fails(*arguments: str, **environment: str) -> str:
    """What a run that ends with 1 says, which is never a trace."""
    ended = subprocess.run(
        [*ONBOARD, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_help_names_every_command() -> None:
    shown = run(cli, ["--help"]).stdout
    for name in ("demo", "serve", "doctor", "manifest", "import", "export", "db", "sweep", "sandbox"):
        assert re.search(rf"\b{name}\b", shown), name
    for name in ("upgrade", "backup", "restore"):
        assert name in run(cli, ["db", "--help"]).stdout


def test_the_manifest_asks_for_nothing_that_is_not_explained() -> None:
    shown = json.loads(run(cli, ["manifest"]).stdout)
    assert set(shown["oauth_config"]["scopes"]["bot"]) == LEAST
    assert "user" not in shown["oauth_config"]["scopes"]
    decision = (Path(__file__).parents[2] / "docs/decisions/004-read-back-before-resend.md").read_text()
    assert "`im:write`" in decision
    assert "`files:read`" in decision
    assert manifest_json() == (Path(__file__).parents[2] / "manifest.json").read_text()


def test_everything_wrong_with_the_settings_is_named_at_once() -> None:
    said = fails(
        "serve", SLACK_BOT_TOKEN="xoxp-1", ONBOARD_PORT="many", SLACK_CLIENT_ID="1.2", DATABASE_URL="mysql://x"
    )
    for name in ("SLACK_BOT_TOKEN", "ONBOARD_PORT", "SLACK_CLIENT_ID", "DATABASE_URL", "SLACK_SIGNING_SECRET"):
        assert f"{name}: " in said
        assert MENDING[name] in said
    assert "xoxp-1" not in said


def test_http_without_a_signing_secret_is_refused() -> None:
    said = fails("serve", SLACK_BOT_TOKEN="xoxb-1")
    assert said.startswith("SLACK_SIGNING_SECRET: is missing, and so is SLACK_APP_TOKEN")


def test_the_demo_refuses_to_stand_beside_a_real_token() -> None:
    said = fails("demo", "--no-browser", "--port", "0", SLACK_BOT_TOKEN="xoxb-1234-real")
    assert "SLACK_BOT_TOKEN" in said
    assert "1234" not in said


def test_a_file_with_forty_faults_is_refused_with_each_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    head = 'customer: {name: Zeta, csm: Jane Smith, start_date: "2026-01-15"}\nmilestones:\n'
    steps = "".join(f'  - {{name: "Step {at}", target_date: "2026-01-{40 + at}"}}\n' for at in range(40))
    (tmp_path / "bad.yaml").write_text(head + steps)
    answer = run(cli, ["import", str(tmp_path / "bad.yaml"), str(EXAMPLES / "acme.yaml")])
    assert answer.exit_code == 1
    assert [line for line in range(3, 43) if f"line {line} " not in answer.output] == []
    assert "imported Acme Corp" in answer.output
    assert "Zeta" not in run(cli, ["export", "--all"]).stdout


def test_what_is_exported_can_be_imported_and_exported_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trackers = [str(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    imported = run(cli, ["import", *trackers])
    assert imported.exit_code == 0, imported.output
    assert "100%" in imported.output
    first = exported(tmp_path / "first")
    assert len(first) == len(trackers)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'b.db'}")
    assert run(cli, ["import", *[str(path) for path in sorted((tmp_path / "first").iterdir())]]).exit_code == 0
    assert exported(tmp_path / "second") == first


def test_a_backup_restored_elsewhere_holds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    assert run(cli, ["import", str(EXAMPLES / "acme.yaml"), str(EXAMPLES / "meridian-health.yaml")]).exit_code == 0
    first = exported(tmp_path / "first")
    for copy in ("copy.jsonl", "copy.db"):
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
        assert run(cli, ["db", "backup", str(tmp_path / copy)]).exit_code == 0
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / f'{copy}.db'}")
        assert "revision" in run(cli, ["db", "upgrade"]).stdout
        restored = run(cli, ["db", "restore", str(tmp_path / copy)])
        assert restored.exit_code == 0, restored.output
        assert exported(tmp_path / f"out-{copy}") == first
        again = run(cli, ["db", "restore", str(tmp_path / copy)])
        assert again.exit_code == 1
        assert again.output.strip()


def exported(folder: Path) -> dict[str, str]:
    assert run(cli, ["export", "--all", "--to", str(folder)]).exit_code == 0
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def test_an_export_of_nothing_and_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    assert run(cli, ["export"]).exit_code == 1
    answer = run(cli, ["export", "nobody"])
    assert answer.exit_code == 1
    assert "no account called" in answer.output


@pytest.fixture
def connected(slack: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The environment of a bot that is connected to the sandbox."""
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'served.db'}")
    monkeypatch.setenv("ONBOARD_PORT", "0")
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return slack


def test_one_sweep_at_an_instant(connected: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", connected.app_token)
    assert run(cli, ["import", str(EXAMPLES / "acme.yaml")]).exit_code == 0
    later = datetime.now(UTC) + timedelta(days=30)  # the import was just now
    answer = run(cli, ["sweep", "--now", later.isoformat()])
    assert answer.exit_code == 0, answer.output
    due = re.match(r"next due (\S+)$", answer.stdout.splitlines()[-1])
    assert due, answer.stdout
    assert datetime.fromisoformat(due[1]) > later
    for wrong in ("2026-01-26T14:30:00", "yesterday"):
        refused = run(cli, ["sweep", "--now", wrong])
        assert refused.exit_code == 1
        assert "--now" in refused.output


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def started(*arguments: str) -> Served:
        running.append(Served(*arguments))
        return running[-1]

    yield started
    for served in running:
        if served.process.poll() is None:
            served.process.kill()
            served.process.communicate()


def got(url: str) -> tuple[int, str]:
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=WAIT) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_serve_answers_is_healthy_and_stops_on_sigterm(
    connected: Sandbox, serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    if mode == "socket":
        monkeypatch.setenv("SLACK_APP_TOKEN", connected.app_token)
    else:
        monkeypatch.setenv("SLACK_SIGNING_SECRET", connected.signing_secret)
    served = serve("serve")
    url = served.says(r'"url": ?"(http://127\.0\.0\.1:\d+)"')[1]
    status, body = got(f"{url}/healthz")
    assert (status, json.loads(body)["ok"]) == (200, True)
    assert ("socket" in json.loads(body)) == (mode == "socket")
    status, body = got(f"{url}/readyz")
    assert (status, json.loads(body)["database"]) == (200, True)
    if mode == "http":
        control(connected, "delivery", mode="http", url=f"{url}/slack/events")
    answer = control(connected, "command", user="jane", channel="general", text="/onboard help")
    assert answer["response"]["text"].startswith("What I can do")
    status, body = got(f"{url}/metrics")
    assert status == 200
    assert "onboard_" in body
    assert got(f"{url}/slack/events")[0] == (405 if mode == "http" else 404)
    assert served.ends() < 10


def test_serve_tells_a_balancer_first_and_is_still_there_meanwhile(
    connected: Sandbox, serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", connected.signing_secret)
    monkeypatch.setenv("ONBOARD_DRAIN_SECONDS", "300")
    served = serve("serve")
    url = served.says(r'"url": ?"(http://127\.0\.0\.1:\d+)"')[1]
    control(connected, "delivery", mode="http", url=f"{url}/slack/events")
    served.process.send_signal(signal.SIGTERM)
    served.says("leaving")
    status, body = got(f"{url}/readyz")
    assert (status, json.loads(body)["staying"], json.loads(body)["database"]) == (503, False, True)
    assert got(f"{url}/healthz")[0] == 200  # nobody should kill it
    answer = control(connected, "command", user="jane", channel="general", text="/onboard help")
    assert answer["response"]["text"].startswith("What I can do")
    assert served.ends() < 10  # the second signal


def test_serve_ends_by_itself_when_its_time_is_over(
    connected: Sandbox, serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", connected.signing_secret)
    monkeypatch.setenv("ONBOARD_DRAIN_SECONDS", "1")
    served = serve("serve")
    served.says('"started"')
    assert 1 <= served.ends() < 10


def test_the_sandbox_alone_says_how_to_connect(serve: Callable[..., Served]) -> None:
    served = serve("sandbox", "--port", "0")
    url = served.says(r"^ready (http://127\.0\.0\.1:\d+)$")[1]
    assert served.says(r"^SLACK_API_URL=(.*)$")[1] == f"{url}/api/"
    for name in ("SLACK_BOT_TOKEN=xoxb-", "SLACK_APP_TOKEN=xapp-", "ONBOARD_FOLLOW_CLOCK=http"):
        served.says(f"^{name}")
    assert got(f"{url}/healthz")[0] == 200
    assert served.ends(signal.SIGINT) < 10


@pytest.mark.parametrize("more", [[], ["--empty"]])
def test_the_demo_says_ready_serves_on_loopback_and_stops(
    serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-sandbox-0000-not-a-real-token")
    served = serve("demo", "--no-browser", "--port", "0", *more)
    url = served.says(r"^ready (http://127\.0\.0\.1:\d+)$")[1]
    assert got(f"{url}/healthz")[0] == 200
    assert got(url)[0] == 200
    assert served.ends(signal.SIGINT) < 10
    assert served.said == [f"ready {url}\n"]  # on standard output and standard error together


def control(slack: Sandbox, name: str, **body: str) -> dict[str, dict[str, str]]:
    request = Request(f"{slack.url}/_control/{name}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with build_opener(ProxyHandler({})).open(request, timeout=WAIT) as answer:
        found: dict[str, dict[str, str]] = json.load(answer)
        return found
