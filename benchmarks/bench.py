"""What a row works with: its size, its progress, and portfolios that rows share, since a large one takes a while."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks.databases import Databases
from benchmarks.figures import Figure, Point, Progress, Size
from benchmarks.portfolio import portfolio
from storage.engine import Store

WHOLE = 100_000  # accounts with milestones and nudges, at most: fourteen million rows would measure the disk
T = TypeVar("T")


@dataclass(slots=True)
class Bench:
    """Handed to every row."""

    size: Size
    progress: Progress
    databases: Databases
    _shared: dict[tuple[str, int], Store] = field(default_factory=dict)

    def by_size(self, quick: T, full: T) -> T:
        """One or the other."""
        return quick if self.size is Size.QUICK else full

    def shared(self, kind: str, accounts: int) -> Store:
        """A portfolio of that size, to read only."""
        if (kind, accounts) not in self._shared:
            url = self.databases.fresh(kind)
            self._shared[kind, accounts] = portfolio(url, accounts, whole=min(accounts, WHOLE))
        return self._shared[kind, accounts]

    @contextmanager
    def own(self, kind: str, accounts: int) -> Iterator[Store]:
        """A copy of it, to do with as one likes."""
        shared = self.shared(kind, accounts)
        shared.close()  # its connections; it opens new ones
        with self.databases.copy(shared.url.render_as_string(hide_password=False)) as url:
            store = Store(url)
            yield store
            store.close()

    def close(self) -> None:
        """Let go of all of them."""
        for store in self._shared.values():
            store.close()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the issue's table: its `key` on the command line, and how it is measured."""

    key: str
    run: Callable[[Bench], Iterable[Figure | Point]]
