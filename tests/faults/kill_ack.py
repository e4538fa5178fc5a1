"""Row kill-ack: a bot is killed between a delivery's receipt and its ack; then Slack delivers again, to another one."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg

from bot.demo import furnish
from bot.trackers import import_files
from sandbox.looks import views_of
from scheduler.slack import make_client
from storage.engine import Store
from tests.faults.bench import Mothers
from tests.faults.databases import BOTH, SQLITE, Databases
from tests.faults.fate import Point
from tests.faults.figures import Figure, Progress, Size
from tests.faults.machine import ROOT, START, ask
from tests.faults.stages import Stage, Stages
from tests.faults.victim import Mother, Service
from tests.stories.member import Member

ACCOUNTS = [ROOT / "examples" / f"{name}.yaml" for name in ("acme", "brightleaf-bakery")]
SEED = 41
MOST = 1_000  # points of an act
TIMES = 5  # Slack's redeliveries at most
OTHER = "/onboard note brightleaf the other"
EVERY = {Size.QUICK: {SQLITE: 9, "postgresql": 31}, Size.FULL: {SQLITE: 1, "postgresql": 3}}  # so-many-th point


class Audience:
    """The people of a stage, for `Member`."""

    def __init__(self, stage: Stage) -> None:
        self.sandbox = stage.sandbox
        self.jane: Any = Member(self, "jane")  # type: ignore[arg-type]
        self.omar: Any = Member(self, "omar")  # type: ignore[arg-type]

    def control(self, name: str, body: Any = None, /, **fields: Any) -> dict[str, Any]:
        status, found = ask(f"{self.sandbox.url}/_control/{name}", fields if body is None else body)
        assert status == 200, found
        return found


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person does: `prepare` takes so many `deliveries`, `do` is the one under which the bot dies.

    `effect` counts what came of it, from the database or the stage; `do` raises AssertionError when it is not acked.
    """

    key: str
    deliveries: int
    prepare: Callable[[Audience], Any]
    do: Callable[[Audience, Any], object]
    effect: Callable[[str, Stage], int]


def _notes(url: str, stage: Stage) -> int:
    return _count(url, "SELECT count(*) FROM note WHERE text <> 'the other'")


def _done(url: str, stage: Stage) -> int:
    return _count(url, "SELECT count(*) FROM audit WHERE action = 'milestone.complete'")


def _undone(url: str, stage: Stage) -> int:
    return 2 - _notes(url, stage)


def _forms(url: str, stage: Stage) -> int:
    return len(views_of(stage.sandbox, {"user": "jane"})["views"])


def _nothing(audience: Audience) -> None:
    """No delivery comes before it."""


def _message(audience: Audience) -> Any:
    return audience.jane.posts("It works now", "general")


def _two_notes(audience: Audience) -> Any:
    audience.jane.types("/onboard note acme one")
    return audience.jane.types("/onboard note acme two")


ACTS = (
    Act("command", 0, _nothing, lambda all, _: all.jane.types("/onboard note acme mine"), _notes),
    Act(
        "click",
        1,
        lambda all: all.jane.types("/onboard status acme"),
        lambda all, card: all.jane.clicks(card, "Done", near="Integration configured"),
        _done,
    ),
    Act("undo", 2, _two_notes, lambda all, told: all.jane.clicks(told, "Undo"), _undone),
    Act("shortcut", 0, _message, lambda all, post: all.jane.uses_shortcut(post), _forms),
    Act(
        "submit",
        2,  # the form, and the accounts that it suggests
        lambda all: all.jane.uses_shortcut(_message(all)),
        lambda all, form: all.jane.submits(form, {"Account": "acme"}),
        _notes,
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one death: `wrong` in words, empty when all is well. The last one of an act comes after its ack."""

    name: str
    acked: bool
    wrong: str


class Counter:
    """Where a delivery is given, killed and given again."""

    def __init__(self, databases: Databases, stages: Stages) -> None:
        self._databases, self._stages = databases, stages
        self._templates: dict[str, str] = {}

    def prepare(self, kind: str, url: str) -> None:
        """An empty database gets its people and an account."""
        store = Store(url)
        with self._stages.stage(START) as stage:
            furnish(store, make_client(stage.sandbox.bot_token, stage.sandbox.api_url), START)
        assert not [one.error for one in import_files(store, ACCOUNTS, START) if one.error]
        store.close()
        self._templates[kind] = url

    def try_out(self, mother: Mother, kind: str, act: Act, point: Point) -> Verdict:
        """Die at that point of the act; Slack delivers it, and another one, again and again elsewhere."""
        name = f"{kind}:{act.key}:{point.kind}.{point.number}"
        with self._databases.copy(self._templates[kind]) as url, self._stages.stage(START) as stage:
            audience = Audience(stage)
            first = _serve(mother, audience, url, act.deliveries + 1, point)
            context = act.prepare(audience)
            acked = _is_acked(act, audience, context)
            mother.end(first)
            stage.wait_idle()
            before = act.effect(url, stage)
            second = _serve(mother, audience, url)
            audience.omar.types(OTHER)
            for back in _order(name):
                audience.control("redeliver", n=1, back=back)
            after = act.effect(url, stage)
            others = _count(url, "SELECT count(*) FROM note WHERE text = 'the other'")
            mother.end(second)
        return Verdict(name, acked, _wrong(acked, before, after, others))


def kill_ack(size: Size, progress: Progress) -> Iterator[Figure]:
    """Every act on both databases, point after point until none is left."""
    with Databases() as databases, Stages() as stages, Mothers() as mothers:
        counter = Counter(databases, stages)
        for kind in BOTH:
            counter.prepare(kind, databases.lasting(kind))
        series = [(kind, act) for kind, act in itertools.product(BOTH, ACTS) if _wanted(progress, kind, act)]
        progress.expect(len(series))

        def through(mother: Mother, one: tuple[str, Act]) -> list[Verdict]:
            return list(_series(counter, mother, *one, EVERY[size][one[0]], progress.only))

        found = [verdict for verdicts in mothers.share(through, series, progress) for verdict in verdicts]
    yield from _figures(found)


def _series(counter: Counter, mother: Mother, kind: str, act: Act, step: int, only: str | None) -> Iterator[Verdict]:
    """Every `step`-th point, until a bot outlives its ack: that one is killed right after it."""
    if only:
        where, _, which = only.rpartition(":")[2].partition(".")
        yield counter.try_out(mother, kind, act, Point(where, int(which)))  # type: ignore[arg-type]
        return
    yield counter.try_out(mother, kind, act, Point("ack", 1))
    for number in itertools.count(1, step):
        verdict = counter.try_out(mother, kind, act, Point("any", number))
        yield verdict
        if verdict.acked:
            return
        assert number < MOST, f"{verdict.name}: it is never acked"


def _wanted(progress: Progress, kind: str, act: Act) -> bool:
    return progress.only is None or progress.only.startswith(f"{kind}:{act.key}:")


def _serve(mother: Mother, audience: Audience, url: str, delivery: int = 0, kill: Point | None = None) -> str:
    """A bot of its own process, to which Slack delivers from now on."""
    box = audience.sandbox
    service = Service(url, box.url, box.bot_token, box.signing_secret, START.isoformat(), delivery, kill)
    address = mother.serve(service)
    audience.control("delivery", mode="http", url=f"{address}/slack/events")
    return address


def _is_acked(act: Act, audience: Audience, context: Any) -> bool:
    try:
        act.do(audience, context)
    except AssertionError:
        return False
    return True


def _order(name: str) -> list[int]:
    """Which delivery comes again, in which order: the killed one (the last but one) once to five times, and the
    other."""
    chance = random.Random(f"{SEED}:{name}")
    order = [2] * chance.randint(1, TIMES) + [1] * chance.randint(0, 2)
    chance.shuffle(order)
    return order


def _wrong(acked: bool, before: int, after: int, others: int) -> str:
    if acked and before != 1:
        return f"acked, and {before} times in the database"
    if before not in (0, 1):
        return f"{before} times done before it came again"
    if after != 1:
        return f"{after} times done after it came again"
    return "" if others == 1 else f"the other one was done {others} times"


def _figures(found: list[Verdict]) -> Iterator[Figure]:
    bad = tuple(f"{one.name} {one.wrong}" for one in found if one.wrong)
    killed, acked = [one for one in found if not one.acked], [one for one in found if one.acked]
    unkept = [one for one in acked if one.wrong.startswith("acked")]
    yield Figure(
        f"killed {len(killed)} times before the ack left, {len(acked)} times just after",
        f"{len(unkept)} acked and not committed",
        "acked ⇒ durable",
        not unkept,
        bad,
    )
    shown = f"each delivered again 1–{TIMES} times, among others, to another bot"
    yield Figure(shown, f"{len(bad)} of {len(found)} done not at all or twice", "one effect", not bad, bad)


def _count(url: str, question: str) -> int:
    """Asked without the product."""
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return int(connection.execute(question).fetchone()[0])
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return int(row[0])
