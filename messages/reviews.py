"""The Day-30 question, its modals and what follows (003: an explicit Yes, No or Partial in the customer's words)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from messages.cards import ANSWERS, day_words
from messages.ids import Action, Field, Form
from messages.inputs import date_input, modal, radio_input, text_input, user_input
from messages.kit import Block, Message, actions, button, context, header, message, option, section
from messages.reasons import reason_for
from messages.refs import Ref
from messages.ways import ANSWERS as CHOICES
from messages.ways import answers
from messages.words import called, count, day, due, escape, listed, one_line, said
from playbook.models import Account, Answer, Gap, Nudge, Person, Remediation, Review

GAPS = {
    Gap.PRODUCT_QUALITY: ("Product quality", "It did not do what they need, or not well enough"),
    Gap.USER_EDUCATION: ("User education", "It does, but their people do not know how yet"),
    Gap.WRONG_WORKFLOW: ("Wrong workflow selection", "They were led to tasks that do not suit them"),
}
PLAN_DAYS = timedelta(days=30)
STEPS_SHOWN = 10


def review_question(account: Account, unmet: Sequence[str], now: datetime, *, nudge: Nudge | None = None) -> Message:
    """ "Was onboarding successful?" with Yes, No and Partial; `unmet` are names of gates not met; a `nudge` adds its
    reason and its ways out."""
    today = account.local_date(now)
    title = f"{one_line(account.name)}: was onboarding successful?"
    lines = [
        "Ask the customer for a plain *Yes*, *No* or *Partial*, and note who said it and their words. An “okay” is no"
        " answer."
    ]
    if nudge is not None:
        lines.insert(0, reason_for(nudge, None, today))
    if account.first_value_definition and account.first_value_definition.strip():
        lines.append(f"Their own measure: {said(account.first_value_definition, 300)}")
    if unmet:
        lines.append(f"Not met yet: {listed([escape(name) for name in unmet])}. A Yes then asks for the reason.")
    blocks = [
        header(title),
        section("\n".join(lines)),
        context(
            f"{day_words(account, today)} · a No or Partial opens a 30-day plan; a hidden failure only churns later"
        ),
        actions(_answers(account, nudge, today), block_id="review"),
    ]
    return message(f"{escape(account.name)}: was onboarding successful? Yes, No or Partial.", blocks)


def _answers(account: Account, nudge: Nudge | None, today: date) -> list[Block]:
    if nudge is not None:
        return answers(account, nudge, today)
    return [button(text, action, Ref(account.id), "review") for text, action in CHOICES]


def review_form(
    account: Account, answer: Answer, unmet: Sequence[str], today: date, *, nudge: int = 0
) -> dict[str, Any]:
    """Who said it, their words, the date; a Yes with unmet gates asks for the reason, No and Partial for the plan.

    Fields: SAID_BY, WORDS, DATE, [REASON], [GAP, OWNER, STEPS, DUE_ON].
    private_metadata: Ref(account, nudge, extra=answer).
    """
    blocks = [
        section(f"*{escape(account.name)}* says *{ANSWERS[answer]}*."),
        text_input(Field.SAID_BY, "Who at the customer said it", longest=200, placeholder="Ana Ruiz, project lead"),
        text_input(Field.WORDS, "In their words", lines=True, placeholder="As they said or wrote it"),
        date_input(Field.DATE, "When", today),
    ]
    if answer is Answer.YES and unmet:
        names = listed([one_line(name)[:100] for name in unmet])
        blocks.append(
            text_input(Field.REASON, "Why Yes, although not every gate is met", lines=True, hint=f"Not met: {names}")
        )
    if answer is not Answer.YES:
        blocks += _plan_inputs(account, today)
    title = f"Review: {ANSWERS[answer]}"
    return modal(Form.REVIEW, title, blocks, submit="Save", ref=Ref(account.id, nudge=nudge, extra=answer))


def remediation_form(account: Account, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """The remediation plan alone, for an answered review. Fields: GAP, OWNER, STEPS (one a line), DUE_ON."""
    blocks = [section(f"*{escape(account.name)}*: close the gap within 30 days."), *_plan_inputs(account, today)]
    return modal(Form.REMEDIATION, "Remediation plan", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def _plan_inputs(account: Account, today: date) -> list[Block]:
    options = {gap: option(name, gap, description) for gap, (name, description) in GAPS.items()}
    known = account.review.gap if account.review else None
    return [
        radio_input(Field.GAP, "What is the gap", list(options.values()), options[known] if known else None),
        user_input(Field.OWNER, "Who owns the plan", account.csm_id),
        text_input(Field.STEPS, "Steps, one a line", lines=True, placeholder="Retrain the seed users on triage"),
        date_input(Field.DUE_ON, "Done by, when the question is asked again", today + PLAN_DAYS),
    ]


def review_message(account: Account, unmet: Sequence[str], people: Mapping[str, Person], now: datetime) -> Message:
    """`/onboard review`: the question while it is unanswered, else the answer and its plan."""
    if account.review is None:
        return review_question(account, unmet, now)
    return review_answered(account, account.review, people, now)


def review_answered(account: Account, review: Review, people: Mapping[str, Person], now: datetime) -> Message:
    """The answer in their words, the plan with its owner and steps, and what comes next."""
    today = account.local_date(now)
    title = f"{one_line(account.name)}: {ANSWERS[review.answer]}"
    lines = [f"{escape(review.said_by)}, {day(review.on, today)}: {said(review.words, 600)}"]
    if review.gap is not None:
        lines.append(f"Gap: {GAPS[review.gap][0].lower()}")
    if review.reason:
        lines.append(f"Gates were not all met; the reason given: {said(review.reason, 300)}")
    blocks = [header(title), section("\n".join(lines)), *_what_follows(account, review, people, today)]
    ref = Ref(account.id)
    row = [button("Open", Action.ACCOUNT_STATUS, ref, "review")]
    if review.answer is not Answer.YES:
        text = "Change the plan…" if account.remediation else "Make the plan…"
        row.append(button(text, Action.REVIEW_PLAN, ref, "review"))
    blocks.append(actions([*row, *_answer_anew(account, today)], block_id="review"))
    return message(
        f"{escape(account.name)}: the customer said {ANSWERS[review.answer]} on {day(review.on, today)}.", blocks
    )


def _answer_anew(account: Account, today: date) -> list[Block]:
    """At the end of a remediation plan the question is asked again."""
    if account.remediation is None or account.remediation.due_on > today:
        return []
    return _answers(account, None, today)


def _what_follows(account: Account, review: Review, people: Mapping[str, Person], today: date) -> list[Block]:
    if review.answer is Answer.YES:
        dates = " and ".join(day(account.start_on + timedelta(days=days), today) for days in (60, 90))
        return [section(f"Next: plan the step beyond the seed users, and agree opportunity dates with sales: {dates}.")]
    if account.remediation is None:
        return [section("Next: the remediation plan. Gap, owner, steps, done in 30 days.")]
    return [section(_plan_words(account.remediation, people, today))]


def _plan_words(plan: Remediation, people: Mapping[str, Person], today: date) -> str:
    steps = [f"{number}. {escape(step, 200)}" for number, step in enumerate(plan.steps[:STEPS_SHOWN], 1)]
    if len(plan.steps) > STEPS_SHOWN:
        steps.append(f"and {count(len(plan.steps) - STEPS_SHOWN, 'more step')}: `/onboard export` has them all")
    head = f"*Remediation plan* with {called(plan.owner, people, plan.owner)}, {due(plan.due_on, today)}"
    return "\n".join([head, *steps])
