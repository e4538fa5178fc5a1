"""Clicks that open the forms about seed users and features."""

from __future__ import annotations

from bot.clicks.click import Click, living_account, require_account
from bot.desk import Answer
from bot.finding import own_nudge
from messages.forms.users import features_form, handled_form, task_form, users_form
from messages.reasons import reason


def all_(click: Click) -> Answer:
    """The account's seed users: through the outbox, which leaves the chart out where Slack refuses it; as a modal from
    Home, without one."""
    about = {"view": "users", "account": require_account(click).id}
    url = click.turn.scene.response_url
    if not (url and click.place.is_message):
        return Answer({**about, "chart": False})
    destination = {"response_url": url, "user": click.turn.person.id}
    click.turn.enqueue("reply", destination, {**about, "replace": False})
    return Answer()


def add(click: Click) -> Answer:
    return Answer(view=users_form(living_account(click), nudge=click.ref.nudge))


def task(click: Click) -> Answer:
    account, nudge_id = living_account(click), click.ref.nudge
    user = (own_nudge(click.turn, nudge_id).subject or "") if nudge_id else ""
    return Answer(view=task_form(account, account.local_date(click.turn.scene.now), user=user, nudge=nudge_id))


def handled(click: Click) -> Answer:
    account, nudge = living_account(click), own_nudge(click.turn, click.ref.nudge)
    why = reason(nudge.rule, 1, nudge.facts, account.local_date(click.turn.scene.now))
    return Answer(view=handled_form(account, why, nudge=nudge.id))


def features(click: Click) -> Answer:
    return Answer(view=features_form(living_account(click), nudge=click.ref.nudge))
