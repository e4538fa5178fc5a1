"""views.open, push, update, publish."""

from __future__ import annotations

from typing import Any, Literal

from sandbox.api.arguments import Arguments, missing
from sandbox.api.registry import TIER_4, Answered, method
from sandbox.blocks import check_view, still_offered, view_state
from sandbox.errors import SlackError
from sandbox.views import View
from sandbox.workspace import Sandbox


@method("views.open", per_minute=TIER_4)
def open_view(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Open a modal for the person of a trigger id."""
    payload = read_view(sandbox, arguments, "modal")
    user = _user_of_trigger(sandbox, arguments)
    return {"view": shown(sandbox, sandbox.world.views.open(user, payload)).as_api()}


@method("views.push", per_minute=TIER_4)
def push(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Lay a modal onto the person's stack."""
    payload = read_view(sandbox, arguments, "modal")
    user = _user_of_trigger(sandbox, arguments)
    return {"view": shown(sandbox, sandbox.world.views.push(user, payload)).as_api()}


@method("views.update", per_minute=TIER_4)
def update(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Replace an open view, found by view_id or external_id; `hash` guards against a race."""
    views = sandbox.world.views
    if "view_id" not in arguments and "external_id" not in arguments:
        raise missing("view_id")
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    view = views.find(view_id) if view_id else views.find_external(external_id)
    if view is None:
        raise SlackError("not_found")
    payload = read_view(sandbox, arguments, "home" if view.payload.get("type") == "home" else "modal")
    return {"view": shown(sandbox, views.update(view, payload, expected_hash=_hash(arguments))).as_api()}


@method("views.publish", per_minute=TIER_4)
def publish(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Set the Home of a user id."""
    user = arguments.required("user_id")
    payload = read_view(sandbox, arguments, "home")
    if user not in sandbox.world.people:
        raise SlackError("user_not_found")
    return {"view": shown(sandbox, sandbox.world.views.publish(user, payload, expected_hash=_hash(arguments))).as_api()}


def read_view(sandbox: Sandbox, arguments: Arguments, kind: Literal["modal", "home"]) -> dict[str, Any]:
    """The view of a call, checked and with its ids; raises invalid_arguments, view_too_large."""
    view = arguments.json("view")
    if view is None:
        raise missing("view")
    return checked_view(sandbox, view, kind)


def checked_view(sandbox: Sandbox, view: Any, kind: Literal["modal", "home"]) -> dict[str, Any]:
    """A view as Slack stores it; raises what check_view raises."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/view]"])
    check_view(view, kind=kind)
    return {**view, "blocks": sandbox.world.stored(view["blocks"])}


def shown(sandbox: Sandbox, view: View) -> View:
    """The view with the state of its inputs, told to the page."""
    view.values = still_offered(view.payload, view.values)
    view.state = view_state(view.payload, view.values)[0]
    return sandbox.world.show(view)


def _user_of_trigger(sandbox: Sandbox, arguments: Arguments) -> str:
    return sandbox.triggers.redeem(arguments.text("trigger_id") or arguments.required("interactivity_pointer"))


def _hash(arguments: Arguments) -> str | None:
    return arguments.text("hash") or None
