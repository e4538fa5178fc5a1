"""Slack's chart, the data_visualization block, as a plain dict: the SDK has no model of it.

Its limits are SLACK.md's, and where Slack's own reference is narrower (6 series, not 12) that: 2 a message, title 50,
20 points a series, names and labels 20. A chart only repeats what the words beside it say, so that it may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from messages.kit import Block
from messages.words import plain

KIND = "data_visualization"
SERIES, POINTS, LABEL, TITLE = 6, 20, 20, 50


def bar_chart(title: str, categories: Sequence[str], series: Mapping[str, Sequence[float]], unit: str) -> list[Block]:
    """Bars of each series side by side for every category; `unit` names the axis. Nothing where nothing is to see."""
    shown = list(series.items())[:SERIES]
    if not categories or not any(value for _, values in shown for value in values):
        return []
    labels, names = _labels(categories[:POINTS]), _labels([name for name, _ in shown])
    return [
        {
            "type": KIND,
            "title": plain(title, TITLE),
            "chart": {
                "type": "bar",
                "series": [
                    {
                        "name": name,
                        "data": [
                            {"label": label, "value": value} for label, value in zip(labels, values, strict=False)
                        ],
                    }
                    for name, (_, values) in zip(names, shown, strict=True)
                ],
                "axis_config": {"categories": labels, "y_label": plain(unit, LABEL)},
            },
        }
    ]


def _labels(names: Sequence[str]) -> list[str]:
    """Each name within the limit, and no two the same."""
    labels: list[str] = []
    for number, name in enumerate(names, 1):
        label = plain(name, LABEL)
        labels.append(label if label not in labels else f"{plain(name, LABEL - 4)} {number}")
    return labels
