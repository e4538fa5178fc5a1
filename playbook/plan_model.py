"""What a playbook file says, field by field (METHOD section 3)."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BeforeValidator

from playbook.models import Kind, Measure, UsageEvent
from playbook.rubric import infer_kind, infer_weight
from playbook.tracker_fields import (
    MOST_MILESTONES,
    Count,
    Flag,
    Key,
    Line,
    Number,
    Text,
    Words,
    list_of,
    one_of,
    whole,
)
from playbook.tracker_part import Listed, Part
from playbook.tracker_words import Owner

GATE_SHARE = 60.0  # percent of purchased features in use, below which the next product waits (002, edge case 2)
DayNumber = Annotated[int, BeforeValidator(whole(0, 1000))]


class Phase(Part):
    """A stretch of the plan, from a day to a day (Day 0 is the signing); `cadence` is how often we meet in it."""

    name: Line
    from_day: DayNumber
    to_day: DayNumber
    cadence: Line | None = None


class ChecklistPoint(Part):
    """One point to tick at the end, and the milestone that ticks it."""

    point: Line
    milestone: Key


class PlanFlow(Part):
    """A guided flow that the customer goes through alone (000); `minutes` long, sent on `send_day`."""

    key: Key
    name: Line
    minutes: Count | None = None
    before_kickoff: Flag = False
    send_day: DayNumber | None = None


class PlanEmail(Part):
    """One e-mail of the self-serve sequence (003); its body follows what the user has and has not done."""

    key: Key
    day: DayNumber
    subject: Line


class PerProduct(Part):
    """The milestones that come once for each product sold, one product after the other (002, edge case 2).

    Each product begins `days` after the one before, behind a phase gate: feature adoption of `threshold` percent.
    """

    milestones: Listed[Key]
    days: Annotated[int, BeforeValidator(whole(1, 1000))]
    threshold: Number = GATE_SHARE


class PlanMilestone(Part):
    """A milestone of a plan; due on a day, or within hours of the signing.

    `trigger` shows that it is reached and `action` is what is done then (004); `with_owners` share it with the owner.
    With a `usage_event` it completes by itself once that was recorded `usage_count` times (002, automated).
    """

    key: Key
    name: Line
    phase: Line | None = None
    start_day: DayNumber | None = None
    due_day: DayNumber | None = None
    due_hours: Annotated[int, BeforeValidator(whole(1, 24_000))] | None = None
    owner: Annotated[Owner, BeforeValidator(one_of(Owner))] = Owner.CSM
    with_owners: Listed[Annotated[Owner, BeforeValidator(one_of(Owner))]] = ()
    weight: Annotated[int, BeforeValidator(whole(-1000, 1000))] | None = None  # its bounds are lint's to judge
    kind: Annotated[Kind, BeforeValidator(one_of(Kind))] | None = None
    measure: Annotated[Measure, BeforeValidator(one_of(Measure))] | None = None
    threshold: Number | None = None
    usage_event: Annotated[UsageEvent, BeforeValidator(one_of(UsageEvent))] | None = None
    usage_count: Annotated[int, BeforeValidator(whole(1, 10_000))] = 1
    must_have: Flag = False
    depends_on: Listed[Key] = ()
    criteria: Text | None = None
    trigger: Line | None = None
    action: Line | None = None

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

    @property
    def told_criteria(self) -> str | None:
        """Criteria, trigger and action as one text."""
        return " ".join(text for text in (self.criteria, self.trigger, self.action) if text) or None


class Playbook(Part):
    """A plan. `length_days` counts from the signing; `source` names its document, `when` says whom it fits.

    The kickoff is to be held within `kickoff_hours` of the signing, else within 3 business days (001).
    """

    key: Key
    name: Line
    summary: Words
    when: Words | None = None
    source: Line | None = None
    length_days: DayNumber
    kickoff_hours: Annotated[int, BeforeValidator(whole(1, 2400))] | None = None
    phases: Listed[Phase] = ()
    milestones: Annotated[tuple[PlanMilestone, ...], BeforeValidator(list_of(MOST_MILESTONES))]
    per_product: PerProduct | None = None
    flows: Listed[PlanFlow] = ()
    emails: Listed[PlanEmail] = ()
    checklist: Listed[ChecklistPoint] = ()
