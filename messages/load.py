"""Who carries how many onboardings, who is over, and who takes the next (CAPACITY; 004, 002)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from messages.kit import Block, Message, context, header, message, section
from messages.words import called, count, escape, listed, progress_bar
from playbook.capacity import CsmLoad, healthy_from, is_over, most, with_room
from playbook.models import Person, Workspace

SHOWN = 40  # CSMs told one by one
LINES = 10  # a block
NEXT = 3  # who could take the next
People = Mapping[str, Person]


def load_message(loads: Sequence[CsmLoad], workspace: Workspace, people: People) -> Message:
    """Every CSM's active onboardings against what is healthy, and who takes the next."""
    total = sum(load.active for load in loads)
    title = f"Load: {count(total, 'active onboarding')} with {count(len(loads), 'CSM')}"
    return message(title, [header(title), *_body(loads, workspace, people)])


def capacity_message(loads: Sequence[CsmLoad], workspace: Workspace, people: People) -> Message:
    """CAPACITY's weekly word to the CSM lead: who is over, with everybody's load and who has room."""
    over = [load for load in loads if is_over(load, workspace)]
    named = listed([f"{_name(load, people)} ({load.active} of {most(load, workspace)})" for load in over], 5)
    verb = "carries" if len(over) == 1 else "carry"
    title = f"{count(len(over), 'CSM')} {verb} more onboardings than one person can"
    why = section(f"`CAPACITY` {named}. Quality falls before anybody says so: give the next ones to who has room.")
    return message(f"{title}: {named}".replace("*", ""), [header(title), why, *_body(loads, workspace, people)])


def _body(loads: Sequence[CsmLoad], workspace: Workspace, people: People) -> list[Block]:
    lines = [_line(load, workspace, people) for load in loads[:SHOWN]]
    blocks = [section("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES)]
    if len(loads) > SHOWN:
        blocks.append(context(f"and {len(loads) - SHOWN} more with {loads[SHOWN].active} or fewer each"))
    low, high = healthy_from(workspace), workspace.rule_numbers.get("CAPACITY", {}).get("most", 15)
    small = [f"{low}–{high} is healthy; up to {_automated(workspace)} when all of them are automated."]
    return [*blocks, section(_next(loads, workspace, people)), context(*small)]


def _automated(workspace: Workspace) -> int:
    return most(CsmLoad(csm_id=None, csm="", active=1, automated=1), workspace)


def _line(load: CsmLoad, workspace: Workspace, people: People) -> str:
    limit = most(load, workspace)
    word = "over" if is_over(load, workspace) else "room" if load.active < healthy_from(workspace) else "healthy"
    mark = {"over": "🔴", "healthy": "🟢", "room": "⚪"}[word]
    more = [f"{load.automated} automated" if load.automated else "", "away" if load.away else ""]
    more += ["matches nobody in Slack"] if load.csm_id is None else []
    tail = "".join(f" · {part}" for part in more if part)
    bar = progress_bar(min(load.active, limit), limit)
    return f"{mark} *{_name(load, people)}* {bar} {load.active} of {limit}, {word}{tail}"


def _next(loads: Sequence[CsmLoad], workspace: Workspace, people: People) -> str:
    free = with_room(loads, workspace)
    if not free:
        return "*The next one:* nobody has room. Hand one over to ongoing CS, or hire."
    first, *others = free[:NEXT]
    text = f"*The next one:* {_name(first, people)}, who has {count(first.active, 'active onboarding')}"
    return text + (f"; else {listed([_name(load, people) for load in others])}." if others else ".")


def _name(load: CsmLoad, people: People) -> str:
    return called(load.csm_id, people, load.csm) if load.csm_id else escape(load.csm)
