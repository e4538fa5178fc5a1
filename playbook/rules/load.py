"""CAPACITY as one account sees it: a rule of the portfolio (`playbook.capacity`), so a look finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from playbook.rules.case import Case
from playbook.rules.finding import Finding, FindingState


def capacity(case: Case) -> Iterator[Finding]:
    """CAPACITY (004, 002): judged over all accounts of a CSM each Monday, never by looking at one."""
    yield Finding(rule="CAPACITY", state=FindingState.NOT_APPLICABLE)
