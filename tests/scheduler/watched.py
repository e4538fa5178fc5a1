"""A Slack client that lets a test act in the middle of a tick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient

from sandbox.server import Sandbox


class Watched(WebClient):
    """`asked` happens before each call of a method reaches Slack, `answered` before the tick knows of its answer."""

    def __init__(
        self,
        sandbox: Sandbox,
        method: str,
        *,
        asked: Callable[[], object] | None = None,
        answered: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        self._method, self._asked, self._answered = method, asked, answered

    def api_call(self, api_method: str, **more: Any) -> Any:
        if api_method == self._method and self._asked:
            self._asked()
        answer = super().api_call(api_method, **more)
        if api_method == self._method and self._answered:
            self._answered()
        return answer


def once(then: Callable[[], object]) -> Callable[[], None]:
    """The first time only."""
    left = [then]

    def happen() -> None:
        if left:
            left.pop()()

    return happen
