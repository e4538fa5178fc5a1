"""What is known of a customer beyond milestones and contacts: the deal, the papers, the answers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from playbook.models.words import Complexity, Maturity, Motion


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """What was sold to whom, as far as segmentation asks (METHOD section 3)."""

    complexity: Complexity | None = None
    integrations: int | None = None
    products: tuple[str, ...] = ()
    motion: Motion | None = None
    strategic: bool = False
    concerns: bool = False  # stated implementation concerns
    long_sales_cycle: bool = False
    ops_maturity: Maturity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """The sales handoff document (001, 004)."""

    goals: str | None = None
    stakeholders: str | None = None
    technical_requirements: str | None = None
    promises: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the parts that are still blank."""
        return tuple(part.name for part in fields(self) if not getattr(self, part.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """The pre-kickoff questionnaire (001)."""

    sent_on: date | None = None
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What success means; it counts once the customer has agreed (002, edge case 1)."""

    text: str
    agreed_on: date | None = None
    agreed_by: str | None = None  # who at the customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the customer said of the onboarding: CES 1–7, NPS −100–100, CSAT in percent."""

    ces: float | None = None
    nps: float | None = None
    csat: float | None = None

    @property
    def is_recorded(self) -> bool:
        return any(value is not None for value in (self.ces, self.nps, self.csat))


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Somebody at the customer said that first value is there."""

    by: str
    on: date
    words: str | None = None  # their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What goes with an account to its ongoing CSM (004): the plan for the months ahead and the state of its health."""

    csm: str  # a Slack user id, or a name as written in a tracker file
    plan: str
    health: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyCheck:
    """The answer to SKIP-14: how it goes without the skipped steps (002, edge case 4)."""

    on: date
    in_use: bool
    tickets_above_peers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How the CSM chose to run this onboarding, where that is not what was recommended, and why."""

    touch_model: str | None = None
    approach: str | None = None
    cadence: str | None = None
    note: str = ""
