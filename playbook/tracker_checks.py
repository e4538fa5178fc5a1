"""What a tracker file's fields must say together: dates against states, keys against keys, gates against measures.

Works on the raw document and passes over values that their own schema refuses, so that every problem of a file comes
at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from playbook.matching import nearest_word
from playbook.models import AccountState, Kind, Measure, MilestoneStatus
from playbook.rubric import assign_keys, cycles, infer_kind
from playbook.tracker_fields import MOST_ITEMS, MOST_MILESTONES, one_of, parse_day, parse_key, parse_line, parse_number
from playbook.tracker_lines import Document, Path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Row:
    """A milestone as far as it can be read."""

    path: Path
    raw: dict[str, Any]
    day_zero: date | None

    def read(self, name: str, parse: Callable[[Any], T]) -> T | None:
        return _readable(parse, self.raw.get(name))

    @property
    def status(self) -> MilestoneStatus | None:
        """As written, or as the actual date tells; None when it cannot be read."""
        if self.raw.get("status") is not None:
            return self.read("status", one_of(MilestoneStatus))
        return MilestoneStatus.COMPLETE if self.raw.get("actual_date") is not None else MilestoneStatus.PENDING


def check(document: Document, playbooks: Iterable[str]) -> None:
    """Adds to the document what does not fit together in it. `playbooks` are the known keys."""
    customer = _block(document.value.get("customer"))
    day_zero = _readable(parse_day, customer.get("start_date"))
    _check_customer(document, customer, day_zero, list(playbooks))
    rows = [
        _Row(("milestones", index), raw, day_zero)
        for index, raw in enumerate(_rows(document.value.get("milestones"), MOST_MILESTONES))
        if isinstance(raw, dict)
    ]
    for row in rows:
        _check_status(document, row)
        _check_days(document, row)
        _check_gate(document, row)
        _check_blockers(document, row)
    _check_keys(document, rows)
    _check_repeats(document, "flows", "key")
    _check_repeats(document, "seed_users", "name")
    _check_pauses(document, day_zero)


def _check_customer(document: Document, customer: dict[str, Any], day_zero: date | None, known: list[str]) -> None:
    for name in ("target_first_value", "end_date"):
        day = _readable(parse_day, customer.get(name))
        if day and day_zero and day < day_zero:
            document.add(("customer", name), f"is before Day 0, {day_zero}")
    playbook = _readable(parse_key, customer.get("playbook"))
    if playbook is not None and playbook not in known:
        document.add(("customer", "playbook"), f"must be one of {', '.join(known)}", nearest_word(playbook, known))


def _check_status(document: Document, row: _Row) -> None:
    status = row.status
    done = row.raw.get("actual_date") is not None
    if status is MilestoneStatus.COMPLETE and not done:
        document.add((*row.path, "actual_date"), "is required: the milestone is complete; say on which day")
    if done and status not in (MilestoneStatus.COMPLETE, None):
        document.add((*row.path, "status"), "must be complete, or actual_date must go: it says the milestone was done")
    if status is MilestoneStatus.SKIPPED and row.raw.get("skip") is None:
        document.add((*row.path, "skip"), "is required: a skipped milestone needs {reason: …, consequence: …}")


def _check_days(document: Document, row: _Row) -> None:
    for name in ("target_date", "actual_date"):
        day = row.read(name, parse_day)
        if day and row.day_zero and day < row.day_zero:
            document.add((*row.path, name), f"is before Day 0, {row.day_zero}")
    start, due = row.read("start_date", parse_day), row.read("target_date", parse_day)
    if start and due and start > due:
        document.add((*row.path, "start_date"), f"is after target_date, {due}")


def _check_gate(document: Document, row: _Row) -> None:
    written = row.raw.get("measure") is not None, row.raw.get("threshold") is not None
    measure = row.read("measure", one_of(Measure))
    kind = row.read("kind", one_of(Kind)) if row.raw.get("kind") is not None else infer_kind("", measure)
    if written == (False, True) or (kind is Kind.GATE and not written[0]):
        document.add((*row.path, "measure"), f"is required for a gate: one of {', '.join(Measure)}")
    if written[0] and not written[1]:
        document.add((*row.path, "threshold"), "is required with a measure: percent (70), or a count of workflows (2)")
    if measure and kind not in (Kind.GATE, None):
        document.add((*row.path, "kind"), "must be gate: the milestone has a measure")
    threshold = row.read("threshold", parse_number)
    if threshold is not None and not 0 < threshold <= 100:
        document.add((*row.path, "threshold"), "must be over 0 and at most 100")


def _check_blockers(document: Document, row: _Row) -> None:
    for index, raw in enumerate(_rows(row.raw.get("blockers"))):
        opened = _readable(parse_day, _block(raw).get("opened_on"))
        resolved = _readable(parse_day, _block(raw).get("resolved_on"))
        if opened and resolved and resolved < opened:
            document.add((*row.path, "blockers", index, "resolved_on"), f"is before opened_on, {opened}")


def _check_keys(document: Document, rows: list[_Row]) -> None:
    names = [(row.read("name", parse_line) or "?", row.read("key", parse_key)) for row in rows]
    keys = assign_keys(names)
    first: dict[str, Path] = {}
    for row, key in zip(rows, keys, strict=True):
        if key in first:
            document.add((*row.path, "key"), f"{key!r} is a key already, on line {document.line_of(first[key])}")
        else:
            first[key] = (*row.path, "key")
    needs: dict[str, tuple[str, ...]] = {}
    for row, key in zip(rows, keys, strict=True):
        listed = [need for need in _rows(row.raw.get("depends_on")) if isinstance(need, str)]
        for index, need in enumerate(_rows(row.raw.get("depends_on"))):
            if isinstance(need, str) and need not in first:
                path = (*row.path, "depends_on", index)
                nearest = None if document.is_full else nearest_word(need, keys)
                document.add(path, f"no milestone has the key {need[:80]!r}", nearest)
        needs.setdefault(key, tuple(listed))
    for circle in cycles(needs):
        way = " → ".join([*circle, circle[0]])
        document.add((*first[circle[0]][:-1], "depends_on"), f"waits for itself in a circle: {way}")


def _check_repeats(document: Document, section: str, name: str) -> None:
    lines: dict[str, int] = {}
    for index, raw in enumerate(_rows(document.value.get(section))):
        value = _block(raw).get(name)
        path = (section, index, name)
        if isinstance(value, str) and value in lines:
            document.add(path, f"{value[:80]!r} is given already, on line {lines[value]}")
        elif isinstance(value, str):
            lines[value] = document.line_of(path)


def _check_pauses(document: Document, day_zero: date | None) -> None:
    open_path: Path | None = None
    for index, raw in enumerate(_rows(document.value.get("pauses"))):
        path: Path = ("pauses", index)
        begun, ended = (_readable(parse_day, _block(raw).get(name)) for name in ("from", "to"))
        if begun and day_zero and begun < day_zero:
            document.add((*path, "from"), f"is before Day 0, {day_zero}")
        if begun and ended and ended < begun:
            document.add((*path, "to"), f"is before from, {begun}")
        if isinstance(raw, dict) and raw.get("to") is None:
            if open_path:
                line = document.line_of(open_path)
                document.add((*path, "to"), f"is required: the pause on line {line} is open already")
            open_path = open_path or path
    state = _readable(one_of(AccountState), _block(document.value.get("customer")).get("state"))
    if state is AccountState.PAUSED and open_path is None:
        document.add(("customer", "state"), "needs a pause without an end in pauses to be paused")


def _readable(parse: Callable[[Any], T], value: Any) -> T | None:
    try:
        return None if value is None else parse(value)
    except PydanticCustomError:
        return None


def _block(raw: Any) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _rows(raw: Any, most: int = MOST_ITEMS) -> list[Any]:
    return raw if isinstance(raw, list) and len(raw) <= most else []
