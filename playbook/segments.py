"""Segmentation: how to run an onboarding, from what is known of the customer (METHOD section 3, from 002 and 004).

Two matrices and some factors, each choice with its reasons: codes and facts that `messages.segments` words. Value-path
complexity counts, not size alone, and nobody is left to automation who should not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from playbook.models import Account, Complexity, Deal, Maturity, Motion, Tier, Workspace

MANY_INTEGRATIONS = 3  # from here on the path to value is complex, whatever the product (002)
LONGEST = 90  # days; no onboarding is planned longer (004)
WEEK = 7


class TouchModel(StrEnum):
    """How much of it people do (004), least first."""

    SELF_SERVE = "self-serve"
    TECH_TOUCH = "tech-touch"
    HYBRID = "hybrid"
    HIGH_TOUCH = "high-touch"
    WHITE_GLOVE = "white-glove"


class Approach(StrEnum):
    """002's approaches."""

    FULL_CUSTOM = "full-custom"
    TEMPLATED = "templated"
    AUTOMATED = "automated"
    PRODUCT_LED = "product-led"
    EXPANSION = "expansion"
    RECOVERY = "recovery"


class Size(StrEnum):
    """002's segments by contract value: Enterprise from $100K a year, mid-market from $25K, else SMB."""

    ENTERPRISE = "enterprise"
    MID_MARKET = "mid-market"
    SMB = "smb"


class CheckIns(StrEnum):
    """How often we meet (002)."""

    OFTEN = "2-3 a week"
    TWICE = "twice a week"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ON_SIGNALS = "on signals"


PLAYBOOK_OF = {
    Approach.FULL_CUSTOM: "enterprise-custom",
    Approach.TEMPLATED: "outcome-weighted",
    Approach.AUTOMATED: "smb-automated",
    Approach.PRODUCT_LED: "product-led",
    Approach.EXPANSION: "expansion",
    Approach.RECOVERY: "win-back",
}
FREE_PLAYBOOK = "self-serve"  # Free and Lite tiers (003)
_UNATTENDED_PLAYBOOKS = (PLAYBOOK_OF[Approach.AUTOMATED], PLAYBOOK_OF[Approach.PRODUCT_LED], FREE_PLAYBOOK)
_TOUCH = (  # 004's matrix: below this many dollars a year; simple, complex
    (10_000, TouchModel.SELF_SERVE, TouchModel.TECH_TOUCH),
    (50_000, TouchModel.TECH_TOUCH, TouchModel.HYBRID),
    (200_000, TouchModel.HYBRID, TouchModel.HIGH_TOUCH),
    (None, TouchModel.HIGH_TOUCH, TouchModel.WHITE_GLOVE),
)
_LIKELY_ACV = {Tier.FREE: 0, Tier.SMB: 0, Tier.MID_MARKET: 25_000, Tier.ENTERPRISE: 100_000}  # the least of each tier
_BY_MOTION = {
    Motion.PLG: Approach.PRODUCT_LED,
    Motion.EXPANSION: Approach.EXPANSION,
    Motion.WIN_BACK: Approach.RECOVERY,
}
_CADENCE = {
    Approach.FULL_CUSTOM: CheckIns.OFTEN,
    Approach.TEMPLATED: CheckIns.WEEKLY,
    Approach.AUTOMATED: CheckIns.MONTHLY,
    Approach.PRODUCT_LED: CheckIns.ON_SIGNALS,
    Approach.EXPANSION: CheckIns.WEEKLY,
    Approach.RECOVERY: CheckIns.TWICE,
}
_UNATTENDED = (TouchModel.SELF_SERVE, TouchModel.TECH_TOUCH)
_HANDS_OFF = (Approach.AUTOMATED, Approach.PRODUCT_LED)

Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code, and the facts that it was decided on."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """How to run an onboarding. With nothing known all but the playbook is None, and the reasons say so."""

    touch_model: TouchModel | None = None
    approach: Approach | None = None
    playbook: str  # its key
    length_days: int | None = None  # expected, from the signing
    cadence: CheckIns | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the decisions look at. `acv` is the least of the tier where none is known."""

    deal: Deal
    tier: Tier
    acv: int
    acv_is_known: bool
    complexity: Complexity | None

    @property
    def is_complex(self) -> bool:
        return self.complexity is Complexity.COMPLEX

    @property
    def integrations(self) -> int:
        return self.deal.integrations or 0

    @property
    def size(self) -> Size:
        if self.acv >= 100_000:
            return Size.ENTERPRISE
        return Size.MID_MARKET if self.acv >= 25_000 else Size.SMB


def recommend(account: Account, workspace: Workspace) -> Segment:
    """Touch model, approach, playbook, expected length and cadence for this account, with the reasons in that order.

    With neither contract value, complexity, motion nor free tier known it is the workspace's default playbook.
    """
    known = _known(account)
    if not (known.acv_is_known or known.complexity or known.deal.motion or known.tier is Tier.FREE):
        protected = tuple(_protections(known))
        unattended = protected and workspace.default_playbook in _UNATTENDED_PLAYBOOKS
        playbook = PLAYBOOK_OF[Approach.TEMPLATED] if unattended else workspace.default_playbook
        return Segment(playbook=playbook, reasons=(Reason("nothing_known"), *protected))
    touch, touch_reasons = _touch(known)
    approach, approach_reasons = _approach(known)
    playbook = _playbook(known, approach)
    days, length_reasons = _length(known, approach)
    cadence = _CADENCE[approach]
    reasons = (*touch_reasons, *approach_reasons, *length_reasons, Reason("cadence", {"approach": str(approach)}))
    return Segment(
        touch_model=touch, approach=approach, playbook=playbook, length_days=days, cadence=cadence, reasons=reasons
    )


def _known(account: Account) -> _Known:
    acv = account.acv
    return _Known(
        deal=account.facts.deal,
        tier=account.tier,
        acv=_LIKELY_ACV[account.tier] if acv is None else acv,
        acv_is_known=acv is not None,
        complexity=path_complexity(account.facts.deal),
    )


def path_complexity(deal: Deal) -> Complexity | None:
    """The complexity of the way to value: 3 integrations and more make it complex whatever was said (002, $30K and 5
    systems); else as stated; unstated, several products do. None when nothing tells."""
    if (deal.integrations or 0) >= MANY_INTEGRATIONS:
        return Complexity.COMPLEX
    if deal.complexity is not None:
        return deal.complexity
    if len(deal.products) > 1:
        return Complexity.COMPLEX
    return Complexity.SIMPLE if deal.integrations is not None or deal.products else None


def _touch(known: _Known) -> tuple[TouchModel, list[Reason]]:
    """004's matrix; one step up after a churn (002); never unattended where somebody must be there."""
    simple, hard = next((row[1], row[2]) for row in _TOUCH if row[0] is None or known.acv < row[0])
    touch = hard if known.is_complex else simple
    reasons = [Reason("touch_matrix", {**_size_facts(known), **_path_facts(known)})]
    if known.deal.motion is Motion.WIN_BACK:
        models = list(TouchModel)
        touch = models[min(models.index(touch) + 1, len(models) - 1)]
        reasons.append(Reason("touch_win_back"))
    if touch in _UNATTENDED and (protected := _protections(known)):
        touch = TouchModel.HYBRID
        reasons += protected
    return touch, reasons


def _approach(known: _Known) -> tuple[Approach, list[Reason]]:
    """002's matrix: the motion first, then size and the way to value; nothing hands-off for whom it is not for."""
    motion = _BY_MOTION.get(known.deal.motion) if known.deal.motion else None
    if motion is not None:
        approach, reason = motion, Reason("approach_motion", {"motion": str(known.deal.motion)})
    else:
        approach = _by_size(known)
        reason = Reason("approach_matrix", {**_size_facts(known), **_path_facts(known), "approach": str(approach)})
    protected = _protections(known)
    if approach in _HANDS_OFF and protected:
        return Approach.TEMPLATED, [reason, *protected]
    return approach, [reason]


def _by_size(known: _Known) -> Approach:
    """Enterprise is custom unless its way is plainly simple; mid-market is custom with a complex way and many systems;
    SMB is automated only where the way is simple and nothing is integrated."""
    if known.tier is Tier.FREE and not known.acv_is_known and not known.is_complex:
        return Approach.AUTOMATED
    if known.size is Size.ENTERPRISE:
        return Approach.TEMPLATED if known.complexity is Complexity.SIMPLE else Approach.FULL_CUSTOM
    if known.size is Size.MID_MARKET:
        return Approach.FULL_CUSTOM if known.integrations >= MANY_INTEGRATIONS else Approach.TEMPLATED
    return Approach.TEMPLATED if known.is_complex or known.integrations else Approach.AUTOMATED


def _playbook(known: _Known, approach: Approach) -> str:
    if approach is Approach.AUTOMATED and known.tier is Tier.FREE:
        return FREE_PLAYBOOK
    return PLAYBOOK_OF[approach]


def _length(known: _Known, approach: Approach) -> tuple[int, list[Reason]]:
    """002's product-complexity factors in days: 2–4 weeks for one standard product, 6–12 for several or custom work,
    2–4 more with integrations. Within the range (chosen): the short end where the customer's operations are mature or
    use does the work, the long end where they have none, else the middle; 90 days at most (004)."""
    custom = known.is_complex or len(known.deal.products) > 1 or approach is Approach.FULL_CUSTOM
    least, most = (6, 12) if custom else (2, 4)
    facts: dict[str, Fact] = {"custom": custom, "integrations": known.integrations}
    if known.integrations:
        least, most = least + 2, most + 4
    facts |= {"least_weeks": least, "most_weeks": most}
    reasons = [Reason("length_factors", facts)]
    abbreviated = approach in _HANDS_OFF
    maturity = known.deal.ops_maturity
    if abbreviated or maturity is Maturity.MATURE:
        days = least * WEEK
        reasons.append(Reason("length_abbreviated" if abbreviated else "length_mature", {"approach": str(approach)}))
    elif maturity is Maturity.NONE:
        days = most * WEEK
        reasons.append(Reason("length_no_ops"))
    else:
        days = (least + most) * WEEK // 2
    if days > LONGEST:
        days = LONGEST
        reasons.append(Reason("length_limit", {"days": LONGEST}))
    return days, reasons


def _protections(known: _Known) -> list[Reason]:
    """Why this account is not left to automation (002)."""
    deal = known.deal
    held = {"strategic": deal.strategic, "concerns": deal.concerns, "long_sales_cycle": deal.long_sales_cycle}
    return [Reason(f"never_automate_{name}") for name, holds in held.items() if holds]


def _size_facts(known: _Known) -> dict[str, Fact]:
    return {"acv": known.acv if known.acv_is_known else None, "tier": str(known.tier), "size": str(known.size)}


def _path_facts(known: _Known) -> dict[str, Fact]:
    return {
        "complexity": str(known.complexity) if known.complexity else None,
        "stated": str(known.deal.complexity) if known.deal.complexity else None,
        "integrations": known.deal.integrations,
        "products": len(known.deal.products),
    }
