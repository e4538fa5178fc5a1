"""A bot that runs: tick, Socket Mode or HTTP, HTTP surface; started and stopped in an order that loses nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import structlog
import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode import SocketModeClient

from bot.app import build_app, make_desk
from bot.csms import find_csms
from bot.http import build_http
from bot.metrics import Metrics
from bot.settings import SlackSettings
from scheduler.clock import Clock, FollowedClock, SystemClock
from scheduler.mail import Mailer
from scheduler.mailing import expect_mails
from scheduler.slack import make_client
from scheduler.tick import Tick
from scheduler.watch import slack_time
from storage.engine import Store
from storage.errors import AWAY
from storage.queries.outbox import unsaid_counts

log = structlog.get_logger(__name__)

WORKERS = 32
PING_SECONDS = 5  # a socket whose far end is silent for four of them is given up; Bolt's 10 would take most of a minute
TURNS = 1_000  # ticks within one move of a followed clock before giving up on settling
START_SECONDS = 20.0
LOOK_SECONDS = 5.0  # for looking at what is due before anybody is answered; the rest comes with the first ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How to reach Slack and where to listen; `app_token` chooses Socket Mode."""

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    host: str = "127.0.0.1"
    port: int = 0
    tick_seconds: float = 15.0
    time_zone: str = "America/New_York"
    mailer: Mailer | None = None  # None: no e-mails go out

    @classmethod
    def of(cls, settings: SlackSettings) -> Connection:
        return cls(
            bot_token=settings.bot_token.get_secret_value(),
            app_token=settings.app_token.get_secret_value() if settings.app_token else None,
            signing_secret=settings.signing_secret.get_secret_value() if settings.signing_secret else None,
            api_url=settings.api_url,
            host=settings.host,
            port=settings.port,
            tick_seconds=settings.tick_seconds,
            time_zone=settings.time_zone,
            mailer=settings.mailer,
        )


class Bot:
    """One process's bot on one store (already upgraded). `start` returns when it serves; `stop` drains."""

    def __init__(self, connection: Connection, store: Store, clock: Clock | None = None) -> None:
        self._connection, self.store = connection, store
        self.clock: Clock = clock or SystemClock()
        self.metrics = Metrics()
        client = make_client(connection.bot_token, connection.api_url)
        ask = None if self.follows else partial(slack_time, client)
        self.tick = Tick(
            store, client, self.clock, seconds=connection.tick_seconds, mailer=connection.mailer, slack_time=ask
        )
        self.desk = make_desk(store, client, self.clock, self.tick, time_zone=connection.time_zone)
        self.app = build_app(self.desk, signing_secret=connection.signing_secret, metrics=self.metrics)
        self._socket_mode: SocketModeHandler | None = None
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="slack")
        self._server: uvicorn.Server | None = None
        self._leaving = False
        self._thread: threading.Thread | None = None
        self.url = ""

    @property
    def takes_http(self) -> bool:
        return self._connection.app_token is None and self._connection.signing_secret is not None

    @property
    def follows(self) -> bool:
        return isinstance(self.clock, FollowedClock)

    @property
    def mailer(self) -> Mailer | None:
        return self._connection.mailer

    def start(self) -> Bot:
        self.metrics.watch_log()
        if self.mailer is not None:
            expect_mails(self.store, self.clock.now())
        self.tick.look(LOOK_SECONDS)
        self._serve_http()
        if self._connection.app_token is not None:
            self._socket_mode = SocketModeHandler(
                self.app, self._connection.app_token, concurrency=WORKERS, ping_interval=PING_SECONDS
            )
            self._socket_mode.connect()  # type: ignore[no-untyped-call]
        self.desk.after.do(self._find_csms)
        self.tick.start()
        log.info("started", url=self.url, socket_mode=self._socket_mode is not None)
        return self

    def leave(self) -> None:
        """Say at /readyz that a balancer should send nothing more; everything is still served."""
        self._leaving = True
        log.info("leaving")

    def stop(self) -> None:
        """Take nothing new, finish what was taken, then let go."""
        self._leaving = True
        if self._socket_mode is not None:
            self._close_socket_mode(self._socket_mode)
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(10)
        self._pool.shutdown(wait=True)
        self.desk.after.close()
        self.tick.stop()
        self.store.close()
        self.metrics.leave_log()
        log.info("stopped")

    def follow(self, now: str, flow: bool | None) -> datetime | None:
        """It is `now` (ISO): do all that is due; when the next thing is."""
        clock = self.clock
        if not isinstance(clock, FollowedClock):
            raise RuntimeError("this bot has a clock of its own")
        clock.set(datetime.fromisoformat(now), flow=bool(flow))
        self.desk.after.drain()
        next_at = self.tick.run()
        for _ in range(TURNS):
            if next_at is None or next_at > clock.now():
                break
            next_at = self.tick.run()
        return next_at

    def health(self) -> dict[str, bool]:
        """Whether the parts live. Cheap: asked every few seconds."""
        parts = {"tick": self.tick.is_well()}
        if self._socket_mode is not None:
            parts["socket"] = bool(self._socket_mode.client.is_connected())
        return parts

    def readiness(self) -> dict[str, Any]:
        """Whether requests could be served now."""
        check = self.store.check()
        parts = {**self.health(), "database": check.ok, "staying": not self._leaving}
        return {"ok": all(parts.values()), **parts, "revision": check.revision}

    def measure(self) -> bytes:
        """What /metrics tells; also while the database is away."""
        health, now = self.health(), self.clock.now()
        self.metrics.state(socket=health.get("socket", False), tick=health["tick"])
        try:
            with self.store.read() as session:
                unsaid = unsaid_counts(session, now)
            self.metrics.stored(self.tick.next_at(), now, unsaid)
        except AWAY:
            self.metrics.unstored()
        return self.metrics.text()

    def _find_csms(self) -> None:
        find_csms(self.store, self.desk.client, self._connection.time_zone, self.clock.now())

    def _serve_http(self) -> None:
        listening = socket.create_server((self._connection.host, self._connection.port))
        self.url = f"http://{self._connection.host}:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            build_http(self, self._pool), log_config=None, access_log=False, timeout_graceful_shutdown=5, lifespan="off"
        )
        server = uvicorn.Server(config)
        self._server = server
        self._thread = threading.Thread(target=lambda: server.run(sockets=[listening]), name="http", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the HTTP surface did not start")
            self._thread.join(0.005)

    def _close_socket_mode(self, handler: SocketModeHandler) -> None:
        """Take no more envelopes, let the taken ones be acked on the open socket, then close it."""
        client = handler.client
        client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        client.closed = True
        client.message_workers.shutdown(wait=True)
        _hang_up(client)
        _end_reader(client)
        with contextlib.suppress(Exception):  # slack_sdk's close raced with its own refresh
            handler.close()  # type: ignore[no-untyped-call]


def _end_reader(client: SocketModeClient) -> None:
    """The SDK's reader forgets that it is to end when told just before it begins: tell it until it hears."""
    runner = client.current_session_runner
    runner.event.set()
    for _ in range(100):
        if not runner.is_alive():
            return
        client.current_session_state.terminated = True
        runner.thread.join(0.05)


def _hang_up(client: SocketModeClient) -> None:
    """Wake the SDK's reader, which holds its lock through a receive of up to three seconds, so that close is quick."""
    session = client.current_session
    if session is None:
        return
    if client.current_session_state is not None:
        client.current_session_state.terminated = True
    if session.sock is not None:
        with contextlib.suppress(OSError):  # the other side was first
            session.sock.shutdown(socket.SHUT_RDWR)
    client.message_processor.event.set()
    client.message_queue.put(None)  # and its processor, which waits a second for a message
