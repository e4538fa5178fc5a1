"""The page's source in a running sandbox: the world's people, places, messages and views as plain snapshots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox.page.source import App, Attachment, Person, Place, Post
from sandbox.people import TEAM_NAME
from sandbox.people import Person as Member
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.world import World

SLACKBOT_NAME = "Slackbot"  # the only one who writes without being a member


class Workspace:
    """Reads the world for the page; see `sandbox.page.source.Source`."""

    def __init__(self, world: World, shortcuts: Sequence[tuple[str, str]] = ()) -> None:
        self._world = world
        self._shortcuts = tuple(shortcuts)

    def now(self) -> datetime:
        """The sandbox's time."""
        return self._world.clock.now()

    def team(self) -> str:
        """The workspace's name."""
        return TEAM_NAME

    def app(self) -> App:
        """The bot, under its real name."""
        return App(self._world.bot.real_name, self._world.bot.id, self._shortcuts)

    def people(self) -> Sequence[Person]:
        """Everybody but bots; those who left can still be looked at, and say so."""
        return [_person(member) for member in self._world.people.values() if not member.is_bot]

    def places(self) -> Sequence[Place]:
        """Channels as they were made, and a DM with the app for each person, opened or not."""
        channels = [c for c in self._world.channels.values() if not (c.is_im or c.is_deleted or c.is_archived)]
        return [_channel(channel) for channel in channels] + [self._direct(person) for person in self.people()]

    def posts(self, place_id: str, viewer_id: str) -> Sequence[Post]:
        """The messages of a place as that person sees them."""
        channel = self._channel_id(place_id)
        return [self._post(message) for message in self._world.messages(channel, viewer_id)] if channel else []

    def modals(self, user_id: str) -> Sequence[Mapping[str, Any]]:
        """The person's stack of modals."""
        return [view.as_api() for view in self._world.views.stack(user_id)]

    def home(self, user_id: str) -> Mapping[str, Any] | None:
        """The person's Home."""
        view = self._world.views.home(user_id)
        return None if view is None else view.as_api()

    def _channel_id(self, place_id: str) -> str:
        if not place_id.startswith("@"):
            return place_id
        name = place_id[1:]
        found = (c for c in self._world.channels.values() if c.user and self._world.people[c.user].name == name)
        return next((channel.id for channel in found), "")

    def _direct(self, person: Person) -> Place:
        return Place(f"@{person.name}", f"@{person.name}", "dm", frozenset({person.id, self._world.bot.id}))

    def _post(self, message: Message) -> Post:
        author = self._world.people.get(message.user)
        return Post(
            ts=message.ts,
            author_id=message.user,
            author=author.real_name if author else SLACKBOT_NAME,
            by_app=message.by_app,
            text=message.text,
            blocks=message.blocks if message.by_app else (),  # what people typed is shown from their text
            thread_ts=message.thread_ts,
            edited=message.edited_ts is not None,
            ephemeral=message.ephemeral_to is not None,
            files=tuple(_file(file) for file in message.files),
            reactions=tuple((name, len(users)) for name, users in message.reactions.items()),
        )


def _person(member: Member) -> Person:
    notes = ((member.deleted, "deactivated"), (member.is_guest, "guest"), (member.is_stranger, "other company"))
    note = next((words for applies, words in notes if applies), "")
    return Person(member.id, member.name, member.real_name, member.tz, member.title, note)


def _channel(channel: Channel) -> Place:
    private = channel.kind == "group"
    return Place(
        channel.id,
        channel.name,
        "channel",
        frozenset(channel.members),
        private,
        channel.is_ext_shared,
        channel.purpose,
    )


def _file(file: Mapping[str, Any]) -> Attachment:
    return Attachment(file["name"], f"/page/files/{file['id']}", int(file["size"]), str(file.get("mimetype") or ""))
