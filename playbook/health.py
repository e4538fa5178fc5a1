"""The health score (002), milestone completion rate, trend and the way back to green. Dates are the account's.

A paused account is measured as of the day its pause began, for a pause stops its clocks (METHOD section 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from playbook.clocks import frozen_on
from playbook.gates import held_by_gate
from playbook.models import Account, Band, Kind, Milestone, MilestoneStatus

GREEN = 80.0  # healthy from here (002)
RED = 60.0  # critical below
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One milestone's part in the score. `status` is None when it is left out.

    `why` is one of on_time, late, very_late, in_progress_overdue, not_started_overdue, not_due, held, skipped.
    """

    key: str
    name: str
    weight: int
    status: float | None
    why: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Health:
    """`score` is 0–100 with one decimal, None while nothing is due or done; the band goes by that rounded score."""

    score: float | None
    band: Band
    lines: tuple[ScoreLine, ...]


def finished_on(milestone: Milestone) -> date | None:
    """The day a milestone was completed; one marked complete without a day counts as done on its due day (chosen)."""
    if milestone.status is not MilestoneStatus.COMPLETE:
        return None
    return milestone.done_on or milestone.due_on


def late_limit(account: Account, milestone: Milestone) -> date:
    """The last day on which a late completion still counts half: twice the allowed time after Day 0 (002)."""
    allowed = max((milestone.due_on - account.start_on).days, 1)
    return account.start_on + timedelta(days=2 * allowed)


def health(account: Account, on: date) -> Health:
    """Σ(weight × status) / Σ weight × 100 over milestones past their due day or done (METHOD section 4, 002).

    What an unmet phase gate holds is not due, whatever its date (METHOD section 3, 002 edge case 2).

    A past `on` is judged as far as dates tell: what was done later counts as open, started if its start day had come.
    """
    on = frozen_on(account, on)
    lines = tuple(_line(account, milestone, on) for milestone in account.milestones)
    score = _score((line.weight, line.status) for line in lines)
    return Health(score, band_of(score), lines)


def band_of(score: float | None) -> Band:
    """The word for a score: healthy from 80, at risk from 60, critical below; not yet for None."""
    if score is None:
        return Band.NOT_YET
    if score >= GREEN:
        return Band.HEALTHY
    return Band.AT_RISK if score >= RED else Band.CRITICAL


def completion_rate(account: Account, on: date) -> float | None:
    """Percent of milestones done by their due day, of all but the skipped ones (chosen); None without any (002)."""
    on = frozen_on(account, on)
    planned = [milestone for milestone in account.milestones if milestone.status is not MilestoneStatus.SKIPPED]
    in_time = sum(1 for m in planned if (done := finished_on(m)) and done <= min(m.due_on, on))
    return round(100 * in_time / len(planned), 1) if planned else None


def trend(account: Account, on: date) -> float | None:
    """The score's change since 7 days before, in points; None while either score is missing."""
    on = frozen_on(account, on)
    score, before = health(account, on).score, health(account, on - _WEEK).score
    return None if score is None or before is None else round(score - before, 1)


def way_back(account: Account, on: date, standing: Health | None = None) -> tuple[str, ...]:
    """The fewest, then lightest, open milestones whose completion on `on` lifts the score to 80.

    Comes with what they depend on. Gates, which no click completes, are named only where the rest is not enough.
    () when already healthy, when there is no score yet, and when nothing done today would be enough. `standing` is
    the health on that day, for whoever has it.
    """
    on = frozen_on(account, on)
    standing = standing or health(account, on)
    if standing.score is None or standing.score >= GREEN:
        return ()
    gains = _gains(account, standing, on)
    without_gates = _lift(account, standing, gains, gates=False)
    return without_gates or _lift(account, standing, gains, gates=True)


def best_step(account: Account, on: date) -> tuple[str, float] | None:
    """The open milestone whose completion on `on` lifts a score below 80 most, and the score it gives.

    One that waits for no other; gates, which no click completes, only where nothing else lifts it. Of equals the one
    that is unblocked, lightest and due first. None when healthy, without a score, and when nothing lifts it.
    """
    on = frozen_on(account, on)
    score = health(account, on).score
    if score is None or score >= GREEN:
        return None
    ready = [m for m in account.open_milestones if _with_dependencies(account, m.key) == {m.key}]
    lifts = [(m, after) for m in ready if (after := score_if_done(account, [m.key], on)) and after > score]
    if not lifts:
        return None
    best, after = min(
        lifts, key=lambda lift: (lift[0].kind is Kind.GATE, -lift[1], bool(lift[0].open_blockers), *_light(lift[0]))
    )
    return best.key, after


def _light(milestone: Milestone) -> tuple[int, date, str]:
    return milestone.weight, milestone.due_on, milestone.key


def score_if_done(account: Account, keys: Iterable[str], on: date) -> float | None:
    """The score as if the milestones called `keys` were completed on `on`."""
    on = frozen_on(account, on)
    done = set(keys)
    lines = health(account, on).lines
    milestones = zip(account.milestones, lines, strict=True)
    return _score(
        (m.weight, _done_status(account, m, on)[0] if m.key in done and m.is_open else line.status)
        for m, line in milestones
    )


def _line(account: Account, milestone: Milestone, on: date) -> ScoreLine:
    done_on = finished_on(milestone)
    if done_on is not None and done_on > on:
        done_on = None
    status, why = _status(account, milestone, done_on, on)
    return ScoreLine(milestone.key, milestone.name, milestone.weight, status, why, milestone.due_on, done_on)


def _status(account: Account, milestone: Milestone, done_on: date | None, on: date) -> tuple[float | None, str]:
    if milestone.status is MilestoneStatus.SKIPPED:
        return None, "skipped"
    if done_on is not None:
        return _done_status(account, milestone, done_on)
    if milestone.due_on >= on:
        return None, "not_due"
    if held_by_gate(account, milestone):
        return None, "held"
    if _was_started(milestone, on):
        return 0.25, "in_progress_overdue"
    return 0.0, "not_started_overdue"


def _was_started(milestone: Milestone, on: date) -> bool:
    if milestone.status is MilestoneStatus.PENDING:
        return False
    return milestone.start_on is None or milestone.start_on <= on


def _done_status(account: Account, milestone: Milestone, done_on: date) -> tuple[float, str]:
    if done_on <= milestone.due_on:
        return 1.0, "on_time"
    return (0.5, "late") if done_on <= late_limit(account, milestone) else (0.25, "very_late")


def _score(parts: Iterable[tuple[int, float | None]]) -> float | None:
    earned = total = 0.0
    for weight, status in parts:
        if status is not None:
            earned += weight * status
            total += weight
    return round(100 * earned / total, 1) if total else None


def _lift(account: Account, standing: Health, gains: dict[str, float], *, gates: bool) -> tuple[str, ...]:
    """Greedy over what each completion adds to Σ weight × (status − 0.8), which is at least 0 exactly from 80 on."""
    need = -sum(line.weight * (line.status - GREEN / 100) for line in standing.lines if line.status is not None)
    allowed = {m.key for m in account.open_milestones if gates or m.kind is not Kind.GATE}
    closures = {key: _with_dependencies(account, key) for key in allowed}
    chosen: set[str] = set()
    while need > 1e-9:
        steps = [(key, closures[key] - chosen) for key in allowed - chosen if closures[key] <= allowed]
        steps = [(key, step) for key, step in steps if sum(gains[k] for k in step) > 0]
        if not steps:
            return ()
        _, step = min(steps, key=lambda item: _cost(account, item[0], item[1], gains, need))
        chosen |= step
        need -= sum(gains[key] for key in step)
    return tuple(milestone.key for milestone in account.milestones if milestone.key in chosen)


def _cost(
    account: Account, key: str, step: frozenset[str], gains: dict[str, float], need: float
) -> tuple[float, int, int, int, date, str]:
    """Smaller is better: enough at once by few milestones, else most gain a milestone; then light, unblocked, early."""
    gain = sum(gains[k] for k in step)
    milestone = account.milestone(key)
    assert milestone is not None
    reach = float(len(step)) if gain >= need - 1e-9 else 1000 - gain / len(step)
    weight = sum(found.weight for k in step if (found := account.milestone(k)))
    return reach, weight, len(milestone.open_blockers), -milestone.weight, milestone.due_on, key


def _gains(account: Account, standing: Health, on: date) -> dict[str, float]:
    gains = {}
    for milestone, line in zip(account.milestones, standing.lines, strict=True):
        after, _ = _done_status(account, milestone, on)
        before = 0.0 if line.status is None else line.status - GREEN / 100
        gains[milestone.key] = milestone.weight * (after - GREEN / 100 - before)
    return gains


def _with_dependencies(account: Account, key: str) -> frozenset[str]:
    """A milestone's key and those of the open milestones it hangs on, however far."""
    found: set[str] = set()
    rest = [key]
    while rest:
        if (milestone := account.milestone(rest.pop())) and milestone.is_open and milestone.key not in found:
            found.add(milestone.key)
            rest.extend(milestone.depends_on)
    return frozenset(found)
