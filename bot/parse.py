"""The grammar of `/onboard <verb> <account> …`: words in, typed commands out, one friendly BadInput otherwise.

Reading goes in two steps, because only the portfolio knows where an account's name ends: `read_line` finds the verb;
after the account (and for some verbs the milestone) is split off, `read_touch`, `read_dated` … read what is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.dates import LONGEST, Lean, date_of, looks_like_date, read_date, read_minutes
from bot.words import Phrase, Word, read_words
from playbook.errors import BadInput, NotFound, Refused
from playbook.matching import best
from playbook.models import Direction, TouchKind, WaitingOn

TOUCH_KINDS = {
    **{str(kind): kind for kind in TouchKind},
    **dict.fromkeys(("phone", "phoned", "called", "telephone"), TouchKind.CALL),
    **dict.fromkeys(("mail", "e-mail", "emailed"), TouchKind.EMAIL),
    **dict.fromkeys(("meet", "met", "visit"), TouchKind.MEETING),
    **dict.fromkeys(("msg", "slack", "chat", "dm", "text"), TouchKind.MESSAGE),
}
DIRECTIONS = {
    **dict.fromkeys(("in", "inbound"), Direction.INBOUND),
    **dict.fromkeys(("out", "outbound"), Direction.OUTBOUND),
}
WAITS = {
    **dict.fromkeys(("us", "we"), WaitingOn.US),
    **dict.fromkeys(("customer", "them", "client"), WaitingOn.CUSTOMER),
    **dict.fromkeys(("third-party", "third", "vendor", "partner"), WaitingOn.THIRD_PARTY),
}
MAX_MINUTES = 24 * 60
EXPECTED = {Lean.PAST: "day_been", Lean.FUTURE: "date"}  # what a day should have been


class Filter(StrEnum):
    """The portfolios that `list` can show."""

    MINE = "mine"
    ALL = "all"
    OVERDUE = "overdue"
    STALLED = "stalled"
    AT_RISK = "at-risk"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Line:
    """A verb (None for the bare command) and the words after it."""

    verb: str | None
    rest: Phrase


@dataclass(frozen=True, slots=True)
class Dated:
    """A milestone's name with the day that was given, if one was; `tail` is what stood after an unread `on`."""

    milestone: Phrase
    on: date | None = None
    tail: str | None = None


@dataclass(frozen=True, slots=True)
class TouchWords:
    kind: TouchKind
    direction: Direction
    minutes: int | None
    note: str


@dataclass(frozen=True, slots=True)
class BlockWords:
    waiting_on: WaitingOn
    reason: str


@dataclass(frozen=True, slots=True)
class AssignWords:
    csm: Word
    backup: Word | None


def read_line(source: str, verbs: Sequence[str]) -> Line:
    """A command's text → its verb and the rest. Raises NotFound(`verb`) with the nearest of `verbs`; Refused
    `forget_elsewhere` for what is done at the command line alone."""
    phrase = read_words(source)
    if not phrase:
        return Line(None, phrase)
    return Line(read_verb(phrase.words[0].text, verbs), phrase.drop(1))


def read_verb(word: str, verbs: Sequence[str]) -> str:
    lowered = word.casefold().strip("/")
    if lowered in verbs:
        return lowered
    if lowered == "forget":
        raise Refused("forget_elsewhere")
    raise NotFound("verb", word, _nearest(lowered, verbs))


def read_filter(rest: Phrase) -> Filter:
    """`list`'s own word; nothing means mine. Raises BadInput(`filter`)."""
    word = "-".join(rest.texts).casefold()
    if not word:
        return Filter.MINE
    if word in {str(choice) for choice in Filter}:
        return Filter(word)
    raise BadInput("filter", rest.query, "filter", nearest_first(word, [str(choice) for choice in Filter]))


def read_dated(rest: Phrase, today: date) -> Dated:
    """`<milestone> [on DATE]`. A tail that looks like a day but is none is BadInput, not part of the name."""
    at = _last_on(rest)
    if at is None:
        return Dated(rest)
    tail = [word.text for word in rest.words[at + 1 :]]
    on = date_of(tail, today, Lean.PAST)
    if on is None and looks_like_date(tail):
        raise BadInput("date", " ".join(tail), EXPECTED[Lean.PAST])
    if on is None:
        return Dated(rest, tail=" ".join(tail))
    return Dated(rest.take(at), on)


def read_trailing_day(rest: Phrase, today: date) -> list[Dated]:
    """Each reading of `<milestone> DATE` without the word `on`, the longest date first; of a day that has been."""
    found = []
    for length in range(min(LONGEST, len(rest.words) - 1), 0, -1):
        head, tail = rest.take(len(rest.words) - length), rest.drop(len(rest.words) - length)
        on = None if any(word.quoted for word in tail.words) else date_of(tail.texts, today, Lean.PAST)
        if on is not None:
            found.append(Dated(head, on))
    return found


def read_moved(rest: Phrase, today: date) -> Dated:
    """`<milestone> [to] DATE`, for a new due day. Raises BadInput(`date`) when it does not end in one."""
    for length in range(min(LONGEST, len(rest.words)), 0, -1):
        head, tail = rest.take(len(rest.words) - length), rest.drop(len(rest.words) - length)
        on = date_of(tail.texts, today, Lean.FUTURE)
        if on is not None:
            return Dated(_without_last(head, ("to", "on")), on)
    raise BadInput("date", _meant_as_day(rest.texts), "date")


def read_day(rest: Phrase, today: date, lean: Lean = Lean.FUTURE) -> date | None:
    """A lone optional day, as `resume` takes. Raises BadInput(`date`)."""
    if rest and rest.words[0].text.casefold() == "on":
        rest = rest.drop(1)
    if not rest:
        return None
    on = date_of(rest.texts, today, lean)
    if on is None:
        raise BadInput("date", rest.query, EXPECTED[lean])
    return on


def read_touch(rest: Phrase) -> TouchWords:
    """`<kind> [in|out] [30m] <note>`; outbound unless said. Raises BadInput(`kind`, `minutes`)."""
    kinds = [str(kind) for kind in TouchKind]
    if not rest:
        raise BadInput("kind", "", "touch_kind", kinds)
    word = rest.words[0].text.casefold().strip(":,")
    if word not in TOUCH_KINDS:
        raise BadInput("kind", rest.words[0].text, "touch_kind", nearest_first(word, kinds))
    direction, minutes, rest = _direction_and_minutes(rest.drop(1))
    return TouchWords(TOUCH_KINDS[word], direction or Direction.OUTBOUND, minutes, rest.free_text)


def read_block(rest: Phrase) -> BlockWords:
    """`[us:|customer:|third-party:] <reason>`; the customer unless said. Raises BadInput(`reason`)."""
    waiting_on, rest = _waiting_on(rest)
    return BlockWords(waiting_on, read_text(rest, "reason"))


def read_text(rest: Phrase, field: str) -> str:
    """Free text that must be there. Raises BadInput(`field`, expected `text`)."""
    text = rest.free_text
    if not text:
        raise BadInput(field, "", "text")
    return text


def read_assign(rest: Phrase) -> AssignWords:
    """`@csm [backup @user]`. Raises BadInput(`csm` or `backup`, expected `user`)."""
    at = next((at for at, word in enumerate(rest.words) if word.text.casefold() == "backup" and not word.quoted), None)
    csm, backup = (rest, None) if at is None else (rest.take(at), rest.drop(at + 1))
    return AssignWords(one_person(csm, "csm"), None if backup is None else one_person(backup, "backup"))


@dataclass(frozen=True, slots=True)
class CoverWords:
    """Whom a cover names, and its last day."""

    first: Word
    by: Word | None
    until: date


def read_cover(rest: Phrase, today: date) -> CoverWords:
    """`@csm [by @cover] until DATE`. Raises BadInput(`csm` or `cover`, expected `user`; `date`)."""
    at = _place_of(rest, "until")
    who, when = (rest, "") if at is None else (rest.take(at), rest.drop(at + 1).query)
    by = _place_of(who, "by")
    first, second = (who, None) if by is None else (who.take(by), who.drop(by + 1))
    named = one_person(first, "csm"), None if second is None else one_person(second, "cover")
    return CoverWords(*named, read_date(when, today, Lean.FUTURE))


def _place_of(rest: Phrase, word: str) -> int | None:
    """Where a word of the grammar stands last, if it does."""
    places = [at for at, found in enumerate(rest.words) if found.text.casefold() == word and not found.quoted]
    return places[-1] if places else None


def one_person(phrase: Phrase, field: str) -> Word:
    """A mention, or a name of several words as one."""
    if not phrase:
        raise BadInput(field, "", "user")
    if len(phrase.words) > 1 and any(word.user for word in phrase.words):
        raise BadInput(field, phrase.query, "user")
    first, last = phrase.words[0], phrase.words[-1]
    return first if first is last else Word(phrase.query, first.start, last.end)


def _last_on(rest: Phrase) -> int | None:
    places = [at for at, word in enumerate(rest.words) if word.text.casefold() == "on" and not word.quoted]
    return places[-1] if places and places[-1] < len(rest.words) - 1 else None


def _meant_as_day(words: Sequence[str]) -> str:
    """The words at the end that a day was tried with, at least the last one."""
    for length in range(min(LONGEST, len(words)), 1, -1):
        if all(looks_like_date([word]) for word in words[-length:]):
            return " ".join(words[-length:])
    return words[-1] if words else ""


def _without_last(phrase: Phrase, words: Sequence[str]) -> Phrase:
    if phrase and phrase.words[-1].text.casefold() in words:
        return phrase.take(len(phrase.words) - 1)
    return phrase


def _direction_and_minutes(rest: Phrase) -> tuple[Direction | None, int | None, Phrase]:
    """The leading `in|out` and duration, each at most once and in either order, and what follows them."""
    direction: Direction | None = None
    minutes: int | None = None
    for _ in range(2):
        word = rest.words[0].text.casefold() if rest else ""
        if direction is None and word in DIRECTIONS:
            direction = DIRECTIONS[word]
        elif minutes is None and (found := read_minutes(word)) is not None:
            minutes = _checked_minutes(found, word)
        else:
            break
        rest = rest.drop(1)
    return direction, minutes, rest


def _checked_minutes(minutes: int, word: str) -> int:
    if not 0 < minutes <= MAX_MINUTES:
        raise BadInput("minutes", word, "minutes")
    return minutes


def _waiting_on(rest: Phrase) -> tuple[WaitingOn, Phrase]:
    head = " ".join(rest.texts[:2]).casefold()
    if re.match(r"third party\s?:", head):
        return WaitingOn.THIRD_PARTY, rest.drop(2)
    word = rest.words[0].text.casefold() if rest else ""
    if word.endswith(":") and word[:-1] in WAITS:
        return WAITS[word[:-1]], rest.drop(1)
    return WaitingOn.CUSTOMER, rest


def _nearest(word: str, options: Sequence[str]) -> tuple[str, ...]:
    match = best(word, [(option, option) for option in options])
    return tuple(name for _, name in (match.hits or match.nearest))


def nearest_first(word: str, options: Sequence[str]) -> tuple[str, ...]:
    near = [option for option in _nearest(word, options) if option in options]
    return (*near, *(option for option in options if option not in near))
