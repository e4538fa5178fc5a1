"""Moving due days: one milestone with all that waits for it, or everything after a pause (METHOD section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from playbook.errors import NotFound, Refused
from playbook.gates import is_phase_gate
from playbook.matching import nearest_word
from playbook.models import Account, Homework, Milestone, MilestoneStatus


@dataclass(frozen=True, slots=True)
class Shift:
    """One milestone's due day, before and after."""

    key: str
    name: str
    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days


def shift(account: Account, key: str, new_due_on: date) -> tuple[Shift, ...]:
    """The moves that giving milestone `key` a new due day brings: itself first, then its open dependents, direct
    and indirect, in the account's order, by the same number of days. No move, no shifts.

    Raises NotFound for an unknown key; Refused milestone_closed, or before_day_zero when any would land there.
    """
    target = account.milestone(key)
    if target is None:
        raise NotFound("milestone", key, tuple(filter(None, [nearest_word(key, [m.key for m in account.milestones])])))
    if not target.is_open:
        raise Refused("milestone_closed", key=key, name=target.name, status=target.status.value)
    if new_due_on == target.due_on:
        return ()
    waiting = dependents(account.milestones, key)
    movers = [target, *(item for item in account.milestones if item.key in waiting and item.is_open)]
    return _checked(account, _moved_by(movers, new_due_on - target.due_on))


def resume_shift(account: Account, pause_from: date, resume_on: date) -> tuple[Shift, ...]:
    """The moves that resuming on `resume_on` brings: every open milestone, by the paused length in days.

    Raises Refused resume_before_pause.
    """
    if resume_on < pause_from:
        raise Refused("resume_before_pause", paused_on=pause_from, resume_on=resume_on)
    return _moved_by(account.open_milestones, resume_on - pause_from)


def resumed_end(on: date | None, pause_from: date, resume_on: date) -> date | None:
    """A day that the whole account runs towards, after the pause: moved like what is open, unless it was past."""
    return on + (resume_on - pause_from) if on is not None and on >= pause_from else on


def resumed_homework(pieces: tuple[Homework, ...], pause_from: date, resume_on: date) -> tuple[Homework, ...]:
    """The customer's homework after a pause: what is not done yet is due as many days later."""
    by = resume_on - pause_from
    return tuple(
        replace(piece, due_on=piece.due_on + by) if piece.due_on and piece.done_on is None else piece
        for piece in pieces
    )


def gate_shift(account: Account, key: str, on: date) -> tuple[Shift, ...]:
    """The moves that a phase gate met late, on `on`, brings: all that it held, by as many days (002, edge case 2).

    Nothing for a gate in time, or a milestone that is no phase gate.
    """
    gate = account.milestone(key)
    if gate is None or not is_phase_gate(gate) or on <= gate.due_on:
        return ()
    held = dependents(account.milestones, key)
    return _moved_by((item for item in account.open_milestones if item.key in held), on - gate.due_on)


def with_shifts(account: Account, shifts: Iterable[Shift]) -> Account:
    """The account after the moves. The start day of a milestone that nobody has started moves along."""
    moves = {move.key: move for move in shifts}
    moved = tuple(_applied(item, moves[item.key]) if item.key in moves else item for item in account.milestones)
    return replace(account, milestones=moved)


def dependents(milestones: Iterable[Milestone], key: str) -> set[str]:
    """The keys of all milestones that wait for `key`, directly or through others; `key` itself is never among them."""
    listed = tuple(milestones)
    found: set[str] = set()
    edge = {key}
    while edge:
        edge = {item.key for item in listed if edge.intersection(item.depends_on)} - found - {key}
        found |= edge
    return found


def _moved_by(milestones: Iterable[Milestone], by: timedelta) -> tuple[Shift, ...]:
    return tuple(Shift(item.key, item.name, item.due_on, item.due_on + by) for item in milestones) if by else ()


def _checked(account: Account, shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    for move in shifts:
        if move.to_on < account.start_on:
            raise Refused("before_day_zero", key=move.key, name=move.name, on=move.to_on, start_on=account.start_on)
    return shifts


def _applied(milestone: Milestone, move: Shift) -> Milestone:
    start_on = milestone.start_on
    if start_on is not None and milestone.status is MilestoneStatus.PENDING:
        start_on += timedelta(days=move.days)
    if start_on is not None and start_on > move.to_on:
        start_on = move.to_on
    return replace(milestone, due_on=move.to_on, start_on=start_on)
