"""A copy of everything, back into either database, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from playbook.models import Workspace
from storage.backup import backup, restore
from storage.changes.accounts import delete_account
from storage.changes.outbox import enqueue
from storage.changes.people import remember_card, save_person, save_workspace
from storage.changes.undo import undo_last
from storage.engine import Store
from storage.errors import BackupRefused
from storage.queries.accounts import account_by_id, cards_of
from storage.queries.due import nudges_of
from storage.queries.history import history
from storage.queries.people import people, workspace
from storage.queries.waking import waking
from tests.storage.samples import (
    ASSISTANT,
    AT_RISK,
    NOW,
    OMAR,
    TODAY,
    account,
    changing,
    full_account,
    look,
    nudge,
    person,
    record_look,
    stored,
)

pytestmark = pytest.mark.thorough

Spoil = Callable[[list[str]], list[str]]


@pytest.fixture
def target(empty_database_url: str) -> Iterator[Store]:
    opened = Store(empty_database_url)
    yield opened
    opened.close()


@pytest.fixture
def lived_in(store: Store) -> Store:
    made, other = stored(store, full_account(), account())
    with changing(store) as change:
        save_person(change, person())
        save_workspace(change, Workspace(digest_hour=7, extra_holidays=(TODAY,)))
        remember_card(change, made.id, "C1", "1.1")
        enqueue(change, "notice", "n1", {"user": "UJANE"}, {"on": TODAY}, NOW + timedelta(hours=1))
    with changing(store, ASSISTANT) as change:
        record_look(change, made.id, look(nudge(made.id), **AT_RISK), lambda rule, role: "UJANE")
    with changing(store) as change:
        delete_account(change, other.id)
    return store


def everything(store: Store) -> list[object]:
    with store.read() as session:
        return [
            account_by_id(session, 1), cards_of(session, 1), nudges_of(session, 1), history(session, 1),
            history(session, 2), people(session), workspace(session), waking(session),
        ]  # fmt: skip


@pytest.mark.parametrize("name", ["copy.jsonl", "copy.db"])
def test_everything_comes_back_on_either_database(lived_in: Store, target: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / "deep" / name
    written = backup(lived_in, path)
    assert written.rows == restore(target, path, NOW).rows > 10
    assert everything(target) == everything(lived_in)
    assert [found.name for found in path.parent.iterdir()] == [name]
    assert stored(target, account("Another"), actor=OMAR)[0].id > 3  # an id is never given again,
    with changing(target) as change:  # so the undo of before the move still works
        assert undo_last(change, "UJANE").action == "account.delete"


def test_a_restore_never_overwrites(lived_in: Store, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    backup(lived_in, path)
    before = everything(lived_in)
    with pytest.raises(BackupRefused, match="not_empty"):
        restore(lived_in, path, NOW)
    assert everything(lived_in) == before


def _cut(lines: list[str]) -> list[str]:
    return lines[:-3]


def _torn(lines: list[str]) -> list[str]:
    return [*lines[:-1], lines[-1][:4]]


def _missing(lines: list[str]) -> list[str]:
    return [*lines[:5], *lines[6:]]


def _older(lines: list[str]) -> list[str]:
    return [json.dumps({**json.loads(lines[0]), "revision": "0000"}), *lines[1:]]


def _other(lines: list[str]) -> list[str]:
    return ["customer:", "  name: Acme"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_cut, "cut_short"),
        (_torn, "damaged"),
        (_missing, "damaged"),
        (_older, "other_revision"),
        (_other, "not_a_backup"),
    ],
)
def test_a_spoilt_copy_is_refused_whole(
    lived_in: Store, target: Store, tmp_path: Path, spoil: Spoil, code: str
) -> None:
    path = tmp_path / "copy.jsonl"
    backup(lived_in, path)
    path.write_text("\n".join(spoil(path.read_text("utf-8").splitlines())), "utf-8")
    with pytest.raises(BackupRefused) as refused:
        restore(target, path, NOW)
    assert refused.value.code == code
    with target.read() as session:
        assert people(session) == {}


def test_a_copy_can_be_taken_while_somebody_writes(lived_in: Store, tmp_path: Path) -> None:
    with changing(lived_in) as change:
        save_workspace(change, Workspace(digest_hour=11))
        change.session.flush()
        backup(lived_in, tmp_path / "copy.jsonl")
    assert '"digest_hour": 7' in (tmp_path / "copy.jsonl").read_text("utf-8")
