"""Accounts to try rules on, and a walk through time that sends what a look drafts and feeds it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from playbook.calendar import account_calendar, calendar_for
from playbook.engine import Context, Look, look
from playbook.models import Account, Blocker, Milestone, MilestoneStatus, Nudge, NudgeState, Role, Tier, Workspace
from playbook.rehearsal import Life
from playbook.rules import Finding

NEW_YORK = ZoneInfo("America/New_York")
COMPLETE, IN_PROGRESS, PENDING = MilestoneStatus.COMPLETE, MilestoneStatus.IN_PROGRESS, MilestoneStatus.PENDING


def day(text: str) -> date:
    """A day of 2026 from "01-23"."""
    return date.fromisoformat(f"2026-{text}")


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """An instant of 2026 from local "01-23 09:00"."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=zone).astimezone(UTC)


def milestone(key: str, due: str, done: str | None = None, *, started: bool = False, **rest: object) -> Milestone:
    status = COMPLETE if done else IN_PROGRESS if started else PENDING
    plain: dict[str, object] = {"name": key.replace("-", " ").capitalize(), "status": status}
    return Milestone(key=key, due_on=day(due), done_on=day(done) if done else None, **(plain | rest))  # type: ignore[arg-type]


def acme(**changes: object) -> Account:
    """Seed 001's tracker, as imported."""
    account = Account(
        id=1,
        name="Acme Corp",
        csm="Jane Smith",
        tier=Tier.ENTERPRISE,
        start_on=day("01-15"),
        target_first_value_on=day("01-29"),
        milestones=(
            milestone("kickoff-completed", "01-17", "01-16"),
            milestone("accounts-provisioned", "01-20", "01-20", weight=2),
            milestone(
                "integration-configured",
                "01-22",
                started=True,
                weight=2,
                blockers=(Blocker(id=7, text="Waiting on customer SSO metadata", plain=True),),
            ),
            milestone("training-delivered", "01-27"),
            milestone("first-value-achieved", "01-29", weight=3),
        ),
    )
    return replace(account, **changes)  # type: ignore[arg-type]


def context(account: Account, **settings: object) -> Context:
    """Everybody works in the account's zone."""
    workspace = Workspace(**settings)  # type: ignore[arg-type]
    hours = calendar_for(None, workspace, account.zone)
    return Context(workspace, lambda role: hours, account_calendar(account, workspace))


def finding(seen: Look, rule: str, subject: str | None = None) -> Finding:
    (found,) = [item for item in seen.findings if item.rule == rule and item.subject == subject]
    return found


def look_at(account: Account, moment: str, nudges: Sequence[Nudge] = (), **settings: object) -> Look:
    return look(account, nudges, context(account, **settings), local(moment))


@dataclass
class Walk(Life):
    """A life that people interfere with: they change the account, snooze and dismiss."""

    looks: list[datetime] = field(default_factory=list)

    def look(self) -> None:
        self.looks.append(self.now)
        super().look()

    def change(self, alter: Callable[[Account], Account]) -> None:
        self.account = alter(self.account)
        self.look()

    def to(self, until: datetime) -> Walk:
        super().to(until)
        return self

    def state(self, rule: str, step: int, state: NudgeState, send_at: datetime | None = None) -> None:
        """A person snoozes (WAITING with a later time) or dismisses a nudge."""
        self.memory = [
            replace(nudge, state=state, send_at=send_at or nudge.send_at)
            if (nudge.rule, nudge.step) == (rule, step)
            else nudge
            for nudge in self.memory
        ]
        self.look()

    def told(self, rule: str, role: Role | None = None) -> list[str]:
        """When the rule's nudges went out, as local "01-23 09:00"."""
        return [
            nudge.sent_at.astimezone(self.account.zone).strftime("%m-%d %H:%M")
            for nudge in self.sent
            if nudge.rule == rule and nudge.sent_at and role in (None, nudge.to)
        ]


def walk(account: Account, start: str, end: str | None = None, **settings: object) -> Walk:
    began = Walk(account, context(account, **settings), local(start))
    return began.to(local(end)) if end else began


def with_milestone(account: Account, changed: Milestone) -> Account:
    """The account with the milestone of the same key replaced."""
    kept = tuple(changed if item.key == changed.key else item for item in account.milestones)
    return replace(account, milestones=kept)


def days_later(account: Account, days: int) -> datetime:
    """Local midnight that many days after Day 0."""
    return account_calendar(account, Workspace()).midnight(account.start_on + timedelta(days=days))
