"""What drafts for customers are made of: their own words quoted, where things stand, one specific question.

Plain text. Nothing here speaks of buying more; `messages.hold` sees to what is quoted.
"""

from __future__ import annotations

from datetime import date

from messages.words import cut, day, one_line
from playbook.models import Account, Milestone, MilestoneStatus, WaitingOn


def quoted(text: str, limit: int) -> str:
    """Outside text to stand between quotation marks: one line, without its full stop."""
    return cut(one_line(text), limit).rstrip(".")


def goal(account: Account) -> str:
    """The result agreed with the customer, in their words; empty where nobody wrote it down."""
    words = account.first_value_definition
    return f"The result we agreed to reach with you: “{quoted(words, 400)}”." if words and words.strip() else ""


def upcoming(account: Account) -> Milestone | None:
    """The open milestone that is due first."""
    return min(account.open_milestones, key=lambda milestone: milestone.due_on, default=None)


def where(account: Account, step: Milestone | None, today: date) -> str:
    """The next step and its day; empty without one."""
    if step is None:
        return ""
    was = "was" if step.due_on < today else "is"
    towards = "towards it" if goal(account) else "of your onboarding"
    return f"The next step {towards}, “{quoted(step.name, 120)}”, {was} planned for {day(step.due_on, today)}."


def question(step: Milestone | None, today: date) -> str:
    """The one question: about what they owe, else about the next step, else about the result."""
    owed = asked_of_customer(step)
    if owed is not None:
        return f"On which day can you clear this: “{quoted(owed, 200)}”?"
    if step is None:
        return "Which part of the result do you use every week by now, and which not yet?"
    name = quoted(step.name, 120)
    if step.due_on < today:
        return f"Which day this week could your team finish “{name}” with me?"
    return f"Who on your team takes on “{name}”, and is {day(step.due_on, today)} still right for them?"


def asked_of_customer(milestone: Milestone | None) -> str | None:
    """The first thing that a milestone waits for from the customer."""
    if milestone is None:
        return None
    waiting = (blocker.text for blocker in milestone.open_blockers if blocker.waiting_on is WaitingOn.CUSTOMER)
    return next((text for text in waiting if text.strip()), None)


def reached(account: Account, most: int = 3) -> str:
    """`5 of 8 steps are done, the last of them “Kickoff held”, “SSO configured”`; empty while nothing is."""
    counted = [item for item in account.milestones if item.status is not MilestoneStatus.SKIPPED]
    done = [item for item in counted if item.status is MilestoneStatus.COMPLETE]
    if not done:
        return ""
    last = sorted(done, key=lambda item: item.done_on or item.due_on)[-most:]
    names = ", ".join(f"“{quoted(item.name, 80)}”" for item in last)
    return f"{len(done)} of {len(counted)} steps are done, the last of them {names}"


def ahead(account: Account, today: date, most: int = 3) -> list[str]:
    """The next open steps with their days, soonest first."""
    steps = sorted(account.open_milestones, key=lambda item: item.due_on)[:most]
    return [f"“{quoted(item.name, 80)}” ({day(item.due_on, today)})" for item in steps]
