"""What the app called: every Web API call with its answer and time, and every payload that failed validation."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 5_000
BAD_PAYLOAD = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "invalid_attachments", "too_many_attachments"}
    | {"msg_too_long", "msg_blocks_too_long", "no_text", "view_too_large", "metadata_too_large"}
    | {"invalid_metadata_format", "invalid_metadata_schema", "duplicate_external_id", "markdown_text_conflict"}
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `at` is sandbox time (ISO); `ms` how long it took; `fault` what was ordered to go wrong."""

    id: int
    method: str
    args: dict[str, Any]
    status: int
    answer: dict[str, Any]
    at: str
    ms: float
    fault: str | None = None

    def as_json(self) -> dict[str, Any]:
        """For GET /_control/calls."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A payload that Slack would not take. `where` is a method, or response_url, ack, response_action."""

    where: str
    error: str
    messages: tuple[str, ...]
    payload: dict[str, Any]


class Calls:
    """The last few thousand calls."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._count = itertools.count(1)

    def record(self, method: str, args: Mapping[str, Any], status: int, answer: dict[str, Any], **more: Any) -> None:
        """Keep one; tokens are left out."""
        kept = {key: value for key, value in args.items() if key != "token"}
        self._calls.append(Call(next(self._count), method, kept, status, answer, **more))

    def all(self, method: str | None = None) -> list[Call]:
        """Oldest first, of one method if named."""
        return [call for call in list(self._calls) if method in (None, call.method)]
