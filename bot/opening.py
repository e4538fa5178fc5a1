"""Opening modals: the one Web API call that is made before an ack, because its trigger lives three seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.desk import Desk
from bot.shelf import Origin, remember_origin
from playbook.errors import Refused
from storage.errors import AWAY, OutcomeUnknown

log = structlog.get_logger(__name__)


def open_view(
    desk: Desk, trigger_id: str | None, view: Mapping[str, Any], origin: Origin, *, push: bool = False
) -> None:
    """Opens (or stacks) a modal and remembers, for every replica, where from: while the database is away only the
    place of the answer is lost.

    Raises Refused without a trigger, SlackApiError, OSError.
    """
    if not trigger_id:
        raise Refused("too_slow")
    call = desk.client.views_push if push else desk.client.views_open
    answer = call(trigger_id=trigger_id, view=dict(view))
    try:
        remember_origin(desk, str(answer["view"]["id"]), origin)
    except (*AWAY, OutcomeUnknown) as error:
        log.warning("origin_lost", error=type(error).__name__)
