"""The bench on which senders are killed: cases, the processes that run them, and what people then see in Slack."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue
from typing import Any, TypeVar

from storage.engine import Store
from tests.faults.databases import Databases
from tests.faults.fate import Point
from tests.faults.figures import Progress
from tests.faults.scenes import LASTS, MADE, SCENES, Scene, open_scene
from tests.faults.stages import Stage, Stages
from tests.faults.victim import Job, Mother, Ran
from tests.scheduler.office import at

FIVE_MINUTES = 300.0
KINDS = ("drop", "500", "internal_error", "429", "late", "later", "delay")
SECONDS = {"429": 30.0, "late": 35.0, "later": 200.0, "delay": 0.03}
FAULTS = ("none", *(f"{when}-{do}" for when, do in itertools.product(("before", "after"), KINDS)))
Said = Counter[tuple[str, ...]]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Case:
    """One run: where each process dies (the last one lives), and what Slack does to the first call."""

    database: str
    scene: str
    kills: tuple[Point, ...]
    fault: str

    @property
    def name(self) -> str:
        points = "+".join(f"{point.kind}.{point.number}" for point in self.kills) or "live"
        return f"{self.database}:{self.scene}:{points}:{self.fault}"

    @classmethod
    def named(cls, name: str) -> Case:
        database, scene, points, fault = name.split(":")
        kills = [point.split(".") for point in points.split("+") if point != "live"]
        return cls(database, scene, tuple(Point(kind, int(number)) for kind, number in kills), fault)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people saw in the end against what they should have; how many seconds each copy was there."""

    case: Case
    lost: int = 0
    twice: int = 0
    healed: tuple[float, ...] = ()
    killed: int = 0

    @property
    def is_good(self) -> bool:
        return not self.lost and not self.twice and max(self.healed, default=0) <= FIVE_MINUTES


class Bench:
    """Everything that a case needs: scenes by (database, key), and for each what an undisturbed run says and passes."""

    def __init__(self, databases: Databases, stages: Stages) -> None:
        self._databases, self._stages = databases, stages
        self._templates: dict[tuple[str, str], str] = {}
        self._open = ExitStack()
        self.said: dict[tuple[str, str], Said] = {}
        self.passed: dict[tuple[str, str], Ran] = {}

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def prepare(self, kind: str, scene: Scene) -> None:
        """The scene's database."""
        url = self._open.enter_context(self._databases.fresh(kind))
        store = Store(url)
        with self._stages.stage(at(MADE)) as stage:
            open_scene(scene, stage, store)
        store.close()
        self._templates[kind, scene.key] = url

    def play(self, mother: Mother, case: Case, *, warm: bool = False) -> tuple[Stage, Ran, int]:
        """The sandbox as it is afterwards, how the last process ran, and how many were killed."""
        scene = next(one for one in SCENES if one.key == case.scene)
        template = self._templates[case.database, case.scene]
        with self._databases.copy(template) as url, self._stages.stage(scene.now) as stage:
            _ready(scene, stage, url)
            if case.fault != "none":
                when, _, do = case.fault.partition("-")
                stage.fault(method=scene.method, when=when, do="late" if do == "later" else do, seconds=SECONDS.get(do))
            killed = 0
            for kill in case.kills:
                killed += mother.run(_job(stage, scene, url, kill)).killed
                stage.wait_idle()
            ran = mother.run(_job(stage, scene, url, None, warm=warm))
            return stage, ran, killed

    def learn(self, mother: Mother, kind: str, scene: Scene) -> None:
        """What is said, and how many points there are, when nothing goes wrong."""
        stage, ran, _ = self.play(mother, Case(kind, scene.key, (), "none"))
        self.said[kind, scene.key] = _said(stage)
        self.passed[kind, scene.key] = ran

    def judge(self, mother: Mother, case: Case) -> Verdict:
        stage, _, killed = self.play(mother, case)
        said, wanted = _said(stage), self.said[case.database, case.scene]
        lost, twice = (wanted - said).total(), (said - wanted).total()
        return Verdict(case, lost, twice, tuple(_healed(stage, case)), killed)


class Mothers:
    """As many mothers as there are processors. A context."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def __enter__(self) -> Mothers:
        self.all = [self._open.enter_context(Mother()) for _ in range(os.cpu_count() or 2)]
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def share(self, do: Callable[[Mother, T], R], things: Sequence[T], progress: Progress) -> Iterator[R]:
        """Each thing done by whichever mother is free."""
        free: SimpleQueue[Mother] = SimpleQueue()
        for mother in self.all:
            free.put(mother)

        def done(thing: T) -> R:
            mother = free.get()
            try:
                return do(mother, thing)
            finally:
                free.put(mother)
                progress.step()

        with ThreadPoolExecutor(len(self.all)) as pool:
            yield from pool.map(done, things)


def _ready(scene: Scene, stage: Stage, url: str) -> None:
    """What a copy of the database takes for granted."""
    for person in list(stage.sandbox.world.people):
        stage.sandbox.world.dm_with(person)  # the copied database knows them
    store = Store(url)
    scene.ready(stage, store)
    store.close()


def _job(stage: Stage, scene: Scene, url: str, kill: Point | None, *, warm: bool = False) -> Job:
    until = scene.now + LASTS
    token = stage.sandbox.bot_token
    return Job(url, stage.sandbox.url, token, stage.now.isoformat(), until.isoformat(), kill, warm)


def _said(stage: Stage) -> Said:
    """What people see: where, in which thread or not, the words, the files."""
    return Counter(
        (str(one["channel"]), "thread" if one["thread_ts"] else "", str(one["text"]), *_names(one))
        for one in stage.messages()
    )


def _names(message: dict[str, Any]) -> list[str]:
    return [str(file["name"]) for file in message.get("files") or []]


def _healed(stage: Stage, case: Case) -> Iterator[float]:
    """For how long each copy that was deleted had been there, or been shown by the history."""
    hidden = SECONDS[case.fault.partition("-")[2]] if case.fault.startswith("after-late") else 0.0
    for call in stage.calls("chat.delete"):
        if call["answer"]["ok"]:
            deleted = datetime.fromisoformat(call["at"]).timestamp()
            yield deleted - max(float(call["args"]["ts"]) + hidden, _stays(stage, call["args"]["channel"]))


def _stays(stage: Stage, channel: str) -> float:
    return max(float(one["ts"]) for one in stage.messages() if one["channel"] == channel)
