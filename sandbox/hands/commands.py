"""A person runs a slash command (SLACK.md: three seconds, never in a thread, not by people of another company)."""

from __future__ import annotations

from typing import Any

from sandbox.delivery import Answer
from sandbox.errors import SlackError
from sandbox.hands.payloads import payload_name, person_of, place_of
from sandbox.hands.typing import typed
from sandbox.people import APP_ID, TEAM_DOMAIN, TEAM_ID, Person
from sandbox.places import Channel
from sandbox.responses import response_url, say
from sandbox.workspace import Sandbox

SLACKBOT = "USLACKBOT"


async def run_command(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, channel, text: "/onboard …", thread_ts?}` → `{ok, ack_ms, response}`; `error` when Slack refuses."""
    person = person_of(sandbox, body.get("user"))
    channel = place_of(sandbox, body.get("channel") or f"@{person.name}", person)
    command, _, text = str(body.get("text") or "").strip().partition(" ")
    refusal = _refusal(sandbox, person, channel, command, body.get("thread_ts"))
    if refusal is not None:
        code, words = refusal
        return {"ok": False, "ack_ms": 0.0, "error": code, "response": _tell(sandbox, person, channel, words)}
    payload = command_payload(sandbox, person, channel, command, text.strip())
    answer = await sandbox.deliveries.send("slash_commands", payload, accepts_response=True)
    return answer.as_json() | {"response": _shown(sandbox, person, channel, command, answer)}


def command_payload(sandbox: Sandbox, person: Person, channel: Channel, command: str, text: str) -> dict[str, Any]:
    """The fields of a command, all texts."""
    return {
        "token": sandbox.tokens.verification,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": payload_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": typed(sandbox.world, text, labels=True),
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url(sandbox, channel.id, person.id),
        "trigger_id": sandbox.triggers.issue(person.id),
    }


def _refusal(
    sandbox: Sandbox, person: Person, channel: Channel, command: str, thread_ts: Any
) -> tuple[str, str] | None:
    """Why Slack itself does not run it: an error code and what the person reads."""
    if command not in sandbox.commands:
        return "unknown_command", f"{command or '/'} is not a valid command."
    if thread_ts:
        return "command_in_thread", f"{command} is not supported in threads. Sorry!"
    if person.is_stranger:
        return "not_allowed", f"{command} is not available to people of other companies."
    if channel.is_archived:
        return "is_archived", "You cannot run commands in an archived channel."
    return None


def _shown(sandbox: Sandbox, person: Person, channel: Channel, command: str, answer: Answer) -> dict[str, Any] | None:
    if not answer.ok:
        return _tell(sandbox, person, channel, f'{command} failed with the error "{answer.error}"')
    body = answer.body
    if not isinstance(body, dict) or not any(body.get(key) for key in ("text", "blocks", "attachments")):
        return None
    try:
        message = say(sandbox, body, channel.id, person.id, None)
    except SlackError as error:
        sandbox.refuse("ack", error, body)
        return _tell(sandbox, person, channel, f'{command} failed with the error "{error.code}"')
    return message.as_control() if message else None


def _tell(sandbox: Sandbox, person: Person, channel: Channel, text: str) -> dict[str, Any]:
    return sandbox.world.post(channel.id, SLACKBOT, text, ephemeral_to=person.id).as_control()
