"""The audit played back: the images of every line, one after the other, from nothing to the rows that are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from storage.images import audited_columns
from storage.tables import AUDIT, METADATA, Base

Values = dict[str, Any]
Rows = dict[tuple[str, int | str], Values]
KINDS = {str(kind.__tablename__): kind for kind in Base.__subclasses__() if kind.audited == "always"}
ON_ITS_WAY = (
    "send_at",
    "recipient_id",
)  # of a nudge, like waiting or queued: between sweep and delivery, not of record
EMPTY: Rows = {("workspace", 1): {"id": 1, "document": {}}}  # settings that nobody saved yet


class Replay:
    """The rows as the audit tells them, as far as it was read."""

    def __init__(self) -> None:
        self.rows: Rows = dict(EMPTY)
        self.read = 0  # the last line's id

    def go_on(self, session: Session) -> None:
        """Apply the lines written since; each must begin where the one before ended."""
        for line in session.execute(select(AUDIT).where(AUDIT.c.id > self.read).order_by(AUDIT.c.id)):
            for image in line.images:
                self._apply(line.id, line.action, image)
            self.read = line.id

    def _apply(self, line: int, action: str, image: Mapping[str, Any]) -> None:
        key = image["table"], image["row_id"]
        if image["table"] not in KINDS:
            return  # a card leaves an image when its account is deleted, and none when it comes
        before = settled(image["table"], image["before"])
        assert before == self.rows.get(key), f"line {line} ({action}) begins with another {key}"
        if image["after"] is None:
            del self.rows[key]
        else:
            self.rows[key] = settled(image["table"], image["after"]) or {}


def rows_now(session: Session) -> Rows:
    """All audited rows, as images have them."""
    found: Rows = dict(EMPTY)
    for name, kind in KINDS.items():
        table, columns = METADATA.tables[name], audited_columns(kind)
        for row in session.execute(select(table)).mappings():
            found[name, row[_id(table)]] = settled(name, {column: row[column] for column in columns}) or {}
    return found


def settled(table: str, values: Values | None) -> Values | None:
    """Without what is not of record."""
    if values is None or table != "nudge":
        return values
    kept = {name: value for name, value in values.items() if name not in ON_ITS_WAY}
    return {**kept, "state": "waiting" if kept["state"] == "queued" else kept["state"]}


def _id(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name
