"""METHOD section 5, the first tasks of the seed users: one row a statement, Day 0 is Thu 15 January 2026."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rehearsal import day, finding, local, look_at, walk
from seed_users import COVERAGE, FIRING, NOT_APPLICABLE, SATISFIED, WAITING, done, task, team, user

from playbook.models import MilestoneStatus, Role, SeedUser
from playbook.rules import FindingState


@pytest.mark.parametrize(
    ("raj", "at", "state", "until"),
    [
        (user("Raj"), "01-30 00:00", NOT_APPLICABLE, None),  # nobody knows when he signed up
        (user("Raj", signed_up="01-18 09:00"), "01-18 10:00", WAITING, "01-20 09:00"),
        (user("Raj", signed_up="01-18 09:00"), "01-20 08:59", WAITING, "01-20 09:00"),
        (user("Raj", signed_up="01-18 09:00"), "01-20 09:00", FIRING, None),
        (user("Raj", task("01-19 10:00", cause="x"), signed_up="01-18 09:00"), "01-20 09:00", SATISFIED, None),
        (user("Raj", task("01-25 10:00"), signed_up="01-18 09:00"), "01-20 09:00", FIRING, None),  # not known yet
    ],
)
def test_fst_48h(raj: SeedUser, at: str, state: FindingState, until: str | None) -> None:
    found = finding(look_at(team(raj), at), "FST-48H", "Raj")
    assert (found.state, found.until) == (state, local(until) if until else None)


def test_fst_48h_is_said_once_in_the_plan_with_the_task_that_others_succeed_with() -> None:
    raj = user("Raj", signed_up="01-18 09:00")
    account = team(raj, user("Ana", task("01-16 09:00", "triage")), user("Li", task("01-16 10:00", "triage")))
    lived = walk(account, "01-18 10:00", "02-10 00:00")
    assert lived.told("FST-48H") == ["01-20 09:00"]
    assert finding(lived.seen, "FST-48H", "Raj").facts["recommended"] == "triage"


@pytest.mark.parametrize(
    ("raj", "state"),
    [
        (user("Raj"), NOT_APPLICABLE),
        (user("Raj", task("01-19 10:00")), SATISFIED),
        (user("Raj", task("01-19 10:00", cause="no permission")), FIRING),
        (user("Raj", task("01-19 10:00", cause="x"), task("01-19 12:00", cause="y")), FIRING),
        (user("Raj", task("01-19 10:00", cause="x"), task("01-19 12:00")), SATISFIED),  # has succeeded since
        (user("Raj", task("01-19 10:00"), task("01-19 12:00", cause="y")), SATISFIED),  # only the first one counts
        (user("Raj", task("01-19 10:00", cause="x"), handled="01-19 15:00"), SATISFIED),
        (user("Raj", task("01-19 10:00", cause="x"), handled="01-21 15:00"), FIRING),  # not known yet
    ],
)
def test_fst_fail(raj: SeedUser, state: FindingState) -> None:
    found = finding(look_at(team(raj), "01-20 09:00"), "FST-FAIL", "Raj")
    assert found.state is state
    if state is FIRING:
        assert found.since == local("01-19 10:00")
        assert (found.facts["failed_at"], found.facts["due_at"]) == (
            "2026-01-19T10:00-05:00",
            "2026-01-20T10:00-05:00",
        )


@pytest.mark.parametrize(
    ("failed", "told"),
    [
        ("01-19 10:00", "01-19 10:00"),  # now, within working hours
        ("01-19 20:00", "01-20 09:00"),
        ("01-17 10:00", "01-19 09:00"),  # a Saturday
    ],
)
def test_fst_fail_is_told_at_once_and_once(failed: str, told: str) -> None:
    lived = walk(team(user("Raj", task(failed, cause="x"))), "01-16 00:00", "02-10 00:00")
    assert lived.told("FST-FAIL", Role.CSM) == [told]


@pytest.mark.parametrize(
    ("tasks", "state", "since"),
    [
        ([("Raj", "01-19 10:00", "no permission")], SATISFIED, None),
        ([("Raj", "01-19 10:00", "no permission"), ("Ana", "01-20 10:00", "No  PERMISSION ")], FIRING, "01-20 10:00"),
        ([("Raj", "01-19 10:00", "no permission"), ("Raj", "01-19 11:00", "no permission")], FIRING, "01-19 11:00"),
        ([("Ana", "01-20 10:00", "no permission"), ("Raj", "01-19 10:00", "no permission")], FIRING, "01-20 10:00"),
        ([("Raj", "01-19 10:00", "no permission"), ("Ana", "01-20 10:00", "too slow")], SATISFIED, None),
    ],
)
def test_fst_repeat(tasks: list[tuple[str, str, str]], state: FindingState, since: str | None) -> None:
    names = dict.fromkeys(name for name, _, _ in tasks)
    users = [user(name, *(task(at, cause=why) for who, at, why in tasks if who == name)) for name in names]
    found = finding(look_at(team(*users), "01-21 00:00"), "FST-REPEAT", "no permission")
    assert (found.state, found.since) == (state, local(since) if since else None)


def test_fst_repeat_goes_to_the_engineering_lead_once_a_cause() -> None:
    tasks = [task(f"01-{number} 10:00", cause="no permission") for number in (19, 20, 21, 22)]
    lived = walk(team(user("Raj", *tasks)), "01-18 10:00", "02-10 00:00")
    assert lived.told("FST-REPEAT") == lived.told("FST-REPEAT", Role.ENGINEERING_LEAD) == ["01-20 10:00"]


@pytest.mark.parametrize(
    ("users", "step", "at", "state", "until"),
    [
        (done(6, 10), COVERAGE, "01-22 23:59", WAITING, "01-23 00:00"),
        (done(6, 10), COVERAGE, "01-23 00:00", FIRING, "01-26 00:00"),
        (done(6, 10), COVERAGE, "01-25 23:59", FIRING, "01-26 00:00"),
        (done(6, 10), COVERAGE, "01-26 00:00", NOT_APPLICABLE, None),
        (done(7, 10), COVERAGE, "01-23 00:00", SATISFIED, None),
        ((), COVERAGE, "01-23 00:00", FIRING, "01-26 00:00"),
        (
            done(6, 10),
            replace(COVERAGE, status=MilestoneStatus.COMPLETE, done_on=day("01-22"), overrule="agreed"),
            "01-23 00:00",
            SATISFIED,
            None,
        ),
    ],
)
def test_fst_rollcall(users: tuple[SeedUser, ...], step: Any, at: str, state: FindingState, until: str | None) -> None:
    found = finding(look_at(team(*users, milestones=(step,)), at), "FST-ROLLCALL", "fst-coverage")
    assert (found.state, found.until) == (state, local(until) if until else None)


def test_fst_rollcall_names_who_is_missing_on_each_working_day() -> None:
    lived = walk(team(*done(1, 3), milestones=(COVERAGE,)), "01-16 11:00", "02-10 00:00")
    assert lived.told("FST-ROLLCALL") == ["01-23 09:00"]  # Days 9 and 10 are a weekend
    facts = finding(look_at(lived.account, "01-23 00:00"), "FST-ROLLCALL", "fst-coverage").facts
    assert (facts["have"], facts["need"], facts["users"], facts["missing"]) == (1, 3, 3, ["u1", "u2"])
    monday = replace(lived.account, start_on=day("01-12"))  # Day 8 is Tue 20, Day 10 Thu 22
    assert walk(monday, "01-16 11:00", "02-10 00:00").told("FST-ROLLCALL") == [
        "01-20 09:00",
        "01-21 09:00",
        "01-22 09:00",
    ]


@pytest.mark.parametrize(
    ("users", "at", "fifty", "thirty"),
    [
        ((), "01-25 00:00", NOT_APPLICABLE, NOT_APPLICABLE),
        (done(4, 10), "01-24 23:59", WAITING, SATISFIED),
        (done(5, 10), "01-25 00:00", SATISFIED, SATISFIED),
        (done(4, 10), "01-25 00:00", FIRING, SATISFIED),
        (done(3, 10), "01-25 00:00", FIRING, SATISFIED),
        (done(2, 10), "01-25 00:00", FIRING, FIRING),
        (done(2, 10), "03-25 00:00", FIRING, FIRING),
    ],
)
def test_fst_50_and_30(users: tuple[SeedUser, ...], at: str, fifty: FindingState, thirty: FindingState) -> None:
    seen = look_at(team(*users), at)
    assert (finding(seen, "FST-50").state, finding(seen, "FST-30").state) == (fifty, thirty)


def test_coverage_that_recovers_and_falls_again_is_told_again() -> None:
    lived = walk(team(*done(2, 10)), "01-16 11:00", "01-28 12:00")  # Day 10 is Sun 25
    assert lived.told("FST-50", Role.CSM_LEAD) == ["01-26 09:00"]
    assert lived.told("FST-30", Role.VP_CS) == lived.told("FST-30", Role.ENGINEERING_LEAD) == ["01-26 09:00"]
    lived.change(lambda a: replace(a, facts=replace(a.facts, seed_users=done(6, 10))))
    assert finding(lived.seen, "FST-50").state is SATISFIED
    lived.to(local("01-29 12:00")).change(lambda a: replace(a, facts=replace(a.facts, seed_users=done(6, 14))))
    assert finding(lived.seen, "FST-50").episode == "2026-01-29"
    lived.to(local("02-10 00:00"))
    assert lived.told("FST-50") == ["01-26 09:00", "01-29 12:00"]
    assert lived.told("FST-30", Role.VP_CS) == ["01-26 09:00"]
