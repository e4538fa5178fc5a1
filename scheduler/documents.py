"""The screens of documents: one filled in from what is known, and the list of everything that can be written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messages.documents.drafts import everything_to_write
from messages.documents.model import Document
from messages.documents.papers import Papers
from messages.documents.shelf import DOCUMENTS, filled, shown
from messages.kit import Message
from playbook.errors import BadInput
from playbook.known import known_at
from playbook.models import Account, Person
from scheduler.looking import people_around
from storage.queries.accounts import account_by_id
from storage.queries.people import workspace

About = Mapping[str, Any]


def document(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The document that `about["kind"]` and `["variant"]` name. BadInput for a kind there is not."""
    papers = papers_of(session, account_by_id(session, about["account"]), now)
    return shown(known_kind(about["kind"]), papers, str(about.get("variant") or ""))


def drafts(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Everything that can be written for the account."""
    return everything_to_write(known_at(account_by_id(session, about["account"]), now))


def document_of(session: Session, account: Account, kind: str, variant: str, now: datetime) -> Document:
    """The same without its message, to be copied. BadInput for a kind there is not."""
    return filled(known_kind(kind), papers_of(session, account, now), variant)


def papers_of(session: Session, account: Account, now: datetime) -> Papers:
    """What documents are filled from."""
    settings = workspace(session)
    handover = account.facts.handover
    people = people_around(session, [account], settings, [handover.csm if handover else None])
    return Papers(account=known_at(account, now), now=now, people=people, workspace=settings)


def known_kind(kind: str) -> str:
    """The kind, if there is a document of it: a button's value comes from outside."""
    if kind not in DOCUMENTS:
        raise BadInput("ref", kind[:80], "ref")
    return kind
