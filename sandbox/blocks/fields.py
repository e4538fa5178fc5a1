"""The grammar in which the Block Kit tables are written: small checks that combine into bigger ones.

A check takes a value and its place and puts its complaints into the place's report; it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.blocks.place import Place

Check = Callable[[Any, Place], None]
Rule = Callable[[Mapping[str, Any], Place], None]


def string(most: int | None = None, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            place.refuse("must provide a string")
        elif len(value) < least:
            place.refuse(f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            place.refuse(f"must be less than {most + 1} characters")

    return check


def matching(pattern: str, words: str) -> Check:
    """A string that the pattern matches as a whole; `words` say what it should have been."""
    compiled = re.compile(pattern)

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            place.refuse("must provide a string")
        elif not compiled.fullmatch(value):
            place.refuse(words)

    return check


def url(most: int = 3000, schemes: Collection[str] = ("http", "https")) -> Check:
    """An absolute address with a host."""
    long_enough = string(most)

    def check(value: Any, place: Place) -> None:
        before = len(place.report.complaints)
        long_enough(value, place)
        if len(place.report.complaints) == before and not _is_url(value, schemes):
            place.refuse("invalid url")

    return check


def _is_url(value: str, schemes: Collection[str]) -> bool:
    if re.search(r"[\s<>]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.netloc or (parts.scheme == "mailto" and parts.path))


def boolean(value: Any, place: Place) -> None:
    """true or false."""
    if not isinstance(value, bool):
        place.refuse("must provide a boolean")


def integer(least: int, most: int | None = None) -> Check:
    """A whole number within its bounds."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            place.refuse("must provide an integer")
        elif value < least:
            place.refuse(f"must be greater than {least - 1}")
        elif most is not None and value > most:
            place.refuse(f"must be less than {most + 1}")

    return check


def number(*, positive: bool = False) -> Check:
    """A finite number, above zero if so asked."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool) or value - value != 0:
            place.refuse("must provide a number")
        elif positive and value <= 0:
            place.refuse("must be greater than 0")

    return check


def one_of(*choices: str | int) -> Check:
    """One of a few fixed values."""

    def check(value: Any, place: Place) -> None:
        if isinstance(value, bool) or value not in choices:
            place.refuse(f"must be one of: {', '.join(map(str, choices))}")

    return check


def array(item: Check, least: int = 1, most: int | None = None) -> Check:
    """A list of `least` to `most` items."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, list):
            place.refuse("must provide an array")
            return
        if len(value) < least:
            place.refuse(f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            place.refuse(f"no more than {most} items allowed")
        for index, entry in enumerate(value):
            item(entry, place / index)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule) -> Check:
    """An object with exactly these fields; the rules, about several fields at once, run only if each field is sound."""
    known = {**required, **(optional or {})}

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, Mapping):
            place.refuse("must provide an object")
            return
        before = len(place.report.complaints)
        for name in required:
            if name not in value:
                place.refuse(f"missing required field: {name}")
        for name, entry in value.items():
            if name in known:
                known[name](entry, place / name)
            else:
                place.refuse(f"invalid additional property: {name}")
        if len(place.report.complaints) == before:
            for rule in rules:
                rule(value, place)

    return check


def by_type(kinds: Callable[[], Mapping[str, Check]], allowed: Collection[str] | None = None) -> Check:
    """An object whose `type` names its check; `kinds` is called late, so that tables may refer to each other."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, Mapping):
            place.refuse("must provide an object")
        elif "type" not in value:
            place.refuse("missing required field: type")
        else:
            kind = value["type"]
            table = kinds()
            if not isinstance(kind, str) or kind not in table or (allowed is not None and kind not in allowed):
                (place / "type").refuse(f"unsupported type: {kind}")
            else:
                table[kind](value, place)

    return check


def exactly_one(*names: str) -> Rule:
    """One, and only one, of these fields is there."""

    def rule(value: Mapping[str, Any], place: Place) -> None:
        if sum(name in value for name in names) != 1:
            place.refuse(f"must define exactly one of: {', '.join(names)}")

    return rule


def at_least_one(*names: str) -> Rule:
    """One or more of these fields are there."""

    def rule(value: Mapping[str, Any], place: Place) -> None:
        if not any(name in value for name in names):
            place.refuse(f"must define at least one of: {', '.join(names)}")

    return rule
