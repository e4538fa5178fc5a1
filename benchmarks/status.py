"""`/onboard status` over a large portfolio against a bare Bolt app that does nothing, both through Bolt's dispatch."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from benchmarks.portfolio import name_of, portfolio
from benchmarks.ratio import Ratio, interleaved, percentile
from bot.after import After
from bot.app import build_app, introduce
from bot.desk import Desk
from bot.metrics import Metrics
from bot.people import People
from playbook.models import Person
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from scheduler.slack import make_client
from storage.changes.people import save_person
from storage.engine import Actor, Store

NOW = datetime(2026, 1, 21, 15, tzinfo=UTC)
SECRET = "benchmark-signing-secret"
JANE = Person(id="U000001", name="jane", real_name="Jane Smith", fetched_at=NOW)


def status(runs: int, accounts: int = 10_000) -> list[Ratio]:
    """p50 and p99 wall time of our whole command against Bolt's default no-op."""
    with TemporaryDirectory() as folder, SandboxServer(Sandbox(NOW)) as server:
        client = make_client(server.sandbox.bot_token, server.sandbox.api_url)
        store = portfolio(Path(folder), accounts, NOW, whole=True)
        with store.change(actor=Actor("cli", "benchmark", "benchmark"), via="cli", now=NOW) as change:
            save_person(change, JANE)
        numbers = count()
        ours = _asking(_our_app(store, client), lambda: f"status {name_of(next(numbers) * 37 % accounts)}")
        theirs = _asking(_bare_app(client), lambda: "status anything")
        interleaved(20, ours, theirs)
        taken, bare = interleaved(runs, ours, theirs)
        store.close()
    what, against = f"/onboard status, {accounts:,} accounts", "bare Bolt no-op, its defaults"
    return [
        Ratio(f"{what}, {name}", against, percentile(taken, share), percentile(bare, share), 1.0)
        for name, share in (("p50", 0.5), ("p99", 0.99))
    ]


def _our_app(store: Store, client: WebClient) -> App:
    ours = introduce(client)
    desk = Desk(
        store=store,
        client=client,
        clock=FollowedClock(NOW),
        people=People(store, client, ours.team_id, "America/New_York"),
        ours=ours,
        after=After(),
        wake=lambda: None,
    )
    return build_app(desk, signing_secret=SECRET, metrics=Metrics())


def _bare_app(client: WebClient) -> App:
    app = App(
        client=client,
        signing_secret=SECRET,
        logger=logging.getLogger("benchmarks.bare"),
    )

    @app.command("/onboard")
    def nothing(ack: Ack) -> None:
        ack()

    return app


def _asking(app: App, text: Callable[[], str]) -> Callable[[], object]:
    """A call that sends one signed command through `app` and insists on an ack."""
    verifier, triggers = SignatureVerifier(SECRET), count()

    def ask() -> object:
        form = {"command": "/onboard", "text": text(), "user_id": JANE.id, "channel_id": "C1"}
        body = urlencode({**form, "trigger_id": str(next(triggers)), "response_url": "http://127.0.0.1:9/r"})
        stamp = str(int(time.time()))
        signature = verifier.generate_signature(timestamp=stamp, body=body) or ""
        headers: dict[str, str | Sequence[str]] = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}
        headers["content-type"] = "application/x-www-form-urlencoded"
        answer = app.dispatch(BoltRequest(body=body, headers=headers))
        if answer.status != 200:
            raise RuntimeError(f"not acked: {answer.status} {answer.body}")
        return answer

    return ask
