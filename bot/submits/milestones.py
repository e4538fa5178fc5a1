"""Submitted: a blocker, a new date (previewed, then applied), a gate closed all the same."""

from __future__ import annotations

from datetime import date

from bot.desk import Answer
from bot.submits.submission import Submission
from messages.forms import date_preview
from messages.ids import Field
from playbook.errors import BadInput
from playbook.models import WaitingOn
from playbook.shift import shift
from storage.changes.milestones import block_milestone, complete_milestone, move_milestone


def block(sent: Submission) -> Answer:
    account = sent.account
    milestone = sent.chosen_milestone(account)
    text, who = sent.values.text(Field.REASON), sent.values.choice(Field.WAITING_ON, WaitingOn)
    changed = block_milestone(sent.turn.change, account.id, milestone.key, text, who)
    facts = {"milestone": milestone.name, "text": text, "waiting_on": str(who)}
    return sent.changed(sent.turn.tell("blocked", changed, **facts), changed)


def preview_date(sent: Submission) -> Answer:
    account = sent.account
    milestone, on = sent.milestone(account), sent.values.day(Field.DATE)
    moves = shift(account, milestone.key, on)
    today = account.local_date(sent.turn.scene.now)
    return Answer(view=date_preview(account, milestone, moves, on, today, nudge=sent.ref.nudge))


def apply_date(sent: Submission) -> Answer:
    account = sent.account
    milestone, on = sent.milestone(account), day_of(sent)
    others = max(len(shift(account, milestone.key, on)) - 1, 0)
    changed = move_milestone(sent.turn.change, account.id, milestone.key, on)
    facts = {"milestone": milestone.name, "on": on.isoformat(), "others": others}
    return sent.changed(sent.turn.tell("moved", changed, **facts), changed)


def overrule(sent: Submission) -> Answer:
    account = sent.account
    milestone, on = sent.milestone(account), day_of(sent)
    reason = sent.values.text(Field.REASON)
    changed = complete_milestone(sent.turn.change, account.id, milestone.key, on, overrule=reason)
    return sent.changed(sent.turn.tell("done", changed, milestone=milestone.name, on=on.isoformat()), changed)


def day_of(sent: Submission) -> date:
    """The day that the previous step put into the Ref."""
    try:
        return date.fromisoformat(sent.ref.extra)
    except ValueError as error:
        raise BadInput(Field.DATE, sent.ref.extra, "date") from error
