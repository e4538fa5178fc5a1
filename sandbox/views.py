"""Modals and Home tabs: stacks of at most three, hashes, external ids (SLACK.md, Limits)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import SlackError
from sandbox.people import APP_ID, BOT_ID, TEAM_ID

STACK_LIMIT = 3
Values = dict[str, dict[str, Any]]


@dataclass(slots=True)
class View:
    """An open modal, or a Home tab. `payload` is what the app sent; `values` what the person has filled in so far."""

    id: str
    user: str
    payload: dict[str, Any]
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: Values = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=lambda: {"values": {}})
    response_url_channels: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks."""
        return list(self.payload.get("blocks", ()))

    @property
    def external_id(self) -> str:
        """The app's own name for it, or an empty text."""
        return str(self.payload.get("external_id") or "")

    def as_api(self) -> dict[str, Any]:
        """The view object of views.open and of every payload."""
        sent = self.payload
        body: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": sent.get("type", "modal"),
            "blocks": self.blocks,
            "private_metadata": sent.get("private_metadata") or "",
            "callback_id": sent.get("callback_id") or "",
            "state": self.state,
            "hash": self.hash,
            "title": sent.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(sent.get("clear_on_close")),
            "notify_on_close": bool(sent.get("notify_on_close")),
            "close": sent.get("close"),
            "submit": sent.get("submit"),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": APP_ID,
            "external_id": self.external_id,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
        return body | ({"submit_disabled": True} if sent.get("submit_disabled") else {})


class ViewDesk:
    """Every open view: a stack of modals and one Home for each person."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._count = itertools.count(1)

    def stack(self, user: str) -> list[View]:
        """The person's open modals, the one on top last."""
        return list(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        """The person's Home as last published."""
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        """An open modal or a Home by its id."""
        return next((view for view in self._all() if view.id == view_id), None)

    def find_external(self, external_id: str) -> View | None:
        """An open modal or a Home by the app's own name for it."""
        return next((view for view in self._all() if external_id and view.external_id == external_id), None)

    def open(self, user: str, payload: dict[str, Any]) -> View:
        """Start a new stack; the modals that were open give way."""
        self._free_external(payload)
        view = self._made(user, payload)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, payload: dict[str, Any]) -> View:
        """Lay a modal on top; a fourth is refused with push_limit_reached."""
        stack = self._stacks.setdefault(user, [])
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._free_external(payload)
        view = self._made(user, payload)
        if stack:
            view.previous_view_id, view.root_view_id = stack[-1].id, stack[0].id
        stack.append(view)
        return view

    def update(self, view: View, payload: dict[str, Any], *, expected_hash: str | None = None) -> View:
        """Replace a view's content; a stale hash is refused with hash_conflict. What the person filled in stays."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._free_external(payload, besides=view)
        kept = {block["block_id"] for block in payload.get("blocks", ()) if block.get("block_id")}
        view.values = {block_id: values for block_id, values in view.values.items() if block_id in kept}
        view.payload, view.hash = payload, self._hash()
        return view

    def publish(self, user: str, payload: dict[str, Any], *, expected_hash: str | None = None) -> View:
        """Set the person's Home."""
        view = self._homes.get(user)
        if view is None:
            self._free_external(payload)
            view = self._homes[user] = self._made(user, payload)
            return view
        return self.update(view, payload, expected_hash=expected_hash)

    def close(self, view: View) -> None:
        """Take one modal and what lies on it off the stack."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            del stack[stack.index(view) :]

    def clear(self, user: str) -> None:
        """Close all modals of a person."""
        self._stacks.pop(user, None)

    def _all(self) -> list[View]:
        return [view for stack in list(self._stacks.values()) for view in stack] + list(self._homes.values())

    def _made(self, user: str, payload: dict[str, Any]) -> View:
        view_id = f"V0{next(self._count):09d}"
        return View(view_id, user, payload, self._hash(), root_view_id=view_id)

    def _hash(self) -> str:
        number = next(self._count)
        return f"{1_700_000_000 + number}.{number:08x}"

    def _free_external(self, payload: dict[str, Any], besides: View | None = None) -> None:
        taken = self.find_external(str(payload.get("external_id") or ""))
        if taken is not None and taken is not besides:
            raise SlackError("duplicate_external_id")
