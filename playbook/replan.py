"""Putting a running account on a playbook anew: what moves, comes and goes (issue 3). Done milestones stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from playbook.course import QUESTIONNAIRE, WELCOME, kickoff_milestone
from playbook.models import Account, Flow, Milestone, MilestoneStatus
from playbook.plans import Playbook, flows_of, with_plan
from playbook.products import in_sequence
from playbook.shift import Shift

_OF_THE_PLAN = (
    "name",
    "phase",
    "owner",
    "weight",
    "kind",
    "measure",
    "threshold",
    "usage_event",
    "usage_count",
    "must_have",
    "depends_on",
    "criteria",
)  # what an open milestone takes over from its namesake, beside its days


@dataclass(frozen=True, slots=True)
class Replan:
    """What a replan would do; `account` is how it would stand then."""

    account: Account
    moved: tuple[Shift, ...]
    added: tuple[Milestone, ...]
    removed: tuple[Milestone, ...]
    changed: tuple[Milestone, ...]  # same days, other terms
    kept: int  # done or skipped ones, as they are

    @property
    def is_empty(self) -> bool:
        """Whether no milestone would be other than it is."""
        return not (self.moved or self.added or self.removed or self.changed)

    @property
    def mark(self) -> str:
        """Tells whether what is applied is what was shown."""
        return hashlib.sha256(repr((self.account.milestones, self.account.playbook)).encode()).hexdigest()[:16]


def replan(account: Account, playbook: Playbook) -> Replan:
    """Put `account` on `playbook`, milestones matched by key; a kickoff that was held is not asked for again, nor what
    led to it and is no must.

    What is done or skipped stays as it is. What is open takes the plan's days and terms and keeps its state and
    blockers; what the plan lacks goes. Days count from Day 0, paused days left out (METHOD section 2).
    """
    planned = with_plan(replace(account, facts=replace(account.facts, flows=())), playbook)
    behind = _behind(account, planned)
    fresh = {item.key: item for item in planned.milestones if item.key not in behind}
    closed = tuple(item for item in account.milestones if not item.is_open and item.key not in fresh)
    merged = tuple(_merged(account.milestone(key), item) for key, item in fresh.items())
    milestones = _without_gone((*closed, *merged))
    facts = replace(account.facts, kickoff_hours=planned.facts.kickoff_hours, flows=_flows(account, playbook))
    after = replace(planned, milestones=milestones, facts=facts)
    return _told(account, after)


def _behind(account: Account, planned: Account) -> set[str]:
    """The keys of the plan's kickoff and of what leads up to it and is no must, but for those that `account` has: where
    it has closed its own kickoff, under whatever key."""
    held, asked = kickoff_milestone(account), kickoff_milestone(planned)
    if held is None or asked is None or held.is_open:
        return set()
    found, ahead = {WELCOME, QUESTIONNAIRE}, {asked.key}
    while ahead:
        found |= ahead
        ahead = {need for item in planned.milestones if item.key in ahead for need in item.depends_on} - found
    musts = {item.key for item in planned.milestones if item.must_have} - {asked.key}
    return {key for key in found - musts if account.milestone(key) is None}


def _told(before: Account, after: Account) -> Replan:
    pairs = [(old, new) for new in after.milestones if (old := before.milestone(new.key))]
    keys = {milestone.key for milestone in after.milestones}
    return Replan(
        account=after,
        moved=tuple(Shift(new.key, new.name, old.due_on, new.due_on) for old, new in pairs if old.due_on != new.due_on),
        added=tuple(new for new in after.milestones if before.milestone(new.key) is None),
        removed=tuple(old for old in before.milestones if old.key not in keys),
        changed=tuple(new for old, new in pairs if old.is_open and old.due_on == new.due_on and old != new),
        kept=sum(not new.is_open for new in after.milestones),
    )


def _merged(old: Milestone | None, new: Milestone) -> Milestone:
    if old is None:
        return new
    if not old.is_open:
        return old
    terms = {name: getattr(new, name) for name in _OF_THE_PLAN}
    begun = old.status is MilestoneStatus.IN_PROGRESS and old.start_on
    start_on = min(old.start_on, new.due_on) if begun and old.start_on else new.start_on
    return replace(old, due_on=new.due_on, start_on=start_on, **terms)


def _without_gone(milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    """Nobody waits for a milestone that is no more."""
    keys = {item.key for item in milestones}
    return tuple(
        replace(item, depends_on=tuple(need for need in item.depends_on if need in keys))
        if not keys.issuperset(item.depends_on)
        else item
        for item in milestones
    )


def _flows(account: Account, playbook: Playbook) -> tuple[Flow, ...]:
    """The plan's flows, with what is known of them, and those of before that were sent or completed."""
    known = {flow.key: flow for flow in account.facts.flows}
    planned = flows_of(in_sequence(playbook, account.facts.deal.products))
    keys = {flow.key for flow in planned}
    used = (flow for flow in account.facts.flows if flow.key not in keys and (flow.sent_at or flow.completed_at))
    return (*used, *(known.get(flow.key, flow) for flow in planned))
