"""What needs a person today, the worst accounts first and only as many as anything can show: a lead may have 10,000."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from messages.snapshots import PlanItem
from playbook.models import Nudge, Person
from scheduler.items import seen
from scheduler.looking import until_midnight
from storage.queries.at_hand import accounts_at_hand, at_hand_among
from storage.queries.people import workspace

MOST = 50  # accounts: a message takes 50 blocks
ROUNDS = 4  # of so many accounts, before those whose causes are all gone are left to the sweep


@dataclass(frozen=True, slots=True)
class AtHand:
    """The lines that still stand, and how many more accounts have some, which were not looked at."""

    items: list[PlanItem]
    beyond: int


def at_hand_of(session: Session, viewer: Person, now: datetime) -> AtHand:
    """Everything they were told, or will be before their midnight, that is not settled."""
    until = until_midnight(session, viewer.id, workspace(session), now)
    items: list[PlanItem] = []
    for start in range(0, MOST * ROUNDS, MOST):
        page = accounts_at_hand(session, viewer.id, until, start, MOST)
        for each in seen(session, page.ids, now).values():
            theirs = at_hand_among(each.told, viewer.id, until)
            items += each.items(nudge for nudge in theirs if each.look.fires(nudge.thread))
        beyond = max(0, page.total - start - MOST)
        if not beyond or len({item.account.id for item in items}) >= MOST:
            break
    return AtHand(items, beyond)


def worst(nudges: Sequence[Nudge]) -> tuple[list[Nudge], int]:
    """Of nudges in the order of their accounts those of the first MOST accounts, and how many accounts are left."""
    accounts = [list(some) for _, some in groupby(nudges, key=lambda nudge: nudge.account_id)]
    return [nudge for some in accounts[:MOST] for nudge in some], max(0, len(accounts) - MOST)
