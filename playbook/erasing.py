"""Taking people out of what is kept: which words go, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from playbook.models import words as vocabularies
from playbook.segments import Approach, CheckIns, TouchModel
from playbook.tracker_words import Owner, StakeholderRole
from playbook.usage import UsageKind

ERASED = "[erased]"
SHORTEST = 2  # characters of a name that is looked for within other words
_MARK = re.compile(r"\[erased(?: (\d+))?\]")
_MEMBER = re.compile(r"[UW](?=[A-Z]*\d)[A-Z0-9]{6,}")
_MAIL = re.compile(r"[^\s<>\"'(),;:\[\]|]+@[^\s<>\"'(),;:\[\]|]+\.\w+")
_FREE = """
    agreed_by by cause consequence criteria dismissed_reason email first_value_definition goals health note overrule
    person plan promises reason said_by skip_consequence skip_reason stakeholders steps technical_requirements text user
    users who words
"""
FREE = frozenset(_FREE.split())  # under these names stands what people wrote, or who they are at the customer
_CODED = """
    answer approach band cadence complexity direction event gap measure mode motion ops_maturity owner role state status
    tier touch_model usage_event waiting_on
"""
CODED = frozenset(_CODED.split())  # under these names a word of a closed vocabulary is that word, and nobody's name
_KINDS: list[type[StrEnum]] = [
    *(kind for kind in vars(vocabularies).values() if isinstance(kind, type) and issubclass(kind, StrEnum)),
    *(Approach, CheckIns, Owner, StakeholderRole, TouchModel, UsageKind),
]
VOCABULARY = frozenset(word.value for kind in _KINDS for word in kind)
_KEPT = "action code key kind milestone of playbook rested_rules rule scope variant view"
KEPT = frozenset(_KEPT.split())  # keys of ours, always
GONE = frozenset({"email", "permalink"})  # empty afterwards: no mark would be one
UNREAD = "other"  # of the facts: whatever a file held beside them
ABOUT_CAUSES = frozenset({"FST-REPEAT"})  # rules whose subject is a cause, as somebody wrote it


@dataclass(frozen=True, slots=True)
class Eraser:
    """`marks`: what stands for each name and address, in all their `spellings`. `whole`: all free words go, whoever
    they name; else only the names and addresses within them. `keys` are words that mean no person even if one is
    called so.
    """

    marks: Mapping[str, str]
    whole: bool = False
    keys: frozenset[str] = frozenset()
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", _pattern_of(self.marks))

    def names(self, text: str) -> str:
        """The text with marks in place of the people in it."""
        known = self.marks.get(folded(text))
        if known is not None:
            return known
        if self._pattern is not None:
            text = self._pattern.sub(lambda found: self.marks.get(folded(found[0]), ERASED), text)
        return _MAIL.sub(ERASED, text) if self.whole else text

    def words(self, text: str) -> str:
        """The same of what people wrote in their own words."""
        is_known = folded(text) in self.marks or _stays(text)
        return ERASED if self.whole and text.strip() and not is_known else self.names(text)

    def subject(self, text: str, rule: str) -> str:
        """The same of what a nudge of that rule is about: a user's name, a cause, or a key or code, which stays."""
        if rule in ABOUT_CAUSES:
            return self.words(text)
        return text if text in self.keys else self.marks.get(folded(text), text)

    def document(self, value: Any, name: str = "") -> Any:
        """The same of JSON, however deep; numbers, dates and codes stay as they are."""
        if isinstance(value, str):
            if name in KEPT or (name in CODED and value in VOCABULARY):
                return value
            if name in GONE and (self.whole or folded(value) in self.marks):
                return None
            return self.words(value) if name in FREE else self.names(value)
        if isinstance(value, list | tuple):
            return [self.document(each, name) for each in value]
        if isinstance(value, dict):
            names = {"subject": "cause"} if value.get("rule") in ABOUT_CAUSES else {}
            return {
                key: {} if self.whole and key == UNREAD else self.document(each, names.get(str(key), str(key)))
                for key, each in value.items()
            }
        return value


def marks_for(people: Iterable[Iterable[str | None]], used: str = "") -> dict[str, str]:
    """A mark of its own for each person of these names and addresses, none that `used`, some text, holds already."""
    marks: dict[str, str] = {}
    number = max((int(found[1] or 0) for found in _MARK.finditer(used)), default=0)
    for called in people:
        real = [name for name in called if name and len(name.strip()) >= SHORTEST and not _stays(name)]
        names = [spelling for name in real for spelling in spellings(name)]
        known = next((marks[name] for name in names if name in marks), None)
        if names and known is None:
            number += 1
            known = f"[erased {number}]"
        marks |= {name: known for name in names if known is not None}
    return marks


def people_of(facts: Mapping[str, Any]) -> Iterable[tuple[str | None, ...]]:
    """The names, with their addresses, of everybody at the customer whom a document of facts names."""
    for person in (*facts.get("stakeholders", ()), *facts.get("seed_users", ())):
        yield person.get("name"), person.get("email")
    for item in facts.get("homework", ()):
        yield (item.get("who"),)
    yield ((facts.get("criteria") or {}).get("agreed_by"),)
    yield ((facts.get("first_value_confirmed") or {}).get("by"),)


def people_told(facts: Mapping[str, Any]) -> Iterable[tuple[str | None, ...]]:
    """The same of the facts of a change."""
    for name in ("person", "user", "said_by", "by", "who", "email"):
        yield (facts[name] if isinstance(facts.get(name), str) else None,)
    users = facts.get("users")
    for user in users if isinstance(users, list) else ():
        yield (user if isinstance(user, str) else None,)


def _stays(text: str) -> bool:
    """A mark, or somebody of the team by their Slack id."""
    return bool(_MARK.fullmatch(text.strip()) or _MEMBER.fullmatch(text))


def folded(text: str) -> str:
    """As names are compared."""
    return " ".join(text.split()).casefold()


def spellings(name: str) -> tuple[str, str]:
    """As it is compared, and as it is written: no pattern finds "Groß" by "gross", in any case."""
    return folded(name), " ".join(name.split())


def _pattern_of(marks: Mapping[str, str]) -> re.Pattern[str] | None:
    """Finds any of them as words of their own, the longest first."""
    if not marks:
        return None
    each = (r"\s+".join(map(re.escape, name.split())) for name in sorted(marks, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", re.IGNORECASE)
