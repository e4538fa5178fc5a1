"""Live copies while writes go on, and a team that goes on from a copy of an hour ago: equal, and nothing said again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.trackers import import_files
from storage.backup import backup, restore
from storage.changes.contacts import add_note
from storage.engine import Store
from storage.queries.accounts import account_by_id
from storage.queries.history import history
from tests.faults.databases import BOTH, SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.machine import START, Replica, Slack, wait_until
from tests.shared import home
from tests.storage.samples import account, changing, stored

WRITERS = 4
BREATH = 0.005  # seconds between a writer's notes: SQLite's queue knows no turns
COPIES = {Size.QUICK: 2, Size.FULL: 10}
HOURS = {Size.QUICK: (SQLITE,), Size.FULL: BOTH}
EXAMPLES = Path(__file__).parents[2] / "examples"
PLACES = ("@jane", "@omar", "@lena", "@victor", "@sam", "@erin", "#cs-digest", "#cs-escalations")
CUSTOMERS = ("acme", "meridian-health", "juniper-works", "pinecrest-schools")
LOST, LATER = "2026-01-23T09:30-05:00", "2026-01-26T12:00-05:00"  # the hour after the copy; a working day on


def copies(size: Size, progress: Progress) -> Iterable[Figure]:
    """What was found for each database."""
    with Databases() as databases, TemporaryDirectory(dir=home()) as folder:
        cases = [(kind, name) for kind in BOTH for name in ("live", "hour") if name == "live" or kind in HOURS[size]]
        progress.expect(len(cases))
        for kind, name in cases:
            if progress.only in (None, f"{kind}-{name}"):
                yield from _CASES[name](databases, kind, Path(folder), size)
            progress.step()


def onboard(url: str, *words: str) -> str:
    """`onboard …` as a process of its own, on that database; what it printed."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", *words]
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(
        command, cwd=home(), env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _live(databases: Databases, kind: str, folder: Path, size: Size) -> Iterable[Figure]:
    """Each copy holds of every writer's notes the first ones, all that were there when it began, each audited."""
    torn: list[str] = []
    notes, count = 0, COPIES[size]
    with databases.fresh(kind) as url, _writers(url) as written:
        for number in range(count):
            path = folder / f"{kind}-{number}.{'db' if kind == SQLITE and number % 2 else 'jsonl'}"
            before = written()
            onboard(url, "db", "backup", str(path))
            after = written()
            with databases.empty(SQLITE) as target:
                copied = _notes_of(target, path)
            notes += sum(copied)
            torn += (
                []
                if all(low <= one <= high for low, one, high in zip(before, copied, after, strict=True))
                else [path.name]
            )
    what = f"{kind}: `db backup` while {WRITERS} threads write"
    named = tuple(f"{kind}-live {name}" for name in torn)
    value = f"{count} copies, {len(torn)} torn, {notes} notes each with its audit line"
    yield Figure(what, value, "0 torn", not torn, named)


@contextmanager
def _writers(url: str) -> Iterator[Callable[[], list[int]]]:
    """Threads that add numbered notes, each to an account of its own; how many are committed by now."""
    store, stopping, counts = Store(url), threading.Event(), [0] * WRITERS
    accounts = stored(store, *(account(f"Account {number}") for number in range(WRITERS)))

    def write(number: int) -> None:
        while not stopping.is_set():
            with changing(store, now=datetime.now(UTC)) as change:
                add_note(change, accounts[number].id, f"note {counts[number] + 1}")
            counts[number] += 1
            stopping.wait(BREATH)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: min(counts) > 0, "everybody writes")
        yield lambda: list(counts)
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
        store.close()


def _notes_of(url: str, copy: Path) -> list[int]:
    """How many notes each writer has in a copy; -1 where they are not its first ones, or an audit line is missing."""
    store = Store(url)
    restore(store, copy, datetime.now(UTC))
    found = []
    with store.read() as session:
        for account_id in range(1, WRITERS + 1):
            texts = [note.text for note in account_by_id(session, account_id).notes]
            whole = texts == [f"note {number}" for number in range(1, len(texts) + 1)]
            audited = history(session, account_id)[1] == len(texts) + 1
            found.append(len(texts) if whole and audited else -1)
    store.close()
    return found


def _an_hour_ago(databases: Databases, kind: str, folder: Path, _: Size) -> Iterable[Figure]:
    """A team whose database is lost at half past nine, and one whose is not, hear the same."""
    copy = folder / f"{kind}-hour.jsonl"
    with databases.fresh(kind) as url, databases.fresh(kind) as other, databases.empty(kind) as new:
        undisturbed, _ = _lived(other, None, copy, new)
        heard, equal = _lived(url, copy, copy, new)
    again, lost = heard - undisturbed, undisturbed - heard
    value = f"{heard.total()} messages in all, {again.total()} said again, {lost.total()} lost"
    failures = tuple(f"{kind}-hour {key}" for key in [*again, *lost])
    yield Figure(f"{kind}: restored to 08:30 at 09:30, on to Monday", value, "0 again, 0 lost", not failures, failures)
    yield Figure(f"{kind}: what was restored", "equal" if equal else "differs", "equal to 08:30", equal)


def _lived(url: str, disaster: Path | None, copy: Path, new: str) -> tuple[Counter[tuple[str, str]], bool]:
    """What everybody heard until Monday noon, and whether what was restored equals the copy."""
    with Slack(START) as slack:
        slack.furnish(url)
        _import(url)
        equal = True
        with Replica(slack, url) as replica:
            slack.clock()
            if disaster is not None:
                onboard(url, "db", "backup", str(copy))
            slack.clock(to=LOST)
            if disaster is None:
                slack.clock(to=LATER)
                return _heard(slack), True
            replica.kill()
        onboard(new, "db", "restore", str(copy))
        equal = _lines(copy) == _lines(_copied(new, copy.with_suffix(".again.jsonl")))
        with Replica(slack, new):
            slack.clock(to=LATER)
            return _heard(slack), equal


def _import(url: str) -> None:
    store = Store(url)
    files = [EXAMPLES / f"{name}.yaml" for name in CUSTOMERS]
    assert not [done.error for done in import_files(store, files, START) if done.error]
    store.close()


def _copied(url: str, path: Path) -> Path:
    store = Store(url)
    backup(store, path)
    store.close()
    return path


def _lines(path: Path) -> list[str]:
    """A copy's rows, but for the note that there was a restore."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [str(row) for row in rows if row.get("table") not in (None, "restoration")]


def _heard(slack: Slack) -> Counter[tuple[str, str]]:
    """Every message of every place, by its text."""
    return Counter((place, post["text"]) for place in PLACES for post in slack.messages(place))


_CASES = {"live": _live, "hour": _an_hour_ago}
