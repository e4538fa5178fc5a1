"""What a milestone's name tells when its file does not: key, kind and weight (METHOD section 3, weights from 002)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playbook.models import Kind, Measure

_VALUE = re.compile(r"\bfirst[- ]value\b|\bgo[- ]live value\b|\bvalue (achieved|confirmed|reached|reali[sz]ed)\b", re.I)
_ADOPTION = re.compile(r"\badopt(ion|ed)\b", re.I)
_AGREEING = re.compile(r"\b(definition|defined|criteria|agreed|handoff|target)\b", re.I)  # talks of value, reaches none
_TECHNICAL = re.compile(
    r"\b(set[- ]?up|config\w*|integrat\w*|provision\w*|data|import(s|ed|ing)?|migrat\w*|technical\w*|sso)\b", re.I
)
_LONGEST_SLUG = 60


def infer_kind(name: str, measure: Measure | None = None) -> Kind:
    """Gate with a measure, value when the name says that first value is reached, else task."""
    if measure is not None:
        return Kind.GATE
    return Kind.VALUE if _VALUE.search(name) and not _AGREEING.search(name) else Kind.TASK


def infer_weight(kind: Kind, name: str, phase: str | None = None) -> int:
    """3 for value, gates and adoption, 2 for setup and data, 1 for administration and activity.

    The name is asked before the phase; a phase lends 2 only (a training within "Training & Adoption" is an activity).
    """
    if kind in (Kind.VALUE, Kind.GATE) or _ADOPTION.search(name):
        return 3
    return 2 if _TECHNICAL.search(name) or _TECHNICAL.search(phase or "") else 1


def slug(name: str) -> str:
    """Lower-case words of any script joined by hyphens, at most 60 characters; without any letter `milestone`."""
    words = re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
    return words[:_LONGEST_SLUG].rstrip("-") or "milestone"


def assign_keys(milestones: Sequence[tuple[str, str | None]]) -> list[str]:
    """A key for each (name, own key): the own one, else a slug of the name, made unique by -2, -3 …"""
    taken = {key for _, key in milestones if key}
    tried: dict[str, int] = {}
    keys = []
    for name, key in milestones:
        chosen = key or _free(slug(name), taken, tried)
        taken.add(chosen)
        keys.append(chosen)
    return keys


def keys_to_write(milestones: Sequence[tuple[str, str]]) -> list[str | None]:
    """For each (name, key): the key if a reader would not make it from the names, else None."""
    written: list[str | None] = [None] * len(milestones)
    while True:
        made = assign_keys([(name, own) for (name, _), own in zip(milestones, written, strict=True)])
        wrong = [index for index, (_, key) in enumerate(milestones) if made[index] != key]
        if not wrong:
            return written
        for index in wrong:
            written[index] = milestones[index][1]


def cycles(depends_on: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The circles among keys that wait for each other, each once, from its first key in order of the file."""
    left = dict(depends_on)
    found = []
    while left := _tied(left):
        walked: list[str] = []
        key = next(iter(left))
        while key not in walked:
            walked.append(key)
            key = next(need for need in left[key] if need in left)
        circle = walked[walked.index(key) :]
        first = min(circle, key=list(depends_on).index)
        start = circle.index(first)
        found.append(tuple(circle[start:] + circle[:start]))
        left = {key: needs for key, needs in left.items() if key not in circle}
    return found


def _tied(left: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What remains when everything that can be done in some order is taken away, again and again."""
    users: dict[str, list[str]] = {}
    open_needs: dict[str, int] = {}
    for key, needs in left.items():
        inside = {need for need in needs if need in left}
        open_needs[key] = len(inside)
        for need in inside:
            users.setdefault(need, []).append(key)
    ready = [key for key, count in open_needs.items() if not count]
    while ready:
        done = ready.pop()
        del open_needs[done]
        for user in users.get(done, ()):
            open_needs[user] -= 1
            if not open_needs[user]:
                ready.append(user)
    return {key: needs for key, needs in left.items() if key in open_needs}


def _free(wanted: str, taken: set[str], tried: dict[str, int]) -> str:
    """The slug, or with the first number not taken; `tried` remembers how far the numbers of each slug went."""
    if wanted not in taken:
        return wanted
    number = tried.get(wanted, 1) + 1
    while f"{wanted}-{number}" in taken:
        number += 1
    tried[wanted] = number
    return f"{wanted}-{number}"
