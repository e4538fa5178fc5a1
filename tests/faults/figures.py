"""What a row of faults is, and the figures that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Size(StrEnum):
    """QUICK for every push (all rows together under five minutes), FULL for a night."""

    QUICK = "quick"
    FULL = "full"


class Progress(Protocol):
    """How far a row has come, for whoever waits."""

    only: str | None
    """The one case to run again, as a failure named it; None for all."""
    seeds: int | None
    """So many seeds, where a row has them; None for as many as its size has."""
    customers: int | None
    """So many customers a seed, likewise."""

    def expect(self, steps: int) -> None:
        """So many more steps are to come."""

    def step(self, steps: int = 1) -> None:
        """So many are done."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: `what` was done, the `value` measured, the `target`, and whether it is met.

    `failures` are the cases that missed it, each by the name under which `--only` runs it again, and what was wrong.
    """

    what: str
    value: str
    target: str
    met: bool
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A fault of the issue's table: its `key` on the command line, the `fault` in words, and how it is tried.

    One that `waits` leaves the processors idle for most of its time: another runs beside it.
    """

    key: str
    fault: str
    run: Callable[[Size, Progress], Iterable[Figure]]
    waits: bool = False


@dataclass(slots=True)
class Silent:
    """Progress that nobody watches."""

    only: str | None = None
    seeds: int | None = None
    customers: int | None = None

    def expect(self, steps: int) -> None:
        """Nobody waits."""

    def step(self, steps: int = 1) -> None:
        """Nobody waits."""


def line(row: Row, figure: Figure) -> str:
    """A line of the Markdown table."""
    word = "met" if figure.met else "MISSED"
    return f"| {row.fault} | {figure.what} | {figure.value} | {figure.target} | {word} |"


HEAD = "| fault | what was done | figure | target | |\n|---|---|---|---|---|"
