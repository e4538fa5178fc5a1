"""Forgetting puts nothing old back over what others do meanwhile, and keeps those forgotten apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot.forgetting import erase
from playbook.errors import Refused
from playbook.models import Complexity, Deal, Handover, Motion, SeedUser, Stakeholder, Survey
from storage.changes.contacts import add_note
from storage.changes.course import record_survey
from storage.changes.forgetting import forget_customer, forget_member
from storage.changes.outbox import enqueue
from storage.changes.people import save_person
from storage.changes.undo import undo_last
from storage.changes.usage import remove_seed_user
from storage.changes.working import hold_account
from storage.engine import Change, Store
from storage.queries.accounts import account_by_id
from storage.queries.due import nudges_of
from storage.queries.forgetting import accounts_naming
from storage.tables import FACTS, OUTBOX
from tests.storage.samples import ASSISTANT, JANE, NOW, account, changing, look, nudge, person, record_look, stored
from tests.waiting import until_waiting

Work = Callable[[Change], Any]


def test_what_another_commits_meanwhile_stays(store: Store) -> None:
    facts = replace(account().facts, handover=Handover(csm="Canary Lee", plan="", health=""))
    account_id = stored(store, replace(account(), facts=facts))[0].id
    with changing(store, ASSISTANT) as change:
        save_person(change, person("UCAN", "canary", "Canary Lee", is_deleted=True))
    at_once(
        store,
        lambda change: record_survey(change, account_id, Survey(nps=40)),
        lambda change: forget_member(change, "UCAN"),
    )
    with store.read() as session:
        after = account_by_id(session, account_id).facts
    assert after.survey.nps == 40
    assert after.handover == Handover(csm="[erased]", plan="", health="")


def test_a_mail_that_is_on_its_way_already_is_not_called_dropped(store: Store) -> None:
    ana = SeedUser(name="Ana", email="ana@x.example")
    account_id = stored(store, replace(account(), facts=replace(account().facts, seed_users=(ana,))))[0].id
    with changing(store) as change:
        enqueue(change, "mail", "mail:1", {"mail": "ana@x.example"}, {"account": account_id}, NOW)
    at_once(
        store,
        lambda change: change.session.execute(update(OUTBOX).values(state="claimed", worker="w")),
        lambda change: forget_customer(change, accounts_naming(change.session, "Ana")),
    )
    with store.read() as session:
        assert session.execute(select(OUTBOX.c.state, OUTBOX.c.destination)).all() == [
            ("claimed", {"mail": "[erased 1]"})
        ]


def test_an_undo_at_the_same_moment_waits_and_brings_nothing_back(store: Store) -> None:
    account_id = stored(store, account())[0].id
    with changing(store, ASSISTANT) as change:
        save_person(change, person("UCAN", "canary", "Canary Lee", is_deleted=True))
    with changing(store) as change:
        add_note(change, account_id, "Canary Lee called")
    refused: list[str] = []

    def undo(change: Change) -> None:
        try:
            undo_last(change, JANE.id)
        except Refused as error:
            refused.append(error.code)

    other = beginning(store, undo)
    with changing(store) as change:
        hold_account(change, account_id)
        other.start()
        until_waiting(store)
        forget_member(change, "UCAN")
    other.join()
    assert refused == ["undo_erased"]


@pytest.mark.thorough
def test_whoever_crosses_its_way_goes_first_and_it_is_done_after_them(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("one writer at a time")
    facts = replace(account().facts, seed_users=(SeedUser(name="Ana"),))
    account_id = stored(store, replace(account(), facts=facts))[0].id
    with store.read() as session:
        people = accounts_naming(session, "Ana")
    other = Thread(target=erase, args=(store, lambda change: forget_customer(change, people), NOW))
    with changing(store) as change:
        change.session.execute(text("SET LOCAL deadlock_timeout = '60s'"))  # the other one finds out
        change.session.execute(select(FACTS).with_for_update())
        other.start()
        until_waiting(store)
        hold_account(change, account_id)
    other.join()
    with store.read() as session:
        assert [user.name for user in account_by_id(session, account_id).facts.seed_users] == ["[erased 1]"]


def test_one_forgotten_after_another_was_taken_off_is_somebody_else(store: Store) -> None:
    facts = replace(account().facts, seed_users=(SeedUser(name="Ana"), SeedUser(name="Raj")))
    account_id = stored(store, replace(account(), facts=facts))[0].id
    with changing(store) as change:
        both = [nudge(account_id, rule="FST-48H", subject=name) for name in ("Ana", "Raj")]
        record_look(change, account_id, look(*both), lambda *_: "UJANE")
    with changing(store) as change:
        forget_customer(change, accounts_naming(change.session, "Ana"))
    with changing(store) as change:
        remove_seed_user(change, account_id, "[erased 1]")
    with changing(store) as change:
        forget_customer(change, accounts_naming(change.session, "Raj"))
    with store.read() as session:
        assert [user.name for user in account_by_id(session, account_id).facts.seed_users] == ["[erased 2]"]
        assert {each.subject for each in nudges_of(session, account_id)} == {"[erased 1]", "[erased 2]"}


@pytest.mark.parametrize("name", ["Complex", "New", "Champion"])
def test_somebody_called_like_a_code_takes_no_code_along(store: Store, name: str) -> None:
    deal = Deal(complexity=Complexity.COMPLEX, motion=Motion.NEW)
    them = (Stakeholder(name=name, role="champion"),)
    facts = replace(account().facts, deal=deal, stakeholders=them)
    account_id = stored(store, replace(account(), facts=facts))[0].id
    with changing(store) as change:
        forget_customer(change, accounts_naming(change.session, name))
    with store.read() as session:
        after = account_by_id(session, account_id).facts
    assert (after.deal, after.stakeholders) == (deal, (Stakeholder(name="[erased 1]", role="champion"),))


def at_once(store: Store, first: Work, second: Work) -> None:
    """The second begins while the first has not ended; on SQLite it begins after it."""
    other = beginning(store, second)
    with changing(store) as change:
        first(change)
        change.session.flush()
        other.start()
        until_waiting(store)
    other.join()


def beginning(store: Store, work: Work) -> Thread:
    """A change of its own, when it is started."""

    def run() -> None:
        with changing(store) as change:
            work(change)

    return Thread(target=run)
