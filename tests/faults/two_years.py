"""Row "two-years": customers lived through with trouble hear what an oracle of the method says, no more and no less.

Equal means: the same multiset of (half hour, customer, rule, step, role, subject). Everything dated to the minute is
on a half hour, and every trouble is over within 25 minutes, so nothing may come in another half hour than the oracle's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.databases import POSTGRESQL, SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.team import Team, customers, meant
from tests.faults.two_at_a_time import two_at_a_time

MONTH = 365 / 12
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A team of a seed: so many customers, the last of which came within so many days, for so many months."""

    kind: str
    seed: int
    customers: int
    months: int
    within: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.seed}"


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of it. `lost`, `more` and `twice` are what differs from the oracle, in words."""

    told: int
    messages: int
    crashes: int
    faults: int
    jumps: int
    lost: tuple[str, ...]
    more: tuple[str, ...]
    twice: tuple[str, ...]


CASES = {
    Size.QUICK: [Case(SQLITE, 0, 2, 2, 20), Case(POSTGRESQL, 1, 2, 2, 20)],
    Size.FULL: [Case(POSTGRESQL if seed == 4 else SQLITE, seed, 6, 24, 420) for seed in range(10)],
}


def two_years(size: Size, progress: Progress) -> Iterator[Figure]:
    """One figure of all teams."""
    found = list(two_at_a_time(live, CASES[size], progress))
    failures = [f"{case}: {wrong}" for case, lived in found for wrong in _wrong(lived)]
    lives = [lived for _, lived in found]
    first, number = CASES[size][0], len(found)
    what = (
        f"{number * first.customers} customers in {number} teams (a seed each, one on PostgreSQL)"
        f" × {first.months} months:"
        f" {sum(one.faults for one in lives)} faults of Slack, {sum(one.crashes for one in lives)} crashes within a"
        f" transaction, {sum(one.jumps for one in lives)} jumps of the clock"
    )
    lost, more, twice = (sum(len(getattr(one, name)) for one in lives) for name in ("lost", "more", "twice"))
    told = f"{sum(one.told for one in lives)} lines in {sum(one.messages for one in lives)} messages"
    value = f"{told}: {lost} lost, {more} that the oracle does not know, {twice} messages twice"
    yield Figure(what, value, "the oracle's multiset: 0 lost, 0 more, 0 twice", not failures, tuple(failures))


def live(case: Case) -> Lived:
    """All the months of a team."""
    days = round(case.months * MONTH)
    files = customers(case.seed, case.customers, case.within)
    with Databases() as databases, databases.fresh(case.kind) as url:
        team = Team(url, case.seed, files, days)
        team.live()
    wanted = meant(files, days)
    return Lived(
        told=sum(team.told.values()), messages=sum(team.heard.values()), crashes=team.trouble.breaker.crashes,
        faults=team.trouble.faults, jumps=team.trouble.jumps,
        lost=tuple(map(str, sorted((wanted - team.told).elements(), key=str))),
        more=tuple(map(str, sorted((team.told - wanted).elements(), key=str))),
        twice=tuple(key for key, times in team.heard.items() if times > 1),
    )  # fmt: skip


def _wrong(lived: Lived) -> Iterator[str]:
    for word, found in (("lost", lived.lost), ("not the oracle's", lived.more), ("twice", lived.twice)):
        if found:
            yield f"{len(found)} {word}, first {', '.join(found[:SHOWN])}"
