"""The layout blocks: every kind of block, its fields and its surfaces, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.elements import ACCESSORIES, EVERYWHERE, IN_ACTIONS, INPUTS, element
from sandbox.blocks.fields import Check, Rule, array, at_least_one, boolean, exactly_one, one_of, record, string, url
from sandbox.blocks.objects import any_text, block_id, slack_file, text
from sandbox.blocks.place import Place, Surface
from sandbox.blocks.rich import data_table, data_visualization, rich_text, table

MARKDOWN_MOST = 12_000

_image = element(frozenset({"image"}))


def _block(
    kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule
) -> Check:
    return record({"type": one_of(kind), **required}, {"block_id": block_id, **(optional or {})}, *rules)


def _context_element(value: Any, place: Place) -> None:
    is_image = isinstance(value, Mapping) and value.get("type") == "image"
    (_image if is_image else any_text(3000))(value, place)


def _dispatchable(block: Mapping[str, Any], place: Place) -> None:
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        (place / "element" / "type").refuse("unsupported type: file_input")


def _markdown_together(block: Mapping[str, Any], place: Place) -> None:
    place.report.tally["markdown"] += len(block["text"])
    if place.report.tally["markdown"] > MARKDOWN_MOST:
        (place / "text").refuse(f"markdown must be less than {MARKDOWN_MOST + 1} characters together")


_card = _block(
    "card",
    {},
    {
        "hero_image": _image,
        "icon": _image,
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "subtext": any_text(200),
        "actions": array(element(frozenset({"button"})), 1, 3),
    },
    at_least_one("hero_image", "title", "actions", "body"),
)

BLOCKS: Mapping[str, Check] = {
    "section": _block(
        "section",
        {},
        {
            "text": any_text(3000),
            "fields": array(any_text(2000), 1, 10),
            "accessory": element(ACCESSORIES),
            "expand": boolean,
        },
        at_least_one("text", "fields"),
    ),
    "actions": _block("actions", {"elements": array(element(IN_ACTIONS), 1, 25)}),
    "context": _block("context", {"elements": array(_context_element, 1, 10)}),
    "context_actions": _block(
        "context_actions", {"elements": array(element(frozenset({"feedback_buttons", "icon_button"})), 1, 5)}
    ),
    "header": _block("header", {"text": text(150)}),
    "divider": _block("divider", {}),
    "image": _block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": url(), "slack_file": slack_file, "title": text(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "input": _block(
        "input",
        {"label": text(2000), "element": element(INPUTS)},
        {"hint": text(2000), "optional": boolean, "dispatch_action": boolean},
        _dispatchable,
    ),
    "video": _block(
        "video",
        {
            "alt_text": string(2000),
            "title": text(199),
            "thumbnail_url": url(),
            "video_url": url(3000, ("https",)),
        },
        {
            "title_url": url(3000, ("https",)),
            "description": text(199),
            "author_name": string(49),
            "provider_name": string(),
            "provider_icon_url": url(),
        },
    ),
    "file": _block("file", {"external_id": string(255), "source": one_of("remote")}),
    "markdown": _block("markdown", {"text": string(MARKDOWN_MOST)}, {}, _markdown_together),
    "alert": _block(
        "alert", {"text": any_text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}
    ),
    "card": _card,
    "carousel": _block("carousel", {"elements": array(_card, 1, 10)}),
    "rich_text": rich_text,
    "table": table,
    "data_table": data_table,
    "data_visualization": data_visualization,
}

_MESSAGES: frozenset[Surface] = frozenset({"message"})
BLOCK_SURFACES: Mapping[str, frozenset[Surface]] = {
    "alert": frozenset({"modal"}),
    **dict.fromkeys(
        ("card", "carousel", "context_actions", "data_table", "data_visualization", "file", "markdown", "table"),
        _MESSAGES,
    ),
}


def block(value: Any, place: Place) -> None:
    """Any block that the surface knows."""
    if not isinstance(value, Mapping):
        place.refuse("must provide an object")
        return
    kind = value.get("type")
    if kind is None:
        place.refuse("missing required field: type")
    elif not _known(kind, place.report.surface):
        (place / "type").refuse(f"unsupported type: {kind}")
    else:
        BLOCKS[kind](value, place)


def _known(kind: Any, surface: Surface) -> bool:
    return isinstance(kind, str) and kind in BLOCKS and surface in BLOCK_SURFACES.get(kind, EVERYWHERE)
