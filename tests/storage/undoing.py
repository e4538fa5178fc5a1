"""Undo as a person does it, a little later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playbook.models import Account
from storage.changes.undo import undo_last
from storage.engine import Actor, Change, Store
from storage.queries.accounts import account_by_id
from storage.records import UndoReport
from tests.storage.samples import JANE, NOW, changing

LATER = NOW + timedelta(minutes=5)
Do = Callable[[Change, int], object]


def undo(store: Store, actor: Actor = JANE, audit_id: int | None = None, after: timedelta = timedelta(0)) -> UndoReport:
    with changing(store, actor, LATER + after) as change:
        return undo_last(change, actor.id, audit_id)


def read(store: Store, account_id: int) -> Account:
    with store.read() as session:
        return account_by_id(session, account_id)
