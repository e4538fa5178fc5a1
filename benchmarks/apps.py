"""Ours and the yardstick as Slack reaches them: a signed request through Bolt's dispatch."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urlencode

from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from benchmarks.portfolio import NIGHT
from bot.app import build_app, make_desk
from bot.metrics import Metrics
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.engine import Store

SECRET = "benchmark-signing-secret"
NOWHERE = "http://127.0.0.1:9/r"  # a response_url; nobody is answered there while this measures
TYPED, CLICKED = "/onboard", "milestone.complete#1"
_verifier, _triggers = SignatureVerifier(SECRET), count()


@contextmanager
def slack_client() -> Iterator[WebClient]:
    """A client of a sandbox that stands at NIGHT."""
    with SandboxServer(Sandbox(NIGHT)) as server:
        yield make_client(server.sandbox.bot_token, server.sandbox.api_url)


def our_app(store: Store, client: WebClient) -> App:
    """The product's app at NIGHT, without its tick."""
    clock = FollowedClock(NIGHT)
    desk = make_desk(store, client, clock, Tick(store, client, clock), time_zone="America/New_York")
    return build_app(desk, signing_secret=SECRET, metrics=Metrics())


def bare_app(client: WebClient) -> App:
    """Bolt with its defaults, and listeners that do nothing but ack."""
    app = App(client=client, signing_secret=SECRET, logger=logging.getLogger("benchmarks.bare"))

    @app.command(TYPED)
    def typed(ack: Ack) -> None:
        ack()

    @app.action(CLICKED)
    def clicked(ack: Ack) -> None:
        ack()

    return app


class NotAcked(RuntimeError):
    """Slack would tell the person that it did not work."""


def type_into(app: App, text: str, user: str) -> None:
    """`user` types `/onboard text`. NotAcked."""
    form = {"command": TYPED, "text": text, "user_id": user, "channel_id": "C1", "response_url": NOWHERE}
    _send(app, {**form, "trigger_id": _trigger()})


def press(app: App, value: str, user: str) -> None:
    """`user` presses Done in a plan. NotAcked, when nothing was changed: the database was busy for too long."""
    place = {"type": "message", "channel_id": "D1", "message_ts": "1769000000.000100"}
    pressed = {"type": "button", "action_id": CLICKED, "block_id": "b", "value": value}
    body: dict[str, Any] = {"type": "block_actions", "user": {"id": user}, "container": place, "actions": [pressed]}
    _send(app, {"payload": json.dumps({**body, "trigger_id": _trigger(), "response_url": NOWHERE})})


def _trigger() -> str:
    return f"{next(_triggers)}.bench"


def _send(app: App, form: Mapping[str, str]) -> None:
    body, stamp = urlencode(form), str(int(time.time()))
    signature = _verifier.generate_signature(timestamp=stamp, body=body) or ""
    headers: dict[str, str | Sequence[str]] = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}
    headers["content-type"] = "application/x-www-form-urlencoded"
    answer = app.dispatch(BoltRequest(body=body, headers=headers))
    if answer.status != 200:
        raise NotAcked(f"{answer.status} {answer.body}")
