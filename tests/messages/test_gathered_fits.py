"""Escalations about as many accounts as one message tells fit into it, whatever they say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from portraits import HOSTILE, PEOPLE, checked, day, hostile_account, looked, noon, nudges_of

from messages.gathered import Escalated, gathered_escalations
from playbook.models import Nudge, Role
from scheduler.own_messages import TOGETHER

NOW = noon(day("01-26"))
WORDY = ("A & B <will> come back to us once legal has signed the *data* agreement " * 5).strip()


@pytest.mark.parametrize("text", [WORDY, *HOSTILE])
@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("rule", ["BLOCKED", "HEALTH-60"])
def test_twenty_accounts_are_one_message_that_slack_takes(rule: str, text: str, held: bool) -> None:
    found = [escalated(at, text, rule, held) for at in range(TOGETHER)]
    told = gathered_escalations(found, PEOPLE, NOW)
    checked(told)
    assert len(told.blocks) == TOGETHER + 2


def test_what_holds_of_several_causes_is_said_once() -> None:
    told = gathered_escalations([escalated(at, "Short", "BLOCKED", False) for at in range(2)], PEOPLE, NOW)
    checked(told)
    text = told.blocks[2]["text"]["text"]
    assert text.count("waits on us") == 3  # causes of this account
    assert text.count("Tried:") == text.count("It goes further up because Lena Ott") == 1


def escalated(at: int, text: str, rule: str, held: bool) -> Escalated:
    account = replace(hostile_account(text), id=10_000 + at)
    seen = looked(account, NOW)
    nudges = tuple(
        raised(nudge, held) for nudge in nudges_of(account, seen, at * 100, Role.VP_CS) if nudge.rule == rule
    )
    assert nudges
    return Escalated(account=account, nudges=nudges, look=seen, told=nudges)


def raised(nudge: Nudge, held: bool) -> Nudge:
    why = {"raised_on": "2026-01-22", "raised_from": "csm-lead", "raised_by": "ULENA"}
    who = "ULENA" if held else None
    return replace(
        nudge, raised=True, facts={**nudge.facts, **why}, acknowledged_at=NOW if held else None, acknowledged_by=who
    )
