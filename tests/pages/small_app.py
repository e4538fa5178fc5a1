"""A small app of our own behind the sandbox: enough to see every way in which the page talks to an app."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk import WebClient

from sandbox.server import Sandbox
from tests.pages import showcase

Payload = dict[str, Any]


class SmallApp:
    """Answers commands, clicks, forms, suggestions, shortcuts and Home; `heard` are the payloads it got."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        self.heard: list[Payload] = []
        self.let_go = threading.Event()

    def serve(self) -> str:
        """Take deliveries on a free port; the address. `stop` ends it."""
        app = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"])).decode()
                body = app.take(raw, is_json="json" in self.headers["content-type"])
                sent = json.dumps(body).encode() if body else b""
                self.send_response(500 if body is None else 200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/slack/events"

    def stop(self) -> None:
        """Serve no longer."""
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()

    def take(self, raw: str, *, is_json: bool) -> Payload | None:
        """Any delivery, signed or not; None is a failure."""
        form = {} if is_json else dict(parse_qsl(raw))
        payload = json.loads(raw) if is_json else json.loads(form["payload"]) if "payload" in form else form
        self.heard.append(payload)
        return self.answer(payload)

    def answer(self, payload: Payload) -> Payload | None:
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
            return {"options": [showcase.option(zone, zone) for zone in zones]}
        elif kind == "message_action":
            self.client.views_open(trigger_id=payload["trigger_id"], view=showcase.form("Add to onboarding"))
        elif kind == "view_submission":
            return self.submitted(payload)
        return {}

    def command(self, payload: Payload) -> Payload | None:
        """`slow` answers too late, `broken` wrongly, `show` in the channel, everything else privately."""
        words = payload.get("text", "")
        if words == "slow":
            self.let_go.wait(5)
        if words == "broken":
            return None
        if words == "show":
            self.client.chat_postMessage(channel=payload["channel_id"], text="Acme Corp", blocks=showcase.card())
            return {}
        return {"text": f"No account is called *{words}*."}

    def clicked(self, payload: Payload) -> None:
        """`press` marks the message, `ask` opens the form, `push` lays another on top."""
        action = payload["actions"][0]
        if action["action_id"] == "ask":
            self.client.views_open(trigger_id=payload["trigger_id"], view=showcase.form())
        elif action["action_id"] == "press" and "message" in payload:
            where = {"channel": payload["channel"]["id"], "ts": payload["message"]["ts"]}
            self.client.chat_update(**where, text="Done by click", blocks=[])

    def submitted(self, payload: Payload) -> Payload | None:
        """A note "bad" is refused under its field, "more" pushes a second form, all else is logged in #general."""
        note = payload["view"]["state"]["values"]["note"]["note"]["value"]
        if note == "bad":
            return {"response_action": "errors", "errors": {"note": "Say what was said."}}
        if note == "more":
            return {"response_action": "push", "view": showcase.form("One more")}
        self.client.chat_postMessage(channel="general", text=f"Logged: {note}")
        return {}
