"""Tracker files to write in a test, and what is wrong with them."""

from __future__ import annotations

import pytest

from playbook.errors import BadFile, Problem
from playbook.models import Workspace
from playbook.tracker import read_tracker

DEFAULTS = Workspace()
HEAD = 'customer: {name: Northwind, csm: Jane, start_date: "2026-01-15"}\n'
MILESTONE = "milestones:\n  - {name: Go, target_date: 2026-01-20%s}\n"


def problems(text: str) -> list[Problem]:
    with pytest.raises(BadFile) as caught:
        read_tracker(text, defaults=DEFAULTS)
    return list(caught.value.problems)


def one_problem(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def customer(field: str) -> str:
    return f"customer:\n  name: Northwind\n  csm: Jane\n  start_date: 2026-01-15\n  {field}\n"
