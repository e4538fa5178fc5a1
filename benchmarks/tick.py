"""A tick with nothing due must cost the same however many accounts are quiet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.portfolio import portfolio
from benchmarks.ratio import Ratio, interleaved, percentile
from scheduler.clock import FollowedClock
from scheduler.slack import make_client
from scheduler.tick import Tick

NOW = datetime(2026, 1, 21, 3, tzinfo=UTC)
NO_SLACK = "http://127.0.0.1:9/api/"  # a quiet tick must not call Slack; nobody listens there


def quiet_tick(runs: int, small: int = 1_000, large: int = 100_000) -> list[Ratio]:
    """The median tick over `large` quiet accounts against the one over `small`."""
    with TemporaryDirectory() as folder:
        ticks = [_tick(Path(folder), count) for count in (small, large)]
        for tick in ticks:
            tick.run()
        few, many = interleaved(runs, *(tick.run for tick in ticks))
    what = f"tick with nothing due, {large:,} accounts, p50"
    return [Ratio(what, f"the same, {small:,} accounts", percentile(many, 0.5), percentile(few, 0.5), 1.5)]


def _tick(folder: Path, count: int) -> Tick:
    store = portfolio(folder, count, NOW, whole=False)
    return Tick(store, make_client("xoxb-benchmark", NO_SLACK), FollowedClock(NOW))
