"""The one-page implementation plan (004): workstreams, owners, dependencies, dates, risks, whom to turn to.

One page of Markdown, at most `PAGE` lines: what would be longer is summed up in a line that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from messages.documents.model import Document, Line, Part, blank, told
from messages.documents.papers import Papers, short, step
from messages.words import count, cut, listed, one_line
from playbook.models import Blocker, Milestone, MilestoneStatus, WaitingOn

PAGE = 55  # lines of Markdown on one page
STREAMS = 7  # four lines each
RISKS = 6
WIDE = 150  # characters of one outside text, so that a line of Markdown stays a line or two on paper


@dataclass(frozen=True, slots=True)
class Stream:
    """A workstream: the milestones of one phase, or of one owner in a plan without phases."""

    name: str
    milestones: tuple[Milestone, ...]

    @property
    def done(self) -> int:
        return sum(item.status is MilestoneStatus.COMPLETE for item in self.milestones)


def plan(papers: Papers, variant: str = "") -> Document:
    """The plan for alignment, not for tracking tasks."""
    account = papers.account
    streams = streams_of(account.milestones)
    return Document(
        "plan",
        f"Implementation plan: {short(account.name)}",
        "",
        (
            _frame(papers),
            Part("Workstreams", _streams(papers, streams) or (blank("the phases, with owners and dates"),)),
            Part("Risks", _risks(papers)),
            Part("When it stalls", (told("Escalation contact", papers.escalation, "name, e-mail, phone"),)),
        ),
    )


def streams_of(milestones: Sequence[Milestone]) -> list[Stream]:
    """The milestones that are not skipped by phase, in the order of the plan; in a plan without phases one by one."""
    live = [item for item in milestones if item.status is not MilestoneStatus.SKIPPED]
    phased = any(one_line(item.phase or "") for item in live)
    found: dict[str, list[Milestone]] = {}
    for item in live:
        name = (item.phase or "Onboarding") if phased else item.name
        found.setdefault(one_line(name) or "Onboarding", []).append(item)
    return [Stream(name, tuple(items)) for name, items in found.items()]


def _frame(papers: Papers) -> Part:
    account, criteria = papers.account, papers.account.facts.criteria
    live = [item for item in account.milestones if item.status is not MilestoneStatus.SKIPPED]
    target = account.target_first_value_on or max((item.due_on for item in live), default=None)
    success = criteria.text if criteria else papers.first_value
    return Part(
        "In short",
        (
            Line(papers.day(account.start_on), "Start"),
            told("Target go-live", papers.day(target) if target else None, "the day of the first result"),
            told("Success", success, "one result, with a number", limit=2 * WIDE),
            Line(papers.csm, "Owner"),
        ),
    )


def _streams(papers: Papers, streams: Sequence[Stream]) -> tuple[Line, ...]:
    lines: list[Line] = []
    for stream in streams[:STREAMS]:
        lines += _stream(papers, stream, streams)
    if rest := streams[STREAMS:]:
        items = [item for stream in rest for item in stream.milestones]
        until = papers.day(max(item.due_on for item in items))
        left = f"{count(len(rest), 'more workstream')} with {count(len(items), 'milestone')}, until {until}"
        lines.append(Line(f"{left}: {cut(listed([stream.name for stream in rest], 4), WIDE)}"))
    return tuple(lines)


def _stream(papers: Papers, stream: Stream, streams: Sequence[Stream]) -> list[Line]:
    ends = max(stream.milestones, key=lambda item: item.due_on)
    owners = list(dict.fromkeys(papers.owner(item) for item in stream.milestones))
    needs = _needs(stream, streams)
    many = f"{stream.done} of {len(stream.milestones)} done, ends with {step(ends.name)}"
    alone = "done" if stream.done else "under way" if ends.status is MilestoneStatus.IN_PROGRESS else "to come"
    return [
        Line(many if len(stream.milestones) > 1 else alone, cut(stream.name, 80)),
        Line(cut(listed(owners, 3), WIDE), "Owner", under=True),
        Line(cut(listed(needs, 3), WIDE) if needs else "none", "Depends on", under=True),
        Line(papers.day(ends.due_on), "Target", under=True),
    ]


def _needs(stream: Stream, streams: Sequence[Stream]) -> list[str]:
    """The other workstreams that this one waits for, and things of its own that others owe it."""
    wanted = {key for item in stream.milestones for key in item.depends_on}
    found = [
        other.name for other in streams if other is not stream and any(item.key in wanted for item in other.milestones)
    ]
    return [cut(name, 60) for name in found]


def _risks(papers: Papers) -> tuple[Line, ...]:
    open_ones = [(item, each) for item in papers.account.open_milestones for each in item.open_blockers]
    lines = [_risk(papers, item, each) for item, each in open_ones[:RISKS]]
    if len(open_ones) > RISKS:
        lines.append(Line(f"and {count(len(open_ones) - RISKS, 'more open blocker')}: see the account's card"))
    return tuple(lines) or (Line("none open; ask at each meeting what could slow this down"),)


def _risk(papers: Papers, item: Milestone, blocker: Blocker) -> Line:
    """`SSO metadata is missing: Mitigation → …` (004)."""
    return Line(f"{cut(one_line(blocker.text), WIDE)} → {mitigation(papers, item, blocker)}")


def mitigation(papers: Papers, item: Milestone, blocker: Blocker) -> str:
    """What is done about a blocker: by whom it waits on, with work that does not depend on it in parallel (002)."""
    aside = papers.beside(item)
    meanwhile = f"; meanwhile {step(aside.name, 60)}" if aside else ""
    match blocker.waiting_on:
        case WaitingOn.US:
            act = f"{papers.csm} names who clears it and the day"
        case WaitingOn.THIRD_PARTY:
            act = "agree a day with the third party, and what we do if it passes"
        case _:
            contact = papers.in_role("technical-contact", "project-lead", "champion", "primary-contact")
            act = f"agree a day with {short(contact.name, 40) if contact else 'the customer'}"
    return f"{act}{meanwhile}"
