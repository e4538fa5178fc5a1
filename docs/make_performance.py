"""Writes measured figures into the documents: `uv run python docs/make_performance.py results.json …`.

`results.json` is what `uv run python -m benchmarks --json results.json` wrote; of several, each with other rows, all
figures are taken. Between their marks, docs/performance.md
gets the table and the machine, docs/operations.md the sizing table, if it has a place for it; docs/images/growth.svg is
drawn anew.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from make_plots import growth_plot

from benchmarks.figures import HEAD, line, shown

DOCS = Path(__file__).parent
SERIES = ("/onboard status", "App Home of a lead", "digest", "a misspelt name", "tick with nothing due")
SETUPS = {  # what is enough for so many accounts
    1_000: "one core, 512 MB, SQLite",
    10_000: "one core, 512 MB, SQLite",
    100_000: "two cores, 1 GB; PostgreSQL, and a second process for the mornings",
    1_000_000: "four cores, 2 GB for each process; PostgreSQL on a machine of its own",
}
Found = dict[str, Any]


def main(results: Sequence[Path]) -> None:
    """Read the results and write all three."""
    parts: list[Found] = [json.loads(path.read_text()) for path in results]
    found: Found = {**parts[0], **{key: [one for part in parts for one in part[key]] for key in ("figures", "growth")}}
    _put(DOCS / "performance.md", "figures", _table(found))
    _put(DOCS / "performance.md", "missed", _missed(found))
    series = _series(found)
    if series:
        title, across, up = "How cost grows", "accounts in one database (SQLite)", "milliseconds, p50"
        (DOCS / "images" / "growth.svg").write_text(growth_plot(title, across, up, series))
        operations = DOCS / "operations.md"
        for page in (DOCS / "performance.md", *([operations] if operations.exists() else [])):
            _put(page, "sizing", _sizing(found, series))


def _table(found: Found) -> str:
    lines = [line(figure) for figure in found["figures"]]
    return "\n".join([f"Measured on {found['on']}, {found['size']} size: {found['machine']}.", "", HEAD, *lines])


def _missed(found: Found) -> str:
    """By how much each aim is missed; why says the page itself, below."""
    missed = [figure for figure in found["figures"] if figure["met"] is False]
    told = [f"- {figure['what']}: {_by(figure)}" for figure in missed]
    return "\n".join(told) if told else "Every aim is met."


def _by(figure: Found) -> str:
    ours = shown(figure["ours"], figure["unit"])
    ratio = f", {figure['ratio']:.2f} times" if figure["ratio"] is not None else ""
    return f"{ours}{ratio}, where the aim is {figure['aim']}"


def _series(found: Found) -> dict[str, list[tuple[float, float]]]:
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for point in found["growth"]:
        points[point["series"]].append((point["accounts"], point["milliseconds"]))
    return dict(points)


def _sizing(found: Found, series: dict[str, list[tuple[float, float]]]) -> str:
    """A line a number of accounts: what is enough, and what people then wait for."""
    head = ["accounts", "enough is", *(f"`{name}`" if name.startswith("/") else name for name in SERIES)]
    rows = [head, ["---"] * len(head)]
    for accounts, setup in SETUPS.items():
        times = [dict(series[name]).get(accounts) for name in SERIES]
        if any(times):
            rows.append([f"{accounts:,}", setup, *(shown(time, "ms") if time else "–" for time in times)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    memory = [figure for figure in found["figures"] if figure["row"] == "memory"]
    held = [f"{figure['what']}: {shown(figure['ours'], figure['unit'])}." for figure in memory]
    return "\n".join([table, "", f"Medians on SQLite; {found['machine']}. {' '.join(held)}".strip()])


def _put(page: Path, mark: str, words: str) -> None:
    """Between `<!-- mark -->` and `<!-- /mark -->`; a page without these marks stays as it is."""
    between = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    page.write_text(between.sub(lambda found: f"{found[1]}{words}\n{found[2]}", page.read_text()))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
