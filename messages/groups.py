"""What a plan says of one account: rich, with buttons under its worst line, or compact, in one block with one menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from messages.cards import day_words
from messages.ids import Action
from messages.kit import Block, actions, button, context, divider, option, section, select_in_groups
from messages.lines import Line, lines_of
from messages.refs import Ref
from messages.snapshots import PlanItem
from messages.ways import choices, ways_in_a_menu, ways_out
from messages.words import escape, health_words
from playbook.models import Account

QUIET = 8  # settled lines of an account that are said
QUIET_COMPACT = 2
NAMED = 4  # lines of an account that are named beside those shown


@dataclass(frozen=True, slots=True)
class Shape:
    """How much a plan says of each account: `lines` in full, the rest summed up; `divided` draws a rule between."""

    lines: int
    divided: bool = False
    compact: bool = False


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

    @property
    def title(self) -> str:
        """`*Acme Corp* · 🔴 critical, 47.9 · day 11 of 30`."""
        standing = self.items[0].look.standing
        health = health_words(standing.band, standing.score)
        return f"*{escape(self.account.name)}* · {health} · {day_words(self.account, self.today)}"


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


def group_blocks(group: Group, shape: Shape, *, first: bool) -> list[Block]:
    """The blocks of one account in that shape."""
    if shape.compact:
        return [_compact(group, shape.lines)]
    return [*([divider()] if shape.divided and not first else []), *_rich(group, shape.lines)]


def height(group: Group, shape: Shape, *, first: bool) -> int:
    """How many blocks `group_blocks` makes, without making them."""
    if shape.compact:
        return 1
    shown = min(shape.lines, len(group.opened))
    said = 1 + (shown + 1 if shown else 0) + (len(group.opened) > shown) + bool(group.settled)
    return said + (shape.divided and not first)


def _rich(group: Group, lines: int) -> list[Block]:
    """The account, its worst line with buttons, the next ones with a menu each, the rest by name."""
    account, today = group.account, group.today
    blocks = [section(group.title, _open(account))]
    shown, left = group.opened[:lines], group.opened[lines:]
    for line in shown[:1]:
        row = ways_out(account, line.nudges, today)
        blocks += [section(line.text(today)), actions(row, block_id=f"nudge.{line.nudge.id}")]
    for line in shown[1:]:
        menu = ways_in_a_menu(account, line.nudges, today)
        blocks.append(section(line.text(today), menu, block_id=f"nudge.{line.nudge.id}.{group.mark}"))
    if left:
        blocks.append(section(_summed_up(left, today), _why(account)))
    settled = _settled(group, QUIET)
    return [*blocks, context("\n".join(settled))] if settled else blocks


def _compact(group: Group, lines: int) -> Block:
    """All of it in one block, whose menu has the ways out of the lines that are said in full."""
    account, today = group.account, group.today
    shown, left = group.opened[:lines], group.opened[lines:]
    said = [group.title, *(line.text(today) for line in shown)]
    said += [f"and {len(left)} more: *Why* in the menu shows them."] if left else []
    text = "\n".join([*said, *_settled(group, QUIET_COMPACT)])
    if not shown:
        return section(text, _open(account))
    offered = [(line.about, choices(account, line.nudges, today)) for line in shown]
    offered.append((account.name, _looks(account)))
    menu = select_in_groups("Act…", Action.NUDGE_MENU, offered, shown[0].nudge.id)
    return section(text, menu, block_id=f"nudge.{shown[0].nudge.id}.{group.mark}")


def _summed_up(lines: Sequence[Line], today: date) -> str:
    """`and 2 more: Training delivered (3 days late), Health fell`; *Why* tells all of them."""
    named = ", ".join(line.short(today) for line in lines[:NAMED])
    return f"and {len(lines)} more: {named}{', …' if len(lines) > NAMED else ''}"


def _settled(group: Group, most: int) -> list[str]:
    """What was dealt with, a quiet line each."""
    said = [line.settled_text(group.today) for line in group.settled[:most]]
    return said + ([f"✓ and {len(group.settled) - most} more"] if len(group.settled) > most else [])


def _open(account: Account) -> Block:
    return button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "plan", account.id, label=f"Open {account.name}")


def _why(account: Account) -> Block:
    return button("Why", Action.ACCOUNT_WHY, Ref(account.id), "plan", account.id, label=f"Why: {account.name}")


def _looks(account: Account) -> list[Block]:
    offered = (("Open the card", Action.ACCOUNT_STATUS), ("Why", Action.ACCOUNT_WHY))
    return [option(text, Ref(account.id, extra=action)) for text, action in offered]
