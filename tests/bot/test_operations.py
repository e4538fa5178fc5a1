"""docs/operations.md tells of what there is: its metrics, settings, commands, and the unit that systemd is to take."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.cli import cli
from bot.databases import database
from bot.metrics import Metrics
from bot.settings import MENDING

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def metrics() -> set[str]:
    """The names of families and samples, as Prometheus knows them."""
    own = Metrics()
    own.answered("command", 0.1)
    own.rejected("signature")
    own.watch_log()
    logging.getLogger("bot.operations").error("an error to count")
    own.leave_log()
    families = list(text_string_to_metric_families(own.text().decode()))
    return {sample.name for family in families for sample in family.samples} | {family.name for family in families}


def test_alert_rules_are_rules_about_metrics_that_there_are() -> None:
    found = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    (group,) = yaml.safe_load(found[1])["groups"]
    for rule in group["rules"]:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("page", "warn")
        assert rule["annotations"]["summary"]
        named = set(re.findall(r"onboard_\w+", rule["expr"]))
        assert named, rule["alert"]
        assert named <= metrics(), rule["alert"]


def test_every_metric_is_told_and_none_that_is_not_there() -> None:
    told = set(re.findall(r"`(onboard_\w+)`", TEXT))
    families = {name for name in metrics() if not re.search(r"_(bucket|count|sum|created)$", name)}
    assert told <= metrics()
    assert {name.removesuffix("_total") for name in told} == {name.removesuffix("_total") for name in families}


def test_settings_and_commands_are_those_that_there_are() -> None:
    assert set(re.findall(r"\b(?:ONBOARD|SLACK)_[A-Z_]+|DATABASE_URL", TEXT)) <= set(MENDING)
    commands = {str(each.name or each.callback.__name__) for each in cli.registered_commands if each.callback}
    below = {str(each.name or each.callback.__name__) for each in database.registered_commands if each.callback}
    assert set(re.findall(r"`(?:uv run )?onboard ([a-z]+)", TEXT)) - {"db"} <= commands
    assert set(re.findall(r"onboard db ([a-z]+)", TEXT)) <= below


def test_the_readme_leads_there() -> None:
    assert "docs/operations.md" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "onboard.service"
    text = (ROOT / "examples" / unit.name).read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/onboard/.venv/bin/onboard", sys.executable), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
