"""Everything behind an account's state, for `/onboard why`: each point of the score, each finding, the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from playbook.engine import Look
from playbook.health import ScoreLine, completion_rate, health, score_if_done, trend, way_back
from playbook.models import Account, Band
from playbook.rules import RULES
from playbook.rules.finding import Finding, FindingState

_ORDER = tuple(FindingState)


@dataclass(frozen=True, slots=True)
class Why:
    """The score with its lines, the findings (firing first, most urgent first, then waiting, soonest first, then the
    rest), and the milestone keys that lead back to green with the score they would give. Without such a way the keys
    are empty and `best_score` says what completing everything today would give."""

    score: float | None
    band: Band
    trend: float | None
    completion: float | None
    lines: tuple[ScoreLine, ...]
    findings: tuple[Finding, ...]
    way_back: tuple[str, ...]
    way_back_score: float | None
    best_score: float | None


def why(look: Look, account: Account, on: date) -> Why:
    """The reasons for what a look at `account` found on the account's local day `on`."""
    now = health(account, on)
    keys = way_back(account, on)
    everything = [milestone.key for milestone in account.open_milestones]
    return Why(
        score=now.score,
        band=now.band,
        trend=trend(account, on),
        completion=completion_rate(account, on),
        lines=now.lines,
        findings=tuple(sorted(look.findings, key=_place)),
        way_back=keys,
        way_back_score=score_if_done(account, keys, on) if keys else None,
        best_score=score_if_done(account, everything, on),
    )


def _place(finding: Finding) -> tuple[int, float, int, str, str]:
    soonest = finding.until.timestamp() if finding.state is FindingState.WAITING and finding.until else 0.0
    urgency = -RULES[finding.rule].urgency
    return _ORDER.index(finding.state), soonest, urgency, finding.rule, finding.subject or ""
