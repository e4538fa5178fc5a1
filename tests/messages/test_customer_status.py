"""The status for the customer: whatever is in the account, nothing internal is in it and it pings nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from portraits import HOSTILE, PEOPLE, WORKSPACE, acme, checked, checked_view, day, noon, texts

from messages.documents.papers import Papers
from messages.documents.sharing import share_form
from messages.documents.status import customer_message, customer_status, kept_back, mark_of
from messages.inputs import LONGEST
from playbook.models import (
    Account,
    AccountState,
    Answer,
    Blocker,
    Confirmation,
    Criteria,
    Facts,
    Gap,
    Handoff,
    Handover,
    Homework,
    Kind,
    Measure,
    Milestone,
    MilestoneStatus,
    Note,
    Remediation,
    Review,
    SeedUser,
    Skip,
    Stakeholder,
    Submission,
    Survey,
    Touch,
    TouchKind,
    WaitingOn,
)

NOW = noon(day("01-26"))
SECRET = "zqsecret"  # stands in every field that is ours to read
JUDGING = re.compile(
    r"\b(score|health|at risk|critical|healthy|late|overdue|blocked|fault|escalat|stall|47\.9|70)", re.I
)


def papers(account: Account) -> Papers:
    return Papers(account=account, now=NOW, people=PEOPLE, workspace=WORKSPACE)


def said(account: Account, own_words: str = "") -> str:
    return checked(customer_message(customer_status(papers(account), own_words)))


def secretive(name: str, secret: str = SECRET) -> Account:
    """`name` in the fields that a customer may read, the secret in all others."""
    at = noon(day("01-20"))
    task = Submission(at=at, workflow=secret, ok=False, cause=secret)
    facts = Facts(
        handoff=Handoff(goals=secret, stakeholders=secret, technical_requirements=secret, promises=secret),
        criteria=Criteria(text=secret, agreed_on=day("01-16"), agreed_by=secret),
        survey=Survey(ces=6.5, nps=-70, csat=12),
        first_value_confirmed=Confirmation(by=secret, on=day("01-20"), words=secret),
        handover=Handover(csm=secret, plan=secret, health=secret),
        stakeholders=(Stakeholder(name=secret, role="champion", left_on=day("01-20")),),
        seed_users=(SeedUser(name=secret, email=secret, submissions=(task,)),),
        homework=(Homework(text=name or "x", who=name, due_on=day("01-28")),),
        features_purchased=(secret,),
        other={"health": {"risk_level": secret}},
    )
    return replace(
        acme(),
        name=name or "x",
        first_value_definition=name,
        milestones=steps(name or "x", secret),
        touches=(Touch(at=at, kind=TouchKind.CALL, note=secret),),
        notes=(Note(at=at, by=secret, text=secret),),
        review=Review(answer=Answer.NO, said_by=secret, on=day("01-25"), words=secret, gap=Gap.USER_EDUCATION),
        remediation=Remediation(owner=secret, due_on=day("02-20"), steps=(secret,)),
        facts=facts,
    )


def steps(name: str, secret: str) -> tuple[Milestone, ...]:
    waits = tuple(Blocker(text=secret, waiting_on=who) for who in WaitingOn)
    late, done = day("01-20"), {"status": MilestoneStatus.COMPLETE, "done_on": day("01-22"), "overrule": secret}
    skip = Skip(reason=secret, consequence=secret)
    return (
        _step("done", name, late, criteria=secret, phase=secret, **done),
        _step("late", name, late, blockers=waits, criteria=secret),
        _step("next", name, day("01-30"), owner="customer"),
        _step("gate", secret, late, kind=Kind.GATE, measure=Measure.FST_COVERAGE, threshold=70),
        _step("skipped", secret, late, status=MilestoneStatus.SKIPPED, skip=skip),
        _step("sales", secret, late, owner="ae"),
    )


def _step(key: str, name: str, due: Any, **rest: Any) -> Milestone:
    return Milestone(key=key, name=name, due_on=due, **rest)


def test_it_says_what_was_done_what_is_next_and_what_is_theirs() -> None:
    text = said(secretive("Imports"), "Thanks for Friday!")
    for words in ("Thanks for Friday!", "1 of 3 steps", "☑ “Imports”, Thu 22 Jan", "☐ “Imports”, Fri 30 Jan"):
        assert words in text
    assert "☐ “Imports”, we agree the day with you" in text
    assert "☐ “Imports”: something from your side; Jane Smith tells you what" in text
    assert "Jane Smith is the one to ask" in text
    assert kept_back(papers(secretive("Imports"))) == [SECRET] * 3


def test_nothing_of_ours_and_no_judgement_is_in_it() -> None:
    for state in (AccountState.ACTIVE, AccountState.PAUSED):
        text = said(replace(secretive("Imports"), state=state))
        assert SECRET not in text
        assert not JUDGING.search(text)


def test_names_that_speak_of_scores_or_escalations_stay_out() -> None:
    for name in ("Escalate to the VP", "Health score above 80", "Customer is at risk", "Their fault: data", "NPS sent"):
        account = secretive("Imports")
        account = replace(account, milestones=(*account.milestones, _step("ours", name, day("01-30"))))
        assert name not in said(account)
        assert name in kept_back(papers(account))


@settings(max_examples=60, deadline=None)
@given(name=st.one_of(st.text(max_size=200), st.sampled_from(HOSTILE)), own=st.text(max_size=500))
def test_whatever_is_in_the_account_it_fits_holds_none_of_it_and_pings_nobody(name: str, own: str) -> None:
    account = secretive(name.replace(SECRET, ""))
    message = customer_message(customer_status(papers(account), own.replace(SECRET, "")))
    text = f"{checked(message)}\n{message.text}"
    assert SECRET not in text
    assert not re.search(r"<[!@#]|<https?:|<mailto:", text)
    assert not re.search(r'"type": "(button|actions|overflow)"', str(message.blocks).replace("'", '"'))
    checked_view(share_form(papers(account), customer_status(papers(account)), own_words=own))


def test_the_mark_changes_with_what_is_shown_and_only_then() -> None:
    account = secretive("Imports")
    first = mark_of(customer_status(papers(account)))
    assert mark_of(customer_status(papers(replace(account, notes=())))) == first
    assert mark_of(customer_status(papers(replace(account, first_value_definition="Another")))) != first


def test_the_preview_says_what_stays_out() -> None:
    account = secretive("Imports", "Red team")
    view = share_form(papers(account), customer_status(papers(account)), own_words="x" * LONGEST, changed=True)
    said_there = "\n".join(texts(view))
    assert "Steps among ourselves stay out: “Red team”" in said_there
    assert "It changed while you read it" in said_there
