"""Audit lines of storage, in the words' own shape."""

from __future__ import annotations

from messages.snapshots import FieldChange, HistoryLine
from storage.records import AuditLine, Changed


def history_line_of(line: AuditLine) -> HistoryLine:
    """An audit line as `messages` tells it."""
    return HistoryLine(
        at=line.at,
        action=line.action,
        actor_kind=line.actor_kind,
        actor_id=line.actor_id,
        actor_name=line.actor_name,
        via=line.via,
        changes=tuple(change for row in line.changed for change in _changes(row)),
    )


def _changes(row: Changed) -> list[FieldChange]:
    thing = row.label or row.table
    before, after = row.before or {}, row.after or {}
    fields = dict.fromkeys([*before, *after])
    return [FieldChange(thing=thing, field=name, before=before.get(name), after=after.get(name)) for name in fields]
