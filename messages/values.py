"""What a change left otherwise than it found it, as before → after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from messages.facts import fact_day
from messages.snapshots import ChangedRow, HistoryLine
from messages.words import called, count, day, escape, said
from playbook.models import Person

CHANGES = 4  # values of one line
_WHOLE = frozenset({"nudge.send", "nudge.snooze", "nudge.dismiss", "nudge.handle", "account.create"})  # said in words
# Bookkeeping that nobody reads.
_QUIET = frozenset(
    {
        "id",
        "account_id",
        "milestone_id",
        "position",
        "version",
        "created_at",
        "updated_at",
        "name_key",
        "score",
        "band",
        "rank",
        "overdue_count",
        "stalled_days",
        "open_blockers",
        "review_open",
        "at_risk",
        "reason_rule",
        "reason_facts",
        "next_milestone",
        "next_due_on",
        "attention_since",
        "attention_noticed_at",
        "cleared_at",
        "next_look_at",
        "wake_at",
        "at",
        "by",
        "plain",
        "permalink",
        "key",
        "dismissed_reason",
        "document",  # facts beyond milestones; the line says in words what of them
        "csm_id",  # the CSM's name stands beside it
    }
)
_PEOPLE = frozenset({"backup_id", "owner"})  # who, by id


def people_in(line: HistoryLine) -> set[str]:
    """Ids of everybody whom the line of this change may name."""
    values = [each for row in line.changed for each in (row.before, row.after) if each]
    found = [line.actor_id, line.facts.get("owner"), *(each.get(field) for each in values for field in _PEOPLE)]
    return {one for one in found if isinstance(one, str)}


def values_of(line: HistoryLine, people: Mapping[str, Person]) -> str:
    """`status: pending → complete · done on: – → Thu 22 Jan`; more than CHANGES as a count; people by name."""
    if line.action in _WHOLE:
        return ""
    is_undo = line.action == "undo"
    told = [text for row in line.changed if row.table != "nudge" for text in _row_values(row, people, whole=is_undo)]
    shown = told[:CHANGES]
    if len(told) > CHANGES:
        shown.append(f"and {len(told) - CHANGES} more values")
    return " · ".join(shown)


def _row_values(row: ChangedRow, people: Mapping[str, Person], *, whole: bool) -> list[str]:
    """The fields of a row that differ; of one that came or went what it is, if `whole` (else the line says it)."""
    before, after = row.before, row.after
    if before is None or after is None:
        what = _what(row.table, after or before or {}, row.label)
        if not whole or not what:
            return []
        return [f"{_word(row.table)}: {f'– → {what}' if before is None else f'{what} → –'}"]
    if row.table == "blocker":
        return [_blocker(row)]
    fields = [field for field in after if field not in _QUIET and before.get(field) != after.get(field)]
    about = f"{escape(row.label, 40)} " if row.label and row.table == "milestone" else ""
    told = ((field, _told(field, before, people), _told(field, after, people)) for field in fields)
    return [f"{about}{_word(field)}: {was} → {now}" for field, was, now in told]


def _told(field: str, values: Mapping[str, Any], people: Mapping[str, Person]) -> str:
    """A value in words; a person by name."""
    value = values.get(field)
    return called(value, people, value) if value and field in _PEOPLE else _value(value)


def _blocker(row: ChangedRow) -> str:
    """`blocker “SSO metadata”: open → resolved Mon 16 Feb`, and the other way round when it is taken back."""
    states = []
    for values in (row.before or {}, row.after or {}):
        on = fact_day(values, "resolved_on")
        states.append(f"resolved {day(on)}" if on else "open")
    return f"blocker {said(row.label or 'without words', 60)}: {' → '.join(states)}"


def _what(table: str, values: Mapping[str, Any], label: str | None) -> str:
    """A row in a few words."""
    if table == "touch":
        minutes = values.get("minutes")
        length = f", {minutes} min" if minutes else ""
        note = str(values.get("note") or "")
        return f"{_value(values.get('kind'))} ({_value(values.get('direction'))}){length}" + (
            f" {said(note, 60)}" if note else ""
        )
    if table == "review":
        return f"{_value(values.get('answer'))}, said by {_value(values.get('said_by'))}"
    if table == "remediation":
        return f"{count(len(values.get('steps') or ()), 'step')} until {_value(values.get('due_on'))}"
    if table == "pause":
        return f"from {_value(values.get('from_on'))}"
    return said(label, 80) if label else ""


def _word(field: str) -> str:
    return escape(field.removesuffix("_id").replace("_", " "))


def _value(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return day(value.date())
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        on = fact_day({"value": value}, "value") if len(value) == 10 else None
        return day(on) if on else escape(value.replace("_", " "), 80)
    return escape(str(value), 80)
