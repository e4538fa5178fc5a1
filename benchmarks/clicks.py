"""Done, pressed by 32 people at once, against the same clicks into an app that does nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from slack_bolt import App
from sqlalchemy import func, select

from benchmarks.apps import NotAcked, bare_app, our_app, press, slack_client
from benchmarks.bench import Bench
from benchmarks.databases import BOTH
from benchmarks.figures import Aim, Figure
from benchmarks.portfolio import csm_of
from messages.refs import Ref
from storage.engine import Store
from storage.tables import MILESTONE

AT_ONCE = 32  # as many as the program has workers
ROUND = 160  # clicks of a turn
TRIES = 20


def clicks(bench: Bench) -> Iterator[Figure]:
    """Clicks a second until each is acked, and so committed."""
    accounts, rounds = bench.by_size(1_000, 10_000), bench.by_size(1, 6)
    bench.progress.expect(rounds * len(BOTH))
    for kind in BOTH:
        with bench.own(kind, accounts) as store, slack_client() as client, ThreadPoolExecutor(AT_ONCE) as people:
            ours, bare, values = our_app(store, client), bare_app(client), _values(store, rounds * ROUND)
            taken, again = [0.0, 0.0], 0
            for at in range(0, len(values), ROUND):
                for place, app in enumerate((bare, ours)):
                    begun = time.perf_counter()
                    again += _pressed(people, app, values[at : at + ROUND])
                    taken[place] += time.perf_counter() - begun
                bench.progress.step()
            done = _done(store)
            if done != len(values):
                raise RuntimeError(f"{len(values)} clicks were acked and {done} milestones are done")
        theirs, found = (len(values) / seconds for seconds in taken)
        what = f"clicks a second, {AT_ONCE} at once, one process, {kind}"
        what += f"; {again} of {len(values)} pressed again, after a busy database" if again else ""
        aims = (Aim(0.3, least=True),)
        yield Figure(what=what, ours=found, unit="/s", against="the same, no-op app", theirs=theirs, aims=aims)


def _values(store: Store, many: int) -> list[tuple[str, str]]:
    """The button's value and who presses it: the first milestone of an account each."""
    first = select(MILESTONE.c.account_id, func.min(MILESTONE.c.id)).group_by(MILESTONE.c.account_id).limit(many)
    with store.read() as session:
        found = session.execute(first).all()
    return [(Ref(account, milestone).pack(), csm_of(account)) for account, milestone in found]


def _pressed(people: ThreadPoolExecutor, app: App, values: Sequence[tuple[str, str]]) -> int:
    """Until all are acked; how often somebody had to press again."""
    return sum(people.map(partial(_press, app), values))


def _press(app: App, pressed: tuple[str, str]) -> int:
    for again in range(TRIES):
        with suppress(NotAcked):
            press(app, *pressed)
            return again
    raise RuntimeError("a click was never acked")


def _done(store: Store) -> int:
    with store.read() as session:
        done = select(func.count()).select_from(MILESTONE).where(MILESTONE.c.done_on.is_not(None))
        return session.execute(done).scalar_one()
