"""The check of a message's payload, as chat.postMessage and its kin make it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.blocks.layouts import block
from sandbox.blocks.place import Place, Report
from sandbox.errors import SlackError

TEXT_MOST = 40_000
UPDATED_TEXT_MOST = 4_000
BLOCKS_MOST = 50
ATTACHMENTS_MOST = 100
# Slack documents no number: 13,172 to 13,297 were measured in slackapi/bolt-js#2509.
BLOCK_CHARACTERS_MOST = 13_200
METADATA_BYTES_MOST = 8_000

# Tables and charts have limits of their own, above this one.
_COUNTED_APART = frozenset({"table", "data_table", "data_visualization"})
_ATTACHMENT_FIELDS = frozenset(
    {
        "actions", "attachment_type", "author_icon", "author_link", "author_name", "blocks", "callback_id", "color",
        "fallback", "fields", "footer", "footer_icon", "image_url", "mrkdwn_in", "pretext", "text", "thumb_url",
        "title", "title_link", "ts",
    }
)  # fmt: skip


def check_message(payload: Mapping[str, Any], *, update: bool = False) -> None:
    """Refuse a message that Slack would refuse.

    Reads text, blocks, attachments and metadata of the payload and nothing else (blocks, attachments and metadata may
    be JSON strings, as in a form); `update` applies chat.update's limit to the text. Raises SlackError: no_text,
    msg_too_long, invalid_blocks_format, invalid_blocks, msg_blocks_too_long, invalid_attachments,
    too_many_attachments, invalid_metadata_format, metadata_too_large.
    """
    blocks = _listed(payload.get("blocks"), "invalid_blocks_format")
    attachments = _listed(payload.get("attachments"), "invalid_attachments")
    _check_text(payload.get("text"), bool(blocks or attachments), UPDATED_TEXT_MOST if update else TEXT_MOST)
    report = Report("message")
    check_blocks(blocks, Place("/blocks", report), BLOCKS_MOST)
    _check_attachments(attachments, report)
    if report.complaints:
        raise SlackError("invalid_blocks", report.messages())
    if characters(blocks) > BLOCK_CHARACTERS_MOST:
        raise SlackError("msg_blocks_too_long")
    if payload.get("metadata") is not None:
        _check_metadata(_parsed(payload["metadata"], "invalid_metadata_format"))


def check_blocks(blocks: Iterable[Any], place: Place, most: int) -> None:
    """Check each block and their number; complaints go into the place's report."""
    count = 0
    for count, entry in enumerate(blocks, 1):
        block(entry, place / (count - 1))
    if count > most:
        place.refuse(f"no more than {most} items allowed")


def characters(value: Any) -> int:
    """How many characters of text the blocks show together, tables and charts apart."""
    if isinstance(value, list):
        return sum(characters(entry) for entry in value)
    if not isinstance(value, Mapping) or value.get("type") in _COUNTED_APART:
        return 0
    own = sum(len(value[key]) for key in ("text", "alt_text") if isinstance(value.get(key), str))
    return own + sum(characters(entry) for entry in value.values())


def _parsed(value: Any, code: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(code) from None


def _listed(value: Any, code: str) -> list[Any]:
    if value is None or value == "":
        return []
    parsed = _parsed(value, code)
    if not isinstance(parsed, list) or not all(isinstance(entry, Mapping) for entry in parsed):
        raise SlackError(code)
    return parsed


def _check_text(text: Any, has_other: bool, most: int) -> None:
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments", ["[ERROR] must provide a string [json-pointer:/text]"])
    if not (text or "").strip() and not has_other:
        raise SlackError("no_text")
    if len(text or "") > most:
        raise SlackError("msg_too_long")


def _check_attachments(attachments: list[Any], report: Report) -> None:
    if len(attachments) > ATTACHMENTS_MOST:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        if not attachment or not attachment.keys() <= _ATTACHMENT_FIELDS:
            raise SlackError("invalid_attachments", ["[ERROR] invalid_keys"])
        blocks = _listed(attachment.get("blocks"), "invalid_blocks_format")
        check_blocks(blocks, Place(f"/attachments/{index}/blocks", report), BLOCKS_MOST)


def _check_metadata(metadata: Any) -> None:
    if (
        not isinstance(metadata, Mapping)
        or set(metadata) != {"event_type", "event_payload"}
        or not isinstance(metadata["event_type"], str)
        or not re.fullmatch(r"[A-Za-z0-9_.:-]{1,255}", metadata["event_type"])
        or not isinstance(metadata["event_payload"], Mapping)
    ):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode()) > METADATA_BYTES_MOST:
        raise SlackError("metadata_too_large")
