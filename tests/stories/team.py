"""A team in a real Slack-like workspace with the real bot; stories are told through its people.

Acts go over the control API, as everybody's do; when one returns, everything that it caused has happened.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from slack_sdk import WebClient

from bot.demo import furnish
from bot.manifest import SCOPES
from bot.running import Bot, Connection
from bot.trackers import import_files
from playbook.models import Account, Nudge
from sandbox.looks import messages_of
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from scheduler.mail import Mailer
from storage.engine import Store
from storage.queries.accounts import account_by_id
from storage.queries.due import nudges_by_ids
from storage.queries.names import accounts_named
from storage.queries.outbox import outbox_problems
from tests.stories.member import Member
from tests.stories.seen import Seen, message_seen

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2026, 1, 23, 8, 30, tzinfo=NEW_YORK)  # a Friday, half an hour before the first plans
EXAMPLES = Path(__file__).parents[2] / "examples"
ACME = EXAMPLES / "acme.yaml"  # seed 001's tracker
NEVER = 86_400.0  # seconds between beats of its own: the sandbox's clock asks for every tick


class Refused(Exception):
    """The control API does not take an act: a person could not do that."""


class Clock:
    """The workspace's clock, which stands still until it is moved."""

    def __init__(self, team: Team) -> None:
        self._team = team

    @property
    def now(self) -> datetime:
        return self._team.sandbox.clock.now()

    def to(self, moment: str) -> None:
        """Through every tick in between, to `2026-01-24T09:00-05:00`, or to `2026-01-24 09:00` in New York."""
        target = datetime.fromisoformat(moment)
        self._team.control("clock", to=(target if target.tzinfo else target.replace(tzinfo=NEW_YORK)).isoformat())

    def forward(self, span: str) -> None:
        """By `1d`, `2h`, `5m`."""
        self._team.control("clock", advance=span)


class Team:
    """Sandbox, bot and database together. `mode` is how Slack reaches the bot: socket or http."""

    jane: Member
    omar: Member
    lena: Member
    victor: Member
    erin: Member
    sam: Member
    gus: Member
    exa: Member

    def __init__(self, database_url: str, mode: str = "socket", now: datetime = START) -> None:
        self._url, self._mode = database_url, mode
        self.sandbox = Sandbox(now.astimezone(UTC), scopes=SCOPES)
        self._server = SandboxServer(self.sandbox)
        self._announced: set[str] = set()
        self.mailer: Mailer | None = None  # from the next restart on
        self.noted: dict[str, list[int]] = {}  # the nudges that a message says, by its ts: the outbox forgets them
        self.clock = Clock(self)
        for name in ("jane", "omar", "lena", "victor", "erin", "sam", "gus", "exa"):
            setattr(self, name, Member(self, name))

    def start(self, *, furnished: bool = True) -> Team:
        """Serve; with the settings and people of the demo unless told otherwise."""
        self._server.start()
        store = Store(self._url)
        if furnished:
            client = WebClient(token=self.sandbox.bot_token, base_url=self.sandbox.api_url)
            furnish(store, client, self.clock.now)
        self._start_bot(store)
        return self

    def stop(self) -> None:
        self.bot.stop()
        self._server.stop()

    def passes(self, until: str) -> None:
        """Noon after noon up to that moment in New York, each escalation taken up on its day by whom it was for."""
        target = datetime.fromisoformat(until).replace(tzinfo=NEW_YORK)
        noon = self.clock.now.astimezone(NEW_YORK).replace(hour=12, minute=0, second=0, microsecond=0)
        while noon < target:
            if noon > self.clock.now:
                self.clock.to(noon.isoformat())
            self.takes_up()
            noon += timedelta(days=1)
        self.clock.to(target.isoformat())

    def takes_up(self) -> None:
        """Whoever an escalation was for says "I have it", which is all they say."""
        for member in (self.lena, self.victor, self.erin, self.jane):
            for post in [post for post in member.dm() if post.key.startswith("escalation:")]:
                for near in post.places("I have it"):
                    if near in (now := member.again(post)).places("I have it"):
                        member.clicks(now, "I have it", near=near)

    def restart(self) -> None:
        """The bot's process ends, and another begins on the same database."""
        self.bot.stop()
        self.sandbox.followers.urls.clear()
        self._start_bot(Store(self._url))

    def owns(self, *files: str | Path) -> Team:
        """These trackers (names in examples/, or paths) are imported as the command line imports them."""
        paths = [file if isinstance(file, Path) else EXAMPLES / f"{file}.yaml" for file in files]
        for imported in import_files(self.bot.store, paths, self.clock.now):
            assert imported.error is None, imported.error
        self.control("clock")
        return self

    def announces(self, *errors: str) -> None:
        """The story is about Slack refusing a call with one of these errors."""
        self._announced |= set(errors)

    def channel(self, name: str) -> list[Seen]:
        """All that lasts in a channel, oldest first, replies among it."""
        found = messages_of(self.sandbox, {"channel": name})["messages"]
        return [message_seen(raw) for raw in found if raw["ephemeral_to"] is None]

    def redelivers(self, times: int = 1, back: int = 1) -> None:
        """Slack sends the last payload again."""
        assert self.control("redeliver", n=times, back=back)["ok"]

    def fails(self, method: str, **fault: Any) -> None:
        """The next call of a method goes wrong: `when="before", do="drop"` …"""
        self.control("faults", [{"method": method, "times": 1, **fault}])

    def account(self, name: str) -> Account:
        """An account as it is stored."""
        with self.bot.store.read() as session:
            return account_by_id(session, accounts_named(session, name).id)

    def permalink(self, post: Seen) -> str:
        """Slack's own address of a message."""
        client = WebClient(token=self.sandbox.bot_token, base_url=self.sandbox.api_url)
        return str(client.chat_getPermalink(channel=post.channel, message_ts=post.ts)["permalink"])

    def nudges(self, ids: list[int]) -> list[Nudge]:
        with self.bot.store.read() as session:
            return list(nudges_by_ids(session, ids))

    def control(self, name: str, body: Any = None, /, **fields: Any) -> dict[str, Any]:
        """POST /_control/<name>; everything that follows from it has happened when it returns. Raises Refused."""
        data = json.dumps(fields if body is None else body).encode()
        request = Request(f"{self.sandbox.url}/_control/{name}", data, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=120) as answer:
                found: dict[str, Any] = json.loads(answer.read())
        except HTTPError as error:
            with error:
                raise Refused(error.read().decode()) from None
        assert "follower_failed" not in found, found
        return found

    def check(self) -> None:
        """Nothing that the bot sent was refused, except as announced."""
        assert self.sandbox.refusals == []
        failed = [call for call in self.sandbox.calls.all() if not call.answer.get("ok", True)]
        unexpected = [call for call in failed if call.answer.get("error") not in self._announced]
        assert [(call.method, call.answer, call.args) for call in unexpected] == []
        with self.bot.store.read() as session:
            problems = [row for row in outbox_problems(session) if row.error not in self._announced]
        assert problems == []

    def _start_bot(self, store: Store) -> None:
        now = self.clock.now
        connection = Connection(
            bot_token=self.sandbox.bot_token,
            app_token=self.sandbox.app_token if self._mode == "socket" else None,
            signing_secret=self.sandbox.signing_secret if self._mode == "http" else None,
            api_url=self.sandbox.api_url,
            tick_seconds=NEVER,
            mailer=self.mailer,
        )
        self.bot = Bot(connection, store, FollowedClock(now)).start()
        self.sandbox.follow(f"{self.bot.url}/_clock")
        if self._mode == "http":
            self.control("delivery", mode="http", url=f"{self.bot.url}/slack/events")
        else:
            assert self.control("socket", do="wait")["ok"]
