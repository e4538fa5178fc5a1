"""Outside text made harmless, and dates, counts and people in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from playbook.models import Band, Person, WaitingOn

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")
_UNTYPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_SPACES = re.compile(r"\s+")
_ENTITY = re.compile(r"&[a-z]*$")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # within a word it formats nothing
_HARMLESS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "~": "∼", "`": "ˋ"})
_USER = re.compile(r"[UW][A-Z0-9_]{1,30}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9_]{1,30}")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAME = 60  # characters of a name that a line shows


def one_line(text: str) -> str:
    """Outside text without line breaks, control characters and direction overrides."""
    return _SPACES.sub(" ", _UNSEEN.sub(" ", _BIDI.sub("", text))).strip()


def typed(text: str) -> str:
    """Outside text to start an input with: line breaks stay, what cannot be typed goes."""
    return _UNTYPABLE.sub("", text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters; a cut shows as "…" and splits no entity and no composed character."""
    if len(text) <= limit:
        return text
    kept = _ENTITY.sub("", text[: limit - 1])
    while kept and (unicodedata.combining(kept[-1]) or kept[-1] in "\u200d\ufe0f"):
        kept = kept[:-1]
    return kept.rstrip() + "…"


def escape(text: str, limit: int = NAME) -> str:
    """Outside text for mrkdwn: one line, at most `limit` characters, pings, links and formats nobody; never empty."""
    line = one_line(text)
    if line.startswith(">"):
        line = "›" + line[1:]
    line = _UNDERSCORE.sub("ˍ", line)
    safe = cut(line.translate(_HARMLESS), limit - 2)
    if _RIGHT_TO_LEFT.search(safe):
        return f"\u2068{safe}\u2069"
    return safe or "—"


def plain(text: str, limit: int) -> str:
    """Text for a plain_text object, where nothing is parsed: one line, cut visibly, never empty, no angle brackets."""
    return cut(one_line(text).replace("<", "‹").replace(">", "›"), limit) or "—"


def unmarked(text: str) -> str:
    """Our own mrkdwn without its marks, outside words in it still harmless: for what Slack's notifications show."""
    return re.sub(r"[*`]|\b_|_\b|[\u2066-\u2069]", "", text)


def unformatted(text: str) -> str:
    """Our own mrkdwn as plain text, for files and the command line; Slack would take names in it for its own signs."""
    return unmarked(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def said(text: str, limit: int = 300) -> str:
    """A person's own words in quotation marks."""
    return f"“{escape(text, limit)}”"


def day(on: date, today: date | None = None) -> str:
    """`Thu 22 Jan`, with the year where it is not today's."""
    year = "" if today is None or on.year == today.year else f" {on.year}"
    return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}{year}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 day`, `2 days`, `1,200 accounts`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number) or count(number, "time")


def ago(on: date, today: date) -> str:
    """`today`, `yesterday`, `3 days ago`; `tomorrow`, `in 3 days` for days to come."""
    days = (today - on).days
    if days in (0, 1, -1):
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    return f"{count(days, 'day')} ago" if days > 0 else f"in {count(-days, 'day')}"


def due(on: date, today: date) -> str:
    """`due today`, `due Thu 22 Jan, in 3 days`, `2 days late, was due Tue 20 Jan`."""
    late = (today - on).days
    if late > 0:
        return f"{count(late, 'day')} late, was due {day(on, today)}"
    return "due today" if late == 0 else f"due {day(on, today)}, {ago(on, today)}"


def listed(items: Sequence[str], most: int = 3) -> str:
    """`a, b and c`; beyond `most`: `a, b, c and 4 more`."""
    shown = list(items[:most])
    if len(items) > most:
        return f"{', '.join(shown)} and {len(items) - most} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "nothing"


def mention(user_id: str | None, otherwise: str = "nobody") -> str:
    """`<@U…>` for one of our ids (it pings), else the name as text."""
    return f"<@{user_id}>" if user_id and _USER.fullmatch(user_id) else escape(otherwise)


def channel(channel_id: str | None, otherwise: str = "no channel") -> str:
    """`<#C…>` for a channel id."""
    return f"<#{channel_id}>" if channel_id and _CHANNEL.fullmatch(channel_id) else escape(otherwise)


def called(user_id: str | None, people: Mapping[str, Person], otherwise: str = "nobody") -> str:
    """A person's name for mrkdwn, without a ping."""
    return escape(name_of(user_id, people, otherwise))


def name_of(user_id: str | None, people: Mapping[str, Person], otherwise: str = "nobody") -> str:
    """A person's name as Slack has it, else as written; an id of nobody known is no name. Not escaped."""
    person = people.get(user_id) if user_id else None
    if person is not None:
        return person.real_name or person.name
    return "somebody" if otherwise == user_id and _USER.fullmatch(otherwise) else otherwise


BANDS = {
    Band.HEALTHY: ("🟢", "healthy"),
    Band.AT_RISK: ("🟡", "at risk"),
    Band.CRITICAL: ("🔴", "critical"),
    Band.NOT_YET: ("⚪", "not yet"),
}
WAITING = {WaitingOn.US: "us", WaitingOn.CUSTOMER: "the customer", WaitingOn.THIRD_PARTY: "a third party"}


def points(score: float) -> str:
    """`47.9`, `80`."""
    return f"{score:.1f}".removesuffix(".0")


def health_words(band: Band, score: float | None, trend: float | None = None) -> str:
    """`🔴 critical, 47.9 (down 12 in 7 days)`; `⚪ not yet` while nothing is due."""
    mark, word = BANDS[band]
    if score is None:
        return f"{mark} {word}"
    moved = "" if not trend else f" ({'up' if trend > 0 else 'down'} {points(abs(trend))} in 7 days)"
    return f"{mark} {word}, {points(score)}{moved}"


def progress_bar(done: int, total: int, width: int = 10) -> str:
    """`▰▰▰▱▱▱▱▱▱▱`: empty only at none done, full only at all done."""
    filled = 0 if not total else min(width, max(done * width // total, 1 if done else 0))
    return "▰" * filled + "▱" * (width - filled)
