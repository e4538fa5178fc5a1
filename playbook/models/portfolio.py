"""Many accounts at once: a line of a list, and the sums and changes of the at-risk digest.

An account needs attention (`Standing.needs_attention`) when it is at risk or critical by band, when STALL-21 declared
it at risk, when it is stalled 6 days and more, so that a lead is involved, or when the Day-30 review is unanswered.
The digest's count, list, file, changes and sums per CSM all mean that; `list at-risk` is narrower: at risk or critical
by band, or STALL-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from playbook.models.words import AccountState, Band, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account in a list, the digest or Home, as its last look left it."""

    id: int
    name: str
    csm: str
    csm_id: str | None = None
    tier: Tier = Tier.MID_MARKET
    state: AccountState = AccountState.ACTIVE
    band: Band = Band.NOT_YET
    score: float | None = None
    rank: int = 0  # higher is worse
    reason_rule: str | None = None  # None: nothing needs attention
    reason_facts: Mapping[str, Any] = field(default_factory=dict)
    next_milestone: str | None = None  # its name
    next_milestone_id: int = 0  # 0: none is open
    next_is_review: bool = False  # it is the Day-30 review, unanswered: only an answer closes it
    next_due_on: date | None = None
    attention_since: datetime | None = None  # since when it needs attention, from its dates, not since its import


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCounts:
    """How many active accounts are what; one account may count in several. Paused ones only in `paused`."""

    active: int = 0
    healthy: int = 0
    at_risk: int = 0  # by health band
    critical: int = 0
    not_yet: int = 0
    attention: int = 0  # what the digest lists: see above
    stalled: int = 0
    overdue: int = 0
    reviews_open: int = 0
    paused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CsmCount:
    """How many of one CSM's active accounts need attention."""

    csm: str
    csm_id: str | None = None
    attention: int = 0
    active: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestChanges:
    """What came to need attention and what recovered since the digest before: the worst few rows, and the totals."""

    since: datetime | None = None  # None: there was no digest before
    worsened: tuple[AccountRow, ...] = ()
    worsened_total: int = 0
    recovered: tuple[AccountRow, ...] = ()
    recovered_total: int = 0
