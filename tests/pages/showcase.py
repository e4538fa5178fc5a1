"""Blocks of every kind, as an app would send them, with ids that the tests name."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def option(value: str, words: str | None = None) -> Block:
    """An option of a menu."""
    return {"text": plain(words or value.title()), "value": value}


def button(action_id: str, words: str, **more: Any) -> Block:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(words), **more}


def card() -> list[Block]:
    """A status card such as the bot sends."""
    return [
        {"type": "header", "text": plain("Acme Corp")},
        {"type": "context", "elements": [mrkdwn("Enterprise · CSM <@U0JANE00000> · day 9 of 30 · *Build*")]},
        {
            "type": "section",
            "fields": [
                mrkdwn("*Health*\n:large_yellow_circle: 72.5, down 4 this week"),
                mrkdwn("*Next*\nIntegration configured, Mon 26 Jan"),
                mrkdwn("*First value*\nin 12 days"),
                mrkdwn("*Last touch*\nThu 22 Jan, call with Dana"),
            ],
        },
        {"type": "divider"},
        {
            "type": "section",
            "block_id": "milestone",
            "text": mrkdwn(":white_check_mark: *Kick-off held*\nDone Thu 15 Jan"),
        },
        {
            "type": "section",
            "block_id": "open",
            "text": mrkdwn("*Integration configured*\nDue Mon 26 Jan, waits on `SSO metadata` from the customer"),
            "accessory": {
                "type": "overflow",
                "action_id": "more",
                "options": [option("done"), option("start"), option("block", "Blocked…")],
            },
        },
        _ways(),
    ]


def _ways() -> Block:
    sure = {"title": plain("Delete Acme Corp?"), "text": plain("Its history goes too."), "style": "danger"}
    confirm = sure | {"confirm": plain("Delete"), "deny": plain("Keep")}
    buttons = [
        button("press", "Done", style="primary", value="m2"),
        button("ask", "Touch…", value="a1"),
        button("link", "Open the plan", url="https://example.com/plan"),
        button("drop", "Delete", style="danger", value="a1", confirm=confirm),
    ]
    return {"type": "actions", "block_id": "acts", "elements": buttons}


def elements() -> list[Block]:
    """Every element that can stand outside an input."""
    return [
        {
            "type": "actions",
            "block_id": "menus",
            "elements": [
                {"type": "static_select", "action_id": "pick", "placeholder": plain("Filter"), "options": _colours()},
                {"type": "users_select", "action_id": "person", "placeholder": plain("Whose")},
                {"type": "conversations_select", "action_id": "place", "placeholder": plain("Where")},
                {"type": "datepicker", "action_id": "day", "initial_date": "2026-01-26"},
                {"type": "timepicker", "action_id": "time", "initial_time": "09:00"},
            ],
        },
        {
            "type": "section",
            "block_id": "many",
            "text": mrkdwn("Several of them"),
            "accessory": {"type": "multi_static_select", "action_id": "some", "options": _colours()},
        },
        {
            "type": "actions",
            "block_id": "ticks",
            "elements": [
                {"type": "checkboxes", "action_id": "boxes", "options": _colours()},
                {"type": "radio_buttons", "action_id": "radios", "options": _colours()},
            ],
        },
        {
            "type": "image",
            "block_id": "img",
            "image_url": "https://example.com/chart.png",
            "alt_text": "Health over the last month",
            "title": plain("Health"),
        },
    ]


def prose() -> list[Block]:
    """Rich text, markdown and a table."""
    return [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Rich ", "style": {"bold": True}},
                        {"type": "user", "user_id": "U0OMAR00000"},
                        {"type": "text", "text": " and "},
                        {"type": "link", "url": "https://example.com", "text": "a link"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]},
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "second"}]},
                    ],
                },
            ],
        },
        {
            "type": "markdown",
            "text": "## This week\n\n- **Two** accounts at risk\n- see [the list](https://example.com)",
        },
        {
            "type": "table",
            "column_settings": [{}, {"align": "right"}],
            "rows": [
                [{"type": "raw_text", "text": "Account"}, {"type": "raw_text", "text": "Score"}],
                [{"type": "raw_text", "text": "Acme Corp"}, {"type": "raw_text", "text": "72.5"}],
                [{"type": "raw_text", "text": "Globex"}, {"type": "raw_text", "text": "58.0"}],
            ],
        },
    ]


def moment() -> list[Block]:
    """A date and time, 26 January 2026, 14:30 UTC, in a row of its own."""
    picker = {"type": "datetimepicker", "action_id": "moment", "initial_date_time": 1_769_437_800}
    return [{"type": "actions", "block_id": "moments", "elements": [picker]}]


def charts() -> list[Block]:
    """Bars of two series, and a line."""
    days = ["Mon", "Tue"]

    def series(name: str, *values: float) -> Block:
        return {"name": name, "data": [{"label": day, "value": value} for day, value in zip(days, values, strict=True)]}

    def chart(kind: str, *of: Block) -> Block:
        return {"type": kind, "series": list(of), "axis_config": {"categories": days}}

    bars = chart("bar", series("Healthy", 5, 4), series("At risk", 1, 2))
    line = chart("line", series("Score", 70, 82.5))
    return [
        {"type": "data_visualization", "title": "Accounts", "chart": bars},
        {"type": "data_visualization", "title": "Health", "chart": line},
    ]


def form(title: str = "Log a touch") -> Block:
    """A modal with every input."""

    def asked(block_id: str, label: str, element: Block, **more: Any) -> Block:
        named = element | {"action_id": block_id}
        return {"type": "input", "block_id": block_id, "label": plain(label), "element": named, **more}

    text = {"type": "plain_text_input"}
    return {
        "type": "modal",
        "callback_id": "touch",
        "title": plain(title),
        "submit": plain("Log it"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "section", "text": mrkdwn("For *Acme Corp*, day 9 of 30.")},
            asked("note", "Note", text | {"placeholder": plain("What was said")}, hint=plain("In their words")),
            asked("long", "Details", text | {"multiline": True}, optional=True),
            asked("kind", "Kind", {"type": "static_select", "options": _colours()}, optional=True),
            asked("zone", "Time zone", {"type": "external_select", "min_query_length": 1}, optional=True),
            asked("who", "Who", {"type": "users_select", "initial_user": "U0JANE00000"}, optional=True),
            asked("day", "Day", {"type": "datepicker", "initial_date": "2026-01-23"}, optional=True),
            asked("at", "At", {"type": "timepicker"}, optional=True),
            asked("minutes", "Minutes", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
            asked("mail", "Mail", {"type": "email_text_input"}, optional=True),
            asked("site", "Site", {"type": "url_text_input"}, optional=True),
            asked("way", "Way", {"type": "radio_buttons", "options": _colours()}, optional=True),
            asked("also", "Also", {"type": "checkboxes", "options": _colours()}, optional=True),
            asked("several", "Several", {"type": "multi_static_select", "options": _colours()}, optional=True),
            asked("file", "File", {"type": "file_input"}, optional=True),
        ],
    }


def _colours() -> list[Block]:
    return [option("red"), option("green"), option("blue")]
