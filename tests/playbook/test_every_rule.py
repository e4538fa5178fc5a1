"""No rule of METHOD's table is left out: each is judged, has a row of a table test, a story, and words for `why`.

A test covers a rule when it names its id in what it checks: in a string of its code, docstrings and comments apart.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rehearsal import acme, look_at

from messages.reasons import TITLES, reason
from playbook.rules import JUDGES, RULES

TESTS = Path(__file__).parents[1]
METHOD = (
    "WELCOME", "SALES-HANDOFF", "KICKOFF-BOOK", "KICKOFF-LATE", "QUESTIONNAIRE", "KICKOFF-BRIEF", "HOMEWORK",
    "STAKEHOLDERS", "NOTES-CONFIRM", "FLOW-UNDONE", "ADVANCED-FLOW", "OVERDUE", "BLOCKED", "TOUCH", "STALL-3",
    "STALL-6", "STALL-9", "STALL-14", "STALL-21", "STALL-NOTE", "CRITERIA-14", "FST-48H", "FST-FAIL", "FST-REPEAT",
    "FST-ROLLCALL", "FST-50", "FST-30", "RETURN-USER", "WORKFLOW-ONE", "RETURN-60", "WORKFLOWS-2", "ADOPTION-14",
    "LOW-ENGAGEMENT", "CHAMPION-LEFT", "SKIP-14", "HEALTH-80", "HEALTH-60", "DRAG", "CAPACITY", "REVIEW-30",
    "REVIEW-FOLLOW", "REMEDIATION", "HANDOFF-READY", "SURVEY", "EXPANSION-HOLD",
)  # fmt: skip
"""The ids of METHOD section 5, in its order: the page itself is not part of this repository."""


def covered(folder: str) -> dict[str, set[str]]:
    """The rule ids that the tests in a folder name, each with the files that do."""
    found: dict[str, set[str]] = {}
    for file in sorted((TESTS / folder).glob("test_*.py")):
        if file.name != Path(__file__).name:
            for text in strings(ast.parse(file.read_text(encoding="utf-8"))):
                for rule in METHOD:
                    if re.search(rf"(?<![\w-]){rule}(?![\w-])", text):
                        found.setdefault(rule, set()).add(file.name)
    return found


def strings(tree: ast.Module) -> Iterator[str]:
    """Every string of the code that is not a docstring or stands alone."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_the_rules_are_methods_in_its_order() -> None:
    assert tuple(RULES) == METHOD


def test_each_has_a_row_in_a_table_test() -> None:
    found = covered("playbook")
    assert [rule for rule in METHOD if rule not in found] == []


def test_each_has_a_story() -> None:
    found = covered("stories")
    assert [rule for rule in METHOD if rule not in found] == []


@pytest.mark.parametrize("rule", METHOD)
def test_each_has_words_of_its_own_for_why(rule: str) -> None:
    said = reason(rule, 1, {}, date(2026, 1, 23))
    assert said.strip()
    assert not said.startswith(f"{rule} applies")
    assert TITLES[rule] != rule


def test_every_rule_says_its_id_and_where_it_is_from() -> None:
    for rule in RULES.values():
        text = rule.judge.__doc__ or ""
        assert rule.id in text
        assert all(source in text for source in rule.source.split())
    assert len(JUDGES) <= len(RULES)


def test_every_finding_is_of_a_known_rule_and_every_rule_finds_something() -> None:
    seen = look_at(acme(), "01-23 00:00")
    assert {found.rule for found in seen.findings} == set(RULES)
