"""One milestone in a line, and its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from messages.ids import Action
from messages.kit import Block, actions, button, option, overflow, section
from messages.refs import Ref
from messages.words import WAITING, count, day, due, escape, listed, said
from playbook.gates import held_by_gate
from playbook.models import Account, Kind, Measure, Milestone, MilestoneStatus
from playbook.reviewing import awaits_review, is_review

OVERFLOW = 5  # options of a menu at most

MEASURES = {
    Measure.FST_COVERAGE: "seed users with a first successful task",
    Measure.RETURN_7_DAY: "seed users back within 7 days",
    Measure.WORKFLOWS_PER_USER: "workflows a user",
    Measure.FEATURE_ADOPTION: "purchased features in use",
}


def open_blocks(account: Account, milestone: Milestone, today: date, page: int) -> list[Block]:
    """An open milestone on `page` of the card: its line and menu; Done is a button of its own once its time came."""
    ref = Ref(account.id, milestone.id, page=page)
    line, block_id = open_line(account, milestone, today), f"milestone.{milestone.id}"
    text, action = closing(account, milestone, Action.MILESTONE_DONE)
    if not is_ripe(account, milestone, today):
        menu = overflow(Action.MILESTONE_MENU, _menu(milestone, ref, (text, action)), milestone.id)
        return [section(line, menu, block_id=block_id)]
    style = "primary" if milestone.key == _first(account).key else None
    row = [
        button(text, action, ref, milestone.id, style=style, label=f"{text}: {milestone.name}"),
        overflow(Action.MILESTONE_MENU, _menu(milestone, ref), milestone.id),
    ]
    return [section(line), actions(row, block_id=block_id)]


def is_ripe(account: Account, milestone: Milestone, today: date) -> bool:
    """Whether it is what to do now: the next to be due; or due or begun, and not waiting for another milestone."""
    begun = milestone.status is MilestoneStatus.IN_PROGRESS
    now = (milestone.due_on <= today or begun) and not waits_for(account, milestone)
    return now or milestone.key == _first(account).key


def _first(account: Account) -> Milestone:
    return min(account.open_milestones, key=lambda milestone: milestone.due_on)


def closing(account: Account, milestone: Milestone, done: Action) -> tuple[str, Action]:
    """What a button that closes it says and does: Done by `done`; the Day-30 review's own opens the question."""
    return ("Review…", Action.ACCOUNT_REVIEW) if awaits_review(account, milestone) else ("Done", done)


def _menu(milestone: Milestone, ref: Ref, close: tuple[str, Action] | None = None) -> list[Block]:
    offered = [("Blocked…", Action.MILESTONE_BLOCK), ("Date…", Action.MILESTONE_DATE)]
    if milestone.open_blockers:
        offered.insert(0, ("Unblock", Action.MILESTONE_UNBLOCK))
    if milestone.status is MilestoneStatus.PENDING:
        offered.insert(0, ("Start", Action.MILESTONE_START))
    if close is not None:
        offered.insert(0, close)
    if is_skippable(milestone):
        offered.append(("Skip…", Action.MILESTONE_SKIP))
    if len(offered) > OVERFLOW:  # a blocked step that nobody began: Unblock is nearer
        offered.remove(("Start", Action.MILESTONE_START))
    return [option(text, Ref(ref.account, ref.milestone, page=ref.page, extra=action)) for text, action in offered]


def is_skippable(milestone: Milestone) -> bool:
    """Whether it may be left out with a reason: no must-have, nor the Day-30 question."""
    return milestone.is_open and not milestone.must_have and not is_review(milestone)


def open_line(account: Account, milestone: Milestone, today: date) -> str:
    """`◐ *Integration configured* · due tomorrow`, then what it waits on."""
    held = held_by_gate(account, milestone)
    late = milestone.due_on < today and held is None
    mark = "🔴" if late else "◐" if milestone.status is MilestoneStatus.IN_PROGRESS else "○"
    when = f"held by {escape(held.name)}" if held and milestone.due_on < today else due(milestone.due_on, today)
    first = [f"{mark} *{escape(milestone.name)}*", when]
    if milestone.status is MilestoneStatus.IN_PROGRESS:
        first.append("in progress")
    if milestone.kind is Kind.GATE and milestone.measure is not None:
        first.append(gate_words(milestone))
    lines = [" · ".join(first), *blocker_lines(milestone, today)]
    before = waits_for(account, milestone)
    if before:
        lines.append(f"      after {listed([escape(name) for name in before])}")
    return "\n".join(lines)


def gate_words(milestone: Milestone) -> str:
    """`gate: 70 % seed users with a first successful task`."""
    measure = milestone.measure
    if measure is None or milestone.threshold is None:
        return "gate"
    amount = f"{milestone.threshold:g}" + ("" if measure is Measure.WORKFLOWS_PER_USER else " %")
    return f"gate: at least {amount} {MEASURES[measure]}"


def blocker_lines(milestone: Milestone, today: date, most: int = 3) -> list[str]:
    """What it waits on, oldest first; beyond `most` as a count."""
    blockers = sorted(milestone.open_blockers, key=lambda blocker: blocker.opened_on or date.min)
    lines = []
    for blocker in blockers[:most]:
        since = f" since {day(blocker.opened_on, today)}" if blocker.opened_on else ""
        lines.append(f"      ↳ waits on {WAITING[blocker.waiting_on]}{since}: {said(blocker.text, 120)}")
    if len(blockers) > most:
        lines.append(f"      ↳ and {count(len(blockers) - most, 'more blocker')}: see Why")
    return lines


def waits_for(account: Account, milestone: Milestone) -> list[str]:
    """Names of the open milestones that it depends on."""
    if not milestone.depends_on:
        return []
    return [each.name for each in account.open_milestones if each.key in milestone.depends_on]


def closed_line(milestone: Milestone, today: date) -> str:
    """`✓ Kickoff · Fri 16 Jan, 2 days late`; for a skipped one its reason."""
    name = escape(milestone.name)
    if milestone.status is MilestoneStatus.SKIPPED:
        return f"– {name} · skipped" + (f": {said(milestone.skip.reason, 100)}" if milestone.skip else "")
    if milestone.done_on is None:
        return f"✓ {name} · done"
    late = (milestone.done_on - milestone.due_on).days
    behind = f", {count(late, 'day')} late" if late > 0 else ""
    overruled = f" · overruled: {said(milestone.overrule, 120)}" if milestone.overrule else ""
    return f"✓ {name} · {day(milestone.done_on, today)}{behind}{overruled}"


def gate_progress(milestone: Milestone, facts: Mapping[str, Any]) -> str:
    """`3 of the 5 it needs; at least 70 % seed users …`; `facts` as in Refused("gate_unmet")."""
    have, need = facts.get("have"), facts.get("need")
    wanted = gate_words(milestone).removeprefix("gate: ")
    if not isinstance(need, int | float) or not need:
        return f"nobody to measure yet; {wanted}"
    return f"{have or 0:g} of the {need:g} it needs; {wanted}"
