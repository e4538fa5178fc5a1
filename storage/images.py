"""Before and after images of every audited row that a transaction touches, taken as the session flushes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.base import NO_VALUE

from storage.tables import METADATA, Base

Values = dict[str, Any]


@dataclass(slots=True)
class Image:
    """One row; None where it was not there."""

    table: str
    row_id: int | str
    before: Values | None
    after: Values | None

    @property
    def account_id(self) -> int | None:
        """The account that the row is or belongs to."""
        return owner_of(self.as_json())

    @property
    def names_anew(self) -> bool:
        """Whether it is of an account that came, went, or has another name."""
        if self.table != "account":
            return False
        return (self.before or {}).get("name") != (self.after or {}).get("name")

    def as_json(self) -> dict[str, Any]:
        return {"table": self.table, "row_id": self.row_id, "before": self.before, "after": self.after}


def owner_of(image: Mapping[str, Any]) -> int | None:
    """The account that an image's row, as an audit row keeps it, is or belongs to."""
    values = image["after"] or image["before"] or {}
    found = values.get("id") if image["table"] == "account" else values.get("account_id")
    return int(found) if found is not None else None


class RecordedSession(Session):
    """A session that keeps images; `taken` is in the order of first touch."""

    def taken(self) -> list[Image]:
        """All rows that differ from how the transaction found them."""
        images: dict[tuple[str, int | str], Image] = self.info.get("images", {})
        return [image for image in images.values() if image.before != image.after]


def table_of(row: Base) -> Table:
    return METADATA.tables[str(row.__tablename__)]


@cache
def id_column(table: Table) -> str:
    """The name of the one primary key column that every audited table has."""
    return next(iter(table.primary_key.columns)).name


def image_of(row: Base) -> Values:
    """Its audited columns as they are now."""
    return {name: getattr(row, name) for name in audited_columns(type(row))}


@cache
def audited_columns(kind: type[Base]) -> tuple[str, ...]:
    return tuple(each.name for each in METADATA.tables[str(kind.__tablename__)].c if each.name not in kind.derived)


def _found_as(row: Base) -> Values:
    """Its audited columns as the database has them."""
    committed = inspect(row).committed_state
    values = {name: committed.get(name, getattr(row, name)) for name in audited_columns(type(row))}
    missing = [name for name, value in values.items() if value is NO_VALUE]
    if missing:
        raise RuntimeError(f"{type(row).__name__}.{missing[0]} was set before it was read: no image of it")
    return values


@event.listens_for(RecordedSession, "before_flush")
def _take_before(session: RecordedSession, *_: Any) -> None:
    for row in (*session.new, *session.dirty):
        row.before_write()
    for row in session.dirty:
        if row.audited == "always":
            _image(session, row, found=True)
    for row in session.deleted:
        if row.audited != "never":
            _image(session, row, found=True)


@event.listens_for(RecordedSession, "after_flush")
def _take_after(session: RecordedSession, *_: Any) -> None:
    for row in (*session.new, *session.dirty):
        if row.audited == "always":
            _image(session, row).after = image_of(row)
    for row in session.deleted:
        if row.audited != "never":
            _image(session, row).after = None


def _image(session: RecordedSession, row: Base, *, found: bool = False) -> Image:
    images: dict[tuple[str, int | str], Image] = session.info.setdefault("images", {})
    table = table_of(row)
    row_id = getattr(row, id_column(table))
    known = images.get((table.name, row_id))
    if known is None:
        before = _found_as(row) if found else None
        known = images[table.name, row_id] = Image(table.name, row_id, before, before)
    return known
