"""The sweep: due accounts are looked at, and what is due to be said is queued. Nothing is sent here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import structlog

from playbook.calendar import Calendar
from playbook.models import Workspace
from scheduler.capacity import queue_capacity
from scheduler.cover_ends import end_covers
from scheduler.looking import close_met_gate, hand_over, look_anew, next_morning, working_hours
from scheduler.mailing import queue_due_mails
from scheduler.own_messages import queue_own_messages
from storage.changes.looks import postpone_look
from storage.changes.nudges import postpone_nudges, postpone_unaddressed, queue_nudges
from storage.changes.outbox import enqueue
from storage.changes.people import hold_workspace, record_digest_queued
from storage.changes.queueing import ToSay, enqueue_all
from storage.engine import Actor, Change, Store
from storage.errors import AWAY, OutcomeUnknown
from storage.queries.due import (
    accounts_due,
    any_unaddressed,
    nudges_for_plan,
    people_with_plan_due,
    plan_lines,
)
from storage.queries.people import people_by_ids, workspace
from storage.queries.portfolio import last_digest_at
from storage.queries.waking import Work, waking

ASSISTANT = Actor("assistant", "assistant", "Onboarding assistant")
VIA = "sweep"
BATCH = 50  # accounts looked at in one transaction
PLANS = 200  # people whose plans are queued in one
LOOKS = 20  # of one account in one sweep; more than that is a rule that never comes to rest
AFTER_FAILURE = timedelta(hours=1)  # an account whose rules fail is looked at again then

log = structlog.get_logger(__name__)


def sweep(
    store: Store,
    now: datetime,
    go_on: Callable[[], bool] = lambda: True,
    *,
    mail: bool = False,
    due: Container[Work] = tuple(Work),
) -> None:
    """Bring what time asks for by `now` (aware UTC) into the outbox: all of it, or what is `due` of it.

    `go_on` is asked between batches of looks: a sweep of all accounts takes minutes, and an answer must not wait.
    With `mail`, the self-serve e-mails too. What is done may make more due.
    """
    if Work.COVERS in due:
        end_covers(store, now, ASSISTANT, VIA)
    if Work.LOOKS in due:
        look_at_due_accounts(store, now, go_on, mail=mail)
    if Work.NUDGES in due:
        queue_plans(store, now)
        put_off_unaddressed(store, now)
        queue_own_messages(store, now, ASSISTANT, VIA)
    if Work.DIGEST in due:
        queue_digest(store, now)
    if Work.CAPACITY in due:
        queue_capacity(store, now, ASSISTANT, VIA)


def look_at_due_accounts(
    store: Store, now: datetime, go_on: Callable[[], bool] = lambda: True, *, mail: bool = False
) -> None:
    """Look at each account whose time has come. One that makes a rule fail is put off and holds up no other."""
    looks: Counter[int] = Counter()
    while True:
        with store.read() as session:
            due = accounts_due(session, now, BATCH)
            if not due:
                return
        looks.update(due)
        restless = [account_id for account_id in due if looks[account_id] > LOOKS]
        for account_id in restless:
            _put_off(store, account_id, now, "look_restless")
        calm = [account_id for account_id in due if account_id not in restless]
        try:
            _look_at_all(store, calm, now, mail)
        except (*AWAY, OutcomeUnknown):
            raise  # no account's fault: the next tick looks at them all
        except Exception:  # noqa: BLE001 - one by one below, where each failure is logged by its account
            _look_one_by_one(store, calm, now, mail)
        if len(due) == BATCH and not go_on():
            return


def _look_at_all(store: Store, ids: Sequence[int], now: datetime, mail: bool) -> None:
    """Look at them in one transaction, but for those with a gate to close: after that they are due again."""
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        settings = hold_workspace(change)
        gated = look_anew(change, ids, settings)
        if mail:
            queue_due_mails(change, [account_id for account_id in ids if account_id not in gated])
    for account_id in gated:
        with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
            close_met_gate(change, account_id)


def _look_one_by_one(store: Store, ids: Sequence[int], now: datetime, mail: bool) -> None:
    for account_id in ids:
        try:
            _look_at_all(store, [account_id], now, mail)
        except (*AWAY, OutcomeUnknown):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a rule stumbles over; logged with its account
            _put_off(store, account_id, now, "look_failed", error)


def _put_off(store: Store, account_id: int, now: datetime, event: str, error: Exception | None = None) -> None:
    log.error(event, account=account_id, exc_info=error)
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        postpone_look(change, account_id, now + AFTER_FAILURE)


def queue_plans(store: Store, now: datetime) -> None:
    """One morning plan a person and day; lines that come due after today's plan went wait for the next morning."""
    with store.read() as session:
        due = iter(people_with_plan_due(session, now))
    while users := list(islice(due, PLANS)):
        with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
            _queue_plans_of(change, users)


def _queue_plans_of(change: Change, users: Sequence[str]) -> None:
    """Queue each person's plan of today with all lines that are due, or move the lines to the next morning.

    Lines for somebody who left go to the one who stands in, who may be among them.
    """
    settings, people = workspace(change.session), people_by_ids(change.session, users)
    left = [user_id for user_id in users if user_id in people and not people[user_id].is_full_member]
    for user_id in left:
        hand_over(change, nudges_for_plan(change.session, user_id, change.now), settings)
    here = [user_id for user_id in users if user_id not in left]
    due = plan_lines(change.session, here, change.now)
    calendars = {user_id: working_hours(people.get(user_id), settings) for user_id in here}
    late = {user_id: calendars[user_id].working_moment_at_or_after(change.now) for user_id in here}
    queued = _enqueue_plans(change, [user_id for user_id in here if late[user_id] <= change.now], calendars)
    queue_nudges(change, [nudge for user_id in queued for nudge in due[user_id]])
    for user_id in here:
        if late[user_id] > change.now:  # we come after their day
            postpone_nudges(change, due[user_id], late[user_id])
        elif user_id not in queued:
            postpone_nudges(change, due[user_id], next_morning(calendars[user_id], change.now))


def _enqueue_plans(change: Change, users: Sequence[str], calendars: Mapping[str, Calendar]) -> list[str]:
    """Those of them whose plan of today was not queued before."""
    days = {user_id: calendars[user_id].local_date(change.now).isoformat() for user_id in users}
    plans = [ToSay(f"plan:{user_id}:{day}", {"user": user_id}, {"date": day}) for user_id, day in days.items()]
    keys = enqueue_all(change, "plan", plans)
    return [user_id for user_id, day in days.items() if f"plan:{user_id}:{day}" in keys]


def put_off_unaddressed(store: Store, now: datetime) -> None:
    """Plan lines that nobody can be told wait for the next morning: by then somebody may stand behind the role."""
    with store.read() as session:
        due, settings = any_unaddressed(session, now), workspace(session)
    if not due:
        return
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        count = postpone_unaddressed(change, next_morning(working_hours(None, settings), now))
    log.warning("nudges_without_person", count=count)


def queue_digest(store: Store, now: datetime) -> None:
    """Queue the at-risk digest of a working day once its hour has come."""
    with store.read() as session:
        settings, last = workspace(session), last_digest_at(session)
        due = next_digest_at(settings, waking(session).digest_queued_at, now)
    if due is None or due > now:
        return
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        today = now.astimezone(ZoneInfo(settings.time_zone)).date()
        enqueue_digest(change, settings, last, today, f"digest:{today}")
        record_digest_queued(change, today, now)


def enqueue_digest(
    change: Change, settings: Workspace, last: datetime | None, today: date, key: str, asked_by: str | None = None
) -> bool:
    """Queue one digest for the digest channel; its changes count from `last`. False when it was queued before.

    `asked_by` hears of it when Slack refuses it.
    """
    about = {"date": today.isoformat(), "since": last.isoformat() if last else None}
    about |= {"asked_by": asked_by} if asked_by else {}
    return enqueue(change, "digest", key, {"channel": settings.digest_channel}, about, change.now)


def next_digest_at(settings: Workspace, last: datetime | None, now: datetime) -> datetime | None:
    """When the next digest is due: at its hour on a working day, late only within working hours; None: no channel."""
    if not settings.digest_channel:
        return None
    calendar = working_hours(None, settings)
    day = calendar.local_date(now)
    if (last is not None and calendar.local_date(last) >= day) or now >= digest_closes(settings, day):
        day += timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(settings.digest_hour), calendar.zone)


def digest_closes(settings: Workspace, day: date) -> datetime:
    """From when on the digest of a day is too late: the end of working hours, or an hour after its own."""
    zone = ZoneInfo(settings.time_zone)
    its_hour = datetime.combine(day, time(settings.digest_hour), zone)
    return max(datetime.combine(day, settings.closes, zone), its_hour + timedelta(hours=1))
