"""Modals: opened, stacked, updated, submitted and closed, as a real Bolt app hears it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Hands
from interacting import Json, actions, button, field, listen, modal, open_modal, plain
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox


@pytest.mark.parametrize(
    ("answer", "title", "errors"),
    [
        ({}, None, {}),
        ({"response_action": "clear"}, None, {}),
        ({"response_action": "errors", "errors": {"note": "Too short"}}, "Touch", {"note": "Too short"}),
        ({"response_action": "update", "view": modal(title="Second")}, "Second", {}),
        ({"response_action": "push", "view": modal(title="On top")}, "On top", {}),
    ],
)
def test_a_submission_is_answered(
    app: App, slack: WebClient, hands: Hands, answer: Json, title: str | None, errors: Json
) -> None:
    bodies: list[Json] = []

    @app.view("touch")
    def submitted(ack: Any, body: Json) -> None:
        bodies.append(body)
        ack(**answer)

    view_id = open_modal(app, slack, hands, modal(field("note"), private_metadata="5"))
    done = hands("submit", user="jane", view_id=view_id, values={"note": {"note": "Called them"}})
    assert (done["ok"], done["response_action"], done["errors"]) == (True, answer.get("response_action"), errors)
    view = bodies[0]["view"]
    assert view["state"]["values"]["note"]["note"]["value"] == "Called them"
    assert (view["private_metadata"], view["callback_id"], view["id"]) == ("5", "touch", view_id)
    views = hands.see("views", user="jane")["views"]
    assert (views[-1]["title"]["text"] if views else None) == title


def test_the_client_refuses_an_empty_field(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "view", "touch")
    view_id = open_modal(http_app, slack, hands, modal(field("note")))
    done = hands("submit", user="jane", view_id=view_id, values={})
    assert (done["ok"], done["error"], list(done["errors"])) == (False, "incomplete", ["note"])
    assert bodies == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "No"}},
        {"response_action": "update", "view": modal(title="x" * 25)},
    ],
)
def test_a_bad_response_action_is_a_refusal(
    http_app: App, slack: WebClient, hands: Hands, sandbox: Sandbox, answer: Json
) -> None:
    @http_app.view("touch")
    def submitted(ack: Any) -> None:
        ack(**answer)

    view_id = open_modal(http_app, slack, hands, modal(field("note", optional=True)))
    assert hands("submit", user="jane", view_id=view_id)["error"] == "invalid_arguments"
    assert sandbox.refusals[0].where == "response_action"


def test_closing_is_told_only_when_asked_for(http_app: App, slack: WebClient, hands: Hands) -> None:
    closed: list[Json] = []

    @http_app.view_closed("touch")
    def hear(ack: Any, body: Json) -> None:
        closed.append(body)
        ack()

    hands("close", user="jane", view_id=open_modal(http_app, slack, hands, modal(field("note"))))
    assert closed == []
    view = modal(field("note"), notify_on_close=True)
    hands("close", user="jane", view_id=open_modal(http_app, slack, hands, view), all=True)
    assert closed[0]["is_cleared"] is True
    assert hands.see("views", user="jane")["views"] == []


def test_a_stack_holds_three_modals(http_app: App, slack: WebClient, hands: Hands) -> None:
    failed: list[str] = []

    @http_app.action("more")
    def more(ack: Any, body: Json) -> None:
        try:
            slack.views_push(trigger_id=body["trigger_id"], view=modal(actions(button("more"))))
        except SlackApiError as error:
            failed.append(error.response["error"])
        ack()

    open_modal(http_app, slack, hands, modal(actions(button("more"))))
    for _ in range(3):
        top = hands.see("views", user="jane")["views"][-1]
        hands("click", user="jane", view_id=top["id"], action_id="more")
    views = hands.see("views", user="jane")["views"]
    assert [view["root_view_id"] for view in views] == [views[0]["id"]] * 3
    assert views[2]["previous_view_id"] == views[1]["id"]
    assert failed == ["push_limit_reached"]


def test_a_view_is_updated_by_id_external_id_and_hash(http_app: App, slack: WebClient, hands: Hands) -> None:
    view_id = open_modal(http_app, slack, hands, modal(field("note"), external_id="mine"))
    old = hands.see("views", user="jane")["views"][0]["hash"]
    slack.views_update(external_id="mine", view=modal(field("note"), title="By name", external_id="mine"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        slack.views_update(view_id=view_id, hash=old, view=modal(field("note")))
    with pytest.raises(SlackApiError, match="not_found"):
        slack.views_update(view_id="V0NOWHERE", view=modal(field("note")))
    hands("close", user="jane", view_id=view_id)
    with pytest.raises(SlackApiError, match="not_found"):
        slack.views_update(view_id=view_id, view=modal(field("note")))


def test_what_was_typed_is_in_the_state_of_a_click(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "action", "preview")
    view_id = open_modal(http_app, slack, hands, modal(field("note"), actions(button("preview"))))
    hands("click", user="jane", view_id=view_id, action_id="preview", values={"note": {"note": "half"}})
    assert bodies[0]["view"]["state"]["values"]["note"]["note"]["value"] == "half"


def test_an_input_dispatches_only_when_it_says_so(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "action", "note")
    quiet = open_modal(http_app, slack, hands, modal(field("note")))
    assert hands("click", user="jane", view_id=quiet, action_id="note", selected="x")["dispatched"] is False
    loud = open_modal(http_app, slack, hands, modal(field("note", dispatch_action=True)))
    assert hands("click", user="jane", view_id=loud, action_id="note", selected="y")["ok"]
    assert [body["actions"][0]["value"] for body in bodies] == ["y"]


def test_options_are_suggested(app: App, slack: WebClient, hands: Hands) -> None:
    @app.options("account")
    def suggest(ack: Any, body: Json) -> None:
        ack(options=[{"text": plain(f"{body['value']} Corp"), "value": "1"}])

    menu = {"type": "external_select", "action_id": "account", "min_query_length": 2}
    ts = slack.chat_postMessage(channel="general", text="which", blocks=[actions(menu)])["ts"]
    spot = {"user": "jane", "channel": "general", "ts": ts, "action_id": "account"}
    assert hands("suggest", spot | {"value": "A"})["options"] == []
    assert hands("suggest", spot | {"value": "Ac"})["options"][0]["text"]["text"] == "Ac Corp"


def test_a_person_uploads_a_file_into_a_modal(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "view", "touch")
    picker = {"type": "input", "block_id": "file", "label": plain("Tracker")}
    picker["element"] = {"type": "file_input", "action_id": "file", "max_files": 1}
    view_id = open_modal(http_app, slack, hands, modal(picker))
    file_id = hands("file", user="jane", name="acme.yaml", content="customer: Acme")["file"]
    assert hands("submit", user="jane", view_id=view_id, values={"file": {"file": [file_id]}})["ok"]
    [given] = bodies[0]["view"]["state"]["values"]["file"]["file"]["files"]
    assert given["id"] == file_id
