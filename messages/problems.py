"""The faults of a file, each with its line and what to do."""

from __future__ import annotations

import re

from messages.words import count, escape
from playbook.errors import BadFile, Problem

_ENTRY = re.compile(r"(\w+)\[(\d{1,9})\]")


def problem_lines(error: BadFile, most: int) -> list[str]:
    """`line 12 · milestone 3 (“Kickoff”), target_date: is not a date`, at most `most`, the rest as a count."""
    lines = []
    for problem in error.problems[:most]:
        near = f" (did you mean {escape(problem.nearest)}?)" if problem.nearest else ""
        lines.append(f"• line {problem.line} · {_place(problem)}: {escape(problem.message, 200)}{near}")
    if len(error.problems) > most:
        lines.append(f"and {count(len(error.problems) - most, 'more fault')}")
    return lines or ["• line 1: cannot be read"]


def _place(problem: Problem) -> str:
    """A field's path as people count: `milestones[2].depends_on[0]` is milestone 3, depends_on 1."""
    head, _, rest = problem.field.partition(".")
    name = f" (“{escape(problem.within, 50)}”)" if problem.within else ""
    parts = [escape(_counted(head), 50) + name, *([escape(_counted(rest), 80)] if rest else [])]
    return ", ".join(parts)


def _counted(path: str) -> str:
    return _ENTRY.sub(lambda found: f"{_one_of(found[1])} {int(found[2]) + 1}", path)


def _one_of(name: str) -> str:
    """The singular of a list's name; a field's own name stays."""
    return {"touches": "touch"}.get(name, name.removesuffix("s") if "_" not in name else name)
