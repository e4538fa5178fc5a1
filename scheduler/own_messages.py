"""What is due as a message of its own is queued: one message to a person for what falls due at the same moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice

from playbook.models import Mode, Nudge, NudgeState, Person, Workspace
from scheduler.looking import hand_over, next_morning, working_hours
from storage.changes.nudges import drop_nudges, postpone_nudges, queue_nudges
from storage.changes.queueing import ToSay, enqueue_all
from storage.changes.working import hold_accounts
from storage.engine import Actor, Change, Store
from storage.queries.due import accounts_with_nudges_due, nudge_by_id, nudges_due, nudges_of
from storage.queries.people import people_by_ids, workspace

TOGETHER = 20  # accounts in one message
ALONE = ("REVIEW-30",)  # METHOD: an own message


def queue_own_messages(store: Store, now: datetime, actor: Actor, via: str) -> None:
    """Queue nudges that come as messages of their own; escalations go to the person and the escalation channel.

    The accounts are held first: another process that looks at the same moment must not tell the same in other company.
    """
    while True:
        with store.read() as session:
            accounts = accounts_with_nudges_due(session, now)
        if not accounts:
            return
        with store.change(actor=actor, via=via, now=now) as change:
            held = hold_accounts(change, accounts)
            _queue(change, [nudge for nudge in nudges_due(change.session, now) if nudge.account_id in held])


def _queue(change: Change, due: Sequence[Nudge]) -> None:
    settings = workspace(change.session)
    people = people_by_ids(change.session, [nudge.recipient_id for nudge in due if nudge.recipient_id])
    groups = [
        group
        for group in _said_together(due)
        if _may_go(change, group, people.get(group[0].recipient_id or ""), settings)
    ]
    shared = _tell_channel(change, [nudge for group in groups for nudge in group], settings.escalation_channel)
    _tell_people(change, groups, shared, people, settings)


def _said_together(due: Sequence[Nudge]) -> list[list[Nudge]]:
    """What one person hears now: the escalations in one message, what comes at once in another; the Day-30 question
    alone."""
    groups: dict[tuple[object, ...], list[Nudge]] = {}
    for nudge in due:
        alone = nudge.id if nudge.rule in ALONE and nudge.mode is not Mode.ESCALATION else 0
        groups.setdefault((nudge.recipient_id, nudge.mode is Mode.ESCALATION, alone), []).append(nudge)
    return [part for group in groups.values() for part in _in_parts(group)]


def _in_parts(group: Sequence[Nudge]) -> Iterator[list[Nudge]]:
    """As many accounts at a time as a message holds."""
    accounts = iter(dict.fromkeys(nudge.account_id for nudge in group))
    while some := set(islice(accounts, TOGETHER)):
        yield [nudge for nudge in group if nudge.account_id in some]


def _may_go(change: Change, nudges: Sequence[Nudge], person: Person | None, settings: Workspace) -> bool:
    """Whether their person is here and at work; else they go to the one who stands in, or wait."""
    if person is not None and not person.is_full_member:
        hand_over(change, nudges, settings)
        return False
    working = working_hours(person, settings).working_moment_at_or_after(change.now)
    if working > change.now:  # we come late, after their day
        postpone_nudges(change, [nudge.id for nudge in nudges], working)
        return False
    return True


def _tell_channel(change: Change, nudges: Sequence[Nudge], channel: str | None) -> set[int]:
    """The escalations among `nudges` that the channel did not hear yet, one message (and thread) an account; their
    ids."""
    accounts: dict[int, list[Nudge]] = {}
    for nudge in nudges:
        if nudge.mode is Mode.ESCALATION and nudge.sent_at is None and channel:
            accounts.setdefault(nudge.account_id, []).append(nudge)
    said = {f"{_key('escalation', found)}:channel": found for found in accounts.values()}
    messages = [ToSay(key, {"channel": channel}, _about(found)) for key, found in said.items()]
    queued = enqueue_all(change, "escalation", messages)
    return {nudge.id for key, found in said.items() if key in queued for nudge in found}


def _tell_people(
    change: Change, groups: Sequence[list[Nudge]], shared: set[int], people: Mapping[str, Person], settings: Workspace
) -> None:
    """To each person once a turn: a snoozed nudge has another. What nobody hears has its turn another morning."""
    told: set[int] = set()
    for kind in ("escalation", "nudge"):
        turns = {_turn(kind, group): group for group in groups if _kind(group) == kind and group[0].recipient_id}
        messages = [ToSay(key, {"user": group[0].recipient_id}, _about(group)) for key, group in turns.items()]
        queued = enqueue_all(change, kind, messages)
        told |= {nudge.id for key, group in turns.items() if key in queued for nudge in group}
    nudges = [nudge for group in groups for nudge in group]
    queue_nudges(change, [nudge.id for nudge in nudges if nudge.id in told | shared])
    for nudge in nudges:
        if nudge.id not in told | shared:
            person = people.get(nudge.recipient_id or "")
            _pass_over(change, nudge, next_morning(working_hours(person, settings), change.now))


def _kind(nudges: Sequence[Nudge]) -> str:
    return "escalation" if nudges[0].mode is Mode.ESCALATION else "nudge"


def _turn(kind: str, nudges: Sequence[Nudge]) -> str:
    first = nudges[0]
    return f"{_key(kind, nudges)}:{first.recipient_id}:{first.send_at:%Y%m%dT%H%M%S}"


def _pass_over(change: Change, nudge: Nudge, morning: datetime) -> None:
    """Another morning, unless a later step says the same by then."""
    if nudge_by_id(change.session, nudge.id).state is NudgeState.WAITING and _is_superseded(change, nudge):
        drop_nudges(change, [nudge.id])
    else:
        postpone_nudges(change, [nudge.id], morning)


def _key(kind: str, nudges: Sequence[Nudge]) -> str:
    """`escalation:12`; of several a digest of all their ids behind the first."""
    ids = ".".join(str(nudge.id) for nudge in nudges)
    more = f".{sha256(ids.encode()).hexdigest()[:12]}" if len(nudges) > 1 else ""
    return f"{kind}:{nudges[0].id}{more}"


def _about(nudges: Sequence[Nudge]) -> dict[str, list[int]]:
    return {"nudges": [nudge.id for nudge in nudges]}


def _is_superseded(change: Change, nudge: Nudge) -> bool:
    """Whether a later step says the same to the same role."""
    return any(
        other.thread == nudge.thread and other.to is nudge.to and other.step > nudge.step
        for other in nudges_of(change.session, nudge.account_id)
    )
