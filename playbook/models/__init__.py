"""The currency between rooms: frozen snapshots of accounts, people, settings and nudges.

Dates (`*_on`) are calendar days in the account's time zone; instants (`*_at`) are aware datetimes.
An `id` of 0 marks a thing that is not stored yet.
"""

from __future__ import annotations

from playbook.models.account import Account, Facts
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
    Direction,
    Gap,
    Kind,
    Measure,
    MilestoneStatus,
    Mode,
    NudgeState,
    Role,
    Tier,
    TouchKind,
    WaitingOn,
)

__all__ = [
    "Account",
    "AccountRow",
    "AccountState",
    "Answer",
    "Band",
    "Blocker",
    "CsmCount",
    "DigestChanges",
    "DigestCounts",
    "Direction",
    "Facts",
    "Flow",
    "Gap",
    "Homework",
    "Kind",
    "Measure",
    "Milestone",
    "MilestoneStatus",
    "Mode",
    "Note",
    "Nudge",
    "NudgeState",
    "Pause",
    "Person",
    "Remediation",
    "Review",
    "Role",
    "SeedUser",
    "Skip",
    "Stakeholder",
    "Submission",
    "Tier",
    "Touch",
    "TouchKind",
    "WaitingOn",
    "Workspace",
]
