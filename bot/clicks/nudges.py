"""The ways out of a nudge, and the answers to the Day-30 review and to a long stall."""

from __future__ import annotations

from bot.clicks.click import Click, living_account
from bot.desk import Answer
from messages.drafts import draft as draft_text
from messages.forms import block_form, dismiss_form, draft_form, stall_pause_form, stall_resume_form
from messages.ids import Action, snooze_until
from messages.lines import dealt_with_together
from messages.nudges import gate_names
from messages.reasons import reason_for
from messages.reviews import remediation_form, review_form
from playbook.calendar import calendar_for
from playbook.errors import NotAllowed, Stale
from playbook.models import Answer as ReviewAnswer
from playbook.models import Nudge
from playbook.permissions import is_lead
from scheduler.looking import look_at
from storage.changes.nudges import snooze_nudge
from storage.queries.due import nudge_by_id, nudges_at_hand
from storage.queries.people import people

ANSWERS = {
    Action.REVIEW_YES: ReviewAnswer.YES,
    Action.REVIEW_NO: ReviewAnswer.NO,
    Action.REVIEW_PARTIAL: ReviewAnswer.PARTIAL,
}


def snooze(click: Click) -> Answer:
    """Until the recipient's morning of the chosen day, or the next working morning after it; all that its line says."""
    nudge = own_nudge(click)
    calendar = calendar_for(click.turn.person, click.turn.workspace, click.turn.workspace_zone)
    until = snooze_until(click.action, calendar.local_date(click.turn.scene.now))
    send_at = calendar.morning_at_or_after(calendar.midnight(until))
    until = calendar.local_date(send_at)
    at_hand = nudges_at_hand(click.turn.session, nudge.recipient_id or "", click.turn.scene.now)
    for nudge_id in dealt_with_together(nudge, at_hand):
        snooze_nudge(click.turn.change, nudge_id, until, send_at)
    account = click.turn.account(nudge.account_id)
    return click.changed(click.turn.tell("snoozed", account, until=until.isoformat()), account)


def dismiss(click: Click) -> Answer:
    nudge = own_nudge(click)
    account = click.turn.account(nudge.account_id)
    session, now = click.turn.session, click.turn.scene.now
    look = look_at(session, account, click.turn.workspace, people(session), now)
    why = reason_for(nudge, look, account.local_date(now))
    return Answer(view=dismiss_form(account, why, nudge=nudge.id))


def block(click: Click) -> Answer:
    account = living_account(click)
    milestone = next((item for item in account.milestones if item.id == click.ref.milestone), None)
    today = account.local_date(click.turn.scene.now)
    return Answer(view=block_form(account, milestone, today, nudge=click.ref.nudge))


def draft(click: Click) -> Answer:
    account, nudge = living_account(click), own_nudge(click)
    text = draft_text(account, nudge.rule, account.local_date(click.turn.scene.now), nudge.subject)
    if text is None:
        raise Stale("nudge_over")
    return Answer(view=draft_form(account, text, nudge=nudge.id))


def review(click: Click) -> Answer:
    account, now = living_account(click), click.turn.scene.now
    form = review_form(
        account,
        ANSWERS[click.action],
        gate_names(account, now),
        account.local_date(now),
        nudge=click.ref.nudge,
    )
    return Answer(view=form)


def remediation(click: Click) -> Answer:
    account = living_account(click)
    return Answer(view=remediation_form(account, account.local_date(click.turn.scene.now), nudge=click.ref.nudge))


def stall_resume(click: Click) -> Answer:
    account = living_account(click)
    return Answer(view=stall_resume_form(account, account.local_date(click.turn.scene.now), nudge=click.ref.nudge))


def stall_pause(click: Click) -> Answer:
    return Answer(view=stall_pause_form(living_account(click), nudge=click.ref.nudge))


def own_nudge(click: Click) -> Nudge:
    """The nudge that the button is about, if it was meant for this person; a lead may act on anybody's."""
    nudge = nudge_by_id(click.turn.session, click.ref.nudge)
    mine = nudge.recipient_id in (None, click.turn.person.id)
    if not mine and not is_lead(click.turn.person, click.turn.workspace):
        raise NotAllowed("not_yours")
    return nudge
