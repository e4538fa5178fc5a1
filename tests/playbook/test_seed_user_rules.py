"""METHOD section 5, the seed users and what they use: one row a statement, Day 0 is Thu 15 January 2026."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rehearsal import acme, day, finding, local, look_at, milestone, walk, with_milestone

from playbook.models import Account, Facts, Kind, Measure, MilestoneStatus, Role, SeedUser, Submission
from playbook.rules import FindingState

FIRING, WAITING = FindingState.FIRING, FindingState.WAITING
SATISFIED, NOT_APPLICABLE = FindingState.SATISFIED, FindingState.NOT_APPLICABLE


def task(at: str, workflow: str = "triage", cause: str | None = None) -> Submission:
    """A successful task, or a failed one with its cause."""
    return Submission(at=local(at), workflow=workflow, ok=cause is None, cause=cause)


def user(name: str, *tasks: Submission, signed_up: str | None = None, handled: str | None = None) -> SeedUser:
    return SeedUser(
        name=name,
        signed_up_at=local(signed_up) if signed_up else None,
        submissions=tasks,
        failure_handled_at=local(handled) if handled else None,
    )


def gate(measure: Measure, due: str, threshold: float) -> Any:
    return milestone(measure.value.replace("_", "-"), due, kind=Kind.GATE, measure=measure, threshold=threshold)


def team(*users: SeedUser, milestones: tuple[Any, ...] = (), **facts: Any) -> Account:
    return acme(milestones=milestones, facts=Facts(seed_users=users, **facts))


def done(count: int, of: int, at: str = "01-16 10:00") -> tuple[SeedUser, ...]:
    """So many seed users of whom `count` have a first success."""
    return tuple(user(f"u{n}", *([task(at)] if n < count else [])) for n in range(of))


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


COVERAGE = gate(Measure.FST_COVERAGE, "01-25", 70)


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


@pytest.mark.parametrize(
    ("tasks", "at", "state", "until"),
    [
        ((task("01-16 10:00", cause="x"),), "01-30 00:00", NOT_APPLICABLE, None),  # no success yet
        ((task("01-16 10:00"),), "01-23 09:59", WAITING, "01-23 10:00"),
        ((task("01-16 10:00"),), "01-23 10:00", FIRING, None),
        (
            (task("01-15 10:00", cause="x"), task("01-16 10:00")),
            "01-23 10:00",
            FIRING,
            None,
        ),  # tries before do not count
        ((task("01-16 10:00"), task("01-17 10:00", cause="x")), "01-23 10:00", SATISFIED, None),
        ((task("01-16 10:00"), task("01-26 10:00")), "01-27 10:00", SATISFIED, None),
    ],
)
def test_return_user(tasks: tuple[Submission, ...], at: str, state: FindingState, until: str | None) -> None:
    found = finding(look_at(team(user("Raj", *tasks)), at), "RETURN-USER", "Raj")
    assert (found.state, found.until) == (state, local(until) if until else None)


def test_return_user_has_two_steps() -> None:
    lived = walk(team(user("Raj", task("01-16 10:00"))), "01-16 11:00", "03-10 00:00")
    assert lived.told("RETURN-USER") == ["01-26 09:00", "01-29 09:00"]  # Fri 23 at 10:00 waits for Monday's plan


@pytest.mark.parametrize(
    ("tasks", "state", "since"),
    [
        ((task("01-16 10:00"),), NOT_APPLICABLE, None),
        ((task("01-15 10:00", cause="x"), task("01-16 10:00")), NOT_APPLICABLE, None),
        ((task("01-16 10:00"), task("01-17 10:00")), FIRING, "01-17 10:00"),
        ((task("01-16 10:00"), task("01-17 10:00", cause="x")), FIRING, "01-17 10:00"),
        ((task("01-16 10:00"), task("01-17 10:00", "summary")), SATISFIED, None),
        ((task("01-15 10:00", "summary", "x"), task("01-16 10:00"), task("01-17 10:00")), SATISFIED, None),
        ((task("01-16 10:00"), task("01-17 10:00"), task("01-18 10:00", "summary")), SATISFIED, None),
    ],
)
def test_workflow_one(tasks: tuple[Submission, ...], state: FindingState, since: str | None) -> None:
    found = finding(look_at(team(user("Raj", *tasks)), "01-20 00:00"), "WORKFLOW-ONE", "Raj")
    assert (found.state, found.since) == (state, local(since) if since else None)


def test_workflow_one_offers_up_to_three_that_others_succeed_with_once() -> None:
    others = (
        user("Ana", task("01-16 09:00", "summary"), task("01-16 10:00", "routing"), task("01-16 11:00", "triage")),
        user("Li", task("01-16 09:00", "routing"), task("01-16 10:00", "replies"), task("01-16 11:00", "a", "broke")),
        user("Mo", task("01-16 09:00", "tags")),
    )
    raj = user("Raj", task("01-16 10:00"), task("01-20 10:00"))
    lived = walk(team(raj, *others), "01-16 12:00", "02-20 00:00")
    assert lived.told("WORKFLOW-ONE") == ["01-21 09:00"]
    assert finding(lived.seen, "WORKFLOW-ONE", "Raj").facts["adjacent"] == ["routing", "replies", "summary"]


HABITS = (gate(Measure.RETURN_7_DAY, "02-04", 60), gate(Measure.WORKFLOWS_PER_USER, "02-04", 2))
LOYAL = user("Ana", task("01-16 10:00"), task("01-17 10:00", "summary"))
LATE = user("Raj", task("01-16 10:00"), task("01-30 10:00"))


@pytest.mark.parametrize(
    ("users", "at", "back", "workflows"),
    [
        ((LATE,), "02-03 23:59", WAITING, WAITING),
        ((LATE,), "02-04 00:00", FIRING, FIRING),
        ((), "02-04 00:00", FIRING, FIRING),
        ((LOYAL,), "02-04 00:00", SATISFIED, SATISFIED),
        ((LOYAL, LATE), "02-04 00:00", FIRING, FIRING),  # 50 %, 1.5
    ],
)
def test_return_60_and_workflows_2(
    users: tuple[SeedUser, ...], at: str, back: FindingState, workflows: FindingState
) -> None:
    seen = look_at(team(*users, milestones=HABITS), at)
    assert finding(seen, "RETURN-60", "return-7-day").state is back
    assert finding(seen, "WORKFLOWS-2", "workflows-per-user").state is workflows


def test_the_habit_gates_are_told_once_with_the_names() -> None:
    account = team(LOYAL, LATE, user("Li"), milestones=HABITS)
    lived = walk(account, "01-16 11:00", "03-10 00:00")
    for rule in ("RETURN-60", "WORKFLOWS-2"):
        assert lived.told(rule, Role.CSM) == lived.told(rule, Role.CSM_LEAD) == ["02-04 09:00"]
    facts = finding(lived.seen, "RETURN-60", "return-7-day").facts
    assert (facts["value"], facts["missing"], facts["no_success"]) == (50.0, ["Raj"], ["Li"])
    facts = finding(lived.seen, "WORKFLOWS-2", "workflows-per-user").facts
    assert (facts["value"], facts["missing"]) == (1.5, ["Raj"])
    closed = with_milestone(account, replace(HABITS[0], status=MilestoneStatus.COMPLETE, done_on=day("02-03")))
    assert finding(look_at(closed, "02-04 00:00"), "RETURN-60", "return-7-day").state is SATISFIED


@pytest.mark.parametrize(
    ("purchased", "used", "at", "fourteen", "thirty"),
    [
        ((), (), "02-14 00:00", NOT_APPLICABLE, NOT_APPLICABLE),
        (("a", "b", "c", "d"), ("a",), "01-28 23:59", WAITING, WAITING),
        (("a", "b", "c", "d"), ("a",), "01-29 00:00", FIRING, WAITING),
        (("a", "b", "c", "d"), ("a",), "02-14 00:00", FIRING, FIRING),  # 25 %
        (("a", "b", "c"), ("a",), "02-14 00:00", FIRING, SATISFIED),  # 33 %
        (("a", "b"), ("b", "a", "z"), "02-14 00:00", SATISFIED, SATISFIED),
    ],
)
def test_adoption_14(
    purchased: tuple[str, ...], used: tuple[str, ...], at: str, fourteen: FindingState, thirty: FindingState
) -> None:
    seen = look_at(team(features_purchased=purchased, features_used=used), at)
    found = {item.episode: item.state for item in seen.findings if item.rule == "ADOPTION-14"}
    assert found == {"14": fourteen, "30": thirty}


def test_adoption_is_red_for_the_lead_too() -> None:
    lived = walk(team(features_purchased=("a", "b", "c", "d")), "01-16 11:00", "03-10 00:00")
    assert lived.told("ADOPTION-14", Role.CSM) == ["01-29 09:00", "02-16 09:00"]
    assert lived.told("ADOPTION-14", Role.CSM_LEAD) == ["02-16 09:00"]  # Day 30 is Sat 14


@pytest.mark.parametrize(
    ("account", "at", "state", "episode", "until"),
    [
        (team(user("Raj")), "01-30 00:00", NOT_APPLICABLE, "", None),  # nothing was ever recorded
        (team(user("Raj", signed_up="01-16 10:00")), "01-22 23:59", WAITING, "2026-01-15", "01-23 00:00"),
        (team(user("Raj", signed_up="01-16 10:00")), "01-23 00:00", FIRING, "2026-01-15", None),
        (team(logins=(local("01-20 10:00"),)), "01-24 23:59", WAITING, "2026-01-20", "01-25 00:00"),
        (team(logins=(local("01-20 10:00"),)), "01-25 00:00", FIRING, "2026-01-20", None),
        (team(user("Raj", task("01-22 10:00")), logins=(local("01-20 10:00"),)), "01-25 00:00", WAITING, "2026-01-22",
         "01-27 00:00"),
    ],
)  # fmt: skip
def test_low_engagement(account: Account, at: str, state: FindingState, episode: str, until: str | None) -> None:
    found = finding(look_at(account, at), "LOW-ENGAGEMENT")
    assert (found.state, found.episode, found.until) == (state, episode, local(until) if until else None)


def test_low_engagement_comes_weekly_until_somebody_is_back() -> None:
    lived = walk(team(logins=(local("01-20 10:00"),)), "01-20 11:00", "02-05 00:00")
    assert lived.told("LOW-ENGAGEMENT") == ["01-26 09:00", "02-02 09:00"]
    lived.change(lambda a: replace(a, facts=replace(a.facts, logins=(*a.facts.logins, local("02-04 10:00")))))
    assert lived.to(local("02-08 00:00")).told("LOW-ENGAGEMENT") == ["01-26 09:00", "02-02 09:00"]


QUIET = replace(team(*done(2, 10), milestones=(COVERAGE, milestone("go-live", "01-20"))), playbook="self-serve")


def test_a_self_serve_account_is_left_to_itself_but_for_its_coverage() -> None:
    seen = look_at(QUIET, "01-26 00:00")
    assert {found.rule for found in seen.findings if found.fires} == {"FST-50", "FST-30"}
    assert {nudge.rule for nudge in seen.new} == {"FST-50", "FST-30"}
    muted = [found for found in seen.findings if found.rule not in ("FST-50", "FST-30")]
    assert {(found.state, found.facts["rested"]) for found in muted} == {(NOT_APPLICABLE, "self-serve")}


@pytest.mark.parametrize("fact", ["support_contacted_on", "tier_cap_hit_on"])
def test_a_person_steps_in_once_the_customer_asks_or_hits_the_cap(fact: str) -> None:
    asked = replace(QUIET, facts=replace(QUIET.facts, **{fact: day("01-26")}))
    assert finding(look_at(asked, "01-25 23:59"), "OVERDUE", "go-live").state is NOT_APPLICABLE
    assert finding(look_at(asked, "01-26 00:00"), "OVERDUE", "go-live").state is FIRING
