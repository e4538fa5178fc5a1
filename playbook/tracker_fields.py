"""The kinds of values in tracker and playbook files: each turns the file's text into its type, or says what would do.

Messages follow a field's name: "milestones[2].target_date" "must be a date such as 2026-01-22".
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, TypeVar
from zoneinfo import available_timezones

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from playbook.matching import nearest_word, normalize

LONGEST_LINE = 300
LONGEST_TEXT = 10_000
MOST_ITEMS = 10_000
MOST_MILESTONES = 1_000
_YEARS = range(2000, 2101)
E = TypeVar("E", bound=StrEnum)


def fault(message: str, nearest: str | None = None) -> PydanticCustomError:
    """A problem with one value, for a validator to raise."""
    return PydanticCustomError("fault", "{message}", {"message": message, "nearest": nearest})


def parse_line(value: Any) -> str:
    """One line of 1–300 characters; blanks and line breaks within become single spaces."""
    text = " ".join(_clean(value).split())
    if not text:
        raise fault("must not be empty")
    if len(text) > LONGEST_LINE:
        raise fault(f"must be at most {LONGEST_LINE} characters; it has {len(text)}")
    return text


def parse_text(value: Any) -> str:
    """Up to 10,000 characters of any number of lines."""
    text = _clean(value).strip()
    if len(text) > LONGEST_TEXT:
        raise fault(f"must be at most {LONGEST_TEXT} characters; it has {len(text)}")
    return text


def parse_words(value: Any) -> str:
    """As parse_text, but something must be said."""
    text = parse_text(value)
    if not text:
        raise fault("must not be empty")
    return text


def parse_day(value: Any) -> date:
    """A calendar day between 2000 and 2100, written 2026-01-22, quoted or not."""
    if type(value) is date:
        return value
    text = value.strip() if isinstance(value, str) else ""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        raise fault("is not a day of the calendar; check month and day") from None
    if day is None:
        raise fault("must be a date such as 2026-01-22")
    return _plausible(day)


def parse_instant(value: Any) -> datetime:
    """A moment with its offset from UTC, such as 2026-01-17T15:00:00-05:00 or …Z."""
    if isinstance(value, datetime):
        moment: datetime | None = value
    else:
        text = re.sub(r"\s+(?=[+-]\d|Z)", "", value.strip()) if isinstance(value, str) else ""
        try:
            moment = datetime.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text, re.ASCII) else None
        except ValueError:
            moment = None
    if moment is None:
        raise fault("must be a date and time such as 2026-01-17T15:00:00-05:00")
    if moment.tzinfo is None:
        raise fault("needs its offset from UTC, such as 2026-01-17T15:00:00-05:00 or …Z")
    _plausible(moment.date())
    return moment


def parse_flag(value: Any) -> bool:
    """true or false (yes and no too)."""
    known = {"true": True, "yes": True, "false": False, "no": False}
    text = str(value).strip().casefold()
    if isinstance(value, (str, bool)) and text in known:
        return known[text]
    raise fault("must be true or false")


def parse_number(value: Any) -> float:
    """A finite number."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, (int, float)) or (isinstance(text, str) and re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,12})?", text)):
        number = float(text)
        if math.isfinite(number):
            return number
    raise fault("must be a number")


def whole(least: int, most: int) -> Callable[[Any], int]:
    """A parser of whole numbers within bounds; 60_000 and 60000 are the same."""

    def parse(value: Any) -> int:
        text = str(value).strip().replace("_", "") if isinstance(value, (str, int)) else ""
        if not re.fullmatch(r"[+-]?\d+", text, re.ASCII):
            raise fault("must be a whole number")
        if len(text) > 15 or not least <= int(text) <= most:
            raise fault(f"must be between {least} and {most}")
        return int(text)

    return parse


def one_of(kind: type[E]) -> Callable[[Any], E]:
    """A parser of an enum's words; case, blanks and hyphens do not matter."""
    words = {normalize(member.value): member for member in kind}

    def parse(value: Any) -> E:
        found = words.get(normalize(value)) if isinstance(value, str) else None
        if found is None:
            raise not_known(value, [member.value for member in kind])
        return found

    return parse


def not_known(value: Any, known: Sequence[str]) -> PydanticCustomError:
    """The fault of a word that is none of `known`, with the nearest one."""
    nearest = nearest_word(value, known) if isinstance(value, str) and value.strip() else None
    shown = ", ".join(known) if len(known) <= 12 else "a known name"
    return fault(f"must be {'one of ' if len(known) <= 12 else ''}{shown}", nearest)


def parse_zone(value: Any) -> str:
    """An IANA time zone's name."""
    text = value.strip() if isinstance(value, str) else ""
    if text in _zones():
        return text
    bare = {name.rsplit("/", 1)[-1].replace("_", " ").casefold(): name for name in sorted(_zones(), reverse=True)}
    nearest = bare.get(text.replace("_", " ").casefold()) or (nearest_word(text, sorted(_zones())) if text else None)
    raise fault("must be an IANA time zone such as America/New_York", nearest)


def parse_country(value: Any) -> str:
    """An ISO 3166 code of two letters, in capitals."""
    text = value.strip() if isinstance(value, str) else ""
    names = _countries()
    if text.upper() in names:
        return text.upper()
    by_name = {name.casefold(): code for code, name in names.items()}
    alike = nearest_word(text, list(by_name), least=80) if len(text) > 2 else None
    nearest = {"UK": "GB"}.get(text.upper()) or (by_name[alike] if alike else None)
    raise fault("must be an ISO 3166 country code such as US", nearest)


def parse_slack_id(value: Any) -> str:
    """A Slack user id such as U012AB3CD."""
    if isinstance(value, str) and re.fullmatch(r"[UW][A-Z0-9]{2,20}", value.strip(), re.ASCII):
        return value.strip()
    raise fault("must be a Slack user id such as U012AB3CD")


def parse_channel_id(value: Any) -> str:
    """A Slack channel id such as C012AB3CD."""
    if isinstance(value, str) and re.fullmatch(r"[CG][A-Z0-9_]{2,30}", value.strip(), re.ASCII):
        return value.strip()
    raise fault("must be a Slack channel id such as C012AB3CD")


def parse_key(value: Any) -> str:
    """A milestone's or flow's short name: letters, digits, hyphens, dots and underscores, at most 80."""
    if isinstance(value, str) and re.fullmatch(r"[\w.\-]{1,80}", value):
        return value
    raise fault("must be letters, digits and hyphens, at most 80, such as integration")


def list_of(most: int) -> Callable[[Any], Any]:
    """A parser of lists of at most `most` items; nothing is an empty one."""

    def parse(value: Any) -> Any:
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            raise fault("must be a list")
        if len(value) > most:
            raise fault(f"must be at most {most} items; it has {len(value)}")
        return value

    return parse


def _clean(value: Any) -> str:
    if not isinstance(value, str):
        raise fault("must be a text")
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    bad = next((char for char in text if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs")), None)
    if bad:
        raise fault(f"holds a control character (U+{ord(bad):04X}); remove it")
    return text


def _plausible(day: date) -> date:
    if day.year not in _YEARS:
        raise fault(f"must lie between {_YEARS[0]} and {_YEARS[-1]}")
    return day


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _countries() -> dict[str, str]:
    lines = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t")[:2] for line in lines if line and not line.startswith("#"))


Line = Annotated[str, BeforeValidator(parse_line)]
Text = Annotated[str, BeforeValidator(parse_text)]
Words = Annotated[str, BeforeValidator(parse_words)]
Key = Annotated[str, BeforeValidator(parse_key)]
Day = Annotated[date, BeforeValidator(parse_day)]
Instant = Annotated[datetime, BeforeValidator(parse_instant)]
Flag = Annotated[bool, BeforeValidator(parse_flag)]
Number = Annotated[float, BeforeValidator(parse_number)]
Zone = Annotated[str, BeforeValidator(parse_zone)]
Country = Annotated[str, BeforeValidator(parse_country)]
ChannelId = Annotated[str, BeforeValidator(parse_channel_id)]
SlackId = Annotated[str, BeforeValidator(parse_slack_id)]
Count = Annotated[int, BeforeValidator(whole(0, 10_000))]
Dollars = Annotated[int, BeforeValidator(whole(0, 2_000_000_000))]
Weight = Annotated[int, BeforeValidator(whole(1, 3))]
