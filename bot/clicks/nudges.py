"""The ways out of a nudge, and the answers to the Day-30 review and to a long stall."""

from __future__ import annotations

from bot.clicks import milestones
from bot.clicks.click import Click, living_account
from bot.desk import Answer
from bot.escalations import in_its_thread, say_who_has_it
from bot.finding import own_nudge
from messages.drafts import draft as draft_text
from messages.forms import block_form, dismiss_form, draft_form, stall_pause_form, stall_resume_form
from messages.ids import Action, snooze_until
from messages.lines import dealt_with_together
from messages.nudges import gate_names
from messages.reasons import reason_for
from messages.reviews import remediation_form, review_form
from messages.ways import is_shared
from messages.words import escape, listed
from playbook.calendar import calendar_for
from playbook.errors import Stale
from playbook.known import known_at
from playbook.models import Answer as ReviewAnswer
from playbook.models import Nudge
from scheduler.looking import at_hand, look_at, people_around
from storage.changes.nudges import acknowledge_nudges, handle_nudge, snooze_nudge
from storage.queries.due import nudges_by_ids, outbox_at
from storage.queries.people import person_by_id

ANSWERS = {
    Action.REVIEW_YES: ReviewAnswer.YES,
    Action.REVIEW_NO: ReviewAnswer.NO,
    Action.REVIEW_PARTIAL: ReviewAnswer.PARTIAL,
}


def snooze(click: Click) -> Answer:
    """Until the recipient's morning of the chosen day, or the next working morning after it; all that its line says."""
    nudge = own_nudge(click.turn, click.ref.nudge)
    recipient = person_by_id(click.turn.session, nudge.recipient_id or "") or click.turn.person
    calendar = calendar_for(recipient, click.turn.workspace, click.turn.workspace_zone)
    until = snooze_until(click.action, calendar.local_date(click.turn.scene.now))
    send_at = calendar.morning_at_or_after(calendar.midnight(until))
    until = calendar.local_date(send_at)
    for nudge_id in _together(click, nudge):
        snooze_nudge(click.turn.change, nudge_id, until, send_at)
    account = click.turn.account(nudge.account_id)
    return click.changed(click.turn.tell("snoozed", account, until=until.isoformat()), account)


def done(click: Click) -> Answer:
    """Of a milestone: it is done. Of a review: what answers it. Of the rest: taken care of, until the next reminder."""
    if click.ref.milestone:
        return milestones.complete(click)
    nudge = own_nudge(click.turn, click.ref.nudge)
    account = click.turn.account(nudge.account_id)
    if nudge.rule == "REVIEW-30":
        return Answer({"view": "review", "account": account.id, "page": 0})
    if nudge.rule == "REVIEW-FOLLOW" and account.review and account.review.answer is not ReviewAnswer.YES:
        return remediation(click)
    for nudge_id in _together(click, nudge):
        handle_nudge(click.turn.change, nudge_id)
    return click.changed(click.turn.tell("handled", account), account)


def acknowledge(click: Click) -> Answer:
    """ "I have it": for every escalation of the message, by whom it was for, or by a lead; said in each of them."""
    turn, nudge = click.turn, own_nudge(click.turn, click.ref.nudge)
    here = outbox_at(turn.session, click.place.channel or "", click.place.ts or "")
    said = [*(here.about.get("nudges", ()) if here and here.kind == "escalation" else ()), nudge.id]
    told = [each for each in nudges_by_ids(turn.session, said) if each.account_id == nudge.account_id]
    nobodys = [each for each in in_its_thread(turn, *told) if each.acknowledged_at is None]
    acknowledge_nudges(turn.change, [nudge.id, *(each.id for each in nobodys if each.id != nudge.id)])
    say_who_has_it(turn, nobodys)
    account = turn.account(nudge.account_id)
    return click.changed(turn.tell("acknowledged", account), account)


def _together(click: Click, nudge: Nudge) -> list[int]:
    """The nudge and those that its line says with it."""
    turn = click.turn
    theirs = at_hand(turn.session, nudge.recipient_id or "", turn.workspace, turn.scene.now, nudge.account_id)
    return dealt_with_together(nudge, theirs, turn.account(nudge.account_id))


def dismiss(click: Click) -> Answer:
    nudge = own_nudge(click.turn, click.ref.nudge)
    account = click.turn.account(nudge.account_id)
    session, now, settings = click.turn.session, click.turn.scene.now, click.turn.workspace
    around = people_around(session, [account], settings)
    why = reason_for(nudge, look_at(session, account, settings, around, now), account.local_date(now), around)
    told = nudges_by_ids(session, _together(click, nudge))
    if others := [escape(each.subject or "") for each in told if each.id != nudge.id] if is_shared(told) else []:
        why += f" The same goes for {listed(others, 8)}."
    return Answer(view=dismiss_form(account, why, nudge=nudge.id))


def block(click: Click) -> Answer:
    account = living_account(click)
    milestone = next((item for item in account.milestones if item.id == click.ref.milestone), None)
    today = account.local_date(click.turn.scene.now)
    return Answer(view=block_form(account, milestone, today, nudge=click.ref.nudge))


def draft(click: Click) -> Answer:
    nudge = own_nudge(click.turn, click.ref.nudge)
    account = known_at(living_account(click), click.turn.scene.now)
    facts = {**nudge.facts, "step": nudge.step}
    text = draft_text(account, nudge.rule, account.local_date(click.turn.scene.now), nudge.subject, facts)
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
