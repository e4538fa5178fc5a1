"""The Bolt app: settings that keep "acked" meaning "committed", the listeners, and a catch-all behind them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from time import perf_counter
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot.after import After
from bot.cleaning import cleaned
from bot.desk import Desk
from bot.listeners import actions, commands, events, shortcuts, views
from bot.metrics import Metrics
from bot.people import Ours, People
from scheduler.clock import Clock
from scheduler.tick import Tick
from storage.engine import Store

NO_SECRET = "socket-mode-needs-no-signing-secret"  # Bolt reads the environment when given none
UNSIGNED = 401
HASTY = 2  # seconds
ANYTHING = re.compile(r".*", re.DOTALL)


class MeteredApp(App):
    """Bolt's App that counts, times and cleans what it is asked, over HTTP and Socket Mode alike."""

    metrics: Metrics
    signatures: SignatureVerifier

    def is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether Slack signed this body, within the last five minutes."""
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        return self.signatures.is_valid(body, stamp, signature)

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        req.body = cleaned(req.body)  # the one gate of commands, clicks, forms and events
        started = perf_counter()
        answer = super().dispatch(req)
        if answer.status == UNSIGNED:
            self.metrics.rejected("signature")
        else:
            kind = "command" if req.body.get("command") else str(req.body.get("type"))
            self.metrics.answered(kind, perf_counter() - started)
        return answer


def introduce(client: WebClient) -> Ours:
    """Who this installation is, from auth.test. Raises SlackApiError, OSError."""
    answer = client.auth_test()
    return Ours(
        team_id=str(answer["team_id"]),
        bot_user_id=str(answer["user_id"]),
        bot_id=str(answer.get("bot_id") or ""),
        url=str(answer.get("url") or ""),
    )


def make_desk(store: Store, client: WebClient, clock: Clock, tick: Tick, *, time_zone: str) -> Desk:
    """Everything listeners work with. Asks Slack once who we are."""
    ours = introduce(client)
    return Desk(
        store=store,
        client=client,
        clock=clock,
        people=People(store, _hasty(client), ours.team_id, time_zone),
        ours=ours,
        after=After(),
        wake=tick.wake,
    )


def _hasty(client: WebClient) -> WebClient:
    """For users.info, which somebody unknown waits for before the ack."""
    return WebClient(token=client.token, base_url=client.base_url, timeout=HASTY, retry_handlers=[])


def build_app(desk: Desk, *, signing_secret: str | None, metrics: Metrics) -> MeteredApp:
    """The app, ready for `dispatch`. Without a signing secret it only takes Socket Mode."""
    logger = logging.getLogger("bot.bolt")
    logger.setLevel(logging.ERROR)  # or it warns that SLACK_BOT_TOKEN, which our client already has, is not used
    app = MeteredApp(
        logger=logger,
        name="onboard",
        client=desk.client,
        signing_secret=signing_secret or NO_SECRET,
        process_before_response=True,
    )
    logger.setLevel(logging.WARNING)  # at INFO Bolt logs whole bodies of requests with a bad signature
    app.metrics, app.signatures = metrics, SignatureVerifier(signing_secret or NO_SECRET)
    for listeners in (commands, actions, views, shortcuts, events):
        listeners.register(app, desk)
    _catch_all(app)
    return app


def _catch_all(app: App) -> None:
    """An event without a listener would be answered 404, and not acked at all in Socket Mode."""

    def ignored(ack: Ack) -> None:
        ack()

    def no_options(ack: Ack) -> None:
        ack(options=[])

    app.event(ANYTHING)(_nothing)
    app.shortcut(ANYTHING)(ignored)
    app.view(ANYTHING)(ignored)
    app.view_closed(ANYTHING)(ignored)
    app.options(ANYTHING)(no_options)


def _nothing(body: dict[str, Any]) -> None:
    """For events that nobody needs."""
