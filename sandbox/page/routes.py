"""The page's routes: the document, its regions as JSON, server-sent events, files to download, and the static parts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as WebRequest
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.page.ink import HERE, draw, page
from sandbox.page.reading import Reading
from sandbox.page.screen import Request, Screen, see
from sandbox.page.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.workspace import Sandbox

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
THEMES = ("light", "dark")


class Page:
    """The page of one sandbox: it reads the world, and remembers only who has read what."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._source = Workspace(sandbox.world, sandbox.shortcuts)
        self._reading = Reading()

    async def document(self, request: WebRequest) -> Response:
        """GET / : the page, drawn whole, so that the first look needs no script."""
        asked = request.query_params
        wanted = Request(asked.get("as", ""), asked.get("at", ""), asked.get("thread", ""))
        screen = see(self._source, self._reading, wanted)
        theme = request.cookies.get("theme", "")
        html = page(screen, self._regions(screen), theme=theme if theme in THEMES else "")
        return HTMLResponse(html, headers=HEADERS)

    async def screen(self, request: WebRequest) -> Response:
        """POST /page/screen {as, at, thread, new_from, since, seen} → {regions, …}: what is to be shown now."""
        asked = await request.json()
        words = {key: str(asked.get(key) or "") for key in ("at", "thread", "new_from", "since")}
        wanted = Request(user=str(asked.get("as") or ""), seen=asked.get("seen") is True, **words)
        shown = await run_in_threadpool(see, self._source, self._reading, wanted)
        return JSONResponse(self._answer(shown, moved=bool(wanted.since)), headers=HEADERS)

    async def events(self, request: WebRequest) -> Response:
        """GET /page/events: a line for every change, for as long as the sandbox runs."""
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=HEADERS)

    async def file(self, request: WebRequest) -> Response:
        """GET /page/files/{id}: an uploaded file, always as a download."""
        file = self._sandbox.world.files.find(request.path_params["id"])
        if file is None or file.content is None:
            return Response("There is no such file.", 404, media_type="text/plain")
        headers = {**HEADERS, "content-disposition": "attachment"}
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    def _regions(self, screen: Screen, moved: bool = False) -> dict[str, Any]:
        home = self._source.home(screen.user.id)
        return draw(screen, home_id="" if home is None else str(home["id"]), moved=moved)

    def _answer(self, screen: Screen, *, moved: bool) -> dict[str, Any]:
        return {
            "as": screen.user.id,
            "at": screen.at,
            "new_from": screen.new_from,
            "people": [{"id": p.id, "name": p.name, "real_name": p.real_name} for p in screen.people]
            + [{"id": screen.app.user_id, "name": screen.app.name, "real_name": screen.app.name}],
            "regions": {name: str(html) for name, html in self._regions(screen, moved).items()},
        }

    async def _stream(self) -> AsyncIterator[str]:
        yield ": here\n\n"
        async for event in self._sandbox.changes.listen():
            yield f"id: {event.id}\ndata: {json.dumps({'kind': event.kind})}\n\n"


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The routes of a sandbox's page, to be mounted at "/"."""
    shown = Page(sandbox)
    return [
        Route("/", shown.document),
        Route("/page/screen", shown.screen, methods=["POST"]),
        Route("/page/events", shown.events),
        Route("/page/files/{id}", shown.file),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
