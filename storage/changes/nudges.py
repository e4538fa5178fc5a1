"""What the rules ask for: recording a look, and what people and delivery do with nudges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from playbook.models import Nudge, Role
from storage.transaction import Change

if TYPE_CHECKING:
    from playbook.engine import Look


def record_look(
    change: Change, account_id: int, look: Look, recipient_of: Callable[[Role], str | None]
) -> tuple[Nudge, ...]:
    """Write a look down: new nudges (once per key for ever), ended threads, standing, next look. Returns the nudges added.

    Call `lock_account` first in the same change and look at what it returns, or a click in between is lost.
    """
    raise NotImplementedError


def update_standing(change: Change, account_id: int, look: Look) -> None:
    """Only the standing columns and the next look of `record_look`."""
    raise NotImplementedError


def snooze_nudge(change: Change, nudge_id: int, until: date, send_at: datetime) -> Nudge:
    """Not before `send_at` (the recipient's morning of `until`). NotFound; Stale `nudge_over` when its cause is gone or it was dismissed."""
    raise NotImplementedError


def dismiss_nudge(change: Change, nudge_id: int, reason: str) -> Nudge:
    """Not relevant: ends its thread for this episode. NotFound; Stale `nudge_over`."""
    raise NotImplementedError


def queue_nudges(change: Change, ids: Sequence[int]) -> None:
    """Handed to delivery: they no longer wake the tick. `nudges_for_plan` still returns them."""
    raise NotImplementedError


def mark_nudges_sent(change: Change, ids: Sequence[int], at: datetime) -> None:
    """They reached their person; their accounts are looked at anew for the next step."""
    raise NotImplementedError


def drop_nudges(change: Change, ids: Sequence[int]) -> None:
    """Their cause went away before their turn: gone, and their accounts are looked at anew."""
    raise NotImplementedError
