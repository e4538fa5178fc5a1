"""What storage hands out beside the playbook's snapshots: frozen, plain, safe to keep after the session is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playbook.models import AccountRow, AccountState


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef:
    """Just enough of an account to name it and to act on it."""

    id: int
    name: str
    state: AccountState


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A stretch of a portfolio; `total` counts all rows that fit the filter."""

    rows: tuple[AccountRow, ...]
    total: int
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A living status card: one per account and channel."""

    id: int
    account_id: int
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Something that must be said. `key` is the opaque mark that read-back looks for."""

    id: int
    key: str
    kind: str  # plan, nudge, escalation, digest, share, card, card_gone, card_line, reply, home, notice
    destination: Mapping[str, Any]  # channel, user, ts, thread_ts, response_url
    about: Mapping[str, Any]
    state: str  # queued, claimed, sent, unknown, refused, dropped
    send_at: datetime
    next_at: datetime  # queued: next try; claimed: end of the lease; unknown: since when; else the last event
    attempts: int
    worker: str | None = None
    claimed_at: datetime | None = None  # read-back looks from here on
    sent_at: datetime | None = None
    channel: str | None = None  # where Slack put it
    ts: str | None = None
    error: str | None = None

    @property
    def lane(self) -> str | None:
        """What a 429 holds up: the channel or the person; None for what is not a post to either."""
        return lane_of(self.destination)


def lane_of(destination: Mapping[str, Any]) -> str | None:
    """The channel, else the user, of a destination."""
    lane = destination.get("channel") or destination.get("user")
    return str(lane) if lane else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One row that a change touched. For an update only the fields that differ; an added row has no `before`."""

    table: str
    row_id: int | str
    label: str | None  # the row's name or text, if it has one
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """Who did what when, with before and after."""

    id: int
    at: datetime
    action: str  # milestone.complete, account.pause, …
    actor_kind: str  # person, assistant, cli
    actor_id: str
    actor_name: str
    via: str  # command, click, modal, sweep, cli, …
    account_id: int | None
    account_name: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)  # the inputs: milestone, on, …
    changed: tuple[Changed, ...] = ()
    undone: bool = False
    undoes: int | None = None  # the audit id that this one took back


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoReport:
    """What was taken back. `account_id` is None for settings; `account_gone` when the undo removed the account."""

    audit_id: int
    at: datetime  # when it had been done
    action: str
    account_id: int | None
    account_name: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    account_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was erased: how many rows of which table, in these accounts (none: all over)."""

    accounts: tuple[str, ...]
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlaybook:
    """A playbook of the team's own, as its YAML. `origin` is slack or folder."""

    key: str
    text: str
    origin: str
    saved_at: datetime
    saved_by: str  # a Slack user id; of the folder its file's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The stretch of time of which a restored database does not know what was said."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The database as `doctor` and `/readyz` see it."""

    ok: bool
    dialect: str
    revision: str | None
    head: str
    problem: str | None = None  # unreachable, not_upgraded, newer
    detail: str = ""
