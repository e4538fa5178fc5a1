"""The blocks that hold structured text and data: rich text, tables, charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.fields import (
    Check,
    Rule,
    array,
    boolean,
    by_type,
    integer,
    matching,
    number,
    one_of,
    record,
    string,
    url,
)
from sandbox.blocks.objects import block_id
from sandbox.blocks.place import Place

_STYLE = record({}, dict.fromkeys(("bold", "code", "italic", "strike", "underline"), boolean))
_MENTION_STYLE = record(
    {}, dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), boolean)
)
_LINK = url(3000, ("http", "https", "mailto", "tel", "slack"))


def _inline(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    style = _MENTION_STYLE if kind in ("user", "channel", "usergroup", "team", "broadcast") else _STYLE
    return record({"type": one_of(kind), **required}, {"style": style, **(optional or {})})


INLINE: Mapping[str, Check] = {
    "text": _inline("text", {"text": string()}),
    "link": _inline("link", {"url": _LINK}, {"text": string(), "unsafe": boolean}),
    "emoji": _inline("emoji", {"name": string(100)}, {"unicode": string(), "url": _LINK, "skin_tone": integer(2, 6)}),
    "user": _inline("user", {"user_id": string(255)}),
    "channel": _inline("channel", {"channel_id": string(255)}),
    "usergroup": _inline("usergroup", {"usergroup_id": string(255)}),
    "team": _inline("team", {"team_id": string(255)}),
    "broadcast": _inline("broadcast", {"range": one_of("here", "channel", "everyone")}),
    "color": _inline("color", {"value": matching(r"#[0-9A-Fa-f]{6}", "must be a hex color")}),
    "date": _inline("date", {"timestamp": integer(0), "format": string()}, {"url": _LINK, "fallback": string()}),
}

_inlines = array(by_type(lambda: INLINE))
_border = one_of(0, 1)
_section = record({"type": one_of("rich_text_section"), "elements": array(by_type(lambda: INLINE), 0)})

RICH: Mapping[str, Check] = {
    "rich_text_section": _section,
    "rich_text_list": record(
        {
            "type": one_of("rich_text_list"),
            "style": one_of("bullet", "ordered"),
            "elements": array(by_type(lambda: {"rich_text_section": _section})),
        },
        {"indent": integer(0, 8), "offset": integer(0), "border": _border},
    ),
    "rich_text_quote": record({"type": one_of("rich_text_quote"), "elements": _inlines}, {"border": _border}),
    "rich_text_preformatted": record(
        {
            "type": one_of("rich_text_preformatted"),
            "elements": array(by_type(lambda: INLINE, ("text", "link"))),
        },
        {"border": _border, "language": string()},
    ),
}

rich_text = record({"type": one_of("rich_text"), "elements": array(by_type(lambda: RICH))}, {"block_id": block_id})

CELLS: Mapping[str, Check] = {
    "raw_text": record({"type": one_of("raw_text"), "text": string()}),
    "raw_number": record({"type": one_of("raw_number"), "value": number()}, {"text": string()}),
    "rich_text": rich_text,
}
_cell = by_type(lambda: CELLS)


def rich_characters(value: Any) -> int:
    """How many characters the texts of a cell or rich text have together."""
    if isinstance(value, Mapping):
        own = sum(
            len(str(value[key])) for key in ("text", "value", "name") if isinstance(value.get(key), str | int | float)
        )
        return own + rich_characters(value.get("elements", []))
    if isinstance(value, list):
        return sum(rich_characters(entry) for entry in value)
    return 0


def _at_most_together(kind: str, most: int) -> Rule:
    """Rule: the cells of all tables of a kind in one message have `most` characters together."""

    def rule(block: Mapping[str, Any], place: Place) -> None:
        place.report.tally[kind] += rich_characters(block["rows"])
        if place.report.tally[kind] > most:
            place.refuse(f"table cells must be less than {most + 1} characters together")

    return rule


def _at_most(kind: str, most: int) -> Rule:
    """Rule: a message has `most` blocks of a kind."""

    def rule(_: Mapping[str, Any], place: Place) -> None:
        place.report.tally[f"{kind} blocks"] += 1
        if place.report.tally[f"{kind} blocks"] > most:
            place.refuse(f"no more than {most} {kind} blocks allowed")

    return rule


def _even_rows(block: Mapping[str, Any], place: Place) -> None:
    """Rules of a data table: rows of one length, a plain header, a header column that exists."""
    rows = block["rows"]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            (place / "rows" / index).refuse("all rows must have the same number of cells")
    for index, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            (place / "rows" / 0 / index / "type").refuse("unsupported type: rich_text")
    if block.get("row_header_column_index", 0) >= len(rows[0]):
        (place / "row_header_column_index").refuse("must be the index of a column")


def _column_setting(value: Any, place: Place) -> None:
    if value is not None:  # null leaves a column as it is
        record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})(value, place)


table = record(
    {"type": one_of("table"), "rows": array(array(_cell, 1, 20), 1, 100)},
    {"block_id": block_id, "column_settings": array(_column_setting, 0, 20)},
    _at_most("table", 1),
    _at_most_together("table", 10_000),
)

data_table = record(
    {"type": one_of("data_table"), "caption": string(), "rows": array(array(_cell, 1, 20), 2, 201)},
    {"block_id": block_id, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    _even_rows,
    _at_most_together("data_table", 20_000),
)


def _charts_agree(chart: Mapping[str, Any], place: Place) -> None:
    """Rules of a chart with axes: series of distinct names, each with one point for every category, in order."""
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        (place / "series").refuse("series names must be unique")
    for index, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != chart["axis_config"]["categories"]:
            (place / "series" / index / "data").refuse("labels must match axis_config.categories")


def _axes_chart(kind: str) -> Check:
    point = record({"label": string(20), "value": number()})
    series = record({"name": string(20), "data": array(point, 1, 20)})
    axes = record({"categories": array(string(20), 1, 20)}, {"x_label": string(50), "y_label": string(50)})
    return record({"type": one_of(kind), "series": array(series, 1, 12), "axis_config": axes}, {}, _charts_agree)


CHARTS: Mapping[str, Check] = {
    "pie": record(
        {
            "type": one_of("pie"),
            "segments": array(record({"label": string(20), "value": number(positive=True)}), 1, 12),
        }
    ),
    **{kind: _axes_chart(kind) for kind in ("bar", "line", "area")},
}

data_visualization = record(
    {"type": one_of("data_visualization"), "title": string(50), "chart": by_type(lambda: CHARTS)},
    {"block_id": block_id},
    _at_most("data_visualization", 2),
)
