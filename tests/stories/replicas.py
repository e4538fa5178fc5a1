"""The same team served by two bots on one database: what one begins the other goes on with."""

from __future__ import annotations

from bot.running import Bot
from storage.engine import Store
from tests.stories.team import Team


class Replicas(Team):
    """Over Socket Mode the payloads go to the two in turn; over HTTP to one until `other()`."""

    def stop(self) -> None:
        self.second.stop()
        super().stop()

    def restart(self) -> None:
        self.second.stop()
        super().restart()

    def other(self) -> Replicas:
        """A balancer: from now on Slack's payloads reach the other bot."""
        self.bot, self.second = self.second, self.bot
        self.control("delivery", mode="http", url=f"{self.bot.url}/slack/events")
        return self

    def _start_bot(self, store: Store) -> None:
        super()._start_bot(store)
        self.second: Bot = self.bot
        super()._start_bot(Store(self._url))
        if self._mode == "socket":
            assert self.control("socket", do="wait", count=2)["ok"]
