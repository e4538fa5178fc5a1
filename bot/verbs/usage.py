"""Verbs about what the customer does in the product: seed users and features."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.desk import Answer
from bot.finding import split_off_account
from bot.turn import Turn, done
from bot.usage_words import read_feature, read_user
from bot.words import Phrase
from messages.forms.users import features_form, users_form
from playbook.errors import BadInput, Refused
from playbook.models import Account, AccountState
from playbook.usage import ProductEvent
from storage.changes.usage import add_features, add_seed_users, record_usage, remove_seed_user

NOON = time(12)


def user(turn: Turn, rest: Phrase) -> Answer:
    """A seed user is added, taken out, or has done something; without more words, the form for several."""
    account, rest = split_off_account(turn, rest)
    today = account.local_date(turn.scene.now)
    if not rest:
        return turn.form("user", users_form(_living(account)))
    words = read_user(rest, today)
    if words.kind is not None:
        at = moment(account, words.on or today, turn.scene.now)
        return recorded(turn, account, ProductEvent(at, words.kind, words.name, words.value))
    if words.removes:
        changed = remove_seed_user(turn.change, account.id, words.name)
        return Answer(done(turn.tell("user_removed", changed, user=words.name), changed))
    changed = add_seed_users(turn.change, account.id, [(words.name, words.email)])
    return Answer(done(turn.tell("users_added", changed, users=[words.name]), changed))


def feature(turn: Turn, rest: Phrase) -> Answer:
    """Features are purchased, or in use; without more words, the form for several."""
    account, rest = split_off_account(turn, rest)
    if not rest:
        return turn.form("feature", features_form(_living(account)))
    words = read_feature(rest)
    purchased, used = ((), words.names) if words.used else (words.names, ())
    changed = add_features(turn.change, account.id, purchased, used)
    return Answer(done(turn.tell("features_added", changed, **feature_facts(changed)), changed))


def recorded(turn: Turn, account: Account, event: ProductEvent) -> Answer:
    """One event is kept; the answer says whose."""
    changed = record_usage(turn.change, account.id, event)
    return Answer(done(turn.tell("used", changed, **event_facts(changed, event)), changed))


def event_facts(account: Account, event: ProductEvent) -> dict[str, str]:
    """What a confirmation says of an event."""
    return {
        "user": event.user,
        "kind": event.kind.value,
        "value": event.value,
        "on": account.local_date(event.at).isoformat(),
    }


def feature_facts(account: Account) -> dict[str, int]:
    """What a confirmation says of the features as they are now."""
    facts = account.facts
    return {"purchased": len(facts.features_purchased), "used": len(facts.features_used)}


def moment(account: Account, on: date, now: datetime) -> datetime:
    """Now for today, noon at the account for another day. BadInput(`date`) for a day to come."""
    today = account.local_date(now)
    if on > today:
        raise BadInput("date", on.isoformat(), "past_date")
    return now if on == today else datetime.combine(on, NOON, account.zone)


def _living(account: Account) -> Account:
    if account.state is AccountState.CLOSED:
        raise Refused("account_closed", account=account.name)
    return account
