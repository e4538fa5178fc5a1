"""Clicks on playbooks: showing, giving and removing the team's own, and applying a previewed replan."""

from __future__ import annotations

from bot.clicks.click import Click
from bot.desk import Answer
from messages.forms import playbook_form
from playbook.errors import Refused
from scheduler.plan_screens import named, text_of
from storage.changes.playbooks import remove_playbook
from storage.changes.replans import replan_account


def all_(click: Click) -> Answer:
    return Answer({"view": "playbooks", "page": click.ref.page}, replace=click.place.is_private)


def one(click: Click) -> Answer:
    return Answer({"view": "playbook", "playbook": click.ref.extra, "page": click.ref.page})


def one_page(click: Click) -> Answer:
    about = {"view": "playbook", "playbook": click.ref.extra, "page": click.ref.page}
    return Answer(about, replace=click.place.is_private)


def new(click: Click) -> Answer:
    click.turn.require_lead()
    return Answer(view=playbook_form())


def edit(click: Click) -> Answer:
    """The form with its text: the team's own to change, a shipped one to make the team's own."""
    click.turn.require_lead()
    return Answer(view=playbook_form(text_of(click.turn.session, click.ref.extra)))


def remove(click: Click) -> Answer:
    click.turn.require_lead()
    remove_playbook(click.turn.change, click.ref.extra)
    return click.changed(click.turn.tell("playbook_removed", playbook=click.ref.extra), None)


def apply_replan(click: Click) -> Answer:
    """What the preview showed, if that is still what would happen."""
    mark, _, key = click.ref.extra.partition(":")
    if not mark or not key:
        raise Refused("gone")
    playbook = named(click.turn.session, key)
    changed = replan_account(click.turn.change, click.account.id, playbook, mark)
    return click.changed(click.turn.tell("replanned", changed, playbook=playbook.name), changed)
