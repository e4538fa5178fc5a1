"""The kickoff in words: its agenda (001, 004), what could go wrong, and how to open (000)."""

from __future__ import annotations

from messages.facts import Facts, fact_names
from messages.words import listed, one_line, said

SHORT = (  # 001's 45 minutes
    ("introductions and roles", 5),
    ("goals and success", 10),
    ("technical requirements", 10),
    ("timeline and milestones", 10),
    ("communication and escalation", 5),
    ("next steps and homework", 5),
)
LONG = (  # 004's, within 60 minutes, for what is complex (chosen)
    ("introductions and roles", 5),
    ("why you bought this", 10),
    ("what success is", 10),
    ("the way to first value", 10),
    ("risks and blockers", 5),
    ("cadence and escalation", 5),
    ("next steps and homework", 5),
)
RISKS = {
    "concerns": "they stated concerns about the implementation",
    "long_sales_cycle": "the sales cycle was long",
    "integrations": "integrations need their technical people",
    "handoff": "the sales handoff is incomplete",
    "questionnaire": "their questionnaire is not reviewed",
    "few_people": "fewer than two people there are known",
    "no_sponsor": "no executive sponsor is known",
}


def agenda(complex_deal: bool) -> tuple[tuple[str, int], ...]:
    """(topic, minutes) of the call: 001's for most, 004's for a complex product."""
    return LONG if complex_deal else SHORT


def agenda_line(facts: Facts) -> str:
    """The agenda of KICKOFF-BRIEF's facts in one line of mrkdwn."""
    topics = agenda(bool(facts.get("complex")))
    length = sum(minutes for _, minutes in topics)
    return f"Agenda, {length} min: {', '.join(f'{topic} {minutes}' for topic, minutes in topics)}."


def risk_words(facts: Facts, most: int = 5) -> str:
    """What could slow the onboarding down, blockers first; outside words escaped."""
    blockers = [said(text, 80) for text in fact_names(facts, "blockers")]
    known = [RISKS[code] for code in fact_names(facts, "risks") if code in RISKS]
    found = [*blockers, *known]
    return listed(found, most) if found else "none known"


def opening_line(facts: Facts) -> str:
    """The first question, by what they completed before the call. Plain text."""
    done, left = fact_names(facts, "flows_done"), fact_names(facts, "flows_left")
    if done and not left:
        return f"You have {listed([one_line(name) for name in done])} behind you: how did it strike you?"
    if done:
        return f"You have finished {listed([one_line(name) for name in done])}: what did you notice on the way?"
    if left:
        return "Before we open the product at all: what should be different for your team in three months?"
    return "What made you decide for this, and what has to be true in 90 days for it to have been right?"
