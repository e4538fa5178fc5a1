"""Clicks on a milestone, and Undo."""

from __future__ import annotations

import datetime
import re

from bot.clicks.click import Click, living_account
from bot.desk import Answer
from bot.verbs import milestones as verbs
from bot.verbs.course import skippable
from bot.verbs.team import take_back
from messages.forms import block_form, date_form
from messages.forms.course import skip_form
from playbook.errors import BadInput
from playbook.shift import shift
from storage.changes.milestones import move_milestone, reopen_milestone, start_milestone, unblock_milestone

NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def complete(click: Click) -> Answer:
    account = click.account
    on = account.local_date(click.turn.scene.now)
    answer = verbs.complete(click.turn, account, click.milestone(account), on)
    return click.changed(answer.about["notice"], click.account)


def start(click: Click) -> Answer:
    account = click.account
    milestone = click.milestone(account)
    changed = start_milestone(click.turn.change, account.id, milestone.key)
    return click.changed(click.turn.tell("started", changed, milestone=milestone.name), changed)


def reopen(click: Click) -> Answer:
    account = click.account
    milestone = click.milestone(account)
    changed = reopen_milestone(click.turn.change, account.id, milestone.key)
    return click.changed(click.turn.tell("reopened", changed, milestone=milestone.name), changed)


def unblock(click: Click) -> Answer:
    account = click.account
    milestone = click.milestone(account)
    changed = unblock_milestone(click.turn.change, account.id, milestone.key)
    return click.changed(click.turn.tell("unblocked", changed, milestone=milestone.name), changed)


def block(click: Click) -> Answer:
    account = living_account(click)
    today = account.local_date(click.turn.scene.now)
    return Answer(view=block_form(account, click.milestone(account), today, nudge=click.ref.nudge))


def date(click: Click) -> Answer:
    account = living_account(click)
    today = account.local_date(click.turn.scene.now)
    return Answer(view=date_form(account, click.milestone(account), today, nudge=click.ref.nudge))


def skip(click: Click) -> Answer:
    account = living_account(click)
    return Answer(view=skip_form(account, skippable(account, click.milestone(account)), nudge=click.ref.nudge))


def apply_date(click: Click) -> Answer:
    """The previewed shift, computed again from what stands now."""
    account = click.account
    milestone = click.milestone(account)
    on = _day(click.ref.extra)
    others = len(shift(account, milestone.key, on)) - 1
    changed = move_milestone(click.turn.change, account.id, milestone.key, on)
    facts = {"milestone": milestone.name, "on": on.isoformat(), "others": max(others, 0)}
    return click.changed(click.turn.tell("moved", changed, **facts), changed)


def undo(click: Click) -> Answer:
    audit = int(click.ref.extra) if NUMBER.fullmatch(click.ref.extra) else None
    answer = take_back(click.turn, audit)
    account = click.turn.account(answer.about["account"]) if answer.about["account"] else None
    return click.changed(answer.about["notice"], account)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("date", text, "date") from error
