"""Where an account stands, as its portfolio line caches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from playbook.clocks import frozen_on
from playbook.gates import held_by_gate
from playbook.models import AccountState, Band
from playbook.rules import RULES, Case
from playbook.rules.contact import AT_RISK_AFTER, STEPS
from playbook.rules.finding import Fact, Finding

TROUBLED = (Band.AT_RISK, Band.CRITICAL)
LEAD_AFTER = 6  # days of a stall from which on a lead is involved (STALL-6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What portfolio columns cache. True from the look until its `next_look_at`.

    `stalled_days` is the stall step reached, 3, 6, 9, 14 or 21 days, so that a quiet account needs no daily look; the
    exact count follows from the STALL facts' `since_on`. A paused or closed account has a score and counts as of its
    pause, and is neither at risk nor ranked.
    """

    score: float | None = None
    band: Band = Band.NOT_YET
    overdue: int = 0
    stalled_days: int | None = None
    open_blockers: int = 0
    review_open: bool = False
    at_risk: bool = False
    rank: int = 0  # higher is worse
    reason_rule: str | None = None
    reason_facts: dict[str, Fact] = field(default_factory=dict)
    next_milestone: str | None = None  # a milestone key
    next_due_on: date | None = None

    @property
    def needs_attention(self) -> bool:
        """What the digest lists: at risk or critical by band or declared so by STALL-21 (`at_risk`), stalled so long
        that a lead is involved, or the Day-30 review unanswered. `storage.queries.portfolio` says the same in SQL."""
        return self.at_risk or (self.stalled_days or 0) >= LEAD_AFTER or self.review_open


def standing_of(case: Case, findings: Sequence[Finding]) -> Standing:
    """The standing that a case's findings amount to."""
    account, on = case.account, frozen_on(case.account, case.today)
    firing = [finding for finding in findings if finding.fires]
    rules = {finding.rule for finding in firing}
    upcoming = min(account.open_milestones, key=lambda milestone: milestone.due_on, default=None)
    stalled = max((step for step in STEPS if f"STALL-{step}" in rules), default=None)
    overdue = sum(1 for each in account.open_milestones if each.due_on < on and not held_by_gate(account, each))
    reason = max(firing, key=lambda finding: RULES[finding.rule].urgency, default=None)
    active = account.state is AccountState.ACTIVE
    return Standing(
        score=case.health.score,
        band=case.health.band,
        overdue=overdue,
        stalled_days=stalled,
        open_blockers=sum(len(milestone.open_blockers) for milestone in account.open_milestones),
        review_open="REVIEW-30" in rules,
        at_risk=active and (case.health.band in TROUBLED or stalled == AT_RISK_AFTER),
        rank=_rank(case, rules, stalled or 0, overdue) if active else 0,
        reason_rule=reason.rule if reason else None,
        reason_facts=dict(reason.facts) if reason else {},
        next_milestone=upcoming.key if upcoming else None,
        next_due_on=upcoming.due_on if upcoming else None,
    )


def _rank(case: Case, rules: set[str], stalled: int, overdue: int) -> int:
    """Severity first (critical or 21 days' stall 3, at risk or a review unanswered 2, any rule firing 1), then points
    lost from 100, then overdue milestones and stall."""
    band = case.health.band
    if band is Band.CRITICAL or stalled == AT_RISK_AFTER:
        severity = 3
    elif band is Band.AT_RISK or "REVIEW-30" in rules:
        severity = 2
    else:
        severity = 1 if rules else 0
    lost = 0 if case.health.score is None else round((100 - case.health.score) * 10)
    return severity * 1_000_000 + lost * 100 + min(overdue * 3 + stalled, 99)
