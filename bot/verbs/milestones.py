"""Verbs that change a milestone."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.dates import Lean
from bot.desk import Answer
from bot.finding import is_blocked, is_closed, is_open, milestone_named, split_off_account, split_off_milestone
from bot.parse import EXPECTED, Dated, read_block, read_dated, read_moved, read_trailing_day
from bot.turn import Instead, Turn, done
from bot.verbs.course import living
from bot.words import Phrase
from messages.facts import fact_names
from messages.forms import block_form, overrule_form
from messages.forms.start import held_form
from playbook.errors import BadInput, Refused
from playbook.matching import MatchKind, best, is_spelt
from playbook.models import Account, Milestone
from storage.changes.milestones import (
    block_milestone,
    complete_milestone,
    reopen_milestone,
    start_milestone,
    unblock_milestone,
)


def done_(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    today = account.local_date(turn.scene.now)
    dated = _dated(account, rest, today)
    milestone = _milestone(account, dated)
    return complete(turn, account, milestone, dated.on or today)


def complete(turn: Turn, account: Account, milestone: Milestone, on: date) -> Answer:
    """Marks it done; a gate that its measure has not met asks for the reason in a form instead, and keeps nothing.

    So does a kickoff that lacks what it is to leave behind.
    """
    try:
        changed = complete_milestone(turn.change, account.id, milestone.key, on)
    except Refused as refusal:
        view = _form_for(refusal, account, milestone, on)
        if view is None or not turn.scene.trigger_id:
            raise
        raise Instead(Answer(view=view)) from None
    return Answer(done(turn.tell("done", changed, milestone=milestone.name, on=on.isoformat()), changed))


def _form_for(refusal: Refused, account: Account, milestone: Milestone, on: date) -> dict[str, Any] | None:
    """The form that asks for what a refused milestone lacks."""
    if refusal.code == "gate_unmet":
        return overrule_form(account, milestone, on, refusal.facts)
    if refusal.code == "kickoff_unready":
        return held_form(account, milestone, on, fact_names(refusal.facts, "missing"))
    return None


def start(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    milestone = milestone_named(account, rest)
    changed = start_milestone(turn.change, account.id, milestone.key)
    return Answer(done(turn.tell("started", changed, milestone=milestone.name), changed))


def reopen(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    milestone = milestone_named(account, rest, is_closed)
    changed = reopen_milestone(turn.change, account.id, milestone.key)
    return Answer(done(turn.tell("reopened", changed, milestone=milestone.name), changed))


def block(turn: Turn, rest: Phrase) -> Answer:
    """With milestone and reason; what is missing of them, the form asks for."""
    account, rest = split_off_account(turn, rest)
    milestone, rest = split_off_milestone(account, rest, is_open) if rest else (None, rest)
    if milestone is None or not rest:
        return turn.form("block", block_form(living(account), milestone, account.local_date(turn.scene.now)))
    words = read_block(rest)
    changed = block_milestone(turn.change, account.id, milestone.key, words.reason, words.waiting_on)
    facts = {"milestone": milestone.name, "text": words.reason, "waiting_on": str(words.waiting_on)}
    return Answer(done(turn.tell("blocked", changed, **facts), changed))


def unblock(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    milestone = milestone_named(account, rest, is_blocked)
    changed = unblock_milestone(turn.change, account.id, milestone.key)
    return Answer(done(turn.tell("unblocked", changed, milestone=milestone.name), changed))


def date_(turn: Turn, rest: Phrase) -> Answer:
    """Only the preview: its Apply button moves the days."""
    account, rest = split_off_account(turn, rest)
    dated = _moved(account, rest, account.local_date(turn.scene.now))
    milestone = milestone_named(account, dated.milestone)
    on = dated.on.isoformat() if dated.on else ""
    return Answer({"view": "shift", "account": account.id, "milestone": milestone.id, "on": on})


def _moved(account: Account, rest: Phrase, today: date) -> Dated:
    """The milestone and day of a `date`; where all the words name a milestone, the day is missing."""
    try:
        return read_moved(rest, today)
    except BadInput:
        if best(rest.query, _choices(account)).hits:
            raise BadInput("date", "", "date") from None
        raise


def _dated(account: Account, rest: Phrase, today: date) -> Dated:
    """The milestone and day of a `done`; the `on` may be left out where the words before the day name a milestone."""
    dated = read_dated(rest, today)
    choices = _choices(account)
    if dated.on is not None or dated.tail is not None or any(is_spelt(rest.query, choice) for choice in choices):
        return dated
    readings = read_trailing_day(rest, today)
    return next((found for found in readings if best(found.milestone.query, choices).hits), dated)


def _choices(account: Account) -> list[tuple[str, str]]:
    return [(milestone.key, milestone.name) for milestone in account.milestones]


def _milestone(account: Account, dated: Dated) -> Milestone:
    """The milestone of a `done`; an unread word after `on` is a wrong day where the name fits only without it."""
    if dated.tail is None:
        return milestone_named(account, dated.milestone)
    choices = _choices(account)
    if best(dated.milestone.query, choices).kind is not MatchKind.EXACT:
        head = dated.milestone.take(len(dated.milestone.words) - len(dated.tail.split()) - 1)
        if head and best(head.query, choices).hits:
            raise BadInput("date", dated.tail, EXPECTED[Lean.PAST])
    return milestone_named(account, dated.milestone)
