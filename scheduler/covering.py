"""The messages at the begin and the end of a cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messages.covers import Changed, Covered, packet, welcome_back
from messages.kit import Message
from messages.snapshots import PlanItem
from messages.values import people_in
from playbook.models import Account
from scheduler.looking import look_at, people_around
from storage.queries.accounts import accounts_by_ids, accounts_of_csm
from storage.queries.due import nudges_of
from storage.queries.history import changes_since
from storage.queries.people import cover_by_id, people_by_ids, person_by_id, workspace
from storage.records import OutboxRow

LINES = 5  # changes of one account that are read


def packet_message(session: Session, row: OutboxRow, now: datetime) -> Message | None:
    """The accounts for the one who covers; None when the cover is over already."""
    cover = cover_by_id(session, row.about["cover"])
    settings = workspace(session)
    if cover.id not in {running.id for running in settings.covers}:
        return None
    covered = []
    for account in _accounts(session, cover.csm_id):
        around = people_around(session, [account], settings)
        found = look_at(session, account, settings, around, now)
        waiting = [nudge for nudge in nudges_of(session, account.id) if nudge.recipient_id == cover.cover_id]
        items = tuple(PlanItem(account=account, nudge=nudge, look=found) for nudge in waiting)
        covered.append(Covered(account=account, look=found, waiting=items))
    return packet(cover, covered, people_by_ids(session, [cover.csm_id, cover.cover_id]), now)


def welcome_back_message(session: Session, row: OutboxRow, now: datetime) -> Message | None:
    """What others changed while the CSM was away; None when the cover's end was taken back."""
    cover, settings = cover_by_id(session, row.about["cover"]), workspace(session)
    if cover.ended_at is None or cover.ended_at != datetime.fromisoformat(row.about["ended_at"]):
        return None
    csm = person_by_id(session, cover.csm_id)
    changed = []
    named = {cover.csm_id, cover.cover_id}
    for account in _accounts(session, cover.csm_id):
        around = people_around(session, [account], settings)
        lines, total = changes_since(session, account.id, cover.from_at, LINES, cover.csm_id)
        named |= {person for line in lines for person in people_in(line)}
        found = look_at(session, account, settings, around, now)
        changed.append(Changed(account=account, look=found, lines=lines, total=total))
    zone = ZoneInfo(csm.time_zone if csm else settings.time_zone)
    return welcome_back(cover, changed, people_by_ids(session, sorted(named)), now, zone)


def _accounts(session: Session, csm_id: str) -> Sequence[Account]:
    return accounts_by_ids(session, [ref.id for ref in accounts_of_csm(session, csm_id)])
