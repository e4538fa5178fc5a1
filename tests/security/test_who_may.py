"""Every button, form, verb, menu and shortcut × everybody who might: refused or admitted as the rules say.

The rules are README's and `playbook.permissions`: full members of this workspace read and change, leads do the rest.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.verbs import ROUTES as VERBS
from messages.ids import Action, Field, Form
from messages.refs import Ref
from tests.bot.conftest import NOW
from tests.security.acts import HERE, MENUS, ask_options, click, click_at_home, codes, person_of, submit
from tests.security.conftest import Office, at_work

pytestmark = pytest.mark.thorough

OUTSIDERS = {  # who, the team that the payload gives them, why they are refused
    "guest": ("gus", None, "guest"),
    "stranger": ("exa", None, "stranger"),
    "stranger who says to be ours": ("exa", "T0SANDBOX01", "stranger"),
    "member of another team": ("jane", "T0EVIL00001", "stranger"),
    "bot": ("erin", None, "bot"),
    "somebody who left": ("sam", None, "deleted"),
}
LEADS_ACTIONS = {
    Action.ACCOUNT_CLOSE,
    Action.ACCOUNT_DELETE,
    Action.MENU_SETTINGS,
    Action.PLAYBOOK_NEW,
    Action.PLAYBOOK_EDIT,
    Action.PLAYBOOK_REMOVE,
    Action.RULES_EDIT,
    Action.RULES_SAVE,
}
LEADS_FORMS = {Form.SETTINGS, Form.RULES, Form.PLAYBOOK, Form.PLAYBOOK_PREVIEW}
LEADS_VERBS = {"settings", "rules", "close", "delete"}
MEMBERS_ACTIONS = set(Action) - LEADS_ACTIONS
FORMS = [form for form in Form if form not in (Form.SHORTCUT, Form.INFO)]  # those two are not submitted


def user(office: Office, outsider: str) -> dict[str, Any]:
    who, team, _ = OUTSIDERS[outsider]
    return person_of(office, who, team)


def values_of(action: Action) -> list[str]:
    """What the button would carry; a menu's option names its Action."""
    extra = str(Action.MILESTONE_DONE) if action in MENUS else "status acme" if action is Action.CHOOSE else ""
    return [HERE.pack().replace(":", f":{extra}"), Ref(1, 1, 1, 0, extra).pack()]


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize("place", [click, click_at_home])
def test_no_button_works_for(office: Office, outsider: str, place: Any) -> None:
    opened = len(office.hands.slack.calls.all("views.open"))
    with office.nothing_changes():
        for action in Action:
            for value in values_of(action):
                with office.watched() as lines:
                    assert place(office, user(office, outsider), action, value) == {}
                assert codes(lines) == [OUTSIDERS[outsider][2]], action
    views = office.hands.slack.calls.all("views.open")[opened:]
    assert "Acme" not in json.dumps([call.args for call in views], default=str)


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_no_form_is_taken_from(office: Office, outsider: str) -> None:
    with office.nothing_changes():
        for form in FORMS:
            with office.watched() as lines:
                answer = submit(office, user(office, outsider), form, HERE.pack(), {})
            assert codes(lines) == [OUTSIDERS[outsider][2]], form
            assert answer["response_action"] == "update"
            assert "Acme" not in json.dumps(answer)


@pytest.mark.parametrize("outsider", [name for name in OUTSIDERS if OUTSIDERS[name][1] is None])
def test_no_verb_answers(office: Office, outsider: str) -> None:
    who, _, why = OUTSIDERS[outsider]
    with office.nothing_changes():
        for verb in ("", "nonsense", *VERBS):
            with office.watched() as lines:
                answer = office.hands.command(who, f"{verb} acme")
            assert codes(lines) == [why], verb
            assert answer["response_type"] == "ephemeral"
            assert "Acme" not in json.dumps(answer)


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_no_menu_mention_home_or_shortcut_tells_them_anything(office: Office, outsider: str) -> None:
    them, why = user(office, outsider), OUTSIDERS[outsider][2]
    calls = len(office.hands.slack.calls.all())
    with office.nothing_changes():
        for field in (Field.ACCOUNT, Field.MILESTONE, Field.TIME_ZONE):
            assert ask_options(office, them, field, "", HERE.pack()) == {"options": []}
        with office.watched() as lines:
            mention(office, them)
            shortcut(office, them)
        assert codes(lines) == [why, why]
    told = [call.args for call in office.hands.slack.calls.all()[calls:]]
    assert "Acme" not in json.dumps(told, default=str)


def mention(office: Office, them: dict[str, Any]) -> None:
    ours = office.bot.desk.ours
    text = f"<@{ours.bot_user_id}> status acme"
    channel = office.hands.channel("general")
    office.hands.event(
        {"type": "app_mention", "user": them["id"], "user_team": them["team_id"], "text": text, "channel": channel}
    )


def shortcut(office: Office, them: dict[str, Any]) -> None:
    office.hands.interaction(
        {
            "type": "message_action",
            "callback_id": str(Form.SHORTCUT),
            "user": them,
            "team": {"id": office.bot.desk.ours.team_id},
            "trigger_id": "attack-shortcut",
            "channel": {"id": "C1"},
            "message": {"ts": "1.1", "text": "hello"},
        }
    )


def test_somebody_whom_slack_does_not_know_is_refused(office: Office) -> None:
    nobody = {"id": "U0NOBODY000", "team_id": office.bot.desk.ours.team_id}
    strange: list[dict[str, Any]] = [nobody, {}, {"id": ""}, {"id": 5}, {"id": "<!channel>"}, {"id": "x" * 5_000}]
    with office.nothing_changes():
        for them in strange:
            with office.watched() as lines:
                click(office, them, Action.MILESTONE_DONE, HERE.pack())
                submit(office, them, Form.NOTE, HERE.pack(), {})
            assert codes(lines) == ["unknown_person"] * 2, them


@pytest.mark.parametrize("action", sorted(LEADS_ACTIONS))
def test_a_members_click_is_refused_what_leads_do(office: Office, action: Action) -> None:
    with office.nothing_changes(), office.watched() as lines:
        click(office, person_of(office, "jane"), action, HERE.pack())
    assert codes(lines) == ["lead_only"]


@pytest.mark.parametrize("form", sorted(LEADS_FORMS))
def test_a_members_form_is_refused_what_leads_do(office: Office, form: Form) -> None:
    with office.nothing_changes(), office.watched() as lines:
        submit(office, person_of(office, "jane"), form, HERE.pack(), {})
    assert codes(lines) == ["lead_only"]


@pytest.mark.parametrize("verb", sorted(LEADS_VERBS))
def test_a_members_verb_is_refused_what_leads_do(office: Office, verb: str) -> None:
    with office.nothing_changes(), office.watched() as lines:
        office.hands.command("jane", f"{verb} acme")
    assert codes(lines) == ["lead_only"]


@pytest.mark.parametrize("who", ["jane", "omar", "lena"])
def test_everybody_else_of_the_team_is_admitted(office: Office, who: str) -> None:
    """Nothing else is refused to a full member, and nothing to a lead, for who they are."""
    them, lead = person_of(office, who), who == "lena"
    refused = {}
    acts: dict[str, Any] = {}
    for action in sorted(MEMBERS_ACTIONS - {Action.UNDO}):  # whose change it was decides; below
        acts[action] = lambda meant=action: click(office, them, meant, values_of(meant)[0])
    for form in FORMS:
        if lead or form not in LEADS_FORMS:
            acts[form] = lambda meant=form: submit(office, them, meant, HERE.pack(), {})
    for verb in set(VERBS) - LEADS_VERBS - {"undo"}:
        acts[verb] = lambda meant=verb: office.hands.command(who, f"{meant} acme")
    for name, act in acts.items():
        with office.watched(calm=False) as lines:
            act()
        refused[name] = codes(lines)
    assert {name: why for name, why in refused.items() if why} == {}


def test_nobody_takes_back_what_another_did_nor_what_they_may_no_longer_do(sqlite_url: str) -> None:
    with at_work(sqlite_url) as office:
        office.becomes("jane", is_admin=True)
        jane, omar = person_of(office, "jane"), person_of(office, "omar")
        with office.watched() as lines:
            click(office, jane, Action.ACCOUNT_CLOSE, HERE.pack())
        assert codes(lines) == []
        undo = Ref(extra=str(max(row[0] for row in office.kept()["audit"] if "account.close" in row))).pack()
        office.becomes("jane", is_admin=False)
        with office.nothing_changes(), office.watched() as lines:
            click(office, omar, Action.UNDO, undo)
        assert "nothing_to_undo" in [line.get("code") for line in lines]
        with office.nothing_changes(), office.watched() as lines:
            click(office, jane, Action.UNDO, undo)
        assert codes(lines) == ["lead_only"]


def test_one_who_leaves_is_refused_with_the_next_click(office: Office) -> None:
    omar = person_of(office, "omar")
    office.hands.event({"type": "user_change", "user": {**omar, "deleted": True}})
    with office.nothing_changes(), office.watched() as lines:
        click(office, omar, Action.MILESTONE_DONE, HERE.pack())
    assert codes(lines) == ["deleted"]
    office.bot.desk.people.keep({**omar, "deleted": False}, NOW)
