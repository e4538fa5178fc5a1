"""Where a check stands in a payload, and the report that gathers what Slack would complain about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Surface = Literal["message", "modal", "home"]


@dataclass
class Report:
    """What one check of a message or view found: complaints, and the ids and counts that span its blocks."""

    surface: Surface
    complaints: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)
    tally: Counter[str] = field(default_factory=Counter)

    def messages(self) -> list[str]:
        """The complaints as they stand in `response_metadata.messages`."""
        return [f"[ERROR] {complaint}" for complaint in self.complaints]


@dataclass(frozen=True)
class Place:
    """A JSON pointer (RFC 6901) into the payload under check."""

    pointer: str
    report: Report

    def __truediv__(self, key: str | int) -> Place:
        escaped = str(key).replace("~", "~0").replace("/", "~1")
        return Place(f"{self.pointer}/{escaped}", self.report)

    def refuse(self, words: str) -> None:
        """Put a complaint about this place into the report."""
        self.report.complaints.append(f"{words} [json-pointer:{self.pointer}]")
