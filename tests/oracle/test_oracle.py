"""The rules against an oracle that shares no code with them: the same customers, the same nudges, none more or less."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

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


def rehearsed(seed: int, days: int) -> Counter[Said]:
    """What the rules tell a made-up customer, read from its file as anybody's is."""
    text = yaml.safe_dump(made_up(seed), sort_keys=False)
    account = read_tracker(text, defaults=Workspace(), name=f"customer {seed}")
    told = rehearse(account, Workspace(), until=account.start_on + timedelta(days=days))
    return Counter((one.at, one.rule, one.step, tuple(map(str, one.to)), one.subject) for one in told)


def same(seed: int, days: int) -> None:
    found, meant = rehearsed(seed, days), oracle(made_up(seed), days)
    assert sorted((found - meant).items(), key=str) == [], f"customer {seed}: told, and should not be"
    assert sorted((meant - found).items(), key=str) == [], f"customer {seed}: should be told, and is not"


@pytest.mark.parametrize("seed", range(8))
def test_a_few_months_of_a_few_customers(seed: int) -> None:
    same(seed, 75)


@pytest.mark.thorough
@pytest.mark.parametrize("seeds", [range(first, first + 10) for first in range(0, 200, 10)], ids=str)
def test_two_years_of_two_hundred_customers(seeds: range) -> None:
    for seed in seeds:
        same(seed, TWO_YEARS)


@pytest.mark.thorough
def test_the_customers_meet_every_rule() -> None:
    """CAPACITY looks at a portfolio, and EXPANSION-HOLD never speaks."""
    met = {rule for seed in range(200) for _, rule, *_ in oracle(made_up(seed), 120)}
    assert met == SPEAKING
