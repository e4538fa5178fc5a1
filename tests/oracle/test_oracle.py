"""The rules against an oracle that shares no code with them: the same customers, the same nudges, none more or less."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import yaml

from playbook.models import Workspace
from playbook.rehearsal import rehearse
from playbook.tracker import read_tracker
from tests.oracle.customers import made_up
from tests.oracle.telling import Said, oracle

TWO_YEARS = 731  # days
SPEAKING = {
    "WELCOME", "SALES-HANDOFF", "KICKOFF-BOOK", "KICKOFF-LATE", "QUESTIONNAIRE", "KICKOFF-BRIEF", "HOMEWORK",
    "STAKEHOLDERS", "NOTES-CONFIRM", "FLOW-UNDONE", "ADVANCED-FLOW", "OVERDUE", "BLOCKED", "TOUCH", "STALL-3",
    "STALL-6", "STALL-9", "STALL-14", "STALL-21", "STALL-NOTE", "CRITERIA-14", "FST-48H", "FST-FAIL", "FST-REPEAT",
    "FST-ROLLCALL", "FST-50", "FST-30", "RETURN-USER", "WORKFLOW-ONE", "RETURN-60", "WORKFLOWS-2", "ADOPTION-14",
    "LOW-ENGAGEMENT", "CHAMPION-LEFT", "SKIP-14", "HEALTH-80", "HEALTH-60", "DRAG", "REVIEW-30", "REVIEW-FOLLOW",
    "REMEDIATION", "HANDOFF-READY", "SURVEY",
}  # fmt: skip


def rehearsed(file: dict[str, Any], days: int) -> Counter[Said]:
    """What the rules tell a customer, read from its file as anybody's is."""
    account = read_tracker(yaml.safe_dump(file, sort_keys=False), defaults=Workspace())
    told = rehearse(account, Workspace(), until=account.start_on + timedelta(days=days))
    return Counter((one.at, one.rule, one.step, tuple(map(str, one.to)), one.subject) for one in told)


def same(file: dict[str, Any], days: int, name: str) -> None:
    found, meant = rehearsed(file, days), oracle(file, days)
    assert sorted((found - meant).items(), key=str) == [], f"{name}: told, and should not be"
    assert sorted((meant - found).items(), key=str) == [], f"{name}: should be told, and is not"


@pytest.mark.parametrize("seed", range(8))
def test_a_few_months_of_a_few_customers(seed: int) -> None:
    same(made_up(seed), 75, f"customer {seed}")


def test_what_a_late_phase_gate_held_moves() -> None:
    plain = {"kind": "task", "weight": 1, "status": "pending"}
    gate = {"name": "Core adopted", "key": "core", "kind": "gate", "measure": "feature_adoption", "threshold": 60}
    file = {
        "customer": {
            "name": "A",
            "csm": "J",
            "start_date": "2026-01-15",
            "features": {"purchased": ["a"], "used": ["a"]},
        },
        "milestones": [
            {**plain, **gate, "target_date": "2026-01-20"},
            {**plain, "name": "Next", "key": "next", "target_date": "2026-01-22", "depends_on": ["core"]},
            {**plain, "name": "Last", "key": "last", "target_date": "2026-01-28", "depends_on": ["next"]},
        ],
        "pauses": [{"from": "2026-01-15", "to": "2026-01-30"}],
    }  # met while it was paused, and so ten days late
    same(file, 60, "a customer whose gate is late")
    first = min(at for at, rule, _, _, subject in oracle(file, 60) if (rule, subject) == ("OVERDUE", "next"))
    assert first.date().isoformat() == "2026-02-02"


@pytest.mark.thorough
@pytest.mark.parametrize("seeds", [range(first, first + 10) for first in range(0, 200, 10)], ids=str)
def test_two_years_of_two_hundred_customers(seeds: range) -> None:
    for seed in seeds:
        same(made_up(seed), TWO_YEARS, f"customer {seed}")


@pytest.mark.thorough
def test_the_customers_meet_every_rule() -> None:
    """CAPACITY looks at a portfolio, and EXPANSION-HOLD never speaks."""
    met = {rule for seed in range(200) for _, rule, *_ in oracle(made_up(seed), 120)}
    assert met == SPEAKING
