"""The one error of this package: what Slack answers when it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refusal as the Web API words it: `code` is the `error`, `messages` the `response_metadata.messages`.

    `extra` are further top-level fields of the answer, such as `needed` and `provided` of `missing_scope`.
    """

    def __init__(self, code: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(code if not messages else f"{code}: {'; '.join(messages)}")
        self.code = code
        self.messages = tuple(messages)
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """The JSON body of the refusal."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


class Unusable(Exception):
    """A call of the control API that makes no sense: `code` for programs, the message for the person who wrote it."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
