"""What a person sees in Slack: a message or a view, its words, and what in it can be pressed or filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.blocks import elements_of

Block = Mapping[str, Any]
Element = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """A message (`channel`, `ts`) or a view (`view_id`), as it stood when it was looked at."""

    raw: Mapping[str, Any]
    channel: str = ""
    ts: str = ""
    view_id: str = ""
    is_home: bool = False
    ephemeral_to: str | None = None
    key: str = ""  # the opaque key of its outbox row, if it came from there
    blocks: Sequence[Block] = field(default_factory=tuple)

    @property
    def words(self) -> str:
        """Everything that can be read in it, a block a line."""
        return "\n".join(line for block in self.blocks if (line := words_of(block))) or str(self.raw.get("text", ""))

    @property
    def text(self) -> str:
        """The fallback text of a message, or the title of a view."""
        title = self.raw.get("title") or {}
        return str(title.get("text") if self.view_id else self.raw.get("text", ""))

    @property
    def thread_ts(self) -> str | None:
        return self.raw.get("thread_ts")

    @property
    def at(self) -> datetime:
        """When it was posted."""
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def labels(self) -> list[str]:
        """What every button, and every option of a menu, says."""
        return [label for _, element in self.elements() for label in labels_of(element)]

    def shows(self, *texts: str) -> Seen:
        """Fails unless all of these can be read in it."""
        for text in texts:
            assert text in self.words, f"{text!r} is not in:\n{self.words}"
        return self

    def hides(self, *texts: str) -> Seen:
        """Fails if one of these can be read in it."""
        for text in texts:
            assert text not in self.words, f"{text!r} is in:\n{self.words}"
        return self

    def elements(self) -> Iterator[tuple[Block, Element]]:
        for block in self.blocks:
            for element in elements_of(block):
                yield block, element

    def pressable(self, label: str, near: str = "") -> tuple[Block, Element]:
        """The block and the element that says `label`; of several, the one that most closely follows `near`."""
        found: dict[int, tuple[Block, Element]] = {}
        latest: int | None = None
        for place, block in enumerate(self.blocks):
            latest = place if near in words_of(block) else latest
            for element in elements_of(block):
                if label in labels_of(element) and latest is not None:
                    distance = place - latest if near else place
                    assert near or not found, f"{label!r} is there more than once: say near what\n{self.words}"
                    found.setdefault(distance, (block, element))
        assert found, f"no {label!r} near {near!r} in:\n{self.words}\n{self.labels}"
        return found[min(found)]

    def places(self, label: str) -> list[str]:
        """The words of the blocks that offer it, one a block; of a row of buttons those before it."""
        found, latest = [], ""
        for block in self.blocks:
            latest = words_of(block) or latest
            found += [latest for element in elements_of(block) if label in labels_of(element)]
        return found

    def input(self, name: str) -> tuple[Block, Element]:
        """The input block with that block id or label."""
        for block in self.blocks:
            if block["type"] == "input" and name in (block["block_id"], block["label"]["text"]):
                return block, block["element"]
        fields = [(block["block_id"], block["label"]["text"]) for block in self.blocks if block["type"] == "input"]
        raise AssertionError(f"no field {name!r}; there are {fields}")

    @property
    def nudge_ids(self) -> list[int]:
        """The nudges whose ways out stand in it."""
        ids = (re.fullmatch(r"nudge\.(\d+)", str(block.get("block_id"))) for block in self.blocks)
        return [int(found[1]) for found in ids if found]


def message_seen(raw: Mapping[str, Any]) -> Seen:
    """A message of the control API."""
    payload = (raw.get("metadata") or {}).get("event_payload") or {}
    return Seen(
        raw,
        channel=raw["channel"],
        ts=raw["ts"],
        ephemeral_to=raw["ephemeral_to"],
        key=payload.get("key", ""),
        blocks=tuple(raw["blocks"]),
    )


def view_seen(raw: Mapping[str, Any]) -> Seen:
    """A view of the control API."""
    return Seen(raw, view_id=raw["id"], is_home=raw["type"] == "home", blocks=tuple(raw["blocks"]))


def words_of(block: Any) -> str:
    """The texts in a block: of sections, headers, contexts and labels, not of what can be pressed."""
    if isinstance(block, list):
        return "\n".join(words for each in block if (words := words_of(each)))
    if not isinstance(block, Mapping):
        return ""
    if block.get("type") in ("plain_text", "mrkdwn", "text", "raw_text"):
        return str(block["text"])
    if block.get("type") in ("button", "overflow", "static_select", "external_select"):
        return ""
    parts = [block.get(slot) for slot in ("label", "text", "fields", "elements", "rows", "hint")]
    return "\n".join(words for part in parts if (words := words_of(part)))


def labels_of(element: Element) -> list[str]:
    """What a button says, or the options of a menu."""
    if element["type"] == "button":
        return [element["text"]["text"]]
    groups = [group["options"] for group in element.get("option_groups", ())]
    return [option["text"]["text"] for options in (element.get("options", ()), *groups) for option in options]
