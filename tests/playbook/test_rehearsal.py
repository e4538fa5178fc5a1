"""A rehearsal lives through what a file dates: pauses, blockers and ends that come later, in whose hours, how far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from rehearsal import acme, day, local, milestone

from playbook.models import (
    Account,
    AccountState,
    Blocker,
    Facts,
    Kind,
    Measure,
    MilestoneStatus,
    Pause,
    Person,
    Role,
    SeedUser,
    Submission,
    Workspace,
)
from playbook.plans import playbooks
from playbook.rehearsal import planned_anew, rehearse


def told(account: Account, rule: str, *, until: date | None = None) -> list[str]:
    """When the rule speaks, as local "01-23 09:00"."""
    found = rehearse(account, Workspace(), until=until)
    return [one.at.astimezone(account.zone).strftime("%m-%d %H:%M") for one in found if one.rule == rule]


def test_it_ends_with_day_90_unless_told_otherwise() -> None:
    last = rehearse(acme(), Workspace())[-1]
    assert acme().local_date(last.at) <= date(2026, 4, 15)
    short = rehearse(acme(), Workspace(), until=day("01-23"))
    assert short == rehearse(acme(), Workspace())[: len(short)]
    assert acme().local_date(short[-1].at) == day("01-23")


def test_roles_that_hear_it_together_are_one_entry() -> None:
    (six,) = [one for one in rehearse(acme(), Workspace()) if one.rule == "STALL-6"]
    assert six.to == (Role.CSM, Role.CSM_LEAD)


def test_a_pause_ends_by_its_date_though_another_stays_open() -> None:
    pauses = (Pause(from_on=day("01-16"), to_on=day("01-26")), Pause(from_on=day("02-10")))
    paused = replace(acme(), state=AccountState.PAUSED, pauses=pauses)
    days = {paused.local_date(one.at) for one in rehearse(paused, Workspace())}
    assert min(day for day in days if day > date(2026, 1, 16)) == day("01-26")
    assert max(days) == day("02-09")


def test_a_day_that_falls_into_a_pause_comes_after_it() -> None:
    pause = Pause(from_on=day("02-14"), to_on=day("02-20"))  # Day 30 is the 14th
    lived = replace(acme(), pauses=(pause,))
    assert [at for at in told(lived, "TOUCH") if at >= "02-14"] == ["02-20 09:00"]  # Day 30
    assert told(lived, "REVIEW-30")[0] == "02-20 09:00"


def test_a_blocker_that_opens_later_does_not_begin_the_others_anew() -> None:
    blockers = (Blocker(text="B", opened_on=day("02-02")), Blocker(text="A", opened_on=day("01-16")))
    step = replace(acme().milestones[2], blockers=blockers)
    found = rehearse(acme(milestones=(step,)), Workspace(), until=day("02-10"))
    assert [(f"{one.at:%m-%d}", one.episode, one.step) for one in found if one.rule == "BLOCKED"] == [
        ("01-21", "2026-01-16#1", 1),
        ("01-26", "2026-01-16#1", 2),
        ("01-29", "2026-01-16#1", 3),
        ("02-03", "2026-01-16#1", 4),
        ("02-05", "2026-02-02#1", 1),
        ("02-06", "2026-01-16#1", 5),
        ("02-10", "2026-02-02#1", 2),
    ]


def test_a_gate_closes_when_its_measure_is_met() -> None:
    task = Submission(at=local("01-26 10:00"), workflow="triage", ok=True)
    users = (SeedUser(name="Raj", submissions=(task,)),)
    gate = milestone("fst", "01-25", kind=Kind.GATE, measure=Measure.FST_COVERAGE, threshold=70.0)
    lived = acme(milestones=(gate,), facts=Facts(seed_users=users))
    assert told(lived, "OVERDUE") == ["01-26 09:00"]
    assert told(lived, "STALL-9") == ["01-26 09:00"]  # Saturday's; since the 26th no milestone is open


def test_people_who_are_known_hear_in_their_own_hours() -> None:
    berlin = Person(id="U1", name="jane", real_name="Jane Smith", time_zone="Europe/Berlin")
    found = rehearse(replace(acme(), csm_id="U1"), Workspace(time_zone="Asia/Tokyo"), people={"U1": berlin})
    overdue = next(one for one in found if one.rule == "OVERDUE")
    assert overdue.at == datetime.fromisoformat("2026-01-23T09:00:00+01:00")


def test_planned_anew_has_the_playbooks_milestones_all_undone() -> None:
    playbook = playbooks()["agent-30-day"]
    planned = planned_anew(acme(), playbook)
    assert [item.key for item in planned.milestones] == [item.key for item in playbook.milestones]
    assert {item.status for item in planned.milestones} == {MilestoneStatus.PENDING}
    assert (planned.playbook, planned.facts.kickoff_hours) == ("agent-30-day", 48)
