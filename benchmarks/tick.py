"""The tick: with nothing due it costs the same with any number of accounts; with much due, little more than reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Select, case, select, update

from benchmarks.bench import Bench
from benchmarks.databases import BOTH
from benchmarks.figures import Aim, Figure
from benchmarks.portfolio import MORNING, NIGHT
from benchmarks.timing import Times, interleaved, median
from scheduler.clock import FollowedClock
from scheduler.slack import make_client
from scheduler.sweep import sweep
from scheduler.tick import Tick
from storage.chunks import chunks
from storage.engine import Store
from storage.tables import ACCOUNT, BLOCKER, FACTS, MILESTONE, NOTE, NUDGE, PAUSE, REMEDIATION, REVIEW, TOUCH

NO_SLACK = "http://127.0.0.1:9/api/"  # a quiet tick must not call Slack; nobody listens there
LATER = MORNING + timedelta(days=30)
READING = "reading the same rows with plain SQLAlchemy Core"
_PARTS = (MILESTONE, BLOCKER, TOUCH, NOTE, PAUSE, FACTS, REVIEW, REMEDIATION, NUDGE)
_OWNED = ((ACCOUNT, ACCOUNT.c.id), *((table, table.c.account_id) for table in _PARTS))  # as far as a look reads


def quiet_tick(bench: Bench) -> Iterator[Figure]:
    """The median tick over very many quiet accounts against the one over a few."""
    small, large, runs = 1_000, bench.by_size(10_000, 1_000_000), bench.by_size(60, 500)
    bench.progress.expect(runs * len(BOTH))
    for kind in BOTH:
        ticks = [ticking(bench.shared(kind, accounts)) for accounts in (small, large)]
        few, many = interleaved(runs, *(tick.run for tick in ticks), warm=3, after=bench.progress.step)
        what, against = f"tick with nothing due, {large:,} accounts, {kind}, p50", f"the same, {small:,} accounts"
        yield Figure(what=what, ours=median(many.wall), against=against, theirs=median(few.wall), aims=(Aim(1.5),))


def ticking(store: Store) -> Tick:
    """A tick of that store, at NIGHT."""
    return Tick(store, make_client("xoxb-benchmark", NO_SLACK), FollowedClock(NIGHT))


def due_tick(bench: Bench) -> Iterator[Figure]:
    """What a sweep takes to queue what is due, against reading the rows that it is about."""
    accounts, due = bench.by_size(1_000, 100_000), bench.by_size(200, 1_000)
    rows: dict[str, Callable[[Store, int], tuple[float, float]]] = {
        "nudges due of {}: queued": _nudges_due,
        "accounts to look at of {}: looked at, and queued": _looks_due,
    }
    bench.progress.expect(len(rows) * len(BOTH))
    for name, measured in rows.items():
        for kind in BOTH:
            with bench.own(kind, accounts) as store:
                ours, theirs = measured(store, due)
            what = f"tick with {due:,} {name.format(f'{accounts:,}')}, {kind}"
            yield Figure(what=what, ours=ours, against=READING, theirs=theirs, aims=(Aim(5.0),))
            bench.progress.step()


def _nudges_due(store: Store, due: int) -> tuple[float, float]:
    """Milliseconds to queue, and to read, so many nudges: lines of plans, own messages and escalations as they come."""
    with store.connect() as connection:
        wanted = select(NUDGE.c.id).where(NUDGE.c.wake_at <= MORNING).order_by(NUDGE.c.id).limit(due)
        last = max(connection.execute(wanted).scalars())
        connection.execute(update(NUDGE).where(NUDGE.c.id > last).values(send_at=LATER, wake_at=LATER))
        connection.execute(update(ACCOUNT).values(next_look_at=LATER))
    theirs = _milliseconds(lambda: _read(store, [select(NUDGE).where(NUDGE.c.wake_at <= MORNING)]))
    ours = _milliseconds(lambda: sweep(store, MORNING))
    _require_quiet(store, NUDGE.c.wake_at, MORNING)
    return ours, theirs


def _looks_due(store: Store, due: int) -> tuple[float, float]:
    """Milliseconds to look at so many accounts and queue what that brings, and to read all that is known of them."""
    with store.connect() as connection:
        soon = case((ACCOUNT.c.id <= due, NIGHT), else_=LATER)
        connection.execute(update(ACCOUNT).values(next_look_at=soon))
        connection.execute(update(NUDGE).values(wake_at=None))
    ids = list(range(1, due + 1))
    wanted = [select(table).where(owner.in_(some)) for table, owner in _OWNED for some in chunks(ids)]
    theirs = _milliseconds(lambda: _read(store, wanted))
    ours = _milliseconds(lambda: sweep(store, NIGHT))
    _require_quiet(store, ACCOUNT.c.next_look_at, NIGHT)
    return ours, theirs


def _read(store: Store, wanted: list[Select[Any]]) -> None:
    with store.read() as session:
        for statement in wanted:
            session.execute(statement).all()


def _require_quiet(store: Store, column: Column[Any], now: datetime) -> None:
    with store.read() as session:
        if session.execute(select(column).where(column <= now).limit(1)).first():
            raise RuntimeError(f"the sweep left {column} due")


def _milliseconds(call: Callable[[], object]) -> float:
    times = Times()
    times.take(call)
    return times.wall[0]
