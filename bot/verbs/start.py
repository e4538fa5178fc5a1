"""Verbs of the start: the welcome, the kickoff, the customer's homework, the people there, the flows."""

from __future__ import annotations

from datetime import date, datetime

from bot.dates import Lean
from bot.desk import Answer
from bot.finding import split_off_account
from bot.parse import read_day
from bot.start_words import ADDING, read_flow, read_kickoff
from bot.turn import Turn, done
from bot.verbs.course import living
from bot.verbs.usage import moment
from bot.words import Phrase
from messages.forms.start import flow_form, homework_form, kickoff_form, person_change_form, person_form
from playbook.course import mark_of
from playbook.errors import Ambiguous, NotFound
from playbook.matching import best
from playbook.models import Account, Flow
from storage.changes.start import book_kickoff, finish_homework, mark_flow, mark_welcome_sent


def welcome(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    today = account.local_date(turn.scene.now)
    on = read_day(rest, today, Lean.PAST) or today
    changed = mark_welcome_sent(turn.change, account.id, moment(account, on, turn.scene.now))
    return Answer(done(turn.tell("welcomed", changed, on=on.isoformat()), changed))


def kickoff(turn: Turn, rest: Phrase) -> Answer:
    """Its day and hour; without them, the form."""
    account, rest = split_off_account(turn, rest)
    today = account.local_date(turn.scene.now)
    if not rest:
        return turn.form("kickoff", kickoff_form(living(account), today))
    return booked(turn, account, read_kickoff(rest, today, account.zone))


def booked(turn: Turn, account: Account, at: datetime) -> Answer:
    changed = book_kickoff(turn.change, account.id, at)
    told = at.astimezone(account.zone).isoformat(timespec="minutes")
    return Answer(done(turn.tell("kickoff_booked", changed, at=told), changed))


def homework(turn: Turn, rest: Phrase) -> Answer:
    """The list; `add` opens the form; `done` and its words mark a piece."""
    account, rest = split_off_account(turn, rest)
    word = rest.words[0].text.casefold() if rest else ""
    if not rest:
        return Answer({"view": "homework", "account": account.id})
    if word in ADDING and len(rest.words) == 1:
        return turn.form("homework", homework_form(living(account)))
    query = rest.drop(1) if word == "done" else rest
    return did_it(turn, account, _piece(account, query.query), account.local_date(turn.scene.now))


def did_it(turn: Turn, account: Account, mark: str, on: date) -> Answer:
    changed = finish_homework(turn.change, account.id, mark, on)
    pieces = zip(account.facts.homework, changed.facts.homework, strict=True)
    text = next((after.text for before, after in pieces if before != after), "")
    return Answer(done(turn.tell("homework_done", changed, text=text, on=on.isoformat()), changed))


def people(turn: Turn, rest: Phrase) -> Answer:
    """The list; `add` opens the form; a name, that of this person."""
    account, rest = split_off_account(turn, rest)
    if not rest:
        return Answer({"view": "people", "account": account.id})
    if rest.query.casefold() in ADDING:
        return turn.form("people", person_form(living(account)))
    known = account.facts.stakeholders
    place = int(_meant("stakeholder", rest.query, [(str(at), each.name) for at, each in enumerate(known)]))
    return turn.form("people", person_change_form(living(account), place, known[place]))


def flow(turn: Turn, rest: Phrase) -> Answer:
    """The list; `add` opens the form; a name with `sent` or `completed` marks it."""
    account, rest = split_off_account(turn, rest)
    if not rest:
        return Answer({"view": "flows", "account": account.id})
    if rest.query.casefold() in ADDING:
        return turn.form("flow", flow_form(living(account)))
    today = account.local_date(turn.scene.now)
    words = read_flow(rest, today)
    key = _meant("flow", words.name, [(each.key, each.name) for each in account.facts.flows])
    return marked(turn, account, key, words.on or today, completed=words.completed)


def marked(turn: Turn, account: Account, key: str, on: date, *, completed: bool) -> Answer:
    changed = mark_flow(turn.change, account.id, key, moment(account, on, turn.scene.now), completed=completed)
    code = "flow_completed" if completed else "flow_sent"
    return Answer(done(turn.tell(code, changed, flow=flow_of(changed, key).name, on=on.isoformat()), changed))


def flow_of(account: Account, key: str) -> Flow:
    """NotFound for a flow that the account does not have."""
    found = next((each for each in account.facts.flows if each.key == key), None)
    if found is None:
        raise NotFound("flow", key)
    return found


def _piece(account: Account, query: str) -> str:
    """The mark of the open piece of homework that these words mean, else of a done one."""
    pieces = list(enumerate(account.facts.homework))
    still = [(mark_of(at, item.text), item.text) for at, item in pieces if item.done_on is None]
    if best(query, still).hits:
        return _meant("homework", query, still)
    return _meant("homework", query, [(mark_of(at, item.text), item.text) for at, item in pieces])


def _meant(what: str, query: str, choices: list[tuple[str, str]]) -> str:
    """The id of the one choice that the words mean. NotFound, Ambiguous."""
    match = best(query, choices)
    if match.hit is not None:
        return match.hit[0]
    if match.hits:
        raise Ambiguous(what, query, list(match.hits))
    raise NotFound(what, query, [name for _, name in match.nearest])
