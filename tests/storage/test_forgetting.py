"""Forgetting: nothing that people wrote or were called is anywhere in the database afterwards, and the rest is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, String, select

from playbook.erasing import ERASED
from playbook.errors import Refused
from playbook.models import Account, SeedUser, Submission
from storage.changes.accounts import close_account, delete_account
from storage.changes.contacts import add_note
from storage.changes.forgetting import forget_account, forget_customer, forget_member
from storage.changes.mail import unsubscribe
from storage.changes.nudges import snooze_nudge
from storage.changes.outbox import enqueue
from storage.changes.people import save_person
from storage.changes.undo import undo_last
from storage.engine import Store
from storage.erasing import COLUMNS
from storage.queries.accounts import account_by_id
from storage.queries.due import nudges_of
from storage.queries.forgetting import accounts_naming, accounts_to_forget
from storage.queries.history import history
from storage.queries.mail import unsubscribed
from storage.queries.people import person_by_id
from storage.tables import METADATA, OUTBOX
from tests.storage.canaries import CANARY, singing
from tests.storage.samples import (
    ASSISTANT,
    JANE,
    NOW,
    account,
    changing,
    full_account,
    look,
    nudge,
    person,
    record_look,
    stored,
)

STAYS = {  # by table: codes, keys and ids, and what is the team's or the customer company's own
    "account": "backup_id band country csm_id name name_key next_milestone playbook reason_rule state tier time_zone",
    "milestone": "depends_on key kind measure owner status usage_event",
    "blocker": "waiting_on",
    "touch": "direction kind",
    "review": "answer gap",
    "remediation": "gap",
    "nudge": "acknowledged_by episode key mode recipient_id role rule state",
}


def test_every_column_of_an_account_is_told_to_hold_words_or_to_stay() -> None:
    for name, words in COLUMNS.items():
        columns = METADATA.tables[name].c
        kinds = {column.name: getattr(column.type, "impl_instance", column.type) for column in columns}
        texts = {name for name, kind in kinds.items() if isinstance(kind, String | JSON)}
        assert texts - set(words) == set(STAYS.get(name, "").split()), name


def test_a_closed_account_keeps_its_shape_and_no_words(store: Store) -> None:
    account_id = told(store, singing(full_account()))
    before = read(store, account_id)
    with changing(store) as change:
        close_account(change, account_id)
    assert CANARY in dump(store)
    with changing(store) as change:
        found = forget_account(change, account_id, before.name)
    assert found.rows["audit"] > 2
    assert CANARY not in dump(store)
    after = read(store, account_id)
    assert [(m.key, m.name, m.due_on, m.status) for m in after.milestones] == [
        (m.key, m.name, m.due_on, m.status) for m in before.milestones
    ]
    assert [(touch.at, touch.kind, touch.note) for touch in after.touches] == [
        (touch.at, touch.kind, ERASED) for touch in before.touches
    ]
    assert [(user.name, len(user.submissions)) for user in after.facts.seed_users] == [("[erased 2]", 1)]
    assert (after.csm, after.name, after.facts.survey) == (before.csm, before.name, before.facts.survey)


def test_a_deleted_account_is_forgotten_by_its_history(store: Store) -> None:
    account_id = told(store, singing(full_account()))
    with changing(store) as change:
        name = delete_account(change, account_id).name
    with store.read() as session:
        assert accounts_to_forget(session, name) == ((account_id, name),)
    with changing(store) as change:
        forget_account(change, account_id, name)
    assert CANARY not in dump(store)


def test_a_living_account_is_closed_first(store: Store) -> None:
    account_id = stored(store, account())[0].id
    with pytest.raises(Refused, match="forget_living"), changing(store) as change:
        forget_account(change, account_id, "Acme Corp")
    with store.read() as session, pytest.raises(Refused, match="forget_living"):
        accounts_to_forget(session, "acme corp")


def test_undo_brings_nothing_back_and_says_so(store: Store) -> None:
    account_id = told(store, singing(full_account()))
    with changing(store) as change:
        close_account(change, account_id)
    with changing(store) as change:
        forget_account(change, account_id, "it")
    before = dump(store)
    with pytest.raises(Refused, match="undo_erased"), changing(store) as change:
        undo_last(change, JANE.id)
    assert dump(store) == before


def test_the_history_stays_line_by_line(store: Store) -> None:
    account_id = told(store, singing(full_account()))
    with changing(store) as change:
        close_account(change, account_id)
    with store.read() as session:
        before, _ = history(session, account_id, limit=50)
    with changing(store) as change:
        forget_account(change, account_id, "it")
    with store.read() as session:
        after, _ = history(session, account_id, limit=50)
    assert after[0].action == "account.forget"
    assert [(line.id, line.at, line.action, line.actor_id) for line in after[1:]] == [
        (line.id, line.at, line.action, line.actor_id) for line in before
    ]


def test_another_account_keeps_its_words(store: Store) -> None:
    first, other = told(store, singing(full_account())), stored(store, account("Globex"))[0]
    with changing(store) as change:
        add_note(change, other.id, "Canary stays")
    with changing(store) as change:
        close_account(change, first)
    with changing(store) as change:
        forget_account(change, first, "it")
    assert read(store, other.id).notes[-1].text == "Canary stays"


def test_a_person_is_gone_wherever_they_are_named_and_nobody_else(store: Store) -> None:
    sung = replace(account(), facts=full_account().facts)
    failed = Submission(at=NOW, workflow="triage", ok=False, cause="Canary Ruiz has no rights")
    ana = SeedUser(name="Canary Ruiz", email="canary@example.com", submissions=(failed, failed))
    sung = replace(sung, facts=replace(sung.facts, seed_users=(ana, SeedUser(name="Raj"))))
    account_id = stored(store, sung)[0].id
    with changing(store) as change:
        add_note(change, account_id, "canary  RUIZ (canary@example.com) and Raj want SSO")
        told = nudge(account_id, subject="Canary Ruiz", facts={"user": "Canary Ruiz"})
        repeated = nudge(account_id, rule="FST-REPEAT", episode="", subject=failed.cause)
        record_look(change, account_id, look(told, repeated), to_jane)
        enqueue(change, "mail", "mail:1", {"mail": "canary@example.com"}, {"account": account_id, "day": 3}, NOW)
    with store.read() as session:
        people = accounts_naming(session, "CANARY@example.com")
    assert list(people) == [account_id]
    with changing(store) as change:
        forget_customer(change, people)
    assert CANARY not in dump(store)
    after = read(store, account_id)
    assert after.notes[-1].text == "[erased 1] ([erased 1]) and Raj want SSO"
    assert [(user.name, user.email) for user in after.facts.seed_users] == [("[erased 1]", None), ("Raj", None)]
    with store.read() as session:
        subjects = {each.subject for each in nudges_of(session, account_id)}
        assert after.facts.seed_users[0].submissions[0].cause in subjects  # the same cause still: not told again
        assert session.execute(select(OUTBOX.c.state)).scalars().all() == ["dropped"]


def test_two_forgotten_people_stay_two(store: Store) -> None:
    facts = replace(account().facts, seed_users=(SeedUser(name="Ana"), SeedUser(name="Raj")))
    account_id = stored(store, replace(account(), facts=facts))[0].id
    for name in ("Ana", "Raj"):
        with changing(store) as change:
            forget_customer(change, accounts_naming(change.session, name))
    assert [user.name for user in read(store, account_id).facts.seed_users] == ["[erased 1]", "[erased 2]"]


def test_a_colleague_who_left_is_an_id_and_stays_one(store: Store) -> None:
    with changing(store, ASSISTANT) as change:
        save_person(change, person("UCAN", "canary", "Canary Lee", email="canary@us.com"))
    account_id = stored(store, account(csm="Canary Lee", csm_id="UCAN"))[0].id
    with changing(store, replace(JANE, id="UCAN", name="Canary Lee")) as change:
        add_note(change, account_id, "Canary Lee called")
    with pytest.raises(Refused, match="forget_member"), changing(store) as change:
        forget_member(change, "UCAN")
    gone = person("UCAN", "canary", "Canary Lee", email="canary@us.com", is_deleted=True)
    with changing(store, ASSISTANT) as change:
        save_person(change, gone)
    with pytest.raises(Refused, match="forget_csm"), changing(store) as change:
        forget_member(change, "UCAN")
    with changing(store) as change:
        close_account(change, account_id)
    with changing(store) as change:
        forget_member(change, "UCAN")
    assert CANARY.casefold() not in dump(store).casefold()
    with changing(store, ASSISTANT) as change:
        save_person(change, gone)  # Slack tells of them once more
    with store.read() as session:
        known = person_by_id(session, "UCAN")
    assert known is not None
    assert (known.real_name, known.email, known.is_deleted) == (ERASED, None, True)


def test_who_stopped_their_mail_stays_stopped(store: Store) -> None:
    with changing(store) as change:
        unsubscribe(change, "canary@example.com", "link")
    assert "canary" not in dump(store)
    with store.read() as session:
        assert unsubscribed(session, ["canary@example.com", "raj@example.com"]) == {"canary@example.com"}


def test_nothing_is_left_in_the_files_free_pages(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    account_id = told(store, singing(full_account()))
    for number in range(40):
        with changing(store) as change:
            add_note(change, account_id, f"Canary {number} " * 60)
    with changing(store) as change:
        close_account(change, account_id)
    with changing(store) as change:
        forget_account(change, account_id, "it")
    assert CANARY.encode() in files_of(store)
    assert store.compact()
    assert CANARY.encode() not in files_of(store)
    store.close()


def to_jane(*_: object) -> str:
    return "UJANE"


def told(store: Store, whole: Account) -> int:
    """An account stored, worked on, nudged and written about."""
    account_id = stored(store, whole)[0].id
    with changing(store) as change:
        add_note(change, account_id, "Canary asked; mail canary@example.com")
    sung = {"user": "Canary seed_users name", "text": "Canary text", "who": "Canary who", "at": NOW}
    with changing(store, ASSISTANT) as change:
        about_user = nudge(account_id, rule="FST-48H", subject=whole.facts.seed_users[0].name, facts=sung)
        causes = [nudge(account_id, rule="FST-REPEAT", episode="", subject=f"Canary fails {at}") for at in "AB"]
        record_look(change, account_id, look(about_user, *causes), to_jane)
        notice = {"code": "note_added", "text": "Canary notice", "account": whole.name}
        about = {"view": "done", "account": account_id, "notice": notice}
        enqueue(change, "reply", "reply:1", {"response_url": "https://x", "user": "UJANE"}, about, NOW)
        spoken = [{"rule": each.rule, "subject": each.subject, "account": whole.name} for each in (about_user, *causes)]
        enqueue(change, "dry_run", "dry_run:1", {"user": "UJANE"}, {"found": {"gone": spoken}}, NOW)
        mail = {"account": account_id, "day": 3}
        enqueue(change, "mail", "mail:2", {"mail": "canary@example.com"}, mail, NOW + timedelta(days=1))
    with store.read() as session:
        cause = next(each for each in nudges_of(session, account_id) if each.rule == "FST-REPEAT")
    with changing(store) as change:
        snooze_nudge(change, cause.id, NOW.date(), NOW)
    return account_id


def dump(store: Store) -> str:
    """Every row of every table, as text."""
    with store.read() as session:
        rows = [list(row) for table in METADATA.sorted_tables for row in session.execute(select(table))]
    return json.dumps(rows, default=str, ensure_ascii=False)


def files_of(store: Store) -> bytes:
    path = Path(str(store.url.database))
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def read(store: Store, account_id: int) -> Account:
    with store.read() as session:
        return account_by_id(session, account_id)
