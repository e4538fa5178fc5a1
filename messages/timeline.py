"""A rehearsal in plain text, for the command line: when, which rule and step, to whom, about what, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from textwrap import indent

from messages.problems import problem_lines
from messages.reasons import reason
from messages.words import count, day, listed, one_line, unformatted
from playbook.errors import BadFile
from playbook.models import Account, Role
from playbook.rehearsal import Told

ROLES = {
    Role.CSM: "CSM",
    Role.BACKUP: "backup CSM",
    Role.AE: "account executive",
    Role.CSM_LEAD: "CSM lead",
    Role.VP_CS: "VP CS",
    Role.ENGINEERING_LEAD: "engineering lead",
}
_WRONG = {
    "from_unreadable": "--from: “{text}” is not a day. Write it as 2026-01-23.",
    "until_unreadable": "--until: “{text}” is not a day. Write it as 2026-01-23.",
    "from_after_until": "--from: {text} comes after the last day, {other}. Give an earlier --from, or a later --until.",
    "too_long": "--until: {text} is more than ten years after Day 0, {other}. Give an earlier day.",
    "playbook": "--playbook: there is no playbook “{text}”. {other}",
}


def wrong_option(code: str, text: str, other: str = "") -> str:
    """Why an option does not do: from_unreadable, until_unreadable, from_after_until, too_long, playbook."""
    return _WRONG[code].format(text=one_line(text)[:40], other=other)


def known_playbooks(known: Sequence[str], nearest: str | None) -> str:
    """`Did you mean “async-first”? There are agent-30-day, async-first …`"""
    meant = f"Did you mean “{nearest}”? " if nearest else ""
    return f"{meant}There are {listed(known, len(known))}."


def file_lines(error: BadFile, name: str) -> list[str]:
    """Every fault of a file, a line each."""
    faults = problem_lines(error, len(error.problems))
    return [f"{name}: nothing was rehearsed", *(f"  {unformatted(line)}" for line in faults)]


def reason_text(told: Told, account: Account) -> str:
    """Why it is told, as its reader sees it on that day, without any formatting."""
    today = account.local_date(told.at)
    return unformatted(reason(told.rule, told.step, told.facts, today)).strip()


def timeline_text(account: Account, told: Sequence[Told], begin: date, end: date) -> str:
    """The whole rehearsal from its first through its last day, a block a day."""
    parts = [_head(account, begin, end)]
    for on, some in groupby(told, key=lambda one: account.local_date(one.at)):
        parts.append("\n".join([_day_line(account, on), *(_entry(one, account) for one in some)]))
    return "\n\n".join([*parts, _sum(told)])


def _head(account: Account, begin: date, end: date) -> str:
    first, last = (f"{day(on)} {on.year} (Day {account.day_number(on)})" for on in (begin, end))
    return (
        f"{one_line(account.name)}: rehearsed from {first} through {last}\n"
        f"Everybody is taken to work where the account lives ({account.time_zone}), and to acknowledge escalations"
        " at once."
    )


def _day_line(account: Account, on: date) -> str:
    return f"{day(on)} {on.year}, Day {account.day_number(on)}"


def _entry(told: Told, account: Account) -> str:
    clock = told.at.astimezone(account.zone).strftime("%H:%M")
    about = f" · {subject_called(told, account)}" if told.subject is not None else ""
    who = listed([ROLES[role] for role in told.to], len(told.to))
    return f"  {clock}  {told.rule}, step {told.step} → {who}{about}\n{indent(reason_text(told, account), ' ' * 9)}"


def subject_called(told: Told, account: Account) -> str:
    """The subject as people call it: a milestone's or flow's name, a user, a cause; empty where there is none."""
    subject = told.subject or ""
    milestone = account.milestone(subject)
    flow = next((flow for flow in account.facts.flows if flow.key == subject), None)
    if flow and (milestone is None or "FLOW" in told.rule):
        return one_line(flow.name)
    return one_line(milestone.name if milestone else subject)


def _sum(told: Sequence[Told]) -> str:
    if not told:
        return "Nothing would be told."
    times = Counter(one.rule for one in told)
    by_rule = ", ".join(f"{rule} {number}" for rule, number in sorted(times.items(), key=lambda item: (-item[1], item)))
    return f"{count(len(told), 'nudge')}: {by_rule}"
