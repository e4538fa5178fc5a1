"""What an account is made of: milestones and their blockers, contacts, people at the customer, the review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from playbook.models.words import (
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

_OPEN = (MilestoneStatus.PENDING, MilestoneStatus.IN_PROGRESS)


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
    usage_event: UsageEvent | None = None  # completes it when it was recorded `usage_count` times (002, automated)
    usage_count: int = 1
    must_have: bool = False
    depends_on: tuple[str, ...] = ()
    criteria: str | None = None
    skip: Skip | None = None
    overrule: str | None = None  # why a person closed a gate that its measure had not met
    blockers: tuple[Blocker, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN

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
    submissions: tuple[Submission, ...] = ()  # oldest first
    failure_handled_at: datetime | None = None  # somebody took care of a first task that had failed (003)

    @property
    def first_submission(self) -> Submission | None:
        return min(self.submissions, key=lambda task: task.at, default=None)

    @property
    def first_success(self) -> Submission | None:
        """The first successful task (FST)."""
        return min((task for task in self.submissions if task.ok), key=lambda task: task.at, default=None)

    @property
    def returned(self) -> Submission | None:
        """The first submission after the FST."""
        first = self.first_success
        after = (task for task in self.submissions if first and task.at > first.at)
        return min(after, key=lambda task: task.at, default=None)

    @property
    def workflows(self) -> tuple[str, ...]:
        """The distinct workflows tried, in order of the first try."""
        return tuple(dict.fromkeys(task.workflow for task in self.submissions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    name: str
    role: str
    email: str | None = None
    left_on: date | None = None
    confirmed_on: date | None = None  # as the one to work with: said when they were named so
    plan_agreed_on: date | None = None  # a new champion or primary contact agreed to the plan (002, edge case 3)


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
