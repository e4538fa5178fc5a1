"""Where a process is to die: it counts its SQL statements and HTTP calls, and kills itself with SIGKILL at one."""

from __future__ import annotations

import http.client
import os
import signal
import threading
from dataclasses import dataclass
from typing import Any, Literal

from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy import event

from bot.running import Bot
from storage.engine import Store

Kind = Literal["sql", "http", "ack", "any"]


@dataclass(frozen=True, slots=True)
class Point:
    """The `number`-th event (from 1) of its kind.

    sql: before a statement, before a commit, after a transaction. http: before a request leaves, once it has left,
    once its answer is here. ack: before one leaves. any: all together.
    """

    kind: Kind
    number: int


class Fate:
    """Counts the points that this process passes, and ends it at the one that was named; a blind one does neither."""

    def __init__(self, kill: Point | None, *, blind: bool = False) -> None:
        self._kill, self._blind, self._threads = kill, blind, ""
        self.counts: dict[str, int] = {"sql": 0, "http": 0, "ack": 0, "any": 0}
        self.watching, self._deliveries = True, 0

    def pass_by(self, kind: Kind) -> None:
        if not self.watching or not threading.current_thread().name.startswith(self._threads):
            return
        for counted in (kind, "any"):
            self.counts[counted] += 1
            if self._kill is not None and (counted, self.counts[counted]) == (self._kill.kind, self._kill.number):
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, store: Store, threads: str = "") -> None:
        """The statements and commits of a store, and every HTTP request; in threads whose names begin like that."""
        if self._blind:
            return
        self._threads = threads
        event.listen(store.engine, "before_cursor_execute", lambda *_: self.pass_by("sql"))
        event.listen(store.engine, "commit", lambda *_: self.pass_by("sql"))
        event.listen(store.engine.pool, "reset", lambda *_: self.pass_by("sql"))
        self._watch_http()

    def watch_delivery(self, bot: Bot, number: int) -> None:
        """Only from the receipt of the bot's `number`-th delivery until just before its ack leaves."""
        dispatch, self.watching = bot.app.dispatch, False

        def watched(req: BoltRequest) -> BoltResponse:
            self._deliveries += 1
            self.watching = self._deliveries == number
            answer = dispatch(req)
            self.pass_by("ack")
            self.watching = False
            return answer

        bot.app.dispatch = watched  # type: ignore[method-assign]

    def _watch_http(self) -> None:
        connection: Any = http.client.HTTPConnection
        request, getresponse = connection.request, connection.getresponse

        def asked(*given: Any, **more: Any) -> None:
            self.pass_by("http")
            request(*given, **more)
            self.pass_by("http")

        def answered(*given: Any, **more: Any) -> Any:
            answer = getresponse(*given, **more)
            self.pass_by("http")
            return answer

        connection.request, connection.getresponse = asked, answered
