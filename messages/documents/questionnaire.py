"""The pre-kickoff questionnaire (001): business and technical context, with what sales noted to be confirmed."""

from __future__ import annotations

from messages.documents.model import Document, Line, Part, blank, told
from messages.documents.papers import Papers, short
from messages.words import listed, one_line


def questionnaire(papers: Papers, variant: str = "") -> Document:
    """What the customer fills in before the kickoff; what we know already stands there to be corrected."""
    return Document(
        "questionnaire",
        f"Before our kickoff: {short(papers.account.name)}",
        "Ten minutes of yours; what we know already stands here for you to correct.",
        (_business(papers), _people(papers), _technical(papers), _practical(papers)),
        note=_state(papers),
    )


def _state(papers: Papers) -> str:
    """Where it is."""
    known = papers.account.facts.questionnaire
    if known.reviewed_on:
        return f"Reviewed {papers.day(known.reviewed_on)}."
    return f"Sent {papers.day(known.sent_on)}." if known.sent_on else "Not sent yet."


def _business(papers: Papers) -> Part:
    account = papers.account
    criteria = account.facts.criteria
    return Part(
        "Your business",
        (
            told("What do you want to reach?", account.facts.handoff.goals, "in your words"),
            blank("the event, the number or the person behind it", "What made you decide for this now?"),
            told("Which first result would show that it works?", papers.first_value, "one result"),
            told(
                "What has to be true in 90 days for it to have been right?",
                criteria.text if criteria else None,
                "with a number where there is one",
            ),
            blank("how the same work is done today, and what it costs", "How do you do it now?"),
        ),
    )


def _people(papers: Papers) -> Part:
    users = [short(user.name, 60) for user in papers.account.facts.seed_users]
    return Part(
        "Your people",
        (
            papers.person("executive-sponsor", "Who decides"),
            papers.person("champion", "Who drives it day by day"),
            papers.person("technical-contact", "Who knows the systems"),
            told(
                "Who works with it first", listed(users, 15) if users else None, "5 to 15 names with e-mail addresses"
            ),
            blank("so that nothing hangs on one person", "Who else should know the plan"),
        ),
    )


def _technical(papers: Papers) -> Part:
    deal, handoff = papers.account.facts.deal, papers.account.facts.handoff
    number = None if deal.integrations is None else f"{deal.integrations} as we know it; which systems?"
    return Part(
        "Your systems",
        (
            told("Requirements we know of", handoff.technical_requirements, "anything that must be so"),
            blank("which identity provider, and who administers it", "Sign-on"),
            told("Systems to connect", number, "which, and who owns each"),
            blank("what is to be moved, how much, in which form", "Data"),
            blank("which, how long they take, who starts them", "Security or legal reviews"),
            blank("for trying things without risk", "Is there a test environment?"),
        ),
    )


def _practical(papers: Papers) -> Part:
    products = [one_line(product) for product in papers.account.facts.deal.products]
    return Part(
        "How we work together",
        (
            Line(f"{papers.csm} is the one to ask", "From us"),
            told("Products", listed(products, 8) if products else None, "what you will use first"),
            blank("holidays, freezes, other projects", "Which weeks are bad for you?"),
            blank("e-mail, a shared channel, a call", "Where do you want to hear from us?"),
        ),
    )
