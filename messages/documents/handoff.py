"""The two handoff documents: sales → CS at the start (001, 004), onboarding → ongoing CS at the end (001, 004).

Both are for our own people: scores and promises stand in them as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from messages.documents.model import Document, Line, Part, at_most, blank, told
from messages.documents.papers import ROLES, Papers, short, step, with_mail
from messages.rules.start import HANDOFF_PARTS
from messages.words import count, health_words, listed, name_of, one_line
from playbook.ending import confirmed_on, is_handed_over, open_before_handoff
from playbook.health import health
from playbook.models import Kind, Milestone, MilestoneStatus

ASKS = "ask sales"
LISTED = 10


def handoff(papers: Papers, variant: str = "") -> Document:
    """`variant` start or end; the end once first value is confirmed or everything before it is done."""
    if variant not in ("start", "end"):
        account = papers.account
        near = account.milestones and not open_before_handoff(account)
        variant = "end" if near or confirmed_on(account) or is_handed_over(account) else "start"
    return _end(papers) if variant == "end" else _start(papers)


def _start(papers: Papers) -> Document:
    given = papers.account.facts.handoff
    missing = [HANDOFF_PARTS[name] for name in given.missing]
    lacks = f"Missing: {listed(missing, 4)}." if missing else "Complete."
    owner = name_of(papers.workspace.ae_default, papers.people, "the account executive")
    return Document(
        "handoff",
        f"Handoff from sales: {short(papers.account.name)}",
        f"{lacks} From {owner} to {papers.csm}.",
        (
            _deal(papers),
            Part(
                "What they bought it for",
                (
                    told("Goals", given.goals, f"{ASKS}: the outcomes they talked about, in their words"),
                    told("First value", papers.first_value, "the first result that counts for them"),
                    told("Promises", given.promises, f"{ASKS}: everything promised, dates and prices among it"),
                ),
            ),
            Part("Who they are", (told("As sales has it", given.stakeholders, _WHO), *_people(papers))),
            Part(
                "What it takes", (told("Technical requirements", given.technical_requirements, _WHAT), *_risks(papers))
            ),
        ),
        "start",
    )


_WHO = f"{ASKS}: who decides, who drives it, who is against it"
_WHAT = f"{ASKS}: sign-on, integrations, data, reviews"


def _deal(papers: Papers) -> Part:
    account, deal = papers.account, papers.account.facts.deal
    return Part(
        "The deal",
        (
            Line(papers.day(account.start_on), "Signed"),
            Line(str(account.tier), "Tier"),
            told("A year", f"${account.acv:,}" if account.acv is not None else None, "the yearly value"),
            told(
                "Products", listed([one_line(name) for name in deal.products], 10) if deal.products else None, "which"
            ),
            told("Integrations", None if deal.integrations is None else str(deal.integrations), "how many"),
        ),
    )


def _people(papers: Papers) -> tuple[Line, ...]:
    lines = (Line(with_mail(person), ROLES.get(person.role, short(person.role))) for person in papers.present)
    return at_most(lines, LISTED, "people")


def _risks(papers: Papers) -> tuple[Line, ...]:
    deal = papers.account.facts.deal
    known = [
        ("they stated concerns about the implementation", deal.concerns),
        ("the sales cycle was long", deal.long_sales_cycle),
        ("the account is strategic", deal.strategic),
    ]
    said = [words for words, is_so in known if is_so]
    return (Line(listed(said), "Mind that"),) if said else ()


def _end(papers: Papers) -> Document:
    facts = papers.account.facts
    handover = facts.handover
    to = name_of(handover.csm, papers.people, handover.csm) if handover else "the ongoing CSM (nobody named yet)"
    when = f" on {papers.day(facts.handed_over_on)}" if facts.handed_over_on else ""
    parts = (
        Part("Health record", _health(papers)),
        Part("What was achieved", _achieved(papers)),
        Part("Open risks", _open(papers)),
        Part(
            "Long-term plan",
            (told("Plan", handover.plan if handover else None, "what comes in the months ahead, with dates"),),
        ),
        Part("Who they are", _people(papers) or (blank("at least two people, with their roles"),)),
    )
    return Document(
        "handoff",
        f"Handoff to ongoing CS: {short(papers.account.name)}",
        f"From {papers.csm} to {to}{when}. Introduced on a call, not by e-mail.",
        parts,
        "end",
    )


def _health(papers: Papers) -> tuple[Line, ...]:
    account, facts = papers.account, papers.account.facts
    reading, survey = health(account, papers.today), facts.survey
    marks = [("effort", survey.ces), ("recommendation", survey.nps), ("satisfaction", survey.csat)]
    given = [f"{name} {value:g}" for name, value in marks if value is not None]
    touch = account.touches[-1] if account.touches else None
    last = f"{touch.kind}, {papers.day(account.local_date(touch.at))}" if touch else None
    return (
        Line(health_words(reading.band, reading.score), "Score"),
        told("In words", facts.handover.health if facts.handover else None, "engagement, sentiment, what to watch"),
        told("Survey", listed(given) if given else None, "effort, recommendation and satisfaction"),
        told("Last contact", last, "the last call or meeting"),
    )


def _achieved(papers: Papers) -> tuple[Line, ...]:
    account, facts = papers.account, papers.account.facts
    criteria, said, review = facts.criteria, facts.first_value_confirmed, account.review
    done = [item for item in account.milestones if item.status is MilestoneStatus.COMPLETE]
    value = [item for item in done if item.kind is Kind.VALUE]
    confirmed = f"{short(said.by)}, {papers.day(said.on)}" if said else None
    if said and said.words:
        confirmed = f"{confirmed}: “{one_line(said.words)}”"
    answer = f"{review.answer}, {short(review.said_by)}: “{one_line(review.words)}”" if review else None
    reached = at_most((Line(_done(papers, item)) for item in value), LISTED, "results")
    return (
        told("Success as agreed", criteria.text if criteria else None, "what success was to be"),
        told("First value", papers.first_value, "the first result"),
        told("Confirmed by the customer", confirmed, "who confirmed first value, and when"),
        told("Day-30 review", answer, "Yes, No or Partial, in their words"),
        Line(f"{len(done)} of {count(len(account.milestones), 'milestone')} done"),
        *reached,
    )


def _done(papers: Papers, item: Milestone) -> str:
    return f"{step(item.name)}{f', {papers.day(item.done_on)}' if item.done_on else ''}"


def _open(papers: Papers) -> tuple[Line, ...]:
    lines = [Line(text) for text in _risks_left(papers)]
    return at_most(lines, LISTED, "risks") or (Line("none known"),)


def _risks_left(papers: Papers) -> Iterator[str]:
    """What the ongoing CSM has to know of: blockers first."""
    account, facts = papers.account, papers.account.facts
    for item in account.milestones:
        yield from (f"{step(item.name)}: {one_line(blocker.text)}" for blocker in item.open_blockers)
    for item in account.milestones:
        if item.skip:
            yield f"{step(item.name)} was skipped: {one_line(item.skip.consequence)}"
        if item.overrule:
            yield f"{step(item.name)} was closed by hand: {one_line(item.overrule)}"
    unused = [one_line(name) for name in facts.features_purchased if name not in facts.features_used]
    if unused:
        yield f"bought and not in use: {listed(unused, 6)}"
    for who in facts.stakeholders:
        if who.left_on:
            yield f"{short(who.name)} ({ROLES.get(who.role, short(who.role))}) left {papers.day(who.left_on)}"
    if plan := account.remediation:
        yield f"remediation plan until {papers.day(plan.due_on)}, {count(len(plan.steps), 'step')}"
