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
from messages.ways import ways_in_a_menu, ways_out
from messages.words import WEEKDAYS, count, day, escape, health_words, listed
from playbook.models import Account, Person

ROOM = 12_000  # characters of the groups
QUIET = 8  # settled lines of one account
NAMED = 15  # lines of one account that are named beside those shown
# Lines an account, and whether a rule divides the accounts: the first shape in which all accounts fit.
SHAPES = ((5, True), (5, False), (4, False), (3, False), (2, False), (1, False))


@dataclass(frozen=True, slots=True)
class Group:
    """What a plan says of one account. `mark` differs with each redraw: Slack keeps a chosen option in a menu whose
    block it knows, and then hears nothing when the same one is chosen again."""

    items: tuple[PlanItem, ...]
    opened: tuple[Line, ...]
    settled: tuple[Line, ...]
    today: date
    mark: str

    @property
    def account(self) -> Account:
        return self.items[0].account


@dataclass(frozen=True, slots=True)
class Told:
    """The blocks of a plan, and what of it they show."""

    blocks: list[Block]
    accounts: int
    things: int


def morning_plan(
    person: Person, items: Sequence[PlanItem], people: Mapping[str, Person], now: datetime
) -> Message | None:
    """Everything that is due to `person` this morning; None when there is nothing to say. What does not fit is named.

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
        blocks.append(context(f"and {left_out(groups[told.accounts :])}. `/onboard list mine` has every one."))
    return message(f"{title}. {_spoken(groups)}", [header(title), *blocks])


def told_in_plan(items: Sequence[PlanItem], now: datetime) -> frozenset[int]:
    """Ids of the nudges that the plan of these items tells, as lines or by name; the other accounts did not fit."""
    groups = grouped(items, now)
    told = plan_blocks(groups, most=MESSAGE_BLOCKS - 2, room=ROOM)
    return frozenset(item.nudge.id for group in groups[: told.accounts] for item in group.items)


def _amount(groups: Sequence[Group], things: int) -> str:
    """`5 things on 3 accounts`, counting what is told, as a line or by name, and still to do."""
    if not things:
        return "all taken care of"
    return f"{count(things, 'thing')} on {count(sum(1 for group in groups if group.opened), 'account')}"


def things(items: Sequence[PlanItem], now: datetime) -> int:
    """How many lines a plan of these has."""
    return sum(len(group.opened) for group in grouped(items, now))


def left_out(groups: Sequence[Group]) -> str:
    """`2 more accounts`, and which."""
    names = listed([escape(group.account.name) for group in groups], 8)
    return f"{count(len(groups), 'more account')}: {names}"


def grouped(items: Sequence[PlanItem], now: datetime) -> list[Group]:
    """By account, worst first."""
    accounts: dict[int, list[PlanItem]] = {}
    for item in items:
        accounts.setdefault(item.account.id, []).append(item)
    mark = f"{int(now.timestamp() * 1000):x}"
    groups = [_group(found, found[0].account.local_date(now), mark) for found in accounts.values()]
    return sorted(groups, key=lambda group: (-group.items[0].look.standing.rank, group.account.name.casefold()))


def _group(items: Sequence[PlanItem], today: date, mark: str) -> Group:
    opened, settled = lines_of(items, today)
    return Group(tuple(items), tuple(opened), tuple(settled), today, mark)


def plan_blocks(groups: Sequence[Group], *, most: int, room: int) -> Told:
    """As many groups as fit in `most` blocks and `room` characters; with fewer lines each before any is left out."""
    for lines, divided in SHAPES[:-1]:
        told = _told(groups, lines, divided, most, room)
        if told.accounts == len(groups):
            return told
    return _told(groups, *SHAPES[-1], most, room)


def _told(groups: Sequence[Group], lines: int, divided: bool, most: int, room: int) -> Told:
    blocks: list[Block] = []
    used = said = shown = 0
    for group in groups:
        more = [divider()] if divided and blocks else []
        more += _group_blocks(group, lines)
        used += size_of(more)
        if len(blocks) + len(more) > most or used > room:
            break
        blocks += more
        said += len(group.opened)
        shown += 1
    return Told(blocks, shown, said)


def _group_blocks(group: Group, lines: int) -> list[Block]:
    """The account, its worst line with buttons, the next ones with a menu each, the rest by name and reason."""
    account, standing, today = group.account, group.items[0].look.standing, group.today
    title = f"*{escape(account.name)}* · {health_words(standing.band, standing.score)} · {day_words(account, today)}"
    opener = button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "plan", account.id, label=f"Open {account.name}")
    blocks = [section(title, opener)]
    shown, left = group.opened[:lines], group.opened[lines:]
    for line in shown[:1]:
        row = ways_out(account, line.nudges, today)
        blocks += [section(line.text(today)), actions(row, block_id=f"nudge.{line.nudge.id}")]
    for line in shown[1:]:
        menu = ways_in_a_menu(account, line.nudges, today)
        blocks.append(section(line.text(today), menu, block_id=f"nudge.{line.nudge.id}.{group.mark}"))
    quiet = [_named(left, today)] if left else []
    settled = [line.settled_text(today) for line in group.settled[:QUIET]]
    settled += [f"and {len(group.settled) - QUIET} more"] if len(group.settled) > QUIET else []
    quiet += ["\n".join(settled)] if settled else []
    return [*blocks, context(*quiet)] if quiet else blocks


def _named(lines: Sequence[Line], today: date) -> str:
    """`2 more: Training delivered (3 days late) and Health fell. Open shows them …`."""
    return (
        f"{len(lines)} more: {listed([line.short(today) for line in lines], NAMED)}. *Open* shows the milestones with"
        " their Done and Blocked…, and *Why* on that card the rest."
    )


def _spoken(groups: Sequence[Group]) -> str:
    """The first accounts for notifications and screen readers."""
    told = [
        f"{escape(group.account.name)}: {line.text(group.today)}" for group in groups[:3] for line in group.opened[:1]
    ]
    return " ".join(told).replace("*", "").replace("_", "")
