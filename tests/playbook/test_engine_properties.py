"""What must hold for any account: said once, in working hours, and never late for want of looking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from rehearsal import Walk, with_milestone

from playbook.calendar import Calendar, account_calendar
from playbook.engine import Context, look
from playbook.health import health, score_if_done, way_back
from playbook.models import (
    Account,
    AccountState,
    Answer,
    Blocker,
    Direction,
    Facts,
    Kind,
    Measure,
    Milestone,
    MilestoneStatus,
    Pause,
    Remediation,
    Review,
    Role,
    SeedUser,
    Submission,
    Touch,
    TouchKind,
    Workspace,
)
from tests.shared import examples

START = date(2026, 2, 20)  # the clocks change during the walks
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney"]
DAYS = st.integers(0, 45)
HOURS = (time(9), time(18))


def after(days: int) -> date:
    return START + timedelta(days=days)


def _task(at: datetime) -> Submission:
    return Submission(at=at, workflow="w", ok=True)


@st.composite
def milestones(draw: st.DrawFn) -> tuple[Milestone, ...]:
    steps = []
    for number in range(draw(st.integers(0, 5))):
        due, start = draw(DAYS), draw(st.integers(0, 10))
        status = draw(st.sampled_from(MilestoneStatus))
        blockers = draw(st.lists(st.one_of(st.none(), DAYS.map(after)), max_size=2))
        gate = draw(st.booleans())
        steps.append(
            Milestone(
                key=f"m{number}",
                name=f"M {number}",
                due_on=after(due),
                start_on=draw(st.sampled_from([None, after(min(start, due))])),
                status=status,
                done_on=after(draw(DAYS)) if status is MilestoneStatus.COMPLETE else None,
                weight=draw(st.integers(1, 3)),
                kind=Kind.GATE if gate else Kind.TASK,
                measure=draw(st.sampled_from(Measure)) if gate else None,
                depends_on=tuple(f"m{n}" for n in range(number) if draw(st.booleans())),
                blockers=tuple(Blocker(id=10 * number + n, text="x", opened_on=on) for n, on in enumerate(blockers)),
            )
        )
    return tuple(steps)


@st.composite
def seed_users(draw: st.DrawFn, instants: st.SearchStrategy[datetime]) -> SeedUser:
    tasks = [
        Submission(at=at, workflow=workflow, ok=cause is None, cause=cause)
        for at, workflow, cause in draw(
            st.lists(st.tuples(instants, st.sampled_from("wv"), st.sampled_from([None, "x", "y"])), max_size=3)
        )
    ]
    return SeedUser(
        name=draw(st.sampled_from(["v", "w"])),
        signed_up_at=draw(st.one_of(st.none(), instants)),
        submissions=tuple(sorted(tasks, key=lambda task: task.at)),
        failure_handled_at=draw(st.one_of(st.none(), instants)),
    )


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    zone = draw(st.sampled_from(ZONES))
    instants = st.integers(0, 45 * 24).map(lambda hours: datetime(2026, 2, 20, tzinfo=UTC) + timedelta(hours=hours))
    touches = draw(st.lists(instants, max_size=3))
    tasks = draw(st.lists(instants, max_size=3))
    answer = draw(st.one_of(st.none(), st.sampled_from(Answer)))
    pause = draw(st.one_of(st.none(), st.tuples(DAYS, st.integers(1, 9))))
    return Account(
        id=1,
        name="A",
        csm="jane",
        start_on=START,
        time_zone=zone,
        country=draw(st.sampled_from([None, "US"])),
        milestones=draw(milestones()),
        touches=tuple(
            Touch(at=at, kind=draw(st.sampled_from(TouchKind)), direction=draw(st.sampled_from(Direction)))
            for at in touches
        ),
        facts=Facts(
            seed_users=(
                SeedUser(name="u", submissions=tuple(Submission(at=at, workflow="w", ok=True) for at in tasks)),
                *draw(st.lists(seed_users(instants), max_size=2, unique_by=lambda user: user.name)),
            ),
            logins=tuple(draw(st.lists(instants, max_size=2))),
            features_purchased=("a", "b"),
            features_used=("a",) if draw(st.booleans()) else (),
        ),
        pauses=(Pause(from_on=after(pause[0]), to_on=after(sum(pause))),) if pause else (),
        review=Review(answer=answer, said_by="Ana", on=after(draw(st.integers(20, 40))), words="…") if answer else None,
        remediation=draw(
            st.one_of(
                st.none(),
                st.integers(30, 60).map(lambda days: Remediation(owner="jane", due_on=after(days), steps=())),
            )
        ),
    )


@st.composite
def contexts(draw: st.DrawFn, account: Account) -> Context:
    workspace = Workspace(opens=HOURS[0], closes=HOURS[1])
    hours = {role: Calendar(ZoneInfo(draw(st.sampled_from(ZONES))), *HOURS) for role in Role}
    return Context(workspace, hours.__getitem__, account_calendar(account, workspace))


@examples(15)
@given(st.data())
def test_a_life_is_told_once_and_in_working_hours(data: st.DataObject) -> None:
    account = data.draw(accounts())
    context = data.draw(contexts(account))
    begins = context.account_calendar.midnight(START)
    lived = Walk(account, context, begins - timedelta(days=3)).to(begins + timedelta(days=60))
    keys = [nudge.key for nudge in lived.sent]
    assert len(keys) == len(set(keys))
    for nudge in lived.sent:
        assert nudge.sent_at
        assert nudge.sent_at >= begins
        hours = context.calendar_of(nudge.to)
        here = nudge.sent_at.astimezone(hours.zone)
        assert hours.is_working_day(here.date())
        assert HOURS[0] <= here.time() < HOURS[1]
        assert nudge.sent_at == nudge.send_at


@examples(3)
@given(st.data())
def test_looking_every_hour_sees_nothing_more(data: st.DataObject) -> None:
    account = data.draw(accounts())
    context = data.draw(contexts(account))
    now = context.account_calendar.midnight(START) - timedelta(days=1)
    lived = Walk(account, context, now)
    for _ in range(50 * 24):
        now += timedelta(hours=1)
        lived.to(now)
        seen = look(lived.account, lived.memory, context, now)
        assert seen.findings == lived.seen.findings
        assert seen.standing == lived.seen.standing
        assert (seen.new, seen.ended) == ((), ())


@given(st.data(), st.integers(0, 60 * 24))
def test_looking_again_with_the_new_nudges_drafts_nothing(data: st.DataObject, hour: int) -> None:
    account = data.draw(accounts())
    context = data.draw(contexts(account))
    now = context.account_calendar.midnight(START) + timedelta(hours=hour)
    first = look(account, (), context, now)
    again = look(account, first.new, context, now)
    assert all(nudge.send_at >= now for nudge in first.new)
    assert first.next_look_at is None or first.next_look_at > now
    assert again.findings == first.findings
    assert (again.new, again.ended, again.standing) == ((), (), first.standing)
    assert again.next_look_at == first.next_look_at


@given(st.data(), DAYS)
def test_nothing_is_said_about_paused_or_closed_accounts_or_before_the_signing(data: st.DataObject, days: int) -> None:
    account = data.draw(accounts())
    context = data.draw(contexts(account))
    now = context.account_calendar.midnight(after(days))
    for state in (AccountState.PAUSED, AccountState.CLOSED):
        seen = look(replace(account, state=state), (), context, now)
        assert (seen.new, seen.next_look_at) == ((), None)
    account = replace(account, pauses=())  # one that holds at the signing has its end looked at, not the signing
    early = look(account, (), context, account.signed - timedelta(seconds=1))
    assert (early.new, early.next_look_at) == ((), account.signed)


@given(accounts(), DAYS, st.data())
def test_the_score_is_a_percentage_and_never_worse_for_being_earlier(
    account: Account, days: int, data: st.DataObject
) -> None:
    on = after(days)
    score = health(account, on).score
    assert score is None or 0 <= score <= 100
    done = [step for step in account.milestones if step.status is MilestoneStatus.COMPLETE and step.done_on]
    if done:
        step = data.draw(st.sampled_from(done))
        assert step.done_on
        earlier = replace(step, done_on=step.done_on - timedelta(days=data.draw(st.integers(1, 20))))
        better = health(with_milestone(account, earlier), on).score
        assert score is None or (better is not None and better >= score)


@given(accounts(), DAYS)
def test_the_way_back_leads_to_green(account: Account, days: int) -> None:
    on = after(days)
    keys = way_back(account, on)
    assert {account.milestone(key).is_open for key in keys} <= {True}  # type: ignore[union-attr]
    after_all = score_if_done(account, keys, on)
    assert not keys or (after_all is not None and after_all >= 80)
