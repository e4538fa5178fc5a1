"""A person uses an element: in a message, an ephemeral one, a modal or their Home; and types into one that suggests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.blocks import BadSelection, action_payload, elements_of, view_state
from sandbox.errors import Unusable
from sandbox.hands.filling import Values, all_known, known, merged, refused, values_of
from sandbox.hands.payloads import channel_part, interaction, message_of, person_of, place_of
from sandbox.people import Person
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.responses import response_url
from sandbox.views import View
from sandbox.workspace import Sandbox

PRESSED = ("button", "overflow", "workflow_button", "icon_button", "feedback_buttons")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an element is: in a message of a channel, or in a view."""

    person: Person
    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks around it."""
        if self.view is not None:
            return self.view.blocks
        return self.message.blocks if self.message else []

    @property
    def values(self) -> Values:
        """What was filled in there so far."""
        if self.view is not None:
            return self.view.values
        return self.message.values if self.message else {}

    def keep(self, values: Values) -> None:
        """Remember what was filled in, so that later payloads carry it in their state."""
        if self.view is not None:
            self.view.values = values
        elif self.message is not None:
            self.message.values = values


async def click(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, channel, ts | view_id, block_id?, action_id, value? | selected?, values?, force?}` → `{ok, ack_ms}`.

    `values` are what the person has filled into the other fields; `force` plays a tampering client.
    """
    spot = find_spot(sandbox, body)
    block, element = find_in(spot, body)
    force = bool(body.get("force"))
    value, selected = (known(sandbox, element, body.get(key)) for key in ("value", "selected"))
    try:
        action = action_payload(
            element,
            block["block_id"],
            value=value,
            selected=selected,
            action_ts=sandbox.world.stamps.next(),
            force=force,
        )
        given = all_known(sandbox, spot.blocks, values_of(body))
        if wrong := {} if force else refused(spot.blocks, given):
            raise BadSelection("; ".join(f"{block_id}: {words}" for block_id, words in wrong.items()))
        values = merged(spot.values, given)
        if element["type"] not in PRESSED:
            values.setdefault(block["block_id"], {})[element["action_id"]] = value if selected is None else selected
        state = view_state({"blocks": spot.blocks}, values, force=True)[0]
    except BadSelection as error:
        raise Unusable("bad_selection", str(error)) from error
    spot.keep(values)
    if spot.view is not None:
        spot.view.state = state
    if block["type"] == "input" and not block.get("dispatch_action"):
        return {"ok": True, "ack_ms": 0.0, "dispatched": False}
    payload = block_actions(sandbox, spot, state, action)
    return (await sandbox.deliveries.send("interactive", payload)).as_json()


async def suggest(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, channel, ts | view_id, block_id?, action_id, value}` → `{ok, ack_ms, options | option_groups}`."""
    spot = find_spot(sandbox, body)
    block, element = find_in(spot, body)
    typed_so_far = str(body.get("value") or "")
    if len(typed_so_far) < int(element.get("min_query_length", 3)):
        return {"ok": True, "ack_ms": 0.0, "options": [], "dispatched": False}
    asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed_so_far}
    payload = interaction(sandbox, "block_suggestion", spot.person) | _where(spot) | asked
    answer = await sandbox.deliveries.send("interactive", payload, accepts_response=True)
    options = answer.body if isinstance(answer.body, dict) else {}
    return answer.as_json() | {key: options[key] for key in ("options", "option_groups") if key in options}


def find_spot(sandbox: Sandbox, body: dict[str, Any]) -> Spot:
    """The message or view that a control call means; raises Unusable."""
    person = person_of(sandbox, body.get("user"))
    if body.get("view_id"):
        return Spot(person, view=view_of(sandbox, person, body["view_id"]))
    channel = place_of(sandbox, body.get("channel"), person)
    return Spot(person, channel, message_of(sandbox, channel, body.get("ts"), person))


def view_of(sandbox: Sandbox, person: Person, view_id: Any) -> View:
    """A view that the person has open, `home` for their Home; raises Unusable."""
    view = sandbox.world.views.home(person.id) if view_id == "home" else sandbox.world.views.find(str(view_id))
    if view is None or view.user != person.id:
        raise Unusable("view_not_found", f"{person.name} has no view {view_id!r} open")
    return view


def find_in(spot: Spot, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the element with that action_id (and block_id, if given); raises Unusable."""
    wanted, block_id = body.get("action_id"), body.get("block_id")
    for block in spot.blocks:
        if block_id in (None, "", block.get("block_id")):
            for element in elements_of(block):
                if element.get("action_id") == wanted:
                    return block, dict(element)
    offered = [element.get("action_id") for block in spot.blocks for element in elements_of(block)]
    raise Unusable("no_such_element", f"there is no {wanted!r} in block {block_id!r}; there are {offered}")


def block_actions(sandbox: Sandbox, spot: Spot, state: dict[str, Any], action: dict[str, Any]) -> dict[str, Any]:
    """The payload of one action."""
    payload = interaction(sandbox, "block_actions", spot.person) | _where(spot)
    payload |= {"trigger_id": sandbox.triggers.issue(spot.person.id), "actions": [action]}
    if spot.message is not None:
        url = response_url(sandbox, spot.message.channel, spot.person.id, spot.message.ts)
        payload |= {"state": state, "response_url": url}
    return payload


def _where(spot: Spot) -> dict[str, Any]:
    if spot.view is not None:
        return {"container": {"type": "view", "view_id": spot.view.id}, "view": spot.view.as_api()}
    assert spot.message is not None
    assert spot.channel is not None
    ephemeral = spot.message.ephemeral_to is not None
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": spot.message.ts,
        "channel_id": spot.channel.id,
        "is_ephemeral": ephemeral,
    }
    if spot.message.thread_ts:
        container["thread_ts"] = spot.message.thread_ts
    where: dict[str, Any] = {"container": container, "channel": channel_part(spot.channel)}
    return where if ephemeral else where | {"message": spot.message.as_api(with_metadata=True)}
