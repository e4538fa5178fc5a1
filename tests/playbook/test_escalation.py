"""Escalations that nobody took up, by table: who hears next, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from playbook.calendar import Calendar, calendar_for
from playbook.escalation import Raise, raised
from playbook.models import Mode, Nudge, NudgeState, Role, Workspace

NEW_YORK = ZoneInfo("America/New_York")
PEOPLE = {
    Role.CSM_LEAD: "ULENA",
    Role.VP_CS: "UVICTOR",
    Role.ENGINEERING_LEAD: "UERIN",
    Role.CSM: "UJANE",
    Role.AE: "USAM",
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=NEW_YORK).astimezone(UTC)


def told(role: Role = Role.CSM_LEAD, when: str = "01-23 09:00", **changes: Any) -> Nudge:
    """An escalation in its person's hands since a Friday morning."""
    values: dict[str, Any] = {"state": NudgeState.SENT, "sent_at": at(when), "recipient_id": PEOPLE[role], "id": 1}
    nudge = Nudge(
        account_id=1, rule="OVERDUE", subject="sso", episode="", step=4, to=role, mode=Mode.ESCALATION, send_at=at(when)
    )
    return replace(nudge, **(values | changes))


def calendar(role: Role) -> Calendar:
    return calendar_for(None, Workspace(), NEW_YORK)


def look(*nudges: Nudge, now: str, people: dict[Role, str] = PEOPLE, fires: bool = True) -> Raise:
    return raised(nudges, lambda _: fires, calendar, people.get, at(now))


@pytest.mark.parametrize(
    ("role", "next_role"),
    [
        (Role.CSM_LEAD, Role.VP_CS),
        (Role.ENGINEERING_LEAD, Role.VP_CS),
        (Role.AE, Role.CSM_LEAD),
        (Role.VP_CS, Role.VP_CS),
    ],
)
def test_a_working_day_without_a_word_goes_to_the_next_role_up(role: Role, next_role: Role) -> None:
    nudge = told(role, when="01-23 09:00:41")  # after the others of that morning
    assert look(nudge, now="01-26 08:59").new == ()
    assert look(nudge, now="01-25 12:00").next_at == at("01-26 09:00")  # a weekend is no working day
    (draft,) = look(nudge, now="01-26 09:00").new
    assert (draft.to, draft.send_at, draft.raised, draft.state) == (
        next_role,
        at("01-26 09:00"),
        1,
        NudgeState.WAITING,
    )
    assert draft.facts["raised_from"] == str(role)


@pytest.mark.parametrize(
    "nudge",
    [
        told(acknowledged_at=at("01-23 10:00"), acknowledged_by="ULENA"),
        told(dismissed_reason="done"),
        told(state=NudgeState.DISMISSED, dismissed_reason="known"),
        told(state=NudgeState.WAITING),
        told(state=NudgeState.GONE),
        told(recipient_id=None),
        told(mode=Mode.PLAN),
    ],
    ids=["has it", "done", "not relevant", "snoozed", "gone", "nobody told", "a plan line"],
)
def test_what_is_not_raised(nudge: Nudge) -> None:
    assert look(nudge, now="02-10 09:00") == Raise()


def test_a_cause_that_is_gone_is_not_raised() -> None:
    assert look(told(), now="01-27 09:00", fires=False) == Raise()


def test_one_reminder_at_the_top_and_then_quiet() -> None:
    first = told()
    (second,) = look(first, now="01-26 09:00").new
    second = replace(second, id=2, state=NudgeState.SENT, sent_at=at("01-26 09:00"), recipient_id="UVICTOR")
    (third,) = look(first, second, now="01-27 09:00").new
    assert (third.to, third.raised) == (Role.VP_CS, 2)
    assert third.key not in (first.key, second.key)
    third = replace(third, id=3, state=NudgeState.SENT, sent_at=at("01-27 09:00"), recipient_id="UVICTOR")
    assert look(first, second, third, now="02-27 09:00") == Raise()
    weekly = told(when="02-02 09:00", id=4, step=5)
    assert look(first, second, third, weekly, now="02-27 09:00") == Raise()  # one chain a thread


def test_who_has_one_step_has_its_thread() -> None:
    held = told(acknowledged_at=at("01-23 10:00"))
    assert look(held, told(when="01-30 09:00", id=2, step=5), now="02-10 09:00") == Raise()


def test_without_a_vp_the_lead_is_reminded() -> None:
    (draft,) = look(told(), now="01-26 09:00", people={**PEOPLE, Role.VP_CS: "ULENA"}).new
    assert (draft.to, draft.facts["raised_from"]) == (Role.CSM_LEAD, "csm-lead")
