"""A choice button's value: the person's own command again, with the unclear name replaced by the chosen one."""

from __future__ import annotations

from bot.errors import Retry
from bot.words import Phrase, quoted, read_words
from messages.refs import LONGEST, Ref
from playbook.errors import Ambiguous, NotFound

ROOM = LONGEST - 40  # for the rest of the Ref


def retry_of(source: str, error: Exception) -> Retry | None:
    """For an Ambiguous or NotFound raised by the command `source`; None when its words are not found in it."""
    if not isinstance(error, Ambiguous | NotFound):
        return None
    place = _place(read_words(source), error.query)
    if place is None or len(source) > ROOM - 120:
        return None
    by_id = isinstance(error, Ambiguous) and error.what == "account"

    def again(choice: str) -> str:
        name = f"#{choice}" if by_id else f'"{quoted(choice)}"' if error.what != "verb" else choice
        return Ref(extra=f"{source[: place[0]]}{name}{source[place[1] :]}"[:ROOM]).pack()

    return again


def _place(phrase: Phrase, query: str) -> tuple[int, int] | None:
    """Where in the source the words stand whose text is `query`; the first such run."""
    words = phrase.words
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if " ".join(phrase.texts[start:end]).casefold() == query.casefold():
                return words[start].start, words[end - 1].end
    return None
