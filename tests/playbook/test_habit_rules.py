"""METHOD section 5, who comes back and what they use: one row a statement, Day 0 is Thu 15 January 2026."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rehearsal import day, finding, local, look_at, milestone, walk, with_milestone
from seed_users import COVERAGE, FIRING, NOT_APPLICABLE, SATISFIED, WAITING, done, gate, task, team, user

from playbook.models import Account, Measure, MilestoneStatus, Role, SeedUser, Submission
from playbook.rules import FindingState


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
