"""Submitted: the Day-30 answer with its plan, or the plan alone."""

from __future__ import annotations

from datetime import date

from bot.desk import Answer
from bot.submits.submission import Submission
from messages.ids import Field
from playbook.errors import BadInput
from playbook.models import Answer as ReviewAnswer
from playbook.models import Gap, Remediation, Review
from playbook.reviewing import is_vague
from storage.changes.reviews import answer_review, open_remediation


def answer(sent: Submission) -> Answer:
    account, values, change = sent.account, sent.values, sent.turn.change
    said, today = _answer(sent), account.local_date(sent.turn.scene.now)
    plan = None if said is ReviewAnswer.YES else _plan(sent, today)
    review = Review(
        answer=said,
        said_by=values.text(Field.SAID_BY),
        on=_day_within(sent, account.start_on, today),
        words=_own_words(sent),
        gap=plan.gap if plan else None,
        reason=values.text_if_any(Field.REASON),
    )
    changed = answer_review(change, account.id, review)
    if plan is not None:
        changed = open_remediation(change, account.id, plan)
    return sent.changed(sent.turn.tell("reviewed", changed, answer=str(said)), changed, instead="review")


def remediation(sent: Submission) -> Answer:
    account = sent.account
    plan = _plan(sent, account.local_date(sent.turn.scene.now))
    changed = open_remediation(sent.turn.change, account.id, plan)
    notice = sent.turn.tell("planned", changed, due_on=plan.due_on.isoformat())
    in_a_plan = bool(sent.ref.nudge)  # REVIEW-FOLLOW is a line of the morning plan, which refreshes itself
    return sent.changed(notice, changed, instead=None if in_a_plan else "review")


def _answer(sent: Submission) -> ReviewAnswer:
    try:
        return ReviewAnswer(sent.ref.extra)
    except ValueError as error:
        raise BadInput(Field.ANSWER, sent.ref.extra, "answer") from error


def _own_words(sent: Submission) -> str:
    words = sent.values.text(Field.WORDS)
    if is_vague(words):
        raise BadInput(Field.WORDS, words, "own_words")
    return words


def _plan(sent: Submission, today: date) -> Remediation:
    due_on = sent.values.day(Field.DUE_ON)
    if due_on < today:
        raise BadInput(Field.DUE_ON, due_on.isoformat(), "future_date")
    steps = tuple(line.strip() for line in sent.values.text(Field.STEPS).splitlines() if line.strip())
    owner, gap = sent.member(Field.OWNER), sent.values.choice(Field.GAP, Gap)
    return Remediation(owner=owner.id, due_on=due_on, steps=steps, opened_on=today, gap=gap)


def _day_within(sent: Submission, first: date, last: date) -> date:
    on = sent.values.day(Field.DATE)
    if not first <= on <= last:
        raise BadInput(Field.DATE, on.isoformat(), "past_date")
    return on
