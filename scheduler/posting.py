"""Outgoing posts and updates of an outbox row, and whether their person may be written to now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messages.kit import Message
from playbook.models import Nudge, Person, Workspace
from scheduler.looking import working_hours
from scheduler.slack import EVENT_TYPE, Outgoing
from storage.queries.people import person_by_id, workspace
from storage.records import OutboxRow


def waits(person: Person | None, settings: Workspace, now: datetime) -> bool:
    """Whether nobody may be written to now: they left, or their day is over."""
    left = person is not None and not person.is_full_member
    return left or working_hours(person, settings).working_moment_at_or_after(now) > now


def not_now(ids: Sequence[int], person: Person | None, settings: Workspace, now: datetime) -> Outgoing:
    """Nothing is sent: the nudges go back to the sweep, which finds the next person or morning."""
    left = person is not None and not person.is_full_member
    again = now if left else working_hours(person, settings).working_moment_at_or_after(now)
    return Outgoing("", {}, back=tuple(ids), back_at=again)


def in_their_hours(session: Session, row: OutboxRow, message: Message | None, now: datetime) -> Outgoing | None:
    """To the row's person, or another time while they are not at work; nothing without a message, or once they left."""
    person, settings = person_by_id(session, row.destination["user"]), workspace(session)
    if message is None or (person is not None and not person.is_full_member):
        return None
    working = working_hours(person, settings).working_moment_at_or_after(now)
    return Outgoing("", {}, later=working) if working > now else Outgoing("chat_postMessage", post(row, message))


def post(row: OutboxRow, message: Message, nudges: Iterable[Nudge] = ()) -> Mapping[str, Any]:
    """Arguments of a post that read-back can recognise by its opaque key, and a recall by the marks of its nudges."""
    place = {"channel": row.destination.get("channel") or row.destination["user"]}
    if thread := row.destination.get("thread_ts"):
        place["thread_ts"] = thread
    payload: dict[str, Any] = {"key": row.key}
    if marks := [nudge.mark for nudge in nudges]:
        payload["nudges"] = marks
    mark = {"event_type": EVENT_TYPE, "event_payload": payload}
    shown = {"text": message.text, "blocks": message.blocks, "metadata": mark}
    return {**place, **shown, "unfurl_links": False, "unfurl_media": False}


def update(row: OutboxRow, message: Message) -> Outgoing:
    """The message of the row's place replaced; sent twice it is the same."""
    place = {"channel": row.destination["channel"], "ts": row.destination["ts"]}
    return Outgoing("chat_update", {**place, "text": message.text, "blocks": message.blocks}, repeatable=True)
