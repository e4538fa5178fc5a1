"""Which Web API methods there are, with their scopes and rates; a method that is not here is `unknown_method`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.api.arguments import Arguments

if TYPE_CHECKING:
    from sandbox.workspace import Sandbox

Answered = dict[str, Any]
Run = Callable[["Sandbox", Arguments], Answered]

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
POSTS = 600


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what it runs, any one of `scopes`, calls a minute, which token, and whether it reads JSON bodies."""

    name: str
    run: Run
    scopes: tuple[str, ...]
    per_minute: int
    token: str
    takes_json: bool


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, per_minute: int = TIER_3, token: str = "bot", takes_json: bool = True
) -> Callable[[Run], Run]:
    """Register a function as a method."""

    def register(run: Run) -> Run:
        METHODS[name] = Method(name, run, scopes, per_minute, token, takes_json)
        return run

    return register
