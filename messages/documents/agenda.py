"""The kickoff agenda: document 001's 45 minutes, or 004's for a complex product; never a demo first (004)."""

from __future__ import annotations

from collections.abc import Iterator

from messages.documents.model import Document, Line, Part, at_most, blank, told
from messages.documents.papers import Papers, short, step
from messages.kickoff import LONG, SHORT, opening_line
from messages.words import listed, one_line
from playbook.models import WaitingOn

LONGER = ("milestone-map", "enterprise-custom")  # playbooks whose kickoff is 004's
STEPS = 6


def agenda(papers: Papers, variant: str = "") -> Document:
    """`variant` short (001) or long (004); by playbook and complexity when it is neither."""
    if variant not in ("short", "long"):
        longer = papers.is_complex or papers.account.playbook in LONGER
        variant = "long" if longer else "short"
    topics = LONG if variant == "long" else SHORT
    minutes = sum(length for _, length in topics)
    points = _LONG if variant == "long" else _SHORT
    talk = tuple(
        Part(f"{number}. {topic[:1].upper()}{topic[1:]} ({length} min)", tuple(point(papers)))
        for number, ((topic, length), point) in enumerate(zip(topics, points, strict=True), 1)
    )
    return Document(
        "agenda",
        f"Kickoff agenda: {short(papers.account.name)}",
        f"{minutes} minutes",
        (_frame(papers), *talk),
        variant,
        note="Begin with their goals, not with a demo.",
    )


def _frame(papers: Papers) -> Part:
    at = papers.account.facts.kickoff_at
    lines = [
        told("When", papers.moment(at) if at else None, "book the call"),
        papers.person("executive-sponsor", "Their executive sponsor"),
        papers.person("project-lead", "Their project lead"),
        papers.person("technical-contact", "Their technical contact"),
        Line(_ours(papers), "From us"),
        Line(_opening(papers), "Open with"),
    ]
    return Part("Who and when", tuple(lines))


def _opening(papers: Papers) -> str:
    """000: by what they completed before the call."""
    flows = [flow for flow in papers.account.facts.flows if flow.before_kickoff]
    done = [flow.name for flow in flows if flow.completed_at]
    return opening_line({"flows_done": done, "flows_left": [flow.name for flow in flows if not flow.completed_at]})


def _ours(papers: Papers) -> str:
    ours = [papers.csm]
    if papers.account.facts.deal.integrations:
        ours.append("a solutions engineer, because integrations are needed")
    return listed(ours)


def _roles(papers: Papers) -> Iterator[Line]:
    yield Line("Who is on the call, and what each owns on both sides", box=False)
    yield Line(f"{papers.csm} owns the onboarding; say how to reach them directly")


def _why(papers: Papers) -> Iterator[Line]:
    yield told("As sales has it", papers.account.facts.handoff.goals, "the goals, from the sales handoff")
    yield Line("Ask what led to the purchase, and which problems have to go", box=False)
    yield blank("their answer, in their words", "Noted")


def _goals(papers: Papers) -> Iterator[Line]:
    yield told("Goals as sold", papers.account.facts.handoff.goals, "the goals, from the sales handoff")
    yield from _success(papers)


def _success(papers: Papers) -> Iterator[Line]:
    criteria = papers.account.facts.criteria
    yield told("First value", papers.first_value, "the first result that counts, in their words")
    agreed = f" (agreed {papers.day(criteria.agreed_on)})" if criteria and criteria.agreed_on else " (not agreed yet)"
    text = f"{short(criteria.text, 500)}{agreed}" if criteria else None
    yield told("Success", text, "what has to be true in 90 days, with a number")


def _technical(papers: Papers) -> Iterator[Line]:
    deal, handoff = papers.account.facts.deal, papers.account.facts.handoff
    yield told("Known", handoff.technical_requirements, "sign-on, integrations, data to move, environments")
    known = None if deal.integrations is None else str(deal.integrations)
    yield told("Integrations", known, "how many, and to what")
    yield Line("Security review, data and people's time: what takes longer than a week?", box=False)


def _timeline(papers: Papers) -> Iterator[Line]:
    coming = sorted(papers.account.open_milestones, key=lambda item: item.due_on)
    lines = (Line(f"{step(item.name)}, {papers.day(item.due_on)}, {papers.owner(item)}", box=False) for item in coming)
    yield from at_most(lines, STEPS, "steps: the plan has them all") or (blank("the steps to first value, with dates"),)
    yield Line("Agree each date and who does it")


def _risks(papers: Papers) -> Iterator[Line]:
    account = papers.account
    blockers = [(item, blocker) for item in account.open_milestones for blocker in item.open_blockers]
    for item, blocker in blockers[:4]:
        side = {WaitingOn.US: "with us", WaitingOn.CUSTOMER: "with them"}.get(blocker.waiting_on, "with a third party")
        yield Line(f"{short(blocker.text, 160)} ({step(item.name)}, {side})")
    if len(blockers) > 4:
        yield Line(f"and {len(blockers) - 4} more open blockers")
    yield Line("Ask what could slow this down: approvals, security review, data, people's time", box=False)
    yield blank("what they name, and what we do about it now", "Noted")


def _cadence(papers: Papers) -> Iterator[Line]:
    yield Line(f"{papers.cadence}: agree the day and hour", "Cadence")
    yield blank("where we write to each other between calls", "Channel")
    yield told("When it stalls", papers.escalation, "our escalation contact, and theirs")


def _homework(papers: Papers) -> Iterator[Line]:
    pieces = papers.account.facts.homework
    for piece in pieces:
        who, on = short(piece.who or "nobody named"), f", {papers.day(piece.due_on)}" if piece.due_on else ""
        yield Line(f"{one_line(piece.text)} ({who}{on})", box=piece.done_on is not None)
    if not pieces:
        yield blank("one small piece, who does it, by when (no kickoff ends without)", "Their homework")
    yield blank("one small piece, who does it, by when", "Our homework")
    yield blank("its date, before anybody hangs up", "Next meeting")


_SHORT = (_roles, _goals, _technical, _timeline, _cadence, _homework)
_LONG = (_roles, _why, _success, _timeline, _risks, _cadence, _homework)
