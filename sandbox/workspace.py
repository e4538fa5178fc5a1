"""`Sandbox`: one local Slack with all its parts, before a server gives it an address."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sandbox.calls import Calls, Refusal
from sandbox.changes import Changes
from sandbox.clock import Agenda, Clock, Limits
from sandbox.delivery import Deliveries
from sandbox.errors import SlackError, Unusable
from sandbox.faults import Faults
from sandbox.followers import Followers
from sandbox.grants import ResponseUrls, Tokens, Triggers
from sandbox.rates import Rates
from sandbox.sockets import Sockets
from sandbox.world import World

STEPS = 100_000
UNSERVED = "http://127.0.0.1"
COMMANDS = ("/onboard",)
SHORTCUTS = (("message.add", "Add to onboarding"),)


class Sandbox:
    """Holds the workspace and everything about the app that is under trial.

    `now`: aware datetime at which the clock starts; `flow`: whether it runs on by itself. `scopes` of the bot token,
    real-time `limits`, the `commands` and message `shortcuts` (callback id, name) that the app has registered; how many
    `followers` of the clock there will be: until then it is not healthy.
    """

    def __init__(
        self,
        now: datetime,
        flow: bool = False,
        *,
        scopes: Iterable[str] | None = None,
        limits: Limits | None = None,
        commands: Iterable[str] = COMMANDS,
        shortcuts: Iterable[tuple[str, str]] = SHORTCUTS,
        followers: int = 0,
    ) -> None:
        self.limits = limits or Limits()
        self.clock = Clock(now, flow=flow, monotonic=self.limits.monotonic)
        self.changes, self.agenda, self.calls, self.faults = Changes(), Agenda(), Calls(), Faults()
        self.world = World(self.clock, self.changes)
        self.tokens = Tokens() if scopes is None else Tokens(scopes=set(scopes))
        self.triggers, self.response_urls = Triggers(self.limits), ResponseUrls(self.clock, self.limits)
        self.rates, self.followers = Rates(self.clock, self.limits), Followers(self.clock, followers)
        self.sockets = Sockets(self.limits)
        self.deliveries = Deliveries(self.sockets, self.tokens, self.limits, self.agenda, self.clock)
        self.refusals: list[Refusal] = []
        self.commands, self.shortcuts = tuple(commands), tuple(shortcuts)
        self.url = UNSERVED

    @property
    def bot_token(self) -> str:
        """The bot token, clearly fake."""
        return self.tokens.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode."""
        return self.tokens.app_token

    @property
    def signing_secret(self) -> str:
        """What signed HTTP deliveries are signed with."""
        return self.tokens.signing_secret

    @property
    def api_url(self) -> str:
        """The base address of the Web API, for `SLACK_API_URL`."""
        return f"{self.url}/api/"

    def follow(self, url: str) -> None:
        """Tell that loopback address of every move of the clock (the follower protocol)."""
        self.followers.add(url)

    def refuse(self, where: str, error: SlackError, payload: dict[str, Any]) -> None:
        """Remember a payload that failed validation, so that tests can assert there was none."""
        self.refusals.append(Refusal(where, error.code, error.messages, payload))

    async def settle(self) -> datetime | None:
        """Do all that is due now, here and at the followers; when the next thing is due."""
        for _ in range(STEPS):
            await self._do_due()
            next_at = await self.followers.tell()
            own = self.agenda.next_at()
            if own is None or own > self.clock.now():
                return min((one for one in (next_at, own) if one is not None), default=None)
        raise Unusable("never_settles", "the sandbox's own agenda never empties")

    async def move_to(self, target: datetime) -> int:
        """Move the clock through every due instant up to `target`; how many stops there were. Raises Unusable."""
        if target < self.clock.now():
            raise Unusable("clock_back", "the clock does not go back")
        next_at = await self.settle()
        for stop in range(STEPS):
            now = self.clock.now()
            if now >= target:
                return stop
            if next_at is not None and next_at <= now:
                next_at = now + timedelta(seconds=1)  # due but not done: time must pass all the same
            self._set(min(next_at or target, target))
            next_at = await self.settle()
        raise Unusable("never_settles", "something is due again and again; the clock stopped where it is")

    def _set(self, instant: datetime) -> None:
        self.clock.set(instant)
        self.changes.publish("clock", now=self.clock.now().isoformat())

    async def _do_due(self) -> None:
        while due := self.agenda.pop_due(self.clock.now()):
            outcome = due.do()
            if inspect.isawaitable(outcome):
                await outcome
