"""Opening modals: the one Web API call that is made before an ack, because its trigger lives three seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.desk import Desk
from bot.shelf import Origin, remember_origin
from playbook.errors import Refused


def open_view(
    desk: Desk, trigger_id: str | None, view: Mapping[str, Any], origin: Origin, *, push: bool = False
) -> None:
    """Opens (or stacks) a modal and remembers, for every replica, where from.

    Raises Refused without a trigger, SlackApiError, OSError.
    """
    if not trigger_id:
        raise Refused("too_slow")
    call = desk.client.views_push if push else desk.client.views_open
    answer = call(trigger_id=trigger_id, view=dict(view))
    remember_origin(desk, str(answer["view"]["id"]), origin)
