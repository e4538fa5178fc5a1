"""The schema of what a tracker file (TRACKER.md) says of the customer itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from playbook.models import AccountState, Complexity, Maturity, Motion, Tier
from playbook.tracker_fields import (
    ChannelId,
    Count,
    Country,
    Day,
    Dollars,
    Flag,
    Instant,
    Key,
    Line,
    SlackId,
    Text,
    Words,
    Zone,
    one_of,
    whole,
)
from playbook.tracker_part import Listed, Part


class QuestionnairePart(Part):
    sent_on: Day | None = None
    reviewed_on: Day | None = None


class HandoffPart(Part):
    goals: Text | None = None
    stakeholders: Text | None = None
    technical_requirements: Text | None = None
    promises: Text | None = None


class CriteriaPart(Part):
    text: Words
    agreed_on: Day | None = None
    agreed_by: Line | None = None


class FeaturesPart(Part):
    purchased: Listed[Line] = ()
    used: Listed[Line] = ()


class ChoicePart(Part):
    touch_model: Line | None = None
    approach: Line | None = None
    cadence: Line | None = None
    note: Text = ""


class ConfirmationPart(Part):
    by: Line
    on: Day
    words: Words | None = None


class HandoverPart(Part):
    csm: Line
    plan: Words
    health: Words


class SafetyCheckPart(Part):
    on: Day
    in_use: Flag
    tickets_above_peers: Flag


class CustomerPart(Part):
    keeps_null = frozenset({"country"})  # null says "none", where nothing says "the workspace's"

    name: Line
    tier: Annotated[Tier, BeforeValidator(one_of(Tier))] = Tier.MID_MARKET
    csm: Line
    backup: SlackId | None = None
    start_date: Day
    target_first_value: Day | None = None
    signed_at: Instant | None = None
    end_date: Day | None = None
    state: Annotated[AccountState, BeforeValidator(one_of(AccountState))] | None = None
    playbook: Key | None = None
    length_days: Annotated[int, BeforeValidator(whole(1, 1000))] | None = None
    acv: Dollars | None = None
    complexity: Annotated[Complexity, BeforeValidator(one_of(Complexity))] | None = None
    integrations: Count | None = None
    products: Listed[Line] | None = None
    motion: Annotated[Motion, BeforeValidator(one_of(Motion))] | None = None
    strategic: Flag | None = None
    concerns: Flag | None = None
    long_sales_cycle: Flag | None = None
    ops_maturity: Annotated[Maturity, BeforeValidator(one_of(Maturity))] | None = None
    time_zone: Zone | None = None
    country: Country | None = None
    first_contact_on: Day | None = None
    welcome_sent_at: Instant | None = None
    kickoff_at: Instant | None = None
    questionnaire: QuestionnairePart | None = None
    handoff: HandoffPart | None = None
    first_value_definition: Words | None = None
    success_criteria: CriteriaPart | None = None
    features: FeaturesPart | None = None
    stall_answered_on: Day | None = None
    closed_on: Day | None = None
    choice: ChoicePart | None = None
    first_value_confirmed: ConfirmationPart | None = None
    handed_over_on: Day | None = None
    handover: HandoverPart | None = None
    support_contacted_on: Day | None = None
    tier_cap_hit_on: Day | None = None
    safety_check: SafetyCheckPart | None = None
    shared_channel: ChannelId | None = None
    rested_rules: Listed[Line] = ()
