"""METHOD section 5, WELCOME to ADVANCED-FLOW, as docs/rules.md reads them: a row a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from rehearsal import acme, day, finding, local, look_at, milestone, walk, with_milestone

from playbook.course import first_value_on, kickoff_held, kickoff_milestone, notes_milestone, use_case_on
from playbook.models import (
    Account,
    AccountState,
    Facts,
    Flow,
    Handoff,
    Homework,
    Kind,
    Milestone,
    Mode,
    Pause,
    Questionnaire,
    Role,
    SeedUser,
    Stakeholder,
    Submission,
)
from playbook.rules import FindingState

FIRING, WAITING = FindingState.FIRING, FindingState.WAITING
SATISFIED, NOT_APPLICABLE = FindingState.SATISFIED, FindingState.NOT_APPLICABLE
# Day 0 is Thursday 15 January; nothing but what a row says is known.
KICKOFF = milestone("kickoff", "01-17")
HELD = milestone("kickoff", "01-17", "01-16")
WHOLE = Handoff(goals="g", stakeholders="s", technical_requirements="t", promises="p")


def fresh(*steps: Milestone, facts: Facts | None = None, **changes: Any) -> Account:
    """Just signed, with a kickoff to come unless the steps say otherwise."""
    return acme(milestones=steps or (KICKOFF,), facts=facts or Facts(), **changes)


def person(name: str, left: str | None = None) -> Stakeholder:
    return Stakeholder(name=name, role="user", left_on=day(left) if left else None)


def flow(key: str, name: str | None = None, *, before: bool = True, sent: str = "", done: str = "") -> Flow:
    at = {"sent_at": local(sent) if sent else None, "completed_at": local(done) if done else None}
    return Flow(key=key, name=name or key, minutes=12, before_kickoff=before, **at)


def seen(account: Account, at: str, rule: str, subject: str | None = None) -> tuple[FindingState, str | None]:
    """The state, and when time alone changes it."""
    found = finding(look_at(account, at), rule, subject)
    until = found.until.astimezone(account.zone).strftime("%m-%d %H:%M") if found.until else None
    return found.state, until


def told(account: Account, rule: str, until: str = "03-20 00:00", start: str = "01-15 00:00") -> list[str]:
    """Every nudge of a rule, as `01-16 09:00 csm`."""
    lived = walk(account, start, until)
    return [
        f"{nudge.sent_at.astimezone(account.zone):%m-%d %H:%M} {nudge.to}"
        for nudge in lived.sent
        if nudge.rule == rule and nudge.sent_at
    ]


@pytest.mark.parametrize(
    ("facts", "at", "state", "until"),
    [
        (Facts(), "01-15 09:59", WAITING, "01-15 10:00"),  # signed at 09:00, for nobody said otherwise
        (Facts(), "01-15 10:00", FIRING, None),
        (Facts(welcome_sent_at=local("01-15 12:00")), "01-15 11:00", FIRING, None),
        (Facts(welcome_sent_at=local("01-15 12:00")), "01-15 12:00", SATISFIED, None),
    ],
)
def test_welcome(facts: Facts, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(facts=facts), at, "WELCOME") == (state, until)


def test_welcome_is_said_at_once_and_after_24_hours_to_the_lead() -> None:
    assert told(fresh(), "WELCOME") == ["01-15 10:00 csm", "01-16 09:00 csm-lead"]
    evening = fresh(signed_at=local("01-15 17:30"))
    assert told(evening, "WELCOME") == ["01-16 09:00 csm", "01-16 17:30 csm-lead"]
    assert told(fresh(facts=Facts(welcome_sent_at=local("01-15 12:00"))), "WELCOME") == ["01-15 10:00 csm"]
    modes = {
        nudge.to: nudge.mode for nudge in walk(fresh(), "01-15 00:00", "01-20 00:00").sent if nudge.rule == "WELCOME"
    }
    assert modes == {Role.CSM: Mode.NOW, Role.CSM_LEAD: Mode.ESCALATION}


def test_a_kickoff_held_ends_the_welcome() -> None:
    assert seen(fresh(HELD), "01-15 12:00", "WELCOME")[0] is FIRING
    assert seen(fresh(HELD), "01-16 00:00", "WELCOME") == (SATISFIED, None)
    booked = fresh(milestone("setup", "01-30"), facts=Facts(kickoff_at=local("01-16 15:00")))
    assert seen(booked, "01-16 14:59", "WELCOME") == (FIRING, "01-16 15:00")
    assert seen(booked, "01-16 15:00", "WELCOME") == (SATISFIED, None)


@pytest.mark.parametrize(
    ("handoff", "at", "state", "missing"),
    [
        (Handoff(), "01-15 23:59", WAITING, ["goals", "stakeholders", "technical_requirements", "promises"]),
        (Handoff(), "01-16 00:00", FIRING, ["goals", "stakeholders", "technical_requirements", "promises"]),
        (replace(WHOLE, promises=""), "01-16 00:00", FIRING, ["promises"]),
        (WHOLE, "01-16 00:00", SATISFIED, []),
    ],
)
def test_sales_handoff(handoff: Handoff, at: str, state: FindingState, missing: list[str]) -> None:
    account = fresh(facts=Facts(handoff=handoff))
    assert seen(account, at, "SALES-HANDOFF")[0] is state
    assert finding(look_at(account, at), "SALES-HANDOFF").facts["missing"] == missing


def test_sales_handoff_is_said_to_csm_and_ae_on_three_working_days_then_to_the_lead() -> None:
    both = [f"01-{on} 09:00 {who}" for on in ("16", "19", "20") for who in ("csm", "ae")]
    assert told(fresh(), "SALES-HANDOFF") == [*both, "01-21 09:00 csm-lead"]
    assert told(fresh(milestone("kickoff", "01-17", "01-19")), "SALES-HANDOFF") == both[:2]


def test_a_pause_moves_day_1_but_not_the_hours() -> None:
    rested = fresh(pauses=(Pause(from_on=day("01-15"), to_on=day("01-21")),))
    assert seen(rested, "01-21 00:00", "SALES-HANDOFF") == (WAITING, "01-22 00:00")
    assert seen(rested, "01-21 00:00", "WELCOME") == (FIRING, None)
    assert seen(rested, "01-20 00:00", "KICKOFF-BOOK") == (NOT_APPLICABLE, None)  # paused
    assert seen(rested, "01-21 00:00", "KICKOFF-LATE") == (WAITING, "01-24 00:00")  # the 21st, 22nd and 23rd count


@pytest.mark.parametrize(
    ("account", "at", "state", "until"),
    [
        (fresh(), "01-15 23:59", WAITING, "01-16 00:00"),
        (fresh(), "01-16 00:00", FIRING, None),
        (fresh(start_on=date(2026, 1, 16)), "01-18 12:00", WAITING, "01-19 00:00"),  # signed on a Friday
        (fresh(start_on=date(2026, 1, 16), country="US"), "01-19 12:00", WAITING, "01-20 00:00"),  # a holiday there
        (fresh(facts=Facts(kickoff_at=local("02-20 15:00"))), "01-16 00:00", SATISFIED, None),
        (fresh(HELD), "01-16 00:00", SATISFIED, None),
    ],
)
def test_kickoff_book(account: Account, at: str, state: FindingState, until: str | None) -> None:
    assert seen(account, at, "KICKOFF-BOOK") == (state, until)


def test_kickoff_book_is_said_every_working_day_without_end() -> None:
    days = ["16", "19", "20", "21", "22", "23", "26"]
    assert told(fresh(), "KICKOFF-BOOK", "01-27 00:00") == [f"01-{on} 09:00 csm" for on in days]


@pytest.mark.parametrize(
    ("facts", "at", "state", "until"),
    [
        (Facts(kickoff_hours=48), "01-17 08:59", WAITING, "01-17 09:00"),
        (Facts(kickoff_hours=48), "01-17 09:00", FIRING, None),
        (Facts(), "01-20 23:59", WAITING, "01-21 00:00"),  # Friday, Monday, Tuesday
        (Facts(), "01-21 00:00", FIRING, None),
    ],
)
def test_kickoff_late(facts: Facts, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(facts=facts), at, "KICKOFF-LATE") == (state, until)


def test_kickoff_late_is_said_to_the_csm_then_to_the_lead_and_ends_when_held() -> None:
    assert told(fresh(), "KICKOFF-LATE") == ["01-21 09:00 csm", "01-22 09:00 csm-lead"]
    assert told(fresh(facts=Facts(kickoff_hours=48)), "KICKOFF-LATE") == ["01-19 09:00 csm", "01-20 09:00 csm-lead"]
    assert told(fresh(milestone("kickoff", "01-17", "01-22")), "KICKOFF-LATE") == ["01-21 09:00 csm"]
    assert told(fresh(milestone("kickoff", "01-17", "01-20")), "KICKOFF-LATE") == []


@pytest.mark.parametrize(
    ("papers", "booked", "at", "state", "until"),
    [
        (Questionnaire(), None, "01-20 12:00", NOT_APPLICABLE, None),
        (Questionnaire(), "01-22 15:00", "01-19 23:59", WAITING, "01-20 00:00"),
        (Questionnaire(), "01-22 15:00", "01-20 00:00", FIRING, "01-22 15:00"),
        (Questionnaire(), "01-26 15:00", "01-21 12:00", WAITING, "01-22 00:00"),  # a weekend lies between
        (Questionnaire(sent_on=day("01-16")), "01-22 15:00", "01-20 00:00", FIRING, "01-22 15:00"),
        (Questionnaire(reviewed_on=day("01-19")), "01-22 15:00", "01-20 00:00", SATISFIED, None),
        (Questionnaire(), "01-22 15:00", "01-22 15:00", SATISFIED, None),
    ],
)
def test_questionnaire(
    papers: Questionnaire, booked: str | None, at: str, state: FindingState, until: str | None
) -> None:
    facts = Facts(questionnaire=papers, kickoff_at=local(booked) if booked else None)
    assert seen(fresh(facts=facts), at, "QUESTIONNAIRE") == (state, until)


def test_questionnaire_is_said_once() -> None:
    assert told(fresh(facts=Facts(kickoff_at=local("01-22 15:00"))), "QUESTIONNAIRE") == ["01-20 09:00 csm"]
    assert (
        seen(fresh(HELD, facts=Facts(kickoff_at=local("01-22 15:00"))), "01-20 00:00", "QUESTIONNAIRE")[0] is SATISFIED
    )


@pytest.mark.parametrize(
    ("booked", "morning"),
    [
        ("01-22 15:00", "01-22 09:00 csm"),
        ("01-22 09:00", "01-21 09:00 csm"),  # no 09:00 lies before 09:00
        ("01-22 08:00", "01-21 09:00 csm"),
        ("01-24 15:00", "01-23 09:00 csm"),  # a Saturday
        ("01-26 08:00", "01-23 09:00 csm"),
    ],
)
def test_kickoff_brief_is_said_on_the_last_working_morning_before_it(booked: str, morning: str) -> None:
    assert told(fresh(facts=Facts(kickoff_at=local(booked))), "KICKOFF-BRIEF") == [morning]


def test_kickoff_brief_ends_with_the_kickoff() -> None:
    account = fresh(facts=Facts(kickoff_at=local("01-22 15:00")))
    assert seen(account, "01-22 00:00", "KICKOFF-BRIEF") == (FIRING, "01-22 15:00")
    assert seen(account, "01-22 15:00", "KICKOFF-BRIEF") == (SATISFIED, None)
    assert seen(fresh(), "01-22 15:00", "KICKOFF-BRIEF") == (NOT_APPLICABLE, None)
    assert seen(fresh(HELD, facts=account.facts), "01-22 00:00", "KICKOFF-BRIEF") == (SATISFIED, None)


def test_kickoff_brief_knows_goals_risks_and_flows() -> None:
    facts = Facts(
        kickoff_at=local("01-22 15:00"),
        handoff=replace(WHOLE, goals="Faster triage", promises=None),
        stakeholders=(person("Ana"),),
        flows=(flow("a", "Account setup", done="01-16 10:00"), flow("c", "Core workflow"), flow("x", before=False)),
    )
    known = finding(look_at(fresh(facts=facts), "01-22 00:00"), "KICKOFF-BRIEF").facts
    assert (known["goals"], known["flows_done"], known["flows_left"]) == (
        "Faster triage",
        ["Account setup"],
        ["Core workflow"],
    )
    assert known["risks"] == ["handoff", "questionnaire", "few_people", "no_sponsor"]
    assert known["kickoff_at"] == "2026-01-22T15:00-05:00"


def piece(due: str | None, done: str | None = None) -> Homework:
    return Homework(
        text="Send metadata", who="Ana", due_on=day(due) if due else None, done_on=day(done) if done else None
    )


@pytest.mark.parametrize(
    ("item", "at", "state", "until"),
    [
        (piece("01-21"), "01-21 23:59", WAITING, "01-22 00:00"),
        (piece("01-21"), "01-22 00:00", FIRING, None),
        (piece("01-21", "01-23"), "01-22 00:00", FIRING, None),
        (piece("01-21", "01-23"), "01-23 00:00", SATISFIED, None),
        (piece(None), "03-01 00:00", NOT_APPLICABLE, None),
    ],
)
def test_homework(item: Homework, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(facts=Facts(homework=(item,))), at, "HOMEWORK") == (state, until)


def test_homework_is_asked_for_every_three_days_piece_by_piece() -> None:
    both = fresh(facts=Facts(homework=(piece("01-21"), piece("01-22", "01-26"))))
    assert told(both, "HOMEWORK", "02-03 00:00") == [
        *("01-22 09:00 csm", "01-23 09:00 csm", "01-26 09:00 csm", "01-29 09:00 csm", "02-02 09:00 csm"),
    ]  # the second piece on 01-23; done on the 26th, its next turn never comes


@pytest.mark.parametrize(
    ("people", "at", "state"),
    [
        ((), "01-15 23:59", NOT_APPLICABLE),
        ((), "01-16 00:00", FIRING),
        ((person("Ana"),), "01-16 00:00", FIRING),
        ((person("Ana"), person("Raj")), "01-16 00:00", SATISFIED),
        ((person("Ana"), person("Raj", "01-20")), "01-19 23:59", SATISFIED),
        ((person("Ana"), person("Raj", "01-20")), "01-20 00:00", FIRING),
    ],
)
def test_stakeholders(people: tuple[Stakeholder, ...], at: str, state: FindingState) -> None:
    assert seen(fresh(HELD, facts=Facts(stakeholders=people)), at, "STAKEHOLDERS")[0] is state


def test_stakeholders_are_asked_for_weekly_from_the_day_that_one_is_missing() -> None:
    assert told(fresh(HELD), "STAKEHOLDERS", "02-03 00:00") == [f"{on} 09:00 csm" for on in ("01-16", "01-23", "01-30")]
    left = Facts(stakeholders=(person("Ana"), person("Raj", "01-20"), person("Eva", "01-19")))
    found = finding(look_at(fresh(HELD, facts=left), "01-25 00:00"), "STAKEHOLDERS")
    assert (found.since, found.facts["known"]) == (local("01-20 00:00"), ["Ana"])


def notes(key: str = "kickoff-notes", done: str | None = None, **values: Any) -> Milestone:
    return milestone(key, "01-18", done, **values)


@pytest.mark.parametrize(
    ("step", "at", "state", "until"),
    [
        (notes(), "01-17 23:59", WAITING, "01-18 00:00"),
        (notes(), "01-18 00:00", FIRING, None),
        (notes(done="01-19"), "01-18 00:00", FIRING, None),
        (notes(done="01-19"), "01-19 00:00", SATISFIED, None),
        (notes("m", name="Kick-off notes agreed", kind=Kind.CUSTOMER_CONFIRMED), "01-18 00:00", FIRING, None),
    ],
)
def test_notes_confirm(step: Milestone, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(KICKOFF, step), at, "NOTES-CONFIRM", step.key) == (state, until)


def test_notes_confirm_is_said_daily_where_a_milestone_stands_for_it() -> None:
    days = ["01-19", "01-20", "01-21", "01-22", "01-23"]  # Day 3 is a Sunday
    assert told(fresh(KICKOFF, notes()), "NOTES-CONFIRM", "01-26 00:00") == [f"{on} 09:00 csm" for on in days]
    assert seen(fresh(), "01-19 00:00", "NOTES-CONFIRM") == (NOT_APPLICABLE, None)
    said_only = notes("m", name="Kickoff notes sent")
    assert notes_milestone(fresh(KICKOFF, said_only)) is None


@pytest.mark.parametrize(
    ("item", "at", "state", "until"),
    [
        (flow("setup"), "01-16 23:59", WAITING, "01-17 00:00"),
        (flow("setup"), "01-17 00:00", FIRING, None),
        (flow("setup", done="01-17 12:00"), "01-17 11:00", FIRING, None),
        (flow("setup", done="01-17 12:00"), "01-17 12:00", SATISFIED, None),
    ],
)
def test_flow_undone(item: Flow, at: str, state: FindingState, until: str | None) -> None:
    assert seen(fresh(facts=Facts(flows=(item,))), at, "FLOW-UNDONE", "setup") == (state, until)


def test_flow_undone_is_said_once_a_flow_until_the_kickoff() -> None:
    flows = Facts(flows=(flow("setup"), flow("core"), flow("permissions", before=False)))
    assert told(fresh(facts=flows), "FLOW-UNDONE") == ["01-19 09:00 csm", "01-19 09:00 csm"]
    assert told(fresh(milestone("kickoff", "01-17", "01-18"), facts=flows), "FLOW-UNDONE") == []
    assert seen(fresh(), "01-19 00:00", "FLOW-UNDONE") == (NOT_APPLICABLE, None)


ADVANCED = flow("advanced", before=False)
LIVE = milestone("m3", "02-02", "01-20", name="First use case live")


@pytest.mark.parametrize(
    ("steps", "item", "at", "state", "until"),
    [
        ((LIVE,), ADVANCED, "01-20 00:00", WAITING, "01-23 00:00"),  # Day 8
        ((LIVE,), ADVANCED, "01-23 00:00", FIRING, None),
        ((KICKOFF,), ADVANCED, "02-23 00:00", NOT_APPLICABLE, None),
        ((replace(LIVE, done_on=day("02-02")),), ADVANCED, "02-01 23:00", NOT_APPLICABLE, None),
        ((replace(LIVE, done_on=day("02-02")),), ADVANCED, "02-02 00:00", FIRING, None),
        ((LIVE,), flow("more", "Week two", before=False), "01-23 00:00", FIRING, None),
        ((LIVE,), replace(ADVANCED, sent_at=local("01-22 10:00")), "01-23 00:00", SATISFIED, None),
        ((LIVE,), replace(ADVANCED, completed_at=local("01-22 10:00")), "01-23 00:00", SATISFIED, None),
    ],
)
def test_advanced_flow(
    steps: tuple[Milestone, ...], item: Flow, at: str, state: FindingState, until: str | None
) -> None:
    assert seen(fresh(*steps, facts=Facts(flows=(item,))), at, "ADVANCED-FLOW", item.key) == (state, until)


def test_advanced_flow_is_said_once_and_only_of_flows_for_week_2() -> None:
    flows = Facts(flows=(ADVANCED, flow("advanced-setup"), flow("permissions", before=False)))
    assert told(fresh(LIVE, facts=flows), "ADVANCED-FLOW") == ["01-23 09:00 csm"]


def test_the_kickoffs_milestone() -> None:
    names = ("Kickoff notes", "Kick-off agenda sent", "Kickoff booked", "Kickoff scheduled", "Customer kick-off")
    steps = tuple(milestone(f"m{number}", "01-17", name=name) for number, name in enumerate(names))
    found = kickoff_milestone(fresh(*steps))
    assert found is not None
    assert found.name == "Customer kick-off"
    assert kickoff_milestone(fresh(*steps, milestone("kickoff", "01-20", name="Call"))) == milestone(
        "kickoff", "01-20", name="Call"
    )


def test_a_kickoff_is_held_when_its_milestone_is_complete_else_when_its_time_has_passed() -> None:
    booked = Facts(kickoff_at=local("01-16 15:00"))
    assert not kickoff_held(fresh(facts=booked), local("01-17 12:00"))
    assert kickoff_held(fresh(HELD), local("01-17 12:00"))
    bare = fresh(milestone("setup", "01-20"), facts=booked)
    assert [kickoff_held(bare, local(f"01-16 {at}")) for at in ("14:59", "15:00")] == [False, True]


def test_what_establishes_the_primary_use_case() -> None:
    value = milestone("value", "02-02", "01-28", kind=Kind.VALUE)
    task = Submission(at=local("01-24 10:00"), workflow="w", ok=True)
    users = Facts(
        seed_users=(SeedUser(name="Raj", submissions=(replace(task, at=local("01-21 10:00"), ok=False), task)),)
    )
    assert use_case_on(fresh(value)) == first_value_on(fresh(value)) == day("01-28")
    assert use_case_on(fresh(value, facts=users)) == day("01-24")
    assert use_case_on(fresh(value, LIVE, facts=users)) == day("01-20")
    assert use_case_on(fresh()) is None
    assert first_value_on(fresh(LIVE)) is None


def test_done_in_time_nothing_is_said_of_the_start_but_how_to_open() -> None:
    facts = Facts(
        welcome_sent_at=local("01-15 09:30"),
        handoff=WHOLE,
        kickoff_at=local("01-16 08:00"),
        questionnaire=Questionnaire(sent_on=day("01-15"), reviewed_on=day("01-15")),
        stakeholders=(person("Ana"), person("Raj")),
    )
    lived = walk(fresh(HELD, facts=facts), "01-15 00:00", "01-17 00:00")
    assert [nudge.rule for nudge in lived.sent] == ["KICKOFF-BRIEF"]


def test_closing_the_account_ends_all_of_it() -> None:
    lived = walk(fresh(), "01-15 00:00", "01-16 12:00")
    lived.change(lambda account: with_milestone(account, HELD))
    assert ("KICKOFF-BOOK", None, "") in lived.seen.ended
    assert not look_at(fresh(state=AccountState.CLOSED), "01-20 00:00").new


def test_a_lead_may_change_the_numbers() -> None:
    numbers = {"WELCOME": {"after_hours": 4}, "KICKOFF-LATE": {"after_working_days": 5}}
    found = look_at(fresh(), "01-15 10:00", rule_numbers=numbers)
    assert finding(found, "WELCOME").until == local("01-15 13:00")
    assert finding(found, "KICKOFF-LATE").until == local("01-23 00:00")
