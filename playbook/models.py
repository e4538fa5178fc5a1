"""The currency between rooms: frozen snapshots of accounts, people, settings and nudges.

Dates (`*_on`) are calendar days in the account's time zone; instants (`*_at`) are aware datetimes.
An `id` of 0 marks a thing that is not stored yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo


class Tier(StrEnum):
    """What kind of customer this is (TRACKER.md)."""

    ENTERPRISE = "enterprise"
    MID_MARKET = "mid-market"
    SMB = "smb"
    FREE = "free"


class AccountState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class MilestoneStatus(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    SKIPPED = "skipped"


class Kind(StrEnum):
    TASK = "task"
    CUSTOMER_CONFIRMED = "customer-confirmed"
    GATE = "gate"
    VALUE = "value"


class Measure(StrEnum):
    """What a gate is measured by; thresholds are percentages, for workflows a count per user."""

    FST_COVERAGE = "fst_coverage"
    RETURN_7_DAY = "return_7_day"
    WORKFLOWS_PER_USER = "workflows_per_user"
    FEATURE_ADOPTION = "feature_adoption"


class WaitingOn(StrEnum):
    US = "us"
    CUSTOMER = "customer"
    THIRD_PARTY = "third-party"


class TouchKind(StrEnum):
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    MESSAGE = "message"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Answer(StrEnum):
    """The Day-30 answer. There is no other (003)."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"


class Gap(StrEnum):
    PRODUCT_QUALITY = "product-quality"
    USER_EDUCATION = "user-education"
    WRONG_WORKFLOW = "wrong-workflow-selection"


class Band(StrEnum):
    """Health in words (002): healthy from 80, at risk from 60, critical below, not yet without a score."""

    HEALTHY = "healthy"
    AT_RISK = "at-risk"
    CRITICAL = "critical"
    NOT_YET = "not-yet"


class Role(StrEnum):
    """Who a nudge can be meant for; workspace settings and the account map roles to people."""

    CSM = "csm"
    BACKUP = "backup"
    AE = "ae"
    CSM_LEAD = "csm-lead"
    VP_CS = "vp-cs"
    ENGINEERING_LEAD = "engineering-lead"


class Mode(StrEnum):
    """How a nudge reaches its person."""

    PLAN = "plan"  # a line of the morning plan
    NOW = "now"  # a message of its own, at once within working hours
    ESCALATION = "escalation"  # a message of its own to the role's person and the escalation channel


class NudgeState(StrEnum):
    WAITING = "waiting"  # its turn has not come (also while snoozed)
    QUEUED = "queued"  # handed to delivery
    SENT = "sent"
    GONE = "gone"  # its cause went away before its turn
    DISMISSED = "dismissed"  # a person called it not relevant


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    id: int = 0
    text: str
    waiting_on: WaitingOn = WaitingOn.CUSTOMER
    opened_on: date | None = None
    resolved_on: date | None = None
    plain: bool = False  # written as 001's plain text in the tracker file


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    reason: str
    consequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    id: int = 0
    key: str
    name: str
    due_on: date
    start_on: date | None = None
    phase: str | None = None
    done_on: date | None = None
    status: MilestoneStatus = MilestoneStatus.PENDING
    owner: str = "csm"
    weight: int = 1
    kind: Kind = Kind.TASK
    measure: Measure | None = None
    threshold: float | None = None
    must_have: bool = False
    depends_on: tuple[str, ...] = ()
    criteria: str | None = None
    skip: Skip | None = None
    overrule: str | None = None  # why a person closed a gate that its measure had not met
    blockers: tuple[Blocker, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.status in (MilestoneStatus.PENDING, MilestoneStatus.IN_PROGRESS)

    @property
    def open_blockers(self) -> tuple[Blocker, ...]:
        return tuple(blocker for blocker in self.blockers if blocker.resolved_on is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    id: int = 0
    at: datetime
    kind: TouchKind
    direction: Direction = Direction.OUTBOUND
    minutes: int | None = None
    note: str = ""
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    id: int = 0
    at: datetime
    by: str
    text: str
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    id: int = 0
    from_on: date
    to_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    answer: Answer
    said_by: str
    on: date
    words: str
    gap: Gap | None = None
    reason: str | None = None  # why Yes although gates are unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    owner: str  # a Slack user id, or a name as written in a tracker file
    due_on: date
    steps: tuple[str, ...]
    opened_on: date | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    at: datetime
    workflow: str
    ok: bool
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedUser:
    name: str
    email: str | None = None
    signed_up_at: datetime | None = None
    submissions: tuple[Submission, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    name: str
    role: str
    email: str | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    key: str
    name: str
    minutes: int | None = None
    before_kickoff: bool = False
    sent_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Homework:
    text: str
    who: str | None = None
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the tracker file knows beyond milestones and contacts; kept whole, one document an account.

    `other` holds the plain scalar and mapping fields of `customer:` and the top level that no rule of
    this release reads (questionnaire, handoff, survey, health, …), exactly as validated from the file.
    """

    stakeholders: tuple[Stakeholder, ...] = ()
    seed_users: tuple[SeedUser, ...] = ()
    logins: tuple[datetime, ...] = ()
    flows: tuple[Flow, ...] = ()
    homework: tuple[Homework, ...] = ()
    features_purchased: tuple[str, ...] = ()
    features_used: tuple[str, ...] = ()
    other: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One customer's onboarding as it stands."""

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
    stall_answered_on: date | None = None  # the last answer to STALL-21, which starts the stall clock anew
    milestones: tuple[Milestone, ...] = ()
    touches: tuple[Touch, ...] = ()  # oldest first
    notes: tuple[Note, ...] = ()
    pauses: tuple[Pause, ...] = ()
    review: Review | None = None
    remediation: Remediation | None = None
    facts: Facts = field(default_factory=Facts)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local_date(self, now: datetime) -> date:
        """The calendar day it is at `now` (aware) where the account lives."""
        return now.astimezone(self.zone).date()

    def day_number(self, on: date) -> int:
        """Calendar days since signing; the signing day is Day 0 (002)."""
        return (on - self.start_on).days

    @property
    def total_days(self) -> int:
        return (self.end_on - self.start_on).days if self.end_on else self.length_days

    @property
    def open_milestones(self) -> tuple[Milestone, ...]:
        return tuple(milestone for milestone in self.milestones if milestone.is_open)

    def milestone(self, key: str) -> Milestone | None:
        return next((milestone for milestone in self.milestones if milestone.key == key), None)

    def with_milestone(self, changed: Milestone) -> Account:
        """This account with the milestone of the same key replaced."""
        kept = tuple(changed if milestone.key == changed.key else milestone for milestone in self.milestones)
        return replace(self, milestones=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Slack user as users.info tells it."""

    id: str
    name: str
    real_name: str
    email: str | None = None
    time_zone: str = "America/New_York"
    team_id: str = ""
    is_admin: bool = False
    is_guest: bool = False  # is_restricted or is_ultra_restricted
    is_stranger: bool = False  # Slack Connect, or another team
    is_bot: bool = False
    is_deleted: bool = False
    dm_channel: str | None = None
    fetched_at: datetime | None = None

    @property
    def is_full_member(self) -> bool:
        return not (self.is_guest or self.is_stranger or self.is_bot or self.is_deleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The team's settings."""

    digest_channel: str | None = None
    escalation_channel: str | None = None
    digest_hour: int = 9  # local to `time_zone`
    csm_lead: str | None = None  # Slack user ids
    vp_cs: str | None = None
    engineering_lead: str | None = None
    ae_default: str | None = None
    opens: time = time(9, 0)
    closes: time = time(18, 0)
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)  # Monday is 0
    holiday_country: str | None = None  # ISO 3166; its public holidays are nobody's working days
    extra_holidays: tuple[date, ...] = ()
    time_zone: str = "America/New_York"
    country: str | None = None
    default_playbook: str = "agent-30-day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One step of one rule about one subject, for one role."""

    id: int = 0
    account_id: int
    rule: str
    subject: str | None  # a milestone key, a user name, a cause, or None
    episode: str  # tells two occurrences of the same cause apart
    step: int  # from 1
    to: Role
    mode: Mode
    send_at: datetime  # already within the person's working hours
    facts: dict[str, Any] = field(default_factory=dict)  # the inputs, JSON scalars, that `messages` words
    state: NudgeState = NudgeState.WAITING
    recipient_id: str | None = None
    sent_at: datetime | None = None
    snoozed_until: date | None = None
    dismissed_reason: str | None = None

    @property
    def thread(self) -> tuple[str, str | None, str]:
        """What repeats of one cause share."""
        return self.rule, self.subject, self.episode

    @property
    def key(self) -> str:
        """Unique for ever: a nudge is never queued twice under its key."""
        return f"{self.account_id}:{self.rule}:{self.subject or '-'}:{self.episode}:{self.step}:{self.to}"


DAY = timedelta(days=1)
