"""Messages of the workspace, ephemeral ones among them."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.people import APP_ID, BOT_ID, TEAM_ID

Block = dict[str, Any]


@dataclass(slots=True)
class Message:
    """One message. `ephemeral_to` is the only person who sees it; `hidden_until` is when a lagging history shows it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Block] = field(default_factory=list)
    by_app: bool = False
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited_ts: str | None = None
    edited_by: str = ""
    ephemeral_to: str | None = None
    reply_broadcast: bool = False
    attachments: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    subtype: str | None = None
    hidden_until: datetime | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def as_api(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message object; metadata only when asked for (SLACK.md: include_all_metadata)."""
        body: dict[str, Any] = {"user": self.user, "type": "message", "ts": self.ts, "text": self.text, "team": TEAM_ID}
        if self.by_app:
            body |= {"bot_id": BOT_ID, "app_id": APP_ID}
        if self.blocks:
            body["blocks"] = self.blocks
        for key in ("attachments", "files", "subtype", "thread_ts"):
            if value := getattr(self, key):
                body[key] = value
        if self.edited_ts:
            body["edited"] = {"user": self.edited_by, "ts": self.edited_ts}
        if self.reactions:
            body["reactions"] = self.reaction_list()
        if with_metadata and self.metadata:
            body["metadata"] = self.metadata
        return body

    def reaction_list(self) -> list[dict[str, Any]]:
        """Reactions as reactions.get gives them."""
        return [{"name": name, "users": users, "count": len(users)} for name, users in self.reactions.items()]

    def as_control(self) -> dict[str, Any]:
        """The message as the control API and the page show it, with everything."""
        return self.as_api(with_metadata=True) | {
            "channel": self.channel,
            "blocks": self.blocks,
            "metadata": self.metadata,
            "thread_ts": self.thread_ts,
            "edited": self.edited_ts is not None,
            "ephemeral_to": self.ephemeral_to,
        }


class Posts:
    """All messages by channel, in the order of their ts."""

    def __init__(self) -> None:
        self._by_channel: dict[str, list[Message]] = {}

    def add(self, message: Message) -> None:
        """Store it where its ts belongs."""
        insort(self._by_channel.setdefault(message.channel, []), message, key=lambda one: one.ts)

    def remove(self, message: Message) -> None:
        """Forget it; a removed parent takes nothing with it, as in Slack."""
        self._by_channel[message.channel].remove(message)

    def of(self, channel: str) -> list[Message]:
        """Every message of a channel, oldest first, ephemeral and replies included."""
        return list(self._by_channel.get(channel, ()))

    def visible_to(self, channel: str, viewer: str | None) -> list[Message]:
        """As `of`, without what is ephemeral for somebody else; viewer None sees all."""
        return [one for one in self.of(channel) if viewer is None or one.ephemeral_to in (None, viewer)]

    def find(self, channel: str, ts: str) -> Message | None:
        """The message with that ts, or None."""
        return next((one for one in self._by_channel.get(channel, ()) if one.ts == ts), None)

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """The lasting replies of a thread, oldest first, without the parent."""
        return [
            one for one in self.of(channel) if one.thread_ts == thread_ts and one.is_reply and one.ephemeral_to is None
        ]

    def with_thread(self, message: Message, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message object with its reply counts."""
        body = message.as_api(with_metadata=with_metadata)
        replies = [] if message.is_reply else self.replies(message.channel, message.ts)
        if not replies:
            return body
        users = list(dict.fromkeys(one.user for one in replies))
        return body | {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users,
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
