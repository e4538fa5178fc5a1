"""Accounts that were signed just now, and what is seen and told of them."""

from __future__ import annotations

from typing import Any

from rehearsal import acme, day, finding, local, look_at, milestone, walk

from playbook.models import Account, Facts, Flow, Handoff, Milestone, Stakeholder
from playbook.rules import FindingState

FIRING, WAITING = FindingState.FIRING, FindingState.WAITING
SATISFIED, NOT_APPLICABLE = FindingState.SATISFIED, FindingState.NOT_APPLICABLE
# Day 0 is Thursday 15 January; nothing but what a row says is known.
KICKOFF = milestone("kickoff", "01-17")
HELD = milestone("kickoff", "01-17", "01-16")
WHOLE = Handoff(goals="g", stakeholders="s", technical_requirements="t", promises="p")


def fresh(*steps: Milestone, facts: Facts | None = None, **changes: Any) -> Account:
    """Just signed, with a kickoff to come unless the steps say otherwise."""
    return acme(milestones=steps or (KICKOFF,), facts=facts or Facts(), **changes)


def person(name: str, left: str | None = None) -> Stakeholder:
    return Stakeholder(name=name, role="user", left_on=day(left) if left else None)


def flow(key: str, name: str | None = None, *, before: bool = True, sent: str = "", done: str = "") -> Flow:
    at = {"sent_at": local(sent) if sent else None, "completed_at": local(done) if done else None}
    return Flow(key=key, name=name or key, minutes=12, before_kickoff=before, **at)


def seen(account: Account, at: str, rule: str, subject: str | None = None) -> tuple[FindingState, str | None]:
    """The state, and when time alone changes it."""
    found = finding(look_at(account, at), rule, subject)
    until = found.until.astimezone(account.zone).strftime("%m-%d %H:%M") if found.until else None
    return found.state, until


def told(account: Account, rule: str, until: str = "03-20 00:00", start: str = "01-15 00:00") -> list[str]:
    """Every nudge of a rule, as `01-16 09:00 csm`."""
    lived = walk(account, start, until)
    return [
        f"{nudge.sent_at.astimezone(account.zone):%m-%d %H:%M} {nudge.to}"
        for nudge in lived.sent
        if nudge.rule == rule and nudge.sent_at
    ]
