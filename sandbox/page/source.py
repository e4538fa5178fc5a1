"""What the page shows, as plain frozen snapshots, and where it gets them from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A person one can act as; `note` says what is special about them ("guest", "other company")."""

    id: str
    name: str
    real_name: str
    zone: str
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """The app in this workspace, with its slash commands and the shortcuts in a message's menu."""

    name: str
    user_id: str
    shortcuts: tuple[tuple[str, str], ...] = ()  # (callback id, name)
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation: a channel, or the app's direct messages with one person."""

    id: str
    name: str
    kind: Literal["channel", "dm"]
    members: frozenset[str]
    private: bool = False
    shared: bool = False
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a message; `url` is on this server, and the sizes are in bytes."""

    name: str
    url: str
    size: int
    mimetype: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One message as its viewer sees it."""

    ts: str
    author_id: str
    author: str
    by_app: bool
    text: str
    blocks: Sequence[Block]
    thread_ts: str | None = None
    edited: bool = False
    ephemeral: bool = False
    files: tuple[Attachment, ...] = ()
    reactions: tuple[tuple[str, int], ...] = field(default=())


class Source(Protocol):
    """What a running sandbox tells its page; nothing here changes the sandbox."""

    def now(self) -> datetime:
        """The sandbox's time, aware UTC."""

    def team(self) -> str:
        """The workspace's name."""

    def app(self) -> App:
        """The app under trial."""

    def people(self) -> Sequence[Person]:
        """Everybody one can act as."""

    def places(self) -> Sequence[Place]:
        """Every channel and every direct conversation with the app."""

    def posts(self, place_id: str, viewer_id: str) -> Sequence[Post]:
        """The messages of a place that this viewer may see, oldest first, replies among them."""

    def modals(self, user_id: str) -> Sequence[Mapping[str, Any]]:
        """The open modal views of a person, the topmost last."""

    def home(self, user_id: str) -> Mapping[str, Any] | None:
        """The Home view last published for a person."""
