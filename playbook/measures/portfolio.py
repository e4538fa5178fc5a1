"""Many accounts as one table: each figure with how many accounts stand behind it and how good it is.

METHOD section 4; what each line counts says its function. Lengths are days, shares percent, to one decimal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import mean, median, quantiles

from playbook.measures.bands import Grade, Level, Metric, Scale, scale_of
from playbook.measures.days import Days, days_sum
from playbook.measures.figures import Figures
from playbook.measures.ttv import Part
from playbook.models import Tier


class Grouping(StrEnum):
    """What `/onboard report` can be cut by."""

    CSM = "csm"
    SEGMENT = "segment"
    PLAYBOOK = "playbook"


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the table; `value`, `level` and `grade` are None while `of` is 0."""

    metric: Metric
    value: float | None
    of: int  # accounts, users or milestones that were counted
    scale: Scale

    @property
    def grade(self) -> Grade | None:
        return None if self.value is None else self.scale.grade(self.value)

    @property
    def level(self) -> Level | None:
        return None if self.value is None else self.scale.level(self.value)

    @property
    def meets_target(self) -> bool | None:
        return None if self.value is None or self.scale.target is None else self.scale.target.holds(self.value)


@dataclass(frozen=True, slots=True)
class Table:
    """A portfolio, or one group of it. `key` is the CSM's id or name, the segment or the playbook; None for all."""

    key: str | None
    name: str | None
    accounts: int
    active: int
    segment: Tier | None  # the one that all its accounts are of; None when mixed
    readings: tuple[Reading, ...]
    parts: Mapping[Part, float | None]  # the median length of each part of TTV, in days
    days: Days

    def reading(self, metric: Metric) -> Reading:
        return next(reading for reading in self.readings if reading.metric is metric)

    def count(self, grade: Grade) -> int:
        return sum(reading.grade is grade for reading in self.readings)


def table(figures: Sequence[Figures], key: str | None = None, name: str | None = None) -> Table:
    """The figures of these accounts together, each against its band."""
    segments = {each.segment for each in figures}
    segment = segments.pop() if len(segments) == 1 else None
    active = sum(each.is_active for each in figures)
    readings = []
    for metric in Metric:
        value, of = _LINES[metric](figures)
        shown = None if value is None else round(value, 1)
        readings.append(Reading(metric, shown, of, scale_of(metric, segment, active)))
    days = days_sum(each.days for each in figures)
    return Table(key, name, len(figures), active, segment, tuple(readings), _parts(figures), days)


def tables(figures: Iterable[Figures], by: Grouping) -> tuple[Table, ...]:
    """One table a group, the one with the most red figures first, then with the most warnings, then by name."""
    groups: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for each in figures:
        groups[_GROUPS[by](each)].append(each)
    found = [table(some, key, name) for (key, name), some in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.count(Grade.RED), -one.count(Grade.WARNING), one.name or "")))


_GROUPS: Mapping[Grouping, Callable[[Figures], tuple[str, str]]] = {
    Grouping.CSM: lambda each: (each.csm_id or each.csm, "" if each.csm_id else each.csm),
    Grouping.SEGMENT: lambda each: (str(each.segment), str(each.segment)),
    Grouping.PLAYBOOK: lambda each: (each.playbook or "", each.playbook or ""),
}
_Line = tuple[float | None, int]


def _ttv(figures: Sequence[Figures]) -> list[int]:
    return [each.ttv.total for each in figures if each.ttv.total is not None]


def _median_ttv(figures: Sequence[Figures]) -> _Line:
    """Of the accounts that reached first value."""
    return _middle(_ttv(figures))


def _p90_ttv(figures: Sequence[Figures]) -> _Line:
    """The length that nine of ten stay within, interpolated between the two nearest accounts."""
    lengths = _ttv(figures)
    if len(lengths) < 2:
        return _middle(lengths)
    return quantiles(lengths, n=10, method="inclusive")[8], len(lengths)


def _go_live(figures: Sequence[Figures]) -> _Line:
    """The median of those that went live."""
    return _middle([each.go_live for each in figures if each.go_live is not None])


def _completion_rate(figures: Sequence[Figures]) -> _Line:
    """Milestones done in time, of all that are due or done."""
    return _share(sum(each.in_time for each in figures), sum(each.due for each in figures))


def _onboarding_completion(figures: Sequence[Figures]) -> _Line:
    """Accounts that reached their value milestone (002), of those whose onboarding is or should be over."""
    over = [each for each in figures if each.over]
    return _share(sum(each.reached_value for each in over), len(over))


def _retention(figures: Sequence[Figures]) -> _Line:
    """Accounts still there on their Day 90, of those that have had it; churn is the rest to 100."""
    known = [each.retained for each in figures if each.retained is not None]
    return _share(sum(known), len(known))


def _activation(figures: Sequence[Figures]) -> _Line:
    """Seed users with a first successful task, of all seed users of accounts past Day 10."""
    return _share(sum(each.with_fst for each in figures), sum(each.seed_users for each in figures))


def _flows(figures: Sequence[Figures]) -> _Line:
    """Pre-kickoff flows completed by the kickoff, of those of accounts that had it (000)."""
    return _share(sum(each.flows_in_time for each in figures), sum(each.flows for each in figures))


def _stalled(figures: Sequence[Figures]) -> _Line:
    """How many of the active accounts stall (STALL-3)."""
    active = [each for each in figures if each.is_active]
    return (float(sum(each.is_stalled for each in active)) if active else None), len(active)


def _per_csm(figures: Sequence[Figures]) -> _Line:
    """Active onboardings a CSM who has any."""
    active = [each.csm_id or each.csm for each in figures if each.is_active]
    return (len(active) / len(set(active)) if active else None), len(active)


def _average(of: Callable[[Figures], float | None]) -> Callable[[Sequence[Figures]], _Line]:
    def line(figures: Sequence[Figures]) -> _Line:
        values = [value for each in figures if (value := of(each)) is not None]
        return (mean(values) if values else None), len(values)

    return line


_LINES: Mapping[Metric, Callable[[Sequence[Figures]], _Line]] = {
    Metric.MEDIAN_TTV: _median_ttv,
    Metric.P90_TTV: _p90_ttv,
    Metric.KICKOFF_TO_GO_LIVE: _go_live,
    Metric.COMPLETION_RATE: _completion_rate,
    Metric.ONBOARDING_COMPLETION: _onboarding_completion,
    Metric.RETENTION_90: _retention,
    Metric.CES: _average(lambda each: each.survey.ces),
    Metric.NPS: _average(lambda each: each.survey.nps),
    Metric.CSAT: _average(lambda each: each.survey.csat),
    Metric.ACTIVATION: _activation,
    Metric.FEATURE_ADOPTION: _average(lambda each: each.adoption),
    Metric.PRE_KICKOFF_FLOWS: _flows,
    Metric.STALLED: _stalled,
    Metric.PER_CSM: _per_csm,
}


def _middle(lengths: Sequence[int]) -> _Line:
    return (float(median(lengths)) if lengths else None), len(lengths)


def _share(have: int, of: int) -> _Line:
    return (100 * have / of if of else None), of


def _parts(figures: Sequence[Figures]) -> dict[Part, float | None]:
    found = {}
    for part in Part:
        value, _ = _middle([days for each in figures if (days := each.ttv.parts[part]) is not None])
        found[part] = value
    return found
