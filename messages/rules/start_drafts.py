"""Drafts of the beginning: what a CSM could send, in this customer's own goals and names, with one question each.

Plain text, without greeting and signature.
"""

from __future__ import annotations

from datetime import date

from messages.facts import Facts, fact_day, fact_text
from messages.kickoff import agenda as agenda_of
from messages.words import cut, day, listed, one_line
from playbook.calendar import account_calendar
from playbook.models import Account, Complexity, Workspace

_LONG = 400


def welcome(account: Account, facts: Facts, today: date) -> list[str]:
    """WELCOME (004): personal, with the outcomes that were discussed during sales."""
    goals = _quoted(account.facts.handoff.goals)
    first_value = _quoted(account.first_value_definition)
    known = [f"What you want to reach, as I have it from your talks with us: “{goals}”." if goals else ""]
    known.append(f"We will know that it works when: “{first_value}”." if first_value else "")
    question = (
        "Which of this has changed, or is missing, since you spoke with our sales team?"
        if any(known)
        else "Which one result would make you say, three months from now, that this was the right decision?"
    )
    return [
        f"Welcome. I look after {_name(account)} from today until you have what you came for, and I am the one to ask.",
        *known,
        question,
    ]


def kickoff(account: Account, facts: Facts, today: date) -> list[str]:
    """KICKOFF-BOOK, KICKOFF-LATE: one day proposed, not "when does it suit you"."""
    on = account_calendar(account, Workspace()).add_working_days(today, 1)
    booked_on = fact_day(facts, "kickoff_at")
    missed = ""
    if booked_on is not None and booked_on < today:
        missed = f"We had {day(booked_on, today)} for our kickoff, and it did not come about."
    goals = _quoted(account.facts.handoff.goals or account.first_value_definition)
    about = f"It is about your goal, “{goals}”," if goals else "It is about what you want to reach"
    return [
        missed or "Our kickoff comes next: 45 minutes with those who decide and those who will work with it.",
        f"{about} and ends with a plan that has names and dates.",
        f"Does {day(on, today)} at 10:00 your time work for you?",
    ]


def agenda(account: Account, facts: Facts, today: date) -> list[str]:
    """KICKOFF-BRIEF: the agenda ahead of the call."""
    topics = agenda_of(account.facts.deal.complexity is Complexity.COMPLEX)
    lines = [
        f"{number}. {topic[:1].upper()}{topic[1:]} ({minutes} min)" for number, (topic, minutes) in enumerate(topics, 1)
    ]
    goals = _quoted(account.facts.handoff.goals or account.first_value_definition)
    return [
        f"This is what I would like to use our {sum(minutes for _, minutes in topics)} minutes for:",
        "\n".join(lines),
        f"I have noted as your goal: “{goals}”." if goals else "",
        "What should we talk about first, so that the time is worth it for you?",
    ]


def homework(account: Account, facts: Facts, today: date) -> list[str]:
    """HOMEWORK (004): the piece, its person and day, and a day asked for."""
    who, due_on = _quoted(fact_text(facts, "who"), 80), fact_day(facts, "due_on")
    text = _quoted(fact_text(facts, "text"))
    when = f" for {day(due_on, today)}" if due_on else ""
    with_whom = f" with {who}" if who else ""
    waits = next((item.name for item in account.open_milestones), None)
    return [
        f"In our kickoff we agreed on “{text}”{with_whom}{when}.",
        f"“{_quoted(waits, 120)}” comes after it, so each day here is a day later there." if waits else "",
        f"On which day this week can {who or 'your team'} have it done, or what is missing on our side?",
    ]


def people(account: Account, facts: Facts, today: date) -> list[str]:
    """STAKEHOLDERS (001): a second person."""
    goals = _quoted(account.facts.handoff.goals or account.first_value_definition)
    return [
        "So that nothing of what we agreed hangs on one person, I would like to know a second one on your side.",
        f"It should be somebody who cares about “{goals}” as much as you do." if goals else "",
        "Who would that be, and may I write to them with you in copy?",
    ]


def notes(account: Account, facts: Facts, today: date) -> list[str]:
    """NOTES-CONFIRM (003): what was agreed, to be confirmed."""
    criteria = account.facts.criteria
    agreed = [
        f"Goal: {_quoted(account.facts.handoff.goals)}" if _quoted(account.facts.handoff.goals) else "",
        f"Success by Day 30: {_quoted(criteria.text)}" if criteria else "",
        f"First value: {_quoted(account.first_value_definition)}" if _quoted(account.first_value_definition) else "",
        *(_agreed(item.text, item.who, item.due_on, today) for item in account.facts.homework[:5]),
    ]
    lines = "\n".join(f"- {line}" for line in agreed if line)
    following = min(account.open_milestones, key=lambda item: item.due_on, default=None)
    return [
        "Here is what I took away from our kickoff:" if lines else "I would like to close our kickoff notes with you.",
        lines,
        f"Next comes “{_quoted(following.name, 120)}”, {day(following.due_on, today)}." if following else "",
        "Is this what you heard too, or which line would you put differently?",
    ]


def flow_undone(account: Account, facts: Facts, today: date) -> list[str]:
    """FLOW-UNDONE (000): the flow, its minutes, what finishing it saves, and what may be in the way."""
    name, minutes = _flow(facts)
    on = fact_day(facts, "kickoff_on")
    call = f"our call on {day(on, today)}" if on else "our kickoff"
    return [
        f"“{name}”{f' takes {minutes} minutes' if minutes else ' is short'}. Once it is finished, we can leave the"
        f" setup out of {call} and use the time for your goals.",
        "Is an access or a permission missing that keeps you from it?",
    ]


def advanced_flow(account: Account, facts: Facts, today: date) -> list[str]:
    """ADVANCED-FLOW (000): the week-2 flow, now that the first use case stands."""
    name, minutes = _flow(facts)
    return [
        "Your first use case stands, which is more than most have by now.",
        f"“{name}”{f' ({minutes} minutes)' if minutes else ''} shows what makes it faster in daily work.",
        "Who on your team gets the most from it, so that I send it to them first?",
    ]


def _flow(facts: Facts) -> tuple[str, int | None]:
    minutes = facts.get("minutes")
    return _quoted(fact_text(facts, "name") or "The flow", 120), minutes if isinstance(minutes, int) else None


def _agreed(text: str, who: str | None, due_on: date | None, today: date) -> str:
    more = [part for part in (_quoted(who, 80), f"by {day(due_on, today)}" if due_on else "") if part]
    return f"{_quoted(text, 200)}{f' ({listed(more)})' if more else ''}".replace(" and by", ", by")


def _name(account: Account) -> str:
    return cut(one_line(account.name), 80)


def _quoted(text: str | None, limit: int = _LONG) -> str:
    """Outside text in one line, to stand between quotation marks; empty for nothing."""
    return cut(one_line(text or ""), limit).rstrip(".")
