"""`onboard forget`: people's data erased for good, after a look at how much that is."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.console import fail, in_words, open_store

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engine import Store
    from storage.records import Forgotten
    from storage.transaction import Actor, Change

    Work = Callable[[Change], Forgotten]

TRIES = 5
MEMBER = re.compile(r"(?:<@)?([UW](?=[A-Z]*(\d)?)[A-Z0-9]{6,})>?")  # the second group: a digit in it


class Kind(StrEnum):
    """What a word means that could mean both."""

    ACCOUNT = "account"
    PERSON = "person"


class _OnlyLooking(Exception):
    """Takes a preview back."""


def forget(
    what: Annotated[
        str, typer.Argument(help="A closed or deleted account, a customer's person by name or e-mail, or a Slack id.")
    ],
    kind: Annotated[Kind | None, typer.Option("--as", help="Which is meant, where a name is both.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase people's data for good: of a closed account, of somebody at a customer, of a colleague who left."""
    from messages.forgetting import forget_preview, forgotten
    from playbook.errors import OnboardError
    from scheduler.clock import SystemClock
    from storage.errors import AWAY

    store, now = open_store(), SystemClock().now()
    try:
        work = work_for(store, what, kind)
        seen = looked_at(store, work, now)
        typer.echo(forget_preview(what, seen.accounts, seen.rows))
        if not yes and not typer.confirm("Erase it?"):
            fail("Nothing was erased.")
        erase(store, work, now)
    except OnboardError as error:
        fail(in_words(error))
    except AWAY:
        fail("Others are writing to the database, or it went away: nothing was erased.", "Run this again in a minute.")
    else:
        if not store.compact():
            fail("It is erased, but the file's log could not be emptied while others read: run this once more.")
    finally:
        store.close()
    typer.echo(forgotten(what))


def work_for(store: Store, what: str, kind: Kind | None) -> Work:
    """What is to be done to forget this. OnboardError for what is not there, or may not be forgotten yet."""
    from playbook.errors import NotFound, Refused
    from storage.changes.forgetting import forget_customer, forget_member
    from storage.queries.forgetting import accounts_naming

    if kind is not Kind.ACCOUNT and (member := _member(store, what)):
        return lambda change: forget_member(change, member)
    with store.read() as session:
        people = accounts_naming(session, what) if kind is not Kind.ACCOUNT else {}
    if kind is Kind.PERSON or "@" in what or (people and kind is None and not _is_account(store, what)):
        if not people:
            raise NotFound("person", what)
        return lambda change: forget_customer(change, people)
    if people:
        raise Refused("forget_which", name=what)
    return _of_accounts(store, what)


def looked_at(store: Store, work: Work, now: datetime) -> Forgotten:
    """What it would erase; nothing is."""
    seen: list[Forgotten] = []

    def only_look(change: Change) -> Forgotten:
        seen.append(work(change))
        raise _OnlyLooking

    try:
        return erase(store, only_look, now)
    except _OnlyLooking:
        return seen[-1]


def erase(store: Store, work: Work, now: datetime) -> Forgotten:
    """Do it, all of it or nothing. It locks much, so that it may cross others' way: then they go first."""
    from storage.errors import AWAY, gave_way

    for _ in range(TRIES - 1):
        try:
            return _once(store, work, now)
        except AWAY as error:
            if not gave_way(error):
                raise
    return _once(store, work, now)


def _once(store: Store, work: Work, now: datetime) -> Forgotten:
    with store.change(actor=_actor(), via="cli", now=now) as change:
        return work(change)


def _member(store: Store, what: str) -> str | None:
    """The Slack id that a word is; one without a digit reads like a company, so somebody must be known by it."""
    from storage.queries.people import person_by_id

    found = MEMBER.fullmatch(what)
    if found is None:
        return None
    with store.read() as session:
        return found[1] if found[2] or person_by_id(session, found[1]) else None


def _is_account(store: Store, what: str) -> bool:
    from storage.queries.forgetting import account_called

    with store.read() as session:
        return account_called(session, what)


def _of_accounts(store: Store, what: str) -> Work:
    from collections import Counter

    from storage.changes.forgetting import forget_account
    from storage.queries.forgetting import accounts_to_forget
    from storage.records import Forgotten

    with store.read() as session:
        found = accounts_to_forget(session, what)

    def work(change: Change) -> Forgotten:
        rows: Counter[str] = Counter()
        for account_id, name in found:
            rows.update(forget_account(change, account_id, name).rows)
        return Forgotten(accounts=tuple(name for _, name in found), rows=rows)

    return work


def _actor() -> Actor:
    from bot.trackers import at_the_keyboard

    return at_the_keyboard()
