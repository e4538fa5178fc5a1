"""How cost grows: the same work with a thousand accounts and with a million, as points of a plot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle

from benchmarks.apps import our_app, slack_client
from benchmarks.bench import WHOLE, Bench
from benchmarks.databases import SQLITE
from benchmarks.figures import Point
from benchmarks.lead import draw_digest, draw_home
from benchmarks.names import find, misspelt
from benchmarks.status import asking
from benchmarks.tick import ticking
from benchmarks.timing import interleaved, median
from storage.engine import Store


def growth(bench: Bench) -> Iterator[Point]:
    """Medians on SQLite."""
    sizes, runs = bench.by_size((1_000, 10_000), (1_000, 10_000, 100_000, 1_000_000)), bench.by_size(5, 15)
    bench.progress.expect(len(sizes) * runs)
    for accounts in sizes:
        store = bench.shared(SQLITE, accounts)
        with slack_client() as client:
            known = min(accounts, WHOLE)
            work: dict[str, Callable[[], object]] = {
                "/onboard status": asking(our_app(store, client), known),
                "a misspelt name": partial(_find_next, store, cycle(misspelt(known))),
                "App Home of a lead": partial(draw_home, store),
                "digest": partial(draw_digest, store),
                "tick with nothing due": ticking(store).run,
            }
            for series, times in zip(work, interleaved(runs, *work.values(), after=bench.progress.step), strict=True):
                yield Point(series, accounts, median(times.wall))


def _find_next(store: Store, names: Iterator[str]) -> None:
    find(store, next(names))
