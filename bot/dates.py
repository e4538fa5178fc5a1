"""Days and durations as people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from playbook.errors import BadInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
DAY_OF_MONTH = re.compile(r"(\d{1,2})(st|nd|rd|th)?,?")
YEAR = re.compile(r"\d{4}")
DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)h(?:ours?|rs?)?)?(?:(\d+)m(?:in(?:ute)?s?)?)?")
LONGEST = 3  # words of a date: "23 January 2026"
LOOKS_DATED = re.compile(r"\d")
RELATIVE = {"today": 0, "yesterday": -1, "tomorrow": 1}


class Lean(StrEnum):
    """Which way a bare weekday points from today (today itself counts both ways)."""

    PAST = "past"
    FUTURE = "future"


def read_date(text: str, today: date, lean: Lean = Lean.PAST, field: str = "date") -> date:
    """`text` → a day. A day without a year is the nearest one to `today`. Raises BadInput(expected `date`)."""
    words = text.casefold().replace(",", " ").split()
    found = date_of(words, today, lean)
    if found is None:
        raise BadInput(field, text, "date")
    return found


def date_of(words: Sequence[str], today: date, lean: Lean = Lean.PAST) -> date | None:
    """The day that these words name, or None; for trying, where `read_date` insists."""
    if not words or len(words) > LONGEST:
        return None
    lowered = [word.casefold().strip(",") for word in words]
    if len(lowered) == 1:
        return _one_word(lowered[0], today, lean)
    if len(lowered) == 2 and lowered[0] in ("next", "last", "this"):
        return _relative_weekday(lowered[0], lowered[1], today)
    return _day_and_month(lowered, today)


def looks_like_date(words: Sequence[str]) -> bool:
    """Whether a person who typed these words after `on` probably meant a day."""
    if not words or len(words) > LONGEST:
        return False
    return any(LOOKS_DATED.search(word) or _month(word) or _weekday(word) is not None for word in words)


def read_minutes(text: str) -> int | None:
    """`30m`, `1h`, `1h30m`, `1.5h`, `90min` → minutes; None for anything else."""
    match = DURATION.fullmatch(text.casefold())
    if not match or not text:
        return None
    hours, minutes = match.groups()
    return round(float(hours or 0) * 60) + int(minutes or 0)


def _one_word(word: str, today: date, lean: Lean) -> date | None:
    if word in RELATIVE:
        return today + timedelta(days=RELATIVE[word])
    if ISO.fullmatch(word):
        return _made(*(int(part) for part in word.split("-")))
    weekday = _weekday(word)
    if weekday is None:
        return None
    if lean is Lean.PAST:
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _relative_weekday(which: str, word: str, today: date) -> date | None:
    weekday = _weekday(word)
    if weekday is None:
        return None
    if which == "last":
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead if which == "this" else ahead or 7)


def _day_and_month(words: list[str], today: date) -> date | None:
    first, second, *year = words
    month_first = _month(first)
    month, day_word = (month_first, second) if month_first else (_month(second), first)
    day = DAY_OF_MONTH.fullmatch(day_word)
    if not month or not day or (year and not YEAR.fullmatch(year[0])):
        return None
    if year:
        return _made(int(year[0]), month, int(day[1]))
    near = [_made(today.year + step, month, int(day[1])) for step in (-1, 0, 1)]
    return min((found for found in near if found), key=lambda found: abs(found - today), default=None)


def _month(word: str) -> int | None:
    lowered = word.casefold().strip(".,")
    if len(lowered) < 3:
        return None
    return next((number for number, name in enumerate(MONTHS, 1) if name.startswith(lowered)), None)


def _weekday(word: str) -> int | None:
    lowered = word.casefold().strip(".,")
    if len(lowered) < 3:
        return None
    return next((number for number, name in enumerate(WEEKDAYS) if name.startswith(lowered)), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
