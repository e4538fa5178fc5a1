"""A misspelt account name among very many, against rapidfuzz alone over a list that is ready in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import TypeVar

from rapidfuzz import fuzz, process
from sqlalchemy import select

from benchmarks.bench import Bench
from benchmarks.databases import BOTH
from benchmarks.figures import Aim, Figure
from benchmarks.portfolio import name_of
from benchmarks.timing import interleaved, median
from playbook.matching import normalize
from storage.engine import Store
from storage.queries.names import SHORTLIST, accounts_named
from storage.tables import ACCOUNT

T = TypeVar("T")
STRIDE, TRIED = 7919, 20
AGAINST = "rapidfuzz alone over a ready list"


def names(bench: Bench) -> Iterator[Figure]:
    """The median look-up of a name with a letter too few, from the opened session to the account."""
    accounts, runs = bench.by_size(10_000, 100_000), bench.by_size(20, 100)
    bench.progress.expect(runs * len(BOTH))
    for kind in BOTH:
        store = bench.shared(kind, accounts)
        ours, theirs, ready = cycle(misspelt(accounts)), cycle(misspelt(accounts)), _ready(store)
        calls = (partial(_next, find, store, ours), partial(_next, _bare, ready, theirs))
        found, bare = interleaved(runs, *calls, after=bench.progress.step)
        what = f"loose name match in {accounts:,} accounts, {kind}"
        aims = (Aim(1.5), Aim(50, of="ours"))
        yield Figure(what=what, ours=median(found.wall), against=AGAINST, theirs=median(bare.wall), aims=aims)


def misspelt(accounts: int) -> list[str]:
    """Names of accounts, each without its third letter."""
    return [name[:2] + name[3:] for name in (name_of(at * STRIDE % accounts + 1) for at in range(1, TRIED + 1))]


def find(store: Store, name: str) -> None:
    """One look-up. NotFound, Ambiguous when the name would not do."""
    with store.read() as session:
        accounts_named(session, name)


def _next(look_up: Callable[[T, str], object], where: T, names: Iterator[str]) -> None:
    look_up(where, next(names))


def _bare(ready: list[str], name: str) -> object:
    return process.extract(normalize(name), ready, scorer=fuzz.partial_ratio, limit=SHORTLIST)


def _ready(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.execute(select(ACCOUNT.c.name_key)).scalars())
