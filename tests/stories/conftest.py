"""A team for every story: on SQLite over Socket Mode, or in several ways; checked for refused payloads at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.stories.replicas import Replicas
from tests.stories.team import START, Team

Begin = Callable[..., Team]
LOUD = ("error", "critical")
DAILY, NIGHTLY = ("sqlite-socket", "postgresql-http"), ("sqlite-http", "postgresql-socket", "postgresql-replicas")
WAYS = (*DAILY, *(pytest.param(way, marks=pytest.mark.thorough) for way in NIGHTLY))


@pytest.fixture
def begin(sqlite_url: str) -> Iterator[Begin]:
    """`begin(now, mode="http", furnished=False)`: a team of one's own making, on SQLite."""
    with ExitStack() as stack:

        def made(now: datetime = START, *, mode: str = "socket", furnished: bool = True) -> Team:
            return stack.enter_context(working(Team(sqlite_url, mode, now), furnished))

        yield made


@pytest.fixture
def team(begin: Begin) -> Team:
    """The usual team: SQLite, Socket Mode, the demo's settings, no accounts; Friday 23 January 2026, 08:30."""
    return begin()


@pytest.fixture(params=WAYS)
def every_team(request: pytest.FixtureRequest) -> Iterator[Team]:
    """The same on each database and in each way of delivery; every day two, at night all: two replicas too."""
    database, mode = request.param.split("-")
    url = request.getfixturevalue(f"{database}_url")
    with working(Replicas(url) if mode == "replicas" else Team(url, mode), furnished=True) as team:
        yield team


@contextmanager
def working(team: Team, furnished: bool) -> Iterator[Team]:
    """Started, and stopped at the end; nothing was refused that the story did not announce, nothing failed in a log."""
    with capture_logs() as logs:
        try:
            yield team.start(furnished=furnished)
            team.check()
        finally:
            team.stop()
    assert _loud(logs) == []


def _loud(logs: list[Any]) -> list[Any]:
    return [line for line in logs if line["log_level"] in LOUD]
