"""The office that every test of the scheduler works in."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bot.manifest import SCOPES
from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer
from storage.engine import Store
from tests.scheduler.office import Office, at

WHO_HEARS_WHAT = ("test_cards", "test_digest", "test_morning_plan", "test_own_messages")  # on PostgreSQL at night


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in WHO_HEARS_WHAT and "[postgresql" in item.name:
            item.add_marker(pytest.mark.thorough)


class RealTime:
    """Real time that stands still."""

    def __call__(self) -> float:
        return 1000.0


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    """A team on Friday 23 January 2026, 08:00 in New York. No payload of any test may be one that Slack refuses."""
    limits = Limits(monotonic=RealTime())
    sandbox = Sandbox(at("2026-01-23 08:00"), scopes=SCOPES, limits=limits)
    server = SandboxServer(sandbox).start()
    made = Office(sandbox, store)
    made.open()
    yield made
    threading.Thread(target=server.stop).start()  # takes a fifth of a second, and nobody needs to wait for it
    assert sandbox.refusals == []
