"""What a row is, the figures that come out of it, and how they are shown and kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol


class Size(StrEnum):
    """QUICK for every push (all rows together about a minute), FULL for the figures in docs/performance.md."""

    QUICK = "quick"
    FULL = "full"


class Progress(Protocol):
    """How far a row has come, for whoever waits."""

    def expect(self, steps: int) -> None:
        """So many more steps are to come."""

    def step(self, steps: int = 1) -> None:
        """So many are done."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A bound on the ratio ours / theirs, or on ours alone (in the figure's unit)."""

    bound: float
    of: str = "ratio"  # or "ours"
    least: bool = False  # at least instead of at most

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.least else value <= self.bound

    def text(self, unit: str) -> str:
        """As the issue says it: `≤ 1.5`, `< 50 ms`."""
        if self.of == "ours":
            return f"{'>' if self.least else '<'} {self.bound:g} {unit}"
        return f"{'≥' if self.least else '≤'} {self.bound:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement: `ours` in `unit`, and its yardstick `theirs`, measured in the same run, if there is one.

    Without aims it informs only.
    """

    what: str
    ours: float
    unit: str = "ms"
    against: str | None = None
    theirs: float | None = None
    aims: tuple[Aim, ...] = ()

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def is_met(self) -> bool | None:
        """Whether all aims are met; None without any."""
        if not self.aims:
            return None
        return all(aim.is_met(self.ours if aim.of == "ours" else self.ratio or 0.0) for aim in self.aims)

    def as_json(self) -> dict[str, Any]:
        found = {**asdict(self), "ratio": self.ratio, "met": self.is_met}
        return {**found, "aim": "; ".join(aim.text(self.unit) for aim in self.aims)}


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the plot: what `series` takes with so many accounts, in milliseconds."""

    series: str
    accounts: int
    milliseconds: float


HEAD = "| what | ours | against | theirs | ratio | aim | |\n|---|---|---|---|---|---|---|"


def line(figure: dict[str, Any]) -> str:
    """A figure of `Figure.as_json` as a line of the Markdown table; the page in docs is made of the same lines."""
    unit, theirs, ratio = figure["unit"], figure["theirs"], figure["ratio"]
    word = {True: "met", False: "MISSED", None: ""}[figure["met"]]
    cells = (
        figure["what"],
        shown(figure["ours"], unit),
        figure["against"] or "–",
        shown(theirs, unit) if theirs is not None else "–",
        f"{ratio:.2f}" if ratio is not None else "–",
        figure["aim"] or "–",
        word,
    )
    return f"| {' | '.join(cells)} |"


def shown(value: float, unit: str) -> str:
    """Three digits that count: `0.773 ms`, `12.4 s`, `1,250 /s`."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f} {unit}"
