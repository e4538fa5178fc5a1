"""Submitted modals, and the menus in them that the bot fills as the person types."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.desk import Answer, Desk
from bot.enter import from_interaction
from bot.errors import field_errors, worded
from bot.files import texts_of
from bot.submits import ROUTES
from bot.submits.submission import Submission
from bot.submits.values import Values
from bot.turn import turn
from messages.forms import account_options, milestone_options, refused_view, zone_options
from messages.ids import Field, Form
from messages.refs import Ref
from playbook.errors import OnboardError
from storage.errors import AlreadyDone
from storage.queries.accounts import account_by_id
from storage.queries.names import accounts_starting

log = structlog.get_logger(__name__)

NOTHING_TO_CHOOSE: dict[str, Any] = {"options": []}


def register(app: App, desk: Desk) -> None:
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        ack(**submit(desk, body))

    def asked(ack: Ack, body: dict[str, Any]) -> None:
        ack(**suggest(desk, body))

    for form in ROUTES:
        app.view(str(form))(submitted)
    for field in (Field.TIME_ZONE, Field.ACCOUNT, Field.MILESTONE):
        app.options(str(field))(asked)


def submit(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    """Takes the form; the answer to Slack closes the modal, replaces it, or shows what to mend where. Never raises."""
    view = body["view"]
    try:
        answer = _take(desk, body, Form(view["callback_id"]))
    except Exception as error:  # noqa: BLE001 - every failure gets an answer, in one place
        told = worded(error)
        faults = field_errors(told, Values.of(view).fields)
        if faults:
            return {"response_action": "errors", "errors": faults}
        return {"response_action": "update", "view": refused_view(told.message)}
    if answer.view:
        return {"response_action": "push" if answer.stacked else "update", "view": answer.view}
    return {"response_action": "clear"} if answer.finished else {}


def suggest(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    """The options that fit what was typed so far; none for people who may not know. Never raises."""
    try:
        scene = from_interaction(desk, body, "options", "")
        return _options(scene.desk, body, str(body.get("value") or ""))
    except OnboardError:
        return NOTHING_TO_CHOOSE
    except Exception as error:
        log.exception("options_failed", error=type(error).__name__)
        return NOTHING_TO_CHOOSE


def _take(desk: Desk, body: dict[str, Any], form: Form) -> Answer:
    view, route = body["view"], ROUTES[form]
    scene = from_interaction(desk, body, "submit", f"submit:{view['id']}:{view.get('hash')}")
    values = Values.of(view)
    desk.meet(values.users(), scene.now)
    files = texts_of(desk.client, values.files(Field.FILE))
    ref = Ref.unpack(str(view.get("private_metadata") or ""))
    opened = str(view.get("root_view_id") or view["id"])
    scene = replace(scene, receipt=None) if route.keeps else scene
    try:
        with turn(scene, writes=route.writes or route.keeps) as current:
            return route.answer(Submission(current, ref, values, opened, files))
    except AlreadyDone:
        return Answer()


def _options(desk: Desk, body: dict[str, Any], typed: str) -> dict[str, Any]:
    field = body.get("action_id")
    if field == Field.TIME_ZONE:
        return zone_options(typed)
    with desk.store.read() as session:
        if field == Field.ACCOUNT:
            return account_options(accounts_starting(session, typed))
        account_id = _account_id(body["view"])
        if not account_id:
            return NOTHING_TO_CHOOSE
        account = account_by_id(session, account_id)
        return milestone_options(account, typed, account.local_date(desk.clock.now()))


def _account_id(view: dict[str, Any]) -> int:
    """The account of the form, or the one chosen in it so far."""
    own = Ref.unpack(str(view.get("private_metadata") or "")).account
    values = Values.of(view)
    return own or (values.ref(Field.ACCOUNT).account if values.choice_if_any(Field.ACCOUNT) else 0)
