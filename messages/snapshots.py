"""Inputs of the builders that are not playbook models; storage's own records fit the protocols as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from playbook.engine import Look
from playbook.models import Account, Nudge


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """One nudge with the account it is about, as the engine sees it now."""

    account: Account
    nudge: Nudge
    look: Look


class ChangedRow(Protocol):
    """One row that a change touched; an added row has no `before`, a deleted one no `after`."""

    @property
    def table(self) -> str: ...
    @property
    def label(self) -> str | None: ...
    @property
    def before(self) -> Mapping[str, Any] | None: ...
    @property
    def after(self) -> Mapping[str, Any] | None: ...


class HistoryLine(Protocol):
    """One audit row: who did what when. `action` is such as milestone.complete, `facts` its inputs."""

    @property
    def at(self) -> datetime: ...
    @property
    def action(self) -> str: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> str: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def via(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def changed(self) -> Sequence[ChangedRow]: ...
    @property
    def undone(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryProblem:
    """A message that Slack refused for good, for Home and doctor."""

    kind: str  # digest, escalation, plan, …
    destination: str  # channel or user id
    error: str  # Slack's code
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAccount:
    """What an import or `new` will create, for the preview."""

    name: str
    milestones: int
    open_milestones: int
    start_on: date
    csm: str
    exists: bool = False  # an account of this name is there already, so Create will refuse it


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """The menu's numbers: things that need me (and on how many accounts more than was counted), my accounts, and
    accounts that need attention: mine, anybody's."""

    waiting: int = 0
    beyond: int = 0
    accounts: int = 0
    mine_attention: int = 0
    attention: int = 0
