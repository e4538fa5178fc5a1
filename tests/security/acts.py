"""What anybody could send, as Slack would sign it: clicks, forms, commands, in every place."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from messages.ids import Action, Form
from messages.refs import Ref
from tests.security.conftest import Office

MENUS = (Action.MILESTONE_MENU, Action.ACCOUNT_MENU, Action.NUDGE_MENU)
_numbers = count(1)
HERE = Ref(account=1, milestone=1)


def person_of(office: Office, who: str, team: str | None = None) -> dict[str, Any]:
    """The `user` of a payload; `team` where they say to be of another."""
    person = office.hands.slack.world.people.get(who) or office.hands.slack.world.person(who)
    return {"id": person.id, "name": person.name, "team_id": team or person.team_id}


def click(office: Office, user: Mapping[str, Any], action: str, value: Any, **more: Any) -> dict[str, Any]:
    """A button on a private message, unless `more` says where else."""
    return office.hands.interaction(
        {
            "type": "block_actions",
            "user": user,
            "team": {"id": office.bot.desk.ours.team_id},
            "trigger_id": f"attack-{next(_numbers)}",
            "response_url": f"{office.hands.slack.url}/actions/none/none",
            "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True},
            "actions": [{"type": "button", "action_id": f"{action}#1", "value": value}],
            **more,
        }
    )


def click_at_home(office: Office, user: Mapping[str, Any], action: str, value: Any) -> dict[str, Any]:
    """The same on Home, where everything opens as a modal."""
    home = {"type": "view", "view_id": "V1"}
    return click(office, user, action, value, container=home, view={"id": "V1", "type": "home"}, response_url=None)


def submit(office: Office, user: Mapping[str, Any], form: Form, metadata: Any, values: Any) -> dict[str, Any]:
    """A modal, sent with whatever."""
    number = next(_numbers)
    view = {
        "id": f"V{number}",
        "hash": f"h{number}",
        "type": "modal",
        "callback_id": str(form),
        "private_metadata": metadata,
        "state": {"values": values},
    }
    team = {"id": office.bot.desk.ours.team_id}
    body = {"type": "view_submission", "user": user, "team": team, "trigger_id": f"attack-{number}", "view": view}
    return office.hands.interaction(body)


def ask_options(office: Office, user: Mapping[str, Any], field: str, typed: str, metadata: Any = "") -> dict[str, Any]:
    """What a menu that the bot fills offers."""
    view = {"private_metadata": metadata, "state": {"values": {}}}
    return office.hands.interaction(
        {
            "type": "block_suggestion",
            "user": user,
            "team": {"id": office.bot.desk.ours.team_id},
            "action_id": field,
            "block_id": field,
            "value": typed,
            "view": view,
        }
    )


def codes(lines: list[Mapping[str, Any]]) -> list[str]:
    """Why people were refused, in order."""
    return [str(line.get("code")) for line in lines if line.get("kind") == "NotAllowed"]
