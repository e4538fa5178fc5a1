"""A bot whose listeners are called as Slack calls them: signed requests through `app.dispatch`, on a real store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.manifest import SCOPES
from bot.running import Bot, Connection
from bot.trackers import at_the_keyboard
from playbook.models import Account, Milestone, Workspace
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from storage.changes.accounts import create_account
from storage.changes.people import save_workspace
from storage.engine import Store

NOW = datetime(2026, 1, 23, 15, 0, tzinfo=UTC)  # Friday, 10:00 in New York
_numbers = count(1)


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    """A local Slack."""
    with SandboxServer(Sandbox(NOW, scopes=SCOPES)) as server:
        yield server.sandbox
        assert server.sandbox.refusals == []


@dataclass
class Hands:
    """What people do, as signed deliveries; answers are Slack's HTTP answers."""

    bot: Bot
    slack: Sandbox
    sent: list[BoltRequest] = field(default_factory=list)

    def user(self, name: str) -> str:
        return self.slack.world.person(name).id

    def command(self, user: str, text: str, *, trigger: str | None = None) -> dict[str, Any]:
        """`/onboard text` → the ack's message, or {}."""
        form = {
            "command": "/onboard",
            "text": text,
            "user_id": self.user(user),
            "team_id": self.bot.desk.ours.team_id,
            "channel_id": self.channel("general"),
            "trigger_id": trigger or f"t{next(_numbers)}",
            "response_url": f"{self.slack.url}/actions/none/none",
        }
        return self._answer(self._deliver(urlencode(form)))

    def interaction(self, payload: dict[str, Any]) -> dict[str, Any]:
        return self._answer(self._deliver(urlencode({"payload": json.dumps(payload)})))

    def event(self, event: dict[str, Any]) -> BoltResponse:
        body = {"type": "event_callback", "team_id": self.bot.desk.ours.team_id, "event_id": "Ev1", "event": event}
        return self._deliver(json.dumps(body), "application/json")

    def channel(self, name: str) -> str:
        return self.slack.world.channel(name).id

    def _answer(self, response: BoltResponse) -> dict[str, Any]:
        assert response.status == 200, response.body
        return json.loads(response.body) if response.body else {}

    def _deliver(self, body: str, content_type: str = "application/x-www-form-urlencoded") -> BoltResponse:
        headers = SignedHeaders(self.slack.signing_secret, body, content_type)
        return self.bot.app.dispatch(BoltRequest(body=body, headers=dict(headers.items)))


class SignedHeaders:
    """The headers of a delivery that Slack signed just now."""

    def __init__(self, secret: str, body: str, content_type: str) -> None:
        timestamp = str(int(datetime.now(UTC).timestamp()))
        signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
        self.items = {
            "content-type": [content_type],
            "x-slack-request-timestamp": [timestamp],
            "x-slack-signature": [str(signature)],
        }.items()


@pytest.fixture
def hands(slack: Sandbox, sqlite_url: str) -> Iterator[Hands]:
    """People at a bot with one account, Acme Corp, of nobody in particular; lena leads."""
    store = Store(sqlite_url)
    connection = Connection(bot_token=slack.bot_token, signing_secret=slack.signing_secret, api_url=slack.api_url)
    bot = Bot(connection, store, FollowedClock(NOW))
    with store.change(actor=at_the_keyboard(), via="cli", now=NOW) as change:
        save_workspace(change, Workspace(csm_lead=slack.world.person("lena").id))
    with store.change(actor=at_the_keyboard(), via="cli", now=NOW) as change:
        create_account(change, acme())
    yield Hands(bot, slack)
    bot.stop()


def acme() -> Account:
    steps = ("Workshop held", "Integration configured", "Integration tested", "Training delivered")
    milestones = tuple(
        Milestone(key=name.casefold().replace(" ", "-"), name=name, due_on=date(2026, 1, 20 + at))
        for at, name in enumerate(steps)
    )
    return Account(name="Acme Corp", csm="Nobody Known", start_on=date(2026, 1, 15), milestones=milestones)


@pytest.fixture
def repository() -> Path:
    return Path(__file__).parents[2]
