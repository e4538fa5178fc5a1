"""The state of the workspace: people, channels, messages, views, files, bookmarks; and how each of them changes.

Nothing here checks what an app may do (that is `sandbox.api`) nor calls anybody; `changes` tells of every change.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from sandbox.blocks import stored_blocks
from sandbox.changes import Changes
from sandbox.clock import Clock, Stamps
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.people import BOT_NAME, Person, everybody, made_id
from sandbox.places import Channel, Kind, first_channels
from sandbox.posts import Message, Posts
from sandbox.views import View, ViewDesk


class World:
    """Everything that is in the workspace now. Ids are keys; names are accepted by `person` and `channel`."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self.clock, self.changes, self.stamps = clock, changes, Stamps(clock)
        self.posts, self.views, self.files = Posts(), ViewDesk(), Files()
        self.bookmarks: dict[str, list[dict[str, Any]]] = {}
        self._tokens = itertools.count(0xB10C0)
        self.people: dict[str, Person] = {one.id: one for one in everybody()}
        self.channels: dict[str, Channel] = {}
        self.bot = self.person(BOT_NAME)
        self._make_channels()

    # who and where

    def person(self, name_or_id: str) -> Person:
        """By id, `jane`, `@jane`, or real name; raises SlackError user_not_found."""
        wanted = name_or_id.strip().lstrip("@")
        found = self.people.get(wanted) or next(
            (one for one in self.people.values() if wanted.casefold() in (one.name, one.real_name.casefold())), None
        )
        if found is None:
            raise SlackError("user_not_found")
        return found

    def channel(self, name_or_id: str) -> Channel:
        """By id, `general`, `#general`, or `@jane` (the bot's DM with jane); raises channel_not_found."""
        wanted = name_or_id.strip()
        if wanted.startswith("@"):
            return self.dm_with(self._person_of_dm(wanted).id)
        found = self.channels.get(wanted) or next(
            (one for one in self.channels.values() if one.name and one.name == wanted.lstrip("#")), None
        )
        if found is None or found.is_deleted:
            raise SlackError("channel_not_found")
        return found

    def dm_with(self, user_id: str) -> Channel:
        """The DM between the bot and that person, made when it is the first time."""
        for channel in self.channels.values():
            if channel.is_im and channel.user == user_id:
                return channel
        person = self.people[user_id]
        made = Channel(made_id("D", person.name), "", "im", [user_id, self.bot.id], self._now(), user=user_id)
        self.channels[made.id] = made
        self.changes.publish("channel", channel=made.id)
        return made

    def channel_name(self, channel: Channel) -> str:
        """Its name as the control API gives it: `general`, or `@jane` for a DM."""
        return f"@{self.people[channel.user].name}" if channel.user else channel.name

    def add_person(self, name: str, real_name: str, **more: Any) -> Person:
        """One more member, in #general."""
        person = Person(made_id("U", name), name, real_name, updated=self._now(), **more)
        self.people[person.id] = person
        self.channel("general").members.append(person.id)
        self.changes.publish("person", user=person.id)
        return person

    def add_channel(self, name: str, members: list[str], kind: Kind = "channel", purpose: str = "") -> Channel:
        """One more channel with these user ids in it."""
        made = Channel(made_id("C", name), name, kind, members, self._now(), creator=members[0] if members else "")
        made.purpose, made.is_general = purpose, name == "general"
        self.channels[made.id] = made
        self.changes.publish("channel", channel=made.id)
        return made

    # messages

    def post(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        blocks: list[dict[str, Any]] | None = None,
        ephemeral_to: str | None = None,
        **more: Any,
    ) -> Message:
        """Store a message at the clock's now; block ids that are missing are made, as Slack does."""
        message = Message(
            channel=channel,
            ts=self.stamps.next(),
            user=user,
            text=text,
            blocks=self.stored(blocks or []),
            by_app=user == self.bot.id,
            ephemeral_to=ephemeral_to,
            **more,
        )
        self.posts.add(message)
        self.changes.publish("message", channel=channel, ts=message.ts, ephemeral_to=ephemeral_to)
        return message

    def edit(self, message: Message, changes: Mapping[str, Any], *, mark: bool = True) -> Message:
        """Replace text, blocks, metadata … of a message; `mark` leaves "(edited)" on it."""
        for key, value in changes.items():
            setattr(message, key, self.stored(value) if key == "blocks" else value)
        if mark:
            message.edited_ts, message.edited_by = self.stamps.next(), self.bot.id
        self.changes.publish("message_changed", channel=message.channel, ts=message.ts)
        return message

    def delete(self, message: Message) -> None:
        """Take a message away."""
        self.posts.remove(message)
        self.changes.publish("message_deleted", channel=message.channel, ts=message.ts)

    def messages(self, channel: str, viewer: str | None = None) -> list[Message]:
        """What `viewer` (a user id; None for all) sees in a channel id, oldest first, replies among them."""
        return self.posts.visible_to(channel, viewer)

    def stored(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Checked blocks with the ids that Slack makes where the app gave none."""
        return stored_blocks(blocks, lambda: f"{next(self._tokens):05x}")

    # views

    def show(self, view: View) -> View:
        """Tell the page that a view came or changed."""
        self.changes.publish("home" if view.payload.get("type") == "home" else "view", user=view.user, view_id=view.id)
        return view

    def _person_of_dm(self, wanted: str) -> Person:
        try:
            return self.person(wanted)
        except SlackError as error:
            raise SlackError("channel_not_found") from error

    def _now(self) -> int:
        return int(self.clock.now().timestamp())

    def _make_channels(self) -> None:
        ids = list(self.people)
        exa, gus = self.person("exa").id, self.person("gus").id
        for name, members, purpose in first_channels(ids, self.bot.id, exa, gus):
            self.add_channel(name, members, purpose=purpose).is_ext_shared = exa in members
