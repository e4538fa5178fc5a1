"""A person submits or closes a modal, and what the app's response action makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.api.views import checked_view, shown
from sandbox.blocks import BadSelection, view_state
from sandbox.delivery import Answer
from sandbox.errors import SlackError, Unusable
from sandbox.hands.clicks import view_of
from sandbox.hands.filling import Values, all_known, merged, refused, values_of
from sandbox.hands.payloads import interaction, person_of
from sandbox.people import Person
from sandbox.responses import response_url
from sandbox.views import View
from sandbox.workspace import Sandbox


async def submit(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, view_id, values: {block_id: {action_id: …}}, force?}` → `{ok, ack_ms, response_action, errors}`.

    What the client itself refuses (an empty required field, an option that is not offered) is not sent: `error` is
    then `incomplete` or `bad_selection`. What was refused in a field does not stay in it.
    """
    person = person_of(sandbox, body.get("user"))
    view = view_of(sandbox, person, body.get("view_id"))
    if view.payload.get("type") == "home" or not view.payload.get("submit"):
        raise Unusable("no_submit", "this view has no submit button")
    before, given = view.values, all_known(sandbox, view.blocks, values_of(body))
    wrong = {} if body.get("force") else refused(view.blocks, given)
    missing = _fill(view, merged(before, {key: fields for key, fields in given.items() if key not in wrong}))
    if (missing or wrong) and not body.get("force"):
        _take_back(view, before, missing)
        return _unsent("bad_selection" if wrong else "incomplete", missing | wrong)
    payload = interaction(sandbox, "view_submission", person) | {
        "trigger_id": sandbox.triggers.issue(person.id),
        "view": view.as_api(),
        "response_urls": _response_urls(sandbox, person, view),
    }
    answer = await sandbox.deliveries.send("interactive", payload, accepts_response=True)
    done = answer.as_json() | _done(sandbox, view, answer)
    _take_back(view, before, done["errors"])
    return done


async def close(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, view_id, all?}` → `{ok, ack_ms}`; the app hears of it only where it asked to (notify_on_close)."""
    person = person_of(sandbox, body.get("user"))
    view = view_of(sandbox, person, body.get("view_id"))
    stack, everything = sandbox.world.views.stack(person.id), bool(body.get("all"))
    if view not in stack:
        raise Unusable("not_a_modal", "only a modal can be closed")
    closing = stack if everything else stack[stack.index(view) :]
    sandbox.world.views.close(closing[0])
    sandbox.world.show(view)
    answer = Answer(True, 0.0)
    for one in reversed(closing):
        if one.payload.get("notify_on_close"):
            payload = interaction(sandbox, "view_closed", person) | {"view": one.as_api(), "is_cleared": everything}
            answer = await sandbox.deliveries.send("interactive", payload)
    return answer.as_json()


def _fill(view: View, values: Values) -> dict[str, str]:
    """Take the person's values over into the view's state; what the client complains about."""
    try:
        view.state, missing = view_state(view.payload, values, force=True)
    except BadSelection as error:
        raise Unusable("bad_selection", str(error)) from error
    view.values = values
    return missing


def _take_back(view: View, before: Values, errors: Mapping[str, str]) -> None:
    """Fields with something wrong in them are as they were before."""
    if errors:
        kept = {block_id: fields for block_id, fields in view.values.items() if block_id not in errors}
        _fill(view, merged(kept, {block_id: before[block_id] for block_id in errors if block_id in before}))


def _unsent(code: str, errors: dict[str, str]) -> dict[str, Any]:
    """The client shows what is wrong, and the app hears nothing."""
    return {"ok": False, "ack_ms": 0.0, "error": code, "response_action": "errors", "errors": errors}


def _done(sandbox: Sandbox, view: View, answer: Answer) -> dict[str, Any]:
    """Carry the response action out; raises nothing: what Slack cannot take is an error of the answer."""
    if not answer.ok:
        return {"response_action": None, "errors": {}}
    body = answer.body if isinstance(answer.body, dict) else {}
    action = body.get("response_action")
    try:
        return {"response_action": action, "errors": _respond(sandbox, view, action, body)}
    except SlackError as error:
        sandbox.refuse("response_action", error, body)
        return {"ok": False, "error": error.code, "response_action": action, "errors": {}}


def _respond(sandbox: Sandbox, view: View, action: Any, body: dict[str, Any]) -> dict[str, str]:
    views = sandbox.world.views
    if action is None:
        if view in views.stack(view.user) and view.id == views.stack(view.user)[-1].id:
            views.close(view)
    elif action == "clear":
        views.clear(view.user)
    elif action == "update":
        views.update(view, checked_view(sandbox, body.get("view"), "modal"))
    elif action == "push":
        shown(sandbox, views.push(view.user, checked_view(sandbox, body.get("view"), "modal")))
    elif action == "errors":
        return _errors(view, body.get("errors"))
    else:
        raise SlackError("invalid_arguments", [f"[ERROR] unknown response_action: {action}"])
    if action == "update":
        shown(sandbox, view)
    else:
        sandbox.world.show(view)
    return {}


def _errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block.get("block_id") for block in view.blocks if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_arguments", ["[ERROR] errors must name input blocks of the view"])
    return {str(block_id): str(text) for block_id, text in errors.items()}


def _response_urls(sandbox: Sandbox, person: Person, view: View) -> list[dict[str, Any]]:
    """A response_url for each conversation select of the view that asks for one."""
    urls = []
    for block in view.blocks:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        state = view.state["values"].get(block["block_id"], {}).get(element["action_id"], {})
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel:
            url = response_url(sandbox, channel, person.id)
            where = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
            urls.append(where | {"response_url": url})
    return urls
