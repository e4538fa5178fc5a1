"""Small sound blocks and views to start a test from, and what Slack says of a message or view made of them."""

from __future__ import annotations

from typing import Any

from sandbox.blocks import check_message, check_view
from sandbox.errors import SlackError

Block = dict[str, Any]


def plain(length: int = 5, text: str = "") -> Block:
    return {"type": "plain_text", "text": text or "x" * length}


def mrkdwn(length: int = 5) -> Block:
    return {"type": "mrkdwn", "text": "x" * length}


def button(**fields: Any) -> Block:
    return {"type": "button", "text": plain(), **fields}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "v", text: int = 5, **fields: Any) -> Block:
    return {"text": plain(text), "value": value, **fields}


def options(count: int) -> list[Block]:
    return [option(str(number)) for number in range(count)]


def select(**fields: Any) -> Block:
    return {"type": "static_select", "options": options(2), **fields}


def input_block(element: Block | None = None, **fields: Any) -> Block:
    return {"type": "input", "label": plain(), "element": element or {"type": "plain_text_input"}, **fields}


def confirm(**fields: Any) -> Block:
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **fields}


def image(**fields: Any) -> Block:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **fields}


def address(length: int) -> str:
    start = "https://example.com/"
    return start + "x" * (length - len(start))


def video(**fields: Any) -> Block:
    urls = {"video_url": address(40), "thumbnail_url": address(40)}
    return {"type": "video", "alt_text": "a", "title": plain(), **urls, **fields}


def rows(count: int, columns: int = 1, length: int = 1) -> list[list[Block]]:
    return [[{"type": "raw_text", "text": "x" * length}] * columns] * count


def data_table(cells: list[list[Block]], **fields: Any) -> Block:
    return {"type": "data_table", "caption": "c", "rows": cells, **fields}


def bars(series: int = 1, points: int = 1, name: int = 2, label: int = 2, axis: int = 2, title: int = 2) -> Block:
    labels = [str(number).rjust(label, "0") for number in range(points)]
    data = [{"label": each, "value": 1} for each in labels]
    chart = {
        "type": "bar",
        "series": [{"name": str(number).rjust(name, "0"), "data": data} for number in range(series)],
        "axis_config": {"categories": labels, "x_label": "x" * axis, "y_label": "y" * axis},
    }
    return {"type": "data_visualization", "title": "t" * title, "chart": chart}


def pie(segments: int) -> Block:
    chart = {"type": "pie", "segments": [{"label": str(number), "value": 1} for number in range(segments)]}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def said(*blocks: Block) -> list[str]:
    """What Slack complains about in a message of these blocks."""
    try:
        check_message({"text": "t", "blocks": list(blocks)})
    except SlackError as error:
        return list(error.messages) or [error.code]
    return []


def modal(*blocks: Block, **fields: Any) -> Block:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **fields}


def home(*blocks: Block, **fields: Any) -> Block:
    return {"type": "home", "blocks": list(blocks), **fields}


def viewed(view: Block) -> list[str]:
    """What Slack complains about in this view."""
    try:
        check_view(view, kind=view["type"])
    except SlackError as error:
        return list(error.messages) or [error.code]
    return []
