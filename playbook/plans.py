"""Playbooks: plans of milestones kept as YAML, their lint, and what they become for one account (METHOD section 3).

Those that ship lie in templates/; a team's own are read the same way with `load_playbook`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from playbook.models import Kind, Measure, Milestone
from playbook.rubric import cycles, infer_kind, infer_weight
from playbook.tracker_fields import (
    MOST_MILESTONES,
    Flag,
    Key,
    Line,
    Number,
    Text,
    Words,
    list_of,
    not_known,
    one_of,
    whole,
)
from playbook.tracker_lines import Path, read_document
from playbook.tracker_model import Listed, Part
from playbook.tracker_problems import validated
from playbook.tracker_words import Owner

MOST_BEFORE_VALUE = 10
LONGEST_DAYS = 90
DayNumber = Annotated[int, BeforeValidator(whole(0, 1000))]


class Phase(Part):
    """A stretch of the plan, from a day to a day (Day 0 is the signing)."""

    name: Line
    from_day: DayNumber
    to_day: DayNumber


class ChecklistPoint(Part):
    """One point to tick at the end, and the milestone that ticks it."""

    point: Line
    milestone: Key


class PlanMilestone(Part):
    """A milestone of a plan; due on a day, or within hours of the signing."""

    key: Key
    name: Line
    phase: Line | None = None
    start_day: DayNumber | None = None
    due_day: DayNumber | None = None
    due_hours: Annotated[int, BeforeValidator(whole(1, 24_000))] | None = None
    owner: Annotated[Owner, BeforeValidator(one_of(Owner))] = Owner.CSM
    weight: Annotated[int, BeforeValidator(whole(-1000, 1000))] | None = None  # its bounds are lint's to judge
    kind: Annotated[Kind, BeforeValidator(one_of(Kind))] | None = None
    measure: Annotated[Measure, BeforeValidator(one_of(Measure))] | None = None
    threshold: Number | None = None
    must_have: Flag = False
    depends_on: Listed[Key] = ()
    criteria: Text | None = None

    @property
    def due(self) -> int:
        """The due day's number: 24 hours are Day 1, 48 Day 2."""
        return self.due_day if self.due_day is not None else math.ceil((self.due_hours or 0) / 24)

    @property
    def told_kind(self) -> Kind:
        return self.kind or infer_kind(self.name, self.measure)

    @property
    def told_weight(self) -> int:
        return self.weight if self.weight is not None else infer_weight(self.told_kind, self.name, self.phase)


class Playbook(Part):
    """A plan. `length_days` counts from the signing; `source` names the document it comes from.

    The kickoff is to be held within `kickoff_hours` of the signing, else within 3 business days (001).
    """

    key: Key
    name: Line
    summary: Words
    source: Line | None = None
    length_days: DayNumber
    kickoff_hours: Annotated[int, BeforeValidator(whole(1, 2400))] | None = None
    phases: Listed[Phase] = ()
    milestones: Annotated[tuple[PlanMilestone, ...], BeforeValidator(list_of(MOST_MILESTONES))]
    checklist: Listed[ChecklistPoint] = ()


@dataclass(frozen=True, slots=True)
class LintItem:
    """One finding: a code, where it is in the file, and what it says."""

    code: str
    path: Path
    message: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """What a plan gets wrong (errors: it is not taken) and what a person should look at (warnings)."""

    errors: tuple[LintItem, ...]
    warnings: tuple[LintItem, ...]


def playbooks() -> dict[str, Playbook]:
    """The playbooks that ship, by key, the default one first."""
    return dict(_shipped())


def load_playbook(text: str, name: str = "playbook") -> Playbook:
    """A playbook file, validated and linted; BadFile has every error with its line. Warnings pass: see `lint`."""
    document = read_document(text, name)
    playbook = validated(Playbook, document)
    if playbook is not None:
        for item in lint(playbook).errors:
            document.add(item.path, item.message, item.nearest)
    document.raise_problems(name)
    assert playbook is not None  # no problems means that it fits
    return playbook


def lint(playbook: Playbook) -> Lint:
    """METHOD section 3's lint: what makes a plan impossible, and what makes it a poor one."""
    return Lint(tuple(_errors(playbook)), tuple(_warnings(playbook)))


def milestones_for(
    playbook: Playbook, start_on: date, signed_at: datetime | None, zone: ZoneInfo
) -> tuple[Milestone, ...]:
    """Every milestone of the plan with its days for an account signed on `start_on`, Day 0, in `zone`.

    Hour limits of whole days fall on that day; others on the local day that many hours after `signed_at` (else 09:00).
    """
    signed = (signed_at or datetime.combine(start_on, time(9), zone)).astimezone(zone)
    return tuple(_milestone(item, start_on, signed) for item in playbook.milestones)


def _milestone(item: PlanMilestone, start_on: date, signed: datetime) -> Milestone:
    due_on = start_on + timedelta(days=item.due)
    if item.due_day is None and (item.due_hours or 0) % 24:
        limit = signed.astimezone(ZoneInfo("UTC")) + timedelta(hours=item.due_hours or 0)
        due_on = max(start_on, limit.astimezone(signed.tzinfo).date())
    return Milestone(
        key=item.key,
        name=item.name,
        due_on=due_on,
        start_on=None if item.start_day is None else min(due_on, start_on + timedelta(days=item.start_day)),
        phase=item.phase,
        owner=item.owner.value,
        weight=item.told_weight,
        kind=item.told_kind,
        measure=item.measure,
        threshold=item.threshold,
        must_have=item.must_have,
        depends_on=item.depends_on,
        criteria=item.criteria,
    )


def _errors(playbook: Playbook) -> Iterator[LintItem]:
    keys = [item.key for item in playbook.milestones]
    phases = [phase.name for phase in playbook.phases]
    for index, item in enumerate(playbook.milestones):
        yield from _milestone_errors(item, ("milestones", index), keys, index, phases)
    for circle in cycles({item.key: item.depends_on for item in playbook.milestones}):
        path = ("milestones", keys.index(circle[0]), "depends_on")
        yield LintItem("cycle", path, f"waits for itself in a circle: {' → '.join([*circle, circle[0]])}")
    for index, point in enumerate(playbook.checklist):
        if point.milestone not in keys:
            yield _unknown("unknown_milestone", ("checklist", index, "milestone"), point.milestone, keys)
    if not any(item.told_kind is Kind.VALUE for item in playbook.milestones):
        yield LintItem("no_value", ("milestones",), "has no milestone of kind value: say which one is first value")


def _milestone_errors(
    item: PlanMilestone, path: Path, keys: list[str], index: int, phases: list[str]
) -> Iterator[LintItem]:
    if item.key in keys[:index]:
        yield LintItem("duplicate_key", (*path, "key"), f"is the key of milestones[{keys.index(item.key)}] already")
    if (item.due_day is None) == (item.due_hours is None):
        yield LintItem("no_due", (*path, "due_day"), "needs one of due_day and due_hours")
    elif item.start_day is not None and item.start_day > item.due:
        yield LintItem("due_before_start", (*path, "start_day"), f"is after the due day, Day {item.due}")
    if not 1 <= item.told_weight <= 3:
        yield LintItem("weight", (*path, "weight"), "must be between 1 and 3")
    if phases and item.phase is not None and item.phase not in phases:
        yield _unknown("unknown_phase", (*path, "phase"), item.phase, phases)
    for place, key in enumerate(item.depends_on):
        if key not in keys:
            yield _unknown("unknown_dependency", (*path, "depends_on", place), key, keys)
    gate = item.told_kind is Kind.GATE
    if gate and (item.measure is None or item.threshold is None):
        yield LintItem("gate", (*path, "measure"), "a gate needs a measure and a threshold")
    elif not gate and (item.measure is not None or item.threshold is not None):
        yield LintItem("gate", (*path, "kind"), "must be gate: it has a measure or a threshold")


def _warnings(playbook: Playbook) -> Iterator[LintItem]:
    kinds = [item.told_kind for item in playbook.milestones]
    before = kinds.index(Kind.VALUE) if Kind.VALUE in kinds else len(kinds)
    if before > MOST_BEFORE_VALUE:
        yield LintItem("late_value", ("milestones", before), f"{before} milestones come before first value")
    longest = max([playbook.length_days, *(item.due for item in playbook.milestones)])
    if longest > LONGEST_DAYS:
        yield LintItem("long", ("length_days",), f"{longest} days are more than {LONGEST_DAYS}")
    if not any(_is_kickoff_work(item) for item in playbook.milestones):
        yield LintItem("kickoff", ("milestones",), "no milestone of the kickoff records homework or stakeholders")


def _is_kickoff_work(item: PlanMilestone) -> bool:
    said = f"{item.name} {item.phase or ''} {item.criteria or ''}".casefold()
    near_kickoff = "kickoff" in said or "kickoff" in item.key or "kickoff" in item.depends_on
    return near_kickoff and ("homework" in said or "stakeholder" in said)


def _unknown(code: str, path: Path, value: str, known: list[str]) -> LintItem:
    context = not_known(value, known).context or {}
    return LintItem(code, path, f"names {value!r}, which is not in this playbook", context.get("nearest"))


@cache
def _shipped() -> dict[str, Playbook]:
    folder = files("playbook") / "templates"
    texts = [(item.name, item.read_text(encoding="utf-8")) for item in folder.iterdir() if item.name.endswith(".yaml")]
    loaded = (load_playbook(text, name) for name, text in sorted(texts))
    return {playbook.key: playbook for playbook in loaded}
