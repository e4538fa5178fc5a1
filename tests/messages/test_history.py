"""`history`: who did what when, with before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portraits import LENA, PEOPLE, acme, checked, day, noon

from messages.history import history_message

NOW = noon(day("01-26"))


@dataclass
class Changed:
    table: str
    label: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass
class Line:
    action: str
    changed: tuple[Changed, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    at: datetime = NOW
    actor_kind: str = "person"
    actor_id: str = "UJANE"
    actor_name: str = "jane"
    via: str = "click"
    undone: bool = False


def sent(rule: str) -> Changed:
    return Changed("nudge", rule, {"state": "queued"}, {"state": "sent"})


def test_history_says_who_did_what_when_with_before_and_after() -> None:
    before = {"status": "in_progress", "done_on": None, "version": 1}
    after = {"status": "complete", "done_on": "2026-01-26", "version": 2}
    lines = [
        Line("milestone.complete", (Changed("milestone", "Integration", before, after),), {"on": "2026-01-26"}),
        Line("undo", facts={"of": "milestone.complete"}, actor_id="ULENA"),
        Line("nudge.send", (sent("OVERDUE"), sent("BLOCKED")), actor_kind="assistant", undone=True),
        Line("something.new", actor_kind="cli", actor_id="", actor_name="root"),
    ]
    said = checked(history_message(acme(), lines, PEOPLE, NOW, total=40))
    assert "Mon 26 Jan 12:00 · *Jane Smith* marked *Integration* done, Mon 26 Jan" in said
    assert "status: in progress → complete · Integration done on: – → Mon 26 Jan" in said
    assert "version" not in said
    assert f"*{LENA.real_name}* took back: done" in said
    assert "*The assistant* nudged: Overdue and Blocked _(taken back)_" in said
    assert "state" not in said
    assert "*root (command line)* something new" in said
    assert "Page 1 of 3" in said


def test_history_tells_what_was_logged_answered_and_cleared() -> None:
    resolved = Changed("blocker", "SSO metadata", {"resolved_on": None}, {"resolved_on": "2026-01-26"})
    answer = {"answer": "partial", "said_by": "Ana", "words": "It half works"}
    lines = [
        Line("touch.log", facts={"kind": "email", "direction": "outbound", "minutes": 10, "note": "Asked for the key"}),
        Line("note.add", facts={"text": "They moved offices"}),
        Line("review.answer", (Changed("review", None, None, answer),), {"answer": "partial", "said_by": "Ana"}),
        Line("milestone.unblock", (resolved,), {"milestone": "integration"}),
        Line("nudge.snooze", facts={"rule": "OVERDUE", "subject": "integration", "until": "2026-01-28"}),
        Line("nudge.dismiss", facts={"rule": "TOUCH", "subject": None, "reason": "We talk daily"}),
        Line("undo", (Changed("review", None, answer, None),), {"of": "review.answer"}),
    ]
    said = checked(history_message(acme(), lines, PEOPLE, NOW))
    for words in (
        "logged an e-mail (outbound and 10 min): “Asked for the key”",
        "noted: “They moved offices”",
        "recorded the review: *Partial*, said by Ana: “It half works”",
        "cleared the blockers of *Integration configured*: “SSO metadata”",
        "blocker “SSO metadata”: open → resolved Mon 26 Jan",
        "snoozed “Overdue” of *Integration configured* until Wed 28 Jan",
        "called “No contact” not relevant: “We talk daily”",
        "took back: review answer",
        "review: partial, said by Ana → –",
    ):
        assert words in said
