"""Draws lines over two logarithmic axes as SVG, by hand: a plot or two need no library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 48, 52
COLOURS = ("#1264a3", "#2f855a", "#c05621", "#6b46c1", "#97266d", "#4a5568")
APART = 15  # pixels between the names of two lines
Points = Sequence[tuple[float, float]]


def growth_plot(title: str, across: str, up: str, series: Mapping[str, Points]) -> str:
    """The SVG of each series' points (x, y), all above 0; `across` and `up` say what the axes count."""
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    axes = _Axes(floor(log10(min(xs))), ceil(log10(max(xs))), floor(log10(min(ys))), ceil(log10(max(ys))))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 22, title, weight="600", size=15),
        *_grid(axes, across, up),
        *_lines(axes, series),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Axes:
    """Where a value is, of decades from `left` to `right` and from `low` to `high`."""

    def __init__(self, left: int, right: int, low: int, high: int) -> None:
        self.left, self.right = left, max(right, left + 1)
        self.low, self.high = low, max(high, low + 1)

    def x(self, value: float) -> float:
        return LEFT + (log10(value) - self.left) / (self.right - self.left) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (log10(value) - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def _grid(axes: _Axes, across: str, up: str) -> list[str]:
    parts = []
    for decade in range(axes.left, axes.right + 1):
        x = axes.x(10**decade)
        parts.append(_rule(x, TOP, x, HEIGHT - BOTTOM))
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{10**decade:,}", anchor="middle"))
    for decade in range(axes.low, axes.high + 1):
        y = axes.y(10.0**decade)
        parts.append(_rule(LEFT, y, WIDTH - RIGHT, y))
        parts.append(_text(LEFT - 8, y + 4, f"{10.0**decade:,g}", anchor="end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across, anchor="middle"))
    return [*parts, _text(LEFT, TOP - 8, up)]


def _lines(axes: _Axes, series: Mapping[str, Points]) -> list[str]:
    """Each line with its dots, and its name at its end, moved apart where two would overlap."""
    parts, taken = [], HEIGHT * 2.0
    ordered = sorted(series.items(), key=lambda one: one[1][-1][1])
    for (name, points), colour in zip(ordered, COLOURS, strict=False):
        places = [(axes.x(x), axes.y(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        taken = min(places[-1][1] + 4, taken - APART)
        parts.append(_text(places[-1][0] + 10, taken, name, fill=colour))
    return parts


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#d9dde3"/>'


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", fill: str = "#2d3748", weight: str = "400", size: int = 12
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{fill}" font-weight="{weight}" font-size="{size}">{escape(words)}</text>'
