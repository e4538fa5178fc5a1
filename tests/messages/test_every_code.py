"""Every code that has words is raised or told somewhere in the packages: no sentence that nobody can ever read."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from messages import confirmations, errors, notices, refusals

ROOT = Path(__file__).parents[2]
TABLES: dict[str, Mapping[str, Any]] = {
    "refusals": refusals._REFUSED,
    "not_allowed": refusals._NOT_ALLOWED,
    "confirmations": confirmations._CODES,
    "notices": notices._CODES,
    "files": errors._FILE,
    "expected": errors._EXPECTED,
}


def _texts(path: Path) -> Iterator[str]:
    """The strings that code computes with: no docstrings, no sentences."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.fixture(scope="module")
def used() -> set[str]:
    """What the packages say, the tables of words themselves apart."""
    rooms = ("playbook", "storage", "scheduler", "bot")
    paths = [ROOT / "messages" / "refs.py", *(path for room in rooms for path in (ROOT / room).rglob("*.py"))]
    return {text for path in paths for text in _texts(path)}


@pytest.mark.parametrize("table", TABLES)
def test_every_code_with_words_is_raised_somewhere(table: str, used: set[str]) -> None:
    assert sorted(set(TABLES[table]) - used) == []
