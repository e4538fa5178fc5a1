"""What the app holds: tokens with their scopes, trigger ids and response_urls (SLACK.md, Timing and Manifest)."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import Clock, Limits
from sandbox.errors import SlackError
from sandbox.people import APP_ID

# All that any method or delivery here asks for; an app that is to live with less says so.
SCOPES = frozenset(
    {"commands", "chat:write", "users:read", "users:read.email", "app_mentions:read", "files:write", "files:read"}
    | {"channels:read", "channels:history", "channels:join", "groups:read", "groups:history"}
    | {"im:read", "im:write", "im:history", "mpim:read", "mpim:write"}
    | {"reactions:read", "reactions:write", "bookmarks:read", "bookmarks:write"}
)


@dataclass(slots=True)
class Tokens:
    """The sandbox's own tokens, clearly fake; it refuses all others. `scopes` are those of the bot token."""

    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    bot_token: str = "xoxb-sandbox-0000-not-a-real-token"
    app_token: str = f"xapp-sandbox-1-{APP_ID}-not-a-real-token"
    signing_secret: str = "sandbox-signing-secret-not-real"
    verification: str = "sandbox-verification-token"
    revoked: bool = False

    def kind(self, token: str) -> str:
        """bot or app; raises SlackError not_authed, invalid_auth or token_revoked."""
        if not token:
            raise SlackError("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise SlackError("invalid_auth")
        if self.revoked:
            raise SlackError("token_revoked")
        return "bot" if token == self.bot_token else "app"

    def need(self, *any_of: str) -> None:
        """Raise missing_scope, with needed and provided, unless one of the scopes is granted."""
        if any_of and not self.scopes & set(any_of):
            raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(self.scopes)))


@dataclass(slots=True)
class Trigger:
    """The right to open one modal for a person, for three real seconds, once."""

    user: str
    made_at: float
    exchanged: bool = False


class Triggers:
    """Every trigger id that was given out."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_id: dict[str, Trigger] = {}
        self._count = itertools.count(1)

    def issue(self, user: str) -> str:
        """A new trigger id for that user id."""
        trigger_id = f"{next(self._count)}.{secrets.randbelow(10**10):010d}.{secrets.token_hex(16)}"
        self._by_id[trigger_id] = Trigger(user, self._limits.monotonic())
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """The user it stands for; raises invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._by_id.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if self._limits.monotonic() - trigger.made_at > self._limits.trigger_seconds:
            raise SlackError("expired_trigger_id")
        trigger.exchanged = True
        return trigger.user


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer: the channel, the person who sees it, and the message it came from if any."""

    channel: str
    user: str
    message_ts: str | None
    made_at: datetime
    uses: int = 0


class ResponseUrls:
    """Every response_url: five uses in thirty minutes of sandbox time."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock, self._limits = clock, limits
        self._by_token: dict[str, ResponseUrl] = {}

    def issue(self, channel: str, user: str, message_ts: str | None = None) -> str:
        """The token of a new one."""
        token = secrets.token_urlsafe(18)
        self._by_token[token] = ResponseUrl(channel, user, message_ts, self._clock.now())
        return token

    def use(self, token: str) -> ResponseUrl:
        """Count one use; raises no_such_url, expired_url or used_url."""
        found = self._by_token.get(token)
        if found is None:
            raise SlackError("no_such_url")
        if self._clock.now() - found.made_at > timedelta(seconds=self._limits.response_url_seconds):
            raise SlackError("expired_url")
        if found.uses >= self._limits.response_url_uses:
            raise SlackError("used_url")
        found.uses += 1
        return found


FAMILY = {"channel": "channels", "group": "groups", "im": "im"}


def scope_for(kind: str, ending: str) -> str:
    """The scope for a kind of conversation: ("im", "history") → im:history."""
    return f"{FAMILY[kind]}:{ending}"
