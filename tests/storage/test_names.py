"""Accounts by what people type, on both databases alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from playbook.errors import Ambiguous, NotFound
from storage.changes.accounts import close_account, create_account, delete_account
from storage.engine import Store
from storage.queries.names import accounts_named, accounts_starting, split_account
from storage.reading import account_values
from storage.tables import ACCOUNT
from tests.shared import examples
from tests.storage.samples import account, changing, stored

NAMES = (
    "Acme Corp", "Northwind Traders", "North Star", "Über Söhne GmbH", "Contoso", "Contoso Labs", "日本ロジ", "🎉",
    "<!channel> & *bold*", "O'Brien; DROP TABLE account", "100% Pure_Water",
)  # fmt: skip


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")


STANDING = {
    "band": "not-yet", "at_risk": False, "rank": 0, "overdue_count": 0, "open_blockers": 0, "review_open": False,
    "reason_facts": {}, "version": 1,
}  # fmt: skip


@pytest.fixture
def named(store: Store) -> Store:
    stored(store, *(account(name, milestones=()) for name in NAMES))
    return store


SPLITS = [
    ("acme", "Acme Corp", ""),
    ("acmecorp", "Acme Corp", ""),
    ("ACME-CORP done", "Acme Corp", "done"),
    ("acme integration configured", "Acme Corp", "integration configured"),
    ("acme corp on the phone", "Acme Corp", "on the phone"),
    ("contoso call", "Contoso", "call"),
    ("contoso labs call", "Contoso Labs", "call"),
    ("north wind call in 30m", "Northwind Traders", "call in 30m"),
    ("traders kickoff", "Northwind Traders", "kickoff"),
    ("northwnd kickoff", "Northwind Traders", "kickoff"),
    ("northwnd traders kickoff", "Northwind Traders", "kickoff"),
    ("contoso labs setup", "Contoso Labs", "setup"),
    ("über sohne gmhb done", "Über Söhne GmbH", "gmhb done"),
    ("acmecrop setup", "Acme Corp", "setup"),
    ("über setup", "Über Söhne GmbH", "setup"),
    ("ÜBER söhne setup", "Über Söhne GmbH", "setup"),
    ("日本 x", "日本ロジ", "x"),
    ("🎉 x", "🎉", "x"),
    ("o'brien x", "O'Brien; DROP TABLE account", "x"),
    ("100% x", "100% Pure_Water", "x"),
]


def test_the_first_words_name_the_account(named: Store) -> None:
    found = []
    with named.read() as session:
        for typed, _, _ in SPLITS:
            account, left = split_account(session, typed.split())
            found.append((typed, account.name, " ".join(left)))
    assert found == SPLITS


def test_two_candidates_are_a_choice_and_none_names_the_nearest(named: Store) -> None:
    with named.read() as session:
        with pytest.raises(Ambiguous) as several:
            split_account(session, ["nor", "kickoff"])
        assert [name for _, name in several.value.choices] == ["North Star", "Northwind Traders"]
        with pytest.raises(NotFound) as missing:
            accounts_named(session, "Acmundsen")
        assert "Acme Corp" in missing.value.nearest
        for nothing in ([], [""], ["  "]):
            with pytest.raises(NotFound):
                split_account(session, nothing)
            with pytest.raises(NotFound):
                accounts_named(session, nothing)


def test_all_words_may_be_the_name(named: Store) -> None:
    with named.read() as session:
        assert accounts_named(session, ["contoso", "labs"]).name == "Contoso Labs"
        assert accounts_named(session, "Contoso").name == "Contoso"
        assert accounts_named(session, "trader").name == "Northwind Traders"


def test_a_closed_account_gives_way_to_a_living_one(store: Store) -> None:
    first, _ = stored(store, account("Acme Corp"), account("Acme Labs"))
    with changing(store) as change:
        close_account(change, first.id)
    with store.read() as session:
        assert accounts_named(session, "acme").name == "Acme Labs"
        assert accounts_named(session, "acme corp").id == first.id
    (second,) = stored(store, account("Acme Corp"))
    with store.read() as session:
        assert accounts_named(session, "acme corp").id == second.id


def test_a_typo_is_found_among_many(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    stored(store, account("Zebra Logistics", milestones=()))
    base = account_values(account())
    rows = [{**base, **STANDING, "name": f"Customer {n}", "name_key": f"customer{n}"} for n in range(5_000)]
    with store.connect() as connection:
        connection.execute(insert(ACCOUNT), rows)
    with store.read() as session:
        for typed in ("zebrra done", "logistics done", "zebra logisitcs done"):
            found, rest = split_account(session, typed.split())
            assert (found.name, rest) == ("Zebra Logistics", ["done"])
    store.close()


def test_names_for_a_select(named: Store) -> None:
    with named.read() as session:
        assert [ref.name for ref in accounts_starting(session, "nor")] == ["North Star", "Northwind Traders"]
        assert [ref.name for ref in accounts_starting(session, "lab")] == ["Contoso Labs"]
        assert [ref.name for ref in accounts_starting(session, "%")] == []
        assert len(accounts_starting(session, "", limit=3)) == 3
        assert len(accounts_starting(session, "")) == len(NAMES)


@examples(15)
@given(
    words=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12), max_size=4
    )
)
def test_no_words_break_the_look_up(named: Store, words: list[str]) -> None:
    with named.read() as session:
        try:
            found, rest = split_account(session, words)
        except (NotFound, Ambiguous):
            return
        assert found.name in NAMES
        assert rest == words[len(words) - len(rest) :]


def test_every_replica_knows_a_name_as_soon_as_it_is_there_or_gone(store: Store) -> None:
    stored(store, account("Contoso", milestones=()))
    other = Store(store.url.render_as_string(hide_password=False))
    for replica in (store, other):
        with replica.read() as session, pytest.raises(NotFound):
            accounts_named(session, "Fabrkam")
    (fabrikam,) = stored(other, account("Fabrikam", milestones=()))
    for replica in (store, other):
        with replica.read() as session:
            assert accounts_named(session, "Fabrkam").name == "Fabrikam"
    with changing(store) as change:
        delete_account(change, fabrikam.id)
    for replica in (store, other):
        with replica.read() as session, pytest.raises(NotFound):
            accounts_named(session, "Fabrkam")
    other.close()


def test_a_change_knows_the_names_that_it_brings_and_one_taken_back_leaves_none(store: Store) -> None:
    stored(store, account("Contoso", milestones=()))
    with pytest.raises(ZeroDivisionError):
        _bring_and_fail(store)
    with store.read() as session, pytest.raises(NotFound):
        accounts_named(session, "Fabrkam")


def _bring_and_fail(store: Store) -> None:
    with changing(store) as change:
        create_account(change, account("Fabrikam", milestones=()))
        assert accounts_named(change.session, "Fabrkam").name == "Fabrikam"
        raise ZeroDivisionError
