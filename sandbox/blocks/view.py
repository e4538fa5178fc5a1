"""The check of a view, as views.open, push, update and publish make it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from sandbox.blocks.fields import Check, Rule, boolean, one_of, record, string
from sandbox.blocks.message import check_blocks
from sandbox.blocks.objects import text
from sandbox.blocks.place import Place, Report
from sandbox.errors import SlackError

BLOCKS_MOST = 100
VIEW_BYTES_MOST = 250_000


def _blocks(value: Any, place: Place) -> None:
    if isinstance(value, list):
        check_blocks(value, place, BLOCKS_MOST)
    else:
        place.refuse("must provide an array")


def _submit_with_inputs(view: Mapping[str, Any], place: Place) -> None:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        place.refuse("missing required field: submit (the view has input blocks)")


def _view(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Rule) -> Check:
    common = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}
    return record({"type": one_of(kind), "blocks": _blocks, **required}, {**common, **optional}, *rules)


_VIEWS: Mapping[str, Check] = {
    "modal": _view(
        "modal",
        {"title": text(24)},
        {"submit": text(24), "close": text(24), "clear_on_close": boolean, "notify_on_close": boolean},
        _submit_with_inputs,
    ),
    "home": _view("home", {}, {}),
}


def check_view(view: Mapping[str, Any], *, kind: Literal["modal", "home"]) -> None:
    """Refuse a view that Slack would refuse: `kind` is what the method takes.

    Raises SlackError: view_too_large, or invalid_arguments with one message for each fault and a pointer below /view.
    """
    if len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()) > VIEW_BYTES_MOST:
        raise SlackError("view_too_large")
    report = Report(kind)
    _VIEWS[kind](view, Place("/view", report))
    if report.complaints:
        raise SlackError("invalid_arguments", report.messages())
