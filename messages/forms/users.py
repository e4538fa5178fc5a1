"""Modals about seed users and features: who they are, what they did, what was done about a failure, what is in use."""

from __future__ import annotations

from datetime import date
from typing import Any

from messages.ids import Field, Form
from messages.inputs import date_input, modal, radio_input, text_input
from messages.kit import option, section
from messages.refs import Ref
from messages.words import cut, escape, listed, one_line
from playbook.models import Account

NAME = 300  # characters of a name or workflow
SHOWN = 12  # features named
OUTCOMES = {"task_succeeded": "It worked", "task_failed": "It failed"}


def users_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """Several seed users at once. Fields: USERS (one a line), DATE (optional: when they signed up)."""
    blocks = [
        section(f"Seed users of *{escape(account.name)}*: the 5 to 15 people who try it first."),
        text_input(
            Field.USERS,
            "One a line: name, e-mail",
            lines=True,
            placeholder="Raj Patel, raj@example.com",
            hint="Known names get the e-mail that they lack.",
        ),
        date_input(Field.DATE, "All of them signed up on", optional=True),
    ]
    return modal(Form.USER_ADD, "Seed users", blocks, submit="Add", ref=Ref(account.id, nudge=nudge))


def task_form(account: Account, today: date, *, user: str = "", nudge: int = 0) -> dict[str, Any]:
    """A task that a seed user gave the product. Fields: NAME, ANSWER, WORKFLOW, REASON (optional), DATE."""
    outcomes = [option(text, value) for value, text in OUTCOMES.items()]
    blocks = [
        section(f"A task of a seed user of *{escape(account.name)}*"),
        text_input(Field.NAME, "Seed user", initial=cut(one_line(user), NAME) or None, longest=NAME),
        text_input(Field.WORKFLOW, "Workflow", longest=NAME, hint="The kind of task, such as “triage”."),
        radio_input(Field.ANSWER, "How it went", outcomes, outcomes[0]),
        text_input(Field.REASON, "If it failed: the cause", lines=True, optional=True),
        date_input(Field.DATE, "When", today),
    ]
    return modal(Form.USER_TASK, "A task", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def handled_form(account: Account, why: str, *, nudge: int) -> dict[str, Any]:
    """What was done about a failed first task. `why` is the nudge's reason (our mrkdwn). Field: NOTE."""
    blocks = [
        section(f"*{escape(account.name)}*: {why}"),
        text_input(
            Field.NOTE,
            "What was the cause, and what was done",
            lines=True,
            hint="It is kept as a note. A task that works ends this by itself.",
        ),
    ]
    return modal(Form.USER_HANDLED, "Handled", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def features_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """Features purchased and in use. Fields: PURCHASED, USED (both optional, one a line; they add to what is known)."""
    facts = account.facts
    unused = [escape(name) for name in facts.features_purchased if name not in facts.features_used]
    known = f"Not in use so far: {listed(unused, SHOWN)}." if unused else "Every feature that is known is in use."
    if not facts.features_purchased:
        known = "No purchased feature is known yet."
    blocks = [
        section(f"Features of *{escape(account.name)}*. {known}"),
        text_input(Field.USED, "In use now, one a line", lines=True, optional=True),
        text_input(Field.PURCHASED, "Purchased too, one a line", lines=True, optional=True),
    ]
    return modal(Form.FEATURE_USED, "Features", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))
