"""What nobody types and no database takes: control characters, taken out of all that comes in from Slack."""

from __future__ import annotations

import re
from typing import Any

# Line breaks and tabs stay; PostgreSQL refuses NUL, and halves of characters have no UTF-8.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def cleaned(value: Any) -> Any:
    """The same text, or the same payload with every text in it, without control characters."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {key: cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [cleaned(each) for each in value]
    return value
