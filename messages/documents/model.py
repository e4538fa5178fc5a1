"""What a document says, before anybody decides how it looks: parts, lines, blanks to fill in, boxes to tick.

Texts are plain, outside words among them: `slack` and `markdown` make them harmless, each in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from messages.hold import for_customer
from messages.words import cut, one_line
from playbook.models import Account

LONG = 2_000  # characters of one outside text; the whole of it is in the tracker file
MORE = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """One point. `blank`: nothing is known, and the text says what belongs here. `box`: to be ticked, or ticked."""

    text: str
    label: str = ""
    blank: bool = False
    box: bool | None = None
    under: bool = False  # belongs to the line before it


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`kind` is its key in `DOCUMENTS`, `variant` which of its two forms; `about` one line under the title."""

    kind: str
    title: str
    about: str
    parts: tuple[Part, ...]
    variant: str = ""
    note: str = ""  # for us alone: not in what is copied

    @property
    def blanks(self) -> int:
        """How many lines wait for somebody to fill them in."""
        return sum(line.blank for part in self.parts for line in part.lines)


def told(label: str, text: str | None, missing: str, *, limit: int = LONG, under: bool = False) -> Line:
    """What is known, else a blank that says what belongs there."""
    words = cut(one_line(text or ""), limit)
    return Line(words, label, under=under) if words else Line(missing, label, blank=True, under=under)


def blank(missing: str, label: str = "") -> Line:
    return Line(missing, label, blank=True)


def at_most(lines: Iterable[Line], most: int, more: str) -> tuple[Line, ...]:
    """The first lines; what is left out is counted: `and 3 more {more}`. Sub-lines stay with their line."""
    found = list(lines)
    heads = [at for at, line in enumerate(found) if not line.under]
    if len(heads) <= most:
        return tuple(found)
    return (*found[: heads[most]], Line(f"and {len(heads) - most} more {more}"))


def held(document: Document, account: Account, today: date) -> Document:
    """The document as it may reach the customer (EXPANSION-HOLD, 003): lines that would sell are left out."""
    parts = (replace(part, lines=tuple(_held(part.lines, account, today))) for part in document.parts)
    return replace(document, parts=tuple(part for part in parts if part.lines))


def _held(lines: Iterable[Line], account: Account, today: date) -> Iterable[Line]:
    for line in lines:
        if text := for_customer(account, line.text, today):
            yield replace(line, text=text)
