"""What a person is in the middle of, kept for half an hour where every replica finds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage.changes.kept import keep, let_go
from storage.engine import Store
from storage.queries.kept import GOOD_FOR, kept
from storage.reading import account_document, account_in
from storage.tables import AUDIT, KEPT
from tests.storage.samples import JANE, NOW, account, changing, full_account


def test_it_is_found_until_it_is_too_old_or_let_go(store: Store) -> None:
    with changing(store) as change:
        keep(change, "a", {"n": 1})
        keep(change, "a", {"n": 2})
        keep(change, "b", {"n": 3})
        let_go(change, "b")
    with store.read() as session:
        assert kept(session, "a", NOW) == {"n": 2}
        assert kept(session, "a", NOW + GOOD_FOR - timedelta(seconds=1)) == {"n": 2}
        assert kept(session, "a", NOW + GOOD_FOR) is None
        assert kept(session, "b", NOW) is None
        assert session.execute(select(func.count()).select_from(AUDIT)).scalar() == 0  # nothing of record


def test_what_is_too_old_is_forgotten_when_somebody_begins_anew(store: Store) -> None:
    with changing(store) as change:
        keep(change, "old", {})
    with changing(store, JANE, NOW + GOOD_FOR) as change:
        keep(change, "new", {})
    with store.read() as session:
        assert list(session.execute(select(KEPT.c.key)).scalars()) == ["new"]


@pytest.mark.parametrize("whole", [account(), full_account()])
def test_a_whole_account_is_kept_as_it_is(store: Store, whole: object) -> None:
    with changing(store) as change:
        keep(change, "a", account_document(whole))  # type: ignore[arg-type]
    with store.read() as session:
        found = kept(session, "a", NOW)
    assert found is not None
    assert account_in(found) == whole
