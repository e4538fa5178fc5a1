"""Several products sold at once: one timeline, a phase a product, each with its own first value (002, edge case 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from playbook.models import Kind, Measure
from playbook.plan_model import PerProduct, Phase, PlanMilestone, Playbook
from playbook.rubric import assign_keys
from playbook.tracker_fields import LONGEST_LINE
from playbook.tracker_words import Owner

LONGEST_KEY = 80


def in_sequence(playbook: Playbook, products: Sequence[str]) -> Playbook:
    """The playbook for these products: its `per_product` milestones once for each, the rest around them.

    A product begins `days` after the one before and waits for its phase gate, whatever the date; what depends on the
    repeated milestones comes after the last product. With fewer than two products it is the playbook itself.
    """
    block, names = playbook.per_product, list(dict.fromkeys(products))
    if block is None or len(names) < 2:
        return playbook
    delay = block.days * (len(names) - 1)
    after = _after(playbook, block)
    slugs = assign_keys([(name[:40], None) for name in names])
    around = [item for item in playbook.milestones if item.key not in block.milestones]
    before = [item for item in around if item.key not in after]
    last = [_later(item, delay, block, slugs[-1]) for item in around if item.key in after]
    repeated = [step for at in range(len(names)) for step in _product(playbook, block, names, slugs, at)]
    return playbook.model_copy(
        update={
            "milestones": (*before, *repeated, *last),
            "phases": _phases(playbook, [*before, *repeated, *last], names, {item.key for item in last}, delay),
            "length_days": playbook.length_days + delay,
            "per_product": None,
            "checklist": (),  # its points name milestones that are several now
        }
    )


def _product(
    playbook: Playbook, block: PerProduct, names: list[str], slugs: list[str], at: int
) -> Iterator[PlanMilestone]:
    """One product's milestones and, unless it is the last, the phase gate behind it."""
    own = {item.key: item for item in playbook.milestones if item.key in block.milestones}
    gate = (_gate_key(slugs[at - 1]),) if at else ()
    for item in own.values():
        needs = tuple(_key(slugs[at], need) if need in own else need for need in item.depends_on)
        waits = gate if not any(need in own for need in item.depends_on) else ()
        yield _moved(item, block.days * at).model_copy(
            update={
                "key": _key(slugs[at], item.key),
                "name": f"{names[at]}: {item.name}"[:LONGEST_LINE],
                "phase": names[at],
                "depends_on": (*needs, *waits),
            }
        )
    if at + 1 < len(names):
        yield _gate(list(own.values()), block, names, slugs, at)


def _gate(own: list[PlanMilestone], block: PerProduct, names: list[str], slugs: list[str], at: int) -> PlanMilestone:
    """Adoption of one product, which the next one waits for."""
    values = tuple(_key(slugs[at], item.key) for item in own if item.told_kind is Kind.VALUE)
    due = max(item.due for item in own) + block.days * at
    return PlanMilestone(
        key=_gate_key(slugs[at]),
        name=f"{names[at]} in use before {names[at + 1]}: {block.threshold:g} %"[:LONGEST_LINE],
        phase=names[at],
        due_day=due,
        owner=Owner.CSM,
        weight=3,
        kind=Kind.GATE,
        measure=Measure.FEATURE_ADOPTION,
        threshold=block.threshold,
        must_have=True,
        depends_on=values,
        criteria="Does what was reached hold, and is the team ready for more? Below this the next product waits.",
    )


def _after(playbook: Playbook, block: PerProduct) -> set[str]:
    """Keys of what waits for the repeated milestones, directly or not, and is not one of them."""
    behind = set(block.milestones)
    grown = True
    while grown:
        more = {item.key for item in playbook.milestones if item.key not in behind and behind & set(item.depends_on)}
        behind |= more
        grown = bool(more)
    return behind - set(block.milestones)


def _later(item: PlanMilestone, delay: int, block: PerProduct, slug: str) -> PlanMilestone:
    needs = tuple(_key(slug, need) if need in block.milestones else need for need in item.depends_on)
    return _moved(item, delay).model_copy(update={"depends_on": needs})


def _moved(item: PlanMilestone, days: int) -> PlanMilestone:
    start = None if item.start_day is None else item.start_day + days
    return item.model_copy(update={"start_day": start, "due_day": item.due + days, "due_hours": None} if days else {})


def _phases(
    playbook: Playbook, steps: list[PlanMilestone], names: list[str], last: set[str], delay: int
) -> tuple[Phase, ...]:
    """The phases that still have milestones, and one for each product in the place of those it took over."""
    used = {step.phase for step in steps}
    ends = {step.phase for step in steps if step.key in last}
    kept = [phase for phase in playbook.phases if phase.name in used and phase.name not in ends]
    late = [
        phase.model_copy(update={"from_day": phase.from_day + delay, "to_day": phase.to_day + delay})
        for phase in playbook.phases
        if phase.name in ends
    ]
    busiest = next((phase.cadence for phase in playbook.phases if phase.cadence), None)
    own = [_product_phase(name, [step for step in steps if step.phase == name], busiest) for name in names]
    return (*kept, *own, *late)


def _product_phase(name: str, steps: list[PlanMilestone], cadence: str | None) -> Phase:
    first = min(step.due if step.start_day is None else step.start_day for step in steps)
    return Phase(name=name, from_day=first, to_day=max(step.due for step in steps), cadence=cadence)


def _key(slug: str, key: str) -> str:
    return f"{slug}-{key}"[:LONGEST_KEY]


def _gate_key(slug: str) -> str:
    return f"{slug}-in-use"
