"""Cover: who stands in for whom, the packet that the cover gets, and what the CSM finds on their return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from messages.cards import day_words, next_milestone
from messages.history import history_line
from messages.ids import Action
from messages.kit import Block, Message, button, context, header, message, section
from messages.kit import size as size_of
from messages.lines import lines_of
from messages.refs import Ref
from messages.snapshots import HistoryLine, PlanItem
from messages.words import called, count, cut, day, due, escape, health_words, listed, said
from playbook.engine import Look
from playbook.models import Account, AccountState, Cover, Person

ROOM = 10_500  # characters of the accounts
MOST = 40  # accounts told one by one
CHANGES = 4  # of one account
People = Mapping[str, Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One account of a packet: how it stands, and what waits to be done about it."""

    account: Account
    look: Look
    waiting: tuple[PlanItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One account on the CSM's return: how it stands, and what was done since, latest first."""

    account: Account
    look: Look
    lines: tuple[HistoryLine, ...] = ()
    total: int = 0


def packet(cover: Cover, accounts: Sequence[Covered], people: People, now: datetime) -> Message:
    """Each account's state, next step, open blockers and what is waiting, worst first, in one message."""
    who = called(cover.csm_id, people, "a colleague")
    title = f"You cover for {who} until {day(cover.until_on)}: {count(len(accounts), 'account')}"
    told = context("Their nudges, plans and reviews come to you. `/onboard cover end` hands them back early.")
    worst = sorted(accounts, key=lambda found: (-found.look.standing.rank, found.account.name.casefold()))
    units = [_section(found.account, _packed(found, now)) for found in worst]
    return message(title, [header(title), told, *_that_fit(units, [found.account for found in worst])])


def welcome_back(cover: Cover, accounts: Sequence[Changed], people: People, now: datetime, zone: tzinfo) -> Message:
    """What changed while they were away, the most changed account first; what stayed as it was is named."""
    who = called(cover.cover_id, people, "A colleague")
    since = cover.from_at.astimezone(zone).date()
    moved = sorted((found for found in accounts if found.total), key=lambda found: -found.total)
    still = [found.account for found in accounts if not found.total]
    title = f"Welcome back: {who} covered for you since {day(since)}"
    summary = f"{count(sum(found.total for found in moved), 'change')} on {count(len(moved), 'account')}."
    blocks: list[Block] = [header(title), context(f"{summary} Nudges come to you again.")]
    units = [_section(found.account, _since(found, people, now, zone)) for found in moved]
    blocks += _that_fit(units, [found.account for found in moved])
    if still:
        blocks.append(context(f"As it was: {listed([escape(account.name) for account in still], 25)}."))
    return message(f"{title}. {summary}", blocks)


def covers_message(covers: Sequence[Cover], people: People) -> Message:
    """Who covers whom now."""
    if not covers:
        text = "Nobody is covered at present. `/onboard cover @colleague until 30 Jan` has somebody cover for you."
        return message(text, [section(text)])
    lines = [
        f"• *{called(cover.cover_id, people, 'somebody')}* covers for *{called(cover.csm_id, people, 'somebody')}*"
        f" until {day(cover.until_on)}"
        for cover in covers
    ]
    text = "\n".join(["*Who covers whom*", *lines[:40], *([f"and {len(lines) - 40} more"] if len(lines) > 40 else [])])
    return message(text.replace("*", ""), [section(text)])


def _section(account: Account, lines: Sequence[str]) -> Block:
    open_ = button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "cover", account.id, label=f"Open {account.name}")
    return section("\n".join(lines), open_)


def _packed(found: Covered, now: datetime) -> list[str]:
    account, today = found.account, found.account.local_date(now)
    lines = [_title(account, found.look, today), f"Next: {_next(account, today)}"]
    blockers = [
        f"{said(blocker.text, 80)} ({escape(item.name, 40)})"
        for item in account.open_milestones
        for blocker in item.open_blockers
    ]
    lines += [f"Blocked: {listed(blockers, 2)}"] if blockers else []
    opened, _ = lines_of(found.waiting, today)
    return lines + ([f"Waiting: {listed([line.short(today) for line in opened], 3)}"] if opened else [])


def _title(account: Account, look: Look, today: date) -> str:
    state = "" if account.state is AccountState.ACTIVE else f" · {account.state}"
    health = health_words(look.standing.band, look.standing.score)
    return f"*{escape(account.name)}* · {health} · {day_words(account, today)}{state}"


def _next(account: Account, today: date) -> str:
    milestone = next_milestone(account)
    return f"{escape(milestone.name)}, {due(milestone.due_on, today)}" if milestone else "nothing is open"


def _since(found: Changed, people: People, now: datetime, zone: tzinfo) -> list[str]:
    account, today = found.account, found.account.local_date(now)
    lines = [_title(account, found.look, today)]
    told = [history_line(line, people, now, zone, account).partition("\n")[0] for line in found.lines[:CHANGES]]
    lines += [f"• {cut(text, 240)}" for text in told]
    left = found.total - len(told)
    return lines + ([f"and {count(left, 'more change')}: `/onboard history` has them"] if left > 0 else [])


def _that_fit(units: Sequence[Block], accounts: Sequence[Account]) -> list[Block]:
    """As many accounts as a message holds; the others are named."""
    blocks: list[Block] = []
    used = 0
    for unit in units[:MOST]:
        used += size_of(unit)
        if used > ROOM:
            break
        blocks.append(unit)
    left = [escape(account.name, 40) for account in accounts[len(blocks) :]]
    return (
        [*blocks, context(f"and {len(left)} more: {listed(left, 30)}. `/onboard status` opens each.")]
        if left
        else blocks
    )
