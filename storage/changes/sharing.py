"""What is kept of sharing with the customer."""

from __future__ import annotations

from dataclasses import replace

from playbook.models import Account
from storage.changes.working import begin, finish, id_of
from storage.queries.accounts import account_by_id
from storage.reading import facts_document
from storage.tables import FactsTable
from storage.transaction import Change


def remember_shared_channel(change: Change, account_id: int, channel: str) -> Account:
    """The Slack channel in which the customer reads along, where a status is posted. Refused `account_closed`."""
    row = begin(change, account_id, "status.share", channel=channel)
    facts = replace(account_by_id(change.session, id_of(row)).facts, shared_channel=channel)
    change.session.get_one(FactsTable, id_of(row)).document = facts_document(facts)
    return finish(change, row)
