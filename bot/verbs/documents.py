"""Verbs about documents: one filled in from what is known, all that can be written, the status for the customer."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk import Answer
from bot.finding import account_meant, whole_account
from bot.turn import Turn
from bot.verbs.course import living
from bot.words import Phrase
from messages.documents.sharing import share_form
from messages.documents.status import customer_status
from playbook.models import Account
from playbook.permissions import require_own
from scheduler.documents import papers_of


def shows(kind: str) -> Callable[[Turn, Phrase], Answer]:
    """The verb of one kind of document."""

    def verb(turn: Turn, rest: Phrase) -> Answer:
        return Answer({"view": "document", "account": account_meant(turn, rest).id, "kind": kind, "variant": ""})

    return verb


def drafts(turn: Turn, rest: Phrase) -> Answer:
    return Answer({"view": "drafts", "account": account_meant(turn, rest).id})


def share(turn: Turn, rest: Phrase) -> Answer:
    return share_preview(turn, whole_account(turn, rest))


def share_preview(turn: Turn, account: Account) -> Answer:
    """The status for the customer, before anybody posts it: by who looks after the account, or a lead."""
    require_own(living(account), turn.person, turn.workspace)
    papers = papers_of(turn.session, account, turn.scene.now)
    return turn.form("share", share_form(papers, customer_status(papers)))
