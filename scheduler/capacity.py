"""CAPACITY's weekly run: each Monday the CSM lead hears who carries too much, if anybody does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from messages.kit import Message
from messages.load import capacity_message, load_message
from playbook.capacity import RULE, CsmLoad, is_over
from playbook.models import Person, Workspace
from scheduler.looking import working_hours
from storage.changes.capacity import record_capacity_run
from storage.changes.outbox import enqueue
from storage.engine import Actor, Store
from storage.queries.loads import csm_loads
from storage.queries.people import people_by_ids, person_by_id, workspace
from storage.queries.waking import Waking, waking
from storage.records import OutboxRow

WEEK = timedelta(days=7)


def queue_capacity(store: Store, now: datetime, actor: Actor, via: str) -> None:
    """Judge this week once its morning has come; the run is stored whether or not anything is to be said."""
    with store.read() as session:
        due = next_capacity_at(session, waking(session), now)
    if due is None or due > now:
        return
    with store.change(actor=actor, via=via, now=now) as change:
        settings = workspace(change.session)
        lead = _lead(change.session, settings)
        if lead is None:
            return
        monday = _monday(working_hours(lead, settings).local_date(now))
        over = [load for load in loads_now(change.session, settings) if is_over(load, settings)]
        if record_capacity_run(change, monday) and over:
            enqueue(change, "capacity", f"capacity:{monday}", {"user": lead.id}, {"week": monday.isoformat()}, now)


def next_capacity_at(session: Session, found: Waking, now: datetime) -> datetime | None:
    """When the next weekly run is due: Monday's opening of the CSM lead's week, or the first working moment after it;
    None without a lead or an account, or while the rule rests. The first one ever is on a Monday."""
    settings = workspace(session)
    lead = _lead(session, settings) if RULE not in settings.rested_rules else None
    if lead is None or not found.any_account:
        return None
    calendar = working_hours(lead, settings)
    monday, last = _monday(calendar.local_date(now)), found.capacity_judged_on
    begins = last is None and calendar.local_date(now) > monday
    if begins or (last is not None and last >= monday):
        return calendar.morning_at_or_after(calendar.midnight(monday + WEEK))
    opening = calendar.morning_at_or_after(calendar.midnight(monday))
    return opening if opening > now else calendar.working_moment_at_or_after(now)


def loads_now(session: Session, settings: Workspace) -> tuple[CsmLoad, ...]:
    """Everybody's load, with who is away."""
    return tuple(replace(load, away=settings.covered_by(load.csm_id) is not None) for load in csm_loads(session))


def load_screen(session: Session) -> Message:
    """Everybody's load, and who takes the next."""
    settings = workspace(session)
    loads = loads_now(session, settings)
    return load_message(loads, settings, people_by_ids(session, [load.csm_id for load in loads if load.csm_id]))


def capacity_words(session: Session, row: OutboxRow) -> Message | None:
    """The weekly message as things stand now; None when nobody is over any more."""
    settings = workspace(session)
    loads = loads_now(session, settings)
    if not any(is_over(load, settings) for load in loads):
        return None
    return capacity_message(loads, settings, people_by_ids(session, [load.csm_id for load in loads if load.csm_id]))


def _lead(session: Session, settings: Workspace) -> Person | None:
    for user_id in (settings.csm_lead, settings.vp_cs):
        person = person_by_id(session, user_id) if user_id else None
        if person is not None and person.is_full_member:
            return person
    return None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
