"""METHOD section 4 by table: efficiency, use by seed users, where the days went, and all of it of one account."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rehearsal import acme, day, local, milestone

from playbook.measures.account import document, measures_on
from playbook.measures.days import Days, days_spent, days_sum
from playbook.measures.usage import Return, efficiency_ratio, usage, user_lines
from playbook.models import (
    Account,
    AccountState,
    Blocker,
    Facts,
    Kind,
    Milestone,
    MilestoneStatus,
    Pause,
    SeedUser,
    Skip,
    Submission,
    Touch,
    TouchKind,
    WaitingOn,
)


def worked(*minutes: int | None, values: int = 0) -> Account:
    """So many value milestones reached, and touches of these minutes."""
    steps = tuple(milestone(f"v{n}", "01-20", "01-19", kind=Kind.VALUE) for n in range(values))
    touches = tuple(Touch(at=local("01-16 09:00"), kind=TouchKind.CALL, minutes=each) for each in minutes)
    return acme(milestones=(*steps, milestone("task", "01-20", "01-19")), touches=touches)


@pytest.mark.parametrize(
    ("account", "ratio"),
    [
        (worked(300, 300, values=6), 0.6),  # 002: 6 milestones / 10 hours
        (worked(90, None, values=1), 0.67),
        (worked(60), 0.0),
        (worked(values=2), None),
        (worked(None, values=2), None),
    ],
)
def test_the_efficiency_ratio(account: Account, ratio: float | None) -> None:
    assert efficiency_ratio(account) == ratio


def user(name: str, *tasks: tuple[str, bool, str], signed_up: str | None = "01-16 09:00") -> SeedUser:
    """A seed user with tasks as (when, went well, workflow)."""
    done = tuple(
        Submission(at=local(at), workflow=workflow, ok=ok, cause=None if ok else "SSO") for at, ok, workflow in tasks
    )
    return SeedUser(name=name, signed_up_at=local(signed_up) if signed_up else None, submissions=done)


RAJ = user("Raj", ("01-18 09:00", True, "triage"), ("01-20 09:00", True, "search"))  # back in time
MIA = user("Mia", ("01-18 09:00", True, "triage"), ("01-26 09:00", True, "triage"))  # a day too late
TOM = user("Tom", ("01-18 09:00", False, "triage"))
EVE = user("Eve", signed_up=None)
NEW = user("New", ("01-30 09:00", True, "triage"))


def with_users(*users: SeedUser, **facts: object) -> Account:
    return acme(facts=Facts(seed_users=users, **facts))  # type: ignore[arg-type]


def test_usage() -> None:
    seen = usage(
        with_users(RAJ, MIA, TOM, features_purchased=("a", "b", "c"), features_used=("a", "z")), local("02-01 09:00")
    )
    assert (seen.fst_coverage, seen.return_7_day, seen.workflows_per_user, seen.feature_adoption) == (
        66.7,
        50.0,
        1.5,
        33.3,
    )


def test_usage_of_nobody_is_not_measured() -> None:
    seen = usage(with_users(), local("02-01 09:00"))
    assert (seen.fst_coverage, seen.return_7_day, seen.workflows_per_user, seen.feature_adoption) == (None,) * 4
    waiting = usage(with_users(NEW), local("02-01 09:00"))
    assert (waiting.fst_coverage, waiting.return_7_day) == (100.0, None)


def test_user_lines_begin_with_who_is_missing() -> None:
    lines = user_lines(with_users(RAJ, MIA, NEW, TOM, EVE), local("02-01 09:00"))
    assert [(line.name, line.returned, len(line.workflows)) for line in lines] == [
        ("Eve", Return.NO_FST, 0),
        ("Tom", Return.NO_FST, 1),
        ("Mia", Return.NO, 1),
        ("New", Return.WAITING, 1),
        ("Raj", Return.YES, 2),
    ]
    assert [(line.failed, line.cause) for line in lines if line.failed] == [(1, "SSO")]
    earlier = user_lines(with_users(RAJ), local("01-19 09:00"))[0]
    assert (earlier.returned, earlier.workflows) == (Return.WAITING, ("triage",))


def waits(*stretches: tuple[WaitingOn, str | None, str | None]) -> tuple[Blocker, ...]:
    return tuple(
        Blocker(text="x", waiting_on=who, opened_on=day(a) if a else None, resolved_on=day(b) if b else None)
        for who, a, b in stretches
    )


US, CUSTOMER, THIRD = WaitingOn.US, WaitingOn.CUSTOMER, WaitingOn.THIRD_PARTY
SKIP = Skip(reason="none", consequence="none")


@pytest.mark.parametrize(
    ("step", "days"),
    [
        (milestone("m", "01-20"), Days(us=10)),  # from Day 0 (15 Jan), up to the 25th
        (milestone("m", "01-20", "01-18"), Days(us=3)),  # not the day it was done
        (milestone("m", "01-20", "01-15"), Days()),
        (milestone("m", "01-20", start_on=day("01-20")), Days(us=5)),
        (milestone("m", "01-20", start_on=day("01-02")), Days(us=10)),  # nothing before Day 0
        (milestone("m", "02-20", start_on=day("02-01")), Days()),
        (replace(milestone("m", "01-20"), status=MilestoneStatus.SKIPPED, skip=SKIP), Days()),
        (milestone("m", "01-20", blockers=waits((CUSTOMER, "01-18", None))), Days(us=3, customer=7)),
        (milestone("m", "01-20", blockers=waits((CUSTOMER, "01-18", "01-20"))), Days(us=8, customer=2)),
        (milestone("m", "01-20", blockers=waits((US, "01-18", None))), Days(us=10)),
        (  # the oldest one open says whose the day is
            milestone("m", "01-20", blockers=waits((THIRD, "01-19", None), (CUSTOMER, "01-17", "01-22"))),
            Days(us=2, customer=5, third_party=3),
        ),
        (  # undated: from the milestone's start
            milestone("m", "01-20", start_on=day("01-16"), blockers=waits((THIRD, None, None))),
            Days(third_party=9),
        ),
        (milestone("m", "01-20", "01-22", blockers=waits((CUSTOMER, "01-18", "02-10"))), Days(us=3, customer=4)),
        (milestone("m", "01-20", blockers=waits((CUSTOMER, "01-05", None))), Days(customer=10)),
    ],
)  # fmt: skip
def test_whose_the_days_of_a_milestone_were(step: Milestone, days: Days) -> None:
    assert days_spent(acme(milestones=(step,)), day("01-25")) == days


def test_an_undated_blocker_counts_from_the_milestone_before() -> None:
    before = milestone("a", "01-18", "01-15")
    blocked = milestone("b", "01-20", blockers=waits((CUSTOMER, None, None)))
    assert days_spent(acme(milestones=(before, blocked)), day("01-25")) == Days(us=3, customer=7)


def test_a_pause_takes_its_days_from_every_milestone() -> None:
    steps = (milestone("a", "01-20"), milestone("b", "01-20", blockers=waits((CUSTOMER, "01-17", None))))
    pauses = (Pause(from_on=day("01-18"), to_on=day("01-20")),)
    assert days_spent(acme(milestones=steps, pauses=pauses), day("01-25")) == Days(us=10, customer=6, paused=4)
    stopped = acme(milestones=steps[:1], pauses=(Pause(from_on=day("01-18")),), state=AccountState.PAUSED)
    assert days_spent(stopped, day("01-25")) == Days(us=3, paused=7)


def test_closing_ends_the_days() -> None:
    closed = acme(milestones=(milestone("a", "01-20"),), state=AccountState.CLOSED, closed_on=day("01-18"))
    assert days_spent(closed, day("01-25")) == Days(us=3)


def test_days_add_up() -> None:
    assert days_sum([Days(us=1, paused=2), Days(us=3, customer=4)]) == Days(us=4, customer=4, paused=2)
    assert days_sum([]).total == 0


def test_an_account_is_measured_as_it_was_known_on_the_day() -> None:
    later = (*waits((CUSTOMER, "01-26", None)),)
    steps = (
        milestone("kickoff", "01-17", "01-16"),
        milestone("setup", "01-22", "01-25", weight=2, blockers=later),
        milestone("value", "01-29", "02-02", weight=3, kind=Kind.VALUE),
    )
    account = acme(milestones=steps, touches=(Touch(at=local("01-30 09:00"), kind=TouchKind.CALL, minutes=60),))
    early, late = measures_on(account, day("01-25")), measures_on(account, day("02-10"))
    assert (early.ttv.setup_duration, early.ttv.total, early.efficiency_ratio) == (9, None, None)
    assert (late.ttv.total, late.efficiency_ratio) == (18, 1.0)
    assert (early.days, early.score) == (Days(us=1 + 10 + 10), 66.7)


def test_the_document_of_measures_has_the_keys_of_the_contract() -> None:
    told = document(measures_on(acme(), day("01-25")))
    assert list(told) == [
        "health", "completion_rate", "ttv", "efficiency_ratio", "fst_coverage", "return_7_day", "workflows_per_user",
        "feature_adoption", "days",
    ]  # fmt: skip
    assert set(told["ttv"]) == {"handoff_delay", "setup_duration", "activation_time", "total", "bottleneck"}
    assert set(told["days"]) == {"us", "customer", "third_party", "paused"}
    assert told["efficiency_ratio"] is None
