"""The grammar of `/onboard user <account> …` and `/onboard feature <account> …`: words in, typed commands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.dates import Lean
from bot.parse import read_dated, read_day
from bot.words import Phrase
from playbook.errors import BadInput
from playbook.usage import UsageKind

ADDING, REMOVING = ("add", "new"), ("remove", "delete")
ACTS = {
    **dict.fromkeys(("signed", "signup", "signed-up", "joined"), UsageKind.SIGNED_UP),
    **dict.fromkeys(("succeeded", "success", "did", "completed"), UsageKind.TASK_SUCCEEDED),
    **dict.fromkeys(("failed", "fails", "fail"), UsageKind.TASK_FAILED),
    **dict.fromkeys(("login", "logged", "logged-in"), UsageKind.LOGIN),
}
SECOND = {"signed": "up", "logged": "in"}  # what may follow the first word
IN_USE = ("used", "in-use")


@dataclass(frozen=True, slots=True)
class UserWords:
    """`kind` None: the user is added (with `email`, if given) or, with `removes`, taken out."""

    name: str
    email: str | None = None
    removes: bool = False
    kind: UsageKind | None = None
    value: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class FeatureWords:
    names: tuple[str, ...]
    used: bool


def read_user(rest: Phrase, today: date) -> UserWords:
    """`[add] <name> [e-mail]`, `remove <name>`, `<name> signed up|logged in [on DATE]`,
    `<name> succeeded <workflow>|failed <workflow>[: cause] [on DATE]`. Raises BadInput."""
    first = rest.words[0].text.casefold() if rest and not rest.words[0].quoted else ""
    if first in REMOVING:
        return UserWords(_name(rest.drop(1)), removes=True)
    if first in ADDING:
        return _added(rest.drop(1))
    at = next((at for at, word in enumerate(rest.words) if at and _act(word.text, word.quoted)), None)
    if at is None:
        return _added(rest)
    word = rest.words[at].text.casefold()
    tail = rest.drop(at + 1)
    if tail and tail.words[0].text.casefold() == SECOND.get(word):
        tail = tail.drop(1)
    return _happened(_name(rest.take(at)), ACTS[word], tail, today)


def read_feature(rest: Phrase) -> FeatureWords:
    """`<name>[, <name> …] [used]`. Raises BadInput(`feature`)."""
    last = rest.words[-1] if rest else None
    used = last is not None and not last.quoted and last.text.casefold() in IN_USE
    named = rest.take(len(rest.words) - 1) if used else rest
    names = tuple(part.strip() for part in named.free_text.split(",") if part.strip())
    if not names:
        raise BadInput("feature", "", "text")
    return FeatureWords(names, used)


def read_people(text: str) -> list[tuple[str, str | None]]:
    """Seed users, one a line: a name, then an e-mail, with or without a comma between. Raises BadInput(`users`)."""
    lines = [line.strip().strip(",;").strip() for line in text.splitlines()]
    people = [_person(line) for line in lines if line]
    if not people:
        raise BadInput("users", "", "text")
    return people


def _act(word: str, quoted: bool) -> bool:
    return not quoted and word.casefold() in ACTS


def _added(rest: Phrase) -> UserWords:
    name, email = _person(_name(rest))
    return UserWords(name, email)


def _person(line: str) -> tuple[str, str | None]:
    """A name and the e-mail at its end; an e-mail alone is the name too."""
    words = line.replace("\t", " ").split()
    last = words[-1].strip("<>(),;").removeprefix("mailto:")
    if "@" not in last.strip("@"):
        return line, None
    name = " ".join(words[:-1]).strip(" ,;")
    return name or last, last


def _name(phrase: Phrase) -> str:
    if not phrase:
        raise BadInput("user", "", "text")
    return phrase.query


def _happened(name: str, kind: UsageKind, tail: Phrase, today: date) -> UserWords:
    if kind in (UsageKind.SIGNED_UP, UsageKind.LOGIN):
        return UserWords(name, kind=kind, on=read_day(tail, today, Lean.PAST))
    dated = read_dated(tail, today)
    if not dated.milestone:
        raise BadInput("workflow", "", "text")
    return UserWords(name, kind=kind, value=dated.milestone.free_text, on=dated.on)
