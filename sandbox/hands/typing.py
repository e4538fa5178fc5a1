"""What becomes of a text that a person types, before the app gets it (should_escape: true)."""

from __future__ import annotations

import re
from typing import Any

from sandbox.places import Channel
from sandbox.world import World

TOKEN = re.compile(
    r"(?P<ready><[@#][A-Z0-9]+(?:\|[^<>]*)?>)"
    r"|(?P<link>https?://[^\s<>]+)"
    r"|(?<![\w@#&])@(?P<person>[\w.-]*\w)"
    r"|(?<![\w@#&])#(?P<channel>[\w-]*\w)"
    r"|(?P<special>[&<>])"
)
WRITTEN = re.compile(r"(<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|https?://[^<>]+)>)")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def typed(world: World, text: str, *, labels: bool) -> str:
    """Mentions, channels and links as Slack writes them, the rest escaped.

    `labels` gives the form of a command's text, `<@U1|jane>`; without them it is a message's, `<@U1>`. Names that
    nobody has stay as they are. What already is in Slack's form is left alone.
    """

    def replaced(match: re.Match[str]) -> str:
        kind, whole = match.lastgroup, match.group(0)
        if kind == "special":
            return ENTITIES[whole]
        if kind == "link":
            return f"<{whole}>"
        if kind == "person":
            return _person(world, match.group("person"), labels) or whole
        if kind == "channel":
            return _channel(world, match.group("channel")) or whole
        return whole

    return TOKEN.sub(replaced, text)


def rich(text: str) -> list[dict[str, Any]]:
    """The rich_text block that Slack's client makes of a typed message in Slack's form."""
    elements = [one for part in WRITTEN.split(text) if part for one in [_element(part)]]
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "elements": [section]}] if elements else []


def _element(part: str) -> dict[str, Any]:
    if not WRITTEN.fullmatch(part):
        return {"type": "text", "text": part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")}
    inner = part[1:-1].partition("|")[0]
    if inner.startswith("@"):
        return {"type": "user", "user_id": inner[1:]}
    if inner.startswith("#"):
        return {"type": "channel", "channel_id": inner[1:]}
    return {"type": "link", "url": inner}


def _person(world: World, name: str, labels: bool) -> str | None:
    found = next((one for one in world.people.values() if one.name == name.casefold()), None)
    if found is None:
        return None
    return f"<@{found.id}|{found.name}>" if labels else f"<@{found.id}>"


def _channel(world: World, name: str) -> str | None:
    found: Channel | None = next(
        (one for one in world.channels.values() if one.name == name.casefold() and not one.is_deleted), None
    )
    return f"<#{found.id}|{found.name}>" if found else None
