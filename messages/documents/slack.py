"""A document as a message, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from messages.documents.model import Document, Line, Part
from messages.kit import SECTION, Block, Message, actions, context, fits, header, message, section
from messages.words import count, escape

BLANK = "▢"
_ROOM = (
    (400, 30),
    (300, 14),
    (240, 10),
    (140, 8),
    (90, 5),
    (60, 3),
    (40, 2),
)  # characters a text, lines a part: the first to fit


def document_message(document: Document, buttons: Sequence[Block]) -> Message:
    """The document to read; what does not fit is counted, and whole in the Markdown. `buttons` one at least."""
    text = f"{escape(document.title, 140)}. {_blanks(document)}"
    for limit, most in _ROOM:
        blocks = [*_head(document), *_body(document, limit, most), actions(buttons, "document")]
        if fits(blocks):
            return message(text, blocks)
    raise ValueError("a document has more parts than a message holds")


def body(document: Document) -> list[Block]:
    """The document without buttons, for a preview or a channel. Raises ValueError when it cannot fit."""
    for limit, most in _ROOM:
        blocks = _body(document, limit, most)
        if fits(blocks):
            return blocks
    raise ValueError("a document has more parts than a message holds")


def _head(document: Document) -> list[Block]:
    about = [escape(text, 300) for text in (document.note, document.about) if text]
    return [header(document.title), context(*about, _blanks(document))]


def _blanks(document: Document) -> str:
    if not document.blanks:
        return "Nothing is blank."
    return f"{count(document.blanks, 'blank')} to fill in, marked {BLANK}."


def _body(document: Document, limit: int, most: int) -> list[Block]:
    return [block for part in document.parts for block in _part(part, limit, most)]


def _part(part: Part, limit: int, most: int) -> list[Block]:
    """A part in as many sections as it takes."""
    lines = [_line(line, limit) for line in part.lines[:most]]
    if len(part.lines) > most:
        lines.append(f"• and {count(len(part.lines) - most, 'more line')}: copy it as Markdown to see them")
    texts = [f"*{escape(part.title, 120)}*"]
    for line in lines:
        if len(texts[-1]) + len(line) + 1 > SECTION:
            texts.append(line)
        else:
            texts[-1] += f"\n{line}"
    return [section(text) for text in texts]


def _line(line: Line, limit: int) -> str:
    mark = "• " if line.box is None else "☑ " if line.box else "☐ "
    label = f"{escape(line.label, 80)}{'' if line.label.endswith('?') else ':'} " if line.label else ""
    words = escape(line.text, limit)
    text = f"{BLANK} _{words}_" if line.blank else words
    return f"{'      ' if line.under else ''}{mark}{label}{text}"
