"""EXPANSION-HOLD: no draft of any rule speaks of buying more before a Yes, or in Days 0-3, save the customer's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.drafts import draft, has_draft
from messages.hold import SELLING, for_customer
from messages.rules import SAYINGS
from playbook.models import (
    Account,
    Answer,
    Blocker,
    Confirmation,
    Criteria,
    Deal,
    Facts,
    Homework,
    Milestone,
    Review,
    Stakeholder,
    WaitingOn,
)
from playbook.rules import RULES

START = date(2026, 1, 15)
PITCHES = [
    "Expansion review", "Upsell call", "upgrade to Pro", "Cross-sell analytics", "Sell 20 additional seats",
    "expand beyond seed users", "Offer more licences", "Plan add-ons", "Go live", "Data checked",
]  # fmt: skip
pitch = st.sampled_from(PITCHES)
theirs = st.sampled_from(["We want to expand to Asia", "Upgrade our planning.", "Fewer tickets", ""])


@st.composite
def accounts(draw: st.DrawFn, answer: Answer | None = None) -> Account:
    steps = tuple(
        Milestone(
            key=f"m{at}", name=draw(pitch), due_on=START + timedelta(days=draw(st.integers(0, 40))),
            criteria=draw(pitch),
            blockers=(Blocker(text=draw(pitch), waiting_on=draw(st.sampled_from(WaitingOn))),),
        )
        for at in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    goal = draw(theirs)
    return Account(
        id=1, name=draw(st.sampled_from(["Acme", "Upgrade Ltd", "Expanding Minds"])), csm="Jane Smith",
        start_on=START,
        first_value_definition=goal or None, milestones=steps,
        review=Review(answer=answer, said_by="Ana", on=START, words=goal or "x") if answer else None,
        facts=Facts(
            stakeholders=tuple(
                Stakeholder(name="Ana Upsell", role=role) for role in ("executive-sponsor", "primary-contact")
            ),
            criteria=Criteria(text=goal) if goal else None, deal=Deal(products=("Expand One",)),
            first_value_confirmed=Confirmation(by="Ana", on=START), features_purchased=("Upgrade Watch",),
            homework=(Homework(text=draw(pitch)),),
        ),
    )  # fmt: skip


def without(account: Account, text: str) -> str:
    """The text without what the customer said and is called."""
    goal = (account.first_value_definition or "").rstrip(".")
    for words in filter(None, [goal, account.name, "Expand One", "Upgrade Watch", "Ana Upsell"]):
        text = text.replace(words, "")
    return text


@given(st.data(), st.integers(0, 60), st.sampled_from([None, Answer.NO, Answer.PARTIAL]))
def test_no_draft_of_any_rule_sells_before_a_yes(data: st.DataObject, days: int, answer: Answer | None) -> None:
    account, today = data.draw(accounts(answer)), START + timedelta(days=days)
    for rule in RULES:
        for milestone in (None, *account.milestones):
            if not has_draft(account, rule, milestone):
                continue
            facts = {"name": "Ana", "task": "plan-agreed", "user": "Raj", "since_on": START.isoformat()}
            said = draft(account, rule, today, milestone.key if milestone else None, facts) or ""
            assert not SELLING.search(without(account, said)), (rule, said)


def account_of(**changes: object) -> Account:
    return replace(Account(id=1, name="Acme", csm="Jane", start_on=START), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The next step, “Expansion review”, is due.", "The next step, “the step we planned”, is due."),
        ("All is well. Would you like to upgrade? Write to me.", "All is well. Write to me."),
        ("Let us talk about additional seats.", ""),
        ("You said: “we expand to Asia”. Good.", "You said: “we expand to Asia”. Good."),
        ("You said: “we expand…”. Good.", "You said: “we expand…”. Good."),
        ("Nothing of the kind.\n\nReally.", "Nothing of the kind.\n\nReally."),
    ],
)
def test_what_is_held_and_what_is_theirs(text: str, kept: str) -> None:
    account = account_of(first_value_definition="we expand to Asia")
    assert for_customer(account, text, START + timedelta(days=20)) == kept


def test_after_a_yes_it_may_be_said_but_not_in_the_first_days() -> None:
    yes = Review(answer=Answer.YES, said_by="Ana", on=START, words="It works")
    account = account_of(review=yes)
    text = "Shall we expand to the next team?"
    assert for_customer(account, text, START + timedelta(days=3)) == ""
    assert for_customer(account, text, START + timedelta(days=4)) == text


def test_every_rule_of_the_long_run_has_its_words() -> None:
    for rule in (
        "STALL-14",
        "STALL-NOTE",
        "CRITERIA-14",
        "CHAMPION-LEFT",
        "SKIP-14",
        "DRAG",
        "HANDOFF-READY",
        "SURVEY",
    ):
        saying = SAYINGS[rule]
        assert all((saying.title, saying.reason({}, START), saying.brief({}, START)))
