"""Plain dicts and lists as YAML that people like to read: 001's form, every text in double quotes, words bare."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_/+-]*")
_TAKEN = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufe00-\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Bare:
    """A word of the format (an enum's value, a key, a time zone), written without quotes where YAML lets it."""

    text: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A dict or list to write on one line."""

    value: Any


def emit(fields: Mapping[str, Any], *, spaced: frozenset[str]) -> str:
    """The document; a blank line before each section, and between the items of the `spaced` sections."""
    blocks = []
    for key, value in fields.items():
        if key in spaced and isinstance(value, Sequence):
            items = ["\n".join(_lines([item], 2)) for item in value]
            blocks.append(f"{key}:\n" + "\n\n".join(items))
        else:
            blocks.append("\n".join(_lines({key: value}, 0)))
    return "\n\n".join(blocks) + "\n"


def _lines(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if _is_block(inner):
                yield f"{pad}{key}:"
                yield from _lines(inner, indent + 2)
            else:
                yield f"{pad}{key}: {_inline(inner)}"
        return
    for item in value:
        if _is_block(item):
            first, *rest = _lines(item, indent + 2)
            yield f"{pad}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{pad}- {_inline(item)}"


def _is_block(value: Any) -> bool:
    return isinstance(value, (Mapping, list, tuple)) and bool(value)


def _inline(value: Any) -> str:
    if isinstance(value, Flow):
        return _inline(value.value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, Bare):
        bare = _BARE.fullmatch(value.text) and value.text.casefold() not in _TAKEN
        return value.text if bare else _quoted(value.text)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "null" if value is None else json.dumps(value)


def _quoted(text: str) -> str:
    """A double-quoted scalar; what YAML readers refuse raw is escaped."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
