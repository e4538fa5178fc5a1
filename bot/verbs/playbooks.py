"""Verbs about playbooks: which there are, one in full or a form for the team's own, and a running account on one."""

from __future__ import annotations

from bot.desk import Answer
from bot.finding import split_off_account
from bot.turn import Turn
from bot.words import Phrase
from messages.forms import playbook_form
from playbook.errors import Ambiguous, NotFound, Refused
from playbook.matching import best
from playbook.models import AccountState
from playbook.plans import Playbook
from storage.queries.playbooks import known_playbooks


def playbooks_(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "playbooks", "page": 0})


def playbook_(turn: Turn, rest: Phrase) -> Answer:
    """One in full; without a name the form in which a lead gives one of the team's own."""
    if not rest:
        turn.require_lead()
        return turn.form("playbook", playbook_form())
    return Answer({"view": "playbook", "playbook": playbook_meant(turn, rest.query).key, "page": 0})


def replan_(turn: Turn, rest: Phrase) -> Answer:
    """Only the preview: its Apply button does it."""
    account, rest = split_off_account(turn, rest)
    if account.state is AccountState.CLOSED:
        raise Refused("account_closed", account=account.name)
    key = playbook_meant(turn, rest.query if rest else account.playbook or turn.workspace.default_playbook).key
    return Answer({"view": "replan", "account": account.id, "playbook": key})


def playbook_meant(turn: Turn, query: str) -> Playbook:
    """The one whose key or name this is, loosely. NotFound, Ambiguous."""
    known = known_playbooks(turn.session)
    if query in known:
        return known[query]
    found = best(query, [(key, plan.name) for key, plan in known.items()])
    by_key = best(query, [(key, key.replace("-", " ")) for key in known])
    hits = {key: known[key] for key, _ in (*by_key.hits, *found.hits)}
    if len(hits) == 1:
        return next(iter(hits.values()))
    if not hits:
        raise NotFound("playbook", query, list(dict.fromkeys(key for key, _ in (*by_key.nearest, *found.nearest)))[:5])
    raise Ambiguous("playbook", query, [(key, plan.name) for key, plan in hits.items()])
