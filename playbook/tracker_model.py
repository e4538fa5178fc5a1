"""The schema of a tracker file (TRACKER.md), field by field, before it becomes an Account.

Beyond TRACKER.md's fields it knows what an account gathers in Slack, so that an export loses nothing:
`customer.backup`, `.state`, `.closed_on`, `.length_days`, `.stall_answered_on`, `.choice`, `.first_value_confirmed`,
`.handed_over_on`, `.support_contacted_on`, `.tier_cap_hit_on`, `.safety_check`, `.rested_rules`,
`.handover`, `.shared_channel`, a criterion's `agreed_by`, a confirmation's `words`; a milestone's `overrule`,
`usage_event` and `usage_count`; a stakeholder's `confirmed_on` and
`plan_agreed_on`; a touch's `permalink`; a pause's `reason`; `notes`;
a remediation plan's `opened_on` and `gap`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from playbook.models import (
    Answer,
    Direction,
    Gap,
    Kind,
    Measure,
    MilestoneStatus,
    TouchKind,
    UsageEvent,
    WaitingOn,
)
from playbook.tracker_customer import CustomerPart
from playbook.tracker_fields import (
    MOST_MILESTONES,
    Count,
    Day,
    Flag,
    Instant,
    Key,
    Line,
    Number,
    Text,
    Weight,
    Words,
    list_of,
    one_of,
    whole,
)
from playbook.tracker_part import PLAIN, Listed, Part
from playbook.tracker_words import Owner, StakeholderRole


class BlockerPart(Part):
    text: Words
    waiting_on: Annotated[WaitingOn, BeforeValidator(one_of(WaitingOn))] = WaitingOn.CUSTOMER
    opened_on: Day | None = None
    resolved_on: Day | None = None
    plain: bool = Field(default=False, alias=PLAIN)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        return {"text": data, PLAIN: True} if isinstance(data, str) else data


class SkipPart(Part):
    reason: Words
    consequence: Words


class MilestonePart(Part):
    name: Line
    target_date: Day
    actual_date: Day | None = None
    status: Annotated[MilestoneStatus, BeforeValidator(one_of(MilestoneStatus))] | None = None
    key: Key | None = None
    phase: Line | None = None
    start_date: Day | None = None
    owner: Annotated[Owner, BeforeValidator(one_of(Owner))] = Owner.CSM
    weight: Weight | None = None
    kind: Annotated[Kind, BeforeValidator(one_of(Kind))] | None = None
    measure: Annotated[Measure, BeforeValidator(one_of(Measure))] | None = None
    threshold: Number | None = None
    usage_event: Annotated[UsageEvent, BeforeValidator(one_of(UsageEvent))] | None = None
    usage_count: Annotated[int, BeforeValidator(whole(1, 10_000))] = 1
    must_have: Flag = False
    depends_on: Listed[Key] = ()
    criteria: Text | None = None
    skip: SkipPart | None = None
    overrule: Text | None = None
    blockers: Listed[BlockerPart] = ()


class StakeholderPart(Part):
    name: Line
    role: Annotated[StakeholderRole, BeforeValidator(one_of(StakeholderRole))]
    email: Line | None = None
    left_on: Day | None = None
    confirmed_on: Day | None = None
    plan_agreed_on: Day | None = None


class SubmissionPart(Part):
    at: Instant
    workflow: Line
    ok: Flag
    cause: Text | None = None


class SeedUserPart(Part):
    name: Line
    email: Line | None = None
    signed_up_at: Instant | None = None
    submissions: Listed[SubmissionPart] = ()
    failure_handled_at: Instant | None = None


class FlowPart(Part):
    key: Key
    name: Line
    minutes: Count | None = None
    before_kickoff: Flag = False
    sent_at: Instant | None = None
    completed_at: Instant | None = None


class TouchPart(Part):
    at: Instant
    kind: Annotated[TouchKind, BeforeValidator(one_of(TouchKind))]
    direction: Annotated[Direction, BeforeValidator(one_of(Direction))] = Direction.OUTBOUND
    minutes: Count | None = None
    note: Text = ""
    permalink: Text | None = None


class HomeworkPart(Part):
    text: Words
    who: Line | None = None
    due_on: Day | None = None
    done_on: Day | None = None


class NotePart(Part):
    at: Instant
    by: Line
    text: Words
    permalink: Text | None = None


class PausePart(Part):
    from_on: Day = Field(alias="from")
    to_on: Day | None = Field(default=None, alias="to")
    reason: Text | None = None


class ReviewPart(Part):
    answer: Annotated[Answer, BeforeValidator(one_of(Answer))]
    said_by: Line
    on: Day
    words: Words
    gap: Annotated[Gap, BeforeValidator(one_of(Gap))] | None = None
    reason: Text | None = None


class RemediationPart(Part):
    owner: Line
    due_on: Day
    steps: Listed[Words] = ()
    opened_on: Day | None = None
    gap: Annotated[Gap, BeforeValidator(one_of(Gap))] | None = None


class SurveyPart(Part):
    ces: Number | None = None
    nps: Number | None = None
    csat: Number | None = None


class HealthPart(Part):
    engagement: Line | None = None
    sentiment: Line | None = None
    risk_level: Line | None = None


class TrackerPart(Part):
    """The whole file."""

    customer: CustomerPart
    milestones: Annotated[tuple[MilestonePart, ...], BeforeValidator(list_of(MOST_MILESTONES))] = ()
    stakeholders: Listed[StakeholderPart] = ()
    seed_users: Listed[SeedUserPart] = ()
    logins: Listed[Instant] = ()
    flows: Listed[FlowPart] = ()
    touches: Listed[TouchPart] = ()
    homework: Listed[HomeworkPart] = ()
    notes: Listed[NotePart] = ()
    pauses: Listed[PausePart] = ()
    review: ReviewPart | None = None
    remediation: RemediationPart | None = None
    survey: SurveyPart | None = None
    health: HealthPart | None = None
