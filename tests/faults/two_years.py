"""Row "two-years": customers lived through with trouble hear what an oracle of the method says, no more and no less.

Equal means: the same multiset of (half hour, customer, rule, step, role, subject). Everything dated to the minute is
on a half hour, and every trouble is over within 25 minutes, so nothing may come in another half hour than the oracle's.
Of days without Slack the oracle is told: what is silent then is said when they are over, if it still stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.faults.databases import POSTGRESQL, SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.team import FIRST, Team, customers, meant
from tests.faults.trouble import days_away
from tests.faults.two_at_a_time import step, two_at_a_time
from tests.oracle.calendar import Calendar

MONTH = 365 / 12
SHOWN = 3
SEEDS, CUSTOMERS, ON_POSTGRESQL = 10, 200, (1, 4)  # in full


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
    days_away: int
    lost: tuple[str, ...]
    more: tuple[str, ...]
    twice: tuple[str, ...]


def _cases(size: Size, progress: Progress) -> list[Case]:
    if size is Size.QUICK:
        found = [Case(SQLITE, 0, 2, 2, 20), Case(POSTGRESQL, 1, 2, 2, 20)]
        return found[: progress.seeds]
    number = progress.customers or CUSTOMERS
    seeds = range(progress.seeds or SEEDS)
    return [Case(POSTGRESQL if seed in ON_POSTGRESQL else SQLITE, seed, number, 24, 420) for seed in seeds]


def two_years(size: Size, progress: Progress) -> Iterator[Figure]:
    """One figure of all teams."""
    cases = _cases(size, progress)
    found = list(two_at_a_time(live, cases, progress, steps=cases[0].months))
    failures = [f"{case}: {wrong}" for case, lived in found for wrong in _wrong(lived)]
    lives, number = [lived for _, lived in found], sum(case.customers for case, _ in found)
    some = {word: sum(getattr(one, word) for one in lives) for word in ("faults", "crashes", "jumps", "days_away")}
    what = (
        f"{number} customers in {len(found)} teams (a seed each, on both databases) × {cases[0].months} months:"
        f" {some['faults']} faults of Slack and {some['days_away']} days without it, {some['crashes']} crashes within a"
        f" transaction, {some['jumps']} jumps of the clock"
    )
    lost, more, twice = (sum(len(getattr(one, name)) for one in lives) for name in ("lost", "more", "twice"))
    told = f"{sum(one.told for one in lives)} lines in {sum(one.messages for one in lives)} messages"
    value = f"{told}: {lost} lost, {more} that the oracle does not know, {twice} messages twice"
    yield Figure(what, value, "the oracle's multiset: 0 lost, 0 more, 0 twice", not failures, tuple(failures))


def live(case: Case) -> Lived:
    """All the months of a team."""
    days = round(case.months * MONTH)
    files = customers(case.seed, case.customers, case.within)
    facts = files[0]["customer"]
    begins = Calendar(facts["time_zone"], facts.get("country")).midnight(FIRST)
    away = days_away(Random(f"away {case.seed}"), begins, days)
    with Databases() as databases, databases.fresh(case.kind) as url:
        team = Team(url, case.seed, files, days, away, step)
        team.live()
    wanted = meant(files, days, away)
    return Lived(
        told=sum(team.told.values()), messages=sum(team.heard.values()), crashes=team.trouble.breaker.crashes,
        faults=team.trouble.faults, jumps=team.trouble.jumps, days_away=team.trouble.days_away,
        lost=tuple(map(str, sorted((wanted - team.told).elements(), key=str))),
        more=tuple(map(str, sorted((team.told - wanted).elements(), key=str))),
        twice=tuple(key for key, times in team.heard.items() if times > 1),
    )  # fmt: skip


def _wrong(lived: Lived) -> Iterator[str]:
    for word, found in (("lost", lived.lost), ("not the oracle's", lived.more), ("twice", lived.twice)):
        if found:
            yield f"{len(found)} {word}, first {', '.join(found[:SHOWN])}"
