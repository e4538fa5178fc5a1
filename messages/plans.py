"""The morning plan: one direct message a working morning, by account, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from messages.cards import day_words
from messages.ids import Action
from messages.kit import MESSAGE_BLOCKS, Block, Message, actions, button, context, divider, header, message, section
from messages.kit import size as size_of
from messages.lines import Line, lines_of
from messages.refs import Ref
from messages.snapshots import PlanItem
from messages.ways import ways_aside, ways_in_a_menu, ways_out
from messages.words import WEEKDAYS, count, day, escape, health_words, listed
from playbook.models import Account, Person

ROOM = 12_000  # characters of the groups
QUIET = 8  # settled lines of one account
SHAPES = ((3, True), (3, False), (2, False), (1, False))  # lines an account, and whether a rule divides the accounts


@dataclass(frozen=True, slots=True)
class Group:
    """What a plan says of one account."""

    items: tuple[PlanItem, ...]
    opened: tuple[Line, ...]
    settled: tuple[Line, ...]
    today: date

    @property
    def account(self) -> Account:
        return self.items[0].account

    @property
    def tasks(self) -> list[Line]:
        """What there is to do; the score alone is one, else it is told beside them."""
        return [line for line in self.opened if not line.is_health] or list(self.opened)


@dataclass(frozen=True, slots=True)
class Told:
    """The blocks of a plan, and what of it they show."""

    blocks: list[Block]
    accounts: int
    things: int


def morning_plan(
    person: Person, items: Sequence[PlanItem], people: Mapping[str, Person], now: datetime
) -> Message | None:
    """Everything that is due to `person` this morning; None when there is nothing to say. What does not fit is counted.

    An item that was dealt with since (dismissed, snoozed, or its cause is gone) stays as a quiet line without buttons.
    """
    groups = grouped(items, now)
    if not groups:
        return None
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    told = plan_blocks(groups, most=MESSAGE_BLOCKS - 2, room=ROOM)
    title = f"{WEEKDAYS[today.weekday()]} {day(today)[4:]}: {_amount(groups[: told.accounts], told.things)}"
    blocks = told.blocks
    if told.accounts < len(groups):
        blocks.append(context(f"and {count(len(groups) - told.accounts, 'more account')}: `/onboard list mine`"))
    return message(f"{title}. {_spoken(groups)}", [header(title), *blocks])


def _amount(groups: Sequence[Group], things: int) -> str:
    """`5 things on 3 accounts`, counting what is shown and still to do."""
    if not things:
        return "all taken care of"
    return f"{count(things, 'thing')} on {count(sum(1 for group in groups if group.opened), 'account')}"


def grouped(items: Sequence[PlanItem], now: datetime) -> list[Group]:
    """By account, worst first."""
    accounts: dict[int, list[PlanItem]] = {}
    for item in items:
        accounts.setdefault(item.account.id, []).append(item)
    groups = [_group(found, found[0].account.local_date(now)) for found in accounts.values()]
    return sorted(groups, key=lambda group: (-group.items[0].look.standing.rank, group.account.name.casefold()))


def _group(items: Sequence[PlanItem], today: date) -> Group:
    opened, settled = lines_of(items, today)
    return Group(tuple(items), tuple(opened), tuple(settled), today)


def plan_blocks(groups: Sequence[Group], *, most: int, room: int) -> Told:
    """As many groups as fit in `most` blocks and `room` characters; with fewer lines each before any is left out."""
    for lines, divided in SHAPES[:-1]:
        told = _told(groups, lines, divided, most, room)
        if told.accounts == len(groups):
            return told
    return _told(groups, *SHAPES[-1], most, room)


def _told(groups: Sequence[Group], lines: int, divided: bool, most: int, room: int) -> Told:
    blocks: list[Block] = []
    used = things = shown = 0
    for group in groups:
        more = [divider()] if divided and blocks else []
        more += _group_blocks(group, lines)
        used += size_of(more)
        if len(blocks) + len(more) > most or used > room:
            break
        blocks += more
        things += min(len(group.tasks), lines)
        shown += 1
    return Told(blocks, shown, things)


def _group_blocks(group: Group, lines: int) -> list[Block]:
    """The account, its worst line with buttons, the next ones with a menu each, the rest by name."""
    account, standing, today = group.account, group.items[0].look.standing, group.today
    title = f"*{escape(account.name)}* · {health_words(standing.band, standing.score)} · {day_words(account, today)}"
    opener = button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "plan", account.id, label=f"Open {account.name}")
    blocks = [section(title, opener)]
    shown, left = group.tasks[:lines], group.tasks[lines:]
    for line in shown[:1]:
        row = ways_out(account, line.nudges, today)
        blocks += [section(line.text(today)), actions(row, block_id=f"nudge.{line.nudge.id}")]
    for line in shown[1:]:
        menu = ways_in_a_menu(account, line.nudges, today)
        blocks.append(section(line.text(today), menu, block_id=f"nudge.{line.nudge.id}"))
    for line in group.opened:
        if line.is_health and line not in group.tasks:
            menu = ways_aside(account, line.nudges, today)
            blocks.append(section(line.text(today), menu, block_id=f"nudge.{line.nudge.id}"))
    quiet = [f"{len(left)} more on the card: {listed([line.about for line in left], 5)}"] if left else []
    quiet += [line.settled_text(today) for line in group.settled[:QUIET]]
    quiet += [f"and {len(group.settled) - QUIET} more"] if len(group.settled) > QUIET else []
    return [*blocks, context("\n".join(quiet))] if quiet else blocks


def _spoken(groups: Sequence[Group]) -> str:
    """The first accounts for notifications and screen readers."""
    told = [
        f"{escape(group.account.name)}: {line.text(group.today)}" for group in groups[:3] for line in group.tasks[:1]
    ]
    return " ".join(told).replace("*", "").replace("_", "")
