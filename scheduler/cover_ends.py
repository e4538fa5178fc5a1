"""Covers end by the clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from playbook.errors import Stale
from scheduler.looking import working_hours
from storage.changes.covers import end_cover
from storage.engine import Actor, Store
from storage.queries.people import cover_by_id, covers_due, person_by_id, workspace


def end_covers(store: Store, now: datetime, actor: Actor, via: str) -> None:
    """End each cover whose last day is over; whoever comes second finds it ended."""
    with store.read() as session:
        due = covers_due(session, now)
    for cover_id in due:
        try:
            with store.change(actor=actor, via=via, now=now) as change:
                cover = cover_by_id(change.session, cover_id)
                end_cover(change, cover_id, first_moment(change.session, cover.csm_id, now))
        except Stale:
            continue


def first_moment(session: Session, user_id: str, now: datetime) -> datetime:
    """When a person may be written to, at `now` at the earliest."""
    return working_hours(person_by_id(session, user_id), workspace(session)).working_moment_at_or_after(now)
