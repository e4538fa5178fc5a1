"""The tables. Importing this package is enough to have the whole metadata; rows stay inside storage."""

from __future__ import annotations

from storage.tables.accounts import (
    AccountTable,
    BlockerTable,
    FactsTable,
    MilestoneTable,
    NameStampTable,
    NoteTable,
    PauseTable,
    RemediationTable,
    ReviewTable,
    TouchTable,
)
from storage.tables.base import Base
from storage.tables.delivery import (
    CapacityRunTable,
    CardTable,
    DigestRunTable,
    HoldTable,
    NudgeTable,
    OutboxTable,
    RecalledTable,
    RestorationTable,
    UnsubscribedTable,
)
from storage.tables.kept import KeptTable
from storage.tables.record import AuditAccountTable, AuditTable, ReceiptTable
from storage.tables.team import CoverTable, PersonTable, TeamPlaybookTable, WorkspaceTable

METADATA = Base.metadata
ACCOUNT = METADATA.tables["account"]
MILESTONE = METADATA.tables["milestone"]
NAME_STAMP = METADATA.tables["name_stamp"]
BLOCKER = METADATA.tables["blocker"]
TOUCH = METADATA.tables["touch"]
NOTE = METADATA.tables["note"]
PAUSE = METADATA.tables["pause"]
FACTS = METADATA.tables["facts"]
REVIEW = METADATA.tables["review"]
REMEDIATION = METADATA.tables["remediation"]
NUDGE = METADATA.tables["nudge"]
UNSUBSCRIBED = METADATA.tables["unsubscribed"]
OUTBOX = METADATA.tables["outbox"]
HOLD = METADATA.tables["hold"]
RESTORATION = METADATA.tables["restoration"]
RECALLED = METADATA.tables["recalled"]
CAPACITY_RUN = METADATA.tables["capacity_run"]
CARD = METADATA.tables["card"]
DIGEST_RUN = METADATA.tables["digest_run"]
AUDIT = METADATA.tables["audit"]
AUDIT_ACCOUNT = METADATA.tables["audit_account"]
RECEIPT = METADATA.tables["receipt"]
KEPT = METADATA.tables["kept"]
COVER = METADATA.tables["cover"]
PERSON = METADATA.tables["person"]
TEAM_PLAYBOOK = METADATA.tables["team_playbook"]
WORKSPACE = METADATA.tables["workspace"]

# What an account is made of, in the order in which it can be written; deleted the other way round.
BELONGINGS: tuple[type[Base], ...] = (
    MilestoneTable,
    BlockerTable,
    TouchTable,
    NoteTable,
    PauseTable,
    FactsTable,
    ReviewTable,
    RemediationTable,
    NudgeTable,
)

__all__ = [
    "ACCOUNT",
    "AUDIT",
    "AUDIT_ACCOUNT",
    "BELONGINGS",
    "BLOCKER",
    "CAPACITY_RUN",
    "CARD",
    "COVER",
    "DIGEST_RUN",
    "FACTS",
    "HOLD",
    "KEPT",
    "METADATA",
    "MILESTONE",
    "NAME_STAMP",
    "NOTE",
    "NUDGE",
    "OUTBOX",
    "PAUSE",
    "PERSON",
    "RECALLED",
    "RECEIPT",
    "REMEDIATION",
    "RESTORATION",
    "REVIEW",
    "TEAM_PLAYBOOK",
    "TOUCH",
    "UNSUBSCRIBED",
    "WORKSPACE",
    "AccountTable",
    "AuditAccountTable",
    "AuditTable",
    "Base",
    "BlockerTable",
    "CapacityRunTable",
    "CardTable",
    "CoverTable",
    "DigestRunTable",
    "FactsTable",
    "HoldTable",
    "KeptTable",
    "MilestoneTable",
    "NameStampTable",
    "NoteTable",
    "NudgeTable",
    "OutboxTable",
    "PauseTable",
    "PersonTable",
    "RecalledTable",
    "ReceiptTable",
    "RemediationTable",
    "RestorationTable",
    "ReviewTable",
    "TeamPlaybookTable",
    "TouchTable",
    "UnsubscribedTable",
    "WorkspaceTable",
]
