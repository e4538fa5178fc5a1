"""A data_visualization block as shapes of an SVG, for the template to print: bars, lines, and a pie as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, BASE = 600, 200, 170  # of the picture, and where its bars stand
HUES = 8  # colours in blocks.css
CHARACTER = 7  # pixels of width that a letter takes, about
ROOM = 24  # above the highest bar, for its value


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar, or with `points` a line."""

    hue: int
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    points: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the template prints; `words` are for those who cannot see it."""

    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    names: tuple[str, ...]
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def drawing(chart: Mapping[str, Any]) -> Drawing:
    """The picture of a chart that the sandbox has checked. Below zero is drawn as zero."""
    if chart["type"] == "pie":
        series: Sequence[Mapping[str, Any]] = [{"name": "", "data": chart["segments"]}]
    else:
        series = chart["series"]
    categories = [str(point["label"]) for point in series[0]["data"]]
    top = max((float(point["value"]) for one in series for point in one["data"]), default=0) or 1
    slot = WIDTH / len(categories)
    draw = _bars if chart["type"] in ("bar", "pie") else _lines
    fits = max(int(slot / CHARACTER), 3)
    labels = tuple(
        Label(round((place + 0.5) * slot, 1), BASE + 20, _cut(name, fits)) for place, name in enumerate(categories)
    )
    labels += _values(series, slot, top) if draw is _bars else ()
    names = tuple(str(one["name"]) for one in series if one["name"])
    return Drawing(draw(series, slot, top), labels, names, _words(series))


def _height(value: Any, top: float) -> float:
    return round(max(float(value), 0) / top * (BASE - ROOM), 1)


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _values(series: Sequence[Mapping[str, Any]], slot: float, top: float) -> tuple[Label, ...]:
    """What each bar says, above it, where they have room beside each other."""
    wide = slot * 0.8 / len(series)
    if wide < 3 * CHARACTER:
        return ()
    return tuple(
        Label(
            round(place * slot + slot * 0.1 + (number + 0.45) * wide, 1),
            round(BASE - _height(point["value"], top) - 5, 1),
            f"{point['value']:g}",
        )
        for number, one in enumerate(series)
        for place, point in enumerate(one["data"])
    )


def _bars(series: Sequence[Mapping[str, Any]], slot: float, top: float) -> tuple[Shape, ...]:
    wide = slot * 0.8 / len(series)
    return tuple(
        Shape(
            number % HUES,
            round(place * slot + slot * 0.1 + number * wide, 1),
            BASE - _height(point["value"], top),
            round(wide * 0.9, 1),
            _height(point["value"], top),
        )
        for number, one in enumerate(series)
        for place, point in enumerate(one["data"])
    )


def _lines(series: Sequence[Mapping[str, Any]], slot: float, top: float) -> tuple[Shape, ...]:
    return tuple(
        Shape(
            number % HUES,
            points=" ".join(
                f"{(place + 0.5) * slot:.1f},{BASE - _height(point['value'], top):.1f}"
                for place, point in enumerate(one["data"])
            ),
        )
        for number, one in enumerate(series)
    )


def _words(series: Sequence[Mapping[str, Any]]) -> str:
    """`Healthy: Mon 3, Tue 4. At risk: …`"""
    told = [(one["name"], ", ".join(f"{point['label']} {point['value']:g}" for point in one["data"])) for one in series]
    return " ".join(f"{name}: {values}." if name else f"{values}." for name, values in told)
