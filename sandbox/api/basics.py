"""auth.test and apps.connections.open."""

from __future__ import annotations

from sandbox.api.arguments import Arguments
from sandbox.api.registry import POSTS, TIER_2, Answered, method
from sandbox.people import APP_ID, BOT_ID, TEAM_ID, TEAM_NAME
from sandbox.workspace import Sandbox


@method("auth.test", per_minute=POSTS)
def auth_test(sandbox: Sandbox, _: Arguments) -> Answered:
    """Who the token is."""
    bot = sandbox.world.bot
    return {
        "url": f"{sandbox.url}/",
        "team": TEAM_NAME,
        "user": bot.name,
        "team_id": TEAM_ID,
        "user_id": bot.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", per_minute=TIER_2, token="app")
def apps_connections_open(sandbox: Sandbox, _: Arguments) -> Answered:
    """A WebSocket address for Socket Mode, good for one connection."""
    address = sandbox.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={sandbox.sockets.ticket()}&app_id={APP_ID}"}
