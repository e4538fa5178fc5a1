"""Blocks as Slack keeps and returns them: with an id on each block and each interactive element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

_WITHOUT_ACTION = frozenset({"image", "plain_text", "mrkdwn"})


def stored_blocks(blocks: Sequence[Mapping[str, Any]], token: Callable[[], str]) -> list[dict[str, Any]]:
    """Copies of checked blocks, their missing block_id and action_id filled from `token`."""
    return [_stored(block, token) for block in blocks]


def elements_of(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The elements of a block that a person can act upon."""
    for slot in ("accessory", "element", "elements", "actions"):
        held = block.get(slot, [])
        for element in held if isinstance(held, list) else [held]:
            if element.get("type") == "card":
                yield from elements_of(element)
            elif _acts(block, element):
                yield element


def _acts(block: Mapping[str, Any], element: Mapping[str, Any]) -> bool:
    return block["type"] != "rich_text" and element.get("type") not in _WITHOUT_ACTION


def _stored(block: Mapping[str, Any], token: Callable[[], str]) -> dict[str, Any]:
    kept = {**block, "block_id": block.get("block_id") or token()}
    for slot in ("accessory", "element", "elements", "actions"):
        if slot in kept:
            kept[slot] = _stored_slot(block, kept[slot], token)
    return kept


def _stored_slot(block: Mapping[str, Any], held: Any, token: Callable[[], str]) -> Any:
    if isinstance(held, list):
        return [_stored_slot(block, element, token) for element in held]
    if held.get("type") == "card":
        return _stored(held, token)
    if _acts(block, held):
        return {**held, "action_id": held.get("action_id") or token()}
    return held
