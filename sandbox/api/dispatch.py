"""One Web API call from request to answer: token, faults, rate, scope, method, record."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.api import basics, bookmarks, chat, conversations, files, reactions, users, views  # noqa: F401  (they register)
from sandbox.api.arguments import Arguments, read_arguments
from sandbox.api.registry import METHODS, Method
from sandbox.errors import SlackError
from sandbox.outcomes import Outcome, perform, record, respond
from sandbox.workspace import Sandbox


async def call(sandbox: Sandbox, name: str, request: Request) -> Response:
    """Answer one request to /api/<name>; raises Dropped when a fault says so."""
    started = sandbox.limits.monotonic()
    method, arguments = METHODS.get(name), Arguments({})
    try:
        arguments = await read_arguments(request, takes_json=method is None or method.takes_json)
        outcome = await _outcome(sandbox, name, method, _token(request, arguments), arguments)
    except SlackError as error:
        outcome = Outcome(error.answer())
    record(sandbox, name, arguments.values, outcome, started)
    outcome.headers |= _scope_headers(sandbox, method)
    return respond(outcome)


async def _outcome(sandbox: Sandbox, name: str, method: Method | None, token: str, arguments: Arguments) -> Outcome:
    if method is None:
        return Outcome({"ok": False, "error": "unknown_method", "req_method": name})
    if sandbox.tokens.kind(token) != method.token:
        raise SlackError("not_allowed_token_type")

    def run() -> dict[str, Any]:
        sandbox.rates.count(method.name, method.per_minute)
        sandbox.tokens.need(*method.scopes)
        return {"ok": True, **method.run(sandbox, arguments)}

    return await perform(sandbox, name, arguments.values, run)


def _token(request: Request, arguments: Arguments) -> str:
    word, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if word.lower() == "bearer" else arguments.text("token")


def _scope_headers(sandbox: Sandbox, method: Method | None) -> dict[str, str]:
    if method is None or method.token != "bot":
        return {}
    accepted = ",".join(method.scopes)
    return {"x-oauth-scopes": ",".join(sorted(sandbox.tokens.scopes)), "x-accepted-oauth-scopes": accepted}
