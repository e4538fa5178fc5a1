"""Accounts with seed users, their tasks and the gates that measure them."""

from __future__ import annotations

from typing import Any

from rehearsal import acme, local, milestone

from playbook.models import Account, Facts, Kind, Measure, SeedUser, Submission
from playbook.rules import FindingState

FIRING, WAITING = FindingState.FIRING, FindingState.WAITING
SATISFIED, NOT_APPLICABLE = FindingState.SATISFIED, FindingState.NOT_APPLICABLE


def task(at: str, workflow: str = "triage", cause: str | None = None) -> Submission:
    """A successful task, or a failed one with its cause."""
    return Submission(at=local(at), workflow=workflow, ok=cause is None, cause=cause)


def user(name: str, *tasks: Submission, signed_up: str | None = None, handled: str | None = None) -> SeedUser:
    return SeedUser(
        name=name,
        signed_up_at=local(signed_up) if signed_up else None,
        submissions=tasks,
        failure_handled_at=local(handled) if handled else None,
    )


def gate(measure: Measure, due: str, threshold: float) -> Any:
    return milestone(measure.value.replace("_", "-"), due, kind=Kind.GATE, measure=measure, threshold=threshold)


def team(*users: SeedUser, milestones: tuple[Any, ...] = (), **facts: Any) -> Account:
    return acme(milestones=milestones, facts=Facts(seed_users=users, **facts))


def done(count: int, of: int, at: str = "01-16 10:00") -> tuple[SeedUser, ...]:
    """So many seed users of whom `count` have a first success."""
    return tuple(user(f"u{n}", *([task(at)] if n < count else [])) for n in range(of))


COVERAGE = gate(Measure.FST_COVERAGE, "01-25", 70)
