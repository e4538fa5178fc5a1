"""Messages of their own, at once or as escalations, from what stands now: about one account, or several gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from messages.gathered import Escalated, gathered_escalations, gathered_nudges
from messages.kit import Message
from messages.nudges import escalation_message, nudge_message
from messages.snapshots import PlanItem
from playbook.models import Account, Nudge, NudgeState, Person, Workspace
from scheduler.items import plan_items
from scheduler.looking import next_morning, people_around, working_hours
from scheduler.posting import not_now, post, waits
from scheduler.slack import Outgoing
from storage.queries.due import nudges_by_ids, nudges_of
from storage.queries.people import person_by_id, workspace
from storage.records import OutboxRow

_OVER = (NudgeState.DISMISSED, NudgeState.GONE)


def own_nudge(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """The causes of a message of its own that still stand; an account whose rules fail has its turn another morning."""
    nudges, settings = nudges_by_ids(session, row.about["nudges"]), workspace(session)
    items = plan_items(session, nudges, now)
    gone = tuple(item.nudge.id for item in items if _is_over(item))
    shared = "channel" in row.destination
    live = [item for item in items if item.nudge.id not in gone and not _is_put_off(item.nudge, now, shared=shared)]
    person = person_by_id(session, row.destination.get("user", ""))
    judged = {item.nudge.id for item in items}
    left = tuple(nudge.id for nudge in nudges if nudge.id not in judged)
    morning = next_morning(working_hours(person, settings), now)
    if not live:
        return Outgoing("", {}, gone=gone, back=left, back_at=morning) if gone or left else None
    ids = [item.nudge.id for item in live]
    if not shared and waits(person, settings, now):
        return replace(_another_time(row, [*ids, *left], person, settings, now), gone=gone)
    message, told = _said(session, row, live, now)
    more = tuple(each for each in ids if each not in told)  # in the next message, at once
    return Outgoing(
        "chat_postMessage",
        post(row, message, [item.nudge for item in live if item.nudge.id in told]),
        shown=told,
        gone=gone,
        back=(*more, *left),
        back_at=now if more else morning,
        about={"nudges": list(told)},
    )


def own_anew(session: Session, sent: OutboxRow, now: datetime) -> Message | None:
    """One already sent as it stands now: who has it, what is settled. A single nudge at once stays as it was."""
    items = plan_items(session, nudges_by_ids(session, sent.about.get("nudges", [])), now)
    if not items or (sent.kind == "nudge" and len(items) == 1):
        return None
    return _said(session, sent, items, now)[0]


def _said(
    session: Session, row: OutboxRow, items: Sequence[PlanItem], now: datetime
) -> tuple[Message, tuple[int, ...]]:
    """The message of these, and the ids of the nudges that it tells."""
    ids = tuple(item.nudge.id for item in items)
    if row.kind == "escalation":
        return _escalation(session, items, now, to_channel="channel" in row.destination), ids
    if len(items) > 1:
        found = gathered_nudges(items, now)
        return found.message, found.told
    item = items[0]
    return nudge_message(item.account, item.nudge, item.look, _around(session, [item.account], [item.nudge]), now), ids


def _escalation(session: Session, items: Sequence[PlanItem], now: datetime, *, to_channel: bool) -> Message:
    accounts: dict[int, list[PlanItem]] = {}
    for item in items:
        accounts.setdefault(item.account.id, []).append(item)
    found = [
        Escalated(
            account=each[0].account,
            nudges=tuple(item.nudge for item in each),
            look=each[0].look,
            told=nudges_of(session, each[0].account.id),
        )
        for each in accounts.values()
    ]
    named = [nudge for each in found for nudge in (*each.nudges, *each.told)]
    around = _around(session, [each.account for each in found], named)
    if len(found) > 1:
        return gathered_escalations(found, around, now)
    one = found[0]
    return escalation_message(one.account, one.nudges, one.look, around, now, told=one.told, to_channel=to_channel)


def _around(session: Session, accounts: Sequence[Account], nudges: Sequence[Nudge]) -> dict[str, Person]:
    """Everybody whom a message about these names."""
    named = {who for each in nudges for who in (each.recipient_id, each.acknowledged_by, each.facts.get("raised_by"))}
    return people_around(session, accounts, workspace(session), named)


def _is_over(item: PlanItem) -> bool:
    return item.nudge.state in _OVER or not item.look.fires(item.nudge.thread)


def _another_time(
    row: OutboxRow, ids: Sequence[int], person: Person | None, settings: Workspace, now: datetime
) -> Outgoing:
    """An escalation's row waits for its person, as the channel's may count for both; others go back to the sweep."""
    if row.kind != "escalation":
        return not_now(ids, person, settings, now)
    if person is None or person.is_full_member:
        return Outgoing("", {}, later=working_hours(person, settings).working_moment_at_or_after(now))
    return replace(not_now(ids, person, settings, now), handed_on=tuple(ids))


def _is_put_off(nudge: Nudge, now: datetime, *, shared: bool) -> bool:
    """Snoozed, or dealt with, while it was on its way; what only its person hears later, a channel hears now."""
    waits_on = nudge.state is NudgeState.WAITING and nudge.send_at > now
    return nudge.is_handled or (waits_on and not (shared and nudge.snoozed_until is None))
