"""People, settings, and accounts whose CSM was only a text."""

from __future__ import annotations

from datetime import time

import pytest

from playbook.models import Workspace
from storage.changes.people import save_person, save_workspace
from storage.engine import Store
from storage.queries.accounts import account_by_id
from storage.queries.due import accounts_due
from storage.queries.people import people, people_by_ids, person_by_id, person_called, workspace
from tests.storage.samples import ASSISTANT, NOW, TODAY, account, changing, look, person, record_look, stored


def test_people_are_kept_and_renewed(store: Store) -> None:
    with changing(store, ASSISTANT) as change:
        save_person(change, person(fetched_at=NOW))
        save_person(change, person("UOMAR", "omar", "Omar Haddad"))
        save_person(change, person(is_deleted=True, fetched_at=NOW))
    assert change.audit_id is None
    with store.read() as session:
        assert person_by_id(session, "UJANE") == person(is_deleted=True, fetched_at=NOW)
        assert person_by_id(session, "UNOBODY") is None
        assert set(people(session)) == {"UJANE", "UOMAR"}
        assert set(people_by_ids(session, ["UOMAR", "UX"])) == {"UOMAR"}


@pytest.mark.parametrize(
    ("text", "found"),
    [("UJANE", "UJANE"), ("@jane", "UJANE"), ("JANE smith", "UJANE"), ("jane@x.com", "UJANE"), ("<@UJANE>", "UJANE"),
     ("<@UJANE|jane>", "UJANE"), ("søren ÅS", "USOREN"), ("sam", None), ("gus", None), ("", None)],
)  # fmt: skip
def test_people_are_found_by_what_files_call_them(store: Store, text: str, found: str | None) -> None:
    with changing(store, ASSISTANT) as change:
        save_person(change, person(email="jane@x.com"))
        save_person(change, person("USOREN", "soren", "Søren Ås"))
        save_person(change, person("USAM1", "sam", "Sam One"))
        save_person(change, person("USAM2", "sam", "Sam Two"))
        save_person(change, person("UGUS", "gus", "Gus", is_guest=True))
    with store.read() as session:
        who = person_called(session, text)
        assert (who.id if who else None) == found


def test_an_account_finds_its_csm_before_and_after(store: Store) -> None:
    (early,) = stored(store, account("Early"))
    with changing(store, ASSISTANT) as change:
        record_look(change, early.id, look(), lambda rule, role: None)
        save_person(change, person())
    (late,) = stored(store, account("Late"))
    with store.read() as session:
        assert account_by_id(session, early.id).csm_id == "UJANE"
        assert late.csm_id == "UJANE"
        assert early.id in accounts_due(session, NOW, 5)


def test_settings_come_back_whole_and_stir_every_account(store: Store) -> None:
    (made,) = stored(store)
    with changing(store, ASSISTANT) as change:
        record_look(change, made.id, look(), lambda rule, role: None)
    wanted = Workspace(
        digest_channel="C1", opens=time(8, 30), workdays=(0, 1, 2, 3), extra_holidays=(TODAY,), holiday_country="DE"
    )
    with changing(store) as change:
        save_workspace(change, wanted)
    with store.read() as session:
        assert workspace(session) == wanted
        assert accounts_due(session, NOW, 5) == (made.id,)
