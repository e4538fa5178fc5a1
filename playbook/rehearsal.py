"""An account's days lived through by the rules, tick by tick: what would be told, when and to whom.

The scheduler does the same with a database and Slack; a test holds both timelines equal for every example.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from playbook.calendar import account_calendar
from playbook.closing import closed_by_measure, due_to_close
from playbook.engine import Context, Look, Thread, look
from playbook.models import Account, Nudge, NudgeState, Person, Role, Workspace
from playbook.plans import Playbook, with_plan
from playbook.roles import context_for
from playbook.rules import RULES
from playbook.steps import next_step

DAYS = 90  # of a rehearsal when no end is given
_DAY = timedelta(days=1)
_ROLES = tuple(Role)
_PLACES = {rule: place for place, rule in enumerate(RULES)}
_UNSENT = (NudgeState.WAITING, NudgeState.QUEUED)
_SAID = (NudgeState.SENT, NudgeState.DISMISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one step of one rule says about one subject at one moment, and to which roles.

    `at` is aware UTC; `facts` are the rule's inputs as they stand then.
    """

    at: datetime
    rule: str
    step: int
    to: tuple[Role, ...]
    subject: str | None
    episode: str
    facts: dict[str, Any] = field(default_factory=dict)


def rehearse(
    account: Account,
    workspace: Workspace,
    *,
    start: date | None = None,
    until: date | None = None,
    people: Mapping[str, Person] | None = None,
) -> tuple[Told, ...]:
    """Everything the rules would tell from `start` through `until`, days of the account's: Day 0 and Day 90 unless
    given. A later start is as if the account were imported on that day.

    Sorted by moment, METHOD's order of rules, subject. Without `people` everybody works where the account lives, by
    its calendar. Escalations count as acknowledged at once.
    """
    calendar = account_calendar(account, workspace)
    context = Context(workspace, lambda role: calendar, calendar)
    if people is not None:
        context = context_for(account, workspace, people)
    begin = calendar.midnight(max(start or account.start_on, account.start_on))
    end = calendar.midnight((until or account.start_on + timedelta(days=DAYS)) + _DAY)
    life = Life(account, context, begin)
    life.to(end - timedelta(microseconds=1))
    return tuple(_told(life.sent))


def planned_anew(account: Account, playbook: Playbook) -> Account:
    """The same customer on another playbook: its milestones instead of the account's, nothing of them done yet."""
    return with_plan(account, playbook)


@dataclass
class Life:
    """An account on its way through time: looked at when the last look said so, its nudges sent at their moment."""

    account: Account
    context: Context
    now: datetime
    memory: list[Nudge] = field(default_factory=list)  # of open threads
    archive: dict[Thread, list[Nudge]] = field(default_factory=dict)  # of ended ones, what was said
    sent: list[Nudge] = field(default_factory=list)
    seen: Look = field(default_factory=Look)
    drafted: int = 0

    def __post_init__(self) -> None:
        self.look()

    def to(self, until: datetime) -> None:
        """On to `until`: every look and every send at its moment."""
        while (step := self._next()) is not None and step <= until:
            self.now = max(step, self.now)
            if self.seen.next_look_at and self.seen.next_look_at <= self.now:
                self.look()
            if self._send_due():
                self.look()
        self.now = until

    def look(self) -> None:
        """Look, and go on where ended threads stopped that are back; gates that are met close first."""
        self._close()
        self.seen = look(self.account, self.memory, self.context, self.now)
        while self._take_in():
            self.seen = look(self.account, self.memory, self.context, self.now)

    def _close(self) -> None:
        while found := due_to_close(self.account, self.now):
            self.account = closed_by_measure(self.account, *found[0])

    def _take_in(self) -> bool:
        """What the look drafted and ended; whether a thread came back, so that its next step is to be found.

        Of a thread only the last two steps are kept: nothing that was told before them decides what comes next.
        """
        for nudge in [nudge for nudge in self.memory if self._is_over(nudge)]:
            self.memory.remove(nudge)
            if nudge.state in _SAID:
                self.archive.setdefault(nudge.thread, []).append(nudge)
        revived = {draft.thread for draft in self.seen.new} & set(self.archive)
        for thread in revived:
            self.memory += self.archive.pop(thread)
        for draft in self.seen.new:
            if draft.thread not in revived:
                old = [nudge for nudge in self.memory if nudge.thread == draft.thread and nudge.step < draft.step - 1]
                self.memory = [nudge for nudge in self.memory if nudge not in old] if old else self.memory
                self.drafted += 1
                self.memory.append(replace(draft, id=self.drafted))
        return bool(revived)

    def _is_over(self, nudge: Nudge) -> bool:
        return nudge.thread in self.seen.ended or (nudge.state in _UNSENT and nudge.thread in self.seen.resting)

    def _next(self) -> datetime | None:
        waiting = [nudge.send_at for nudge in self.memory if nudge.state is NudgeState.WAITING]
        looks = [self.seen.next_look_at] if self.seen.next_look_at else []
        return min([*looks, *waiting], default=None)

    def _send_due(self) -> bool:
        """Send what is due, with its facts as they stand; whether that makes a further step due at once.

        The look before ended every thread whose cause was gone, and nothing changes before the next one.
        """
        threads = set()
        for place, nudge in enumerate(self.memory):
            if nudge.state is NudgeState.WAITING and nudge.send_at <= self.now:
                facts = next((item.facts for item in self.seen.findings if item.thread == nudge.thread), nudge.facts)
                self.memory[place] = replace(nudge, state=NudgeState.SENT, sent_at=self.now, facts=dict(facts))
                self.sent.append(self.memory[place])
                threads.add(nudge.thread)
        return bool(threads) and any(self._goes_on(thread) for thread in threads)

    def _goes_on(self, thread: Thread) -> bool:
        finding = next((item for item in self.seen.findings if item.fires and item.thread == thread), None)
        if finding is None:
            return False
        past = [nudge for nudge in self.memory if nudge.thread == thread]
        step = next_step(finding, past, self.context.hours_for(finding.rule), self.now)
        return step is not None and not step.held and step.ready_at <= self.now


def _told(sent: Sequence[Nudge]) -> Iterator[Told]:
    """One entry for all roles that hear the same at the same moment."""
    for _, nudges in groupby(sorted(sent, key=_place), key=_place):
        first, *others = nudges
        roles = {first.to, *(nudge.to for nudge in others)}
        yield Told(
            at=first.sent_at or first.send_at,
            rule=first.rule,
            step=first.step,
            to=tuple(role for role in _ROLES if role in roles),
            subject=first.subject,
            episode=first.episode,
            facts=first.facts,
        )


def _place(nudge: Nudge) -> tuple[datetime, int, str, int, str]:
    at = (nudge.sent_at or nudge.send_at).astimezone(UTC)
    return at, _PLACES[nudge.rule], nudge.subject or "", nudge.step, nudge.episode
