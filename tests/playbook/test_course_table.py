"""METHOD section 5, the long run: what the rules of course and ending find and whom they tell when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rehearsal import acme, day, finding, local, look_at, milestone, walk

from playbook.engine import Look
from playbook.models import (
    Account,
    Answer,
    Confirmation,
    Criteria,
    Facts,
    Kind,
    MilestoneStatus,
    Mode,
    Pause,
    Review,
    Role,
    SafetyCheck,
    Skip,
    Stakeholder,
    Survey,
    Touch,
    TouchKind,
)
from playbook.rules import Finding, FindingState

FIRING, WAITING = FindingState.FIRING, FindingState.WAITING
SATISFIED, NOT_APPLICABLE = FindingState.SATISFIED, FindingState.NOT_APPLICABLE
OPEN = milestone("go-live", "02-26")
DONE = milestone("go-live", "02-10", "02-09")
VALUE = milestone("value", "02-12", "02-11", kind=Kind.VALUE)
HANDOFF = milestone("handoff", "02-20", owner="ongoing-csm")
SKIPPED = milestone(
    "training", "01-27", status=MilestoneStatus.SKIPPED, skip=Skip(reason="They know it", consequence="More tickets")
)
ANA = Stakeholder(name="Ana Ruiz", role="champion")
BO = Stakeholder(name="Bo", role="primary-contact")
CONFIRMED = Confirmation(by="Ana", on=day("02-12"))
YES = Review(answer=Answer.YES, said_by="Ana", on=day("02-14"), words="It saves us a day")


def known(**facts: Any) -> dict[str, Any]:
    return {"facts": Facts(**facts)}


def call(at: str, kind: TouchKind = TouchKind.CALL) -> Touch:
    return Touch(at=local(at), kind=kind, minutes=15)


def of_episode(seen: Look, rule: str, episode: str) -> Finding:
    (found,) = [item for item in seen.findings if item.rule == rule and item.episode.endswith(episode)]
    return found


def told(account: Account, rule: str, until: str = "04-30 00:00") -> list[tuple[str, Role, Mode]]:
    lived = walk(account, "01-15 00:00", until)
    return [
        (f"{n.sent_at.astimezone(account.zone):%m-%d %H:%M}", n.to, n.mode)
        for n in lived.sent
        if n.rule == rule and n.sent_at
    ]


@pytest.mark.parametrize(
    ("rule", "at", "state", "since"),
    [
        ("STALL-14", "01-28 23:59", WAITING, "01-29 00:00"),
        ("STALL-14", "01-29 00:00", FIRING, "01-29 00:00"),
        ("STALL-14", "03-20 00:00", FIRING, "01-29 00:00"),
        ("STALL-NOTE", "01-21 23:59", WAITING, "01-22 00:00"),
        ("STALL-NOTE", "01-22 00:00", FIRING, "01-22 00:00"),
    ],
)
def test_a_long_silence(rule: str, at: str, state: FindingState, since: str) -> None:
    found = finding(look_at(acme(milestones=(OPEN,)), at), rule)
    assert (found.state, found.since, found.episode) == (state, local(since), "2026-01-15")
    closed = finding(look_at(acme(milestones=(milestone("a", "01-20", "01-15"),)), at), rule)
    assert closed.state is NOT_APPLICABLE


def test_the_sponsor_is_written_to_once_a_stall_and_the_note_goes_weekly() -> None:
    answered = acme(milestones=(OPEN,), touches=(call("02-18 10:00"),))
    assert told(answered, "STALL-14", "03-20 00:00") == [
        ("01-29 09:00", Role.CSM, Mode.PLAN),
        ("03-04 09:00", Role.CSM, Mode.PLAN),  # a silence of its own, from the call on
    ]
    assert [at for at, _, _ in told(answered, "STALL-NOTE", "03-12 00:00")] == [
        f"{d} 09:00" for d in ("01-22", "01-29", "02-05", "02-12", "02-25", "03-04", "03-11")
    ]


@pytest.mark.parametrize(
    ("changes", "at", "state"),
    [
        ({}, "01-28 23:59", WAITING),
        ({}, "01-29 00:00", FIRING),
        (known(criteria=Criteria(text="3 workflows")), "01-29 00:00", FIRING),  # ours, not agreed
        (known(criteria=Criteria(text="3 workflows", agreed_on=day("01-28"))), "01-20 00:00", WAITING),
        (known(criteria=Criteria(text="3 workflows", agreed_on=day("01-28"))), "01-29 00:00", SATISFIED),
        (known(criteria=Criteria(text="3 workflows", agreed_on=day("02-03"))), "01-29 00:00", FIRING),
        ({"milestones": (milestone("success-criteria", "01-17", "01-17"),)}, "01-29 00:00", SATISFIED),
        ({"milestones": (milestone("success-criteria", "01-17"),)}, "01-29 00:00", FIRING),
        ({"pauses": (Pause(from_on=day("01-18"), to_on=day("01-28")),)}, "02-07 23:59", WAITING),
        ({"pauses": (Pause(from_on=day("01-18"), to_on=day("01-28")),)}, "02-08 00:00", FIRING),
    ],
)
def test_criteria_14(changes: dict[str, Any], at: str, state: FindingState) -> None:
    assert finding(look_at(acme(**changes), at), "CRITERIA-14").state is state


def test_criteria_are_asked_for_every_three_days_by_csm_and_lead_until_agreed() -> None:
    agreed = acme(**known(criteria=Criteria(text="3 workflows", agreed_on=day("02-05"))))
    days = ("01-29 09:00", "02-02 09:00")  # the third day after the 29th is a Sunday
    both = ((Role.CSM, Mode.PLAN), (Role.CSM_LEAD, Mode.ESCALATION))
    assert sorted(told(agreed, "CRITERIA-14")) == sorted((at, role, mode) for at in days for role, mode in both)


def left(
    on: str = "02-02", *others: Stakeholder, touches: tuple[Touch, ...] = (), person: Stakeholder = ANA
) -> Account:
    return acme(touches=touches, **known(stakeholders=(replace(person, left_on=day(on)), *others)))


@pytest.mark.parametrize(
    ("account", "open_tasks"),
    [
        (left(), {"new-contact", "realignment-call", "plan-agreed"}),
        (left(touches=(call("02-01 10:00"),)), {"new-contact", "realignment-call", "plan-agreed"}),
        (left(touches=(call("02-02 10:00", TouchKind.MEETING),)), {"new-contact", "plan-agreed"}),
        (left(touches=(call("02-03 10:00", TouchKind.EMAIL),)), {"new-contact", "realignment-call", "plan-agreed"}),
        (left("02-02", Stakeholder(name="Cy", role="user")), {"new-contact", "realignment-call", "plan-agreed"}),
        (left("02-02", BO), {"new-contact", "realignment-call", "plan-agreed"}),  # stood there before
        (left("02-02", replace(BO, confirmed_on=day("02-01"))), {"new-contact", "realignment-call", "plan-agreed"}),
        (left("02-02", replace(BO, confirmed_on=day("02-02"))), {"realignment-call", "plan-agreed"}),
        (left("02-02", replace(BO, confirmed_on=day("02-06"))), {"new-contact", "realignment-call", "plan-agreed"}),
        (left("02-02", replace(BO, plan_agreed_on=day("02-01"))), {"new-contact", "realignment-call", "plan-agreed"}),
        (left("02-02", replace(BO, plan_agreed_on=day("02-03")), touches=(call("02-03 10:00"),)), set()),
    ],
)
def test_champion_left(account: Account, open_tasks: set[str]) -> None:
    seen = look_at(account, "02-05 00:00")
    found = [item for item in seen.findings if item.rule == "CHAMPION-LEFT"]
    assert {item.facts["task"] for item in found if item.fires} == open_tasks
    assert {item.state for item in found if not item.fires} <= {SATISFIED}
    assert {(item.subject, item.facts["due_on"]) for item in found} == {("Ana Ruiz", "2026-02-16")}
    assert len({item.thread for item in found}) == 3


@pytest.mark.parametrize("account", [left("02-06"), left("02-02", person=replace(ANA, role="user")), acme()])
def test_nobody_left_yet_who_led_the_way(account: Account) -> None:
    assert finding(look_at(account, "02-05 00:00"), "CHAMPION-LEFT").state is NOT_APPLICABLE


def test_what_is_missing_after_ten_business_days_goes_to_the_lead() -> None:
    bo = replace(BO, confirmed_on=day("02-02"))
    account = left("02-02", bo, touches=(call("02-10 10:00"),))
    assert told(account, "CHAMPION-LEFT") == [
        ("02-02 09:00", Role.CSM, Mode.PLAN),  # the call
        ("02-02 09:00", Role.CSM, Mode.PLAN),  # the plan
        ("02-17 09:00", Role.CSM_LEAD, Mode.ESCALATION),  # the plan alone
    ]
    wider = left("02-02", bo)
    seen = look_at(wider, "02-05 00:00", rule_numbers={"CHAMPION-LEFT": {"within_working_days": 5}})
    assert of_episode(seen, "CHAMPION-LEFT", "plan-agreed").facts["due_on"] == "2026-02-09"


@pytest.mark.parametrize(
    ("milestones", "check", "at", "state"),
    [
        ((OPEN,), None, "02-05 00:00", NOT_APPLICABLE),
        ((OPEN, SKIPPED), None, "01-28 23:59", WAITING),
        ((OPEN, SKIPPED), None, "01-29 00:00", FIRING),
        ((OPEN, SKIPPED), "01-30", "01-29 00:00", FIRING),
        ((OPEN, SKIPPED), "01-30", "01-30 00:00", SATISFIED),
    ],
)
def test_skip_14(milestones: Any, check: str | None, at: str, state: FindingState) -> None:
    answer = SafetyCheck(on=day(check), in_use=True, tickets_above_peers=False) if check else None
    found = finding(look_at(acme(milestones=milestones, **known(safety_check=answer)), at), "SKIP-14")
    assert found.state is state
    if found.fires:
        assert (found.facts["skipped"], found.facts["consequences"]) == (["Training"], ["More tickets"])
        assert told(acme(milestones=milestones), "SKIP-14") == [("01-29 09:00", Role.CSM, Mode.PLAN)]


@pytest.mark.parametrize(
    ("episode", "changes", "at", "state"),
    [
        ("target", {}, "01-29 23:59", WAITING),
        ("target", {}, "01-30 00:00", FIRING),
        ("target", {"milestones": (VALUE,)}, "02-10 00:00", FIRING),
        ("target", {"milestones": (VALUE,)}, "02-11 00:00", SATISFIED),
        ("target", {"milestones": (DONE,)}, "02-11 00:00", FIRING),  # all done, but no value
        ("target", {"target_first_value_on": None}, "03-01 00:00", NOT_APPLICABLE),
        ("end", {}, "03-01 00:00", NOT_APPLICABLE),
        ("end", {"end_on": day("03-01")}, "03-01 12:00", WAITING),
        ("end", {"end_on": day("03-01")}, "03-02 00:00", FIRING),
        ("end", {"end_on": day("03-01"), "milestones": (DONE,)}, "03-02 00:00", SATISFIED),
        ("90", {}, "04-15 23:59", WAITING),
        ("90", {}, "04-16 00:00", FIRING),
        ("90", {"milestones": (DONE, SKIPPED)}, "04-16 00:00", SATISFIED),
        ("90", {"pauses": (Pause(from_on=day("02-01"), to_on=day("02-11")),)}, "04-25 23:59", WAITING),
    ],
)
def test_drag(episode: str, changes: dict[str, Any], at: str, state: FindingState) -> None:
    assert of_episode(look_at(acme(**changes), at), "DRAG", episode).state is state


def test_drag_goes_up_a_step_with_each_date_that_passes() -> None:
    assert told(acme(end_on=day("03-01")), "DRAG") == [
        ("01-30 09:00", Role.CSM, Mode.PLAN),
        ("03-02 09:00", Role.CSM_LEAD, Mode.ESCALATION),
        ("04-16 09:00", Role.VP_CS, Mode.ESCALATION),
    ]


AFTER = milestone("final-survey", "02-24", depends_on=("handoff",))


@pytest.mark.parametrize(
    ("milestones", "changes", "state"),
    [
        ((VALUE, HANDOFF), {}, NOT_APPLICABLE),  # an internal checklist alone is no handoff
        ((VALUE, HANDOFF), known(first_value_confirmed=CONFIRMED), FIRING),
        ((VALUE, HANDOFF), {"review": YES}, FIRING),
        ((VALUE, HANDOFF), {"review": replace(YES, answer=Answer.PARTIAL)}, NOT_APPLICABLE),
        ((VALUE, HANDOFF, AFTER, SKIPPED), known(first_value_confirmed=CONFIRMED), FIRING),
        ((VALUE, HANDOFF, OPEN), known(first_value_confirmed=CONFIRMED), NOT_APPLICABLE),
        ((VALUE,), known(first_value_confirmed=CONFIRMED), FIRING),
        ((VALUE, milestone("x", "02-20", name="Warm hand-off call")), known(first_value_confirmed=CONFIRMED), FIRING),
        ((VALUE, milestone("sales-handoff", "02-20")), known(first_value_confirmed=CONFIRMED), NOT_APPLICABLE),
        ((VALUE, HANDOFF), known(first_value_confirmed=CONFIRMED, handed_over_on=day("02-15")), SATISFIED),
        ((VALUE, milestone("handoff", "02-20", "02-15")), known(first_value_confirmed=CONFIRMED), SATISFIED),
    ],
)
def test_handoff_ready(milestones: Any, changes: dict[str, Any], state: FindingState) -> None:
    found = finding(look_at(acme(milestones=milestones, **changes), "02-16 00:00"), "HANDOFF-READY")
    assert found.state is state
    if found.fires:
        assert found.since == local("02-14 00:00" if "review" in changes else "02-12 00:00")


@pytest.mark.parametrize(
    ("milestones", "facts", "at", "state"),
    [
        ((DONE, OPEN), {}, "02-16 00:00", NOT_APPLICABLE),
        ((DONE, VALUE), {}, "02-13 23:59", WAITING),
        ((DONE, VALUE), {}, "02-14 00:00", FIRING),
        ((DONE, VALUE), {"survey": Survey(nps=60)}, "02-14 00:00", SATISFIED),
        ((DONE, OPEN), {"handed_over_on": day("02-16")}, "02-18 00:00", WAITING),
        ((DONE, OPEN), {"handed_over_on": day("02-16")}, "02-19 00:00", FIRING),
        ((SKIPPED,), {}, "02-19 00:00", NOT_APPLICABLE),  # nothing of it ever happened
        ((), {}, "02-19 00:00", NOT_APPLICABLE),
    ],
)
def test_survey(milestones: Any, facts: dict[str, Any], at: str, state: FindingState) -> None:
    assert finding(look_at(acme(milestones=milestones, **known(**facts)), at), "SURVEY").state is state


def test_the_survey_is_asked_for_after_three_and_seven_days() -> None:
    ended = acme(milestones=(DONE, VALUE))  # on Wednesday the 11th
    assert [at for at, _, _ in told(ended, "SURVEY")] == ["02-16 09:00", "02-18 09:00"]
    late = walk(ended, "03-02 08:00", "03-10 00:00")  # imported late: one a morning, not two
    assert late.told("SURVEY") == ["03-02 09:00", "03-03 09:00"]


@pytest.mark.parametrize(
    ("review", "at", "state", "until"),
    [
        (None, "01-15 12:00", WAITING, "01-19 00:00"),
        (None, "01-19 00:00", WAITING, None),
        (None, "04-01 00:00", WAITING, None),
        (replace(YES, answer=Answer.NO), "02-20 00:00", WAITING, None),
        (YES, "02-13 00:00", WAITING, None),
        (YES, "02-14 00:00", SATISFIED, None),
        (replace(YES, on=day("01-16")), "01-18 23:00", WAITING, "01-19 00:00"),
        (replace(YES, on=day("01-16")), "01-19 00:00", SATISFIED, None),
    ],
)
def test_expansion_hold(review: Review | None, at: str, state: FindingState, until: str | None) -> None:
    seen = look_at(acme(review=review), at)
    found = finding(seen, "EXPANSION-HOLD")
    assert (found.state, found.until) == (state, local(until) if until else None)
    assert not [nudge for nudge in seen.new if nudge.rule == "EXPANSION-HOLD"]


def test_a_team_may_set_its_own_days() -> None:
    own = {"CRITERIA-14": {"day": 10}, "SKIP-14": {"day": 12}, "STALL-NOTE": {"after_days": 5}}
    account = acme(milestones=(OPEN, SKIPPED))
    seen = look_at(account, "01-20 00:00", rule_numbers=own)
    after = {rule: finding(seen, rule).since - local("01-15 00:00") for rule in own}
    assert after == {rule: timedelta(days=days) for rule, numbers in own.items() for days in numbers.values()}
