"""Several accounts in one message: what fell due for one person at the same moment, a block an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from messages.cards import day_words
from messages.groups import grouped
from messages.ids import Action
from messages.kit import Block, Message, button, context, fits, header, message, option, section, select_in_groups
from messages.lines import seriousness
from messages.nudges import reason_once, told_together
from messages.plans import laid_out, left_out, spoken_of
from messages.reasons import TITLES
from messages.refs import Ref
from messages.snapshots import PlanItem
from messages.tried import held_words, raised_words, tried
from messages.ways import choices
from messages.words import called, count, cut, escape, health_words, listed, one_line
from playbook.engine import Look
from playbook.models import Account, Nudge, NudgeState, Person

ROOM = 12_000  # characters of the accounts
BLOCKS = 48
WHOLE = 3_000  # characters of a line, where there is room
SHAPES = ((3, WHOLE), (2, WHOLE), (1, WHOLE), (1, 300), (1, 120), (1, 50))
"""Causes of an account and characters of a line, until all fit: twenty do in the last. What was tried is told whole."""
People = Mapping[str, Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """The escalations of one account in the message. `told` are all nudges of its open threads: what was tried."""

    account: Account
    nudges: tuple[Nudge, ...]
    look: Look
    told: tuple[Nudge, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The message, and the ids of the nudges that it tells: the other accounts did not fit."""

    message: Message
    told: tuple[int, ...]


def gathered_escalations(found: Sequence[Escalated], people: People, now: datetime) -> Message:
    """Escalations about several accounts (at most twenty), the worst first, each with its ways out and "I have it"."""
    worst = sorted(found, key=lambda each: (-each.look.standing.rank, each.account.name.casefold()))
    causes = sorted((nudge for each in worst for nudge in each.nudges), key=lambda nudge: seriousness(nudge.rule))
    titles = dict.fromkeys(TITLES.get(nudge.rule, one_line(nudge.rule)) for nudge in causes)
    title = f"{count(len(worst), 'account')}: {listed(list(titles), 3)}"
    small = context("The menu of each has what can be done about it; “I have it” keeps it from going further up.")
    blocks: list[Block] = []
    for most, limit in SHAPES:
        blocks = [header(title), small, *(_account(each, people, now, most, limit) for each in worst)]
        if fits(blocks):
            break
    return message(f"Escalation. {title}.", blocks)


def gathered_nudges(items: Sequence[PlanItem], now: datetime) -> Gathered:
    """What METHOD marks "now" about several accounts or things, as a morning plan would say it."""
    groups = grouped(items, now)
    found = laid_out(groups, most=BLOCKS, room=ROOM)
    still = [len(group.opened) for group in found.told if group.opened]
    amount = f"{count(sum(still), 'thing')} on {count(len(still), 'account')}" if still else "all taken care of"
    blocks = [header(f"Now: {amount}"), *found.blocks]
    if found.left:
        blocks.append(context(f"and {left_out(found.left)}, in the next message."))
    told = tuple(item.nudge.id for group in found.told for item in group.items)
    return Gathered(message(f"Now: {amount}. {spoken_of(found.told)}", blocks), told)


def _account(found: Escalated, people: People, now: datetime, most: int, limit: int) -> Block:
    """One account in one block: what is wrong, what was tried, who has it; its menu has the ways out."""
    account, today = found.account, found.account.local_date(now)
    nudges = sorted(found.nudges, key=lambda nudge: (seriousness(nudge.rule), nudge.id))
    causes = told_together(account, nudges)
    lines = [_title(found, people, today)]
    lines += [reason_once(cause[0], found.look, today, people) for cause in causes[:most]]
    if small := _small(found, causes[:most], people, today, with_tried=limit == WHOLE):
        lines.append(f"_{cut(small, limit - 2)}_")
    if len(causes) > most:
        lines.append(f"and {len(causes) - most} more: *Why* in the menu shows them.")
    held = held_words(nudges, people, account.zone, today)
    text = "\n".join([*(cut(line, limit) for line in lines), *([held] if held else [])])
    return section(text, _menu(found, causes[:most], today, held=bool(held)), block_id=f"nudge.{nudges[0].id}")


def _title(found: Escalated, people: People, today: date) -> str:
    account, standing = found.account, found.look.standing
    health = health_words(standing.band, standing.score)
    csm = called(account.csm_id, people, account.csm)
    return f"*{escape(account.name)}* · {health} · {day_words(account, today)} · CSM {csm}"


def _small(
    found: Escalated, causes: Sequence[Sequence[Nudge]], people: People, today: date, *, with_tried: bool
) -> str:
    """What was tried, and how it came here; what holds of several causes is said once."""
    said = [tried(found.account, cause[0], found.told, people, today) for cause in causes] if with_tried else []
    said += [raised_words(each, people, today) for cause in causes for each in cause]
    return " ".join(dict.fromkeys(part for part in said if part))


def _menu(found: Escalated, causes: Sequence[Sequence[Nudge]], today: date, *, held: bool) -> Block:
    account, first = found.account, causes[0][0]
    live = [[each for each in cause if _is_live(found.look, each)] for cause in causes]
    offered = [(_about(account, cause[0]), choices(account, cause, today)) for cause in live if cause]
    if not offered:
        return button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "nudge", account.id, label=f"Open {account.name}")
    whole = [("Open the card", Ref(account.id, extra=Action.ACCOUNT_STATUS))]
    whole.append(("Why", Ref(account.id, extra=Action.ACCOUNT_WHY)))
    if not held:
        whole.insert(0, ("I have it", Ref(account.id, nudge=first.id, extra=Action.NUDGE_ACKNOWLEDGE)))
    offered.insert(0, (account.name, [option(text, ref) for text, ref in whole]))
    return select_in_groups("Act…", Action.NUDGE_MENU, offered, first.id)


def _is_live(look: Look, nudge: Nudge) -> bool:
    return look.fires(nudge.thread) and nudge.state is not NudgeState.DISMISSED


def _about(account: Account, nudge: Nudge) -> str:
    """What the ways out under it are about."""
    milestone = account.milestone(nudge.subject) if nudge.subject else None
    return milestone.name if milestone else TITLES.get(nudge.rule, nudge.rule)
