"""Buttons, modals and the shortcut, as signed deliveries."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.clicks import MENUS
from bot.clicks import ROUTES as CLICKS
from bot.submits import ROUTES as FORMS
from messages.ids import Action, Form
from messages.refs import Ref
from storage.queries.accounts import account_by_id
from tests.bot.conftest import Hands
from tests.storage.test_remembered import statements

NOT_SUBMITTED = {Form.SHORTCUT, Form.INFO}


def click(hands: Hands, user: str, action_id: str, value: str, **more: Any) -> dict[str, Any]:
    return hands.interaction(
        {
            "type": "block_actions",
            "user": {"id": hands.user(user), "team_id": hands.slack.world.person(user).team_id},
            "team": {"id": hands.bot.desk.ours.team_id},
            "trigger_id": more.pop("trigger", "t-click"),
            "response_url": f"{hands.slack.url}/actions/none/none",
            "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True},
            "actions": [{"type": "button", "action_id": action_id, "value": value}],
            **more,
        }
    )


def submit(hands: Hands, user: str, form: Form, ref: Ref, values: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return hands.interaction(
        {
            "type": "view_submission",
            "user": {"id": hands.user(user), "team_id": hands.bot.desk.ours.team_id},
            "team": {"id": hands.bot.desk.ours.team_id},
            "trigger_id": "t-submit",
            "view": {
                "id": "V1",
                "hash": "h1",
                "type": "modal",
                "callback_id": str(form),
                "private_metadata": ref.pack(),
                "state": {"values": {field: {field: state} for field, state in values.items()}},
            },
        }
    )


def milestones(hands: Hands) -> list[bool]:
    with hands.bot.store.read() as session:
        return [milestone.is_open for milestone in account_by_id(session, 1).milestones]


def test_every_action_and_form_that_people_see_has_somebody_who_answers() -> None:
    assert set(CLICKS) | set(MENUS) | {Action.CHOOSE} == set(Action)
    assert set(FORMS) | NOT_SUBMITTED == set(Form)


def test_a_click_asks_the_database_little(hands: Hands) -> None:
    """34 once, when it was read before the change and after it; 56, when six times."""
    click(hands, "jane", f"{Action.MILESTONE_DONE}#1", Ref(1, 1).pack(), trigger="first")
    with statements(hands.bot.store) as asked:
        click(hands, "jane", f"{Action.MILESTONE_DONE}#1", Ref(1, 2).pack(), trigger="second")
    assert milestones(hands) == [False, False, True, True]
    assert len(asked) <= 17
    assert sum("FROM touch" in statement for statement in asked) == 1


def test_a_redelivered_click_changes_nothing_twice(hands: Hands) -> None:
    for _ in range(2):
        click(hands, "jane", f"{Action.MILESTONE_DONE}#1", Ref(1, 1).pack())
    assert milestones(hands) == [False, True, True, True]


@pytest.mark.parametrize("who", ["gus", "exa"])
@pytest.mark.parametrize("action", [Action.MILESTONE_DONE, Action.ACCOUNT_STATUS, Action.UNDO, Action.MENU_NEW])
def test_clicks_of_strangers_and_guests_do_nothing(hands: Hands, who: str, action: Action) -> None:
    click(hands, who, f"{action}#1", Ref(1, 1).pack())
    assert milestones(hands) == [True] * 4
    assert hands.slack.calls.all("views.open") == []


@pytest.mark.parametrize("value", ["", "nonsense", "a1m999n0p0:", "a999m1n0p0:", "a1m1n0p0:milestone.explode"])
@pytest.mark.parametrize("action", [Action.MILESTONE_DONE, Action.MILESTONE_MENU, Action.DATE_APPLY, "old.button"])
def test_a_value_that_is_not_ours_is_acked_and_changes_nothing(hands: Hands, action: str, value: str) -> None:
    click(hands, "jane", f"{action}#1", value)
    assert all(milestones(hands)) or (action == Action.MILESTONE_DONE and value.startswith("a1m1n"))


def test_a_fault_of_a_field_is_shown_under_it(hands: Hands) -> None:
    values = {"waiting_on": {"selected_option": {"value": "customer"}}, "reason": {"value": "  "}}
    answer = submit(hands, "jane", Form.BLOCK, Ref(1, 1), values)
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"reason"}


def test_a_fault_of_no_field_becomes_a_page(hands: Hands) -> None:
    values = {"waiting_on": {"selected_option": {"value": "customer"}}, "reason": {"value": "SSO"}}
    answer = submit(hands, "jane", Form.BLOCK, Ref(1, 999), values)
    assert answer["response_action"] == "update"
    assert answer["view"]["callback_id"] == Form.INFO


def test_a_submitted_blocker(hands: Hands) -> None:
    values = {"waiting_on": {"selected_option": {"value": "us"}}, "reason": {"value": "SSO"}}
    assert submit(hands, "jane", Form.BLOCK, Ref(1, 1), values) == {}
    with hands.bot.store.read() as session:
        assert account_by_id(session, 1).milestones[0].open_blockers[0].text == "SSO"


def test_a_guest_cannot_submit_a_form(hands: Hands) -> None:
    values = {"note": {"value": "x"}}
    answer = submit(hands, "gus", Form.NOTE, Ref(1), values)
    assert answer["response_action"] == "update"
    with hands.bot.store.read() as session:
        assert account_by_id(session, 1).notes == ()


def test_only_a_lead_saves_settings(hands: Hands) -> None:
    answer = submit(hands, "omar", Form.SETTINGS, Ref(), {})
    assert "leads" in json.dumps(answer).casefold()


def test_an_import_with_faults_shows_them_and_keeps_nothing(hands: Hands) -> None:
    answer = submit(hands, "jane", Form.IMPORT, Ref(), {"paste_1": {"value": "customer:\n  nam: x\n"}})
    assert answer["response_action"] == "update"
    assert "nothing was imported" in json.dumps(answer)


def test_an_import_that_was_previewed_too_long_ago_says_so(hands: Hands) -> None:
    answer = submit(hands, "jane", Form.IMPORT_PREVIEW, Ref(extra="unknown"), {})
    assert answer["response_action"] == "update"


def test_external_menus_offer_what_fits_and_nothing_to_guests(hands: Hands) -> None:
    def asked(user: str, field: str, typed: str) -> list[str]:
        payload = {
            "type": "block_suggestion",
            "user": {"id": hands.user(user), "team_id": hands.bot.desk.ours.team_id},
            "team": {"id": hands.bot.desk.ours.team_id},
            "action_id": field,
            "block_id": field,
            "value": typed,
            "view": {"private_metadata": Ref(1).pack(), "state": {"values": {}}},
        }
        return [option["text"]["text"] for option in hands.interaction(payload)["options"]]

    assert asked("jane", "account", "acm") == ["Acme Corp"]
    assert asked("jane", "milestone", "train") == ["Training delivered"]
    assert asked("jane", "time_zone", "berlin") == ["Europe/Berlin"]
    assert asked("gus", "account", "acm") == []
