"""A document as Markdown to copy: into an e-mail, a wiki, a shared page."""

from __future__ import annotations

import re

from messages.documents.model import Document, Line, Part
from messages.words import one_line

BLANK = "▢"
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


def document_markdown(document: Document) -> str:
    """The whole document. Outside words cannot format, link or become a heading."""
    lines = [f"# {_safe(document.title)}", ""]
    lines += [_safe(document.about), ""] if document.about else []
    for part in document.parts:
        lines += [*_part(part), ""]
    return "\n".join(lines).rstrip() + "\n"


def _part(part: Part) -> list[str]:
    return [f"## {_safe(part.title)}", *(_line(line) for line in part.lines)]


def _line(line: Line) -> str:
    box = "" if line.box is None else "[x] " if line.box else "[ ] "
    label = f"**{_safe(line.label)}{'' if line.label.endswith('?') else ':'}** " if line.label else ""
    mark = f"{BLANK} " if line.blank else ""
    return f"{'  ' if line.under else ''}- {box}{label}{mark}{_safe(line.text)}"


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("&", "&amp;")
