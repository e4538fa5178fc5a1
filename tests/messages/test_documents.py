"""Documents: filled from what is known, blanks marked, whole in Markdown, one page for the plan, harmless in Slack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portraits import HOSTILE, LENA, PEOPLE, WORKSPACE, acme, checked, checked_view, day, hostile_account, noon

from messages.documents.copying import copy_view
from messages.documents.drafts import everything_to_write
from messages.documents.markdown import document_markdown
from messages.documents.papers import Papers
from messages.documents.plan import PAGE
from messages.documents.shelf import DOCUMENTS, filled, shown
from playbook.models import (
    Account,
    Answer,
    Blocker,
    Complexity,
    Criteria,
    Deal,
    Facts,
    Handoff,
    Handover,
    Homework,
    Milestone,
    Questionnaire,
    Remediation,
    Review,
    Stakeholder,
    WaitingOn,
)

NOW = noon(day("01-26"))
KNOWN = Facts(
    deal=Deal(complexity=Complexity.COMPLEX, integrations=2, products=("core",)),
    handoff=Handoff(goals="Close tickets in a day", stakeholders="Ana decides"),
    criteria=Criteria(text="80 % of tickets in a day", agreed_on=day("01-16")),
    stakeholders=(
        Stakeholder(name="Ana Ruiz", role="executive-sponsor", email="ana@example.com"),
        Stakeholder(name="Tom Lee", role="technical-contact"),
    ),
    homework=(Homework(text="Send SSO metadata", who="Tom Lee", due_on=day("01-21")),),
    kickoff_at=noon(day("01-16")),
)


def with_facts(facts: Facts, **changes: Any) -> Account:
    return replace(acme(**changes), facts=facts)


def papers(account: Account) -> Papers:
    return Papers(account=account, now=NOW, people=PEOPLE, workspace=WORKSPACE)


def markdown(kind: str, account: Account, variant: str = "") -> str:
    return document_markdown(filled(kind, papers(account), variant))


def holds(text: str, *words: str) -> None:
    for each in words:
        assert each in text, f"{each!r} is not in:\n{text}"


def test_the_agenda_follows_complexity_and_playbook_and_can_be_the_other_one() -> None:
    short, long = markdown("agenda", with_facts(Facts())), markdown("agenda", with_facts(KNOWN))
    holds(short, "45 minutes", "## 1. Introductions and roles (5 min)", "**When:** ▢ book the call")
    holds(long, "50 minutes", "## 2. Why you bought this (10 min)", "Fri 16 Jan, 12:00", "Ana Ruiz (ana@example.com)")
    holds(long, "Close tickets in a day", "80 % of tickets in a day (agreed Fri 16 Jan)", "Waiting on customer SSO")
    assert "50 minutes" in markdown("agenda", acme(playbook="milestone-map"))
    assert "45 minutes" in markdown("agenda", with_facts(KNOWN), "short")
    assert "demo" not in long


def test_the_questionnaire_says_where_it_is_to_us_alone() -> None:
    sent = replace(KNOWN, questionnaire=Questionnaire(sent_on=day("01-15")))
    said = checked(shown("questionnaire", papers(with_facts(sent))))
    holds(said, "Sent Thu 15 Jan.", "Mark as reviewed")
    assert "Mark as sent" not in said
    assert "Sent " not in markdown("questionnaire", with_facts(sent))
    holds(markdown("questionnaire", acme()), "**What do you want to reach?** ▢ in your words", "Jane Smith")


def test_the_handoff_names_what_is_missing_and_turns_to_the_end() -> None:
    first = markdown("handoff", with_facts(KNOWN))
    holds(first, "Missing: technical requirements and promises.", "**Promises:** ▢ ask sales", "Ana Ruiz")
    handover = Handover(csm="ULENA", plan="Two more teams by May", health="Calm, keen")
    review = Review(answer=Answer.YES, said_by="Ana", on=day("01-25"), words="It saves us hours")
    last = markdown("handoff", with_facts(replace(KNOWN, handover=handover), review=review))
    holds(last, "From Jane Smith to Lena Ott", "Two more teams by May", "yes, Ana: “It saves us hours”", "SSO metadata")
    assert "## The deal" in markdown("handoff", acme(review=review), "start")


def test_the_plan_has_owners_dependencies_dates_risks_and_an_escalation_contact() -> None:
    lead = {**PEOPLE, "ULENA": replace(LENA, email="lena@example.com")}
    found = filled("plan", Papers(account=with_facts(KNOWN), now=NOW, people=lead, workspace=WORKSPACE))
    text = document_markdown(found)
    holds(text, "**Target go-live:** Thu 29 Jan", "**Training delivered:** to come", "**Depends on:** Integration")
    holds(text, "→ agree a day with Tom Lee", "Lena Ott, lena@example.com (CSM lead)")


@pytest.mark.parametrize("phases", [1, 4, 9, 60])
@pytest.mark.parametrize("milestones", [1, 30, 200])
def test_a_plan_of_any_size_is_one_page_and_says_what_it_sums_up(phases: int, milestones: int) -> None:
    text = markdown("plan", crowded(milestones, phases))
    assert len(text.splitlines()) <= PAGE
    streams = min(phases, milestones)
    assert ("more workstream" in text) == (streams > 7)
    assert ("more open blocker" in text) == (milestones * 3 > 6)


def crowded(milestones: int, phases: int) -> Account:
    parts = tuple(
        Milestone(
            id=at,
            key=f"m{at}",
            name=f"Step {at} " + "x" * 200,
            due_on=day("01-29"),
            phase=f"Phase {at % phases} " + "y" * 200,
            depends_on=(f"m{at - 1}",) if at else (),
            blockers=tuple(Blocker(text="z" * 900, waiting_on=waits) for waits in WaitingOn),
        )
        for at in range(milestones)
    )
    return with_facts(replace(KNOWN, criteria=Criteria(text="long " * 900)), milestones=parts)


def test_the_briefing_offers_options_and_asks_nothing_open() -> None:
    text = markdown("briefing", with_facts(KNOWN))
    decide = text.partition("## What we need from you")[2]
    holds(decide, "A: your team has it done by Wed 28 Jan", "B: we move the steps behind it, and it comes by Wed 4 Feb")
    free = replace(acme(), milestones=tuple(replace(item, depends_on=()) for item in acme().milestones))
    holds(markdown("briefing", free), "B: we go on with “Training delivered” meanwhile, and it comes by Wed 4 Feb")
    assert "?" not in decide
    assert decide.count("A:") == decide.count("B:") >= 1


def test_homework_and_the_remediation_plan() -> None:
    holds(markdown("homework", with_facts(KNOWN)), "- [ ] Send SSO metadata: Tom Lee, Wed 21 Jan")
    plan = Remediation(owner="ULENA", due_on=day("03-01"), steps=("Mend the import",))
    review = Review(answer=Answer.NO, said_by="Ana", on=day("02-14"), words="It fails")
    text = markdown("remediation", acme(remediation=plan, review=review))
    holds(text, "- [ ] Mend the import", "**Owner:** Lena Ott", "“" if "“" in text else "It fails", "Sun 1 Mar")
    holds(markdown("remediation", acme()), "▢ the steps, each with a day")


def hostile(text: str, milestones: int = 3) -> Account:
    """The text in every place that a document reads."""
    facts = Facts(
        deal=Deal(products=(text,) * 9, integrations=3, complexity=Complexity.COMPLEX),
        handoff=Handoff(goals=text, stakeholders=text, technical_requirements=text, promises=text),
        criteria=Criteria(text=text or "x", agreed_on=day("01-16"), agreed_by=text),
        stakeholders=tuple(Stakeholder(name=text, role="champion", email=text) for _ in range(30)),
        homework=tuple(Homework(text=text, who=text, due_on=day("01-21")) for _ in range(40)),
        handover=Handover(csm=text, plan=text, health=text),
    )
    review = Review(answer=Answer.PARTIAL, said_by=text, on=day("01-20"), words=text)
    plan = Remediation(owner=text, due_on=day("03-01"), steps=(text,) * 60)
    return replace(hostile_account(text, milestones), facts=facts, review=review, remediation=plan)


def documents(account: Account) -> Sequence[tuple[str, Any]]:
    given = [(kind, variant) for kind, known in DOCUMENTS.items() for variant, _ in known.others or (("", ""),)]
    return [(kind, filled(kind, papers(account), variant)) for kind, variant in given]


def all_said(account: Account) -> list[str]:
    said = [checked(shown(kind, papers(account), document.variant)) for kind, document in documents(account)]
    views = [view for _, document in documents(account) if (view := copy_view(document))]
    return [*said, checked(everything_to_write(account)), *(checked_view(view) for view in views if not view)]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("milestones", [1, 40])
def test_hostile_words_fit_and_are_harmless(text: str, milestones: int) -> None:
    account = hostile(text, milestones)
    for said in all_said(account):
        assert not any(live in said.replace("<@UJANE>", "") for live in ("<!", "<@", "<#", "<http"))
    for _, document in documents(account):
        if view := copy_view(document):
            checked_view(view)
    assert len(markdown("plan", account).splitlines()) <= PAGE


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=300))
def test_any_words_fit(text: str) -> None:
    assert all_said(hostile(text))


def test_what_may_reach_the_customer_names_nothing_to_buy() -> None:
    account = with_facts(replace(KNOWN, homework=(Homework(text="Upgrade to the premium plan"),)))
    for kind in ("agenda", "homework", "briefing", "plan", "questionnaire"):
        assert "remium" not in markdown(kind, account)
