"""Nothing changed, and nobody was pinged: what every refusal has to prove."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from tests.stories.team import Team

KEPT = ("account", "milestone", "blocker", "touch", "note", "pause", "facts", "review", "remediation", "workspace")
PING = re.compile(r"<!(?:channel|here|everyone|subteam)|<@[UW][A-Z0-9]+")


def kept(team: Team) -> dict[str, list[str]]:
    """Every row of the tables that people change, and the history of it all but for who is who."""
    with team.bot.store.read() as session:
        rows = {name: _rows(session, f"SELECT * FROM {name} ORDER BY 1") for name in KEPT}
        history = _rows(session, "SELECT * FROM audit WHERE via NOT IN ('people', 'sweep', 'delivery') ORDER BY id")
    return {**rows, "audit": history}


@contextmanager
def nothing_changes(team: Team) -> Iterator[None]:
    """Fails when the block changed anything of any account or of the settings, or left anything in the history."""
    before = kept(team)
    yield
    after = kept(team)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def pings(team: Team, *but: str) -> list[str]:
    """What in the bot's lasting messages would notify a channel or a person; `but` these, who are named on purpose."""
    world = team.sandbox.world
    found = []
    for channel in list(world.channels):
        for message in world.posts.of(channel):
            if message.user == world.bot.id and message.ephemeral_to is None:
                found += [ping for part in marked_up(message) for ping in PING.findall(part)]
    on_purpose = {f"<@{world.person(name).id}" for name in but}
    return [ping for ping in found if ping not in on_purpose]


def marked_up(message: Any) -> list[str]:
    """The texts of a message that Slack parses: its own, and every mrkdwn object."""
    parts = [message.text]

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "mrkdwn":
                parts.append(node["text"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(message.blocks)
    return parts


def _rows(session: Any, query: str) -> list[str]:
    return [json.dumps(list(row), default=str) for row in session.execute(text(query))]
