"""Where an onboarding is in its course: its kickoff, first value and primary use case (docs/rules.md, common ground).

All take an account as it was known at the moment in question (`playbook.known.known_at`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from zlib import crc32

from playbook.health import finished_on
from playbook.models import Account, Flow, Kind, Milestone

KICKOFF, NOTES, WELCOME, QUESTIONNAIRE = "kickoff", "kickoff-notes", "welcome", "questionnaire"  # keys of milestones
LEAST_PEOPLE = 2  # stakeholders that a kickoff names (001, pitfall 4)
_KICKOFF = re.compile(r"\bkick[- ]?off", re.I)
_NOTES = re.compile(r"\bnotes?\b", re.I)
_AROUND_IT = re.compile(r"\bnotes?\b|\bagenda\b|\bquestionnaire|\bbook(ed|ing)?\b|\bschedul(e|ed|ing)\b", re.I)
_USE_CASE = re.compile(r"\buse[-_ ]?cases?\b", re.I)
_ADVANCED = re.compile(r"advanced|week[-_ ]?(2\b|two)", re.I)


def kickoff_milestone(account: Account) -> Milestone | None:
    """The one whose key is `kickoff`, else the first whose name speaks of a kickoff and not of what is around it."""
    named = (item for item in account.milestones if _speaks_of_kickoff(item.name))
    return account.milestone(KICKOFF) or next(named, None)


@lru_cache(maxsize=4096)
def _speaks_of_kickoff(name: str) -> bool:
    return bool(_KICKOFF.search(name)) and not _AROUND_IT.search(name)


def kickoff_held(account: Account, now: datetime) -> bool:
    """Whether the kickoff milestone is complete; without one, whether `kickoff_at` has passed (chosen)."""
    return kickoff_held_at(account, now) is not None


def kickoff_held_at(account: Account, now: datetime) -> datetime | None:
    """The moment from which the kickoff counts as held: the first of its day, or `kickoff_at`; None: not held yet."""
    milestone, booked = kickoff_milestone(account), account.facts.kickoff_at
    if milestone is None:
        return booked if booked and booked <= now else None
    done_on = finished_on(milestone)
    return datetime.combine(done_on, time(), account.zone) if done_on else None


def kickoff_passes_at(account: Account, now: datetime) -> datetime | None:
    """When time alone will make the kickoff count as held: `kickoff_at` to come, without a kickoff milestone."""
    booked = account.facts.kickoff_at
    return booked if booked and booked > now and kickoff_milestone(account) is None else None


def notes_milestone(account: Account) -> Milestone | None:
    """The milestone that stands for the confirmed kickoff notes (003): by its key, else by its kind and name."""
    confirmed = (item for item in account.milestones if item.kind is Kind.CUSTOMER_CONFIRMED)
    named = (item for item in confirmed if _KICKOFF.search(item.name) and _NOTES.search(item.name))
    return account.milestone(NOTES) or next(named, None)


def first_value_on(account: Account) -> date | None:
    """The day on which the first milestone of kind value was completed; None while none is."""
    return min(_finished(item for item in account.milestones if item.kind is Kind.VALUE), default=None)


def use_case_on(account: Account) -> date | None:
    """The day on which the primary use case was established, None while it is not.

    The earliest of: a milestone that speaks of a use case completed, first value, a seed user's first success.
    """
    about = (item for item in account.milestones if _USE_CASE.search(f"{item.key} {item.name}"))
    tasks = (task for user in account.facts.seed_users for task in user.submissions if task.ok)
    days = [first_value_on(account), *_finished(about), *(account.local_date(task.at) for task in tasks)]
    return min((day for day in days if day), default=None)


def is_advanced(flow: Flow) -> bool:
    """Whether a flow is one for week 2 (000): not for before the kickoff, and its key or name says so."""
    return not flow.before_kickoff and _ADVANCED.search(f"{flow.key} {flow.name}") is not None


def _finished(milestones: Iterable[Milestone]) -> Iterator[date]:
    return (day for item in milestones if (day := finished_on(item)))


def kickoff_lacks(account: Account) -> tuple[str, ...]:
    """What keeps the kickoff from being marked held: `homework`, `stakeholders`, `handoff` (HOMEWORK, SALES-HANDOFF).

    Homework needs a person and a day (004); two people who have not left are enough (001).
    """
    facts = account.facts
    given = any(item.who and item.due_on for item in facts.homework)
    here = sum(person.left_on is None for person in facts.stakeholders)
    lacks = {"homework": not given, "stakeholders": here < LEAST_PEOPLE, "handoff": bool(facts.handoff.missing)}
    return tuple(name for name, missing in lacks.items() if missing)


def mark_of(place: int, text: str) -> str:
    """What a button carries of one piece of a list: its place, and a mark that tells whether it is still that one."""
    return f"{place}.{crc32(text.encode('utf-8', 'replace')):08x}"


def place_of_mark(mark: str, texts: Sequence[str]) -> int | None:
    """The place in the list that `mark_of` gave for it; None when another stands there by now."""
    return next((place for place, text in enumerate(texts) if mark_of(place, text) == mark), None)
