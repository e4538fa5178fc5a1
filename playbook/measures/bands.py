"""How good a figure is: 002's low, typical and high-performing bands, 004's targets, and 002's three words.

The documents leave gaps between their bands; a figure in a gap is typical, and a warning (chosen). Lengths are days,
shares percent. METHOD section 4.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from playbook.models import Account, Tier

ENTERPRISE_ACV = 100_000  # dollars a year, from here (002)
MID_MARKET_ACV = 25_000


class Metric(StrEnum):
    """The lines of the portfolio table."""

    MEDIAN_TTV = "median_ttv"
    P90_TTV = "p90_ttv"
    KICKOFF_TO_GO_LIVE = "kickoff_to_go_live"
    COMPLETION_RATE = "completion_rate"
    ONBOARDING_COMPLETION = "onboarding_completion"
    RETENTION_90 = "retention_90"
    CES = "ces"
    NPS = "nps"
    CSAT = "csat"
    ACTIVATION = "activation"
    FEATURE_ADOPTION = "feature_adoption"
    PRE_KICKOFF_FLOWS = "pre_kickoff_flows"
    STALLED = "stalled"
    PER_CSM = "per_csm"


class Level(StrEnum):
    """002's bands."""

    LOW = "low"
    TYPICAL = "typical"
    HIGH = "high"


class Grade(StrEnum):
    """002's words."""

    GOOD = "good"
    WARNING = "warning"
    RED = "red"


Sign = Literal["<", "≤", ">", "≥"]
_HOLDS: Mapping[Sign, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """`< 14`: a bound, and on which side of it a figure must lie."""

    sign: Sign
    value: float

    def holds(self, figure: float) -> bool:
        return _HOLDS[self.sign](figure, self.value)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a metric is held against. `good` and `red` give the word; the rest is named where a document has it."""

    good: Limit
    red: Limit
    typical: tuple[float, float] | None = None
    high: Limit | None = None
    low: Limit | None = None
    target: Limit | None = None  # 004's; for flows 000's, for CSMs 004's capacity

    def grade(self, figure: float) -> Grade:
        if self.good.holds(figure):
            return Grade.GOOD
        return Grade.RED if self.red.holds(figure) else Grade.WARNING

    def level(self, figure: float) -> Level | None:
        """The band, None where 002 has none."""
        if self.high is None or self.low is None:
            return None
        if self.high.holds(figure):
            return Level.HIGH
        return Level.LOW if self.low.holds(figure) else Level.TYPICAL


_UNDER_30, _UNDER_45 = Limit("<", 30), Limit("<", 45)
_TTV = {  # good is what 002's quick reference does for the mid-market: faster than typical begins
    Tier.ENTERPRISE: Scale(Limit("<", 21), Limit("≥", 45), (21, 30), Limit("<", 14), Limit("≥", 45), _UNDER_30),
    Tier.MID_MARKET: Scale(Limit("<", 14), Limit("≥", 30), (14, 21), Limit("<", 10), Limit("≥", 30), _UNDER_30),
    Tier.SMB: Scale(Limit("<", 5), Limit("≥", 14), (5, 10), Limit("<", 3), Limit("≥", 14), _UNDER_30),
}
_GO_LIVE = {  # 002's programme durations in weeks; it has none for the mid-market. Red past 90 days (001, 004)
    Tier.ENTERPRISE: Scale(_UNDER_45, Limit(">", 90), (56, 84), Limit("≤", 56), Limit("≥", 112), _UNDER_45),
    Tier.MID_MARKET: Scale(_UNDER_45, Limit(">", 90), target=_UNDER_45),
    Tier.SMB: Scale(Limit("≤", 28), Limit("≥", 42), (14, 28), Limit("≤", 14), Limit("≥", 42), _UNDER_45),
}
_SCALES = {
    # "all milestones" is good and under 60 % red (002); over 85 % is 004's target and closes the gap below "all"
    Metric.COMPLETION_RATE: Scale(Limit(">", 85), Limit("<", 60), target=Limit(">", 85)),
    Metric.ONBOARDING_COMPLETION: Scale(Limit("≥", 80), Limit("<", 60), (65, 75), Limit("≥", 80), Limit("<", 60)),
    # 002 speaks of churn: under 5 %, 8–12 %, over 15 %
    Metric.RETENTION_90: Scale(
        Limit(">", 95), Limit("<", 85), (88, 92), Limit(">", 95), Limit("<", 85), Limit(">", 95)
    ),
    Metric.CES: Scale(Limit("<", 3), Limit(">", 4), target=Limit("<", 3)),  # red over the middle of 1–7 (chosen)
    Metric.NPS: Scale(Limit("≥", 50), Limit("<", 20), (20, 40), Limit("≥", 50), Limit("<", 20), Limit(">", 50)),
    Metric.CSAT: Scale(Limit("≥", 90), Limit("<", 70), (75, 85), Limit("≥", 90), Limit("<", 70)),
    Metric.ACTIVATION: Scale(Limit("≥", 55), Limit("<", 25), (37.5, 37.5), Limit("≥", 55), Limit("<", 25)),
    Metric.FEATURE_ADOPTION: Scale(Limit("≥", 70), Limit("<", 30), (40, 60), Limit("≥", 70), Limit("<", 30)),
    Metric.PRE_KICKOFF_FLOWS: Scale(Limit("≥", 70), Limit("<", 50), target=Limit("≥", 70)),  # 000; red is chosen
    Metric.PER_CSM: Scale(Limit("≤", 15), Limit(">", 20), (8, 15), target=Limit("≤", 15)),  # 004; 002: not past 20–30
}


def scale_of(metric: Metric, segment: Tier | None, active: int = 0) -> Scale:
    """What a metric is held against in a segment; None means a mixed portfolio, which 002's quick reference reads by
    its mid-market figures. `active` is how many onboardings the stalled ones are among: up to a fifth is a warning
    (chosen)."""
    if metric is Metric.STALLED:
        return Scale(Limit("≤", 0), Limit(">", active / 5))
    if metric in (Metric.MEDIAN_TTV, Metric.P90_TTV):
        return _TTV[segment or Tier.MID_MARKET]
    if metric is Metric.KICKOFF_TO_GO_LIVE:
        return _GO_LIVE[segment or Tier.MID_MARKET]
    return _SCALES[metric]


def segment_of(account: Account) -> Tier:
    """002's segment: by what is paid a year, else by the tier; the free tier is measured as SMB (chosen)."""
    if account.acv is None:
        return Tier.SMB if account.tier is Tier.FREE else account.tier
    if account.acv >= ENTERPRISE_ACV:
        return Tier.ENTERPRISE
    return Tier.MID_MARKET if account.acv >= MID_MARKET_ACV else Tier.SMB
