"""The text of a file that a person names at the command line."""

from __future__ import annotations

from pathlib import Path

from messages.errors import file_fault

LARGEST = 1_000_000  # bytes, as TRACKER.md says


def text_of(path: Path) -> str:
    """The file as text. Raises BadFile when it cannot be read, is too large or is no text."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise file_fault("unreadable", path.name, error.strerror or "") from error
    if len(content) > LARGEST:
        raise file_fault("too_large", path.name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise file_fault("not_text", path.name) from error
