"""The currency between rooms: frozen snapshots of accounts, people, settings and nudges.

Dates (`*_on`) are calendar days in the account's time zone; instants (`*_at`) are aware datetimes.
An `id` of 0 marks a thing that is not stored yet.
"""

from __future__ import annotations

from playbook.models.account import Account, Facts
from playbook.models.customer import (
    Choice,
    Confirmation,
    Criteria,
    Deal,
    Handoff,
    Questionnaire,
    SafetyCheck,
    Survey,
)
from playbook.models.nudge import Nudge
from playbook.models.parts import (
    Blocker,
    Flow,
    Homework,
    Milestone,
    Note,
    Pause,
    Remediation,
    Review,
    SeedUser,
    Skip,
    Stakeholder,
    Submission,
    Touch,
)
from playbook.models.people import Person, Workspace
from playbook.models.portfolio import AccountRow, CsmCount, DigestChanges, DigestCounts
from playbook.models.words import (
    AccountState,
    Answer,
    Band,
    Complexity,
    Direction,
    Gap,
    Kind,
    Maturity,
    Measure,
    MilestoneStatus,
    Mode,
    Motion,
    NudgeState,
    Role,
    Tier,
    TouchKind,
    UsageEvent,
    WaitingOn,
)

__all__ = [
    "Account",
    "AccountRow",
    "AccountState",
    "Answer",
    "Band",
    "Blocker",
    "Choice",
    "Complexity",
    "Confirmation",
    "Criteria",
    "CsmCount",
    "Deal",
    "DigestChanges",
    "DigestCounts",
    "Direction",
    "Facts",
    "Flow",
    "Gap",
    "Handoff",
    "Homework",
    "Kind",
    "Maturity",
    "Measure",
    "Milestone",
    "MilestoneStatus",
    "Mode",
    "Motion",
    "Note",
    "Nudge",
    "NudgeState",
    "Pause",
    "Person",
    "Questionnaire",
    "Remediation",
    "Review",
    "Role",
    "SafetyCheck",
    "SeedUser",
    "Skip",
    "Stakeholder",
    "Submission",
    "Survey",
    "Tier",
    "Touch",
    "TouchKind",
    "UsageEvent",
    "WaitingOn",
    "Workspace",
]
