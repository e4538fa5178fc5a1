"""`onboard sandbox`: the local Slack without a bot, for one of your own."""

from __future__ import annotations

from bot.stopping import until_stopped
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import SystemClock


def run_sandbox(port: int) -> None:
    """Serves until Ctrl-C or SIGTERM, and says how to connect. Its token may use every method that there is."""
    wait = until_stopped()
    box = Sandbox(SystemClock().now(), flow=True)
    with SandboxServer(box, port=port) as server:
        print(f"ready {server.url}", flush=True)
        print(f"SLACK_API_URL={box.api_url}\nSLACK_BOT_TOKEN={box.bot_token}\nSLACK_APP_TOKEN={box.app_token}")
        print(f"ONBOARD_FOLLOW_CLOCK={server.url}", flush=True)
        wait()
