"""The closed vocabularies of the method (METHOD.md, section 1)."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """What kind of customer this is (TRACKER.md)."""

    ENTERPRISE = "enterprise"
    MID_MARKET = "mid-market"
    SMB = "smb"
    FREE = "free"


class Complexity(StrEnum):
    SIMPLE = "simple"
    COMPLEX = "complex"


class Motion(StrEnum):
    """How the customer came: bought new, grew out of free use, bought more, or came back."""

    NEW = "new"
    PLG = "plg"
    EXPANSION = "expansion"
    WIN_BACK = "win-back"


class Maturity(StrEnum):
    """The customer's own operations team (002, scoping factor 3)."""

    MATURE = "mature"
    GROWING = "growing"
    NONE = "none"


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


class UsageEvent(StrEnum):
    """What the product reports (METHOD, issue 3 §5) and can complete a milestone by itself (002, automated)."""

    SIGNED_UP = "signed_up"
    LOGIN = "login"
    TASK_SUCCEEDED = "task_succeeded"
    FEATURE_USED = "feature_used"
    FLOW_COMPLETED = "flow_completed"


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
