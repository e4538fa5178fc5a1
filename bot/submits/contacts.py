"""Submitted: a touch, a note, a draft that was sent, a nudge called not relevant, a message added by the shortcut."""

from __future__ import annotations

from datetime import datetime, time

from bot.desk import Answer
from bot.finding import own_nudge
from bot.submits.submission import Submission
from messages.forms.contacts import MOST_MINUTES
from messages.ids import Field
from messages.lines import dealt_with_together
from playbook.errors import BadInput
from playbook.models import Account, Direction, TouchKind, WaitingOn
from scheduler.looking import at_hand
from storage.changes.contacts import add_note, log_touch
from storage.changes.milestones import block_milestone
from storage.changes.nudges import dismiss_nudge, note_action
from storage.changes.start import mark_flow, mark_welcome_sent
from storage.queries.due import nudges_by_ids
from storage.queries.hygiene import OFFERED_AFTER, times_not_relevant

NOON = time(12)


def touch(sent: Submission) -> Answer:
    account, values = sent.account, sent.values
    kind, direction = values.choice(Field.KIND, TouchKind), values.choice(Field.DIRECTION, Direction)
    minutes, text = values.number(Field.MINUTES, 1, MOST_MINUTES, "minutes"), values.text_if_any(Field.NOTE) or ""
    return _touched(sent, account, kind, direction, minutes, text, _moment(sent, account))


def note(sent: Submission) -> Answer:
    changed = add_note(sent.turn.change, sent.account.id, sent.values.text(Field.NOTE))
    return sent.changed(sent.turn.tell("noted", changed), changed)


def sent_draft(sent: Submission) -> Answer:
    """The person sent the draft by hand: an outbound touch with what it said, and what its nudge asked for is done."""
    kind, text = sent.values.choice(Field.KIND, TouchKind), sent.values.text(Field.DRAFT)
    if sent.ref.nudge:
        nudge = own_nudge(sent.turn, sent.ref.nudge)
        note_action(sent.turn.change, nudge.id)
        if nudge.account_id == sent.account.id:
            _send_off(sent, nudge.rule, nudge.subject)
    else:
        _send_off(sent, sent.ref.extra, None)
    return _touched(sent, sent.account, kind, Direction.OUTBOUND, None, text)


def _send_off(sent: Submission, rule: str, subject: str | None) -> None:
    """A draft that is itself what its rule waits for: the welcome, the link to the Week 2 flow."""
    account, change, now = sent.account, sent.turn.change, sent.turn.scene.now
    if rule == "WELCOME" and account.facts.welcome_sent_at is None:
        mark_welcome_sent(change, account.id, now)
    waiting = [flow.key for flow in account.facts.flows if flow.sent_at is None and flow.completed_at is None]
    if rule == "ADVANCED-FLOW" and subject in waiting:
        mark_flow(change, account.id, subject, now, completed=False)


def dismiss(sent: Submission) -> Answer:
    turn = sent.turn
    nudge = own_nudge(turn, sent.ref.nudge)
    theirs = at_hand(turn.session, nudge.recipient_id or "", turn.workspace, turn.scene.now, nudge.account_id)
    together = dealt_with_together(nudge, theirs, turn.account(nudge.account_id))
    for nudge_id in together:
        dismiss_nudge(sent.turn.change, nudge_id, sent.values.text(Field.REASON))
    account = sent.turn.account(nudge.account_id)
    rules = dict.fromkeys(found.rule for found in nudges_by_ids(turn.session, together))
    times, rule = max((times_not_relevant(turn.session, account.id, rule), rule) for rule in rules)
    offer = {"offer": rule, "times": times} if times >= OFFERED_AFTER else {}
    return sent.changed(sent.turn.tell("dismissed", account, **offer), account)


def add(sent: Submission) -> Answer:
    """A message becomes a touch, a note or a blocker, with its permalink."""
    account = sent.turn.account(sent.values.ref(Field.ACCOUNT).account)
    adders = {"touch": _add_touch, "note": _add_note, "blocker": _add_blocker}
    kind = sent.values.choice_if_any(Field.ADD_AS) or ""
    if kind not in adders:
        raise BadInput(Field.ADD_AS, kind, "choice", list(adders))
    return adders[kind](sent, account)


def permalink(sent: Submission) -> str | None:
    """Slack's address of the message whose ids stand in the Ref ("C123:1700000000.000100")."""
    channel, _, ts = sent.ref.extra.partition(":")
    return sent.turn.scene.desk.ours.permalink(channel, ts)


def _touched(
    sent: Submission,
    account: Account,
    kind: TouchKind,
    direction: Direction,
    minutes: int | None,
    text: str,
    at: datetime | None = None,
    link: str | None = None,
) -> Answer:
    changed = log_touch(sent.turn.change, account.id, kind, direction, minutes, text, at, link)
    facts = {"kind": str(kind), "direction": str(direction), "minutes": minutes}
    return sent.changed(sent.turn.tell("touched", changed, **facts), changed)


def _moment(sent: Submission, account: Account) -> datetime | None:
    """None (now) for today; noon at the account for another day. A day to come is BadInput about DATE."""
    on, today = sent.values.day(Field.DATE), account.local_date(sent.turn.scene.now)
    if on > today:
        raise BadInput(Field.DATE, on.isoformat(), "past_date")
    return None if on == today else datetime.combine(on, NOON, account.zone)


def _add_touch(sent: Submission, account: Account) -> Answer:
    kind, direction = sent.values.choice(Field.KIND, TouchKind), sent.values.choice(Field.DIRECTION, Direction)
    return _touched(sent, account, kind, direction, None, sent.values.text(Field.NOTE), link=permalink(sent))


def _add_note(sent: Submission, account: Account) -> Answer:
    changed = add_note(sent.turn.change, account.id, sent.values.text(Field.NOTE), permalink=permalink(sent))
    return sent.changed(sent.turn.tell("noted", changed), changed)


def _add_blocker(sent: Submission, account: Account) -> Answer:
    """A blocker holds no link of its own, so a note keeps it."""
    ref = sent.values.ref(Field.MILESTONE)
    if ref.account != account.id:
        raise BadInput(Field.MILESTONE, "", "milestone", [item.name for item in account.open_milestones[:5]])
    milestone = sent.milestone(account, ref.milestone)
    text, who = sent.values.text(Field.NOTE), sent.values.choice(Field.WAITING_ON, WaitingOn)
    changed = block_milestone(sent.turn.change, account.id, milestone.key, text, who)
    if link := permalink(sent):
        changed = add_note(sent.turn.change, account.id, text, permalink=link)
    facts = {"milestone": milestone.name, "text": text, "waiting_on": str(who)}
    return sent.changed(sent.turn.tell("blocked", changed, **facts), changed)
