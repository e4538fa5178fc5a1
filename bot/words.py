"""What a person typed, cut into words: quotes, Slack's `<@U1|name>` forms and its three entities.

Slack escapes command text (`should_escape`), so a word is kept with its place in the source: free text is taken
verbatim from there, line breaks included, and made plain once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OPENERS = {'"': '"', "“": "”", "„": "“", "«": "»"}
CLOSERS = {'"': '"”', "“": '”"', "„": "“”", "«": "»"}
FORM = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or quoted run; `text` as a person reads it, `start` and `end` in the source."""

    text: str
    start: int
    end: int
    quoted: bool = False
    user: str | None = None  # the id, when the word is a mention of a person
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words with the source that they were cut from."""

    source: str
    words: tuple[Word, ...]

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]

    @property
    def query(self) -> str:
        """The words as one name to look for."""
        return " ".join(self.texts)

    @property
    def free_text(self) -> str:
        """Everything from the first word on, verbatim but plain; one quoted run loses its quotes."""
        if not self.words:
            return ""
        if len(self.words) == 1:
            return self.words[0].text.strip()
        return plain(self.source[self.words[0].start : self.words[-1].end]).strip()

    def take(self, count: int) -> Phrase:
        return Phrase(self.source, self.words[:count])

    def drop(self, count: int) -> Phrase:
        return Phrase(self.source, self.words[count:])

    def __bool__(self) -> bool:
        return bool(self.words)


def read_words(source: str) -> Phrase:
    """`source` (as Slack sent it) → its words. A quote that never closes is an ordinary character."""
    words: list[Word] = []
    at = 0
    while at < len(source):
        if source[at].isspace():
            at += 1
            continue
        word = _quoted(source, at) or _form(source, at) or _bare(source, at)
        words.append(word)
        at = word.end
    return Phrase(source, tuple(words))


def plain(text: str) -> str:
    """Slack's forms as a person reads them (`@jane`, `#general`, the address) and its entities undone."""
    return _entities(FORM.sub(_readable, text))


def quoted(text: str) -> str:
    """Plain text as it stands between quotes in a source that Slack sent: `plain` and `_entities` backwards."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "”")


def _readable(match: re.Match[str]) -> str:
    sigil, target, label = match.groups()
    if sigil in ("@", "#"):
        return sigil + (label or target)
    if sigil == "!":
        return "@" + (label or target).lstrip("@")
    return target


def _entities(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _quoted(source: str, at: int) -> Word | None:
    if source[at] not in OPENERS:
        return None
    ends = [place for closer in CLOSERS[source[at]] if (place := _closing(source, at + 1, closer)) > 0]
    if not ends:
        return None
    end = min(ends)
    return Word(plain(source[at + 1 : end]).strip(), at, end + 1, quoted=True)


def _closing(source: str, start: int, closer: str) -> int:
    """Where `closer` ends a word, or -1: an inch mark inside a word does not."""
    place = source.find(closer, start)
    while place != -1 and place + 1 < len(source) and not source[place + 1].isspace():
        place = source.find(closer, place + 1)
    return place


def _form(source: str, at: int) -> Word | None:
    match = FORM.match(source, at)
    if not match:
        return None
    sigil, target, _ = match.groups()
    return Word(
        plain(match.group()),
        at,
        match.end(),
        user=target if sigil == "@" else None,
        channel=target if sigil == "#" else None,
    )


def _bare(source: str, at: int) -> Word:
    space = SPACE.search(source, at)
    end = space.start() if space else len(source)
    return Word(plain(source[at:end]), at, end)
