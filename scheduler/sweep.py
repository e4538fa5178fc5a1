"""The sweep: due accounts are looked at, and what is due to be said is queued. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from playbook.calendar import Calendar, calendar_for
from playbook.models import Mode, Nudge, Person, Workspace
from scheduler.looking import look_anew
from storage.changes.nudges import postpone_nudges, queue_nudges
from storage.changes.outbox import enqueue
from storage.changes.people import record_digest
from storage.engine import Actor, Change, Store
from storage.queries.due import accounts_due, nudges_due, nudges_for_plan, nudges_unaddressed, people_with_plan_due
from storage.queries.people import people as all_people
from storage.queries.people import people_by_ids, workspace
from storage.queries.portfolio import last_digest_at

ASSISTANT = Actor("assistant", "assistant", "Onboarding assistant")
VIA = "sweep"
BATCH = 50  # accounts looked at in one transaction

log = structlog.get_logger(__name__)


def sweep(store: Store, now: datetime) -> None:
    """Bring everything that time asks for by `now` (aware UTC) into the outbox."""
    look_at_due_accounts(store, now)
    queue_plans(store, now)
    put_off_unaddressed(store, now)
    queue_own_messages(store, now)
    queue_digest(store, now)


def look_at_due_accounts(store: Store, now: datetime) -> None:
    """Look at each account whose time has come, once. One that makes a rule fail does not hold up the others."""
    seen: set[int] = set()
    while True:
        with store.read() as session:
            due = [found for found in accounts_due(session, now, BATCH + len(seen)) if found not in seen][:BATCH]
            if not due:
                return
            settings, people = workspace(session), all_people(session)
        seen.update(due)
        try:
            _look_at_all(store, due, settings, people, now)
        except Exception:  # noqa: BLE001 - one by one below, where each failure is logged by its account
            _look_one_by_one(store, due, settings, people, now)


def _look_at_all(
    store: Store, ids: Sequence[int], settings: Workspace, people: dict[str, Person], now: datetime
) -> None:
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        for account_id in sorted(ids):
            look_anew(change, account_id, settings, people)


def _look_one_by_one(
    store: Store, ids: Sequence[int], settings: Workspace, people: dict[str, Person], now: datetime
) -> None:
    for account_id in ids:
        try:
            _look_at_all(store, [account_id], settings, people, now)
        except Exception:
            log.exception("look_failed", account=account_id)


def queue_plans(store: Store, now: datetime) -> None:
    """One morning plan a person and day; lines that come due after today's plan went wait for the next morning."""
    with store.read() as session:
        due = people_with_plan_due(session, now)
    for user_id in due:
        with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
            queue_plan(change, user_id)


def put_off_unaddressed(store: Store, now: datetime) -> None:
    """Plan lines that nobody can be told wait for the next morning: by then somebody may stand behind the role."""
    with store.read() as session:
        due, settings = nudges_unaddressed(session, now), workspace(session)
    if not due:
        return
    log.warning("nudges_without_person", count=len(due))
    calendar = calendar_for(None, settings, ZoneInfo(settings.time_zone))
    morning = calendar.morning_at_or_after(calendar.midnight(calendar.local_date(now) + timedelta(days=1)))
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        postpone_nudges(change, [nudge.id for nudge in due], morning)


def queue_plan(change: Change, user_id: str) -> None:
    """Queue the person's plan of today with all lines that are due, or move the lines to the next morning."""
    calendar = _calendar_of(change, user_id)
    nudges = [nudge.id for nudge in nudges_for_plan(change.session, user_id, change.now)]
    today = calendar.local_date(change.now)
    about = {"date": today.isoformat()}
    if enqueue(change, "plan", f"plan:{user_id}:{today}", {"user": user_id}, about, change.now):
        queue_nudges(change, nudges)
    else:
        tomorrow = calendar.midnight(today + timedelta(days=1))
        postpone_nudges(change, nudges, calendar.morning_at_or_after(tomorrow))


def _calendar_of(change: Change, user_id: str) -> Calendar:
    settings = workspace(change.session)
    person = people_by_ids(change.session, [user_id]).get(user_id)
    return calendar_for(person, settings, ZoneInfo(settings.time_zone))


def queue_own_messages(store: Store, now: datetime) -> None:
    """Queue nudges that come as messages of their own; escalations go to the person and the escalation channel."""
    while True:
        with store.read() as session:
            due = nudges_due(session, now)
            channel = workspace(session).escalation_channel
        if not due:
            return
        with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
            for nudge in due:
                _queue_own_message(change, nudge, channel)
            queue_nudges(change, [nudge.id for nudge in due])


def _queue_own_message(change: Change, nudge: Nudge, channel: str | None) -> None:
    kind = "escalation" if nudge.mode is Mode.ESCALATION else "nudge"
    turn = f"{kind}:{nudge.id}:{nudge.send_at:%Y%m%dT%H%M%S}"  # a snoozed one has its turn again
    if nudge.recipient_id:
        enqueue(change, kind, f"{turn}:person", {"user": nudge.recipient_id}, {"nudge": nudge.id}, change.now)
    if kind == "escalation" and channel:
        enqueue(change, kind, f"{turn}:channel", {"channel": channel}, {"nudge": nudge.id}, change.now)


def queue_digest(store: Store, now: datetime) -> None:
    """Queue the at-risk digest of a working day once its hour has come."""
    with store.read() as session:
        settings, last = workspace(session), last_digest_at(session)
    due = next_digest_at(settings, last, now)
    if due is None or due > now:
        return
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        today = now.astimezone(ZoneInfo(settings.time_zone)).date()
        enqueue_digest(change, settings, last, today, f"digest:{today}")
        record_digest(change, today, now)


def enqueue_digest(change: Change, settings: Workspace, last: datetime | None, today: date, key: str) -> bool:
    """Queue one digest for the digest channel; its changes count from `last`. False when it was queued before."""
    about = {"date": today.isoformat(), "since": last.isoformat() if last else None}
    return enqueue(change, "digest", key, {"channel": settings.digest_channel}, about, change.now)


def next_digest_at(settings: Workspace, last: datetime | None, now: datetime) -> datetime | None:
    """When the next digest is due: at its hour on a working day, late only within working hours; None: no channel."""
    if not settings.digest_channel:
        return None
    zone = ZoneInfo(settings.time_zone)
    calendar = calendar_for(None, settings, zone)
    day = calendar.local_date(now)
    if (last is not None and calendar.local_date(last) >= day) or now > _too_late(settings, day, zone):
        day += timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(settings.digest_hour), zone)


def _too_late(settings: Workspace, day: date, zone: ZoneInfo) -> datetime:
    return max(
        datetime.combine(day, settings.closes, zone),
        datetime.combine(day, time(settings.digest_hour), zone) + timedelta(hours=1),
    )
