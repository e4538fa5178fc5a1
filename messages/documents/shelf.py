"""Every document there is: how it is called, what fills it, who reads it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messages.documents.agenda import agenda
from messages.documents.briefing import briefing
from messages.documents.handoff import handoff
from messages.documents.homework import homework
from messages.documents.model import Document, held
from messages.documents.papers import Papers
from messages.documents.plan import plan
from messages.documents.questionnaire import questionnaire
from messages.documents.remediation import remediation
from messages.documents.slack import document_message
from messages.ids import Action
from messages.kit import Block, Message, button
from messages.refs import Ref
from playbook.models import AccountState

Own = tuple[str, Action]


@dataclass(frozen=True, slots=True)
class Kind:
    """`others` says what the button for each variant is called; `own` are the actions that the document is about."""

    name: str
    filled: Callable[[Papers, str], Document]
    own: Callable[[Papers, Document], Sequence[Own]]
    others: tuple[tuple[str, str], ...] = ()  # (variant, button)
    for_customer: bool = True


def _agenda(papers: Papers, document: Document) -> list[Own]:
    return [("Book the kickoff…", Action.KICKOFF_BOOK), ("Kickoff held…", Action.KICKOFF_HELD)]


def _questionnaire(papers: Papers, document: Document) -> list[Own]:
    known = papers.account.facts.questionnaire
    if known.reviewed_on:
        return []
    reviewed = ("Mark as reviewed", Action.QUESTIONNAIRE_REVIEWED)
    return [reviewed] if known.sent_on else [("Mark as sent", Action.QUESTIONNAIRE_SENT), reviewed]


def _handoff(papers: Papers, document: Document) -> list[Own]:
    if document.variant == "end":
        return [("Hand over…", Action.ACCOUNT_HANDOVER)]
    return [("Edit the handoff…", Action.HANDOFF_EDIT)]


def _homework(papers: Papers, document: Document) -> list[Own]:
    return [("Add homework…", Action.HOMEWORK_ADD)]


def _remediation(papers: Papers, document: Document) -> list[Own]:
    return [("Make the plan…", Action.REVIEW_PLAN)] if papers.account.review else []


def _plan(papers: Papers, document: Document) -> list[Own]:
    return [("Success criteria…", Action.CRITERIA_EDIT)]


def _briefing(papers: Papers, document: Document) -> list[Own]:
    return [("Success criteria…", Action.CRITERIA_EDIT), ("Somebody joined…", Action.STAKEHOLDER_ADD)]


DOCUMENTS: dict[str, Kind] = {
    "agenda": Kind(
        "Kickoff agenda", agenda, _agenda, (("short", "The 45-minute agenda"), ("long", "The 45–60-minute agenda"))
    ),
    "questionnaire": Kind("Pre-kickoff questionnaire", questionnaire, _questionnaire),
    "handoff": Kind(
        "Handoff document",
        handoff,
        _handoff,
        (("start", "The handoff from sales"), ("end", "The handoff to ongoing CS")),
        for_customer=False,
    ),
    "plan": Kind("One-page implementation plan", plan, _plan),
    "briefing": Kind("State-of-onboarding briefing", briefing, _briefing),
    "homework": Kind("Homework list", homework, _homework),
    "remediation": Kind("Remediation plan", remediation, _remediation),
}


def filled(kind: str, papers: Papers, variant: str = "") -> Document:
    """The document of that kind from what is known; what may reach the customer obeys EXPANSION-HOLD. KeyError."""
    document = DOCUMENTS[kind].filled(papers, variant)
    return held(document, papers.account, papers.today) if DOCUMENTS[kind].for_customer else document


def shown(kind: str, papers: Papers, variant: str = "") -> Message:
    """The document as a message with its buttons; a closed account's has none that would change it. KeyError."""
    document = filled(kind, papers, variant)
    return document_message(document, _buttons(DOCUMENTS[kind], papers, document))


def _buttons(kind: Kind, papers: Papers, document: Document) -> list[Block]:
    account, extra = papers.account, f"{document.kind}:{document.variant}"
    row = [button("Copy as Markdown", Action.DOCUMENT_COPY, Ref(account.id, extra=extra), "document", style="primary")]
    if account.state is not AccountState.CLOSED:
        row += [button(text, action, Ref(account.id), "document") for text, action in kind.own(papers, document)]
    for variant, text in kind.others:
        if variant != document.variant:
            other = Ref(account.id, extra=f"{document.kind}:{variant}")
            row.append(button(text, Action.DOCUMENT_SHOW, other, "document", variant))
    return row
