"""What a plan says in one line: the nudges that are about the same thing, and so are dealt with together.

A milestone that is late and blocked is one line (with the kickoff's limit, and the target of first value, that it
stands for), and so are a silence (TOUCH and the stalls), somebody who left, and the score. The line merges what is
said; which nudges were told, and so the repeats, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from messages.briefs import again, brief_of, shortly
from messages.facts import Facts, subject_milestone
from messages.reasons import TITLES
from messages.rules import SAYINGS
from messages.snapshots import PlanItem
from messages.words import day, escape, listed
from playbook.course import kickoff_milestone
from playbook.models import Account, Kind, Milestone, Nudge, NudgeState
from playbook.rules import RULES

_ABOUT = {"OVERDUE": "milestone", "BLOCKED": "milestone", "TOUCH": "silence", "STALL": "silence", "HEALTH": "score"}


def line_key(nudge: Nudge, account: Account) -> tuple[str, ...]:
    """The same for all nudges of `account` that one line of a plan says."""
    if step := _open_step(nudge, account):
        return ("milestone", step.key)
    saying = SAYINGS.get(nudge.rule)
    about = saying.about if saying else _ABOUT.get(nudge.rule) or _ABOUT.get(nudge.rule.partition("-")[0])
    subject = "" if saying and saying.shared else nudge.subject or ""
    return (about, subject) if about else ("", *map(str, nudge.thread))


def _open_step(nudge: Nudge, account: Account) -> Milestone | None:
    """The open milestone that a rule speaks of without naming it: the kickoff, or what is to bring first value."""
    found: Milestone | None = None
    if nudge.rule in ("KICKOFF-BOOK", "KICKOFF-LATE"):
        found = kickoff_milestone(account)
    elif nudge.rule == "DRAG" and nudge.episode == "target":
        found = next((item for item in account.open_milestones if item.kind is Kind.VALUE), None)
    return found if found and found.is_open else None


def dealt_with_together(nudge: Nudge, at_hand: Sequence[Nudge], account: Account) -> list[int]:
    """Ids of `nudge` and of its recipient's nudges `at_hand` that the plan says in the same line of its `account`."""
    others = [
        other.id
        for other in at_hand
        if other.account_id == nudge.account_id
        and other.recipient_id == nudge.recipient_id
        and other.mode is nudge.mode
        and line_key(other, account) == line_key(nudge, account)
        and other.thread != nudge.thread
    ]
    return [nudge.id, *others]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the items it says, the most serious first, all open or all settled."""

    items: tuple[PlanItem, ...]
    behind: tuple[str, ...] = ()  # names of late milestones that wait for this one, and need no line of their own

    @property
    def account(self) -> Account:
        return self.items[0].account

    @property
    def nudge(self) -> Nudge:
        """Whose ways out the line offers."""
        return self.items[0].nudge

    @property
    def nudges(self) -> tuple[Nudge, ...]:
        return tuple(item.nudge for item in self.items)

    @property
    def milestone(self) -> Milestone | None:
        return subject_milestone(self.account, self.nudge.subject)

    @property
    def about(self) -> str:
        """What it is about, in two words."""
        return escape(self.milestone.name) if self.milestone else TITLES.get(self.nudge.rule, escape(self.nudge.rule))

    def text(self, today: date) -> str:
        """What it says, from what the engine sees now."""
        text = brief_of(self._causes, today) + again(max(nudge.step for nudge in self.nudges))
        return f"{text} {_that_wait(self.behind)}" if self.behind else text

    def short(self, today: date) -> str:
        """Its name and reason in a few words."""
        why = shortly(self._causes, today)
        return f"{self.about} ({why})" if why else self.about

    @property
    def _causes(self) -> dict[str, list[Facts]]:
        causes: dict[str, list[Facts]] = {}
        for item in self.items:
            causes.setdefault(item.nudge.rule, []).append(_facts(item))
        return causes

    def settled_text(self, today: date) -> str:
        """What became of it, for a line that needs nobody any more."""
        nudge = self.nudge
        if nudge.state is NudgeState.DISMISSED:
            why = f", {escape(nudge.dismissed_reason, 120)}" if nudge.dismissed_reason else ""
            return f"✓ {self.about}: not relevant{why}"
        if nudge.snoozed_until is not None and nudge.snoozed_until > today:
            return f"✓ {self.about}: snoozed until {day(nudge.snoozed_until, today)}"
        if nudge.is_handled:
            return f"✓ {self.about}: done"
        open_still = self.milestone is None or self.milestone.is_open
        return f"✓ {self.about}: {'taken care of' if open_still else 'done'}"


def _facts(item: PlanItem) -> Mapping[str, object]:
    live = (finding.facts for finding in item.look.findings if finding.thread == item.nudge.thread)
    return {**next(live, item.nudge.facts), "step": item.nudge.step}


def lines_of(items: Sequence[PlanItem], today: date) -> tuple[list[Line], list[Line]]:
    """An account's items as lines: the open ones, the most urgent first, and the settled ones."""
    together: dict[tuple[str, ...], list[PlanItem]] = {}
    for item in sorted(items, key=lambda item: (seriousness(item.nudge.rule), -item.nudge.step, item.nudge.id)):
        together.setdefault(line_key(item.nudge, item.account), []).append(item)
    opened, settled = list[Line](), list[Line]()
    for found in together.values():
        still = tuple(item for item in _latest(found) if not is_settled(item, today))
        (opened if still else settled).append(Line(still or tuple(found)))
    return _in_turn(opened), settled


def _in_turn(lines: Sequence[Line]) -> list[Line]:
    """A late milestone that waits for another late one is named in that one's line: it cannot be done before."""
    by_key = {line.milestone.key: line for line in lines if line.milestone}
    firsts = {key: first for key, line in by_key.items() if _is_only_late(line) and (first := _waits_for(line, by_key))}
    kept = []
    for line in lines:
        key = line.milestone.key if line.milestone else ""
        if key in firsts:
            continue
        behind = [by_key[each].about for each, first in firsts.items() if _root(first, firsts) == key]
        kept.append(replace(line, behind=tuple(behind)))
    return kept


def _is_only_late(line: Line) -> bool:
    return all(nudge.rule == "OVERDUE" for nudge in line.nudges)


def _waits_for(line: Line, lines: Mapping[str, Line]) -> str | None:
    """The nearest open milestone with a line that this line's own depends on, directly or through others."""
    open_ones = {item.key: item for item in line.account.open_milestones}
    left, seen = list(line.milestone.depends_on if line.milestone else ()), set[str]()
    while left:
        key = left.pop(0)
        if key in seen or key not in open_ones:
            continue
        if key in lines:
            return key
        seen.add(key)
        left += open_ones[key].depends_on
    return None


def _root(key: str, firsts: Mapping[str, str]) -> str:
    while key in firsts:
        key = firsts[key]
    return key


def _that_wait(names: Sequence[str]) -> str:
    """`*Kickoff held* and *Training* wait for it.`"""
    told = listed([f"*{name}*" for name in names])
    return f"{told} {'waits' if len(names) == 1 else 'wait'} for it."


def _latest(items: Sequence[PlanItem]) -> list[PlanItem]:
    """Of a thread only its last step: it says what the earlier ones did."""
    kept: dict[object, PlanItem] = {}
    for item in items:
        kept.setdefault(item.nudge.thread, item)
    return list(kept.values())


def is_settled(item: PlanItem, today: date) -> bool:
    """Whether a nudge needs nobody any more: done, not relevant, snoozed, or its cause is gone."""
    nudge = item.nudge
    if nudge.is_handled or nudge.state is NudgeState.DISMISSED:
        return True
    if nudge.snoozed_until is not None and nudge.snoozed_until > today:
        return True
    return not any(finding.fires and finding.thread == nudge.thread for finding in item.look.findings)


def seriousness(rule: str) -> int:
    """The smaller, the more serious: by METHOD's urgency; a rule of nobody's comes last."""
    return -RULES[rule].urgency if rule in RULES else 1
