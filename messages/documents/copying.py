"""A document as Markdown to copy: in a modal, or as a file when it is longer."""

from __future__ import annotations

from typing import Any

from messages.documents.markdown import document_markdown
from messages.documents.model import Document
from messages.forms.views import info_view
from messages.kit import context, message
from messages.notices import verbatim

FITS = 2_900  # characters of one block of preformatted text, which is copied in one go


def copy_view(document: Document) -> dict[str, Any] | None:
    """A modal with the Markdown in one piece; None for one that is longer: send it as a file then."""
    text = document_markdown(document)
    if len(text) > FITS:
        return None
    return info_view("Copy as Markdown", message(document.title, [context("Select, copy, paste."), verbatim(text)]))
