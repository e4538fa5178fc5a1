"""What Slack takes and refuses of the shapes of blocks: types, fields, ids, surfaces."""

# ruff: noqa: E501 (a row of a table is a line)
from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.blocks.elements import ACCESSORIES, ELEMENTS, IN_ACTIONS, INPUTS
from sandbox.blocks.layouts import BLOCKS
from tests.sandbox.block_kit import (
    Block,
    actions,
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
    plain,
    rows,
    said,
    select,
    video,
    viewed,
)

TEXT = {"type": "plain_text_input"}
SECTION: Block = {"type": "section", "text": mrkdwn()}


def rich(*inline: Block, kind: str = "rich_text_section", **fields: Any) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(inline), **fields}]}


SOUND: list[Block] = [
    SECTION,
    {"type": "section", "text": {"type": "mrkdwn", "text": "x", "verbatim": True}, "expand": True},
    {"type": "section", "text": plain(), "fields": [plain(), mrkdwn()], "accessory": image()},
    {"type": "context", "elements": [image(), plain(), mrkdwn()]},
    actions(button(style="danger", confirm=confirm(style="primary", text=mrkdwn()), url="https://a.example/b?c=d")),
    actions(select(initial_option=option("0"), placeholder=plain(), focus_on_load=True)),
    actions({"type": "external_select", "min_query_length": 0}),
    actions({"type": "users_select", "initial_user": "U1"}, {"type": "multi_users_select", "max_selected_items": 2}),
    actions({"type": "conversations_select", "filter": {"include": ["public"]}, "default_to_current_conversation": True}),
    actions({"type": "channels_select"}, {"type": "multi_channels_select", "initial_channels": ["C1"]}),
    actions({"type": "multi_static_select", "options": options(3), "initial_options": options(2)}),
    actions({"type": "datepicker", "initial_date": "2026-02-28"}, {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Madrid"}),
    actions({"type": "datetimepicker", "initial_date_time": 1_769_000_000}),
    actions({"type": "overflow", "options": [option(url="https://example.com")]}),
    actions({"type": "checkboxes", "options": [{"text": mrkdwn(), "value": "v", "description": mrkdwn()}]}),
    actions({"type": "workflow_button", "text": plain(), "workflow": {"trigger": {"url": "https://slack.com/shortcuts/1"}}}),
    input_block(TEXT, optional=True, dispatch_action=True, hint=plain()),
    image(title=plain()),
    {"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}},
    video(title_url="https://example.com", provider_name="p", description=plain()),
    {"type": "file", "external_id": "f", "source": "remote"},
    {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}]},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, rich({"type": "text", "text": "b"})]], "column_settings": [{"align": "right", "is_wrapped": True}, None]},
    data_table([*rows(1, 2), [{"type": "raw_number", "value": 2.5}, rich({"type": "user", "user_id": "U1"})]], row_header_column_index=1),
    bars(series=3, points=4),
    rich({"type": "text", "text": "a", "style": {"bold": True}}, {"type": "link", "url": "https://example.com", "text": "b"}, {"type": "emoji", "name": "wave"}),
    rich({"type": "broadcast", "range": "here"}, {"type": "channel", "channel_id": "C1"}, {"type": "date", "timestamp": 1, "format": "{date}"}),
    rich({"type": "color", "value": "#F405B3"}, {"type": "usergroup", "usergroup_id": "S1"}, kind="rich_text_quote", border=1),
    rich({"type": "text", "text": "code"}, kind="rich_text_preformatted"),
    rich({"type": "rich_text_section", "elements": []}, kind="rich_text_list", style="ordered", offset=2),
]  # fmt: skip


@pytest.mark.parametrize("block", SOUND, ids=lambda block: block["type"])
def test_a_sound_block_passes(block: Block) -> None:
    assert said(block) == []


# (the block in a message, what is said of it)
FAULTY: list[tuple[Block, str]] = [
    ({"type": "nonsense"}, "unsupported type: nonsense [json-pointer:/blocks/0/type]"),
    ({"type": ["section"]}, "unsupported type: ['section'] [json-pointer:/blocks/0/type]"),
    ({"text": plain()}, "missing required field: type [json-pointer:/blocks/0]"),
    ({"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
    ({"type": "divider", "text": "x"}, "invalid additional property: text [json-pointer:/blocks/0]"),
    ({**SECTION, "accessory": button(sty1e="x")}, "invalid additional property: sty1e [json-pointer:/blocks/0/accessory]"),
    ({"type": "section"}, "must define at least one of: text, fields [json-pointer:/blocks/0]"),
    ({"type": "section", "fields": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/fields]"),
    ({"type": "section", "text": "x"}, "must provide an object [json-pointer:/blocks/0/text]"),
    ({"type": "section", "text": {"type": "markdown", "text": "x"}}, "unsupported type: markdown [json-pointer:/blocks/0/text/type]"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": None}}, "must provide a string [json-pointer:/blocks/0/text/text]"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": ""}}, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}, "invalid additional property: emoji [json-pointer:/blocks/0/text]"),
    ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ({**SECTION, "accessory": {"type": "datetimepicker"}}, "unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]"),
    ({**SECTION, "accessory": TEXT}, "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
    ({"type": "context", "elements": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (actions(image()), "unsupported type: image [json-pointer:/blocks/0/elements/0/type]"),
    (actions(button(text=mrkdwn())), "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"),
    (actions(button(style="default")), "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"),
    (actions(button(value="")), "must be more than 0 characters [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(value=7)), "must provide a string [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(url="acme.example")), "invalid url [json-pointer:/blocks/0/elements/0/url]"),
    (actions(button(url="javascript:alert(1)")), "invalid url [json-pointer:/blocks/0/elements/0/url]"),
    (actions(button(url="https://a b")), "invalid url [json-pointer:/blocks/0/elements/0/url]"),
    (actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain()})), "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]"),
    (actions({"type": "static_select"}), "must define exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]"),
    (actions(select(option_groups=[{"label": plain(), "options": options(1)}])), "must define exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]"),
    (actions(select(options=[])), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    (actions(select(options=[option("a"), option("a")])), "option value must be unique: a [json-pointer:/blocks/0/elements/0]"),
    (actions(select(options=[option("")])), "must be more than 0 characters [json-pointer:/blocks/0/elements/0/options/0/value]"),
    (actions(select(options=[{"text": mrkdwn(), "value": "v"}])), "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]"),
    (actions(select(options=[option(url="https://example.com")])), "invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]"),
    (actions(select(initial_option=option("other"))), "initial_option must match one of the options provided [json-pointer:/blocks/0/elements/0/initial_option]"),
    (actions(select(initial_option=option("0", 6))), "initial_option must match one of the options provided [json-pointer:/blocks/0/elements/0/initial_option]"),
    (actions({"type": "checkboxes", "options": options(1), "initial_options": [option("z")]}), "initial_options must match one of the options provided [json-pointer:/blocks/0/elements/0/initial_options]"),
    (actions({"type": "multi_users_select", "initial_users": ["U1", "U2"], "max_selected_items": 1}), "no more than 1 items allowed [json-pointer:/blocks/0/elements/0/initial_users]"),
    (actions({"type": "conversations_select", "filter": {}}), "must define at least one of: include, exclude_external_shared_channels, exclude_bot_users [json-pointer:/blocks/0/elements/0/filter]"),
    (actions({"type": "channels_select", "response_url_enabled": True}), "only allowed in modals [json-pointer:/blocks/0/elements/0/response_url_enabled]"),
    (actions({"type": "datepicker", "initial_date": "2026-02-30"}), "must be a valid date [json-pointer:/blocks/0/elements/0/initial_date]"),
    (actions({"type": "datepicker", "initial_date": "30.2.2026"}), "must be a date in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]"),
    (actions({"type": "timepicker", "initial_time": "24:00"}), "must be a time in the format HH:mm [json-pointer:/blocks/0/elements/0/initial_time]"),
    (actions({"type": "timepicker", "timezone": "Moon/Base"}), "must be a valid IANA timezone [json-pointer:/blocks/0/elements/0/timezone]"),
    (actions({"type": "datetimepicker", "initial_date_time": 12}), "must be greater than 999999999 [json-pointer:/blocks/0/elements/0/initial_date_time]"),
    (actions({"type": "overflow", "options": []}), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    (input_block(button()), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    (input_block(label=mrkdwn()), "unsupported type: mrkdwn [json-pointer:/blocks/0/label/type]"),
    (input_block({**TEXT, "min_length": 5, "max_length": 4}), "min_length cannot be greater than max_length [json-pointer:/blocks/0/element]"),
    (input_block({**TEXT, "max_length": 2, "initial_value": "abc"}), "must be less than 3 characters [json-pointer:/blocks/0/element/initial_value]"),
    (input_block({**TEXT, "multiline": "yes"}), "must provide a boolean [json-pointer:/blocks/0/element/multiline]"),
    (input_block({**TEXT, "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}}), "must be one of: on_enter_pressed, on_character_entered [json-pointer:/blocks/0/element/dispatch_action_config/trigger_actions_on/0]"),
    ({"type": "image", "alt_text": "a"}, "must define exactly one of: image_url, slack_file [json-pointer:/blocks/0]"),
    (image(slack_file={"id": "F1"}), "must define exactly one of: image_url, slack_file [json-pointer:/blocks/0]"),
    (image(alt_text=""), "must be more than 0 characters [json-pointer:/blocks/0/alt_text]"),
    ({"type": "image", "alt_text": "a", "slack_file": {"id": "F1", "url": "https://a.example/f"}}, "must define exactly one of: id, url [json-pointer:/blocks/0/slack_file]"),
    (video(video_url="http://example.com/v"), "invalid url [json-pointer:/blocks/0/video_url]"),
    ({"type": "file", "external_id": "f", "source": "local"}, "must be one of: remote [json-pointer:/blocks/0/source]"),
    ({"type": "markdown", "text": ""}, "must be more than 0 characters [json-pointer:/blocks/0/text]"),
    ({"type": "markdown", "text": plain()}, "must provide a string [json-pointer:/blocks/0/text]"),
    ({"type": "table", "rows": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/rows]"),
    ({"type": "table", "rows": [[plain()]]}, "unsupported type: plain_text [json-pointer:/blocks/0/rows/0/0/type]"),
    ({"type": "data_table", "rows": rows(2)}, "missing required field: caption [json-pointer:/blocks/0]"),
    (data_table(rows(1)), "no fewer than 2 items allowed [json-pointer:/blocks/0/rows]"),
    (data_table([*rows(1, 2), *rows(1, 1)]), "all rows must have the same number of cells [json-pointer:/blocks/0/rows/1]"),
    (data_table([[rich({"type": "text", "text": "h"})], *rows(1)]), "unsupported type: rich_text [json-pointer:/blocks/0/rows/0/0/type]"),
    (data_table(rows(2), row_header_column_index=1), "must be the index of a column [json-pointer:/blocks/0/row_header_column_index]"),
    (bars(series=0), "no fewer than 1 items allowed [json-pointer:/blocks/0/chart/series]"),
    ({"type": "data_visualization", "title": "t", "chart": {"type": "donut"}}, "unsupported type: donut [json-pointer:/blocks/0/chart/type]"),
    ({"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": [{"label": "l", "value": 0}]}}, "must be greater than 0 [json-pointer:/blocks/0/chart/segments/0/value]"),
    (rich({"type": "text", "text": ""}), "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]"),
    (rich({"type": "text", "text": "a", "style": {"blink": True}}), "invalid additional property: blink [json-pointer:/blocks/0/elements/0/elements/0/style]"),
    (rich({"type": "link", "url": "javascript:alert(1)"}), "invalid url [json-pointer:/blocks/0/elements/0/elements/0/url]"),
    (rich({"type": "user", "user_id": "U1"}, kind="rich_text_preformatted"), "unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]"),
    ({"type": "rich_text", "elements": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    ({"type": "card", "subtitle": mrkdwn()}, "must define at least one of: hero_image, title, actions, body [json-pointer:/blocks/0]"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "words"), FAULTY, ids=[words.split(" [")[0] for _, words in FAULTY])
def test_a_faulty_block_is_refused_with_a_pointer(block: Block, words: str) -> None:
    assert said(block) == [f"[ERROR] {words}"]


def test_series_of_a_chart_agree_with_its_axis() -> None:
    block = bars(series=2, points=2)
    block["chart"]["series"][1] = {"name": "00", "data": [{"label": "zz", "value": 1}]}
    assert said(block) == [
        "[ERROR] series names must be unique [json-pointer:/blocks/0/chart/series]",
        "[ERROR] labels must match axis_config.categories [json-pointer:/blocks/0/chart/series/1/data]",
    ]


def test_every_fault_of_a_payload_is_named() -> None:
    assert len(said({"type": "header"}, {"type": "divider", "x": 1}, {"type": "nonsense"})) == 3


def test_a_block_id_is_unique_in_a_message() -> None:
    twice: Block = {"type": "divider", "block_id": "b"}
    assert said(twice, twice) == ['[ERROR] block_id "b" already exists [json-pointer:/blocks/1/block_id]']


def test_an_action_id_is_unique_in_a_message_and_in_a_view() -> None:
    first, second = actions(button(action_id="a")), {**SECTION, "accessory": button(action_id="a")}
    assert said(first, second) == ['[ERROR] action_id "a" already exists [json-pointer:/blocks/1/accessory/action_id]']
    field = input_block({**TEXT, "action_id": "value"})
    assert viewed(modal(field, field)) == [
        '[ERROR] action_id "value" already exists [json-pointer:/view/blocks/1/element/action_id]'
    ]


def test_one_element_of_a_view_has_the_focus() -> None:
    field = input_block({**TEXT, "focus_on_load": True})
    assert viewed(modal(field)) == []
    assert viewed(modal(field, field)) == [
        "[ERROR] only one element can have focus_on_load set to true "
        "[json-pointer:/view/blocks/1/element/focus_on_load]"
    ]


# (the block, the surfaces that know it)
SURFACES: list[tuple[Block, str]] = [
    (SECTION, "message modal home"),
    (input_block(TEXT), "message modal home"),
    (video(), "message modal home"),
    (rich({"type": "text", "text": "a"}), "message modal home"),
    ({"type": "markdown", "text": "m"}, "message"),
    ({"type": "table", "rows": rows(1)}, "message"),
    (data_table(rows(2)), "message"),
    (bars(), "message"),
    ({"type": "file", "external_id": "f", "source": "remote"}, "message"),
    ({"type": "alert", "text": plain()}, "modal"),
    (input_block({"type": "file_input"}), "modal"),
    (input_block({"type": "number_input", "is_decimal_allowed": False}), "modal"),
    (input_block({"type": "email_text_input"}), "modal"),
    (input_block({"type": "url_text_input"}), "modal"),
    (input_block({"type": "rich_text_input"}), "modal home"),
    (actions({"type": "datetimepicker"}), "message modal"),
]


@pytest.mark.parametrize(("block", "surfaces"), SURFACES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_block_is_for_its_surfaces(block: Block, surfaces: str) -> None:
    found = {"message": said(block), "modal": viewed(modal(block)), "home": viewed(home(block, type="home"))}
    if block["type"] == "input":
        assert not any("submit" in words for words in found["home"])
    assert " ".join(surface for surface, words in found.items() if not words) == surfaces


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({"type": "modal"}, "missing required field: blocks [json-pointer:/view]"),
        ({"type": "modal"}, "missing required field: title [json-pointer:/view]"),
        ({"type": "modal", "title": plain(), "blocks": [input_block()]}, "missing required field: submit (the view has input blocks) [json-pointer:/view]"),
        (modal(submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
        (modal(id="V1"), "invalid additional property: id [json-pointer:/view]"),
        (modal(title=mrkdwn()), "unsupported type: mrkdwn [json-pointer:/view/title/type]"),
        (modal(blocks={}), "must provide an array [json-pointer:/view/blocks]"),
        (modal(clear_on_close="no"), "must provide a boolean [json-pointer:/view/clear_on_close]"),
        (home(title=plain()), "invalid additional property: title [json-pointer:/view]"),
        (modal({"type": "section"}), "must define at least one of: text, fields [json-pointer:/view/blocks/0]"),
        (modal(input_block({"type": "number_input"})), "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]"),
        (modal(input_block({"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "1"})), "min_value cannot be greater than max_value [json-pointer:/view/blocks/0/element]"),
        (modal(input_block({"type": "number_input", "is_decimal_allowed": False, "min_value": "1.5"})), "must be a whole number [json-pointer:/view/blocks/0/element/min_value]"),
        (modal(input_block({"type": "number_input", "is_decimal_allowed": False, "min_value": 1})), "must provide a string [json-pointer:/view/blocks/0/element/min_value]"),
        (modal(input_block({"type": "file_input"}, dispatch_action=True)), "unsupported type: file_input [json-pointer:/view/blocks/0/element/type]"),
        (modal(input_block({"type": "file_input", "filetypes": [".yaml"]})), "must be a file extension [json-pointer:/view/blocks/0/element/filetypes/0]"),
    ],
)  # fmt: skip
def test_a_faulty_view_is_refused_with_a_pointer(view: Block, words: str) -> None:
    assert f"[ERROR] {words}" in viewed(view)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from(sorted(ELEMENTS)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["type", "text", "rows"]), inner),
    max_leaves=4,
)


@given(st.sampled_from(SOUND), st.data())
def test_any_json_in_any_place_is_checked_and_never_a_crash(block: Block, data: st.DataObject) -> None:
    damaged = deepcopy(block)
    held: Any = damaged
    while True:
        keys = list(held) if isinstance(held, dict) else list(range(len(held)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(held[key], dict | list) or not held[key] or data.draw(st.booleans()):
            held[key] = data.draw(JSON)
            break
        held = held[key]
    said(damaged)
    viewed(modal(damaged))


def test_the_tables_name_each_other() -> None:
    assert set(ELEMENTS) >= ACCESSORIES | IN_ACTIONS | INPUTS
    assert set(BLOCKS) >= {
        "section", "actions", "context", "header", "divider", "image", "input", "rich_text", "video", "file",
        "markdown", "table", "data_table", "data_visualization",
    }  # fmt: skip
