"""What people click, mention and bring along, as a real Bolt app hears it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Hands
from interacting import Json, actions, button, field, listen, modal, open_modal, plain
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError


def test_a_click_on_a_message(app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(app, "action", "milestone.complete")
    ts = slack.chat_postMessage(channel="general", text="Acme", blocks=[actions(button())])["ts"]
    clicked = hands("click", user="jane", channel="general", ts=ts, block_id="ways", action_id="milestone.complete")
    assert clicked["ok"]
    [body] = bodies
    assert body["actions"][0] | {"action_ts": ""} == {
        "action_id": "milestone.complete",
        "block_id": "ways",
        "text": plain("Done"),
        "value": "7",
        "type": "button",
        "action_ts": "",
    }
    assert body["user"] == {"id": "U0JANE00000", "username": "jane", "name": "jane", "team_id": "T0SANDBOX01"}
    assert body["channel"] == {"id": "C0GENERAL00", "name": "general"}
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0GENERAL00",
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == ts
    assert body["state"] == {"values": {}}
    assert body["response_url"].startswith("http")


def test_an_ephemeral_message_is_clicked_by_its_person_only(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "action", "milestone.complete")
    ts = slack.chat_postEphemeral(channel="general", user="U0JANE00000", text="Acme", blocks=[actions(button())])[
        "message_ts"
    ]
    spot = {"channel": "general", "ts": ts, "block_id": "ways", "action_id": "milestone.complete"}
    assert hands("click", user="omar", **spot)["error"] == "message_not_found"
    assert hands("click", user="jane", **spot)["ok"]
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]
    with pytest.raises(SlackApiError, match="message_not_found"):
        slack.chat_update(channel="C0GENERAL00", ts=ts, text="changed")


def test_a_stranger_can_click_but_is_known_as_one(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "action", "milestone.complete")
    ts = slack.chat_postMessage(channel="acme-shared", text="Acme", blocks=[actions(button())])["ts"]
    assert hands("click", user="exa", channel="acme-shared", ts=ts, action_id="milestone.complete")["ok"]
    assert bodies[0]["user"]["team_id"] == "T0EXAMPLE01"
    person = slack.users_info(user="U0EXA000000")["user"]
    assert (person["is_stranger"], person["team_id"]) == (True, "T0EXAMPLE01")


def test_a_forged_value_takes_force(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "action", "milestone.complete")
    ts = slack.chat_postMessage(channel="general", text="Acme", blocks=[actions(button())])["ts"]
    spot = {"user": "jane", "channel": "general", "ts": ts, "action_id": "milestone.complete", "value": "8"}
    assert hands("click", spot)["error"] == "bad_selection"
    assert hands("click", spot | {"force": True})["ok"]
    assert bodies[0]["actions"][0]["value"] == "8"


def test_a_menu_choice_stays_in_the_state(http_app: App, slack: WebClient, hands: Hands) -> None:
    options = [{"text": plain(word), "value": word} for word in ("mine", "all")]
    menu = {"type": "static_select", "action_id": "filter", "options": options}
    bodies = listen(http_app, "action", "filter")
    ts = slack.chat_postMessage(channel="general", text="list", blocks=[actions(menu)])["ts"]
    hands("click", user="jane", channel="general", ts=ts, action_id="filter", selected="all")
    assert bodies[0]["actions"][0]["selected_option"]["value"] == "all"
    assert bodies[0]["state"]["values"]["ways"]["filter"]["selected_option"]["value"] == "all"
    hidden = hands("click", user="jane", channel="general", ts=ts, action_id="filter", selected="nobodys")
    assert hidden["error"] == "bad_selection"


def test_respond_replaces_and_deletes_the_original(http_app: App, slack: WebClient, hands: Hands) -> None:
    @http_app.action("milestone.complete")
    def answer(ack: Any, respond: Any) -> None:
        respond(text="Done.", replace_original=True)
        ack()

    @http_app.action("card.close")
    def away(ack: Any, respond: Any) -> None:
        respond(delete_original=True)
        ack()

    blocks = [actions(button(), button("card.close"))]
    kept = slack.chat_postMessage(channel="general", text="one", blocks=blocks)["ts"]
    gone = slack.chat_postMessage(channel="general", text="two", blocks=blocks)["ts"]
    hands("click", user="jane", channel="general", ts=kept, action_id="milestone.complete")
    hands("click", user="jane", channel="general", ts=gone, action_id="card.close")
    [message] = hands.see("messages", channel="general")["messages"]
    assert (message["ts"], message["text"], message["blocks"], message["edited"]) == (kept, "Done.", [], True)


def test_home_is_published_and_clicked(app: App, slack: WebClient, hands: Hands) -> None:
    events = listen(app, "event", "app_home_opened")
    clicks = listen(app, "action", "milestone.complete")
    assert hands("home", user="jane")["ok"]
    assert events[0]["event"]["tab"] == "home"
    assert "view" not in events[0]["event"]
    first = slack.views_publish(user_id="U0JANE00000", view={"type": "home", "blocks": [actions(button())]})["view"]
    hands("home", user="jane")
    assert events[1]["event"]["view"]["id"] == first["id"]
    assert hands("click", user="jane", view_id="home", action_id="milestone.complete")["ok"]
    assert clicks[0]["container"] == {"type": "view", "view_id": first["id"]}
    assert clicks[0]["view"]["type"] == "home"
    assert "response_url" not in clicks[0]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        slack.views_publish(user_id="U0JANE00000", hash="0.0", view={"type": "home", "blocks": []})


def test_a_choice_that_home_offers_no_longer_is_forgotten(app: App, slack: WebClient, hands: Hands) -> None:
    listen(app, "action", "menu")

    def home(*values: str) -> Json:
        options = [{"text": plain(value), "value": value} for value in values]
        menu = {"type": "static_select", "action_id": "menu", "placeholder": plain("Choose"), "options": options}
        view = {"type": "home", "blocks": [actions(menu, block_id="ways")]}
        return dict(slack.views_publish(user_id="U0JANE00000", view=view)["view"]["state"]["values"])

    home("one", "two")
    assert hands("click", user="jane", view_id="home", action_id="menu", selected="two")["ok"]
    assert home("two", "three")["ways"]["menu"]["selected_option"]["value"] == "two"
    assert home("one", "three")["ways"]["menu"]["selected_option"] is None


def test_a_shortcut_brings_the_message(app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(app, "message_shortcut", "message.add")
    ts = hands("message", user="omar", channel="general", text="They signed off the <integration> with @jane")["ts"]
    assert hands("shortcut", user="jane", channel="general", ts=ts)["ok"]
    [body] = bodies
    assert body["type"] == "message_action"
    assert body["message"]["text"] == "They signed off the &lt;integration&gt; with <@U0JANE00000>"
    assert (body["message_ts"], body["channel"]["name"], body["message"]["user"]) == (ts, "general", "U0OMAR00000")


def test_a_mention_in_a_thread(app: App, slack: WebClient, hands: Hands) -> None:
    events = listen(app, "event", "app_mention")
    parent = slack.chat_postMessage(channel="general", text="Acme")["ts"]
    posted = hands("message", user="jane", channel="general", text="@onboard status acme", thread_ts=parent)
    assert posted["delivery"]["ok"]
    event = events[0]["event"]
    assert event["text"] == "<@U0ONBOARD00> status acme"
    assert (event["thread_ts"], event["channel"], event["user"]) == (parent, "C0GENERAL00", "U0JANE00000")
    assert hands("message", user="jane", channel="@jane", text="@onboard hi")["delivery"] is None


@pytest.mark.parametrize(
    ("act", "fields", "kind"),
    [
        ("person", {"user": "jane", "tz": "Asia/Tokyo"}, "user_change"),
        ("person", {"user": "jane", "do": "deactivate"}, "user_change"),
        ("channel", {"channel": "cs-digest", "do": "archive"}, "channel_archive"),
        ("channel", {"channel": "cs-digest", "do": "rename", "name": "digest"}, "channel_rename"),
        ("uninstall", {}, "app_uninstalled"),
    ],
)
def test_changes_of_the_workspace_are_told(http_app: App, hands: Hands, act: str, fields: Json, kind: str) -> None:
    events: list[Json] = []

    @http_app.middleware
    def hear(body: Json, next: Any) -> Any:
        events.append(body)
        return next()

    hands(act, fields)
    assert kind in [body["event"]["type"] for body in events]


def test_a_reload_takes_what_was_not_lasting(http_app: App, slack: WebClient, hands: Hands) -> None:
    slack.chat_postEphemeral(channel="general", user="U0JANE00000", text="just for you")
    open_modal(http_app, slack, hands, modal(field("note")))
    hands("reload", user="jane")
    assert hands.texts("general", "jane") == []
    assert hands.see("views", user="jane")["views"] == []
