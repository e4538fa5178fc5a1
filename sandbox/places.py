"""Channels and direct messages of the workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.people import STRANGER_TEAM_ID, TEAM_ID

Kind = Literal["channel", "group", "im"]


@dataclass(slots=True)
class Channel:
    """A conversation. `members` are user ids in the order they joined; a DM has `user`, the person the bot talks to."""

    id: str
    name: str
    kind: Kind = "channel"
    members: list[str] = field(default_factory=list)
    created: int = 0
    creator: str = ""
    user: str | None = None
    is_archived: bool = False
    is_ext_shared: bool = False
    is_deleted: bool = False
    is_general: bool = False
    purpose: str = ""
    topic: str = ""
    previous_names: list[str] = field(default_factory=list)

    @property
    def is_im(self) -> bool:
        """Whether it is a DM between the bot and one person."""
        return self.kind == "im"

    def as_api(self, viewer: str, *, num_members: bool = False) -> dict[str, Any]:
        """The channel object of conversations.info as `viewer` (a user id) sees it."""
        if self.is_im:
            return self._im_api()
        private = self.kind == "group"
        body: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not private,
            "is_group": private,
            "is_im": False,
            "is_mpim": False,
            "is_private": private,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "is_member": viewer in self.members,
            "created": self.created,
            "creator": self.creator,
            "unlinked": 0,
            "context_team_id": TEAM_ID,
            "shared_team_ids": [TEAM_ID, STRANGER_TEAM_ID] if self.is_ext_shared else [TEAM_ID],
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "previous_names": list(self.previous_names),
        }
        return body | ({"num_members": len(self.members)} if num_members else {})

    def _im_api(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "created": self.created,
            "is_im": True,
            "is_archived": False,
            "is_org_shared": False,
            "context_team_id": TEAM_ID,
            "user": self.user,
            "is_user_deleted": False,
            "priority": 0,
        }


def first_channels(people: list[str], bot: str, stranger: str, guest: str) -> list[tuple[str, list[str], str]]:
    """Name, members and purpose of the channels of a new sandbox; ids of people in, the bot is a member of all."""
    insiders = [one for one in people if one not in (stranger, guest, bot)]
    return [
        ("general", [*insiders, guest, bot], "Company-wide announcements"),
        ("cs-digest", [*insiders, bot], "The daily at-risk digest"),
        ("cs-escalations", [*insiders, bot], "Onboardings that need a hand"),
        ("acme-shared", [*insiders, guest, stranger, bot], "Shared with Acme"),
    ]
