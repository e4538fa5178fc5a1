"""The status for the customer: what they may read of their own onboarding, and nothing else.

What is in it is chosen, not what is left out: names of steps and their days, homework that was agreed with them, the
result they named, whom to ask. No scores, bands, gates, notes, reasons, blockers' words, escalations, and nobody's
fault: a step that is late has its day agreed anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from messages.documents.model import Document, Line, Part, at_most, held
from messages.documents.papers import Papers, short, step
from messages.documents.slack import body
from messages.kit import Message, header, message
from messages.words import count, escape, one_line
from playbook.models import AccountState, Kind, Milestone, MilestoneStatus, WaitingOn

DONE, NEXT, OURS = 5, 4, ("ae", "ongoing-csm")  # steps shown; owners whose steps are among ourselves
_AMONG_US = re.compile(  # a step's name with one of these is ours to read
    r"\b(?:health|scor(?:e|es|ed|ing)|churn\w*|escalat\w*|(?:at[- ])?risks?|critical|blame\w*|faults?|overrul\w*"
    r"|overrid\w*|internal\w*|stall\w*|renewals?|remediation|sales|nps|ces|csat|red flag\w*)\b",
    re.IGNORECASE,
)


def customer_status(papers: Papers, own_words: str = "") -> Document:
    """What is posted in the shared channel; `own_words` is a line that the CSM adds."""
    account = papers.account
    steps = [item for item in account.milestones if is_shown(item)]
    parts = [
        Part("A word from us", (Line(one_line(own_words)),)) if one_line(own_words) else None,
        _goal(papers),
        _part("Done", _done(papers, steps)),
        _part("Next", _next(papers, steps)),
        _part("What we need from you", _needed(papers, steps)),
        Part("Questions", (Line(f"{papers.csm} is the one to ask"),)),
    ]
    document = Document(
        "status",
        f"{short(account.name)}: your onboarding, {papers.day(papers.today)}",
        "",
        tuple(part for part in parts if part is not None),
    )
    return held(document, account, papers.today)


def customer_message(document: Document) -> Message:
    """The status as it is posted: no buttons, no mentions, no links."""
    return message(escape(document.title, 140), [header(document.title), *body(document)])


def mark_of(document: Document) -> str:
    """Sixteen characters that differ when the status does, so that what is posted is what was shown."""
    return sha256(repr(document).encode("utf-8", "replace")).hexdigest()[:16]


def is_shown(item: Milestone) -> bool:
    """Whether the customer reads of this step: not of a gate, a skipped one, or what we do among ourselves."""
    if item.status is MilestoneStatus.SKIPPED or item.kind is Kind.GATE or item.owner in OURS:
        return False
    return _AMONG_US.search(one_line(item.name)) is None


def kept_back(papers: Papers) -> list[str]:
    """Names of the steps that the customer does not read of, for the CSM's preview."""
    return [item.name for item in papers.account.milestones if not is_shown(item)]


def _part(title: str, lines: tuple[Line, ...]) -> Part | None:
    return Part(title, lines) if lines else None


def _goal(papers: Papers) -> Part | None:
    words = one_line(papers.account.first_value_definition or "")
    if not words or _AMONG_US.search(words):
        return None
    return Part("What we work towards", (Line(f"“{short(words, 400)}”"),))


def _done(papers: Papers, steps: list[Milestone]) -> tuple[Line, ...]:
    done = sorted((item for item in steps if item.status is MilestoneStatus.COMPLETE), key=_day, reverse=True)
    if not done:
        return ()
    lines = (Line(f"{step(item.name)}, {papers.day(_day(item))}", box=True) for item in done)
    return (Line(f"{len(done)} of {count(len(steps), 'step')}"), *at_most(lines, DONE, "before that"))


def _next(papers: Papers, steps: list[Milestone]) -> tuple[Line, ...]:
    if papers.account.state is AccountState.PAUSED:
        return (Line("We pause together for now; the days are agreed anew when we go on"),)
    coming = sorted((item for item in steps if item.is_open), key=lambda item: item.due_on)
    lines = (Line(f"{step(item.name)}, {_when(papers, item)}", box=False) for item in coming)
    return at_most(lines, NEXT, "after that")


def _when(papers: Papers, item: Milestone) -> str:
    """The day, or that one is to be found; nobody's fault."""
    return papers.day(item.due_on) if item.due_on >= papers.today else "we agree the day with you"


def _needed(papers: Papers, steps: list[Milestone]) -> tuple[Line, ...]:
    """Homework as agreed, steps that are theirs, and steps that wait for something of theirs: not in whose words."""
    return at_most(_asked(papers, steps), DONE, "on our shared list")


def _asked(papers: Papers, steps: list[Milestone]) -> Iterator[Line]:
    for piece in papers.account.facts.homework:
        if piece.done_on is None and not _AMONG_US.search(one_line(piece.text)):
            who = f", {short(piece.who)}" if piece.who else ""
            on = f", {papers.day(piece.due_on)}" if piece.due_on and piece.due_on >= papers.today else ""
            yield Line(f"{one_line(piece.text)}{who}{on}", box=False)
    if papers.account.state is AccountState.PAUSED:
        return
    for item in steps:
        if item.is_open and any(each.waiting_on is WaitingOn.CUSTOMER for each in item.open_blockers):
            yield Line(f"{step(item.name)}: something from your side; {papers.csm} tells you what", box=False)


def _day(item: Milestone) -> date:
    return item.done_on or item.due_on
