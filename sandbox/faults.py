"""Faults that a story orders: what goes wrong, with which method, before or after the message is stored, how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sandbox.errors import Unusable

WHEN = ("before", "after")
DO = ("drop", "500", "429", "delay", "internal_error", "invalid_blocks", "late")


@dataclass(slots=True)
class Fault:
    """One order. What `do` means:

    drop: the connection is closed without an answer. 500: HTTP 500. 429: HTTP 429, Retry-After `seconds` (1).
    internal_error: HTTP 200, ok false. invalid_blocks: the same, as of a block that a workspace does not take.
    delay: the answer comes `seconds` (1) of real time later, and is true.
    late: the caller sees a dropped connection and the effect comes `seconds` (35) of sandbox time later: with
    `before` the message is stored only then, with `after` it is stored now but the history shows it only then.
    """

    method: str
    when: str = "before"
    do: str = "drop"
    times: int = 1
    seconds: float | None = None
    channel: str | None = None  # only calls whose `channel` is this: a channel, or the user of a direct message

    def __post_init__(self) -> None:
        if self.when not in WHEN or self.do not in DO or self.times < 0:
            raise Unusable("bad_fault", f"when is one of {WHEN}, do one of {DO}, times 0 or more")

    def as_json(self) -> dict[str, Any]:
        """As it was ordered, with the times that are left."""
        return asdict(self)

    def fits(self, method: str, when: str, channel: str | None) -> bool:
        """Whether it is ordered for this call."""
        return self.when == when and self.channel in (None, channel) and _fits(self.method, method)


def fault_from(body: Mapping[str, Any]) -> Fault:
    """A fault of the control API's JSON; raises Unusable."""
    unknown = set(body) - {field.name for field in fields(Fault)}
    if unknown or not body.get("method"):
        raise Unusable("bad_fault", f"a fault needs a method; unknown fields: {sorted(unknown)}")
    seconds, channel = body.get("seconds"), body.get("channel")
    return Fault(
        str(body["method"]),
        str(body.get("when", "before")),
        str(body.get("do", "drop")),
        int(body.get("times", 1)),
        None if seconds is None else float(seconds),
        None if channel is None else str(channel),
    )


class Faults:
    """The orders that are not used up; `method` may be `*` or end in `.*`."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, faults: Iterable[Fault]) -> None:
        """Add orders; an earlier one comes first."""
        self._orders.extend(fault for fault in faults if fault.times)

    def clear(self) -> None:
        """Take all orders back."""
        self._orders.clear()

    def pending(self) -> list[Fault]:
        """What is still to go wrong."""
        return list(self._orders)

    def take(self, method: str, when: str, channel: str | None = None) -> Fault | None:
        """The fault for this call, for this channel if it is for one, counted down; or None."""
        for fault in self._orders:
            if fault.fits(method, when, channel):
                fault.times -= 1
                if not fault.times:
                    self._orders.remove(fault)
                return fault
        return None


def _fits(pattern: str, method: str) -> bool:
    return pattern in ("*", method) or (pattern.endswith("*") and method.startswith(pattern[:-1]))
