"""METHOD section 5, one row a statement: what each rule finds at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rehearsal import COMPLETE, acme, context, day, finding, local, look_at, milestone

from playbook.engine import look
from playbook.health import way_back
from playbook.models import (
    Account,
    AccountState,
    Answer,
    Blocker,
    Direction,
    Facts,
    Flow,
    Homework,
    MilestoneStatus,
    Pause,
    Remediation,
    Review,
    SeedUser,
    Skip,
    Stakeholder,
    Submission,
    Touch,
    TouchKind,
)
from playbook.rules import FindingState
from playbook.why import why

FIRING, WAITING = FindingState.FIRING, FindingState.WAITING
SATISFIED, NOT_APPLICABLE = FindingState.SATISFIED, FindingState.NOT_APPLICABLE
OPEN = milestone("go-live", "02-26")


def touch(
    at: str, kind: TouchKind = TouchKind.EMAIL, direction: Direction = Direction.OUTBOUND, minutes: int | None = None
) -> Touch:
    return Touch(at=local(at), kind=kind, direction=direction, minutes=minutes)


def blocker(**values: Any) -> Account:
    step = milestone("sso", "02-26", blockers=(Blocker(text="metadata", **values),))
    return acme(milestones=(milestone("kickoff", "01-20", "01-19"), step))


def review(answer: Answer, on: str) -> Review:
    return Review(answer=answer, said_by="Ana", on=day(on), words="…")


def plan(due: str, opened: str | None = None) -> Remediation:
    return Remediation(owner="Jane", due_on=day(due), steps=("a",), opened_on=day(opened) if opened else None)


@pytest.mark.parametrize(
    ("step", "at", "state", "since", "until"),
    [
        (OPEN, "02-26 23:59", WAITING, "02-27 00:00", "02-27 00:00"),
        (OPEN, "02-27 00:00", FIRING, "02-27 00:00", None),
        (replace(OPEN, status=MilestoneStatus.IN_PROGRESS), "03-20 00:00", FIRING, "02-27 00:00", None),
        (replace(OPEN, status=COMPLETE, done_on=day("02-28")), "03-20 00:00", SATISFIED, None, None),
        (
            replace(OPEN, status=MilestoneStatus.SKIPPED, skip=Skip(reason="r", consequence="c")),
            "03-20 00:00",
            NOT_APPLICABLE,
            None,
            None,
        ),
    ],
)
def test_overdue(step: Any, at: str, state: FindingState, since: str | None, until: str | None) -> None:
    found = finding(look_at(acme(milestones=(step,)), at), "OVERDUE", "go-live")
    assert found.state is state
    assert found.since == (local(since) if since else None)
    assert found.until == (local(until) if until else None)
    assert found.facts["due_on"] == "2026-02-26"


@pytest.mark.parametrize(
    ("values", "at", "state", "since"),
    [
        ({"opened_on": day("01-22")}, "01-26 23:59", WAITING, "01-27 00:00"),  # Fri, Mon, Tue
        ({"opened_on": day("01-22")}, "01-27 00:00", FIRING, "01-27 00:00"),
        ({"opened_on": day("01-22"), "resolved_on": day("01-28")}, "01-29 00:00", SATISFIED, None),
        ({}, "01-23 00:00", FIRING, "01-23 00:00"),  # undated: from the due day of the milestone before, Jan 20
    ],
)
def test_blocked(values: dict[str, Any], at: str, state: FindingState, since: str | None) -> None:
    found = finding(look_at(blocker(**values), at), "BLOCKED", "sso")
    assert (found.state, found.since) == (state, local(since) if since else None)


def test_an_undated_blocker_counts_from_its_milestones_start_else_day_0() -> None:
    plain = (Blocker(text="x"),)
    started = acme(milestones=(milestone("a", "02-26", start_on=day("01-26"), blockers=plain),))
    assert finding(look_at(started, "01-20 00:00"), "BLOCKED", "a").until == local("01-29 00:00")
    first = acme(milestones=(milestone("a", "02-26", blockers=plain),))
    assert finding(look_at(first, "01-15 12:00"), "BLOCKED", "a").until == local("01-20 00:00")


def test_blocked_counts_business_days_of_the_accounts_country_and_no_paused_ones() -> None:
    american = replace(blocker(opened_on=day("01-15")), country="US")  # Jan 19 is a holiday there
    assert finding(look_at(american, "01-16 00:00"), "BLOCKED", "sso").until == local("01-21 00:00")
    rested = replace(blocker(opened_on=day("01-20")), pauses=(Pause(from_on=day("01-21"), to_on=day("01-26")),))
    assert finding(look_at(rested, "01-27 00:00"), "BLOCKED", "sso").until == local("01-28 00:00")


def test_blocked_names_parallel_work_that_does_not_depend_on_it() -> None:
    steps = (
        milestone("sso", "02-26", blockers=(Blocker(text="metadata", opened_on=day("01-15")),)),
        milestone("users", "02-27", depends_on=("sso",)),
        milestone("value", "02-28", depends_on=("users",)),
        milestone("training", "02-20"),
        milestone("data", "02-10"),
    )
    facts = finding(look_at(acme(milestones=steps), "02-01 00:00"), "BLOCKED", "sso").facts
    assert facts["parallel"] == ["Data", "Training"]
    assert (facts["waiting_on"], facts["opened_on"]) == ("customer", "2026-01-15")


@pytest.mark.parametrize(
    ("touches", "at", "state", "until"),
    [
        ((), "01-21 23:59", WAITING, "01-22 00:00"),
        ((), "01-22 00:00", FIRING, "02-15 00:00"),
        ((touch("01-20 15:00"),), "01-26 12:00", WAITING, "01-27 00:00"),
        ((touch("01-20 15:00", direction=Direction.INBOUND),), "01-27 00:00", FIRING, "02-15 00:00"),
        ((touch("02-08 15:00"),), "02-10 00:00", SATISFIED, "02-15 00:00"),  # its seven days end after Day 30
        ((), "02-14 23:00", FIRING, "02-15 00:00"),
        ((), "02-15 00:00", NOT_APPLICABLE, None),
    ],
)
def test_touch(touches: tuple[Touch, ...], at: str, state: FindingState, until: str | None) -> None:
    found = finding(look_at(acme(touches=touches), at), "TOUCH")
    assert (found.state, found.until) == (state, local(until) if until else None)


def test_a_pause_stops_the_clock_of_touch() -> None:
    rested = acme(pauses=(Pause(from_on=day("01-18"), to_on=day("01-28")),))
    found = finding(look_at(rested, "01-28 00:00"), "TOUCH")
    assert (found.state, found.until) == (WAITING, local("02-01 00:00"))
    assert found.facts["day_30_on"] == "2026-02-24"


@pytest.mark.parametrize(
    ("changes", "since_on", "after"),
    [
        ({}, "01-15", "signed"),
        ({"touches": (touch("01-18 10:00"),)}, "01-15", "signed"),  # our own e-mail is no answer
        ({"touches": (touch("01-18 10:00", direction=Direction.INBOUND),)}, "01-18", "inbound"),
        ({"touches": (touch("01-18 10:00", TouchKind.CALL, minutes=5),)}, "01-18", "call"),
        ({"touches": (touch("01-18 10:00", TouchKind.MEETING, minutes=30),)}, "01-18", "meeting"),
        ({"touches": (touch("01-18 10:00", TouchKind.CALL),)}, "01-15", "signed"),  # a voicemail
        ({"touches": (touch("01-18 10:00", TouchKind.CALL, Direction.INBOUND),)}, "01-18", "inbound"),
        ({"milestones": (OPEN, milestone("a", "01-20", "01-18"))}, "01-18", "milestone"),
        ({"milestones": (milestone("a", "02-26", started=True, start_on=day("01-18")),)}, "01-18", "milestone"),
        ({"milestones": (milestone("a", "02-26", start_on=day("01-18")),)}, "01-15", "signed"),  # planned, not begun
        (
            {"milestones": (milestone("a", "02-26", blockers=(Blocker(text="x", resolved_on=day("01-18")),)),)},
            "01-18",
            "blocker",
        ),
        ({"facts": Facts(homework=(Homework(text="x", done_on=day("01-18")),))}, "01-18", "homework"),
        ({"facts": Facts(flows=(Flow(key="f", name="F", completed_at=local("01-18 09:00")),))}, "01-18", "flow"),
        (
            {
                "facts": Facts(
                    seed_users=(
                        SeedUser(name="u", submissions=(Submission(at=local("01-18 09:00"), workflow="w", ok=False),)),
                    )
                )
            },
            "01-18",
            "submission",
        ),
        ({"stall_answered_on": day("01-18")}, "01-18", "answered"),
        ({"pauses": (Pause(from_on=day("01-16"), to_on=day("01-18")),)}, "01-18", "resumed"),
    ],
)
def test_what_ends_a_stall(changes: dict[str, Any], since_on: str, after: str) -> None:
    account = acme(**({"milestones": (OPEN,)} | changes))
    found = finding(look_at(account, "01-20 12:00"), "STALL-3")
    assert found.facts == {"since_on": f"2026-{since_on}", "after": after, "days": 3}
    assert found.since == local(f"{since_on} 00:00") + timedelta(days=3)


@pytest.mark.parametrize(
    ("at", "states", "nudged"),
    [
        ("01-17 23:59", [WAITING, WAITING, WAITING, WAITING], set()),
        ("01-18 00:00", [FIRING, WAITING, WAITING, WAITING], {"STALL-3"}),
        ("01-21 00:00", [SATISFIED, FIRING, WAITING, WAITING], {"STALL-6"}),
        ("01-22 00:00", [SATISFIED, FIRING, WAITING, WAITING], {"STALL-6", "STALL-NOTE"}),
        ("01-24 00:00", [SATISFIED, SATISFIED, FIRING, WAITING], {"STALL-9", "STALL-NOTE"}),
        ("01-29 00:00", [SATISFIED, SATISFIED, FIRING, WAITING], {"STALL-9", "STALL-NOTE", "STALL-14"}),
        ("02-04 23:59", [SATISFIED, SATISFIED, FIRING, WAITING], {"STALL-9", "STALL-NOTE", "STALL-14"}),
        ("02-05 00:00", [SATISFIED, SATISFIED, FIRING, FIRING], {"STALL-9", "STALL-NOTE", "STALL-14", "STALL-21"}),
    ],
)
def test_a_late_import_hears_only_the_highest_step_of_the_ladder(
    at: str, states: list[FindingState], nudged: set[str]
) -> None:
    seen = look_at(acme(milestones=(OPEN,)), at)
    assert [finding(seen, f"STALL-{step}").state for step in (3, 6, 9, 21)] == states
    assert {nudge.rule for nudge in seen.new if nudge.rule.startswith("STALL")} == nudged
    assert seen.standing.at_risk is ("STALL-21" in nudged)


def test_nothing_stalls_when_nothing_is_open() -> None:
    seen = look_at(acme(milestones=(milestone("a", "01-20", "01-18"),)), "02-10 00:00")
    assert finding(seen, "STALL-21").state is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("answer", "remedy", "at", "state", "episode", "until"),
    [
        (None, None, "02-13 23:59", WAITING, "30", "02-14 00:00"),
        (None, None, "02-14 00:00", FIRING, "30", None),
        (review(Answer.YES, "02-16"), None, "02-20 00:00", SATISFIED, "30", None),
        (review(Answer.NO, "02-16"), None, "02-20 00:00", SATISFIED, "30", None),
        (review(Answer.NO, "02-16"), plan("03-16"), "03-16 12:00", WAITING, "2026-03-16", "03-17 00:00"),
        (review(Answer.NO, "02-16"), plan("03-16"), "03-17 00:00", FIRING, "2026-03-16", None),
        (review(Answer.NO, "03-18"), plan("03-16"), "03-19 00:00", SATISFIED, "30", None),
        (review(Answer.YES, "03-01"), plan("03-16"), "03-19 00:00", SATISFIED, "30", None),
    ],
)
def test_review_30(
    answer: Review | None, remedy: Remediation | None, at: str, state: FindingState, episode: str, until: str | None
) -> None:
    seen = look_at(acme(review=answer, remediation=remedy), at)
    found = finding(seen, "REVIEW-30")
    assert (found.state, found.episode, found.until) == (state, episode, local(until) if until else None)
    assert seen.standing.review_open is (state is FIRING)


@pytest.mark.parametrize(
    ("answer", "remedy", "follow", "remediation"),
    [
        (None, None, NOT_APPLICABLE, NOT_APPLICABLE),
        (review(Answer.YES, "02-16"), None, FIRING, NOT_APPLICABLE),
        (review(Answer.YES, "02-16"), plan("03-16", "02-10"), FIRING, SATISFIED),
        (review(Answer.PARTIAL, "02-16"), None, FIRING, NOT_APPLICABLE),
        (review(Answer.PARTIAL, "02-16"), plan("03-16", "02-17"), SATISFIED, FIRING),
        (review(Answer.PARTIAL, "02-16"), plan("03-16", "02-25"), SATISFIED, WAITING),
        (review(Answer.PARTIAL, "02-16"), plan("02-18"), SATISFIED, SATISFIED),  # it has run out
        (review(Answer.NO, "02-16"), plan("02-15"), FIRING, SATISFIED),  # the answer needs a plan of its own
    ],
)
def test_what_follows_the_answer(
    answer: Review | None, remedy: Remediation | None, follow: FindingState, remediation: FindingState
) -> None:
    seen = look_at(acme(review=answer, remediation=remedy), "02-20 00:00")
    assert finding(seen, "REVIEW-FOLLOW").state is follow
    assert finding(seen, "REMEDIATION").state is remediation


@pytest.mark.parametrize(
    ("changes", "at", "wake"),
    [
        ({"state": AccountState.CLOSED}, "01-23 00:00", None),
        ({"state": AccountState.PAUSED}, "01-23 00:00", None),
        ({}, "01-14 23:59", "01-15 09:00"),
        ({"signed_at": local("01-15 15:30")}, "01-15 09:00", "01-15 15:30"),
    ],
)
def test_paused_closed_and_not_yet_begun_accounts_are_left_alone(
    changes: dict[str, Any], at: str, wake: str | None
) -> None:
    seen = look_at(acme(**changes), at)
    assert (seen.new, seen.next_look_at) == ((), local(wake) if wake else None)
    assert {found.state for found in seen.findings} == {NOT_APPLICABLE}
    assert (seen.standing.at_risk, seen.standing.stalled_days, seen.standing.reason_rule) == (False, None, None)


def test_worse_accounts_rank_higher() -> None:
    people = tuple(Stakeholder(name=name, role="user") for name in ("Ana", "Raj"))
    begun = Facts(kickoff_at=local("01-16 15:00"), stakeholders=people)
    fine = acme(milestones=(OPEN,), touches=(touch("01-22 10:00", TouchKind.CALL, minutes=5),), facts=begun)
    critical = acme(milestones=(milestone("a", "01-20"),))
    ranks = [look_at(account, "01-23 00:00").standing.rank for account in (fine, acme(), critical)]
    assert ranks[0] == 0 < ranks[1] < ranks[2]


def test_why_shows_all_of_it_worst_first() -> None:
    account = acme()
    seen = look(account, (), context(account), local("01-23 00:00"))
    told = why(seen, account, day("01-23"))
    assert (told.score, told.trend, told.completion) == (70.0, -30.0, 40.0)
    assert told.way_back == way_back(account, day("01-23")) == ("integration-configured",)
    assert (told.way_back_score, told.best_score) == (80.0, 88.9)
    states = [found.state for found in told.findings]
    assert states == sorted(states, key=list(FindingState).index)
    assert told.findings[0].rule == "OVERDUE"
    assert len(told.findings) == len(seen.findings)
