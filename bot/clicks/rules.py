"""The buttons under a dry run: save the rules that it measured, or change them again."""

from __future__ import annotations

from bot.clicks.click import Click, living_account
from bot.desk import Answer
from bot.verbs.hygiene import rule_known, rules
from bot.words import read_words
from playbook.errors import Refused
from playbook.models import Workspace
from storage.changes.people import save_rules
from storage.changes.rules import rest_rule
from storage.queries.outbox import outbox_at


def save(click: Click) -> Answer:
    """What the message measured is read from where it was kept, not from the button. Refused `rules_expired`."""
    turn = click.turn
    turn.require_lead()
    sent = outbox_at(turn.session, click.place.channel or "", click.place.ts or "")
    if sent is None or sent.kind != "dry_run":
        raise Refused("rules_expired")
    about, was = sent.about, sent.about["was"]
    before = Workspace(rested_rules=tuple(was["rested"]), rule_numbers=was["numbers"])
    save_rules(turn.change, tuple(about["rested"]), about["numbers"], before)
    return click.changed(turn.tell("rules_saved"), None)


def rest(click: Click) -> Answer:
    """A rule that was called not relevant again and again says nothing on this account any more."""
    account, rule = living_account(click), rule_known(click.ref.extra)
    changed = rest_rule(click.turn.change, account.id, rule)
    return click.changed(click.turn.tell("rule_rests", changed, rule=rule), changed)


def edit(click: Click) -> Answer:
    return rules(click.turn, read_words(""))
