"""Clicks that open the forms of the long run."""

from __future__ import annotations

from bot.clicks.click import Click, living_account
from bot.desk import Answer
from bot.finding import own_nudge
from bot.verbs.course import peopled, ready
from messages.forms.course import (
    confirm_form,
    criteria_form,
    handover_form,
    left_form,
    safety_form,
    survey_form,
)


def criteria(click: Click) -> Answer:
    account = living_account(click)
    return Answer(view=criteria_form(account, account.local_date(click.turn.scene.now), nudge=click.ref.nudge))


def left(click: Click) -> Answer:
    """With the person whom the nudge is about, if it is one."""
    account, subject = peopled(living_account(click)), None
    if click.ref.nudge:
        subject = own_nudge(click.turn, click.ref.nudge).subject
    who = next((person for person in account.facts.stakeholders if person.name == subject), None)
    return Answer(view=left_form(account, who, account.local_date(click.turn.scene.now), nudge=click.ref.nudge))


def confirm(click: Click) -> Answer:
    account = living_account(click)
    return Answer(view=confirm_form(account, account.local_date(click.turn.scene.now), nudge=click.ref.nudge))


def handover(click: Click) -> Answer:
    account = ready(living_account(click))
    return Answer(view=handover_form(account, account.local_date(click.turn.scene.now), nudge=click.ref.nudge))


def survey(click: Click) -> Answer:
    return Answer(view=survey_form(living_account(click), nudge=click.ref.nudge))


def safety(click: Click) -> Answer:
    return Answer(view=safety_form(living_account(click), nudge=click.ref.nudge))
