"""The morning plan: one direct message a working morning, by account, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from messages.groups import Group, Shape, group_blocks, grouped, height
from messages.kit import MESSAGE_BLOCKS, Block, Message, context, header, message
from messages.kit import size as size_of
from messages.snapshots import PlanItem
from messages.words import WEEKDAYS, count, day, escape, listed
from playbook.models import Person

NAMED = 8  # accounts that did not fit
ROOM = 12_000  # characters of the accounts
# The first in which all accounts fit: rich for a few, about twenty with two lines each, else a line each.
SHAPES = (
    *(Shape(5, divided=True), Shape(5), Shape(4), Shape(3), Shape(2)),
    *(Shape(3, compact=True), Shape(2, compact=True), Shape(1, compact=True)),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The message, and the ids of the nudges that it tells, in full or summed up: the other accounts did not fit."""

    message: Message
    told: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a plan, the accounts that they tell of, and those that did not fit."""

    blocks: list[Block]
    told: list[Group]
    left: list[Group]


def morning_plan(person: Person, items: Sequence[PlanItem], now: datetime, *, beyond: int = 0) -> Plan | None:
    """Everything that is due to `person` this morning; None when there is nothing to say. What does not fit is named.

    `beyond`: so many accounts more have something, all of them calmer than these; they are counted only.

    An item that was dealt with since (dismissed, snoozed, or its cause is gone) stays as a quiet line without buttons.
    """
    groups = grouped(items, now)
    if not groups:
        return None
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    found = laid_out(groups, most=MESSAGE_BLOCKS - 2, room=ROOM)
    title = f"{WEEKDAYS[today.weekday()]} {day(today)[4:]}: {_amount(found.told)}"
    blocks = [header(title), *found.blocks]
    if found.left or beyond:
        blocks.append(context(f"and {left_out(found.left, beyond)}. `/onboard list mine` has every one."))
    told = tuple(item.nudge.id for group in found.told for item in group.items)
    return Plan(message(f"{title}. {spoken_of(found.told)}", blocks), told)


def laid_out(groups: Sequence[Group], *, most: int, room: int) -> Layout:
    """As many accounts as fit in `most` blocks and `room` characters; each says less before any is left out."""
    for shape in SHAPES[:-1]:
        if sum(height(group, shape, first=not at) for at, group in enumerate(groups)) > most:
            continue
        found = _in_shape(groups, shape, most, room)
        if not found.left:
            return found
    return _in_shape(groups, SHAPES[-1], most, room)


def _in_shape(groups: Sequence[Group], shape: Shape, most: int, room: int) -> Layout:
    blocks: list[Block] = []
    used = 0
    for at, group in enumerate(groups):
        more = group_blocks(group, shape, first=not blocks)
        used += size_of(more)
        if len(blocks) + len(more) > most or used > room:
            return Layout(blocks, list(groups[:at]), list(groups[at:]))
        blocks += more
    return Layout(blocks, list(groups), [])


def _amount(groups: Sequence[Group]) -> str:
    """`5 things on 3 accounts`, counting what is told, in full or summed up, and still to do."""
    still = [len(group.opened) for group in groups if group.opened]
    return f"{count(sum(still), 'thing')} on {count(len(still), 'account')}" if still else "all taken care of"


def things(items: Sequence[PlanItem], now: datetime) -> int:
    """How many lines a plan of these has."""
    return sum(len(group.opened) for group in grouped(items, now))


def left_out(groups: Sequence[Group], beyond: int = 0) -> str:
    """`2 more accounts`, and which; those `beyond` are counted only."""
    more = count(len(groups) + beyond, "more account")
    names = [escape(group.account.name) for group in groups[:NAMED]]
    others = len(groups) + beyond - len(names)
    named = f"{', '.join(names)} and {others:,} more" if others else listed(names)
    return f"{more}: {named}" if names else more


def spoken_of(groups: Sequence[Group]) -> str:
    """The first accounts for notifications and screen readers."""
    told = [
        f"{escape(group.account.name)}: {line.text(group.today)}" for group in groups[:3] for line in group.opened[:1]
    ]
    return " ".join(told).replace("*", "").replace("_", "")
