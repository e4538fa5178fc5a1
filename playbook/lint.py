"""What is wrong with a playbook, and what a person should look at (METHOD section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playbook.models import Kind, UsageEvent
from playbook.plan_model import Phase, PlanMilestone, Playbook
from playbook.rubric import cycles
from playbook.tracker_fields import not_known
from playbook.tracker_lines import Path

MOST_BEFORE_VALUE = 10
LONGEST_DAYS = 90


@dataclass(frozen=True, slots=True)
class LintItem:
    """One finding: a code, where it is in the file, and what it says."""

    code: str
    path: Path
    message: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """What a plan gets wrong (errors: it is not taken) and what a person should look at (warnings)."""

    errors: tuple[LintItem, ...]
    warnings: tuple[LintItem, ...]


def lint(playbook: Playbook) -> Lint:
    """METHOD section 3's lint: what makes a plan impossible, and what makes it a poor one."""
    return Lint(tuple(_errors(playbook)), tuple(_warnings(playbook)))


def _errors(playbook: Playbook) -> Iterator[LintItem]:
    keys = [item.key for item in playbook.milestones]
    for index, item in enumerate(playbook.milestones):
        yield from _milestone_errors(item, ("milestones", index), keys, index, playbook.phases)
    for circle in cycles({item.key: item.depends_on for item in playbook.milestones}):
        path = ("milestones", keys.index(circle[0]), "depends_on")
        yield LintItem("cycle", path, f"waits for itself in a circle: {' → '.join([*circle, circle[0]])}")
    if not any(item.told_kind is Kind.VALUE for item in playbook.milestones):
        yield LintItem("no_value", ("milestones",), "has no milestone of kind value: say which one is first value")
    for index, phase in enumerate(playbook.phases):
        if phase.to_day < phase.from_day:
            yield LintItem("phase_ends_early", ("phases", index, "to_day"), f"is before from_day, {phase.from_day}")
    for index, point in enumerate(playbook.checklist):
        if point.milestone not in keys:
            yield _unknown("unknown_milestone", ("checklist", index, "milestone"), point.milestone, keys)
    yield from _repeats("flows", [flow.key for flow in playbook.flows])
    yield from _repeats("emails", [email.key for email in playbook.emails])
    yield from _product_errors(playbook, keys)


def _milestone_errors(
    item: PlanMilestone, path: Path, keys: list[str], index: int, phases: Sequence[Phase]
) -> Iterator[LintItem]:
    if item.key in keys[:index]:
        yield LintItem("duplicate_key", (*path, "key"), f"is the key of milestones[{keys.index(item.key)}] already")
    if (item.due_day is None) == (item.due_hours is None):
        yield LintItem("no_due", (*path, "due_day"), "needs one of due_day and due_hours")
    elif item.start_day is not None and item.start_day > item.due:
        yield LintItem("due_before_start", (*path, "start_day"), f"is after the due day, Day {item.due}")
    if not 1 <= item.told_weight <= 3:
        yield LintItem("weight", (*path, "weight"), "must be between 1 and 3")
    names = [phase.name for phase in phases]
    if phases and item.phase is not None and item.phase not in names:
        yield _unknown("unknown_phase", (*path, "phase"), item.phase, names)
    for place, key in enumerate(item.depends_on):
        if key not in keys:
            yield _unknown("unknown_dependency", (*path, "depends_on", place), key, keys)
    yield from _gate_errors(item, path)


def _gate_errors(item: PlanMilestone, path: Path) -> Iterator[LintItem]:
    gate = item.told_kind is Kind.GATE
    if gate and (item.measure is None or item.threshold is None):
        yield LintItem("gate", (*path, "measure"), "a gate needs a measure and a threshold")
    elif not gate and (item.measure is not None or item.threshold is not None):
        yield LintItem("gate", (*path, "kind"), "must be gate: it has a measure or a threshold")
    elif item.threshold is not None and not 0 < item.threshold <= 100:
        yield LintItem("threshold", (*path, "threshold"), "must be over 0 and at most 100")
    if gate and item.usage_event is not None:
        yield LintItem("gate", (*path, "usage_event"), "must go: a gate closes by its measure")


def _product_errors(playbook: Playbook, keys: list[str]) -> Iterator[LintItem]:
    block = playbook.per_product
    if block is None:
        return
    for place, key in enumerate(block.milestones):
        if key not in keys:
            yield _unknown("unknown_milestone", ("per_product", "milestones", place), key, keys)
    kinds = {item.key: item.told_kind for item in playbook.milestones}
    known = [kinds[key] for key in block.milestones if key in kinds]
    if len(known) == len(block.milestones) and Kind.VALUE not in known:
        message = "holds no milestone of kind value: each product needs its own first value"
        yield LintItem("no_value", ("per_product", "milestones"), message)
    if not 0 < block.threshold <= 100:
        yield LintItem("threshold", ("per_product", "threshold"), "must be over 0 and at most 100")


def _repeats(section: str, keys: list[str]) -> Iterator[LintItem]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            path = (section, index, "key")
            yield LintItem("duplicate_key", path, f"is the key of {section}[{keys.index(key)}] already")


def _warnings(playbook: Playbook) -> Iterator[LintItem]:
    kinds = [item.told_kind for item in playbook.milestones]
    before = kinds.index(Kind.VALUE) if Kind.VALUE in kinds else len(kinds)
    if before > MOST_BEFORE_VALUE:
        yield LintItem("late_value", ("milestones", before), f"{before} milestones come before first value")
    longest = max([playbook.length_days, *(item.due for item in playbook.milestones)])
    if longest > LONGEST_DAYS:
        yield LintItem("long", ("length_days",), f"{longest} days are more than {LONGEST_DAYS}")
    if not _runs_by_itself(playbook) and not any(_is_kickoff_work(item) for item in playbook.milestones):
        yield LintItem("kickoff", ("milestones",), "no milestone of the kickoff records homework or stakeholders")


def _runs_by_itself(playbook: Playbook) -> bool:
    """Whether nobody meets the customer: use leads to first value, and no kickoff is planned (002, 003)."""
    values = [item for item in playbook.milestones if item.told_kind is Kind.VALUE]
    by_use = any(item.usage_event in (UsageEvent.TASK_SUCCEEDED, UsageEvent.FEATURE_USED) for item in values)
    return by_use and not any(_is_of_kickoff(item) for item in playbook.milestones)


def _is_kickoff_work(item: PlanMilestone) -> bool:
    said = f"{item.name} {item.phase or ''} {item.told_criteria or ''}".casefold()
    return _is_of_kickoff(item) and ("homework" in said or "stakeholder" in said)


def _is_of_kickoff(item: PlanMilestone) -> bool:
    said = f"{item.name} {item.phase or ''} {item.told_criteria or ''}".casefold()
    return "kickoff" in said or "kickoff" in item.key or "kickoff" in item.depends_on


def _unknown(code: str, path: Path, value: str, known: list[str]) -> LintItem:
    context = not_known(value, known).context or {}
    return LintItem(code, path, f"names {value!r}, which is not in this playbook", context.get("nearest"))
