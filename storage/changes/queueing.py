"""Many messages of one kind queued at once: a morning brings hundreds of plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import select

from storage.records import lane_of
from storage.tables import HOLD, OUTBOX
from storage.transaction import Change


@dataclass(frozen=True, slots=True)
class ToSay:
    """What `enqueue` takes of one message, to be sent from now on."""

    key: str
    destination: Mapping[str, Any]
    about: Mapping[str, Any]
    card_id: int | None = None  # of a card refresh


def enqueue_all(change: Change, kind: str, messages: Sequence[ToSay]) -> frozenset[str]:
    """Queue each once per key for ever, in as many statements as one; the keys of those not queued before."""
    if not messages:
        return frozenset()
    lanes = {each.key: lane_of(each.destination) for each in messages}
    held = select(HOLD.c.lane, HOLD.c.until).where(HOLD.c.lane.in_({lane for lane in lanes.values() if lane}))
    until = {row.lane: row.until for row in change.session.execute(held)}
    now = change.now.astimezone(UTC)
    rows = [
        {
            "key": each.key, "kind": kind, "destination": dict(each.destination), "about": dict(each.about),
            "lane": lanes[each.key], "card_id": each.card_id, "state": "queued", "send_at": now,
            "next_at": max(now, until.get(lanes[each.key], now)), "attempts": 0,
        }
        for each in messages
    ]  # fmt: skip
    insert = change.insert(OUTBOX).on_conflict_do_nothing(index_elements=["key"]).returning(OUTBOX.c.key)
    return frozenset(change.session.execute(insert, rows).scalars())
