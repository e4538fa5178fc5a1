"""What is chosen by name, and what cannot be: told under its field, never sent."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Hands
from interacting import Json, actions, chooser, field, listen, modal, open_modal, plain
from slack_bolt import App
from slack_sdk import WebClient


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
