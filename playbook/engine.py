"""One look at an account: what every rule finds, what is to be said to whom and when, and when to look again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from playbook.calendar import Calendar
from playbook.gates import next_change
from playbook.known import known_at, next_known_at, resumes_at
from playbook.models import Account, AccountState, Nudge, Role, Workspace
from playbook.rules import JUDGES, RULES, Case
from playbook.rules.crossing import CROSSINGS
from playbook.rules.finding import Finding, FindingState
from playbook.rules.review import TO_OWNER
from playbook.standing import Standing, standing_of
from playbook.steps import drafts, next_step

__all__ = ["Context", "Look", "Standing", "Thread", "look"]

SELF_SERVE = "self-serve"  # the playbook without a CSM (003)
SELF_SERVE_SPEAKS = ("FST-50", "FST-30")  # its gate is 50 %: what is watched even there
Thread = tuple[str, str | None, str]
_Memory = dict[Thread, list[Nudge]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a look needs beyond the account: settings, and when each role's person and the account work."""

    workspace: Workspace
    calendar_of: Callable[[Role], Calendar]
    account_calendar: Calendar
    owner_calendar: Calendar | None = None  # of the remediation plan's owner

    def hours_for(self, rule: str) -> Callable[[Role], Calendar]:
        """When each role's person works; what a rule says to the plan's owner goes by theirs."""
        owner = self.owner_calendar
        if owner is None or rule not in TO_OWNER:
            return self.calendar_of
        return lambda role: owner if role is Role.CSM else self.calendar_of(role)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look found. Nothing in it changes by time alone before `next_look_at`. Without slots, for `fires`."""

    findings: tuple[Finding, ...] = ()
    new: tuple[Nudge, ...] = ()  # drafts, with `send_at` in working hours and never before the look
    ended: tuple[Thread, ...] = ()  # threads whose cause is gone
    resting: tuple[Thread, ...] = ()  # threads of a paused account that are not told anew when it goes on
    next_look_at: datetime | None = None
    standing: Standing = field(default_factory=Standing)

    def fires(self, thread: Thread) -> bool:
        """Whether the cause of a nudge still stands."""
        return thread in self._firing

    @cached_property
    def _firing(self) -> frozenset[Thread]:
        return frozenset(finding.thread for finding in self.findings if finding.fires)


def look(account: Account, nudges: Sequence[Nudge], context: Context, now: datetime) -> Look:
    """Judge an account at `now` (aware) given its open threads' nudges, in any state.

    Looking again with the new nudges added finds the same and drafts nothing. Paused and closed accounts are left
    alone until something happens to them, and every account until it was signed. Facts dated after `now` are not known
    yet.
    """
    stored, known_next = account, next_known_at(account, now)
    account = known_at(account, now) if known_next else account
    case = Case(account, nudges, context.account_calendar, now, context.workspace)
    findings = _findings(case)
    firing = [finding for finding in findings if finding.fires]
    memory = _by_thread(nudges)
    new, wakes = _speak(case, firing, memory, context)
    wakes += [finding.until for finding in findings if finding.until]
    if _is_running(case) and (gate_at := next_change(account, now)):
        wakes.append(gate_at)
    if known_next and (_is_running(case) or stored.state is AccountState.ACTIVE):
        wakes.append(known_next)
    if account.state is AccountState.PAUSED and (goes_on_at := resumes_at(stored, now)):
        wakes.append(goes_on_at)
    resting = {thread for thread in memory if account.state is AccountState.PAUSED and thread[0] in CROSSINGS}
    left = resting.union(finding.thread for finding in firing)
    return Look(
        findings=findings,
        new=new,
        ended=tuple(thread for thread in memory if thread not in left),
        resting=tuple(resting),
        next_look_at=min((at for at in wakes if at > now), default=None),
        standing=standing_of(case, findings),
    )


def _findings(case: Case) -> tuple[Finding, ...]:
    if _is_running(case):
        findings = (finding for judge in JUDGES for finding in judge(case))
        return tuple(_at_rest(case, finding) for finding in findings) if _any_at_rest(case) else tuple(findings)
    state, until = FindingState.NOT_APPLICABLE, None
    if case.account.state is AccountState.ACTIVE:
        until = case.account.signed
    facts = {"account": str(case.account.state), "start_on": case.account.start_on.isoformat()}
    return tuple(Finding(rule=rule, state=state, until=until, facts=dict(facts)) for rule in RULES)


def _is_running(case: Case) -> bool:
    return case.account.state is AccountState.ACTIVE and case.now >= case.account.signed


def _any_at_rest(case: Case) -> bool:
    """Whether `_at_rest` may silence anything."""
    rested = case.account.facts.rested_rules or case.workspace.rested_rules
    return bool(rested) or is_left_to_itself(case.account)


def _at_rest(case: Case, finding: Finding) -> Finding:
    """The finding, silenced when its rule rests on this account, for the whole team or for a self-serve account."""
    if finding.rule in case.account.facts.rested_rules:
        return finding.rested("account")
    if finding.rule in case.workspace.rested_rules:
        return finding.rested("team")
    if is_left_to_itself(case.account) and finding.rule not in SELF_SERVE_SPEAKS:
        return finding.rested("self-serve")
    return finding


def is_left_to_itself(account: Account) -> bool:
    """Whether an account is self-serve and no person has cause to step in: the customer has neither contacted support
    nor hit the tier's cap (003)."""
    if account.playbook != SELF_SERVE:
        return False
    return account.facts.support_contacted_on is None and account.facts.tier_cap_hit_on is None


def _by_thread(nudges: Sequence[Nudge]) -> _Memory:
    memory: _Memory = defaultdict(list)
    for nudge in nudges:
        memory[nudge.thread].append(nudge)
    return dict(memory)


def _speak(
    case: Case, firing: Sequence[Finding], memory: _Memory, context: Context
) -> tuple[tuple[Nudge, ...], list[datetime]]:
    """The nudges to draft now, and the instants at which further steps become ready."""
    new: list[Nudge] = []
    wakes: list[datetime] = []
    for finding in firing:
        past = memory.get(finding.thread, [])
        calendar_of = context.hours_for(finding.rule)
        step = next_step(finding, past, calendar_of, case.now)
        if step and not step.held and step.ready_at <= case.now:
            said = list(drafts(case.account.id, finding, step, calendar_of, case.now))
            new += said
            step = next_step(finding, [*past, *said], calendar_of, case.now)
        if step:
            wakes.append(step.ready_at)
    return tuple(new), wakes
