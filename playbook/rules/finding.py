"""What a rule says about an account at a moment, and how often a firing one may speak."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from playbook.models import Mode, Role

Fact = str | int | float | bool | list[str] | None


class FindingState(StrEnum):
    FIRING = "firing"
    WAITING = "waiting"  # will fire at `until` unless something happens
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not-applicable"


class Unit(StrEnum):
    """What a cadence counts, in the recipient's calendar."""

    DAYS = "days"
    WORKING_DAYS = "working-days"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a cadence: who hears of it and how, `after` so many units since the step before.

    The first address sets the pace: the next step waits until that nudge is sent. With `at` the step is due at that
    instant instead of `after` units, but never before the step it follows.
    """

    addresses: tuple[tuple[Role, Mode], ...]
    after: int = 0
    unit: Unit = Unit.DAYS
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cadence:
    """The steps of a thread in order; with `repeats` the last one comes again for as long as the cause lasts."""

    stages: tuple[Stage, ...]
    repeats: bool = False

    def stage(self, step: int) -> Stage | None:
        """The stage of step 1, 2, …; None when the thread has said all it has to say."""
        if step > len(self.stages) and not self.repeats:
            return None
        return self.stages[min(step, len(self.stages)) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule's judgement about one subject. `facts` are its inputs: JSON scalars or lists of names, dates as ISO text.

    `since` is when it began to hold (firing) or will (waiting); `until` the earliest instant at which time alone
    changes this finding, None when only an event can. Facts hold dates, never counts of days, so they do not age.
    """

    rule: str
    state: FindingState
    subject: str | None = None
    episode: str = ""
    since: datetime | None = None
    until: datetime | None = None
    cadence: Cadence | None = None
    facts: dict[str, Fact] = field(default_factory=dict)

    @property
    def thread(self) -> tuple[str, str | None, str]:
        """What repeats of one cause share; the same as `Nudge.thread`."""
        return self.rule, self.subject, self.episode

    def rested(self, by: str) -> Finding:
        """The same, with nothing to say: its rule was put to rest on the `account` or by the `team`."""
        state = FindingState.NOT_APPLICABLE
        return replace(self, state=state, since=None, cadence=None, facts={**self.facts, "rested": by})

    @property
    def fires(self) -> bool:
        return self.state is FindingState.FIRING
