"""The words of `report` and `nudges`: whose figures, and since which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.dates import Lean, date_of
from bot.parse import EXPECTED, nearest_first
from bot.words import Phrase
from playbook.errors import BadInput

SCOPES = {
    **{name: name for name in ("me", "csm", "segment", "playbook")},
    **dict.fromkeys(("mine", "my"), "me"),
    **{f"{name}s": name for name in ("csm", "segment", "playbook")},
}


@dataclass(frozen=True, slots=True)
class ReportWords:
    scope: str | None  # me, csm, segment or playbook; None: everything as one
    since: date | None


def read_report(rest: Phrase, today: date) -> ReportWords:
    """`[me|csm|segment|playbook] [since DATE]`, perhaps with `by`. Raises BadInput(`report` or `date`)."""
    words = [word.text.casefold() for word in rest.words]
    at = words.index("since") if "since" in words else len(words)
    named = [word for word in words[:at] if word not in ("by", "all")]
    if len(named) > 1 or (named and named[0] not in SCOPES):
        raise BadInput(
            "report", " ".join(named), "report", nearest_first(named[0], list(dict.fromkeys(SCOPES.values())))
        )
    since = _since(rest.drop(at + 1), today) if at < len(words) else None
    return ReportWords(SCOPES[named[0]] if named else None, since)


def read_since(rest: Phrase, today: date) -> date | None:
    """`[since DATE]`. Raises BadInput(`date`) for a day that has not come or that nobody can read."""
    named = rest.drop(1) if rest and rest.words[0].text.casefold() == "since" else rest
    return _since(named, today) if rest else None


def _since(rest: Phrase, today: date) -> date:
    on = date_of(rest.texts, today, Lean.PAST)
    if on is None:
        raise BadInput("date", rest.query, EXPECTED[Lean.PAST] if rest else "date")
    if on > today:
        raise BadInput("date", rest.query, "past_date")
    return on
