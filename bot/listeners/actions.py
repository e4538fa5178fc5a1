"""Every button and menu: routed by the Action in its id, answered where it was pressed."""

from __future__ import annotations

import re
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebhookClient

from bot.clicks import MENUS, ROUTES
from bot.clicks.click import Click, Place, place_of, pressed
from bot.conversation import answered, converse, shown
from bot.desk import Answer, Desk, Scene
from bot.enter import from_interaction
from bot.errors import worded
from bot.opening import open_view
from bot.shelf import Origin
from messages.cards import card_view
from messages.forms import answer_view, refused_view
from messages.ids import Action, action_of
from messages.kit import Message
from messages.refs import Ref
from playbook.errors import Refused
from storage.changes.outbox import enqueue
from storage.errors import AWAY, OutcomeUnknown
from storage.queries.accounts import account_by_id

log = structlog.get_logger(__name__)
ANYTHING = re.compile(r".*", re.DOTALL)


def register(app: App, desk: Desk) -> None:
    def clicked(ack: Ack, body: dict[str, Any]) -> BoltResponse | None:
        if not on_click(desk, body):
            return BoltResponse(status=503)
        ack()
        return None

    app.action({"type": "block_actions", "action_id": ANYTHING})(clicked)  # links and buttons of old too


def on_click(desk: Desk, body: dict[str, Any]) -> bool:
    """Does what was pressed; every failure is told privately, at the place of the click. Never raises.

    False where it was not done for want of the database: that click is not acked, which Slack shows at the button.
    """
    place, scene, done = place_of(body), None, True
    try:
        scene = from_interaction(desk, body, "click", f"click:{body.get('trigger_id')}")
        _press(scene, place, body)
    except Exception as error:  # noqa: BLE001 - every failure gets an answer, in one place
        told = worded(error)
        done = not isinstance(error, (*AWAY, OutcomeUnknown))
        _tell(desk, body, place, told.message)
    if scene is not None and _keeps_choice(body, place):
        told_scene = scene
        desk.after.do(lambda: _redraw(told_scene, place))
    return done


def _keeps_choice(body: dict[str, Any], place: Place) -> bool:
    """Whether Slack goes on showing the chosen option: of a plan's menu, whose next choice it would not tell us."""
    action = body["actions"][0]
    is_menu = action.get("type") == "static_select" and action_of(str(action.get("action_id"))) is Action.NUDGE_MENU
    return is_menu and (place.is_home or (place.is_message and not place.is_private))


def _redraw(scene: Scene, place: Place) -> None:
    """The plan again, as it stands, with menus in which nothing is chosen."""
    with scene.desk.store.change(actor=scene.actor, via=scene.via, now=scene.now) as change:
        key = f"redraw:{scene.receipt}"
        if place.is_home:
            enqueue(change, "home", key, {"user": scene.person.id}, {"page": 0, "scope": "mine"}, scene.now)
        else:
            enqueue(change, "plan_refresh", key, {"channel": place.channel, "ts": place.ts}, {}, scene.now)
    scene.desk.wake()


def _press(scene: Scene, place: Place, body: dict[str, Any]) -> None:
    if body["actions"][0].get("url"):
        return  # a link: Slack opens it and only lets us know
    raw_id, ref = pressed(body)
    action, ref = _meant(raw_id, ref)
    if action is Action.CHOOSE:
        reply = converse(lambda: scene, ref.extra)
        _answer(scene, body, place, Answer(view=reply.view, replace=place.is_private), ref, reply.message)
        return
    tag = raw_id.partition("#")[2]
    route = ROUTES[action]
    answer = answered(scene, route.writes, lambda current: route.answer(Click(current, action, ref, place, tag)))
    _answer(scene, body, place, answer, ref, shown(scene, answer.about, wrote=route.writes))


def _meant(raw_id: str, ref: Ref) -> tuple[Action, Ref]:
    """The Action of a button, or of a menu's chosen option. Refused for one that no longer exists."""
    action = action_of(raw_id)
    if action in MENUS:
        action = action_of(ref.extra)
    if action is None or (action not in ROUTES and action is not Action.CHOOSE):
        raise Refused("gone")
    return action, ref


def _answer(
    scene: Scene, body: dict[str, Any], place: Place, answer: Answer, ref: Ref, message: Message | None
) -> None:
    """A view is opened before the ack; a message follows it."""
    if answer.view is not None:
        in_modal = place.view_id is not None and not place.is_home
        open_view(scene.desk, scene.trigger_id, answer.view, _origin(scene, place, ref), push=in_modal)
    elif message is not None and place.is_message:
        _respond(scene.desk, scene.response_url, message, answer.replace)
    elif message is not None:
        _show_in_modal(scene, place, answer, message)


def _origin(scene: Scene, place: Place, ref: Ref) -> Origin:
    card = ref.page if place.is_private and place.is_message and not ref.nudge else None
    ts = None if place.is_private else place.ts
    return Origin(place.channel, ts, scene.response_url, card, place.is_home, place.is_message)


def _show_in_modal(scene: Scene, place: Place, answer: Answer, message: Message) -> None:
    """Home has no private messages: what was asked for opens as a modal."""
    if answer.about.get("view") == "status":
        with scene.desk.store.read() as session:
            view = card_view(account_by_id(session, answer.about["account"]), message)
    else:
        view = answer_view(message)
    if place.view_id is not None and not place.is_home and answer.replace:
        scene.desk.client.views_update(view_id=place.view_id, view=view)
        return
    open_view(scene.desk, scene.trigger_id, view, Origin(is_home=place.is_home), push=not place.is_home)


def _tell(desk: Desk, body: dict[str, Any], place: Place, message: Message) -> None:
    """The error, privately: beside the message, or as a modal from Home."""
    if body.get("response_url") and place.is_message:
        _respond(desk, body["response_url"], message, replace=False)
        return
    try:
        push = place.view_id is not None and not place.is_home
        open_view(desk, body.get("trigger_id"), refused_view(message), Origin(), push=push)
    except Exception as error:  # noqa: BLE001 - there is no other place left to tell
        log.warning("error_untold", error=type(error).__name__)


def _respond(desk: Desk, url: str | None, message: Message, replace: bool) -> None:
    if not url:
        return
    address = url

    def send() -> None:
        answer = WebhookClient(address, timeout=10).send(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=replace
        )
        if answer.status_code != 200:
            log.warning("response_url_refused", status=answer.status_code)

    desk.after.do(send)
