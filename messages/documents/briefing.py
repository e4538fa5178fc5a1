"""The 15-minute briefing on the state of the onboarding (002, edge case 3): done, next, and what they decide.

For somebody new at the customer: no restart, and options to choose from instead of open questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from messages.documents.model import Document, Line, Part, at_most, blank, told
from messages.documents.papers import Papers, short, step
from messages.drafting import asked_of_customer
from messages.rules.course_drafts import proposals
from messages.words import count, one_line
from playbook.calendar import account_calendar
from playbook.models import Milestone, MilestoneStatus

DONE, NEXT, CHOICES = 6, 4, 4


def briefing(papers: Papers, variant: str = "") -> Document:
    """Why we are here (2 min), done (3), next (3), what is theirs to decide (7)."""
    account = papers.account
    who = papers.in_role("champion", "primary-contact", "executive-sponsor", "project-lead")
    return Document(
        "briefing",
        f"State of the onboarding: {short(account.name)}",
        f"15 minutes{f' with {short(who.name)}' if who else ''}, {papers.day(papers.today)}. No restart: where it"
        " stands, and what to choose.",
        (
            Part("Why we are here (2 min)", _why(papers)),
            Part("Done so far (3 min)", _done(papers)),
            Part("What is next (3 min)", _next(papers)),
            Part("What we need from you (7 min)", _decisions(papers)),
        ),
    )


def _why(papers: Papers) -> tuple[Line, ...]:
    account, criteria = papers.account, papers.account.facts.criteria
    return (
        told("Goal", account.facts.handoff.goals, "why the company decided for this"),
        told("First result", papers.first_value, "the first result that counts"),
        told("Success", criteria.text if criteria else None, "what has to be true for it to have been right"),
    )


def _done(papers: Papers) -> tuple[Line, ...]:
    live = [item for item in papers.account.milestones if item.status is not MilestoneStatus.SKIPPED]
    done = sorted((item for item in live if item.status is MilestoneStatus.COMPLETE), key=_day, reverse=True)
    lines = [Line(f"{step(item.name)}, {papers.day(_day(item))}", box=True) for item in done]
    head = Line(f"{len(done)} of {count(len(live), 'step')} done" if done else "The first step is still ahead")
    return (head, *at_most(lines, DONE, "earlier"))


def _next(papers: Papers) -> tuple[Line, ...]:
    coming = _coming(papers)
    lines = [Line(f"{step(item.name)}, {_when(papers, item)}, {papers.owner(item)}", box=False) for item in coming]
    return at_most(lines, NEXT, "after that") or (Line("Everything planned is done"),)


def _coming(papers: Papers) -> list[Milestone]:
    return sorted(papers.account.open_milestones, key=lambda item: item.due_on)


def _decisions(papers: Papers) -> tuple[Line, ...]:
    """One decision a point, each with its options."""
    return tuple(_choices(papers)) or (
        Line("Keep the dates as they are"),
        Line("A: yes, as planned", under=True),
        Line("B: no, and one week later each", under=True),
    )


def _choices(papers: Papers) -> Iterator[Line]:
    asked = [item for item in _coming(papers) if asked_of_customer(item)][:CHOICES]
    for item in asked:
        yield from _owed(papers, item)
    late = [item for item in _coming(papers) if item.due_on < papers.today and item not in asked][
        : CHOICES - len(asked)
    ]
    for item in late:
        yield from _new_day(papers, item)
    criteria = papers.account.facts.criteria
    if criteria is None or criteria.agreed_on is None:
        yield from _success(papers)
    if len(papers.present) < 2:
        yield blank("a second person who knows the plan", "Who else")


def _owed(papers: Papers, item: Milestone) -> Iterator[Line]:
    """Something of theirs: a day for it, or another way on meanwhile."""
    soon, later = _working(papers, 2), _working(papers, 7)
    yield Line(f"{step(item.name)} waits: “{one_line(asked_of_customer(item) or '')}”")
    yield Line(f"A: your team has it done by {papers.day(soon)}", under=True)
    other = papers.beside(item)
    aside = f"we go on with {step(other.name)} meanwhile, and" if other else "we move the steps behind it, and"
    yield Line(f"B: {aside} it comes by {papers.day(later)}", under=True)


def _new_day(papers: Papers, item: Milestone) -> Iterator[Line]:
    yield Line(f"{step(item.name)} was planned for {papers.day(item.due_on)}: a new day")
    yield Line(f"A: {papers.day(_working(papers, 3))}", under=True)
    yield Line(f"B: {papers.day(_working(papers, 8))}, and what hangs on it moves along", under=True)


def _success(papers: Papers) -> Iterator[Line]:
    found = proposals(papers.account)
    yield Line("What success is: one of these, or a better one")
    if not found:
        yield Line("A: three of your people use it every week by Day 30", under=True)
    for letter, text in zip("ABC", found, strict=False):
        yield Line(f"{letter}: {one_line(text)}", under=True)


def _when(papers: Papers, item: Milestone) -> str:
    return "new day to be agreed" if item.due_on < papers.today else papers.day(item.due_on)


def _day(item: Milestone) -> date:
    return item.done_on or item.due_on


def _working(papers: Papers, days: int) -> date:
    """So many working days of the account from today on."""
    calendar = account_calendar(papers.account, papers.workspace)
    return calendar.add_working_days(papers.today, days)
