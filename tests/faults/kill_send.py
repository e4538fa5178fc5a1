"""Row kill-send: the sender is killed at every SQL statement and HTTP call, with every fault of Slack, and again."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

from tests.faults.bench import FAULTS, FIVE_MINUTES, Bench, Case, Mothers, Verdict
from tests.faults.databases import BOTH, POSTGRESQL, SQLITE, Databases
from tests.faults.fate import Point
from tests.faults.figures import Figure, Progress, Size
from tests.faults.scenes import SCENES
from tests.faults.stages import Stages
from tests.faults.victim import Ran

SEED = 41
PAIRS = {Size.QUICK: 12, Size.FULL: 200}  # of deaths; the second while the first is put right
CLOSELY = ("plan", "escalation", "digest", "share")  # each statement of theirs; the others go the same ways
ALIKE = 3  # times the step, for those
SQL_STEP = {Size.QUICK: {SQLITE: 23, POSTGRESQL: 61}, Size.FULL: {SQLITE: 1, POSTGRESQL: 5}}  # every so-many-th
FAULT_STEP = {  # none divides the number of faults, so that all come about
    Size.QUICK: {SQLITE: 17, POSTGRESQL: 47},
    Size.FULL: {SQLITE: 1, POSTGRESQL: 7},
}


def kill_send(size: Size, progress: Progress) -> Iterator[Figure]:
    """Every kind of message, both databases."""
    with Databases() as databases, Stages() as stages, Bench(databases, stages) as bench, Mothers() as mothers:
        for kind, scene in itertools.product(BOTH, SCENES):
            bench.prepare(kind, scene)
            for mother in mothers.all:
                bench.play(mother, Case(kind, scene.key, (), "none"), warm=True)
            bench.learn(mothers.all[0], kind, scene)
        once, again = _once(bench, size), _again(bench, size)
        if progress.only:
            once, again = [Case.named(progress.only)], []
        progress.expect(len(once) + len(again))
        for what, cases in (("killed once", once), ("killed again while that is put right", again)):
            yield from _figures(what, list(mothers.share(bench.judge, cases, progress)))


def _once(bench: Bench, size: Size) -> list[Case]:
    """Each statement with one fault after the other, so that all come about; each HTTP call with each fault."""
    cases: list[Case] = []
    faults = itertools.cycle(FAULTS)
    for (kind, scene), ran in bench.passed.items():
        by_http = [Case(kind, scene, _http(number), fault) for number in range(ran.http + 1) for fault in FAULTS]
        step = SQL_STEP[size][kind] if scene in CLOSELY else ALIKE * SQL_STEP[size][kind]
        cases += [Case(kind, scene, (point,), next(faults)) for point in _points(ran)[: ran.sql : step]]
        cases += by_http[:: FAULT_STEP[size][kind]]
    return cases


def _again(bench: Bench, size: Size) -> list[Case]:
    """Random pairs: anywhere, then anywhere in what comes after; the seed is always the same."""
    chance, keys = random.Random(SEED), list(bench.passed)
    cases = []
    for number in range(PAIRS[size]):
        kind, scene = keys[number % len(keys)]
        points = _points(bench.passed[kind, scene])
        cases.append(Case(kind, scene, (chance.choice(points), chance.choice(points)), chance.choice(FAULTS)))
    return cases


def _points(ran: Ran) -> list[Point]:
    sql = [Point("sql", number + 1) for number in range(ran.sql)]
    return sql + [Point("http", number + 1) for number in range(ran.http)]


def _http(number: int) -> tuple[Point, ...]:
    """The HTTP point of that number; 0 is a process that lives."""
    return (Point("http", number),) if number else ()


def _figures(what: str, verdicts: Sequence[Verdict]) -> Iterator[Figure]:
    if not verdicts:
        return
    lost, twice = sum(one.lost for one in verdicts), sum(one.twice for one in verdicts)
    healed = [seconds for one in verdicts for seconds in one.healed]
    killed = sum(one.killed for one in verdicts)
    bad = tuple(_told(one) for one in verdicts if not one.is_good)
    shown = f"{what}: {len(verdicts)} runs, {killed} kills"
    yield Figure(shown, f"{lost} lost, {twice} twice", "0 lost, 0 shown twice after healing", not lost + twice, bad)
    if healed:
        late = f"{len(healed)} copies of a late Slack deleted, after {max(healed):.0f} s at most"
        yield Figure(shown, late, "within five minutes", max(healed) <= FIVE_MINUTES, bad)


def _told(verdict: Verdict) -> str:
    return f"{verdict.case.name} {verdict.lost} lost, {verdict.twice} twice, healed after {verdict.healed}"
