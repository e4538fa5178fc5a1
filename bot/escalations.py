"""Who has an escalation, or that it is settled, is said in every message that tells of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Turn
from playbook.models import Nudge
from storage.queries.due import nudges_of
from storage.queries.outbox import escalations_said


def in_its_thread(turn: Turn, *told: Nudge) -> list[Nudge]:
    """The nudges of the threads of these, of one account, themselves among them."""
    threads = {nudge.thread for nudge in told}
    return [nudge for nudge in nudges_of(turn.session, told[0].account_id) if nudge.thread in threads]


def say_who_has_it(turn: Turn, told: Sequence[Nudge]) -> None:
    """Has the messages that tell of these drawn anew, in the same transaction."""
    for row in escalations_said(turn.session, told):
        key = f"plan_refresh:{turn.scene.receipt}:{row.id}"
        turn.enqueue("plan_refresh", {"channel": row.channel, "ts": row.ts}, {}, key)
