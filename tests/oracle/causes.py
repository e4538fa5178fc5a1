"""Every rule of METHOD section 5: which causes stand at a moment, and what they say to whom."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.course_causes import champion_left, drag, ending, review, skipped
from tests.oracle.customer import Then
from tests.oracle.start_causes import (
    blocked,
    criteria,
    flows,
    homework,
    kickoff,
    notes_confirm,
    overdue,
    sales_handoff,
    silence,
    stakeholders,
    welcome,
)
from tests.oracle.steps import Cause
from tests.oracle.user_causes import adoption, each_user, fst_repeat, gates, low_engagement

RULES = (
    welcome, sales_handoff, kickoff, homework, stakeholders, notes_confirm, flows, overdue, blocked, silence, criteria,
    each_user, fst_repeat, gates, adoption, low_engagement, champion_left, skipped, drag, review, ending,
)  # fmt: skip


def causes(then: Then) -> Iterator[Cause]:
    """What stands at this moment, crossings of a measure apart; a cause whose time has not come yet is left out."""
    for rule in RULES:
        for cause in rule(then):
            if cause.since <= then.at:
                yield cause
