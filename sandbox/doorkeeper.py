"""Who may knock at all: programs and pages of this machine, no other website that a browser here has open."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.ASCII | re.IGNORECASE)


class Doorkeeper:
    """Refuses what another website sends (its Origin says so), and what comes to a name that is none of this machine's.

    A website whose name is made to point here has a Host of its own, on requests without an Origin too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] in ("http", "websocket") else None
        if headers is None or is_from_here(headers.get("host"), headers.get("origin")):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "foreign_origin"})
        else:
            said = {"ok": False, "error": "foreign_origin", "message": "another website may not act here"}
            await JSONResponse(said, 403)(scope, receive, send)


def is_from_here(host: str | None, origin: str | None) -> bool:
    """Browsers tell the Origin of what may change something, and programs have none."""
    return host is not None and bool(NAMES.fullmatch(host)) and origin in (None, f"http://{host}")
