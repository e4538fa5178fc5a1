"""`onboard usage FILE`: many lines at once, each account in one go, what is at fault told by its line."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.trackers import import_files
from bot.usage_files import Stretch, take_usage_file
from messages.usage import refused_line, usage_summary
from playbook.errors import BadFile
from playbook.models import Workspace
from playbook.tracker import read_tracker, write_tracker
from storage.changes.accounts import close_account
from storage.engine import Actor, Store
from storage.queries.accounts import account_by_id
from storage.queries.history import history
from storage.queries.names import accounts_named

NOW = datetime(2026, 1, 23, 14, tzinfo=UTC)
TRACKER = """
customer: {{name: "{name}", csm: Jane, start_date: "2026-01-15", time_zone: America/New_York}}
seed_users: [{{name: Raj Patel, email: raj@example.com}}, {{name: Ana}}, {{name: Anabel}}]
milestones: [{{name: Go, target_date: "2026-03-01"}}]
"""
HEAD = "at,account,user,event,value\n"


@pytest.fixture
def two(store: Store, tmp_path: Path) -> Store:
    """Acme Corp and Acme Labs."""
    for name in ("Acme Corp", "Acme Labs"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(TRACKER.format(name=name), encoding="utf-8")
        assert [done.error for done in import_files(store, [file], NOW)] == [None]
    return store


def take(store: Store, folder: Path, text: str | bytes, *, adds_users: bool = False) -> Stretch:
    file = folder / "usage.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (stretch,) = take_usage_file(store, file, NOW, adds_users=adds_users)
    return stretch


def version(store: Store, name: str) -> tuple[int, int]:
    """How many changes of record an account has seen, and how many seed users it has."""
    with store.read() as session:
        account = account_by_id(session, accounts_named(session, name).id)
        return history(session, account.id)[1], len(account.facts.seed_users)


def test_a_file_is_taken_in_and_the_second_time_changes_nothing(two: Store, tmp_path: Path) -> None:
    text = (
        "\ufeff" + HEAD + "2026-01-20T09:00:00-05:00,acme corp,Raj,signed_up,\r\n"
        "2026-01-21T10:00,Acme Corp,raj@example.com,task_failed,triage: no permission\r\n\r\n"
        "2026-01-21T11:00,acmelabs,Ana,task_succeeded,triage\n"
        "2026-01-21T12:00,Acme Labs,,login,\n"
    )
    first = take(two, tmp_path, text)
    assert (first.new, first.known, first.refused, len(first.accounts)) == (4, 0, (), 2)
    before = version(two, "acmecorp"), version(two, "acmelabs")
    again = take(two, tmp_path, text)
    assert (again.new, again.known, again.refused) == (0, 4, ())
    assert (version(two, "acmecorp"), version(two, "acmelabs")) == before
    with two.read() as session:
        account = account_by_id(session, accounts_named(session, "acmecorp").id)
    (task,) = account.facts.seed_users[0].submissions
    assert (task.at, task.cause) == (datetime(2026, 1, 21, 15, tzinfo=UTC), "no permission")  # 10:00 in New York
    assert read_tracker(write_tracker(account), defaults=Workspace()).facts == account.facts


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2026-01-20,Acme,Ana,login,", "fits 2 accounts"),
        ("2026-01-20,Zebra,Ana,login,", "no account called “Zebra”. Did you mean Acme"),
        ("2026-01-20,Acme Corp,Zoe,login,", "no seed user called “Zoe”. Did you mean"),
        ("2026-01-20,Acme Corp,An,login,", "fits 2 seed users"),
        ("2026-01-24,Acme Corp,Ana,login,", "has not come yet"),
        ("2026-01-20,Acme Corp,Ana,task_suceeded,triage", "is not an event I know. There is task_succeeded"),
        ("2026-01-20,Acme Corp,Ana,task_succeeded,", "The value is missing"),
        ("20 Jan,Acme Corp,Ana,login,", "“20 Jan” is not a moment I can read"),
        ('2026-01-20,Acme Corp,Ana,task_failed,"triage: no', "is not a line that fits the columns"),
        ("2026-01-20,Acme Corp,Ana,login," + "x" * 70_000, "is not a line that fits the columns"),
        ("2026-01-20,Acme Corp,Ana,task_succeeded,tri\x00age", "is not a text that fits"),
        (b"2026-01-20,Acme Corp,J\xfcrgen,login,", "is not text in UTF-8"),
    ],
)
def test_a_line_at_fault_is_left_out_and_told(two: Store, tmp_path: Path, line: str | bytes, says: str) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    found = take(two, tmp_path, HEAD.encode() + raw + b"\n2026-01-20,Acme Corp,Ana,login,\n")
    ((number, error),) = found.refused
    assert (found.new, number) == (1, 2)
    told = refused_line(number, error)
    assert told.startswith("line 2: ")
    assert says in told


def test_unknown_users_are_added_when_asked_and_a_closed_account_takes_nothing(two: Store, tmp_path: Path) -> None:
    text = HEAD + "2026-01-20,Acme Corp,Zoe,login,\n2026-01-20,Acme Labs,Zoe,login,\n"
    with two.change(actor=Actor("cli", "t", "t"), via="cli", now=NOW) as change:
        close_account(change, accounts_named(change.session, "acmelabs").id)
    found = take(two, tmp_path, text, adds_users=True)
    assert (found.new, [number for number, _ in found.refused]) == (1, [3])
    assert version(two, "acmecorp")[1] == 4


@pytest.mark.parametrize("content", [b"at,account,user\n", b"", b"\xff\xfea\x00t\x00", b"\xfc,at\n"])
def test_a_file_that_is_none_is_refused_as_a_whole(two: Store, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadFile):
        take(two, tmp_path, content)


def test_ten_thousand_lines_are_seconds_and_one_change_an_account(two: Store, tmp_path: Path) -> None:
    start = datetime(2026, 1, 15, 9, tzinfo=UTC)
    lines = [
        f"{(start + timedelta(seconds=30 * n)).isoformat()},Acme {('Corp', 'Labs')[n % 2]},User {n % 300},login,\n"
        for n in range(10_000)
    ]
    before, began = version(two, "acmecorp"), time.monotonic()
    found = take(two, tmp_path, HEAD + "".join(lines), adds_users=True)
    assert time.monotonic() - began < 20
    assert (found.new, found.refused) == (10_000, ())
    assert version(two, "acmecorp") == (before[0] + 1, 3 + 150)


def test_the_summary_counts() -> None:
    assert usage_summary("u.csv", 990, 1_000, 3, 12) == (
        "u.csv: 990 new events on 12 accounts, 1,000 known already, 3 lines refused"
    )
