"""The people in Slack and the team's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Slack user as users.info tells it."""

    id: str
    name: str
    real_name: str
    email: str | None = None
    time_zone: str = "America/New_York"
    team_id: str = ""
    is_admin: bool = False
    is_guest: bool = False  # is_restricted or is_ultra_restricted
    is_stranger: bool = False  # Slack Connect, or another team
    is_bot: bool = False
    is_deleted: bool = False
    dm_channel: str | None = None
    fetched_at: datetime | None = None

    @property
    def is_full_member(self) -> bool:
        return not (self.is_guest or self.is_stranger or self.is_bot or self.is_deleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Somebody looks after a CSM's accounts while the CSM is away, through the day `until_on`."""

    id: int = 0
    csm_id: str
    cover_id: str
    from_at: datetime
    until_on: date
    ends_at: datetime  # the CSM's midnight after that day
    ended_at: datetime | None = None  # None while it runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The team's settings."""

    digest_channel: str | None = None
    escalation_channel: str | None = None
    digest_hour: int = 9  # local to `time_zone`
    csm_lead: str | None = None  # Slack user ids
    vp_cs: str | None = None
    engineering_lead: str | None = None
    ae_default: str | None = None
    opens: time = time(9, 0)
    closes: time = time(18, 0)
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)  # Monday is 0
    holiday_country: str | None = None  # ISO 3166; its public holidays are nobody's working days
    extra_holidays: tuple[date, ...] = ()
    time_zone: str = "America/New_York"
    country: str | None = None
    default_playbook: str = "agent-30-day"
    rested_rules: tuple[str, ...] = ()  # ids of rules that the team put to rest
    rule_numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # the team's own, by rule and name
    covers: tuple[Cover, ...] = ()  # the running ones; kept apart from the settings, which a save does not touch

    def covered_by(self, user_id: str | None) -> str | None:
        """Who stands in for a person by cover, at the end of a chain of covers; None for one who is here."""
        if not self.covers:
            return None
        by = {cover.csm_id: cover.cover_id for cover in self.covers}
        seen = {user_id}
        found = by.get(user_id or "")
        while found in by and found not in seen:
            seen.add(found)
            found = by[found]
        return None if found in seen else found
