"""METHOD section 5, WELCOME to KICKOFF-BRIEF, as docs/rules.md reads them: a row a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from beginnings import FIRING, HELD, NOT_APPLICABLE, SATISFIED, WAITING, WHOLE, flow, fresh, person, seen, told
from rehearsal import day, finding, local, look_at, milestone, walk, with_milestone
from test_first_week_rules import LIVE

from playbook.course import first_value_on, kickoff_held, kickoff_milestone, use_case_on
from playbook.models import (
    Account,
    AccountState,
    Facts,
    Handoff,
    Kind,
    Mode,
    Pause,
    Questionnaire,
    Role,
    SeedUser,
    Submission,
)
from playbook.rules import FindingState


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


def test_a_welcome_is_asked_for_until_it_is_sent_and_not_from_day_8_on_once_the_kickoff_is_held() -> None:
    assert told(fresh(HELD), "WELCOME") == ["01-15 10:00 csm", "01-16 09:00 csm-lead"]
    assert seen(fresh(HELD), "01-22 23:59", "WELCOME") == (FIRING, "01-23 00:00")
    assert seen(fresh(HELD), "01-23 00:00", "WELCOME") == (SATISFIED, None)
    booked = fresh(milestone("setup", "01-30"), facts=Facts(kickoff_at=local("01-26 15:00")))
    assert seen(booked, "01-26 14:59", "WELCOME") == (FIRING, "01-26 15:00")
    assert seen(booked, "01-26 15:00", "WELCOME") == (SATISFIED, None)


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
    held = milestone("kickoff", "01-17", "01-19")
    assert told(fresh(held), "SALES-HANDOFF") == [*both, "01-21 09:00 csm-lead"]
    assert told(fresh(replace(held, overrule="Sales is away")), "SALES-HANDOFF") == both[:2]
    assert seen(fresh(held), "01-23 00:00", "SALES-HANDOFF") == (SATISFIED, None)  # Day 8


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
