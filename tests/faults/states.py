"""Row "states": what people and time do, in any order, with crashes and restored copies between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.databases import POSTGRESQL, SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.machine_of_states import States
from tests.faults.two_at_a_time import two_at_a_time

STEPS = 40  # of an example


@dataclass(frozen=True, slots=True)
class Case:
    """So many examples of a seed."""

    kind: str
    seed: int
    examples: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.seed}"


QUICK = [Case(SQLITE, 0, 4), Case(POSTGRESQL, 1, 4)]
SEEDS, EXAMPLES = 16, 16  # in full


def _cases(size: Size, progress: Progress) -> list[Case]:
    if size is Size.QUICK:
        return QUICK[: progress.seeds]
    return [Case((SQLITE, POSTGRESQL)[seed % 2], seed, EXAMPLES) for seed in range(progress.seeds or SEEDS)]


def states(size: Size, progress: Progress) -> Iterator[Figure]:
    """One figure: steps, and the steps after which something did not hold."""
    counts: Counter[str] = Counter()
    failures = []
    for case, (found, wrong) in two_at_a_time(lived, _cases(size, progress), progress):
        counts.update(found)
        failures += [f"{case}: {wrong}"] if wrong else []
    words = ("crash", "restore", "old copy", "undo", "undone at once", "tick")
    told = ", ".join(f"{counts[word]} {word}" for word in words)
    acts = sum(counts.values()) - counts["steps"] - counts["hours"]
    what = (
        f"{counts['steps']} steps ({STEPS} an example) on both databases: {acts} acts, of them {told}"
        f" ({counts['hours']} hours lost)"
    )
    target = "0 illegal states, columns that are not true, nudges twice, changes that the audit does not tell"
    yield Figure(what, f"{len(failures)} broken", target, not failures, tuple(failures))


def lived(case: Case) -> tuple[Counter[str], str]:
    """What happened in the examples of a seed, and what went wrong: nothing if all held."""
    counts: Counter[str] = Counter()
    told = settings(
        max_examples=case.examples, stateful_step_count=STEPS, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    with Databases() as databases:
        machine = type("States", (States,), {"databases": databases, "kind": case.kind, "counts": counts})
        try:
            run_state_machine_as_test(seed(case.seed)(machine), settings=told, _min_steps=STEPS)
        except AssertionError as error:
            return counts, "\n".join([str(error), *getattr(error, "__notes__", ())])
    return counts, ""
