"""What people click, fill in, submit, close and mention, as a real Bolt app hears it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Hands
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str = "milestone.complete", value: str = "7") -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Done"), "value": value}


def actions(*elements: Json, block_id: str = "ways") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(name: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": name}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, **more}


def modal(*blocks: Json, title: str = "Touch", **more: Any) -> Json:
    shown = {"type": "modal", "callback_id": "touch", "title": plain(title), "submit": plain("Save")}
    return {**shown, "blocks": list(blocks), **more}


def listen(app: App, kind: str, what: Any) -> list[Json]:
    """Every body that the app heard of that kind."""
    bodies: list[Json] = []

    def hear(ack: Any, body: Json) -> None:
        bodies.append(body)
        ack()

    getattr(app, kind)(what)(hear)
    return bodies


def open_modal(app: App, slack: WebClient, hands: Hands, view: Json) -> str:
    """Have jane open a modal by a command; its id."""

    def open_it(ack: Any, body: Json) -> None:
        slack.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    command = f"/onboard {view['title']['text']} {len(hands.see('calls')['calls'])}"
    app.command("/onboard", matchers=[lambda body: f"/onboard {body['text']}" == command])(open_it)
    hands("command", user="jane", channel="general", text=command)
    return str(hands.see("views", user="jane")["views"][-1]["id"])


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


def chooser(kind: str, **more: Any) -> Json:
    return field(kind, element={"type": kind, "action_id": kind, **more}, optional=True)


def test_people_and_places_are_chosen_by_name_or_id(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "view", "touch")
    kinds = ("users_select", "channels_select", "conversations_select", "multi_users_select")
    given = {
        "jane": ("jane", "general", "general", ["jane", "@omar"]),
        "@jane": ("@jane", "#general", "#general", ["U0JANE00000", "Omar Haddad"]),
        "id": ("U0JANE00000", "C0GENERAL00", "C0GENERAL00", ["U0JANE00000", "U0OMAR00000"]),
    }
    for values in given.values():
        view_id = open_modal(http_app, slack, hands, modal(*[chooser(kind) for kind in kinds]))
        filled = {kind: {kind: value} for kind, value in zip(kinds, values, strict=True)}
        assert hands("submit", user="jane", view_id=view_id, values=filled)["ok"]
        state = bodies[-1]["view"]["state"]["values"]
        assert state["users_select"]["users_select"]["selected_user"] == "U0JANE00000"
        assert state["channels_select"]["channels_select"]["selected_channel"] == "C0GENERAL00"
        assert state["conversations_select"]["conversations_select"]["selected_conversation"] == "C0GENERAL00"
        assert state["multi_users_select"]["multi_users_select"]["selected_users"] == ["U0JANE00000", "U0OMAR00000"]


@pytest.mark.parametrize("given", [{"selected": "@omar"}, {"value": "omar"}, {"selected": "U0OMAR00000"}])
def test_a_person_is_clicked_by_name(http_app: App, slack: WebClient, hands: Hands, given: Json) -> None:
    bodies = listen(http_app, "action", "csm")
    ts = slack.chat_postMessage(
        channel="general", text="whose", blocks=[actions({"type": "users_select", "action_id": "csm"})]
    )["ts"]
    assert hands("click", user="jane", channel="general", ts=ts, action_id="csm", **given)["ok"]
    assert bodies[0]["actions"][0]["selected_user"] == "U0OMAR00000"


def test_what_is_not_offered_is_said_under_its_field_and_not_sent(
    http_app: App, slack: WebClient, hands: Hands
) -> None:
    bodies = listen(http_app, "view", "touch")
    options = [{"text": plain(word), "value": word} for word in ("call", "mail")]
    view = modal(field("note", optional=True), chooser("static_select", options=options), chooser("users_select"))
    view_id = open_modal(http_app, slack, hands, view)
    values = {
        "note": {"note": "Called"},
        "static_select": {"static_select": "fax"},
        "users_select": {"users_select": "zoe"},
    }
    done = hands("submit", user="jane", view_id=view_id, values=values)
    assert (done["ok"], done["response_action"], bodies) == (False, "errors", [])
    assert "'fax' is not among the options: call, mail" in done["errors"]["static_select"]
    assert "'zoe'" in done["errors"]["users_select"]
    assert hands("submit", user="jane", view_id=view_id)["ok"]
    state = bodies[0]["view"]["state"]["values"]
    assert state["note"]["note"]["value"] == "Called"
    assert state["static_select"]["static_select"]["selected_option"] is None


def test_a_day_that_cannot_be_read_reaches_the_app_and_does_not_stay(
    http_app: App, slack: WebClient, hands: Hands
) -> None:
    bodies: list[Json] = []

    @http_app.view("touch")
    def submitted(ack: Any, body: Json) -> None:
        bodies.append(body["view"]["state"]["values"])
        first = len(bodies) == 1
        ack(**({"response_action": "errors", "errors": {"datepicker": "No day"}} if first else {}))

    view_id = open_modal(http_app, slack, hands, modal(chooser("datepicker"), chooser("timepicker")))
    values = {"datepicker": {"datepicker": "soon"}, "timepicker": {"timepicker": "late"}}
    done = hands("submit", user="jane", view_id=view_id, values=values)
    assert (done["ok"], done["response_action"], done["errors"]) == (True, "errors", {"datepicker": "No day"})
    assert bodies[0]["datepicker"]["datepicker"]["selected_date"] == "soon"
    assert bodies[0]["timepicker"]["timepicker"]["selected_time"] == "late"
    assert hands("submit", user="jane", view_id=view_id)["ok"]
    assert bodies[1]["datepicker"]["datepicker"]["selected_date"] is None


def test_a_refused_choice_in_a_click_changes_nothing(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "action", "csm")
    row = actions({"type": "datepicker", "action_id": "on"}, {"type": "users_select", "action_id": "csm"})
    ts = slack.chat_postMessage(channel="general", text="whose", blocks=[row])["ts"]
    spot = {"user": "jane", "channel": "general", "ts": ts}
    assert hands("click", spot | {"action_id": "on", "selected": "soon"})["error"] == "bad_selection"
    assert hands("click", spot | {"action_id": "csm", "selected": "omar"})["ok"]
    assert bodies[0]["state"]["values"]["ways"]["on"]["selected_date"] is None


def test_a_call_that_makes_no_sense_is_told_what_would(http_app: App, slack: WebClient, hands: Hands) -> None:
    view_id = open_modal(http_app, slack, hands, modal(field("note")))
    for values in ("note", {"note": "Called"}, [1]):
        wrong = hands("submit", user="jane", view_id=view_id, values=values)
        assert (wrong["status"], wrong["error"]) == (400, "bad_values")
    wrong = hands("submit", user="jane", view_id=view_id, values={"notes": {"note": "x"}})
    assert (wrong["status"], wrong["error"]) == (400, "no_such_field")
    assert "note / note" in wrong["message"]


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


def test_a_person_uploads_a_file_into_a_modal(http_app: App, slack: WebClient, hands: Hands) -> None:
    bodies = listen(http_app, "view", "touch")
    picker = {"type": "input", "block_id": "file", "label": plain("Tracker")}
    picker["element"] = {"type": "file_input", "action_id": "file", "max_files": 1}
    view_id = open_modal(http_app, slack, hands, modal(picker))
    file_id = hands("file", user="jane", name="acme.yaml", content="customer: Acme")["file"]
    assert hands("submit", user="jane", view_id=view_id, values={"file": {"file": [file_id]}})["ok"]
    [given] = bodies[0]["view"]["state"]["values"]["file"]["file"]["files"]
    assert given["id"] == file_id
