"""What was done in the long run, in words: for confirmations, the history and Undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from messages.facts import fact_day, fact_names, fact_number, fact_text
from messages.words import cut, day, escape, listed, one_line, points, said
from playbook.models import Milestone

Facts = Mapping[str, Any]
NOTE = 200  # characters of what somebody wrote


def advice(skipped: Sequence[Milestone]) -> str:
    """The skipped steps as optimisation advice (002, edge case 4): plain text, kept as a note."""
    lines = [f"- {one_line(item.name)}" + (f": {_prevents(item)}" if item.skip else "") for item in skipped]
    return cut("\n".join(["To get more out of it (the steps that were skipped):", *lines]), 3_000)


def _prevents(milestone: Milestone) -> str:
    return f"against “{one_line(milestone.skip.consequence)}”" if milestone.skip else ""


def _account(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'account') or 'The account')}*"


def _step(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'milestone') or 'The milestone')}*"


def _person(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'person') or 'Somebody')}*"


def _left(facts: Facts) -> str:
    on, open_tasks = fact_day(facts, "on"), fact_names(facts, "tasks")
    text = f"{_person(facts)} left {_account(facts)}{f' on {day(on)}' if on else ''}."
    due_on = fact_day(facts, "due_on")
    if not open_tasks:
        return text
    until = f" until {day(due_on)}" if due_on else ""
    return f"{text} To do{until}: {listed(open_tasks)}."


def _checked(facts: Facts) -> str:
    steps = fact_names(facts, "advice")
    if not steps:
        return f"{_account(facts)} goes well without the skipped steps."
    told = listed([f"*{escape(step)}*" for step in steps], 5)
    return f"{_account(facts)} does not go well without {told}: offer them again as optimisation. It is noted so."


def _survey(facts: Facts) -> str:
    parts = [
        f"{name.upper()} {points(value)}"
        for name in ("ces", "nps", "csat")
        if (value := fact_number(facts, name)) is not None
    ]
    return listed(parts) if parts else "nothing"


def _closed(facts: Facts) -> str:
    left = " ".join(fact_names(facts, "left"))
    return f"{_account(facts)} is closed. Nothing is nudged any more.{f' {left}' if left else ''}"


CONFIRMED: dict[str, Callable[[Facts], str]] = {
    "skipped": lambda facts: f"{_step(facts)} of {_account(facts)} is skipped. On Day 14 I ask how it goes without it.",
    "criteria_noted": lambda facts: (
        f"The success criterion of {_account(facts)} is noted"
        + (f", agreed on {day(on)}." if (on := fact_day(facts, "on")) else "; the customer has yet to agree.")
    ),
    "person_left": _left,
    "value_confirmed": lambda facts: (
        f"First value of {_account(facts)} is confirmed by {escape(fact_text(facts, 'by') or 'the customer')}."
    ),
    "handed_over": lambda facts: (
        f"{_account(facts)} is handed over to its ongoing CSM. In three days the survey is due."
    ),
    "survey_recorded": lambda facts: f"The survey of {_account(facts)} is recorded: {_survey(facts)}.",
    "safety_checked": _checked,
    "closed": _closed,
}
TAKEN_BACK = {
    "milestone.skip": "{step} is not skipped any more",
    "criteria.agree": "the success criterion of {account} is as it was before",
    "stakeholder.leave": "the people at {account} are as they were before",
    "value.confirm": "first value of {account} is as it was before",
    "account.handover": "{account} is not handed over any more",
    "survey.record": "the survey of {account} is as it was before",
    "safety.answer": "the safety check of {account} is open again",
}
UNDOABLE = {
    "milestone.skip": "skip",
    "criteria.agree": "success criterion",
    "stakeholder.leave": "somebody who left",
    "value.confirm": "first value",
    "account.handover": "handoff",
    "survey.record": "survey",
    "safety.answer": "safety check",
}


def skipped(facts: Facts) -> str:
    """What follows the name of a skipped step: the reason and what is expected of it."""
    reason, feared = fact_text(facts, "reason"), fact_text(facts, "consequence")
    text = f": {said(reason, NOTE)}" if reason else ""
    return f"{text}, expecting {said(feared, NOTE)}" if feared else text


def _agreed(facts: Facts) -> str:
    on, by, text = fact_day(facts, "on"), fact_text(facts, "by"), fact_text(facts, "text")
    agreed = f", agreed on {day(on)}" if on else ", not agreed to yet"
    who = f" by {escape(by)}" if by and on else ""
    return f"noted the success criterion{f' {said(text, NOTE)}' if text else ''}{agreed}{who}"


def _noted_left(facts: Facts) -> str:
    on, heir, agreed = fact_day(facts, "on"), fact_text(facts, "successor"), fact_day(facts, "agreed_on")
    text = f"noted that {_person(facts)} left{f' on {day(on)}' if on else ''}"
    text += f"; *{escape(heir)}* takes their place" if heir else ""
    return text + (f" and agreed to the plan on {day(agreed)}" if agreed else "")


def _confirmed(facts: Facts) -> str:
    on, words = fact_day(facts, "on"), fact_text(facts, "words")
    text = f"noted that {escape(fact_text(facts, 'by') or 'the customer')} confirmed first value"
    return text + (f" on {day(on)}" if on else "") + (f": {said(words, NOTE)}" if words else "")


def _answered(facts: Facts) -> str:
    use = "in use" if facts.get("in_use") else "not in use"
    tickets = "more tickets than its peers" if facts.get("tickets") else "no more tickets than its peers"
    return f"answered the safety check: {use}, {tickets}"


DEEDS: dict[str, Callable[[Facts], str]] = {
    "criteria.agree": _agreed,
    "stakeholder.leave": _noted_left,
    "value.confirm": _confirmed,
    "survey.record": lambda facts: f"recorded the survey: {_survey(facts)}",
    "safety.answer": _answered,
}
