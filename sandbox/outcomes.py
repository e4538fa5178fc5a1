"""What comes of a call by the app: run it, let the ordered faults spoil it, record it, answer it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.calls import BAD_PAYLOAD
from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.rates import RateLimited
from sandbox.workspace import Sandbox

Run = Callable[[], dict[str, Any]]


class Dropped(Exception):
    """The connection is to be closed without an answer."""


@dataclass(slots=True)
class Outcome:
    """What goes back: body, HTTP status, headers; `fault` names what was ordered to go wrong."""

    answer: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None
    dropped: bool = False


async def perform(sandbox: Sandbox, name: str, payload: Mapping[str, Any], run: Run) -> Outcome:
    """Run a call under the faults ordered for `name`; `payload` is what is kept when it fails validation."""

    def checked() -> dict[str, Any]:
        try:
            return run()
        except SlackError as error:
            if error.code in BAD_PAYLOAD:
                sandbox.refuse(name, error, dict(payload))
            raise

    channel = payload.get("channel")
    before = sandbox.faults.take(name, "before", channel)
    if before is not None and before.do == "delay":
        await asyncio.sleep(1 if before.seconds is None else before.seconds)
    elif before is not None:
        return _instead(sandbox, name, payload, before, checked)
    try:
        answer = checked()
    except SlackError as error:
        return Outcome(error.answer())
    except RateLimited as limit:
        return _limited(limit.seconds)
    after = sandbox.faults.take(name, "after", channel)
    if after is None:
        return Outcome(answer, fault=None if before is None else "before:delay")
    return await _spoilt(sandbox, after, answer)


def record(sandbox: Sandbox, name: str, payload: Mapping[str, Any], outcome: Outcome, started: float) -> None:
    """Keep the call for GET /_control/calls; `started` is real time (monotonic)."""
    ms = round((sandbox.limits.monotonic() - started) * 1000, 3)
    at = sandbox.clock.now().isoformat()
    sandbox.calls.record(name, payload, outcome.status, outcome.answer, at=at, ms=ms, fault=outcome.fault)


def respond(outcome: Outcome) -> Response:
    """The HTTP response; raises Dropped."""
    if outcome.dropped:
        raise Dropped
    if outcome.status == 500:
        return PlainTextResponse("Internal Server Error", 500)
    return JSONResponse(outcome.answer, outcome.status, outcome.headers)


def _instead(sandbox: Sandbox, name: str, payload: Mapping[str, Any], fault: Fault, run: Run) -> Outcome:
    def late() -> None:
        try:
            outcome = Outcome(run(), fault="late")
        except SlackError as error:
            outcome = Outcome(error.answer(), fault="late")
        except RateLimited as limit:
            outcome = _limited(limit.seconds)
        record(sandbox, name, payload, outcome, sandbox.limits.monotonic())

    if fault.do == "late":
        sandbox.agenda.add(_later(sandbox, fault), late)
    return _faulty(fault, {})


async def _spoilt(sandbox: Sandbox, fault: Fault, answer: dict[str, Any]) -> Outcome:
    if fault.do == "delay":
        await asyncio.sleep(1 if fault.seconds is None else fault.seconds)
        return Outcome(answer, fault="after:delay")
    if fault.do == "late" and "ts" in answer:
        message = sandbox.world.posts.find(answer["channel"], answer["ts"])
        if message is not None:
            message.hidden_until = _later(sandbox, fault)
    return _faulty(fault, answer)


def _faulty(fault: Fault, answer: dict[str, Any]) -> Outcome:
    label = f"{fault.when}:{fault.do}"
    if fault.do == "429":
        outcome = _limited(int(fault.seconds or 1))
        outcome.fault = label
        return outcome
    if fault.do in ("internal_error", "invalid_blocks"):
        return Outcome({"ok": False, "error": fault.do}, fault=label)
    return Outcome(answer, 500 if fault.do == "500" else 200, fault=label, dropped=fault.do != "500")


def _limited(seconds: int) -> Outcome:
    return Outcome({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})


def _later(sandbox: Sandbox, fault: Fault) -> Any:
    seconds = sandbox.limits.late_seconds if fault.seconds is None else fault.seconds
    return sandbox.clock.now() + timedelta(seconds=seconds)
