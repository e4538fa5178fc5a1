"""The control API (issue 2, section 3): the hands of every story, and of the page. JSON in, JSON out.

Names or ids are accepted for people and channels; the DM between the bot and jane is `@jane`. Refusals of Slack come
with HTTP 200 and `ok: false`; calls that make no sense with 400; a clock that its followers do not follow with 502.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import span
from sandbox.errors import SlackError, Unusable
from sandbox.faults import fault_from
from sandbox.followers import FollowerFailed
from sandbox.hands import acts, changes, clicks, commands, forms
from sandbox.looks import calls_of, messages_of, refusals_of, state_of, views_of
from sandbox.workspace import Sandbox

Json = dict[str, Any]
Act = Callable[[Sandbox, Json], Awaitable[Json]]
Look = Callable[[Sandbox, Json], Json]

ACTS: dict[str, Act] = {
    "command": commands.run_command,
    "click": clicks.click,
    "suggest": clicks.suggest,
    "submit": forms.submit,
    "close": forms.close,
    "message": acts.post_message,
    "shortcut": acts.use_shortcut,
    "home": acts.open_home,
    "file": acts.upload,
    "reload": acts.reload,
    "person": changes.change_person,
    "channel": changes.change_channel,
    "uninstall": changes.uninstall,
}
LOOKS: dict[str, Look] = {
    "messages": messages_of,
    "views": views_of,
    "state": state_of,
    "calls": calls_of,
    "refusals": refusals_of,
}


async def move_clock(sandbox: Sandbox, body: Json) -> Json:
    """`{to: ISO}` or `{advance: "1d"}` → `{ok, now, stops}` once nothing due is left; `{flow}` starts or stops it.

    A `to` without a zone is UTC, a date alone its midnight.
    """
    if "flow" in body:
        sandbox.clock.set(sandbox.clock.now())
        sandbox.clock.flow = bool(body["flow"])
    stops = 0
    if "to" in body or "advance" in body:
        stops = await sandbox.move_to(_target(sandbox, body))
    else:
        await sandbox.settle()
    return {"ok": True, "now": sandbox.clock.now().isoformat(), "flow": sandbox.clock.flow, "stops": stops}


async def order_faults(sandbox: Sandbox, body: Any) -> Json:
    """A list of faults is added to those pending; an empty list takes all back."""
    orders = body if isinstance(body, list) else body.get("faults", [body] if body else [])
    if not orders:
        sandbox.faults.clear()
    sandbox.faults.order([fault_from(one) for one in orders])
    return {"ok": True, "faults": [fault.as_json() for fault in sandbox.faults.pending()]}


async def add_follower(sandbox: Sandbox, body: Json) -> Json:
    """`{url}`: tell that address of every move of the clock."""
    sandbox.follow(str(body.get("url") or ""))
    return {"ok": True, "now": sandbox.clock.now().isoformat(), "flow": sandbox.clock.flow}


async def set_delivery(sandbox: Sandbox, body: Json) -> Json:
    """`{mode: auto|socket|http, url?}`: how payloads reach the app."""
    sandbox.deliveries.use(str(body.get("mode") or "auto"), body.get("url"))
    return {"ok": True, "mode": sandbox.deliveries.mode, "url": sandbox.deliveries.http_url}


async def order_socket(sandbox: Sandbox, body: Json) -> Json:
    """`{do: refresh|warning|link_disabled|drop|refuse|wait, times?, count?, seconds?}` to the app's sockets."""
    do = str(body.get("do") or "")
    if do == "wait":
        there = await sandbox.sockets.wait_for(int(body.get("count", 1)), float(body.get("seconds", 10)))
        return {"ok": there, "connected": sandbox.sockets.connected}
    if do not in ("refresh", "warning", "link_disabled", "drop", "refuse"):
        raise Unusable("bad_do", "do is refresh, warning, link_disabled, drop, refuse or wait")
    met = await sandbox.sockets.order(do, int(body.get("times", 1)))
    return {"ok": True, "met": met, "connected": sandbox.sockets.connected}


async def redeliver(sandbox: Sandbox, body: Json) -> Json:
    """`{n?, back?}`: send the last payload (or the `back`-th last) `n` more times."""
    answers = await sandbox.deliveries.send_again(int(body.get("n", 1)), int(body.get("back", 1)))
    return {"ok": all(answer.ok for answer in answers), "answers": [answer.as_json() for answer in answers]}


async def set_scopes(sandbox: Sandbox, body: Json) -> Json:
    """`{scopes}` sets, `{add}` and `{remove}` change, what the bot token may do."""
    if "scopes" in body:
        sandbox.tokens.scopes = set(body["scopes"])
    sandbox.tokens.scopes |= set(body.get("add", ()))
    sandbox.tokens.scopes -= set(body.get("remove", ()))
    return {"ok": True, "scopes": sorted(sandbox.tokens.scopes)}


QUIET: dict[str, Callable[[Sandbox, Any], Awaitable[Json]]] = {
    "clock": move_clock,
    "faults": order_faults,
    "followers": add_follower,
    "delivery": set_delivery,
    "socket": order_socket,
    "scopes": set_scopes,
}


def control_routes(sandbox: Sandbox) -> list[Route]:
    """Every /_control call."""
    acting = {**ACTS, "redeliver": redeliver}
    posts = [_post(sandbox, name, run, settles=True) for name, run in acting.items()]
    posts += [_post(sandbox, name, run, settles=False) for name, run in QUIET.items()]
    routes = posts + [_get(sandbox, name, look) for name, look in LOOKS.items()]
    return [*routes, Route("/_control/{name}", _unknown, methods=["GET", "POST"])]


def _post(sandbox: Sandbox, name: str, run: Callable[[Sandbox, Any], Awaitable[Json]], *, settles: bool) -> Route:
    async def answer(request: Request) -> Response:
        try:
            found = await run(sandbox, _read(await request.body(), may_be_list=name == "faults"))
            return JSONResponse(found | (await _settled(sandbox) if settles else {}))
        except Unusable as error:
            return _bad(error.code, str(error))
        except FollowerFailed as error:
            return _bad("follower_failed", str(error), 502)
        except (SlackError, ValueError, TypeError) as error:
            return _bad(error.code if isinstance(error, SlackError) else "bad_request", str(error))

    return Route(f"/_control/{name}", answer, methods=["POST"])


def _get(sandbox: Sandbox, name: str, look: Look) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(look(sandbox, dict(request.query_params)))
        except (Unusable, SlackError) as error:
            return _bad(error.code, str(error))
        except ValueError as error:
            return _bad("bad_request", str(error))

    return Route(f"/_control/{name}", answer, methods=["GET"])


async def _settled(sandbox: Sandbox) -> Json:
    """Let everybody do what is due because of an act; a dead follower does not undo the act, but is told."""
    try:
        await sandbox.settle()
    except FollowerFailed as error:
        return {"follower_failed": str(error)}
    return {}


async def _unknown(request: Request) -> Response:
    name = request.path_params["name"]
    if name in LOOKS or request.method == "GET":
        known = f"GET {', '.join(LOOKS)}"
    else:
        known = f"POST {', '.join([*ACTS, 'redeliver', *QUIET])}"
    return _bad("no_such_call", f"there is no {request.method} /_control/{name}; there are {known}", 404)


def _read(raw: bytes, *, may_be_list: bool) -> Any:
    try:
        body = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Unusable("bad_json", f"the body is not JSON: {error}") from None
    if isinstance(body, dict):
        return body
    if may_be_list and isinstance(body, list) and all(isinstance(one, dict) for one in body):
        return body
    raise Unusable("bad_request", "send a list of JSON objects" if may_be_list else "send a JSON object")


def _target(sandbox: Sandbox, body: Json) -> datetime:
    if "advance" in body:
        return sandbox.clock.now() + span(str(body["advance"]))
    try:
        target = datetime.fromisoformat(str(body["to"]))
    except ValueError:
        example = "2026-01-26T09:00:00-05:00, 2026-01-26T14:00 (UTC) or 2026-01-26"
        raise Unusable("bad_time", f"{body['to']!r} is no time; give one such as {example}") from None
    return target if target.tzinfo else target.replace(tzinfo=UTC)


def _bad(code: str, message: str, status: int = 400) -> Response:
    return JSONResponse({"ok": False, "error": code, "message": message}, status)
