"""Who may come in: every command, click, submission, shortcut and Home passes here before anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.desk import Desk, Scene
from playbook.errors import NotAllowed
from playbook.models import Person
from playbook.permissions import require_member


def admitted(desk: Desk, user_id: str, team_id: str | None, now: datetime) -> Person:
    """The full member of this workspace. Raises NotAllowed with the reason."""
    if not user_id:
        raise NotAllowed("unknown_person")
    try:
        person = desk.people.person(user_id, now)
    except (SlackApiError, OSError) as error:
        raise NotAllowed("unknown_person") from error
    if person is not None and team_id and team_id != desk.ours.team_id:
        person = replace(person, is_stranger=True)
    member = require_member(person)
    if desk.people.is_old(member, now):
        desk.after.do(lambda: desk.people.ask(user_id, now))
    return member


def from_command(desk: Desk, body: dict[str, Any]) -> Scene:
    """A slash command."""
    now = desk.clock.now()
    return Scene(
        desk=desk,
        person=admitted(desk, body.get("user_id", ""), body.get("team_id"), now),
        now=now,
        via="command",
        receipt=f"command:{body.get('trigger_id')}",
        channel=body.get("channel_id"),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
    )


def from_mention(desk: Desk, body: dict[str, Any]) -> Scene:
    """An app_mention event."""
    now, event = desk.clock.now(), body["event"]
    team = event.get("user_team") or event.get("team")
    return Scene(
        desk=desk,
        person=admitted(desk, event.get("user", ""), team, now),
        now=now,
        via="mention",
        receipt=f"event:{body.get('event_id')}",
        channel=event.get("channel"),
        thread_ts=event.get("thread_ts"),
    )


def from_interaction(desk: Desk, body: dict[str, Any], via: str, receipt: str) -> Scene:
    """A click, a submission or a shortcut."""
    now, user = desk.clock.now(), body.get("user") or {}
    container = body.get("container") or {}
    channel = container.get("channel_id") or (body.get("channel") or {}).get("id")
    return Scene(
        desk=desk,
        person=admitted(desk, user.get("id", ""), user.get("team_id"), now),
        now=now,
        via=via,
        receipt=receipt,
        channel=channel,
        thread_ts=container.get("thread_ts") or (body.get("message") or {}).get("thread_ts"),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
    )
