"""What customers do in the product: seed users, their tasks, logins, features and flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from playbook.errors import OnboardError, Refused, Stale
from playbook.models import Account, AccountState, Facts
from playbook.usage import Ledger, ProductEvent, UsageKind, with_features
from storage.changes.contacts import add_note
from storage.changes.working import begin, finish, hold_account, id_of, stir
from storage.reading import facts_document, facts_of
from storage.tables import AccountTable, FactsTable
from storage.transaction import Change

NewUser = tuple[str, str | None]  # name and e-mail


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a run of events: how many were new, how many known, and the faults by their place in it."""

    new: int
    known: int
    refused: tuple[tuple[int, OnboardError], ...]


def add_seed_users(
    change: Change, account_id: int, users: Sequence[NewUser], signed_up_at: datetime | None = None
) -> Account:
    """Add seed users, or e-mails to known ones, all signed up at that instant if one is given.

    Stale `known_already` when nothing of it is new; Refused `account_closed`, `too_much_usage`; Ambiguous, BadInput.
    """
    row = begin(change, account_id, "user.add", users=[name for name, _ in users])
    ledger = Ledger(_facts(change, row), row.name)
    added = [ledger.add_user(name, email) for name, email in users]
    if signed_up_at is not None:
        added += [ledger.take(ProductEvent(signed_up_at, UsageKind.SIGNED_UP, name)) for name, _ in users]
    if not any(added):
        raise Stale("known_already", account=row.name)
    return _keep(change, row, ledger.facts)


def remove_seed_user(change: Change, account_id: int, name: str) -> Account:
    """Take a seed user out, with what they did. NotFound, Ambiguous; Refused `account_closed`."""
    row = begin(change, account_id, "user.remove", user=name)
    facts = _facts(change, row)
    found = Ledger(facts, row.name).find_user(name)
    return _keep(change, row, replace(facts, seed_users=tuple(u for u in facts.seed_users if u.name != found.name)))


def record_usage(change: Change, account_id: int, event: ProductEvent) -> Account:
    """Record one thing that somebody did in the product, by hand.

    Stale `known_already`; Refused `in_future`, `account_closed`, `too_much_usage`; NotFound, Ambiguous, BadInput.
    """
    row = hold_account(change, account_id)
    ledger = Ledger(_facts(change, row), row.name)
    user = ledger.find_user(event.user).name if event.user else ""
    row = begin(change, account_id, "usage.record", kind=event.kind.value, user=user, value=event.value, at=event.at)
    _require_past(change, row, event)
    if not ledger.take(event):
        raise Stale("known_already", account=row.name)
    return _keep(change, row, ledger.facts)


def take_usage(change: Change, account_id: int, events: Sequence[ProductEvent], *, adds_users: bool = False) -> Taken:
    """Take in many events of one account, in one go: those that are at fault are left out and told.

    The account is woken once, and only by something new. Refused `account_closed`.
    """
    row = hold_account(change, account_id)
    if row.state == AccountState.CLOSED:
        raise Refused("account_closed", account=row.name)
    ledger, new, refused = Ledger(_facts(change, row), row.name, adds_users=adds_users), 0, []
    for place, event in enumerate(events):
        try:
            _require_past(change, row, event)
            new += ledger.take(event)
        except OnboardError as error:
            refused.append((place, error))
    if new:
        change.name("usage.import", account_id, row.name, events=new)
        _write(change, row, ledger.facts)
        stir(change, row)
    return Taken(new, len(events) - new - len(refused), tuple(refused))


def handle_failure(change: Change, account_id: int, name: str, what: str) -> Account:
    """Somebody took care of a seed user's failed first task (003): FST-FAIL ends, and what was done is a note.

    NotFound, Ambiguous; Refused `account_closed`.
    """
    row = begin(change, account_id, "user.handle", user=name, text=what)
    facts = _facts(change, row)
    found = Ledger(facts, row.name).find_user(name)
    handled = replace(found, failure_handled_at=change.now)
    users = tuple(handled if user.name == found.name else user for user in facts.seed_users)
    _write(change, row, replace(facts, seed_users=users))
    return add_note(change, account_id, what)


def add_features(change: Change, account_id: int, purchased: Sequence[str], used: Sequence[str]) -> Account:
    """Note features as purchased, or as in use (and so purchased). Stale `known_already`; Refused `account_closed`,
    `too_much_usage`; NotFound, Ambiguous, BadInput."""
    row = begin(change, account_id, "feature.add", purchased=list(purchased), used=list(used))
    before = _facts(change, row)
    after = with_features(before, purchased, used)
    if after == before:
        raise Stale("known_already", account=row.name)
    return _keep(change, row, after)


def _require_past(change: Change, row: AccountTable, event: ProductEvent) -> None:
    if event.at > change.now:
        raise Refused("in_future", account=row.name, at=event.at)


def _facts(change: Change, row: AccountTable) -> Facts:
    """As they are, now that the account is held."""
    return facts_of(change.session.get_one(FactsTable, id_of(row), populate_existing=True).document)


def _write(change: Change, row: AccountTable, facts: Facts) -> None:
    change.session.get_one(FactsTable, id_of(row)).document = facts_document(facts)


def _keep(change: Change, row: AccountTable, facts: Facts) -> Account:
    _write(change, row, facts)
    return finish(change, row)
