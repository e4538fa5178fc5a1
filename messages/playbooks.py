"""Playbooks for people: which there are and whom each fits, and one in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from messages.ids import Action
from messages.kit import (
    Block,
    Message,
    actions,
    button,
    confirm,
    context,
    header,
    message,
    pager,
    section,
    size,
)
from messages.milestones import MEASURES
from messages.refs import Ref
from messages.words import count, escape, listed
from playbook.errors import Problem
from playbook.models import Kind, Measure, UsageEvent
from playbook.plans import Phase, PlanMilestone, Playbook

PAGE = 12  # playbooks
LINES = 6  # milestones a section
ROOM = 8_000
LONGEST_KEY = 100  # that a button carries
OWNERS = {
    "csm": "CSM",
    "ae": "AE",
    "solutions": "solutions engineer",
    "onboarding": "onboarding specialist",
    "ongoing-csm": "ongoing CSM",
    "customer": "customer",
}
EVENTS = {
    UsageEvent.SIGNED_UP: ("a sign-up", "sign-ups"),
    UsageEvent.LOGIN: ("a login", "logins"),
    UsageEvent.TASK_SUCCEEDED: ("a user's first successful task", "users with a successful task"),
    UsageEvent.FEATURE_USED: ("a feature in use", "features in use"),
    UsageEvent.FLOW_COMPLETED: ("a completed flow", "completed flows"),
}
ORIGINS = {"slack": "the team's own", "folder": "the team's own, from its folder"}


def playbook_list(
    playbooks: Mapping[str, Playbook], origins: Mapping[str, str], default: str, *, is_lead: bool, page: int = 0
) -> Message:
    """All of them with when to use which. `origins` has the team's own by key: slack or folder."""
    found = list(playbooks.values())
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 0), pages - 1)
    blocks: list[Block] = [header("Playbooks")]
    for at, playbook in enumerate(found[page * PAGE : (page + 1) * PAGE]):
        text = f"{_title(playbook, origins, default)}\n{escape(playbook.when or playbook.summary, 400)}"
        show = button("Show", Action.PLAYBOOK_SHOW, Ref(extra=playbook.key), at, label=f"Show {playbook.name}")
        blocks.append(section(text, show))
    blocks += pager(Action.PLAYBOOKS_PAGE, Ref(page=page), pages)
    if is_lead:
        blocks.append(actions([button("Add a playbook…", Action.PLAYBOOK_NEW, Ref(), "list")], "playbooks"))
    return message(f"{count(len(found), 'playbook')}: {', '.join(plan.key for plan in found[:20])}.", blocks)


def playbook_page(
    playbook: Playbook,
    warnings: Sequence[Problem],
    origins: Mapping[str, str],
    default: str,
    *,
    is_lead: bool,
    page: int = 0,
) -> Message:
    """One playbook in full: phases, milestones with their days, gates, flows, e-mails, and what lint warns of."""
    pages = _paged([*_head(playbook, origins, default), *warning_blocks(warnings), *body(playbook)])
    page = min(max(page, 0), len(pages) - 1)
    blocks = [
        header(playbook.name),
        *pages[page],
        *pager(Action.PLAYBOOK_PAGE, Ref(page=page, extra=playbook.key), len(pages)),
    ]
    if is_lead and len(playbook.key) <= LONGEST_KEY:
        blocks.append(actions(_row(playbook, origins.get(playbook.key)), "playbook"))
    return message(f"{escape(playbook.name)}: {escape(playbook.summary, 200)}", blocks)


def _row(playbook: Playbook, origin: str | None) -> list[Block]:
    """A lead's ways on: a change to the team's own, or a version of their own of one that ships."""
    ref = Ref(extra=playbook.key)
    if origin == "folder":
        return [button("All playbooks", Action.PLAYBOOKS_PAGE, Ref(), "one")]
    row = [button("Change…" if origin else "Make our own version…", Action.PLAYBOOK_EDIT, ref, "one")]
    if origin:
        sure = confirm("Remove this playbook?", "Running accounts keep their milestones.", "Remove")
        row.append(button("Remove", Action.PLAYBOOK_REMOVE, ref, "one", style="danger", confirm=sure))
    return row


def _title(playbook: Playbook, origins: Mapping[str, str], default: str) -> str:
    return f"*{escape(playbook.name)}* · {_facts(playbook, origins, default)}"


def _facts(playbook: Playbook, origins: Mapping[str, str], default: str) -> str:
    facts = [f"`{escape(playbook.key, 80)}`", count(playbook.length_days, "day")]
    facts.append(count(len(playbook.milestones), "milestone"))
    if playbook.key in origins:
        facts.append(ORIGINS.get(origins[playbook.key], "the team's own"))
    if playbook.key == default:
        facts.append("*the default*")
    return " · ".join(facts)


def _head(playbook: Playbook, origins: Mapping[str, str], default: str) -> list[Block]:
    told = [_facts(playbook, origins, default), escape(playbook.summary, 600)]
    if playbook.when:
        told.append(f"*When:* {escape(playbook.when, 800)}")
    return [section("\n".join(told))]


def warning_blocks(warnings: Sequence[Problem]) -> list[Block]:
    """What a person should look at; none: nothing."""
    lines = [f"• line {item.line} · {escape(item.field, 80)}: {escape(item.message, 200)}" for item in warnings]
    return [section("\n".join([f"*{count(len(lines), 'warning')}*", *lines]))] if lines else []


def body(playbook: Playbook) -> list[Block]:
    """Phases with their milestones, then what goes with them."""
    texts = [text for phase in _phases(playbook) for text in _phase(playbook, *phase)]
    texts += [text for text in (_products(playbook), _flows(playbook), _emails(playbook), _rest(playbook)) if text]
    return [section(text) for text in texts]


def _phases(playbook: Playbook) -> Iterator[tuple[Phase | None, list[PlanMilestone]]]:
    for phase in playbook.phases:
        yield phase, [item for item in playbook.milestones if item.phase == phase.name]
    named = {phase.name for phase in playbook.phases}
    if others := [item for item in playbook.milestones if item.phase not in named]:
        yield None, others


def _phase(playbook: Playbook, phase: Phase | None, items: list[PlanMilestone]) -> Iterator[str]:
    names = {item.key: item.name for item in playbook.milestones}
    lines = [plan_line(item, names) for item in items]
    head = "*Milestones*"
    if phase is not None:
        head = f"*{escape(phase.name)}* · Day {phase.from_day}–{phase.to_day}"
        head += f" · {escape(phase.cadence)}" if phase.cadence else ""
    yield "\n".join([head, *lines[:LINES]])
    for at in range(LINES, len(lines), LINES):
        yield "\n".join(lines[at : at + LINES])


def plan_line(item: PlanMilestone, names: Mapping[str, str]) -> str:
    """`• *Kickoff held* · Day 2 · CSM · weight 1 · must-have · after Sales handoff`."""
    owners = [OWNERS[str(owner)] for owner in (item.owner, *item.with_owners)]
    facts = [_days(item), " and ".join(owners), f"weight {item.told_weight}"]
    if item.told_kind is Kind.GATE:
        facts.append(_gate(item.measure, item.threshold))
    elif item.told_kind is Kind.VALUE:
        facts.append("first value")
    elif item.told_kind is Kind.CUSTOMER_CONFIRMED:
        facts.append("the customer confirms")
    if item.usage_event is not None:
        facts.append(_usage(item.usage_event, item.usage_count))
    facts += ["must-have"] if item.must_have else []
    if item.depends_on:
        facts.append(f"after {listed([escape(names.get(key, key)) for key in item.depends_on])}")
    return f"• *{escape(item.name)}* · {' · '.join(facts)}"


def _days(item: PlanMilestone) -> str:
    if item.due_hours is not None:
        return f"within {item.due_hours} h"
    return f"Day {item.due}" if item.start_day in (None, item.due) else f"Day {item.start_day}–{item.due}"


def _gate(measure: Measure | None, threshold: float | None) -> str:
    least = f"{threshold or 0:g}" + ("" if measure is Measure.WORKFLOWS_PER_USER else " %")
    return f"gate: at least {least} {MEASURES[measure]}" if measure else "gate"


def _usage(event: UsageEvent, times: int) -> str:
    one, many = EVENTS[event]
    return f"completed by {one if times == 1 else f'{times} {many}'}"


def _products(playbook: Playbook) -> str:
    block = playbook.per_product
    if block is None:
        return ""
    names = {item.key: item.name for item in playbook.milestones}
    steps = listed([escape(names.get(key, key)) for key in block.milestones], 8)
    return (
        f"*Several products:* one after the other, every {count(block.days, 'day')}, each with {steps}. The next begins"
        f" once at least {block.threshold:g} % of the features are in use, whatever the date."
    )


def _flows(playbook: Playbook) -> str:
    lines = []
    for flow in playbook.flows:
        facts = [f"{flow.minutes} min"] if flow.minutes else []
        facts += [f"sent on Day {flow.send_day}"] if flow.send_day is not None else []
        facts += ["before the kickoff"] if flow.before_kickoff else []
        lines.append(" · ".join([f"• {escape(flow.name)}", *facts]))
    return "\n".join(["*Flows*", *lines]) if lines else ""


def _emails(playbook: Playbook) -> str:
    lines = [f"• Day {email.day}: {escape(email.subject, 120)}" for email in playbook.emails]
    return "\n".join(["*E-mails*", *lines]) if lines else ""


def _rest(playbook: Playbook) -> str:
    lines = [f"• {escape(item.point, 120)}" for item in playbook.checklist]
    return "\n".join(["*Checklist at the end*", *lines]) if lines else ""


def _paged(blocks: Sequence[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        length = size(block)
        if pages[-1] and (used + length > ROOM or len(pages[-1]) == 40):
            pages.append([])
            used = 0
        pages[-1].append(block)
        used += length
    return pages


def playbook_note() -> Block:
    """What saving does not do."""
    return context("Running accounts keep their milestones; `/onboard replan` puts one on a playbook anew.")
