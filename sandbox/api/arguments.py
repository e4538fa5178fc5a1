"""The arguments of a Web API call, from a form, a query or a JSON body."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.errors import SlackError

T = TypeVar("T")
TRUE = ("1", "true", "True", True, 1)


def missing(*names: str) -> SlackError:
    """invalid_arguments for fields that are not there."""
    return SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}" for name in names])


class Arguments:
    """Named values as Slack reads them: texts from forms, JSON texts or real JSON for what is structured."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers are taken as such."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """A text that must not be empty; raises invalid_arguments."""
        value = self.text(name)
        if not value:
            raise missing(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """True for 1 and true."""
        return self.values.get(name) in TRUE if name in self else default

    def number(self, name: str, default: int) -> int:
        """A whole number; raises invalid_arguments."""
        try:
            return int(self.text(name, str(default)) or default)
        except ValueError as error:
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from error

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A structure, decoded when it came as text; None when absent; raises `error`."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as fault:
            raise SlackError(error, [f"[ERROR] not valid JSON: {name}"]) from fault

    def listed(self, name: str) -> list[str]:
        """A list, or texts between commas."""
        value = self.values.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [one.strip() for one in self.text(name).split(",") if one.strip()]

    def page(self, items: Sequence[T], *, default: int = 100, most: int = 1000) -> tuple[list[T], str]:
        """One page of items by `limit` and `cursor`, and the next cursor; raises invalid_limit, invalid_cursor."""
        limit = self.number("limit", default)
        if not 0 < limit <= most:
            raise SlackError("invalid_limit")
        start = _offset(self.text("cursor"))
        end = start + limit
        return list(items[start:end]), _cursor(end) if end < len(items) else ""


def _cursor(offset: int) -> str:
    return base64.b64encode(f"offset:{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "offset":
            raise ValueError
        return int(number)
    except ValueError as error:
        raise SlackError("invalid_cursor") from error


async def read_arguments(request: Request, *, takes_json: bool) -> Arguments:
    """What a request carries. Reading methods ignore a JSON body, as Slack's do."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body = await _json_body(request)
        values |= body if takes_json else {}
    elif kind == "multipart/form-data":
        async with request.form() as form:
            values |= {key: value for key, value in form.items() if isinstance(value, str)}
    elif kind in ("application/x-www-form-urlencoded", ""):
        values |= dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    elif await request.body():
        raise SlackError("invalid_post_type")
    return Arguments(values)


async def _json_body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
