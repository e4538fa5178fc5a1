"""Lines of comma-separated values as events in the product: at, account, user, event and value, in any order.

A cell that a spreadsheet protected (`'=1+1`, `="text"`) is read as what it protects; nothing is ever computed.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from playbook.errors import BadInput
from playbook.matching import nearest_word
from playbook.usage import NEEDS_USER, ProductEvent, UsageKind

COLUMNS = ("at", "account", "user", "event", "value")
_YEARS = range(2000, 2101)
_VALUED = (UsageKind.TASK_SUCCEEDED, UsageKind.TASK_FAILED, UsageKind.FEATURE_USED, UsageKind.FLOW_COMPLETED)


@dataclass(frozen=True, slots=True)
class UsageLine:
    """A line as read; `at` without a zone is on the account's clock."""

    at: datetime
    account: str
    kind: UsageKind
    user: str
    value: str

    def event(self, zone: ZoneInfo) -> ProductEvent:
        """The event, for an account that lives in `zone`."""
        at = self.at if self.at.tzinfo else self.at.replace(tzinfo=zone)
        return ProductEvent(at, self.kind, self.user, self.value)


class UsageColumns:
    """Where the columns stand, by the first line."""

    def __init__(self, header: str) -> None:
        """Columns of other names are left alone; `missing` names those that are needed and not there."""
        self._delimiter = max(",;\t", key=header.count)
        names = [cell.casefold() for cell in self._cells(header)]
        self.missing = [name for name in COLUMNS if name not in names]
        self._count = len(names)
        self._at = {name: names.index(name) for name in COLUMNS if name in names}

    def read(self, text: str) -> UsageLine:
        """A line's event. BadInput."""
        cells = self._cells(text)
        if len(cells) > self._count:
            raise BadInput("line", text[:80], "csv_line")
        cells += [""] * (self._count - len(cells))
        at, account, user, event, value = (cells[self._at[name]] for name in COLUMNS)
        kind = _kind(event)
        for name, cell, needed in (("account", account, True), ("user", user, kind in NEEDS_USER),
                                   ("value", value, kind in _VALUED)):  # fmt: skip
            if needed and not cell:
                raise BadInput(name, "", "text")
        return UsageLine(_instant(at), account, kind, user, value)

    def _cells(self, text: str) -> list[str]:
        try:
            rows: Sequence[list[str]] = list(csv.reader([text], delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            raise BadInput("line", text[:80], "csv_line") from error
        return [_cell(cell) for cell in rows[0]] if rows else []


def _cell(text: str) -> str:
    text = text.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1].strip()
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _kind(text: str) -> UsageKind:
    word = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    try:
        return UsageKind(word)
    except ValueError:
        kinds = [kind.value for kind in UsageKind]
        nearest = nearest_word(word, kinds) if word else None
        raise BadInput("event", text[:80], "event", [nearest] if nearest else kinds) from None


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("at", text[:80], "instant") from None
    if at.year not in _YEARS:
        raise BadInput("at", text[:80], "instant")
    return at
