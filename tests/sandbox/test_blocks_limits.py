"""Every limit of Block Kit, at it and one over it."""

# ruff: noqa: E501 (a row of a table is a line)
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.blocks import check_message
from sandbox.errors import SlackError
from tests.sandbox.block_kit import (
    Block,
    actions,
    address,
    bars,
    button,
    confirm,
    data_table,
    home,
    image,
    input_block,
    modal,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    rows,
    said,
    select,
    video,
    viewed,
)

Build = Callable[[int], Block]

# (what, the most it can be, a block with it, the pointer of the complaint)
# fmt: off
MESSAGE_LIMITS: list[tuple[str, int, Build, str]] = [
    ("section text", 3000, lambda n: {"type": "section", "text": mrkdwn(n)}, "/text/text"),
    ("section fields", 10, lambda n: {"type": "section", "fields": [mrkdwn()] * n}, "/fields"),
    ("section field text", 2000, lambda n: {"type": "section", "fields": [mrkdwn(n)]}, "/fields/0/text"),
    ("header text", 150, lambda n: {"type": "header", "text": plain(n)}, "/text/text"),
    ("context elements", 10, lambda n: {"type": "context", "elements": [mrkdwn()] * n}, "/elements"),
    ("actions elements", 25, lambda n: actions(*[button()] * n), "/elements"),
    ("block_id", 255, lambda n: {"type": "divider", "block_id": "b" * n}, "/block_id"),
    ("action_id", 255, lambda n: actions(button(action_id="a" * n)), "/elements/0/action_id"),
    ("button text", 75, lambda n: actions(button(text=plain(n))), "/elements/0/text/text"),
    ("button value", 2000, lambda n: actions(button(value="v" * n)), "/elements/0/value"),
    ("button url", 3000, lambda n: actions(button(url=address(n))), "/elements/0/url"),
    ("button label", 75, lambda n: actions(button(accessibility_label="l" * n)), "/elements/0/accessibility_label"),
    ("confirm title", 100, lambda n: actions(button(confirm=confirm(title=plain(n)))), "/elements/0/confirm/title/text"),
    ("confirm text", 300, lambda n: actions(button(confirm=confirm(text=plain(n)))), "/elements/0/confirm/text/text"),
    ("confirm yes", 30, lambda n: actions(button(confirm=confirm(confirm=plain(n)))), "/elements/0/confirm/confirm/text"),
    ("confirm no", 30, lambda n: actions(button(confirm=confirm(deny=plain(n)))), "/elements/0/confirm/deny/text"),
    ("image url", 3000, lambda n: image(image_url=address(n)), "/image_url"),
    ("image alt", 2000, lambda n: image(alt_text="a" * n), "/alt_text"),
    ("image title", 2000, lambda n: image(title=plain(n)), "/title/text"),
    ("input label", 2000, lambda n: input_block(label=plain(n)), "/label/text"),
    ("input hint", 2000, lambda n: input_block(hint=plain(n)), "/hint/text"),
    (
        "placeholder",
        150,
        lambda n: input_block({"type": "plain_text_input", "placeholder": plain(n)}),
        "/element/placeholder/text",
    ),
    ("initial text", 3000, lambda n: input_block({"type": "plain_text_input", "initial_value": "v" * n}), "/element/initial_value"),
    ("max_length", 3000, lambda n: input_block({"type": "plain_text_input", "max_length": n}), "/element/max_length"),
    ("min_length", 3000, lambda n: input_block({"type": "plain_text_input", "min_length": n}), "/element/min_length"),
    ("options", 100, lambda n: actions(select(options=options(n))), "/elements/0/options"),
    ("option text", 75, lambda n: actions(select(options=[option(text=n)])), "/elements/0/options/0/text/text"),
    ("option value", 150, lambda n: actions(select(options=[option("v" * n)])), "/elements/0/options/0/value"),
    (
        "option description",
        75,
        lambda n: actions(select(options=[option(description=plain(n))])),
        "/elements/0/options/0/description/text",
    ),
    (
        "option groups",
        100,
        lambda n: actions(
            {
                "type": "static_select",
                "option_groups": [{"label": plain(), "options": [option(str(g))]} for g in range(n)],
            }
        ),
        "/elements/0/option_groups",
    ),
    (
        "options of a group",
        100,
        lambda n: actions({"type": "static_select", "option_groups": [{"label": plain(), "options": options(n)}]}),
        "/elements/0/option_groups/0/options",
    ),
    (
        "option group label",
        75,
        lambda n: actions({"type": "static_select", "option_groups": [{"label": plain(n), "options": options(1)}]}),
        "/elements/0/option_groups/0/label/text",
    ),
    ("overflow options", 5, lambda n: actions({"type": "overflow", "options": options(n)}), "/elements/0/options"),
    ("checkboxes", 10, lambda n: actions({"type": "checkboxes", "options": options(n)}), "/elements/0/options"),
    ("radios", 10, lambda n: actions({"type": "radio_buttons", "options": options(n)}), "/elements/0/options"),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": "m" * n}, "/text"),
    ("table rows", 100, lambda n: {"type": "table", "rows": rows(n)}, "/rows"),
    ("table columns", 20, lambda n: {"type": "table", "rows": rows(1, n)}, "/rows/0"),
    ("table characters", 10_000, lambda n: {"type": "table", "rows": rows(1, 1, n)}, ""),
    ("table column settings", 20, lambda n: {"type": "table", "rows": rows(1), "column_settings": [None] * n}, "/column_settings"),
    ("data table rows", 201, lambda n: data_table(rows(n)), "/rows"),
    ("data table columns", 20, lambda n: data_table([*rows(2, n)]), "/rows/0"),
    ("data table characters", 20_000, lambda n: data_table([*rows(1, 1, n - 1), *rows(1)]), ""),
    ("data table page", 100, lambda n: data_table(rows(2), page_size=n), "/page_size"),
    ("chart title", 50, lambda n: bars(title=n), "/title"),
    ("chart series", 12, lambda n: bars(series=n), "/chart/series"),
    ("chart points", 20, lambda n: bars(points=n), "/chart/series/0/data"),
    ("chart series name", 20, lambda n: bars(name=n), "/chart/series/0/name"),
    ("chart label", 20, lambda n: bars(label=n), "/chart/series/0/data/0/label"),
    ("chart axis label", 50, lambda n: bars(axis=n), "/chart/axis_config/x_label"),
    ("pie segments", 12, pie, "/chart/segments"),
    ("video title", 199, lambda n: video(title=plain(n)), "/title/text"),
    ("video author", 49, lambda n: video(author_name="a" * n), "/author_name"),
    ("cards", 10, lambda n: {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * n}, "/elements"),
    ("card body", 200, lambda n: {"type": "card", "body": mrkdwn(n)}, "/body/text"),
    (
        "list indent",
        8,
        lambda n: {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "indent": n,
                    "elements": [{"type": "rich_text_section", "elements": []}],
                }
            ],
        },
        "/elements/0/indent",
    ),
]
# fmt: on


@pytest.mark.parametrize(("what", "most", "build", "pointer"), MESSAGE_LIMITS, ids=[row[0] for row in MESSAGE_LIMITS])
def test_a_message_may_reach_a_limit_and_not_pass_it(what: str, most: int, build: Build, pointer: str) -> None:
    assert said(build(most)) == []
    complaints = said(build(most + 1))
    assert any(complaint.endswith(f"[json-pointer:/blocks/0{pointer}]") for complaint in complaints), complaints


# fmt: off
VIEW_LIMITS: list[tuple[str, int, Build, str]] = [
    ("title", 24, lambda n: modal(title=plain(n)), "/title/text"),
    ("submit", 24, lambda n: modal(submit=plain(n)), "/submit/text"),
    ("close", 24, lambda n: modal(close=plain(n)), "/close/text"),
    ("private_metadata", 3000, lambda n: modal(private_metadata="p" * n), "/private_metadata"),
    ("callback_id", 255, lambda n: modal(callback_id="c" * n), "/callback_id"),
    ("external_id", 255, lambda n: modal(external_id="e" * n), "/external_id"),
    ("modal blocks", 100, lambda n: modal(*[{"type": "divider"}] * n), "/blocks"),
    ("home blocks", 100, lambda n: home(*[{"type": "divider"}] * n), "/blocks"),
    ("home private_metadata", 3000, lambda n: home(private_metadata="p" * n), "/private_metadata"),
    ("alert text", 200, lambda n: modal({"type": "alert", "text": mrkdwn(n)}), "/blocks/0/text/text"),
    ("files", 10, lambda n: modal(input_block({"type": "file_input", "max_files": n})), "/blocks/0/element/max_files"),
    ("rich lines", 100, lambda n: modal(input_block({"type": "rich_text_input", "max_lines": n})), "/blocks/0/element/max_lines"),
]
# fmt: on


@pytest.mark.parametrize(("what", "most", "build", "pointer"), VIEW_LIMITS, ids=[row[0] for row in VIEW_LIMITS])
def test_a_view_may_reach_a_limit_and_not_pass_it(what: str, most: int, build: Build, pointer: str) -> None:
    assert viewed(build(most)) == []
    complaints = viewed(build(most + 1))
    assert any(complaint.endswith(f"[json-pointer:/view{pointer}]") for complaint in complaints), complaints


def test_a_complaint_reads_like_slacks() -> None:
    assert said({"type": "header", "text": plain(151)}) == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert said({"type": "header", "text": {"type": "plain_text", "text": ""}}) == [
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert viewed(modal(*[{"type": "divider"}] * 101)) == [
        "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"
    ]


def test_a_message_has_at_most_50_blocks() -> None:
    assert said(*[{"type": "divider"}] * 50) == []
    assert said(*[{"type": "divider"}] * 51) == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]


def test_the_blocks_of_a_message_have_about_13200_characters_together() -> None:
    sections = [{"type": "section", "text": mrkdwn(3000)}] * 4
    assert said(*sections, {"type": "section", "text": mrkdwn(1200)}) == []
    assert said(*sections, {"type": "section", "text": mrkdwn(1201)}) == ["msg_blocks_too_long"]


def test_some_limits_hold_for_all_blocks_of_a_message_together() -> None:
    half: Block = {"type": "markdown", "text": "m" * 6000}
    assert said(half, half) == []
    assert said(half, half, {"type": "markdown", "text": "m"})
    assert said({"type": "table", "rows": rows(1)}, {"type": "table", "rows": rows(1)})
    assert said(pie(1), pie(1)) == []
    assert said(pie(1), pie(1), pie(1))


def test_a_view_is_at_most_250_kilobytes() -> None:
    block = {"type": "section", "text": mrkdwn(2900)}
    assert viewed(home(*[block] * 80)) == []
    assert viewed(home(*[block] * 90)) == ["view_too_large"]


@pytest.mark.parametrize(
    ("payload", "update", "code"),
    [
        ({"text": "x" * 40_000}, False, None),
        ({"text": "x" * 40_001}, False, "msg_too_long"),
        ({"text": "x" * 4_000}, True, None),
        ({"text": "x" * 4_001}, True, "msg_too_long"),
        ({}, False, "no_text"),
        ({"text": ""}, False, "no_text"),
        ({"text": " \n"}, False, "no_text"),
        ({"text": "", "blocks": []}, False, "no_text"),
        ({"blocks": [{"type": "divider"}]}, False, None),
        ({"blocks": '[{"type": "divider"}]'}, False, None),
        ({"blocks": "[{"}, False, "invalid_blocks_format"),
        ({"blocks": '"[]"'}, False, "invalid_blocks_format"),
        ({"blocks": {"type": "divider"}}, False, "invalid_blocks_format"),
        ({"blocks": ["divider"]}, False, "invalid_blocks_format"),
        ({"text": 5}, False, "invalid_arguments"),
        ({"attachments": [{"text": "old"}]}, False, None),
        ({"attachments": [{"blocks": [{"type": "divider"}]}]}, False, None),
        ({"attachments": [{"blocks": [{"type": "nonsense"}]}]}, False, "invalid_blocks"),
        ({"attachments": [{"title": "t", "indent": False}]}, False, "invalid_attachments"),
        ({"attachments": [{}]}, False, "invalid_attachments"),
        ({"attachments": [{"text": "x"}] * 101}, False, "too_many_attachments"),
        ({"text": "t", "metadata": {"event_type": "nudge", "event_payload": {"key": "k"}}}, False, None),
        ({"text": "t", "metadata": '{"event_type": "nudge", "event_payload": {}}'}, False, None),
        ({"text": "t", "metadata": {"event_type": "nudge"}}, False, "invalid_metadata_format"),
        ({"text": "t", "metadata": {"event_type": "a b", "event_payload": {}}}, False, "invalid_metadata_format"),
        ({"text": "t", "metadata": {"event_type": "n", "event_payload": "k"}}, False, "invalid_metadata_format"),
        ({"text": "t", "metadata": {"event_type": "n", "event_payload": {"k": "v" * 9000}}}, False, "metadata_too_large"),
    ],
)  # fmt: skip
def test_a_message_as_a_whole(payload: dict[str, Any], update: bool, code: str | None) -> None:
    try:
        check_message(payload, update=update)
        answered = None
    except SlackError as error:
        answered = error.code
    assert answered == code
