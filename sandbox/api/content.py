"""The content of a message as an app sends it: read, checked and made storable (SLACK.md, Limits)."""

from __future__ import annotations

from typing import Any

from sandbox.api.arguments import Arguments
from sandbox.blocks import check_message
from sandbox.errors import SlackError

STRUCTURES = (("blocks", "invalid_blocks_format"), ("attachments", "invalid_attachments"))


def read_content(arguments: Arguments, *, update: bool = False) -> dict[str, Any]:
    """text, blocks, attachments and metadata of a call, as far as given; raises what Slack raises for bad ones.

    Metadata is {event_type, event_payload}, or None when it was sent empty, which takes it off a message.
    """
    content: dict[str, Any] = {"text": arguments.text("text")} if "text" in arguments else {}
    for name, error in STRUCTURES:
        value = arguments.json(name, error)
        if value is not None:
            content[name] = value
    metadata = arguments.json("metadata", "invalid_metadata_format")
    given = {} if metadata in (None, {}) else {"metadata": metadata}
    check_content({**content, **given}, update=update)
    if given:
        given["metadata"] = {name: metadata[name] for name in ("event_type", "event_payload")}
    return {**content, **({"metadata": None} if metadata == {} else given)}


def check_content(content: Any, *, update: bool = False) -> None:
    """Raise unless Slack would take it: no_text, msg_too_long, invalid_blocks …"""
    if not isinstance(content, dict):
        raise SlackError("invalid_payload")
    check_message(content, update=update)
