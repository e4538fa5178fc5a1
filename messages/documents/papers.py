"""What every document is filled from: the account as it is known, its people on both sides, and the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from messages.documents.model import Line, told
from messages.segments import CHECK_INS
from messages.words import cut, day, name_of, one_line
from playbook.models import Account, Complexity, Kind, Milestone, Person, Stakeholder, Workspace
from playbook.segments import recommend
from playbook.shift import dependents

OWNERS = {
    "csm": "CSM",
    "ae": "account executive",
    "solutions": "solutions engineer",
    "onboarding": "onboarding specialist",
    "ongoing-csm": "ongoing CSM",
    "customer": "the customer",
}
ROLES = {
    "executive-sponsor": "executive sponsor",
    "champion": "champion",
    "project-lead": "project lead",
    "technical-contact": "technical contact",
    "primary-contact": "primary contact",
    "user": "user",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """`account` as it is known at `now` (`playbook.known`); `people` by Slack id."""

    account: Account
    now: datetime
    people: Mapping[str, Person] = field(default_factory=dict)
    workspace: Workspace = field(default_factory=Workspace)

    @property
    def today(self) -> date:
        return self.account.local_date(self.now)

    @property
    def csm(self) -> str:
        return name_of(self.account.csm_id, self.people, self.account.csm)

    @property
    def present(self) -> tuple[Stakeholder, ...]:
        """Who at the customer has not left."""
        return tuple(person for person in self.account.facts.stakeholders if person.left_on is None)

    @property
    def is_complex(self) -> bool:
        """Whether the product is complex, so that 004's longer call fits (chosen)."""
        return self.account.facts.deal.complexity is Complexity.COMPLEX

    def day(self, on: date) -> str:
        return day(on, self.today)

    def moment(self, at: datetime) -> str:
        """`Fri 16 Jan, 15:00` on the account's clock."""
        local = at.astimezone(self.account.zone)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def in_role(self, *roles: str) -> Stakeholder | None:
        """The first present stakeholder in the first of these roles that somebody has."""
        return next((person for role in roles for person in self.present if person.role == role), None)

    def person(self, role: str, label: str) -> Line:
        """Who at the customer has that role, or a blank."""
        found = self.in_role(role)
        return told(label, with_mail(found) if found else None, f"who is the {ROLES[role]}?")

    def owner(self, milestone: Milestone) -> str:
        """Who does a milestone, by name where one is known."""
        if milestone.owner in ("csm", "onboarding"):
            return self.csm
        if milestone.owner == "ae":
            return name_of(self.workspace.ae_default, self.people, OWNERS["ae"])
        if milestone.owner == "customer":
            lead = self.in_role("project-lead", "primary-contact", "champion")
            return short(lead.name) if lead else OWNERS["customer"]
        return OWNERS.get(milestone.owner, short(milestone.owner))

    def beside(self, item: Milestone) -> Milestone | None:
        """The open step due first that does not wait for this one, and that work alone can move (002, edge case 5)."""
        behind = {item.key} | dependents(self.account.milestones, item.key)
        free = (each for each in self.account.open_milestones if each.key not in behind and each.kind is Kind.TASK)
        return min(free, key=lambda each: each.due_on, default=None)

    @property
    def first_value(self) -> str | None:
        """The first result that counts: as defined, else what the value milestone of their own plan says (001)."""
        own = (item.criteria for item in self.account.milestones if item.kind is Kind.VALUE and item.criteria)
        return self.account.first_value_definition or (next(own, None) if self.account.playbook is None else None)

    @property
    def escalation(self) -> str | None:
        """Whom to turn to when things stall: the CSM lead, with an e-mail address where Slack tells one."""
        lead = self.people.get(self.workspace.csm_lead or "")
        if lead is None:
            return None
        return f"{lead.real_name or lead.name}{f', {lead.email}' if lead.email else ''} (CSM lead)"

    @property
    def cadence(self) -> str:
        """How often we meet: as chosen, else as recommended, else weekly (003)."""
        choice = self.account.facts.choice
        if choice and choice.cadence:
            return next((words for key, words in CHECK_INS.items() if key == choice.cadence), short(choice.cadence))
        found = recommend(self.account, self.workspace).cadence
        return CHECK_INS[found] if found else "a weekly check-in"


def short(text: str, limit: int = 80) -> str:
    """A name of outside, in one line."""
    return cut(one_line(text), limit)


def with_mail(person: Stakeholder) -> str:
    """`Ana Ruiz (ana@example.com)`."""
    return f"{short(person.name)}{f' ({short(person.email)})' if person.email else ''}"


def step(name: str, limit: int = 100) -> str:
    """A milestone's name as a quotation, so that EXPANSION-HOLD can judge it."""
    return f"“{cut(one_line(name), limit)}”"
