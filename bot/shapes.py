"""What Slack's deliveries look like: bodies that Bolt would stumble over are told apart before it reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

DEEPEST = 60  # levels; Slack's own stay below 20, and what reads them goes down level by level
OBJECTS = ("event", "view", "container", "message", "item")
NAMED = ("user", "team", "channel", "enterprise")  # an id, or an object that has one
NEEDED = {
    "block_actions": ("user", "actions"),
    "block_suggestion": ("user", "view"),
    "view_submission": ("user", "view"),
    "view_closed": ("user", "view"),
    "message_action": ("user",),
    "event_callback": ("event",),
}
ASKED_BY = {"app_home_opened": str, "app_mention": str, "user_change": dict}  # the kind of `user` in each event


def is_delivery(content_type: str, text: str) -> bool:
    """Whether Bolt and the listeners can read the body, by the rules by which Bolt tells JSON from a form."""
    if content_type.split(";")[0].strip().lower() == "application/json" or text.startswith("{"):
        return _is_payload(text)
    payload = dict(parse_qsl(text, keep_blank_values=True)).get("payload")
    return payload is None or _is_payload(payload)


def _is_payload(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and not _is_deep(found) and _is_shaped(found)


def _is_deep(value: Any) -> bool:
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        level = [each for one in level if isinstance(one, dict | list) for each in _within(one)]
        depth += 1
    return bool(level)


def _within(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _is_shaped(body: Mapping[str, Any]) -> bool:
    """Every part that somebody looks into is of the kind that can be looked into."""
    needed = NEEDED.get(str(body.get("type")), ())
    if not _has_kinds(body) or any(not body.get(name) for name in needed):
        return False
    actions, told = body.get("actions") or [], body.get("authorizations") or []
    if not (isinstance(actions, list) and isinstance(told, list)):
        return False
    return all(isinstance(each, dict) for each in (*actions, *told)) and _is_event(body.get("event") or {})


def _has_kinds(body: Mapping[str, Any]) -> bool:
    return all(isinstance(body.get(name) or {}, dict) for name in OBJECTS) and all(
        isinstance(body.get(name) or "", str | dict) for name in NAMED
    )


def _is_event(event: Mapping[str, Any]) -> bool:
    kind = ASKED_BY.get(str(event.get("type")))
    if not _has_kinds(event) or (kind is not None and not isinstance(event.get("user"), kind)):
        return False
    return kind is not dict or isinstance(event["user"].get("id"), str)
