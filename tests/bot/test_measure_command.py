"""`onboard measure`: a tracker file in, every measure of METHOD section 4 out, and what is said of bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import cli

EXAMPLES = Path(__file__).parents[2] / "examples"
run = CliRunner().invoke

WORKED = """
customer: {name: Worked, csm: Jane Smith, start_date: "2026-01-01", first_contact_on: "2026-01-05", acv: 50000}
milestones:
  - {name: First login, target_date: "2026-01-06", actual_date: "2026-01-05", status: complete, weight: 1, kind: task}
  - {name: Technical setup complete, target_date: "2026-01-20", actual_date: "2026-01-19", status: complete, weight: 2,
     kind: task, blockers: [{text: SSO, waiting_on: customer, opened_on: "2026-01-10", resolved_on: "2026-01-15"}]}
  - {name: First value, target_date: "2026-01-21", actual_date: "2026-02-02", status: complete, weight: 3, kind: value}
touches:
  - {at: "2026-01-06T15:00:00Z", kind: call, minutes: 90}
seed_users:
  - {name: Raj, submissions: [{at: "2026-01-08T10:00:00Z", workflow: triage, ok: true},
                              {at: "2026-01-09T10:00:00Z", workflow: search, ok: true}]}
  - {name: Mia}
pauses:
  - {from: "2026-01-25", to: "2026-01-27"}
"""


@pytest.fixture
def worked(tmp_path: Path) -> str:
    path = tmp_path / "worked.yaml"
    path.write_text(WORKED)
    return str(path)


def measured(file: str, at: str) -> dict[str, Any]:
    answer = run(cli, ["measure", file, "--at", at, "--json"])
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_the_worked_example_of_002_from_a_file(worked: str) -> None:
    told = measured(worked, "2026-02-10")
    assert told["ttv"] == {
        "handoff_delay": 4,
        "setup_duration": 14,
        "activation_time": 14,
        "total": 32,
        "bottleneck": "activation_time",
    }
    assert told["health"] == {"score": 75.0, "band": "at-risk"}
    assert (told["completion_rate"], told["efficiency_ratio"]) == (66.7, 0.67)
    assert (told["fst_coverage"], told["return_7_day"], told["workflows_per_user"]) == (50.0, 100.0, 2.0)
    assert told["feature_adoption"] is None
    assert told["days"] == {"us": 4 + 13 + 30, "customer": 5, "third_party": 0, "paused": 2}
    assert set(told["segment"]) == {"touch_model", "approach", "playbook"}


def test_what_comes_later_is_not_known_yet(worked: str) -> None:
    told = measured(worked, "2026-01-08")
    assert told["ttv"] == {
        "handoff_delay": 4,
        "setup_duration": None,
        "activation_time": None,
        "total": None,
        "bottleneck": None,
    }
    assert (told["fst_coverage"], told["return_7_day"], told["workflows_per_user"]) == (50.0, None, 1.0)
    day_zero = measured(worked, "2026-01-01")
    assert (day_zero["health"], day_zero["efficiency_ratio"]) == ({"score": None, "band": "not-yet"}, None)
    assert set(day_zero["days"].values()) == {0}


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_example_can_be_measured(file: Path) -> None:
    for at in ("2026-01-23", "2027-01-01"):
        told = measured(str(file), at)
        shares = [told[key] for key in ("completion_rate", "fst_coverage", "return_7_day", "feature_adoption")]
        assert all(share is None or 0 <= share <= 100 for share in shares)


def test_a_table_for_people(worked: str) -> None:
    shown = run(cli, ["measure", worked, "--at", "2026-02-10"]).stdout
    for words in (
        "Worked, Tue 10 Feb 2026: Day 40",
        "at risk, 75",
        "66.7 %",
        "32 days",
        "14 days (typically 5–7)  ← bottleneck",
        "0.67 value milestones a CSM hour",
        "the customer 5",
    ):
        assert words in shown, shown


def test_without_a_day_it_is_today() -> None:
    assert run(cli, ["measure", str(EXAMPLES / "acme.yaml"), "--json"]).exit_code == 0


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        'customer: {name: Zeta, csm: Jo, start_date: "2026-02-30"}\nmilestones: [{name: A, target_date: x}]\n'
    )
    answer = run(cli, ["measure", str(bad), "--at", "2026-13-01"])
    assert answer.exit_code == 1
    for words in ("--at: “2026-13-01” is not a day", "line 1", "line 2", "start_date", "target_date"):
        assert words in answer.output, answer.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.yaml"], "cannot be read"),
        ([str(EXAMPLES / "acme.yaml"), "--at", "2026-01-14"], "before Day 0, Thu 15 Jan 2026"),
        ([str(EXAMPLES / "acme.yaml"), "--at", "yesterday"], "“yesterday” is not a day"),
        ([str(EXAMPLES / "acme.yaml"), "--at", "20260123"], "is not a day"),
    ],
)
def test_what_cannot_be_measured_is_said_kindly(arguments: list[str], words: str) -> None:
    answer = run(cli, ["measure", *arguments])
    assert answer.exit_code == 1
    assert words in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("arguments", [[], ["a.yaml", "b.yaml"], ["a.yaml", "--when", "2026-01-23"]])
def test_a_wrong_usage_ends_with_two(arguments: list[str]) -> None:
    assert run(cli, ["measure", *arguments]).exit_code == 2


def test_it_loads_neither_slack_nor_the_database() -> None:
    script = (
        "import sys; from bot.cli import cli; cli(['measure', sys.argv[1]], standalone_mode=False);"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'slack_bolt', 'slack_sdk', 'sqlmodel',"
        " 'sqlalchemy', 'starlette', 'holidays'}))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(EXAMPLES / "acme.yaml")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ended.stdout.splitlines()[-1] == "[]"
