"""The morning plan: one direct message a working morning, by account, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from messages.cards import day_words
from messages.facts import subject_milestone
from messages.ids import Action
from messages.kit import MESSAGE_BLOCKS, Block, Message, actions, button, context, header, message, section, size
from messages.reasons import TITLES, reason_for
from messages.refs import Ref
from messages.snapshots import PlanItem
from messages.ways import ways_out
from messages.words import WEEKDAYS, count, day, escape, health_words, listed
from playbook.models import NudgeState, Person

ROOM = 12_000  # characters of the groups
LINES = 8  # nudges of one account; the rest are on its card
SERIOUS = (
    "REVIEW-30",
    "STALL-21",
    "HEALTH-60",
    "STALL-9",
    "STALL-6",
    "BLOCKED",
    "OVERDUE",
    "REVIEW-FOLLOW",
    "REMEDIATION",
    "STALL-3",
    "HEALTH-80",
    "TOUCH",
)


def morning_plan(
    person: Person, items: Sequence[PlanItem], people: Mapping[str, Person], now: datetime
) -> Message | None:
    """Everything that is due to `person` this morning; None when there is nothing to say. What does not fit is counted.

    An item that was dealt with since (dismissed, snoozed, or its cause is gone) stays as a quiet line without buttons.
    """
    groups = grouped(items)
    if not groups:
        return None
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    title = f"{WEEKDAYS[today.weekday()]} {day(today)[4:]}: {_amount(groups, now)}"
    blocks, shown = plan_blocks(groups, now, most=MESSAGE_BLOCKS - 2, room=ROOM)
    if shown < len(groups):
        blocks.append(context(f"and {count(len(groups) - shown, 'more account')}: `/onboard list mine`"))
    return message(f"{title}. {_spoken(groups, now)}", [header(title), *blocks])


def _amount(groups: Sequence[list[PlanItem]], now: datetime) -> str:
    """`5 things on 3 accounts`, counting what is still to do."""
    open_ones = [[item for item in group if settled(item, item.account.local_date(now)) is None] for group in groups]
    things = sum(len(group) for group in open_ones)
    if not things:
        return "all taken care of"
    return f"{count(things, 'thing')} on {count(sum(1 for group in open_ones if group), 'account')}"


def grouped(items: Sequence[PlanItem]) -> list[list[PlanItem]]:
    """By account, worst first; within one the most serious first, and only the worst of a ladder."""
    accounts: dict[int, list[PlanItem]] = {}
    for item in items:
        accounts.setdefault(item.account.id, []).append(item)
    groups = [_worst_of_ladders(group) for group in accounts.values()]
    return sorted(groups, key=lambda group: (-group[0].look.standing.rank, group[0].account.name.casefold()))


def _worst_of_ladders(group: list[PlanItem]) -> list[PlanItem]:
    """HEALTH-60 says what HEALTH-80 says, STALL-21 what STALL-3 does, and a repeat what its earlier steps did."""
    kept: dict[object, PlanItem] = {}
    for item in sorted(group, key=lambda item: (_seriousness(item.nudge.rule), -item.nudge.step, item.nudge.id)):
        ladder = item.nudge.rule.partition("-")[0]
        kept.setdefault(ladder if ladder in ("HEALTH", "STALL") else item.nudge.thread, item)
    return list(kept.values())


def _seriousness(rule: str) -> int:
    return SERIOUS.index(rule) if rule in SERIOUS else len(SERIOUS)


def plan_blocks(groups: Sequence[list[PlanItem]], now: datetime, *, most: int, room: int) -> tuple[list[Block], int]:
    """As many groups as fit in `most` blocks and `room` characters, and how many those are."""
    blocks: list[Block] = []
    used = shown = 0
    for group in groups:
        more = _group_blocks(group, now)
        used += size(more)
        if len(blocks) + len(more) > most or used > room:
            break
        blocks += more
        shown += 1
    return blocks, shown


def _group_blocks(group: list[PlanItem], now: datetime) -> list[Block]:
    account, standing = group[0].account, group[0].look.standing
    today = account.local_date(now)
    title = f"*{escape(account.name)}* · {health_words(standing.band, standing.score)} · {day_words(account, today)}"
    opener = button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "plan", account.id, label=f"Open {account.name}")
    blocks = [section(title, opener)]
    quiet = [line for item in group if (line := settled(item, today)) is not None]
    open_ones = [item for item in group if settled(item, today) is None]
    for item in open_ones[:LINES]:
        row = actions(ways_out(account, item.nudge, today), block_id=f"nudge.{item.nudge.id}")
        blocks += [section(reason_for(item.nudge, item.look, today)), row]
    if len(open_ones) > LINES:
        rest = [_about(item) for item in open_ones[LINES:]]
        blocks.append(context(f"and {len(rest)} more on its card: {listed(rest, 5)}"))
    if quiet:
        more = [f"and {len(quiet) - LINES} more"] if len(quiet) > LINES else []
        blocks.append(context("\n".join([*quiet[:LINES], *more])))
    return blocks


def settled(item: PlanItem, today: date) -> str | None:
    """What became of a nudge that needs nobody any more, in a quiet line; None while it still does."""
    nudge = item.nudge
    milestone, about = subject_milestone(item.account, nudge.subject), _about(item)
    if nudge.state is NudgeState.DISMISSED:
        return f"✓ {about}: not relevant" + (
            f", {escape(nudge.dismissed_reason, 120)}" if nudge.dismissed_reason else ""
        )
    if nudge.snoozed_until is not None and nudge.snoozed_until > today:
        return f"✓ {about}: snoozed until {day(nudge.snoozed_until, today)}"
    if any(finding.fires and finding.thread == nudge.thread for finding in item.look.findings):
        return None
    return f"✓ {about}: {'taken care of' if milestone is None or milestone.is_open else 'done'}"


def _about(item: PlanItem) -> str:
    """What a nudge is about, in two words."""
    milestone = subject_milestone(item.account, item.nudge.subject)
    return escape(milestone.name) if milestone else TITLES.get(item.nudge.rule, escape(item.nudge.rule))


def _spoken(groups: Sequence[list[PlanItem]], now: datetime) -> str:
    """The first accounts for notifications and screen readers."""
    told = []
    for group in groups[:3]:
        account = group[0].account
        told.append(f"{escape(account.name)}: {reason_for(group[0].nudge, group[0].look, account.local_date(now))}")
    return " ".join(told).replace("*", "")
