"""Reasons that name their inputs, drafts that ask one thing, `why` with every point."""

from __future__ import annotations

from typing import Any

import pytest
from portraits import PEOPLE, acme, checked, day, looked, noon, nudges_of

from messages.drafts import draft
from messages.explain import why_message
from messages.reasons import TITLES, reason

MONDAY = day("01-26")
NOW = noon(MONDAY)


@pytest.mark.parametrize(
    ("rule", "facts", "words"),
    [
        (
            "OVERDUE",
            {"name": "Integration", "due_on": "2026-01-22"},
            ["*Integration* is 4 days late, was due Thu 22 Jan"],
        ),
        (
            "BLOCKED",
            {
                "name": "Integration",
                "text": "SSO",
                "waiting_on": "customer",
                "opened_on": "2026-01-19",
                "parallel": ["Training"],
            },
            ["waits on the customer since Mon 19 Jan, 7 days ago: “SSO”", "Meanwhile: Training"],
        ),
        (
            "BLOCKED",
            {"name": "Integration", "text": "SSO", "waiting_on": "us", "counted_from": "2026-01-20"},
            ["waits on us, counted from Tue 20 Jan because the blocker has no date"],
        ),
        ("TOUCH", {"last_on": "2026-01-16", "start_on": "2026-01-15"}, ["No contact since Fri 16 Jan, 10 days ago"]),
        ("TOUCH", {"start_on": "2026-01-15"}, ["since signing on Thu 15 Jan, 11 days ago"]),
        ("STALL-3", {"since_on": "2026-01-23", "after": "call"}, ["3 days", "since Fri 23 Jan (the last call)"]),
        ("STALL-21", {"since_on": "2026-01-05", "after": "signed"}, ["21 days", "new timeline, or pause formally"]),
        (
            "HEALTH-80",
            {"score": 66.7, "late": ["A", "B"], "way_back": ["A"]},
            ["66.7, under 80", "Late: A and B", "finish A"],
        ),
        ("STAKEHOLDERS", {"known": []}, ["No one is noted", "Note at least two"]),
        ("STAKEHOLDERS", {"known": ["Ana"]}, ["Only Ana is noted", "If that one person leaves"]),
        ("WELCOME", {"by": "2026-01-27T15:20:00-05:00"}, ["From Tue 27 Jan, 15:20 on the CSM lead hears of it."]),
        ("REVIEW-30", {"asks_on": "2026-01-20"}, ["Day 30 was Tue 20 Jan"]),
        (
            "REVIEW-30",
            {"remediation_due_on": "2026-01-25", "asks_on": "2026-01-26"},
            ["plan ended Sun 25 Jan", "again"],
        ),
        (
            "REVIEW-FOLLOW",
            {"answer": "partial", "on": "2026-01-22"},
            ["said Partial on Thu 22 Jan", "no remediation plan"],
        ),
        (
            "REVIEW-FOLLOW",
            {"answer": "yes", "on": "2026-01-22", "day_60_on": "2026-03-16"},
            ["said Yes", "Mon 16 Mar", "sales"],
        ),
        (
            "REMEDIATION",
            {"owner": "UJANE", "due_on": "2026-02-20", "steps": 3},
            ["with Jane Smith, due Fri 20 Feb", "its 3 steps"],
        ),
    ],
)
def test_a_reason_names_its_inputs(rule: str, facts: dict[str, Any], words: list[str]) -> None:
    said = reason(rule, 1, facts, MONDAY, PEOPLE)
    for part in words:
        assert part in said
    assert "!" not in said
    assert "<@" not in said, "a reason pings nobody"


@pytest.mark.parametrize("rule", [*TITLES, "SOMETHING-NEW"])
def test_every_rule_has_a_reason_even_without_facts_and_repeats_say_so(rule: str) -> None:
    assert reason(rule, 1, {}, MONDAY).strip()
    if not rule.startswith(("STALL-3", "STALL-6", "STALL-9")):
        assert "Raised twice before" in reason(rule, 3, {}, MONDAY)


@pytest.mark.parametrize("rule", ["STALL-3", "STALL-6", "STALL-9", "STALL-21", "TOUCH", "REVIEW-30"])
def test_a_draft_is_personal_asks_one_thing_and_sells_nothing(rule: str) -> None:
    said = draft(acme(), rule, MONDAY) or ""
    assert said.startswith("Hi Ana,")
    assert "“Customer has created 3 automated workflows”" in said
    assert said.count("?") == 1
    for word in ("checking in", "expan", "upsell", "upgrade", "!"):
        assert word not in said.casefold()


def test_a_draft_asks_for_what_the_customer_owes() -> None:
    said = draft(acme(), "STALL-3", MONDAY) or ""
    assert "Integration configured" in said
    assert "On which day can you clear this: “Waiting on customer SSO metadata”?" in said
    assert draft(acme(), "OVERDUE", MONDAY) is None


def test_why_gives_every_point_and_flag_and_the_way_back() -> None:
    account = acme()
    found = looked(account, NOW)
    said = checked(why_message(account, found, PEOPLE, NOW, nudges=nudges_of(account, found)))
    for finding in found.findings:
        assert finding.state not in ("firing", "waiting") or f"`{finding.rule}`" in said
    assert "*Score 50*: 2.5 of 5 points over 3 milestones due or done" in said
    assert "1 of 2 · Accounts provisioned: done late, within twice its time (due Tue 20 Jan, done Thu 22 Jan)" in said
    assert "Back to green" in said
