"""The inputs of a rule as values: read from a nudge's facts, and filled up from the account where it is at hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from playbook.health import health, way_back
from playbook.models import Account, Milestone

Facts = Mapping[str, Any]


def fact_day(facts: Facts, *keys: str) -> date | None:
    """The first of `keys` that holds a date (or its ISO text)."""
    for key in keys:
        value = facts.get(key)
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value[:10])
            except ValueError:
                continue
    return None


def fact_text(facts: Facts, *keys: str) -> str | None:
    """The first of `keys` that holds text."""
    return next((value for key in keys if isinstance(value := facts.get(key), str) and value.strip()), None)


def fact_number(facts: Facts, *keys: str) -> float | None:
    for key in keys:
        value = facts.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None


def fact_names(facts: Facts, *keys: str) -> list[str]:
    """The first of `keys` that holds names: a list, or one text with a name a line."""
    for key in keys:
        value = facts.get(key)
        if isinstance(value, str) and value.strip():
            return [line for line in value.splitlines() if line.strip()]
        if isinstance(value, list | tuple) and value:
            return [str(item) for item in value]
    return []


def filled(account: Account, rule: str, subject: str | None, facts: Facts, today: date) -> dict[str, Any]:
    """`facts` with what the account tells in addition; facts given win."""
    return {**_told(account, rule, subject, today), **{key: value for key, value in facts.items() if value is not None}}


def _told(account: Account, rule: str, subject: str | None, today: date) -> dict[str, Any]:
    milestone = subject_milestone(account, subject)
    if rule in ("OVERDUE", "BLOCKED") and milestone is not None:
        return {
            "name": milestone.name,
            "due_on": milestone.due_on,
            **_blocker(milestone),
            "parallel": parallel(account, milestone),
        }
    if rule.startswith("HEALTH"):
        return _health(account, today)
    if rule == "TOUCH":
        last = account.touches[-1] if account.touches else None
        return {"start_on": account.start_on, "last_on": account.local_date(last.at) if last else None}
    if rule.startswith("REVIEW") or rule == "REMEDIATION":
        return _review(account)
    return {"start_on": account.start_on}


def subject_milestone(account: Account, subject: str | None) -> Milestone | None:
    """The milestone that a nudge is about; BLOCKED may name it with its blocker (`key/12`, `key:…`)."""
    if subject is None:
        return None
    exact = account.milestone(subject)
    if exact is not None:
        return exact
    for mark in ("/", ":", "#"):
        found = account.milestone(subject.partition(mark)[0])
        if found is not None:
            return found
    return None


def _blocker(milestone: Milestone) -> dict[str, Any]:
    if not milestone.open_blockers:
        return {}
    oldest = min(milestone.open_blockers, key=lambda blocker: blocker.opened_on or date.max)
    return {"text": oldest.text, "waiting_on": str(oldest.waiting_on), "opened_on": oldest.opened_on}


def parallel(account: Account, blocked: Milestone) -> list[str]:
    """Names of open milestones that do not wait for `blocked`, directly or not, and are not blocked themselves."""
    waiting = {blocked.key}
    grew = True
    while grew:
        more = {each.key for each in account.milestones if each.key not in waiting and waiting & set(each.depends_on)}
        waiting |= more
        grew = bool(more)
    return [each.name for each in account.open_milestones if each.key not in waiting and not each.open_blockers]


def _health(account: Account, today: date) -> dict[str, Any]:
    reading = health(account, today)
    late = [line.name for line in reading.lines if line.status is not None and line.done_on is None and line.status < 1]
    names = {milestone.key: milestone.name for milestone in account.milestones}
    return {"score": reading.score, "late": late, "way_back": [names.get(key, key) for key in way_back(account, today)]}


def _review(account: Account) -> dict[str, Any]:
    told: dict[str, Any] = {"start_on": account.start_on}
    if account.review is not None:
        told |= {"answer": str(account.review.answer), "on": account.review.on}
    if account.remediation is not None:
        plan = account.remediation
        told |= {"owner": plan.owner, "opened_on": plan.opened_on, "due_on": plan.due_on, "steps": len(plan.steps)}
    return told
