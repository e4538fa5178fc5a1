"""Submitted: seed users, a task of one of them, what was done about a failure, features in use."""

from __future__ import annotations

from bot.desk import Answer
from bot.finding import own_nudge
from bot.submits.submission import Submission
from bot.usage_words import read_people
from bot.verbs.usage import event_facts, feature_facts, moment
from messages.ids import Field
from playbook.errors import BadInput, Refused
from playbook.usage import ProductEvent, UsageKind
from storage.changes.usage import add_features, add_seed_users, handle_failure, record_usage

TASKS = (UsageKind.TASK_SUCCEEDED, UsageKind.TASK_FAILED)


def add(sent: Submission) -> Answer:
    """Several at once; all of them or none."""
    account, people = sent.account, read_people(sent.values.text(Field.USERS))
    on = sent.values.day_if_any(Field.DATE)
    at = moment(account, on, sent.turn.scene.now) if on else None
    changed = add_seed_users(sent.turn.change, account.id, people, signed_up_at=at)
    return sent.changed(sent.turn.tell("users_added", changed, users=[name for name, _ in people]), changed)


def task(sent: Submission) -> Answer:
    account, values = sent.account, sent.values
    kind = values.choice(Field.ANSWER, UsageKind)
    if kind not in TASKS:
        raise BadInput(Field.ANSWER, kind.value, "choice")
    value, cause = values.text(Field.WORKFLOW), values.text_if_any(Field.REASON)
    if kind is UsageKind.TASK_FAILED:
        value = f"{value.replace(':', ' ')}: {cause or ''}"
    event = ProductEvent(
        moment(account, values.day(Field.DATE), sent.turn.scene.now), kind, values.text(Field.NAME), value
    )
    changed = record_usage(sent.turn.change, account.id, event)
    return sent.changed(sent.turn.tell("used", changed, **event_facts(changed, event)), changed)


def handled(sent: Submission) -> Answer:
    """FST-FAIL is over, and what was done is a note."""
    nudge = own_nudge(sent.turn, sent.ref.nudge)
    if nudge.rule != "FST-FAIL" or not nudge.subject:
        raise Refused("gone")
    changed = handle_failure(sent.turn.change, nudge.account_id, nudge.subject, sent.values.text(Field.NOTE))
    return sent.changed(sent.turn.tell("user_handled", changed, user=nudge.subject), changed)


def features(sent: Submission) -> Answer:
    purchased = _lines(sent.values.text_if_any(Field.PURCHASED))
    used = _lines(sent.values.text_if_any(Field.USED))
    if not purchased and not used:
        raise BadInput(Field.USED, "", "text")
    changed = add_features(sent.turn.change, sent.account.id, purchased, used)
    return sent.changed(sent.turn.tell("features_added", changed, **feature_facts(changed)), changed)


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
