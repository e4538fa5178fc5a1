"""The mutation check: with one guard removed at a time from a copy of the source, a test that is fast must fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.figures import Figure, Progress, Size
from tests.shared import HOME

ROOT = Path(__file__).parents[2]
COPIED = ("playbook", "storage", "messages", "scheduler", "bot", "sandbox", "tests", "examples", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*_cache")
PATIENCE = 300.0
WHICH = ("-p", "no:cacheprovider", "-m", "not thorough")  # a row that is named is one of them
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
Edit = tuple[str, str, str]  # file, what is there once, what is there instead


@dataclass(frozen=True, slots=True)
class Mutant:
    """A guard, the edits that remove it, and the tests of which one must notice."""

    key: str
    guard: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


OUTBOX, TRANSACTION, ENGINE = "storage/changes/outbox.py", "storage/transaction.py", "storage/engine.py"
RECONCILE, RENDER, DELIVERY = "scheduler/reconcile.py", "scheduler/render.py", "scheduler/delivery.py"
MILESTONES, ACCOUNTS, UNDO = (f"storage/changes/{name}.py" for name in ("milestones", "accounts", "undo"))
STATES = ("tests/faults/test_rows.py::test_every_target_is_met[states]",)
MUTANTS = (
    Mutant(
        "receipt",
        "a delivery's receipt is taken once",
        ((TRANSACTION, ".first() is None:\n            earlier", ".first() is NotImplemented:\n            earlier"),),
        ("tests/storage/test_engine.py",),
    ),
    Mutant(
        "key",
        "a message is queued once a key",
        ((OUTBOX, '"key": message.key,', '"key": f"{__import__(\'uuid\').uuid4()}",'),),
        ("tests/storage/test_outbox.py",),
    ),
    Mutant(
        "claim",
        "a row is claimed by one worker",
        (
            (OUTBOX, "            .with_for_update(skip_locked=True)", "            "),
            (OUTBOX, 'OUTBOX.c.id.in_(ids), OUTBOX.c.state == "queued")', "OUTBOX.c.id.in_(ids))"),
            (OUTBOX, 'OUTBOX.c.state == "claimed", OUTBOX.c.worker == worker)', 'OUTBOX.c.state == "claimed")'),
        ),
        ("tests/storage/test_outbox.py",),
    ),
    Mutant(
        "lease",
        "a claim runs out",
        (
            (OUTBOX, "        _expire_leases(change)\n", ""),
            (
                "storage/queries/outbox.py",
                'state.in_(("claimed", "unknown")), OUTBOX',
                'state.in_(("unknown",)), OUTBOX',
            ),
        ),
        ("tests/storage/test_outbox.py",),
    ),
    Mutant(
        "fence",
        "a claim that was taken over settles nothing",
        ((OUTBOX, " OUTBOX.c.attempts == row.attempts,", ""),),
        ("tests/scheduler/test_taken_over.py",),
    ),
    Mutant(
        "reconcile",
        "an unknown outcome is read back before it is sent again",
        ((RECONCILE, "None if row.kind in _REPEATABLE else next(places(store, client, row), None)", "None"),),
        ("tests/scheduler/test_delivery.py::test_an_unknown_outcome_is_read_back_and_said_once",),
    ),
    Mutant(
        "copies",
        "a copy that a late Slack adds is deleted",
        (("scheduler/copies.py", "client.chat_delete(channel=channel, ts=ts)", "pass"),),
        ("tests/scheduler/test_copies.py",),
    ),
    Mutant(
        "re-check",
        "the cause is looked at again before it is said",
        (
            (
                RENDER,
                "    live = [item for item in items if item.look.fires(item.nudge.thread)]",
                "    live = list(items)",
            ),
            (RENDER, "in items if not item.look.fires(item.nudge.thread))", "in items if item.look is None)"),
        ),
        (
            "tests/scheduler/test_morning_plan.py::"
            "test_a_cause_that_vanishes_after_the_sweep_is_not_sent_by_a_delivery_under_way",
        ),
    ),
    Mutant(
        "begin-immediate",
        "SQLite's writers begin with their lock (BEGIN IMMEDIATE)",
        ((ENGINE, '"BEGIN DEFERRED", "BEGIN IMMEDIATE"', '"BEGIN DEFERRED", "BEGIN DEFERRED"'),),
        ("tests/storage/test_turns.py",),
    ),
    Mutant(
        "done-unblocks",
        "what is done is no longer blocked",
        (
            (
                MILESTONES,
                "    _resolve(_open_blockers(change, milestone), on)\n    milestone.status, milestone.done_on, m",
                "    m",
            ),
        ),
        STATES,
    ),
    Mutant("resume-ends-pause", "resuming ends the pause", ((ACCOUNTS, "    pause.to_on = on\n", ""),), STATES),
    Mutant(
        "undo-whole",
        "an undo puts every row back",
        ((UNDO, "        if before is None:\n", "        if before is None or image['table'] == 'pause':\n"),),
        STATES,
    ),
    Mutant(
        "look-again",
        "what was changed is looked at anew",
        (("storage/changes/working.py", "    row.next_look_at = change.now\n", ""),),
        STATES,
    ),
)


def mutants(_: Size, progress: Progress) -> Iterator[Figure]:
    """Each mutant's tests pass without it, and one fails with it."""
    chosen = [mutant for mutant in MUTANTS if progress.only in (None, mutant.key)]
    progress.expect(len(chosen) + 1)
    tests = sorted({test for mutant in chosen for test in mutant.tests})
    code, failed = _run(tests, ())
    yield Figure("nothing removed", "all pass" if code == 0 else f"fail: {failed}", "all pass", code == 0)
    progress.step()
    for mutant in chosen:
        code, failed = _run(mutant.tests, mutant.edits)
        caught = code == 1 and bool(failed)
        value = f"caught by {failed[0]}" if caught else f"NOT caught (pytest said {code})"
        yield Figure(
            f"removed: {mutant.guard}", value, "a test fails", caught, () if caught else (f"{mutant.key} {value}",)
        )
        progress.step()


def mutate(root: Path, edits: tuple[Edit, ...]) -> None:
    """Apply them. Raises ValueError where the source is not as an edit expects it: then the mutant must be mended."""
    for name, old, new in edits:
        source = (root / name).read_text(encoding="utf-8")
        if source.count(old) != 1:
            raise ValueError(f"{name} has {source.count(old)} times, not once: {old!r}")
        (root / name).write_text(source.replace(old, new), encoding="utf-8")


def _run(tests: list[str] | tuple[str, ...], edits: tuple[Edit, ...]) -> tuple[int, list[str]]:
    """pytest's exit code on a copy of the source with these edits, and the tests that failed."""
    with TemporaryDirectory(prefix="onboard-mutant-") as folder:
        root = Path(folder)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=LEFT_OUT)
            else:
                shutil.copy(ROOT / name, root / name)
        mutate(root, edits)
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-x", "-rf", *WHICH, *tests]
        environment = {name: value for name, value in os.environ.items() if name != HOME}
        ran = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    return ran.returncode, FAILED.findall(ran.stdout)
