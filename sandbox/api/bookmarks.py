"""bookmarks.add, list, remove."""

from __future__ import annotations

import itertools

from sandbox.api.access import visible
from sandbox.api.arguments import Arguments
from sandbox.api.registry import TIER_2, TIER_3, Answered, method
from sandbox.errors import SlackError
from sandbox.people import APP_ID
from sandbox.workspace import Sandbox

MOST = 100
_count = itertools.count(1)


@method("bookmarks.add", "bookmarks:write", per_minute=TIER_2)
def add(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Put a link above a channel."""
    channel = visible(sandbox, arguments.required("channel_id"))
    title, kind, link = arguments.required("title"), arguments.required("type"), arguments.text("link")
    if kind != "link":
        raise SlackError("invalid_bookmark_type")
    if not link.startswith(("http://", "https://")):
        raise SlackError("invalid_link")
    existing = sandbox.world.bookmarks.setdefault(channel.id, [])
    if len(existing) >= MOST:
        raise SlackError("too_many_bookmarks")
    made = int(sandbox.clock.now().timestamp())
    bookmark = {
        "id": f"Bk0{next(_count):08d}",
        "channel_id": channel.id,
        "title": title,
        "link": link,
        "emoji": arguments.text("emoji"),
        "type": "link",
        "date_created": made,
        "date_updated": 0,
        "last_updated_by_user_id": sandbox.world.bot.id,
        "app_id": APP_ID,
    }
    existing.append(bookmark)
    sandbox.changes.publish("channel", channel=channel.id)
    return {"bookmark": bookmark}


@method("bookmarks.list", "bookmarks:read", per_minute=TIER_3, takes_json=False)
def list_bookmarks(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """The links above a channel."""
    return {"bookmarks": list(sandbox.world.bookmarks.get(visible(sandbox, arguments.required("channel_id")).id, ()))}


@method("bookmarks.remove", "bookmarks:write", per_minute=TIER_2)
def remove(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Take one away."""
    channel = visible(sandbox, arguments.required("channel_id"))
    existing = sandbox.world.bookmarks.get(channel.id, [])
    found = next((one for one in existing if one["id"] == arguments.required("bookmark_id")), None)
    if found is None:
        raise SlackError("not_found")
    existing.remove(found)
    sandbox.changes.publish("channel", channel=channel.id)
    return {}
