"""The recommendation of how to run an onboarding, and why, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messages.words import count, escape
from playbook.models import Choice
from playbook.plans import Playbook
from playbook.segments import Approach, CheckIns, Segment, TouchModel

TOUCH_MODELS = {
    TouchModel.SELF_SERVE: "Self-serve",
    TouchModel.TECH_TOUCH: "Tech-touch",
    TouchModel.HYBRID: "Hybrid",
    TouchModel.HIGH_TOUCH: "High-touch",
    TouchModel.WHITE_GLOVE: "White-glove",
}
APPROACHES = {
    Approach.FULL_CUSTOM: "Full custom",
    Approach.TEMPLATED: "Templated",
    Approach.AUTOMATED: "Automated",
    Approach.PRODUCT_LED: "Product-led",
    Approach.EXPANSION: "New module",
    Approach.RECOVERY: "Recovery",
}
CHECK_INS = {
    CheckIns.OFTEN: "2–3 check-ins a week in active phases",
    CheckIns.TWICE: "two check-ins a week",
    CheckIns.WEEKLY: "a weekly check-in",
    CheckIns.MONTHLY: "a monthly check-in",
    CheckIns.ON_SIGNALS: "a person only when use asks for one",
}
_SIZES = {"enterprise": "enterprise (from $100K)", "mid-market": "mid-market ($25–100K)", "smb": "SMB (under $25K)"}
_TIERS = {"enterprise": "Enterprise", "mid-market": "Mid-market", "smb": "SMB", "free": "Free"}
_MOTIONS = {
    "plg": "they come from free use",
    "expansion": "they know the platform and add to it",
    "win-back": "they left once, so what made them leave comes first",
}
Facts = Mapping[str, Any]


def segment_line(segment: Segment, playbooks: Mapping[str, Playbook]) -> str:
    """`*Hybrid · Templated · Outcome weighted, 30 days* · 3 weeks expected, a weekly check-in`."""
    plan = playbooks.get(segment.playbook)
    name = escape(plan.name if plan else segment.playbook)
    if segment.touch_model is None or segment.approach is None:
        return f"*{name}*, the team's default" if not _moved(segment) else f"*{name}*"
    head = f"*{TOUCH_MODELS[segment.touch_model]} · {APPROACHES[segment.approach]} · {name}*"
    expected = f"{count(segment.length_days, 'day')} expected" if segment.length_days else ""
    meets = CHECK_INS[segment.cadence] if segment.cadence else ""
    return " · ".join(part for part in (head, expected, meets) if part)


def segment_reasons(segment: Segment) -> list[str]:
    """Every reason in a sentence of mrkdwn."""
    told = (_WORDS[reason.code](reason.facts) for reason in segment.reasons if reason.code in _WORDS)
    return [f"• {words}" for words in dict.fromkeys(told)]


def segment_words(segment: Segment, playbooks: Mapping[str, Playbook]) -> list[str]:
    """What is recommended and why, a line each; nothing where there is nothing to go by."""
    reasons = segment_reasons(segment)
    return [f"*What I would choose:* {segment_line(segment, playbooks)}", *reasons] if reasons else []


def choice_words(choice: Choice) -> str:
    """How the CSM chose to run it instead, and why."""
    said = [_named(choice.touch_model, TOUCH_MODELS), _named(choice.approach, APPROACHES)]
    said.append(_named(choice.cadence, CHECK_INS))
    head = " · ".join(part for part in said if part)
    return f"Chosen: {head or 'another playbook'}" + (f", because “{escape(choice.note, 200)}”" if choice.note else "")


def _named(value: str | None, names: Mapping[Any, str]) -> str:
    return names.get(value, escape(value)) if value else ""


def _moved(segment: Segment) -> bool:
    return len(segment.reasons) > 1


def _size(facts: Facts) -> str:
    if facts.get("acv") is None:
        return f"no contract value is known, so the tier counts: {_TIERS.get(str(facts.get('tier')), 'unknown')}"
    return f"${int(facts['acv']):,} a year"


def _path(facts: Facts) -> str:
    """The way to value, and what told it."""
    systems, products = facts.get("integrations"), int(facts.get("products") or 0)
    if facts.get("complexity") is None:
        return "complexity is not known, so I took it as simple"
    if facts.get("stated") == facts["complexity"]:
        return f"{facts['complexity']}, as you said"
    if facts["complexity"] == "complex" and int(systems or 0) >= 3:
        return f"complex, with {count(int(systems or 0), 'integration')}"
    if facts["complexity"] == "complex":
        return f"complex, with {count(products, 'product')}"
    return "simple, as far as known"


def _touch(facts: Facts) -> str:
    return f"Touch model, by contract and way to value: {_size(facts)}; {_path(facts)}."


def _approach(facts: Facts) -> str:
    systems, path = facts.get("integrations"), _path(facts)
    number = "integrations not known" if systems is None else count(int(systems), "integration")
    told = [_SIZES.get(str(facts.get("size")), ""), *([] if number in path else [number]), path]
    return f"Approach, by size and way to value: {'; '.join(told)}."


def _length(facts: Facts) -> str:
    what = "several products or custom work" if facts.get("custom") else "one standard product"
    more = ", integrations included" if facts.get("integrations") else ""
    return f"Length: {what} takes {facts.get('least_weeks')}–{facts.get('most_weeks')} weeks{more}."


def _approach_name(facts: Facts) -> str:
    return APPROACHES[Approach(str(facts["approach"]))].casefold()


_NEVER = "I leave nobody to automation {}."
_WORDS: dict[str, Callable[[Facts], str]] = {
    "nothing_known": lambda _: "Neither contract value nor complexity is known, so there is nothing to go by yet.",
    "touch_matrix": _touch,
    "touch_win_back": lambda _: "After a churn it gets one step more touch than its size would ask for.",
    "approach_matrix": _approach,
    "approach_motion": lambda facts: f"Approach, by how they come: {_MOTIONS.get(str(facts['motion']))}.",
    "never_automate_strategic": lambda _: _NEVER.format("who is strategic"),
    "never_automate_concerns": lambda _: _NEVER.format("with stated concerns"),
    "never_automate_long_sales_cycle": lambda _: _NEVER.format("whose sale took long"),
    "length_factors": _length,
    "length_abbreviated": lambda _: "The short end of that: use does the work.",
    "length_mature": lambda _: "The short end of that: their operations team does much of the setup.",
    "length_no_ops": lambda _: "The long end of that: without an operations team much has to be handed over.",
    "length_limit": lambda facts: f"No onboarding is planned longer than {facts['days']} days.",
    "cadence": lambda facts: f"Check-ins: as {_approach_name(facts)} asks for.",
}
