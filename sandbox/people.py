"""Who is in the workspace: people, the guest, the stranger of another company, and the bot (issue 2, section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

TEAM_ID, TEAM_NAME, TEAM_DOMAIN = "T0SANDBOX01", "Sandbox", "sandbox"
STRANGER_TEAM_ID, STRANGER_TEAM_DOMAIN = "T0EXAMPLE01", "example-corp"
APP_ID, BOT_ID, BOT_NAME = "A0ONBOARD01", "B0ONBOARD01", "onboard"


def made_id(prefix: str, name: str) -> str:
    """A stable id that looks like Slack's: `made_id("U", "jane")` is U0JANE00000."""
    letters = "".join(char for char in name.upper() if char.isascii() and char.isalnum())
    return f"{prefix}0{letters}".ljust(11, "0")


@dataclass(slots=True)
class Person:
    """A member as users.info knows them. `title` is their job; `updated` the epoch second of their last change."""

    id: str
    name: str
    real_name: str
    tz: str = "America/New_York"
    title: str = ""
    team_id: str = TEAM_ID
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    updated: int = 0

    @property
    def email(self) -> str:
        """Their address, under a domain that nobody owns."""
        return f"{self.name}@{'example.org' if self.is_stranger else 'sandbox.example'}"

    @property
    def is_guest(self) -> bool:
        """Whether they are a single- or multi-channel guest."""
        return self.is_restricted or self.is_ultra_restricted

    def as_api(self, now: datetime, *, with_email: bool) -> dict[str, Any]:
        """The user object of users.info; the address only with the scope users:read.email."""
        body: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": self._profile(with_email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        return body if self.deleted else body | self._living(now)

    def _living(self, now: datetime) -> dict[str, Any]:
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return {
            "color": "4bbe2e",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz.replace("_", " "),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
            **({"is_stranger": True} if self.is_stranger else {}),
        }

    def _profile(self, with_email: bool) -> dict[str, Any]:
        first, _, last = self.real_name.partition(" ")
        profile: dict[str, Any] = {
            "title": self.title,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "first_name": first,
            "last_name": last,
            "status_text": "",
            "status_emoji": "",
            "team": self.team_id,
        }
        if self.is_bot:
            profile |= {"bot_id": BOT_ID, "api_app_id": APP_ID, "always_active": True}
        elif with_email and not self.is_stranger:
            profile["email"] = self.email
        return profile


def everybody() -> list[Person]:
    """The people of a new sandbox, the bot last."""

    def person(name: str, real_name: str, title: str, **more: Any) -> Person:
        return Person(made_id("U", name), name, real_name, title=title, **more)

    return [
        person("jane", "Jane Smith", "Customer success manager"),
        person("omar", "Omar Haddad", "Customer success manager", tz="Europe/Berlin"),
        person("lena", "Lena Fischer", "CSM lead", is_admin=True),
        person("victor", "Victor Lang", "VP customer success"),
        person("erin", "Erin Cole", "Engineering lead"),
        person("sam", "Sam Ortiz", "Account executive"),
        person("gus", "Gus Bell", "Contractor", is_restricted=True),
        person("exa", "Exa Moreno", "Customer", is_stranger=True, team_id=STRANGER_TEAM_ID),
        person(BOT_NAME, "Onboard", "", is_bot=True, tz="America/Los_Angeles"),
    ]
