"""An account's one document of facts, read and written while the account is held."""

from __future__ import annotations

from playbook.models import Account, Facts
from storage.changes.working import finish, id_of
from storage.reading import facts_document, facts_of
from storage.tables import AccountTable, FactsTable
from storage.transaction import Change


def facts_held(change: Change, row: AccountTable) -> Facts:
    """The facts as they are, now that the account is held."""
    return facts_of(change.session.get_one(FactsTable, id_of(row), populate_existing=True).document)


def put_facts(change: Change, row: AccountTable, facts: Facts) -> None:
    """Write them as part of a larger change."""
    change.session.get_one(FactsTable, id_of(row)).document = facts_document(facts)


def keep_facts(change: Change, row: AccountTable, facts: Facts) -> Account:
    """Write them and end the change; returns the account anew."""
    put_facts(change, row, facts)
    return finish(change, row)
