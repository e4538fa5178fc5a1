"""One customer's onboarding as it stands, and what the tracker file knows beyond it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from playbook.models.customer import (
    Choice,
    Confirmation,
    Criteria,
    Deal,
    Handoff,
    Handover,
    Questionnaire,
    SafetyCheck,
    Survey,
)
from playbook.models.parts import (
    Flow,
    Homework,
    Milestone,
    Note,
    Pause,
    Remediation,
    Review,
    SeedUser,
    Stakeholder,
    Touch,
)
from playbook.models.words import AccountState, Kind, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known beyond milestones and contacts; kept whole, one document an account.

    `other` holds what no rule reads (001's `health` words), exactly as validated from the tracker file.
    """

    deal: Deal = field(default_factory=Deal)
    choice: Choice | None = None
    first_contact_on: date | None = None  # first CS engagement, the end of the handoff delay
    welcome_sent_at: datetime | None = None
    kickoff_at: datetime | None = None  # when it is booked for, or was
    kickoff_hours: int | None = None  # clock hours from signing within which it is to be held; None: 3 business days
    questionnaire: Questionnaire = field(default_factory=Questionnaire)
    handoff: Handoff = field(default_factory=Handoff)
    criteria: Criteria | None = None
    survey: Survey = field(default_factory=Survey)
    first_value_confirmed: Confirmation | None = None  # by the customer
    handed_over_on: date | None = None  # to the ongoing CSM
    handover: Handover | None = None  # what went with it
    support_contacted_on: date | None = None  # these two bring a person into a self-serve onboarding (003)
    tier_cap_hit_on: date | None = None
    safety_check: SafetyCheck | None = None
    shared_channel: str | None = None  # the Slack channel that the customer reads along in
    rested_rules: tuple[str, ...] = ()  # ids of rules that a person put to rest on this account

    stakeholders: tuple[Stakeholder, ...] = ()
    seed_users: tuple[SeedUser, ...] = ()
    logins: tuple[datetime, ...] = ()
    flows: tuple[Flow, ...] = ()
    homework: tuple[Homework, ...] = ()
    features_purchased: tuple[str, ...] = ()
    features_used: tuple[str, ...] = ()
    other: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One customer's onboarding as it stands. Without slots, for what a look asks of it again and again."""

    id: int = 0
    name: str
    csm: str  # as written: a Slack name, e-mail or id
    csm_id: str | None = None  # the Slack user it matches
    backup_id: str | None = None
    tier: Tier = Tier.MID_MARKET
    state: AccountState = AccountState.ACTIVE
    start_on: date  # Day 0: the day the contract was signed
    signed_at: datetime | None = None
    target_first_value_on: date | None = None
    end_on: date | None = None  # agreed end
    playbook: str | None = None
    length_days: int = 30  # the N of "day n of N" when no end is agreed
    acv: int | None = None  # dollars a year
    time_zone: str = "America/New_York"
    country: str | None = None  # ISO 3166
    first_value_definition: str | None = None
    closed_on: date | None = None
    stall_answered_on: date | None = None  # the last answer to STALL-21, which starts the stall clock anew
    milestones: tuple[Milestone, ...] = ()
    touches: tuple[Touch, ...] = ()  # oldest first
    notes: tuple[Note, ...] = ()
    pauses: tuple[Pause, ...] = ()
    review: Review | None = None
    remediation: Remediation | None = None
    facts: Facts = field(default_factory=Facts)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def signed(self) -> datetime:
        """The instant from which hours are counted: as known, else 09:00 local on Day 0 (METHOD section 2)."""
        return self.signed_at or datetime.combine(self.start_on, time(9), self.zone)

    def local_date(self, now: datetime) -> date:
        """The calendar day it is at `now` (aware) where the account lives."""
        return now.astimezone(self.zone).date()

    def day_number(self, on: date) -> int:
        """Calendar days since signing; the signing day is Day 0 (002)."""
        return (on - self.start_on).days

    @property
    def total_days(self) -> int:
        return (self.end_on - self.start_on).days if self.end_on else self.length_days

    @cached_property
    def open_milestones(self) -> tuple[Milestone, ...]:
        return tuple(milestone for milestone in self.milestones if milestone.is_open)

    @cached_property
    def open_gates(self) -> tuple[Milestone, ...]:
        return tuple(milestone for milestone in self.open_milestones if milestone.kind is Kind.GATE)

    def milestone(self, key: str) -> Milestone | None:
        """The first of that key."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Milestone]:
        return {milestone.key: milestone for milestone in reversed(self.milestones)}
