"""What a word after `onboard forget` is taken for."""

from __future__ import annotations

import pytest

from bot.forgetting import Kind, looked_at, work_for
from playbook.errors import NotFound
from storage.changes.accounts import close_account
from storage.changes.people import save_person
from storage.engine import Store
from tests.storage.samples import ASSISTANT, NOW, account, changing, person, stored


@pytest.mark.parametrize(("name", "kind"), [("WALMART", None), ("UNILEVER", Kind.ACCOUNT), ("U2TOURS", Kind.ACCOUNT)])
def test_an_account_in_capitals_is_an_account(store: Store, name: str, kind: Kind | None) -> None:
    account_id = stored(store, account(name))[0].id
    with changing(store) as change:
        close_account(change, account_id)
    assert looked_at(store, work_for(store, name, kind), NOW).accounts == (name,)


@pytest.mark.parametrize("user_id", ["U0LEFT1", "ULEFTUS"])
def test_a_slack_id_is_a_colleague_also_without_a_digit(store: Store, user_id: str) -> None:
    with changing(store, ASSISTANT) as change:
        save_person(change, person(user_id, "kim", "Kim Lee", is_deleted=True))
    for kind in (None, Kind.PERSON):
        assert looked_at(store, work_for(store, f"<@{user_id}>", kind), NOW).accounts == ()


def test_a_slack_id_that_nobody_has_is_told_as_a_person_who_is_not_there(store: Store) -> None:
    with pytest.raises(NotFound) as missing:
        looked_at(store, work_for(store, "U0NOBODY", None), NOW)
    assert missing.value.what == "person"
