"""The buttons under a dry run: save the rules that it measured, or change them again."""

from __future__ import annotations

from bot.clicks.click import Click
from bot.desk import Answer
from bot.verbs.hygiene import rules
from bot.words import read_words
from playbook.errors import Refused
from playbook.models import Workspace
from storage.changes.people import save_rules
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


def edit(click: Click) -> Answer:
    return rules(click.turn, read_words(""))
