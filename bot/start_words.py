"""The grammar of `/onboard kickoff <account> …` and `/onboard flow <account> …`: words in, typed values out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.dates import Lean, date_of
from bot.parse import read_dated
from bot.words import Phrase
from playbook.errors import BadInput

ADDING = ("add", "new")
SENT, COMPLETED = ("sent", "send"), ("completed", "complete", "done", "finished")
HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class FlowWords:
    """A flow's name, what became of it, and the day if one was given."""

    name: str
    completed: bool
    on: date | None = None


def read_kickoff(rest: Phrase, today: date, zone: ZoneInfo) -> datetime:
    """`[on] DAY [at] HOUR`, by the account's clock. Raises BadInput(`date`, `time`)."""
    words = [word.casefold().strip(",") for word in rest.texts if word.casefold() not in ("on", "at")]
    if len(words) > 1 and words[-1] in ("am", "pm"):
        words[-2:] = [words[-2] + words[-1]]
    on = date_of(words[:-1], today, Lean.FUTURE) if len(words) > 1 else None
    at = _hour(words[-1]) if words else None
    if on is None and date_of(words, today, Lean.FUTURE) is not None:
        raise BadInput("time", "", "time")
    if on is None:
        raise BadInput("date", " ".join(words[:-1] if at else words), "date")
    if at is None:
        raise BadInput("time", words[-1], "time")
    return datetime.combine(on, at, zone)


def read_flow(rest: Phrase, today: date) -> FlowWords:
    """`<flow> sent|completed [on DATE]`. Raises BadInput(`flow_state`, `date`)."""
    dated = read_dated(rest, today)
    words = dated.milestone.words
    last = words[-1].text.casefold() if words else ""
    if last not in (*SENT, *COMPLETED) or len(words) < 2:
        raise BadInput("flow_state", last if len(words) > 1 else "", "flow_state")
    return FlowWords(dated.milestone.take(len(words) - 1).query, last in COMPLETED, dated.on)


def _hour(word: str) -> time | None:
    """`15:00`, `3pm`, `3:30pm`; None for anything else."""
    found = HOUR.fullmatch(word)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and not 1 <= hour <= 12:
        return None
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
