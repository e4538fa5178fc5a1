"""Where an app answers a command or a click: the ack's message, and the response_url (SLACK.md, Timing)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.api.content import check_content
from sandbox.errors import SlackError
from sandbox.outcomes import Outcome, perform, record, respond
from sandbox.people import TEAM_ID
from sandbox.posts import Message
from sandbox.workspace import Sandbox

CALL = "response_url"
GONE = ("no_such_url", "expired_url", "used_url")


def response_url(sandbox: Sandbox, channel: str, user: str, message_ts: str | None = None) -> str:
    """A new response_url for a channel and person; `message_ts` is the message that was clicked."""
    return f"{sandbox.url}/actions/{TEAM_ID}/{sandbox.response_urls.issue(channel, user, message_ts)}"


async def answer_response_url(sandbox: Sandbox, request: Request) -> Response:
    """POST to a response_url: `ok`, or an error with HTTP 404 for a url that is used up and 400 for a bad message."""
    started, token = sandbox.limits.monotonic(), request.path_params["token"]
    body = _body(await request.body(), request.headers.get("content-type", ""))

    def run() -> dict[str, Any]:
        url = sandbox.response_urls.use(token)
        source = sandbox.world.posts.find(url.channel, url.message_ts) if url.message_ts else None
        message = say(sandbox, body, url.channel, url.user, source)
        return {"ok": True} | ({"channel": message.channel, "ts": message.ts} if message else {})

    outcome = await perform(sandbox, CALL, body if isinstance(body, dict) else {}, run)
    record(sandbox, CALL, body if isinstance(body, dict) else {}, outcome, started)
    return _plain(outcome)


def say(sandbox: Sandbox, body: Any, channel: str, user: str, source: Message | None) -> Message | None:
    """Do what an answer says: show a message (ephemeral unless in_channel), replace or delete the original.

    Raises SlackError for a message that Slack would not take. None when there is nothing to show.
    """
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    if body.get("delete_original"):
        if source is not None:
            sandbox.world.delete(source)
        return None
    content = {key: body[key] for key in ("text", "blocks", "attachments", "metadata") if body.get(key) is not None}
    check_content(content)
    if body.get("replace_original") and source is not None:
        return _replaced(sandbox, source, content)
    seen_by = None if body.get("response_type") == "in_channel" else user
    return sandbox.world.post(
        channel,
        sandbox.world.bot.id,
        str(content.pop("text", "")),
        ephemeral_to=seen_by,
        thread_ts=body.get("thread_ts") or None,
        **content,
    )


def _replaced(sandbox: Sandbox, source: Message, content: dict[str, Any]) -> Message:
    empty: dict[str, Any] = {"text": "", "blocks": [], "attachments": []}
    return sandbox.world.edit(source, empty | content, mark=source.ephemeral_to is None)


def _body(raw: bytes, content_type: str) -> Any:
    try:
        if content_type.startswith("application/x-www-form-urlencoded"):
            return json.loads(parse_qs(raw.decode())["payload"][0])
        return json.loads(raw)
    except (ValueError, KeyError):
        return None


def _plain(outcome: Outcome) -> Response:
    error = outcome.answer.get("error")
    if outcome.status == 200 and not outcome.dropped:
        if error is None:
            return PlainTextResponse("ok")
        return JSONResponse(outcome.answer, 404 if error in GONE else 500 if error == "internal_error" else 400)
    return respond(outcome)
