"""`onboard export --all --format json|csv`: every account with all its measures, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.settings import MENDING
from messages.exports import csv_lines, safe_cell

EXAMPLES = Path(__file__).parents[2] / "examples"
run = CliRunner().invoke
SHIFTY = """
customer: {name: "=HYPERLINK(\\"http://x\\")", csm: "@jane, +1", start_date: "2025-11-01", tier: enterprise}
milestones:
  - {name: A, target_date: "2025-11-05", actual_date: "2025-11-03", status: complete, kind: value}
survey: {ces: 2, nps: -40, csat: 80}
"""


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in MENDING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    (tmp_path / "shifty.yaml").write_text(SHIFTY)
    trackers = [str(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    assert run(cli, ["import", *trackers, "shifty.yaml"]).exit_code == 0


def test_json_has_every_account_with_what_measure_prints() -> None:
    answer = run(cli, ["export", "--all", "--format", "json"])
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.stdout)
    assert len(rows) == len(list(EXAMPLES.glob("*.yaml"))) + 1
    acme = next(row for row in rows if row["account"] == "Acme Corp")
    on = acme["measured_on"]
    printed = json.loads(run(cli, ["measure", str(EXAMPLES / "acme.yaml"), "--at", on, "--json"]).stdout)
    assert {key: acme[key] for key in printed} == printed
    shifty = next(row for row in rows if row["account"].startswith("=HYPERLINK"))
    assert (shifty["survey"], shifty["ttv"]["total"]) == ({"ces": 2.0, "nps": -40.0, "csat": 80.0}, 2)


def test_csv_is_the_same_flat_and_holds_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(run(cli, ["export", "--all", "--format", "csv"]).stdout)))
    told = json.loads(run(cli, ["export", "--all", "--format", "json"]).stdout)
    assert len(rows) == len(told)
    shifty = next(row for row in rows if "HYPERLINK" in row["account"])
    assert (shifty["account"][:2], shifty["csm"], shifty["survey_nps"]) == ("'=", "'@jane, +1", "-40.0")
    assert {"health_score", "ttv_bottleneck", "days_third_party", "segment_playbook", "fst_coverage"} <= set(rows[0])
    acme = next(row for row in rows if row["account"] == "Acme Corp")
    assert acme["efficiency_ratio"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1+1").startswith("'")
    assert safe_cell(f" {start}1+1")[0] in "'1"


def test_no_rows_are_no_lines() -> None:
    assert list(csv_lines([])) == []


def test_into_a_folder_it_is_one_file(tmp_path: Path) -> None:
    for format in ("json", "csv"):
        assert run(cli, ["export", "--all", "--format", format, "--to", "out"]).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["accounts.csv", "accounts.json"]
    assert (tmp_path / "out" / "accounts.json").read_text() == run(cli, ["export", "--all", "--format", "json"]).stdout


def test_an_empty_database_is_an_empty_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    assert json.loads(run(cli, ["export", "--all", "--format", "json"]).stdout) == []


def test_without_a_format_they_are_tracker_files_as_ever() -> None:
    printed = run(cli, ["export", "--all"]).stdout
    assert printed.startswith("---\ncustomer:")
    assert run(cli, ["export", "acme"]).stdout.startswith("customer:")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["export", "acme", "--format", "csv"], 1, "give --all"),
        (["export", "acme", "--all", "--format", "csv"], 1, "no names"),
        (["export", "--format", "json"], 1, "give --all"),
        (["export", "--all", "--format", "xml"], 2, "xml"),
    ],
)
def test_what_does_not_go_together_is_said(arguments: list[str], code: int, words: str) -> None:
    answer = run(cli, arguments)
    assert answer.exit_code == code
    assert words in answer.output
