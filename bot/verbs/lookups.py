"""Verbs that only show: nothing here changes an account."""

from __future__ import annotations

from bot.desk import Answer
from bot.finding import account_meant, whole_account
from bot.parse import read_filter, read_verb
from bot.turn import Turn, done, status
from bot.words import Phrase
from messages.help import VERBS
from messages.notices import export_message
from playbook.tracker import write_tracker
from storage.queries.playbooks import known_playbooks


def menu(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "menu"})


def help_(turn: Turn, rest: Phrase) -> Answer:
    verb = read_verb(rest.words[0].text, list(VERBS)) if rest else None
    return Answer({"view": "help", "verb": verb})


def status_(turn: Turn, rest: Phrase) -> Answer:
    return Answer(status(account_meant(turn, rest)))


def list_(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "list", "filter": str(read_filter(rest)), "page": 0})


def why(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "why", "account": account_meant(turn, rest).id, "page": 0})


def history(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "history", "account": account_meant(turn, rest).id, "page": 0})


def review(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "review", "account": account_meant(turn, rest).id})


def export(turn: Turn, rest: Phrase) -> Answer:
    """The tracker file as a message; one that is too long for that follows as a file."""
    account = whole_account(turn, rest)
    if export_message(account, write_tracker(account, known=known_playbooks(turn.session))) is not None:
        return Answer({"view": "export", "account": account.id})
    turn.enqueue("tracker_file", {"user": turn.person.id}, {"account": account.id})
    return Answer(done({"code": "file_sent", "account": account.name}, account))
