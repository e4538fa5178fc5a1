"""The HTTP surface: Slack's deliveries (checked before Bolt sees them), health, metrics, and the clock to follow."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.shapes import is_delivery
from messages.mails import unsubscribe_page
from scheduler.mail import address_in
from scheduler.mailing import stop_mail

if TYPE_CHECKING:
    from bot.running import Bot

TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
LENGTH = re.compile(r"\d{1,20}", re.ASCII)
LONGEST_TOKEN = 500
LARGEST = 2_000_000  # bytes; Slack's own payloads stay far below


def build_http(bot: Bot, pool: ThreadPoolExecutor) -> Starlette:
    """The ASGI app of a running bot. Bolt is blocking, so it is dispatched in `pool`."""
    routes = [
        Route("/healthz", _health(bot)),
        Route("/readyz", _in_pool(pool, bot.readiness)),
        Route("/metrics", _metrics(bot, pool)),
    ]
    if bot.mailer is not None and bot.mailer.secret:
        routes.append(
            Route("/unsubscribe/{token}", _unsubscribe(bot, bot.mailer.secret, pool), methods=["GET", "POST"])
        )
    if bot.takes_http:
        routes.append(Route("/slack/events", _deliveries(bot, pool), methods=["POST"]))
    if bot.follows:
        routes.append(Route("/_clock", _clock(bot, pool), methods=["POST"]))
    return Starlette(routes=routes)


def fault_of(headers: Any, body: bytes) -> str | None:
    """Why a delivery cannot be Slack's: Bolt would raise on these instead of refusing. None when it may be."""
    if not TIMESTAMP.fullmatch(headers.get("x-slack-request-timestamp", "")):
        return "timestamp"
    if not SIGNATURE.fullmatch(headers.get("x-slack-signature", "")):
        return "signature"
    if len(body) > LARGEST:
        return "too_large"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "encoding"
    return None if is_delivery(headers.get("content-type", ""), text) else "body"


async def body_of(request: Request) -> bytes | None:
    """The body, read no further than LARGEST; None when it is larger, or says so itself."""
    length = request.headers.get("content-length", "")
    if LENGTH.fullmatch(length) and int(length) > LARGEST:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _deliveries(bot: Bot, pool: ThreadPoolExecutor) -> Callable[[Request], Awaitable[Response]]:
    async def delivered(request: Request) -> Response:
        body = await body_of(request)
        fault = "too_large" if body is None else fault_of(request.headers, body)
        if body is not None and fault is None and not bot.app.is_signed(request.headers, body):
            fault = "signature"  # Bolt would read the body, and fail on what is in it, before it asks who sent it
        if body is None or fault is not None:
            bot.metrics.rejected(str(fault))
            return JSONResponse({"error": "invalid request"}, 401 if fault in ("timestamp", "signature") else 400)
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(pool, bot.app.dispatch, to_bolt_request(request, body))
        return to_starlette_response(answer)

    return delivered


def _health(bot: Bot) -> Callable[[Request], Awaitable[Response]]:
    async def health(_: Request) -> Response:
        parts = bot.health()
        return JSONResponse({"ok": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)

    return health


def _in_pool(pool: ThreadPoolExecutor, check: Callable[[], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def ready(_: Request) -> Response:
        answer = await asyncio.get_running_loop().run_in_executor(pool, check)
        return JSONResponse(answer, 200 if answer["ok"] else 503)

    return ready


def _metrics(bot: Bot, pool: ThreadPoolExecutor) -> Callable[[Request], Awaitable[Response]]:
    async def metrics(_: Request) -> Response:
        text = await asyncio.get_running_loop().run_in_executor(pool, bot.measure)
        return Response(text, media_type="text/plain; version=0.0.4")

    return metrics


def _clock(bot: Bot, pool: ThreadPoolExecutor) -> Callable[[Request], Awaitable[Response]]:
    """The sandbox says what time it is; answered once nothing that is due is left to do."""

    async def told(request: Request) -> Response:
        from_here = request.client is not None and request.client.host in ("127.0.0.1", "::1")
        if not from_here or "origin" in request.headers:  # a browser's, whatever website it has open
            return JSONResponse({"error": "only from this machine"}, 403)
        try:
            body = await request.json()
            now, flow = datetime.fromisoformat(body["now"]).astimezone(UTC).isoformat(), body.get("flow")
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return JSONResponse({"error": "what time is it?"}, 400)
        next_at = await asyncio.get_running_loop().run_in_executor(pool, bot.follow, now, flow)
        return JSONResponse({"next_at": next_at.isoformat() if next_at else None})

    return told


def _unsubscribe(bot: Bot, secret: str, pool: ThreadPoolExecutor) -> Callable[[Request], Awaitable[Response]]:
    """The signed link that stops e-mails. Following it only asks: mail scanners follow links. One click posts."""

    async def answer(request: Request) -> Response:
        address = address_in(secret, request.path_params["token"][:LONGEST_TOKEN])
        if address is None:
            return Response(status_code=404)
        if request.method == "POST":
            await asyncio.get_running_loop().run_in_executor(
                pool, stop_mail, bot.store, address, bot.clock.now(), "link"
            )
        page = unsubscribe_page(done=request.method == "POST")
        return HTMLResponse(page, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})

    return answer
