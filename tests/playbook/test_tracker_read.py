"""Reading a tracker file: everything of the format arrives, and what may be left out follows from the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tracker_texts import DEFAULTS, HEAD, MILESTONE, customer

from playbook.models import (
    AccountState,
    Complexity,
    Criteria,
    Deal,
    Handoff,
    Kind,
    Maturity,
    Measure,
    MilestoneStatus,
    Motion,
    Questionnaire,
    Survey,
    Tier,
    WaitingOn,
    Workspace,
)
from playbook.tracker import read_tracker

DATA = Path(__file__).parent.parent / "data"


def test_acme_of_document_001_is_taken_as_it_stands() -> None:
    account = read_tracker((DATA / "acme-001.yaml").read_text(encoding="utf-8"), defaults=DEFAULTS)
    assert (account.name, account.tier, account.csm) == ("Acme Corp", Tier.ENTERPRISE, "Jane Smith")
    assert (account.start_on, account.target_first_value_on) == (date(2026, 1, 15), date(2026, 1, 29))
    assert (account.state, account.playbook, account.length_days) == (AccountState.ACTIVE, None, 30)
    told = [(item.key, item.status.value, item.weight, item.kind.value) for item in account.milestones]
    assert told == [
        ("kickoff-completed", "complete", 1, "task"),
        ("accounts-provisioned", "complete", 2, "task"),
        ("integration-configured", "in_progress", 2, "task"),
        ("training-delivered", "pending", 1, "task"),
        ("first-value-achieved", "pending", 3, "value"),
    ]
    (blocker,) = account.milestones[2].blockers
    assert (blocker.text, blocker.waiting_on, blocker.plain) == (
        "Waiting on customer SSO metadata",
        WaitingOn.CUSTOMER,
        True,
    )
    assert account.milestones[4].criteria == "Customer has created 3 automated workflows"
    assert account.facts.other == {"health": {"engagement": "high", "sentiment": "positive", "risk_level": "low"}}


def test_every_field_of_the_format_arrives() -> None:
    account = read_tracker((DATA / "northwind-full.yaml").read_text(encoding="utf-8"), defaults=DEFAULTS)
    assert account.signed_at == datetime(2026, 1, 15, 20, 30, tzinfo=UTC)
    assert (account.end_on, account.playbook, account.acv) == (date(2026, 3, 1), "agent-30-day", 60000)
    assert (account.time_zone, account.country) == ("America/New_York", "US")
    assert account.first_value_definition == "Customer has created 3 automated workflows"
    facts = account.facts
    assert facts.deal == Deal(
        complexity=Complexity.SIMPLE,
        integrations=2,
        products=("core", "analytics"),
        motion=Motion.NEW,
        ops_maturity=Maturity.GROWING,
    )
    assert facts.first_contact_on == day("01-16")
    assert facts.kickoff_at == datetime(2026, 1, 17, 20, tzinfo=UTC)
    assert facts.kickoff_hours == 48
    assert facts.questionnaire == Questionnaire(sent_on=day("01-15"))
    assert facts.handoff == Handoff(goals="...", stakeholders="...", technical_requirements="...", promises="...")
    assert facts.criteria == Criteria(text="...", agreed_on=day("01-17"))
    assert facts.survey == Survey(ces=2.5, nps=60.0, csat=92.0)
    assert facts.other == {"health": {"engagement": "high", "sentiment": "positive", "risk_level": "low"}}
    assert (account.facts.features_purchased, account.facts.features_used) == (("a", "b", "c"), ("a",))
    integration, gate, skipped = account.milestones[1:]
    assert (integration.key, integration.phase, integration.start_on) == (
        "integration",
        "Technical setup",
        day("01-16"),
    )
    assert (integration.weight, integration.must_have, integration.depends_on) == (2, True, ("provisioning",))
    plain, dated = integration.blockers
    assert (plain.plain, plain.opened_on) == (True, None)
    assert (dated.plain, dated.waiting_on, dated.opened_on) == (False, WaitingOn.THIRD_PARTY, day("01-20"))
    assert (gate.kind, gate.measure, gate.threshold, gate.weight) == (Kind.GATE, Measure.FST_COVERAGE, 70.0, 3)
    assert skipped.status is MilestoneStatus.SKIPPED
    assert skipped.skip is not None
    assert skipped.skip.consequence == "Slower start"
    assert account.facts.stakeholders[0].role == "champion"
    (raj,) = account.facts.seed_users
    assert [(item.ok, item.cause) for item in raj.submissions] == [(False, "missing permission"), (True, None)]
    assert account.facts.logins == (datetime(2026, 1, 18, 9, tzinfo=UTC),)
    assert account.facts.flows[0].before_kickoff
    assert (account.touches[0].minutes, account.touches[0].direction.value) == (30, "inbound")
    assert account.facts.homework[0].due_on == day("01-21")
    assert (account.state, account.pauses[0].from_on) == (AccountState.PAUSED, day("02-01"))
    assert account.review is not None
    assert (account.review.answer.value, account.review.gap) == ("partial", "user-education")
    assert account.remediation is not None
    assert account.remediation.steps == ("Second training",)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("text", "default", "milestones", "length"),
    [
        (HEAD, "agent-30-day", 11, 30),
        (HEAD + "milestones: []\n", "phase-checklist", 14, 21),
        (HEAD + "milestones:\n", "phase-checklist", 14, 21),
        (customer("playbook: phase-checklist"), "agent-30-day", 14, 21),
        (customer("playbook: phase-checklist") + MILESTONE % "", "agent-30-day", 1, 21),
        (HEAD + MILESTONE % "", "agent-30-day", 1, 30),
    ],
)
def test_milestones_come_from_the_file_else_from_its_playbook_else_from_the_default_one(
    text: str, default: str, milestones: int, length: int
) -> None:
    account = read_tracker(text, defaults=Workspace(default_playbook=default))
    assert (len(account.milestones), account.length_days) == (milestones, length)


@pytest.mark.parametrize(
    ("country", "expected"), [("", "DE"), ("country: null", None), ("country: NO", "NO"), ("country: us", "US")]
)
def test_time_zone_and_country_are_the_workspaces_unless_said(country: str, expected: str | None) -> None:
    account = read_tracker(customer(country), defaults=Workspace(time_zone="Europe/Berlin", country="DE"))
    assert (account.time_zone, account.country) == ("Europe/Berlin", expected)


@pytest.mark.parametrize("name", ["Ünïcode", "شركة النور", "🚀 Rocket", "a*b`c <!channel> & _d_", "x" * 300])
def test_names_of_any_script_are_kept(name: str) -> None:
    account = read_tracker(customer("").replace("Northwind", f'"{name}"'), defaults=DEFAULTS)
    assert account.name == name


def test_a_name_over_several_lines_becomes_one_line() -> None:
    assert read_tracker(customer("").replace("Northwind", '"North\\nwind"'), defaults=DEFAULTS).name == "North wind"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", MilestoneStatus.PENDING),
        (", actual_date: 2026-01-19", MilestoneStatus.COMPLETE),
        (", status: In Progress", MilestoneStatus.IN_PROGRESS),
    ],
)
def test_a_status_left_out_follows_from_the_actual_date(rest: str, expected: MilestoneStatus) -> None:
    assert read_tracker(HEAD + MILESTONE % rest, defaults=DEFAULTS).milestones[0].status is expected


@pytest.mark.parametrize("answer", ["yes", '"yes"', "Yes", "no", "NO", "partial"])
def test_yaml_does_not_turn_the_answer_into_true(answer: str) -> None:
    text = HEAD + f"review: {{answer: {answer}, said_by: Ana, on: 2026-02-14, words: fine}}\n"
    review = read_tracker(text, defaults=DEFAULTS).review
    assert review is not None
    assert review.answer.value == answer.strip('"').lower()
