"""Everything that can be written for one account: the documents, and the drafts that need no nudge first."""

from __future__ import annotations

from messages.documents.shelf import DOCUMENTS
from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, header, message, section
from messages.refs import Ref
from messages.words import escape
from playbook.models import Account

DRAFTS = {  # the rule that it comes from: what it is called
    "WELCOME": "Welcome",
    "STALL-14": "Executive outreach",
    "STALL-NOTE": "Weekly update",
    "STALL-3": "One specific question",
}


def everything_to_write(account: Account) -> Message:
    """A private list of buttons, one a document and draft."""
    name = escape(account.name)
    papers = [_document(account, kind) for kind in DOCUMENTS]
    share = button("Status for the customer…", Action.STATUS_SHARE, Ref(account.id), "drafts")
    letters = [
        button(f"{words}…", Action.DRAFT_OPEN, Ref(account.id, extra=rule), rule) for rule, words in DRAFTS.items()
    ]
    blocks = [
        header(f"To write for {account.name}"),
        section("*Documents*, filled from what is known"),
        actions([*papers, share], "drafts.documents"),
        section("*Drafts* to make yours, copy and send; I send none of them"),
        actions(letters, "drafts.letters"),
        context("`/onboard agenda`, `questionnaire`, `handoff`, `plan`, `briefing` and `share` open theirs at once."),
    ]
    return message(f"What can be written for {name}.", blocks)


def _document(account: Account, kind: str) -> Block:
    return button(DOCUMENTS[kind].name, Action.DOCUMENT_SHOW, Ref(account.id, extra=f"{kind}:"), "drafts", kind)
