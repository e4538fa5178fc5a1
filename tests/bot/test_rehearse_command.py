"""`onboard rehearse`: a tracker file in, its days lived through out, and what is said of bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import cli

ROOT = Path(__file__).parents[2]
ACME = str(ROOT / "tests/data/acme-001.yaml")
ROLES = ["csm", "backup", "ae", "csm-lead", "vp-cs", "engineering-lead"]
run = CliRunner().invoke


def rehearsed(*arguments: str) -> list[dict[str, Any]]:
    answer = run(cli, ["rehearse", *arguments, "--json"])
    assert answer.exit_code == 0, answer.output
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


def refused(*arguments: str) -> str:
    """What is said of what cannot be done: words on stderr, exit code 1, nothing on stdout."""
    answer = run(cli, ["rehearse", *arguments])
    assert (answer.exit_code, answer.stdout) == (1, ""), answer.output
    return answer.stderr


def test_the_json_of_the_issue() -> None:
    told = rehearsed(ACME)
    assert {
        "at": "2026-01-23T09:00:00-05:00",
        "rule": "OVERDUE",
        "step": 1,
        "to": ["csm"],
        "subject": "integration-configured",
        "reason": "Integration configured is 1 day late, was due Thu 22 Jan. It waits on the customer.",
    } in told
    assert all(list(one) == ["at", "rule", "step", "to", "subject", "reason"] for one in told)
    assert all(one["to"] == sorted(one["to"], key=ROLES.index) and one["to"] for one in told)
    assert [one["at"] for one in told] == sorted(one["at"] for one in told)
    assert told[0]["at"].startswith("2026-01-15")
    assert told[-1]["at"] < "2026-04-16"


def test_roles_that_hear_it_at_once_are_one_entry() -> None:
    (ladder,) = [one for one in rehearsed(ACME) if one["rule"] == "STALL-6"]
    assert (ladder["at"], ladder["to"]) == ("2026-01-26T09:00:00-05:00", ["csm", "csm-lead"])


def test_reasons_are_plain_text() -> None:
    for file in sorted((ROOT / "examples").glob("*.yaml")):
        for one in rehearsed(str(file)):
            assert one["reason"].strip()
            assert not set(one["reason"]) & set("*`\u2068\u2069"), one["reason"]
            assert "&amp;" not in one["reason"]


def test_a_span_of_days_has_both_its_ends() -> None:
    told = rehearsed(ACME, "--from", "2026-01-23", "--until", "2026-01-26")
    assert {one["at"][:10] for one in told} == {"2026-01-23", "2026-01-26"}
    assert {one["step"] for one in told if one["rule"] == "OVERDUE"} == {1}  # as if imported on the first day


def test_another_playbook_takes_the_place_of_the_milestones() -> None:
    subjects = {one["subject"] for one in rehearsed(ACME, "--playbook", "agent-30-day") if one["rule"] == "OVERDUE"}
    assert "provisioning" in subjects
    assert "integration-configured" not in subjects


def test_the_timeline_reads_by_days() -> None:
    answer = run(cli, ["rehearse", ACME, "--until", "2026-01-23"])
    assert answer.exit_code == 0
    head, *days = answer.stdout.strip().split("\n\n")
    assert head.startswith("Acme Corp: rehearsed from Thu 15 Jan 2026 (Day 0) through Fri 23 Jan 2026 (Day 8)")
    assert days[-2].startswith("Fri 23 Jan 2026, Day 8\n")
    assert "  09:00  OVERDUE, step 1 → CSM · Integration configured\n" in days[-2]
    assert "OVERDUE 1" in days[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "tomorrow"], "--from: “tomorrow” is not a day. Write it as 2026-01-23."),
        (["--until", "2026-02-30"], "--until: “2026-02-30” is not a day."),
        (["--until", "2999-01-01"], "more than ten years after Day 0"),
        (["--from", "2026-03-01", "--until", "2026-02-01"], "--from: 2026-03-01 comes after the last day, 2026-02-01."),
        (["--from", "2027-01-01"], "--from: 2027-01-01 comes after the last day, 2026-04-15."),
        (["--until", "2026-01-01"], "--from: 2026-01-15 comes after the last day, 2026-01-01."),
        (["--playbook", "agent-30"], "Did you mean “agent-30-day”?"),
    ],
)
def test_what_cannot_be_rehearsed_is_named(arguments: list[str], words: str) -> None:
    assert words in refused(ACME, *arguments)


def test_a_bad_file_has_all_its_faults_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("customer: {name: A, csm: J, start_date: 2026-13-01, tire: smb}\n")
    said = refused(str(file), "--playbook", "nope")
    assert "nothing was rehearsed" in said
    assert all(word in said for word in ("start_date", "tire", "“nope”"))
    assert "missing.yaml" in refused(str(tmp_path / "missing.yaml"))


def test_neither_slack_nor_a_database_is_even_imported() -> None:
    code = (
        "import sys; from bot.cli import cli; cli(['rehearse', sys.argv[1], '--json'], standalone_mode=False);"
        "sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'slack_sdk', 'slack_bolt', 'storage')))"
    )
    done = subprocess.run([sys.executable, "-c", code, ACME], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
