"""Accounts with their measures as rows for other programs: JSON objects, and CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from messages.words import one_line
from playbook.measures.account import Measures, document
from playbook.models import Account

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def account_row(account: Account, found: Measures, segment: Mapping[str, str | None], on: date) -> dict[str, Any]:
    """The account's own facts, then every measure under the keys of `onboard measure --json`; `on` is its local day."""
    survey, review = account.facts.survey, account.review
    return {
        "account": account.name,
        "csm": account.csm,
        "tier": str(account.tier),
        "acv": account.acv,
        "state": str(account.state),
        "plan": account.playbook,
        "start_date": account.start_on.isoformat(),
        "end_date": account.end_on.isoformat() if account.end_on else None,
        "closed_on": account.closed_on.isoformat() if account.closed_on else None,
        "measured_on": on.isoformat(),
        **document(found),
        "segment": dict(segment),
        "survey": {"ces": survey.ces, "nps": survey.nps, "csat": survey.csat},
        "review": str(review.answer) if review else None,
    }


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A heading line and one a row; nested keys are joined with `_`. What is None is empty."""
    begun = False
    for row in rows:
        flat = dict(_flat(row))
        if not begun:
            yield _line(list(flat))
        begun = True
        yield _line(["" if value is None else _cell(value) for value in flat.values()])


def safe_cell(text: str) -> str:
    """Outside text for a cell: one line that no spreadsheet runs as a formula."""
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULA) or text.startswith(_FORMULA) else line


def _cell(value: object) -> str:
    """Numbers stay numbers, a negative one too."""
    return safe_cell(value) if isinstance(value, str) else str(value)


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}_")
        else:
            yield f"{before}{key}", value


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
