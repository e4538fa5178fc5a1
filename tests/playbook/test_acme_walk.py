"""Seed 001's Acme from the morning after "Integration configured" was due."""

from __future__ import annotations

from dataclasses import replace

from rehearsal import COMPLETE, acme, day, finding, local, look_at, milestone, walk, with_milestone

from playbook.models import (
    AccountState,
    Answer,
    Direction,
    Mode,
    NudgeState,
    Pause,
    Remediation,
    Review,
    Role,
    Touch,
    TouchKind,
)
from playbook.rules import Cadence, FindingState
from playbook.rules.finding import Stage
from playbook.steps import next_step


def test_the_first_look_on_the_morning_after() -> None:
    seen = look_at(acme(), "01-23 00:00")
    told = {(n.rule, n.subject, n.step, n.to, n.mode, n.send_at) for n in seen.new}
    nine = local("01-23 09:00")
    assert told == {
        ("OVERDUE", "integration-configured", 1, Role.CSM, Mode.PLAN, nine),
        ("BLOCKED", "integration-configured", 1, Role.CSM, Mode.PLAN, nine),
        ("TOUCH", None, 1, Role.CSM, Mode.PLAN, nine),
        ("STALL-3", None, 1, Role.CSM, Mode.PLAN, nine),
        ("HEALTH-80", None, 1, Role.CSM, Mode.PLAN, nine),
        ("STAKEHOLDERS", None, 1, Role.CSM, Mode.PLAN, nine),  # the kickoff was held, and nobody there is noted
    }
    assert seen.standing.score == 70.0
    assert (seen.standing.overdue, seen.standing.stalled_days, seen.standing.open_blockers) == (1, 3, 1)
    assert (seen.standing.reason_rule, seen.standing.next_milestone) == ("OVERDUE", "integration-configured")
    assert seen.next_look_at == local("01-26 00:00")  # STALL-6


def test_overdue_repeats_every_second_working_day_then_goes_to_the_lead_once() -> None:
    lived = walk(acme(), "01-23 00:00", "04-30 00:00")
    integration = [n for n in lived.sent if (n.rule, n.subject) == ("OVERDUE", "integration-configured")]
    assert [(n.step, n.to, f"{n.sent_at.astimezone(lived.account.zone):%m-%d %H:%M}") for n in integration] == [
        (1, Role.CSM, "01-23 09:00"),
        (2, Role.CSM, "01-27 09:00"),
        (3, Role.CSM, "01-29 09:00"),
        (4, Role.CSM_LEAD, "02-02 09:00"),
    ]
    assert integration[3].mode is Mode.ESCALATION


def test_a_holiday_uses_up_no_repeat() -> None:
    lived = walk(acme(), "01-23 00:00", "02-28 00:00", extra_holidays=(day("01-27"), day("01-29")))
    repeats = [f"{n.sent_at:%m-%d}" for n in lived.sent if (n.rule, n.subject) == ("OVERDUE", "integration-configured")]
    assert repeats == ["01-23", "01-28", "02-02", "02-04"]


def test_the_other_clocks_of_acme() -> None:
    lived = walk(acme(), "01-23 00:00", "02-20 00:00")
    assert lived.told("BLOCKED") == [
        f"{d} 09:00" for d in ("01-23", "01-28", "02-02", "02-05", "02-10", "02-13", "02-18")
    ]
    assert lived.told("TOUCH") == ["01-23 09:00", "01-30 09:00", "02-06 09:00", "02-13 09:00"]
    assert lived.told("STALL-3") == ["01-23 09:00"]
    assert lived.told("STALL-6", Role.CSM) == lived.told("STALL-6", Role.CSM_LEAD) == ["01-26 09:00"]
    assert lived.told("STALL-9", Role.CSM) == lived.told("STALL-9", Role.VP_CS) == ["01-29 09:00"]
    assert lived.told("STALL-21", Role.CSM) == lived.told("STALL-21", Role.CSM_LEAD) == ["02-10 09:00", "02-17 09:00"]
    assert lived.told("STALL-14") == ["02-03 09:00"]  # 14 days after the 20th, once, to the CSM alone
    assert lived.told("STALL-NOTE") == [f"{d} 09:00" for d in ("01-27", "02-03", "02-10", "02-17")]
    criteria = [f"{d} 09:00" for d in ("01-29", "02-02", "02-05", "02-09", "02-12", "02-16", "02-19")]
    assert lived.told("CRITERIA-14", Role.CSM) == lived.told("CRITERIA-14", Role.CSM_LEAD) == criteria
    assert lived.told("DRAG") == ["01-30 09:00"]  # first value was to be there by the 29th
    assert lived.told("HEALTH-80") == ["01-23 09:00"]
    assert lived.told("HEALTH-60", Role.CSM) == lived.told("HEALTH-60", Role.CSM_LEAD) == ["01-28 09:00"]
    assert lived.told("REVIEW-30", Role.CSM) == ["02-16 09:00", "02-17 09:00", "02-18 09:00"]  # Day 30 is a Saturday
    assert lived.told("REVIEW-30", Role.CSM_LEAD) == ["02-19 09:00"]
    assert all(n.mode is Mode.NOW for n in lived.sent if n.rule == "REVIEW-30" and n.to is Role.CSM)


def test_done_ends_its_threads_and_reopening_goes_on_where_they_stopped() -> None:
    lived = walk(acme(), "01-23 00:00", "01-24 00:00")
    step = lived.account.milestone("integration-configured")
    assert step
    lived.change(lambda a: with_milestone(a, replace(step, status=COMPLETE, done_on=day("01-24"))))
    assert ("OVERDUE", "integration-configured", "2026-01-22") in lived.seen.ended
    assert finding(lived.seen, "BLOCKED", "integration-configured").state is FindingState.SATISFIED
    assert finding(lived.seen, "HEALTH-80").state is FindingState.SATISFIED
    lived.change(lambda a: with_milestone(a, step))
    lived.to(local("01-28 00:00"))
    assert lived.told("OVERDUE") == ["01-23 09:00", "01-27 09:00"]


def test_snoozing_holds_the_thread() -> None:
    lived = walk(acme(), "01-23 00:00", "01-23 10:00")
    lived.state("OVERDUE", 1, NudgeState.WAITING, local("01-28 09:00"))
    lived.to(local("02-03 00:00"))
    assert [t for t in lived.told("OVERDUE") if t < "01-30"] == ["01-23 09:00", "01-28 09:00", "01-28 09:00"]
    integration = [n for n in lived.sent if n.subject == "integration-configured" and n.rule == "OVERDUE"]
    assert [f"{n.sent_at:%m-%d}" for n in integration] == ["01-23", "01-28", "01-30"]


def test_dismissing_ends_it_for_the_episode() -> None:
    lived = walk(acme(), "01-23 00:00", "01-23 10:00")
    lived.state("OVERDUE", 1, NudgeState.DISMISSED)
    lived.to(local("02-20 00:00"))
    assert [n.subject for n in lived.sent if n.rule == "OVERDUE" and n.subject == "integration-configured"] == [
        "integration-configured"
    ]
    moved = lived.account.milestone("integration-configured")
    assert moved
    lived.change(lambda a: with_milestone(a, replace(moved, due_on=day("02-24"))))
    lived.to(local("02-26 00:00"))
    assert lived.told("OVERDUE")[-1] == "02-25 09:00"


def test_a_pause_is_silent_and_its_end_starts_the_stall_anew() -> None:
    lived = walk(acme(), "01-23 00:00", "01-24 00:00")

    lived.change(lambda a: replace(a, state=AccountState.PAUSED, pauses=(Pause(from_on=day("01-24")),)))
    assert (lived.seen.new, lived.seen.next_look_at) == ((), None)
    assert len(lived.seen.ended) == 5
    assert [thread[0] for thread in lived.seen.resting] == ["HEALTH-80"]
    assert (lived.seen.standing.score, lived.seen.standing.at_risk, lived.seen.standing.rank) == (70.0, False, 0)
    before = len(lived.sent)
    lived.to(local("02-07 00:00"))
    assert len(lived.sent) == before
    lived.change(
        lambda a: replace(a, state=AccountState.ACTIVE, pauses=(Pause(from_on=day("01-24"), to_on=day("02-07")),))
    )
    lived.to(local("03-10 00:00"))
    assert lived.told("STALL-3") == ["01-23 09:00", "02-10 09:00"]
    assert lived.told("HEALTH-80") == ["01-23 09:00"]  # a pause is no way back over 80
    assert lived.told("REVIEW-30")[0] == "03-02 09:00"  # Day 30 moved from Feb 14 to Feb 28, a Saturday


def test_a_pause_takes_the_turn_only_of_what_was_not_told() -> None:
    lived = walk(acme(), "01-23 00:00", "01-24 00:00")
    memory = [nudge for nudge in lived.memory if nudge.rule == "HEALTH-80"]
    both = Cadence((Stage(((Role.CSM, Mode.PLAN), (Role.CSM_LEAD, Mode.ESCALATION))),))
    found = replace(finding(lived.seen, "HEALTH-80"), cadence=both)
    step = next_step(found, memory, lived.context.calendar_of, lived.now)
    assert step is not None
    assert (step.number, step.stage.addresses) == (1, ((Role.CSM_LEAD, Mode.ESCALATION),))


def test_a_touch_restarts_the_silence_and_a_call_the_stall() -> None:
    lived = walk(acme(), "01-23 00:00", "01-23 12:00")
    mail = Touch(at=lived.now, kind=TouchKind.EMAIL)
    lived.change(lambda a: replace(a, touches=(mail,)))
    assert finding(lived.seen, "TOUCH").until == local("01-30 00:00")
    assert finding(lived.seen, "STALL-3").fires
    call = Touch(at=lived.now, kind=TouchKind.CALL, direction=Direction.OUTBOUND, minutes=20)
    lived.change(lambda a: replace(a, touches=(mail, call)))
    assert finding(lived.seen, "STALL-3").until == local("01-26 00:00")
    assert finding(lived.seen, "STALL-3").facts == {"since_on": "2026-01-23", "after": "call", "days": 3}


def test_partial_asks_for_a_plan_and_the_plan_for_a_weekly_look_and_a_new_review() -> None:
    lived = walk(acme(), "02-16 00:00", "02-16 12:00")
    assert lived.told("REVIEW-30") == ["02-16 09:00"]
    answer = Review(answer=Answer.PARTIAL, said_by="Ana", on=day("02-16"), words="Half of it works")
    lived.change(lambda a: replace(a, review=answer))
    lived.to(local("02-20 12:00"))
    assert lived.told("REVIEW-FOLLOW") == ["02-17 09:00", "02-19 09:00"]
    assert lived.told("REVIEW-30") == ["02-16 09:00"]
    plan = Remediation(owner="Jane Smith", due_on=day("03-22"), steps=("Train",), opened_on=day("02-20"))
    lived.change(lambda a: replace(a, remediation=plan))
    lived.to(local("04-01 00:00"))
    assert lived.told("REVIEW-FOLLOW") == ["02-17 09:00", "02-19 09:00"]
    assert lived.told("REMEDIATION") == [f"{d} 09:00" for d in ("02-23", "03-02", "03-09", "03-16")]
    assert lived.told("REVIEW-30") == [f"{d} 09:00" for d in ("02-16", "03-23", "03-24", "03-25", "03-26")]
    yes = replace(answer, answer=Answer.YES, on=day("04-01"))
    lived.change(lambda a: replace(a, review=yes))
    assert finding(lived.seen, "REVIEW-30").state is FindingState.SATISFIED
    assert finding(lived.seen, "REMEDIATION").state is FindingState.SATISFIED
    assert finding(lived.seen, "REVIEW-FOLLOW").facts["day_60_on"] == "2026-03-16"
    lived.to(local("06-01 00:00"))
    assert lived.told("REVIEW-FOLLOW")[2:] == ["04-01 09:00"]


def test_health_is_told_on_each_crossing() -> None:
    two = (milestone("a", "01-20", weight=1), milestone("b", "01-28", weight=3))
    lived = walk(acme(milestones=two), "01-20 00:00", "01-22 00:00")
    assert lived.told("HEALTH-60", Role.CSM) == ["01-21 09:00"]

    def finish(key: str, on: str) -> None:
        step = lived.account.milestone(key)
        assert step
        lived.change(lambda a: with_milestone(a, replace(step, status=COMPLETE, done_on=day(on))))

    finish("a", "01-20")
    assert lived.seen.standing.score == 100.0
    lived.to(local("02-01 00:00"))
    assert lived.told("HEALTH-60", Role.CSM) == ["01-21 09:00", "01-29 09:00"]
    assert lived.told("HEALTH-60", Role.CSM_LEAD) == ["01-21 09:00", "01-29 09:00"]
    assert lived.told("HEALTH-80") == ["01-21 09:00", "01-29 09:00"]


def test_the_way_back_of_a_health_nudge_is_looked_at_again_when_it_closes() -> None:
    steps = (milestone("kickoff", "01-16", "01-16", weight=3), milestone("a", "01-20", weight=3))
    lived = walk(acme(milestones=steps), "01-21 00:00", "01-25 23:00")
    assert finding(lived.seen, "HEALTH-80").facts["way_back"] == []  # 75 at best
    light = (steps[0], replace(steps[1], weight=2))
    lived = walk(acme(milestones=light), "01-21 00:00", "01-25 23:00")
    assert finding(lived.seen, "HEALTH-80").facts["way_back"] == ["A"]
    lived.to(local("01-26 00:00"))  # twice the five days allowed are over: done now it would count a quarter
    assert finding(lived.seen, "HEALTH-80").facts["way_back"] == []


def test_a_nudge_that_does_not_get_out_holds_its_thread_and_is_looked_after() -> None:
    first = look_at(acme(), "01-23 00:00")
    stuck = [replace(nudge, state=NudgeState.QUEUED) for nudge in first.new if nudge.rule == "OVERDUE"]
    yes = Review(answer=Answer.YES, said_by="Ana", on=day("02-14"), words="It works")
    later = look_at(acme(milestones=acme().milestones[2:3], review=yes), "02-27 12:00", stuck)
    assert not [nudge for nudge in later.new if nudge.rule == "OVERDUE"]
    assert later.next_look_at == local("03-03 00:00")
    out = [replace(stuck[0], state=NudgeState.SENT, sent_at=local("02-27 12:05"))]
    again = [n for n in look_at(acme(), "03-03 00:00", out).new if n.thread == stuck[0].thread]
    assert [(n.step, n.send_at) for n in again] == [(2, local("03-03 09:00"))]
