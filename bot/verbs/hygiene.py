"""How the rules and the team do: nudge hygiene, rules that rest, the team's own numbers, and who carries how much."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.desk import Answer
from bot.finding import split_off_account
from bot.report_words import read_since
from bot.turn import Turn, done
from bot.verbs.measures import follows
from bot.words import Phrase
from messages.forms.rules import rules_form
from messages.ids import Field
from playbook.errors import BadInput, NotFound
from playbook.matching import nearest_word
from playbook.rules import RULES
from storage.changes.rules import NEVER_REST, rest_rule, wake_rule

DAYS = 30  # that `nudges` looks back
MAY_REST = tuple(rule for rule in RULES if rule not in NEVER_REST)


def nudges(turn: Turn, rest: Phrase) -> Answer:
    """What became of the nudges since a day, 30 days ago unless named; off the ack path, for there may be many."""
    today = turn.scene.now.astimezone(turn.person_zone).date()
    on = read_since(rest, today) or today - timedelta(days=DAYS)
    since = datetime.combine(on, time(), turn.person_zone)
    return follows(turn, {"view": "nudges", "since": since.isoformat()})


def load(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "load"})


def rest(turn: Turn, words: Phrase) -> Answer:
    account, words = split_off_account(turn, words)
    rule = rule_named(words)
    changed = rest_rule(turn.change, account.id, rule)
    return Answer(done(turn.tell("rule_rests", changed, rule=rule), changed))


def wake(turn: Turn, words: Phrase) -> Answer:
    account, words = split_off_account(turn, words)
    rule = rule_named(words)
    changed = wake_rule(turn.change, account.id, rule)
    return Answer(done(turn.tell("rule_wakes", changed, rule=rule), changed))


def rules(turn: Turn, words: Phrase) -> Answer:
    turn.require_lead()
    return turn.form("rules", rules_form(turn.workspace, (*MAY_REST, "CAPACITY")))


def rule_known(rule: str) -> str:
    """A rule's id out of a menu. BadInput for one that does not exist."""
    if rule not in RULES:
        raise BadInput(Field.RESTED, rule, "choice")
    return rule


def rule_named(words: Phrase) -> str:
    """The id of a rule as typed, in any case. NotFound with the nearest."""
    typed = "-".join(words.texts).upper()
    if typed in RULES:
        return typed
    nearest = nearest_word(typed, list(RULES)) if typed else None
    raise NotFound("rule", words.query, (nearest,) if nearest else ())
