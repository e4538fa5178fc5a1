"""What became of a file of product events, as the command line tells it."""

from __future__ import annotations

from messages.errors import error_text
from messages.words import count
from playbook.errors import OnboardError


def refused_line(number: int, error: OnboardError) -> str:
    """`line 12: I know no account called “Acmee”. Did you mean Acme Corp?`"""
    return f"line {number}: {error_text(error)}"


def usage_summary(name: str, new: int, known: int, refused: int, accounts: int) -> str:
    """`usage.csv: 990 new events on 12 accounts, 10 known already, 3 lines refused`."""
    where = f" on {count(accounts, 'account')}" if new else ""
    return f"{name}: {count(new, 'new event')}{where}, {known:,} known already, {count(refused, 'line')} refused"
