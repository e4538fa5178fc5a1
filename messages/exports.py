"""Accounts with their measures as rows for other programs: JSON objects, and CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from messages.words import one_line
from playbook.measures.account import Measures, document
from playbook.models import Account

# What a spreadsheet would run, the wide signs too; also behind a semicolon, where some divide the cells.
_FORMULA = re.compile("(^|;)(?=[\\s\u200b\u2060\ufeff]*[-=+@＝＋－＠])")
_CONTROL = ("\t", "\r")


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
            yield csv_line(list(flat))
        begun = True
        yield csv_line(["" if value is None else _cell(value) for value in flat.values()])


def safe_cell(text: str) -> str:
    """Outside text for a cell: one line that no spreadsheet runs as a formula."""
    line = _FORMULA.sub(r"\1'", one_line(text))
    return f"'{line}" if text.startswith(_CONTROL) and not line.startswith("'") else line


def _cell(value: object) -> str:
    """Numbers stay numbers, a negative one too."""
    return safe_cell(value) if isinstance(value, str) else str(value)


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}_")
        else:
            yield f"{before}{key}", value


def csv_line(cells: Sequence[str]) -> str:
    """Cells, made safe before, as a line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
