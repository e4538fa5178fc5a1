"""`/onboard ttv`: an account's time to value in its parts, against what is typical, and where to look (002)."""

from __future__ import annotations

from datetime import date

from messages.charts import bar_chart
from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, header, message, section
from messages.measures import PARTS, days_text, typical_text, where_text
from messages.refs import Ref
from messages.words import count, day, escape
from playbook.measures.bands import Metric, scale_of
from playbook.measures.days import Days
from playbook.measures.ttv import TYPICAL, Part, SoFar
from playbook.models import Account, Tier

LOOK_AT = {  # what to ask where a part is too long (002's levers and questions)
    Part.HANDOFF_DELAY: (
        "Could somebody of customer success be known to the customer before the close, and the first contact go out by"
        " itself at the signing?"
    ),
    Part.SETUP_DURATION: (
        "Is it the data, an integration, or the customer's own people? What can run in parallel, and what could they"
        " prepare?"
    ),
    Part.ACTIVATION_TIME: (
        "Does the training serve the first use case, is first value defined too high, or is their attention going?"
    ),
}
SEGMENTS = {Tier.ENTERPRISE: "enterprise", Tier.MID_MARKET: "mid-market", Tier.SMB: "SMB"}


def ttv_message(account: Account, found: SoFar, days: Days, segment: Tier, today: date) -> Message:
    """The split so far, its bottleneck, the days left; `today` is the account's day."""
    first = _summary(found, segment, today)
    lines = [_part(found, part) for part in Part]
    blocks: list[Block] = [header(f"Time to value: {account.name}"), section(first), section("\n".join(lines))]
    if found.split.bottleneck:
        worst = found.split.bottleneck
        blocks.append(section(f"*Bottleneck: {PARTS[worst].lower()}.* {LOOK_AT[worst]}"))
    blocks += _chart(found)
    blocks.append(context(f"Milestone days: {where_text(days)}", _how(found, today)))
    row = [
        button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "ttv", label=f"Open {account.name}"),
        button("Why", Action.ACCOUNT_WHY, Ref(account.id), "ttv", label=f"Why, for {account.name}"),
    ]
    blocks.append(actions(row, "ttv"))
    return message(f"{escape(account.name)}: {first}".replace("*", ""), blocks)


def _summary(found: SoFar, segment: Tier, today: date) -> str:
    """`*32 days to first value*, red for mid-market …`, or how far it is and what is left."""
    total = days_text(found.split.total)
    if found.running is None:
        scale = scale_of(Metric.MEDIAN_TTV, segment)
        low, high = scale.typical or (0, 0)
        word = scale.grade(found.split.total or 0)
        return f"*{total} to first value*: {word} for {SEGMENTS[segment]}, where {low:g}–{high:g} are typical."
    return f"*{total} so far, first value is to come.* {_left(found, today)}"


def _left(found: SoFar, today: date) -> str:
    if found.target_on is None or found.days_left is None:
        return "No day is agreed for it: a target date helps both sides."
    if found.days_left < 0:
        return f"Its target, {day(found.target_on, today)}, is {count(-found.days_left, 'day')} past."
    left = "today" if not found.days_left else f"{count(found.days_left, 'day')} left"
    return f"Its target is {day(found.target_on, today)}: {left}."


def _part(found: SoFar, part: Part) -> str:
    days = found.split.parts[part]
    if days is None:
        told = "not begun" if found.running else "cannot be told: a day is missing"
        return f"⚪ *{PARTS[part]}*: {told} ({typical_text(part)})"
    above = days - TYPICAL[part][1]
    mark = "🔴" if part is found.split.bottleneck else "🟡" if above > 0 else "🟢"
    running = " so far" if part is found.running else ""
    over = f", {above} above" if above > 0 else ""
    return f"{mark} *{PARTS[part]}*: {days_text(days)}{running} ({typical_text(part)}{over})"


def _chart(found: SoFar) -> list[Block]:
    known = [(part, days) for part, days in found.split.parts.items() if days is not None]
    series = {
        "This onboarding": [float(days) for _, days in known],
        "Typical, at most": [float(TYPICAL[part][1]) for part, _ in known],
    }
    return bar_chart("Days in each part", [PARTS[part] for part, _ in known], series, "days")


def _how(found: SoFar, today: date) -> str:
    what = "from the signing to the first CS contact, until setup is complete, until first value"
    return f"Calendar days {what}; running parts count to {day(today)}." if found.running else f"Calendar days {what}."
