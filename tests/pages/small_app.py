"""A small app of our own behind the sandbox: enough to see every way in which the page talks to an app."""

from __future__ import annotations

import json
import threading
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.server import Sandbox
from tests.pages import showcase

Payload = dict[str, Any]


class SmallApp:
    """Answers commands, clicks, forms, suggestions, shortcuts and Home; `heard` are the payloads it got."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        self.heard: list[Payload] = []
        self.let_go = threading.Event()

    def asgi(self) -> Starlette:
        """The app's one endpoint."""
        return Starlette(routes=[Route("/slack/events", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        """Any delivery, signed or not."""
        raw = (await request.body()).decode()
        if "json" in request.headers["content-type"]:
            payload = json.loads(raw)
        else:
            form = dict(parse_qsl(raw))
            payload = json.loads(form["payload"]) if "payload" in form else form
        self.heard.append(payload)
        return await run_in_threadpool(self.answer, payload)

    def answer(self, payload: Payload) -> Response:
        """By the kind of the payload."""
        if "command" in payload:
            return self.command(payload)
        kind = payload["type"]
        if kind == "event_callback" and payload["event"]["type"] == "app_home_opened":
            view = {"type": "home", "blocks": showcase.card()}
            self.client.views_publish(user_id=payload["event"]["user"], view=view)
        elif kind == "block_actions":
            self.clicked(payload)
        elif kind == "block_suggestion":
            zones = [
                z for z in ("Europe/Berlin", "Europe/Paris", "Asia/Tokyo") if payload["value"].lower() in z.lower()
            ]
            return JSONResponse({"options": [showcase.option(zone, zone) for zone in zones]})
        elif kind == "message_action":
            self.client.views_open(trigger_id=payload["trigger_id"], view=showcase.form("Add to onboarding"))
        elif kind == "view_submission":
            return self.submitted(payload)
        return Response()

    def command(self, payload: Payload) -> Response:
        """`slow` answers too late, `broken` wrongly, `show` in the channel, everything else privately."""
        words = payload.get("text", "")
        if words == "slow":
            self.let_go.wait(5)
        if words == "broken":
            return Response(status_code=500)
        if words == "show":
            self.client.chat_postMessage(channel=payload["channel_id"], text="Acme Corp", blocks=showcase.card())
            return Response()
        return JSONResponse({"text": f"No account is called *{words}*."})

    def clicked(self, payload: Payload) -> None:
        """`press` marks the message, `ask` opens the form, `push` lays another on top."""
        action = payload["actions"][0]
        if action["action_id"] == "ask":
            self.client.views_open(trigger_id=payload["trigger_id"], view=showcase.form())
        elif action["action_id"] == "press" and "message" in payload:
            where = {"channel": payload["channel"]["id"], "ts": payload["message"]["ts"]}
            self.client.chat_update(**where, text="Done by click", blocks=[])

    def submitted(self, payload: Payload) -> Response:
        """A note "bad" is refused under its field, "more" pushes a second form, all else is logged in #general."""
        note = payload["view"]["state"]["values"]["note"]["note"]["value"]
        if note == "bad":
            return JSONResponse({"response_action": "errors", "errors": {"note": "Say what was said."}})
        if note == "more":
            return JSONResponse({"response_action": "push", "view": showcase.form("One more")})
        self.client.chat_postMessage(channel="general", text=f"Logged: {note}")
        return Response()
