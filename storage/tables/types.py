"""Column types that keep their promises on both databases: aware UTC instants, JSON that remembers dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


class Key(TypeDecorator[str]):
    """A string compared by code point on both databases, so that a range over an index is "begins with"."""

    impl = String().with_variant(String(collation="C"), "postgresql")
    cache_ok = True


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware datetimes only, gives them back in UTC (SQLite itself would drop the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """JSON; dates and instants inside come back as what they were, tuples as lists."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return from_json(value)


def to_json(value: Any) -> Any:
    """The value with `{"$at": …}` and `{"$on": …}` in place of instants and dates."""
    if type(value) in _AS_THEY_ARE:  # most of an image
        return value
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, datetime):
        return {"$at": value.isoformat()}
    if isinstance(value, date):
        return {"$on": value.isoformat()}
    return value


def from_json(value: Any) -> Any:
    """What `to_json` was given."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$at"}:
        return datetime.fromisoformat(value["$at"])
    if value.keys() == {"$on"}:
        return date.fromisoformat(value["$on"])
    return {key: item if type(item) in _AS_THEY_ARE else from_json(item) for key, item in value.items()}
