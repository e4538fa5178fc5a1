"""003's gates and METHOD section 4's measures by table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rehearsal import acme, local, look_at, milestone

from playbook.gates import Reading, gate_reading, measure, newly_met, unmet_gates
from playbook.models import Account, Facts, Kind, Measure, Milestone, SeedUser, Submission


def user(name: str, *tasks: str) -> SeedUser:
    """Tasks as "01-18 ok triage" or "01-18 failed triage", at local noon."""
    done = []
    for task in tasks:
        on, outcome, workflow = task.split()
        done.append(Submission(at=local(f"{on} 12:00"), workflow=workflow, ok=outcome == "ok"))
    return SeedUser(name=name, submissions=tuple(done))


def gate(what: Measure | None, threshold: float | None = None) -> Milestone:
    return milestone("gate", "01-25", kind=Kind.GATE, measure=what, threshold=threshold)


USERS = (
    user("ana", "01-17 failed triage", "01-18 ok triage", "01-20 ok reports"),
    user("bo", "01-18 ok triage", "01-26 ok triage"),  # came back on the eighth day
    user("cy", "01-24 ok triage"),
    user("di", "01-19 failed triage"),
)
FACTS = Facts(seed_users=USERS, features_purchased=("a", "b", "c"), features_used=("a", "x"))


@pytest.mark.parametrize(
    ("what", "at", "value", "reading"),
    [
        (Measure.FST_COVERAGE, "01-18 11:00", 0.0, (False, 0, 3)),
        (Measure.FST_COVERAGE, "01-18 12:00", 50.0, (False, 2, 3)),
        (Measure.FST_COVERAGE, "01-24 12:00", 75.0, (True, 3, 3)),
        (Measure.RETURN_7_DAY, "01-25 11:00", None, (False, 0, 0)),
        (Measure.RETURN_7_DAY, "01-25 12:00", 50.0, (False, 1, 2)),
        (Measure.RETURN_7_DAY, "01-31 12:00", 100 / 3, (False, 1, 2)),
        (Measure.WORKFLOWS_PER_USER, "01-19 12:00", 1.0, (False, 2, 4)),
        (Measure.WORKFLOWS_PER_USER, "01-20 12:00", 1.5, (False, 3, 4)),
        (Measure.FEATURE_ADOPTION, "01-20 12:00", 100 / 3, (True, 1, 1)),
    ],
)
def test_measures(what: Measure, at: str, value: float | None, reading: tuple[bool, int, int]) -> None:
    account = acme(facts=FACTS, milestones=(gate(what),))
    assert measure(account, what, local(at)) == pytest.approx(value)
    seen = gate_reading(account, account.milestones[0], local(at))
    assert (seen.met, seen.have, seen.need) == reading
    assert newly_met(account, local(at)) == (["gate"] if seen.met else [])
    assert unmet_gates(account, local(at)) == (() if seen.met else ("gate",))


def test_thresholds_of_the_milestone_win() -> None:
    account = acme(facts=FACTS)
    assert gate_reading(account, gate(Measure.FST_COVERAGE, 50), local("01-18 12:00")) == Reading(50.0, 50, True, 2, 2)


def test_a_gate_without_a_measure_is_a_confirmation_and_nobody_to_measure_is_not_met() -> None:
    account: Account = acme(milestones=(gate(None),))
    assert unmet_gates(account, local("01-20 12:00")) == ("gate",)
    assert newly_met(account, local("01-20 12:00")) == []
    assert newly_met(replace(account, milestones=(gate(Measure.FST_COVERAGE),)), local("01-20 12:00")) == []


def test_a_measure_that_time_changes_wakes_the_account() -> None:
    account = acme(facts=Facts(seed_users=USERS[:1]), milestones=(gate(Measure.RETURN_7_DAY),))
    assert look_at(account, "01-25 00:30").next_look_at == local("01-25 12:00")
