"""The faults of a file, each with its line and what to do."""

from __future__ import annotations

from messages.words import count, escape
from playbook.errors import BadFile


def problem_lines(error: BadFile, most: int) -> list[str]:
    """`line 12 · milestones 2 · target_date: is not a date`, at most `most` of them, the rest as a count."""
    lines = []
    for problem in error.problems[:most]:
        near = f" (did you mean {escape(problem.nearest)}?)" if problem.nearest else ""
        lines.append(f"• line {problem.line} · {escape(problem.field, 80)}: {escape(problem.message, 200)}{near}")
    if len(error.problems) > most:
        lines.append(f"and {count(len(error.problems) - most, 'more fault')}")
    return lines or ["• line 1: cannot be read"]
