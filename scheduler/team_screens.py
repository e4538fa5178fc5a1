"""The screens of the team: who carries how much, what became of nudges, who covers whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messages.covers import covers_message
from messages.hygiene import nudges_message
from messages.kit import Message
from playbook.models import Person
from scheduler.capacity import load_screen
from storage.queries.hygiene import often_not_relevant, outcomes
from storage.queries.people import people_by_ids, workspace

About = Mapping[str, Any]


def loads(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """How many onboardings each CSM carries."""
    return load_screen(session)


def nudge_outcomes(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """What became of nudges, by rule."""
    since, zone = datetime.fromisoformat(about["since"]), ZoneInfo(viewer.time_zone)
    found, often, resting = outcomes(session, since), often_not_relevant(session), workspace(session).rested_rules
    return nudges_message(found, often, resting, since.astimezone(zone).date(), now.astimezone(zone).date())


def who_covers(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Who covers whom."""
    covers = workspace(session).covers
    ids = sorted({found for cover in covers for found in (cover.csm_id, cover.cover_id)})
    return covers_message(covers, people_by_ids(session, ids))
