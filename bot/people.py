"""Who is who: Slack users as the database remembers them, asked from users.info when they are new or old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.cleaning import cleaned
from playbook.models import Person
from storage.changes.people import save_person
from storage.engine import Actor, Store
from storage.queries.people import person_by_id

FRESH = timedelta(days=1)
ASSISTANT = Actor("assistant", "assistant", "Onboarding assistant")
UNKNOWN_USER = {"user_not_found", "user_not_visible", "users_not_found"}


@dataclass(frozen=True, slots=True)
class Ours:
    """This installation, from auth.test."""

    team_id: str
    bot_user_id: str
    bot_id: str = ""
    url: str = ""  # of the workspace, with a slash at its end

    def permalink(self, channel: str, ts: str) -> str | None:
        """Slack's address of a message, made without asking; None where the workspace's own is not known."""
        return f"{self.url}archives/{channel}/p{ts.replace('.', '')}" if channel and ts and self.url else None


class People:
    """Looks people up for permissions and names. One database read for a known person, one API call for a new one."""

    def __init__(self, store: Store, client: WebClient, team_id: str, default_zone: str) -> None:
        self._store, self._client = store, client
        self._team_id, self._zone = team_id, default_zone

    @property
    def default_zone(self) -> str:
        """For whoever has none in Slack."""
        return self._zone

    def person(self, user_id: str, now: datetime) -> Person | None:
        """The user, asked from Slack only when never seen before; None when Slack does not know them either."""
        with self._store.glance() as session:
            known = person_by_id(session, user_id)
        return known or self.ask(user_id, now)

    def ask(self, user_id: str, now: datetime) -> Person | None:
        """The user as Slack knows them now, kept; None for nobody. Raises SlackApiError, OSError."""
        try:
            answer = self._client.users_info(user=user_id)
        except SlackApiError as error:
            if error.response.get("error") in UNKNOWN_USER:
                return None
            raise
        return self.keep(answer["user"], now)

    def keep(self, user: Mapping[str, Any], now: datetime) -> Person:
        """A user object from Slack (users.info, user_change), kept."""
        person = person_from(cleaned(dict(user)), self._team_id, self._zone, now)
        with self._store.change(actor=ASSISTANT, via="people", now=now, hurry=True) as change:
            return save_person(change, person)

    def is_old(self, person: Person, now: datetime) -> bool:
        return person.fetched_at is None or now - person.fetched_at > FRESH


def person_from(user: Mapping[str, Any], team_id: str, default_zone: str, now: datetime) -> Person:
    """Slack's user object → a Person; somebody of another team is a stranger whatever the object says."""
    profile = user.get("profile") or {}
    name = str(user.get("name") or user["id"])
    return Person(
        id=str(user["id"]),
        name=name,
        real_name=str(profile.get("real_name") or user.get("real_name") or name),
        email=profile.get("email"),
        time_zone=_known_zone(user.get("tz"), default_zone),
        team_id=str(user.get("team_id") or ""),
        is_admin=bool(user.get("is_admin")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or user.get("team_id", team_id) != team_id,
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_deleted=bool(user.get("deleted")),
        fetched_at=now,
    )


def _known_zone(name: Any, default: str) -> str:
    try:
        return ZoneInfo(str(name)).key if name else default
    except (KeyError, ValueError, OSError):
        return default
