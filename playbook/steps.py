"""The next step of a thread: which, for whom, and when. Memory is the thread's nudges, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from playbook.calendar import Calendar
from playbook.models import Mode, Nudge, NudgeState, Role
from playbook.rules.finding import Finding, Stage, Unit

_UNSENT = (NudgeState.WAITING, NudgeState.QUEUED)


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step to come. `ready_at` is when it may be drafted; while `held` by an unsent step before, an estimate."""

    number: int
    stage: Stage
    ready_at: datetime
    held: bool


def next_step(
    finding: Finding, past: Sequence[Nudge], calendar_of: Callable[[Role], Calendar], now: datetime
) -> NextStep | None:
    """The step after those in `past` (one thread's nudges); None when there is none or a person dismissed the thread.

    The first one is ready when the finding began; a later one on the day its stage names, counted from the day the
    first address of the step before was told. An unsent one holds it: `ready_at` then supposes it is sent at its time.
    """
    if finding.cadence is None or any(nudge.state is NudgeState.DISMISSED for nudge in past):
        return None
    number = max((nudge.step for nudge in past), default=0) + 1
    if untold := _untold(finding.cadence.stage(number - 1) if number > 1 else None, number - 1, past):
        return NextStep(number - 1, untold, finding.since or now, False)
    stage = finding.cadence.stage(number)
    if stage is None:
        return None
    if number == 1:
        return NextStep(1, stage, finding.since or now, False)
    before = _pace_setter(finding, number - 1, past)
    held = before.state in _UNSENT
    told_at = max(before.send_at, now) if held else before.sent_at or before.send_at
    return NextStep(number, stage, _ready_at(stage, told_at, calendar_of(stage.addresses[0][0])), held)


def drafts(
    account_id: int, finding: Finding, step: NextStep, calendar_of: Callable[[Role], Calendar], now: datetime
) -> Iterator[Nudge]:
    """The step's nudges, one an address, each at the first moment its mode allows, never before `now`."""
    at = max(step.ready_at, now)
    for role, mode in step.stage.addresses:
        calendar = calendar_of(role)
        send_at = calendar.morning_at_or_after(at) if mode is Mode.PLAN else calendar.working_moment_at_or_after(at)
        yield Nudge(
            account_id=account_id,
            rule=finding.rule,
            subject=finding.subject,
            episode=finding.episode,
            step=step.number,
            to=role,
            mode=mode,
            send_at=send_at,
            facts=dict(finding.facts),
        )


def _untold(stage: Stage | None, step: int, past: Sequence[Nudge]) -> Stage | None:
    """What a step has still to say: a pause took the turn of those who were not told yet."""
    told = {nudge.to for nudge in past if nudge.step == step}
    left = tuple((role, mode) for role, mode in stage.addresses if role not in told) if stage else ()
    return replace(stage, addresses=left) if stage and left else None


def _ready_at(stage: Stage, told_at: datetime, calendar: Calendar) -> datetime:
    """The stage's own instant, or midnight in the recipient's zone of the day it names: drafted then, it makes that
    morning's plan. No plan holds two steps of a thread: one that is late waits for the next."""
    told_on = calendar.local_date(told_at)
    if stage.at is not None:
        late_for_plan = stage.at <= told_at and stage.addresses[0][1] is Mode.PLAN
        return calendar.midnight(told_on + timedelta(days=1)) if late_for_plan else max(stage.at, told_at)
    if stage.unit is Unit.WORKING_DAYS:
        return calendar.midnight(calendar.add_working_days(told_on, stage.after))
    return calendar.midnight(told_on + timedelta(days=stage.after))


def _pace_setter(finding: Finding, step: int, past: Sequence[Nudge]) -> Nudge:
    stage = finding.cadence.stage(step) if finding.cadence else None
    role = stage.addresses[0][0] if stage else None
    sent = [nudge for nudge in past if nudge.step == step]
    return next((nudge for nudge in sent if nudge.to is role), sent[0])
