"""Products in sequence with their phase gates, and milestones that use completes (002)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from playbook.calendar import Calendar
from playbook.gates import gate_reading, held_by_gate, met_by_usage
from playbook.lint import lint
from playbook.models import (
    Account,
    Deal,
    Facts,
    Flow,
    Milestone,
    MilestoneStatus,
    SeedUser,
    Submission,
    UsageEvent,
)
from playbook.plans import playbooks, with_plan
from playbook.products import in_sequence
from playbook.rules.case import Case
from playbook.rules.due import overdue
from playbook.rules.finding import FindingState

DAY_ZERO = date(2026, 1, 15)
NOW = datetime(2026, 2, 1, 15, tzinfo=UTC)
PRODUCTS = ("CRM", "Marketing automation", "CRM 2")


def sold(*products: str, **facts: Any) -> Account:
    """An enterprise account with these products."""
    account = Account(name="A", csm="j", start_on=DAY_ZERO, facts=Facts(deal=Deal(products=products), **facts))
    return with_plan(account, playbooks()["enterprise-custom"])


def day_of(account: Account, key: str) -> int:
    milestone = account.milestone(key)
    assert milestone is not None, key
    return (milestone.due_on - DAY_ZERO).days


def test_one_product_is_the_plan_itself() -> None:
    plan = playbooks()["enterprise-custom"]
    assert in_sequence(plan, ("CRM",)) is plan
    assert in_sequence(plan, ("CRM", "CRM")) is plan
    assert in_sequence(playbooks()["agent-30-day"], PRODUCTS) is playbooks()["agent-30-day"]


def test_three_products_are_one_timeline_with_a_phase_a_value_and_a_gate_each() -> None:
    account = sold(*PRODUCTS)
    values = [(item.key, item.phase) for item in account.milestones if item.kind == "value"]
    assert values == [
        ("crm-first-value", "CRM"),
        ("marketing-automation-first-value", "Marketing automation"),
        ("crm-2-first-value", "CRM 2"),
    ]
    gates = [(item.key, item.measure, item.threshold) for item in account.milestones if item.kind == "gate"]
    assert gates == [
        ("crm-in-use", "feature_adoption", 60),
        ("marketing-automation-in-use", "feature_adoption", 60),
    ]
    firsts = [day_of(account, f"{slug}-first-value") for slug in ("crm", "marketing-automation", "crm-2")]
    assert firsts == [56, 98, 140]
    assert (day_of(account, "kickoff"), day_of(account, "handoff"), account.length_days) == (3, 168, 168)


@pytest.mark.parametrize("products", [("A", "B"), PRODUCTS, ("Ünïcode", "日本", "x" * 300), ("a b", "a-b")])
def test_a_plan_in_sequence_is_without_fault(products: tuple[str, ...]) -> None:
    plan = in_sequence(playbooks()["enterprise-custom"], products)
    assert lint(plan).errors == ()


def test_an_unmet_phase_gate_holds_all_that_comes_after_it() -> None:
    account = sold("CRM", "Marketing")
    held = {item.key for item in account.milestones if held_by_gate(account, item)}
    assert held == {item.key for item in account.milestones if item.key.startswith("marketing")} | {
        "executive-review",
        "handoff",
    }
    gate = held_by_gate(account, account.milestones[-1])
    assert gate is not None
    assert gate.key == "crm-in-use"
    done = tuple(
        replace(item, status=MilestoneStatus.COMPLETE, done_on=DAY_ZERO) if item.key == "crm-in-use" else item
        for item in account.milestones
    )
    assert not any(held_by_gate(replace(account, milestones=done), item) for item in done)


def test_gates_of_other_measures_hold_nothing() -> None:
    account = with_plan(Account(name="A", csm="j", start_on=DAY_ZERO), playbooks()["agent-30-day"])
    assert not any(held_by_gate(account, item) for item in account.milestones)


def test_a_circle_of_dependencies_ends() -> None:
    one = Milestone(key="a", name="A", due_on=DAY_ZERO, depends_on=("b",))
    two = Milestone(key="b", name="B", due_on=DAY_ZERO, depends_on=("a", "gone"))
    assert held_by_gate(Account(name="A", csm="j", start_on=DAY_ZERO, milestones=(one, two)), one) is None


@pytest.mark.parametrize(
    ("purchased", "used", "have", "need", "met"),
    [
        (("a", "b", "c", "d", "e"), ("a", "b"), 2, 3, False),
        (("a", "b", "c", "d", "e"), ("a", "b", "c"), 3, 3, True),
        (("CRM: a", "CRM: b", "Marketing: c", "Marketing: d"), ("CRM: a", "CRM: b"), 2, 2, True),
        (("CRM: a", "CRM: b", "Marketing: c"), ("Marketing: c",), 0, 2, False),
        ((), (), 0, 0, False),
    ],
)
def test_a_phase_gate_counts_its_products_features(
    purchased: tuple[str, ...], used: tuple[str, ...], have: int, need: int, met: bool
) -> None:
    account = sold("CRM", "Marketing", features_purchased=purchased, features_used=used)
    gate = account.milestone("crm-in-use")
    assert gate is not None
    found = gate_reading(account, gate, NOW)
    assert (found.have, found.need, found.met) == (have, need, met)


def at(day: int, hour: int = 15) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def user(name: str, signed_up: datetime | None = None, *tasks: tuple[datetime, bool]) -> SeedUser:
    done = tuple(Submission(at=moment, workflow="w", ok=ok) for moment, ok in tasks)
    return SeedUser(name=name, signed_up_at=signed_up, submissions=done)


@pytest.mark.parametrize(
    ("event", "count", "key", "facts", "day"),
    [
        (UsageEvent.LOGIN, 1, "x", Facts(), None),
        (UsageEvent.LOGIN, 1, "x", Facts(logins=(at(20), at(18))), 18),
        (UsageEvent.LOGIN, 2, "x", Facts(logins=(at(20), at(18))), 20),
        (UsageEvent.LOGIN, 3, "x", Facts(logins=(at(20), at(18))), None),
        (UsageEvent.LOGIN, 1, "x", Facts(logins=(NOW + timedelta(hours=1),)), None),  # not known yet
        (UsageEvent.LOGIN, 1, "x", Facts(logins=(at(20, 3),)), 19),  # 22:00 where the account lives
        (UsageEvent.LOGIN, 1, "x", Facts(logins=(at(3),)), 15),  # before Day 0
        (UsageEvent.SIGNED_UP, 1, "x", Facts(seed_users=(user("A"), user("B", at(17)))), 17),
        (UsageEvent.TASK_SUCCEEDED, 1, "x", Facts(seed_users=(user("A", None, (at(17), False)),)), None),
        (UsageEvent.TASK_SUCCEEDED, 1, "x", Facts(seed_users=(user("A", None, (at(17), False), (at(19), True)),)), 19),
        (UsageEvent.TASK_SUCCEEDED, 2, "x", Facts(seed_users=(user("A", None, (at(17), True), (at(19), True)),)), None),
        (UsageEvent.FLOW_COMPLETED, 1, "x", Facts(flows=(Flow(key="f", name="F", completed_at=at(18)),)), 18),
        (UsageEvent.FLOW_COMPLETED, 1, "x",
         Facts(flows=(Flow(key="f", name="F", completed_at=at(18)), Flow(key="x", name="X"))), None),
        (UsageEvent.FEATURE_USED, 1, "x", Facts(features_used=("any",)), 1),
        (UsageEvent.FEATURE_USED, 1, "x", Facts(features_purchased=("X", "any"), features_used=("any",)), None),
        (UsageEvent.FEATURE_USED, 1, "x", Facts(features_purchased=("X", "any"), features_used=("X",)), 1),
    ],
)  # fmt: skip
def test_usage_completes_a_milestone(event: UsageEvent, count: int, key: str, facts: Facts, day: int | None) -> None:
    milestone = Milestone(key=key, name="X", due_on=DAY_ZERO, usage_event=event, usage_count=count)
    account = Account(name="A", csm="j", start_on=DAY_ZERO, milestones=(milestone,), facts=facts)
    assert [(found, on.day) for found, on in met_by_usage(account, NOW)] == ([(key, day)] if day else [])
    done = replace(account, milestones=(replace(milestone, status=MilestoneStatus.COMPLETE, done_on=DAY_ZERO),))
    assert met_by_usage(done, NOW) == []


def test_what_a_phase_gate_holds_is_not_overdue_but_the_gate_is() -> None:
    account = sold("CRM", "Marketing")
    late = datetime(2026, 6, 1, 15, tzinfo=UTC)
    case = Case(account, (), Calendar(zone=account.zone), late)
    firing = {finding.subject for finding in overdue(case) if finding.state is FindingState.FIRING}
    assert "crm-in-use" in firing
    assert not [key for key in firing if key and key.startswith(("marketing", "handoff"))]
    held = next(finding for finding in overdue(case) if finding.subject == "marketing-first-value")
    assert (held.state, held.facts["held_by"]) == (FindingState.WAITING, "CRM in use before Marketing: 60 %")
