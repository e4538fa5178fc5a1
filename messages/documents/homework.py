"""The homework list (004): small pieces, each with a person and a day; what is open first."""

from __future__ import annotations

from messages.documents.model import Document, Line, Part, blank
from messages.documents.papers import Papers, short
from messages.words import count, one_line
from playbook.models import Homework

LATER = "9999"  # after every date


def homework(papers: Papers, variant: str = "") -> Document:
    """What the customer took on, as agreed."""
    pieces = papers.account.facts.homework
    still = sorted((piece for piece in pieces if piece.done_on is None), key=_by_day)
    done = [piece for piece in pieces if piece.done_on is not None]
    parts = [Part("Open", tuple(_line(papers, piece) for piece in still) or _nothing(bool(pieces)))]
    if done:
        parts.append(Part("Done", tuple(_line(papers, piece) for piece in done)))
    about = f"{count(len(still), 'piece')} open, {len(done)} done. Questions: {papers.csm}."
    return Document("homework", f"Homework: {short(papers.account.name)}", about, tuple(parts))


def _by_day(piece: Homework) -> str:
    return piece.due_on.isoformat() if piece.due_on else LATER


def _line(papers: Papers, piece: Homework) -> Line:
    who, on = short(piece.who or "nobody named"), papers.day(piece.due_on) if piece.due_on else "no day agreed"
    return Line(f"{one_line(piece.text)}: {who}, {on}", box=piece.done_on is not None)


def _nothing(was_some: bool) -> tuple[Line, ...]:
    return (Line("Nothing is open"),) if was_some else (blank("one small piece, who does it, by when"),)
