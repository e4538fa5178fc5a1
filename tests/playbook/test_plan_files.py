"""Playbook files: the two that ship, their lint, and what they become for an account."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from playbook.errors import BadFile
from playbook.plans import lint, load_playbook, milestones_for, playbooks

NEW_YORK = ZoneInfo("America/New_York")
DAY_ZERO = date(2026, 1, 15)


def plan(*rows: str, head: str = "length_days: 30") -> str:
    return f"key: p\nname: P\nsummary: S\n{head}\nmilestones:\n" + "".join(f"  - {{{row}}}\n" for row in rows)


PHASES = "length_days: 3\nphases: [{name: One, from_day: 0, to_day: 1}]"
A = "key: a, name: A, due_day: 1"
VALUE = "key: value, name: First value, due_day: 20, kind: value"
KICKOFF = "key: kickoff, name: Kickoff, due_day: 2, criteria: homework given"


@pytest.mark.parametrize("key", ["agent-30-day", "phase-checklist"])
def test_the_playbooks_that_ship_are_without_fault(key: str) -> None:
    found = lint(playbooks()[key])
    assert (found.errors, found.warnings) == ((), ())


def test_agent_30_day_is_the_plan_of_document_003() -> None:
    made = milestones_for(playbooks()["agent-30-day"], DAY_ZERO, None, NEW_YORK)
    told = [(item.key, (item.due_on - DAY_ZERO).days, item.owner, item.measure, item.threshold) for item in made]
    assert told == [
        ("sales-handoff", 1, "ae", None, None),
        ("kickoff", 2, "csm", None, None),
        ("success-criteria", 2, "csm", None, None),
        ("provisioning", 3, "csm", None, None),
        ("seed-access", 3, "csm", None, None),
        ("week-one-plan", 3, "csm", None, None),
        ("kickoff-notes", 3, "csm", None, None),
        ("fst-coverage", 10, "csm", "fst_coverage", 70),
        ("seven-day-return", 20, "csm", "return_7_day", 60),
        ("workflows-per-user", 20, "csm", "workflows_per_user", 2),
        ("success-review", 30, "csm", None, None),
    ]
    assert [item.key for item in made if item.kind == "value"] == ["success-review"]
    assert playbooks()["agent-30-day"].length_days == 30


def test_phase_checklist_has_the_four_phases_and_ten_points_of_document_001() -> None:
    playbook = playbooks()["phase-checklist"]
    assert [(phase.name, phase.from_day, phase.to_day) for phase in playbook.phases] == [
        ("Welcome & Kickoff", 1, 3),
        ("Technical Setup", 3, 7),
        ("Training & Adoption", 7, 14),
        ("First Value & Handoff", 14, 21),
    ]
    assert len(playbook.checklist) == 10
    assert (len(milestones_for(playbook, DAY_ZERO, None, NEW_YORK)), playbook.length_days) == (14, 21)


def test_every_milestone_falls_within_its_phase() -> None:
    for playbook in playbooks().values():
        days = {phase.name: phase for phase in playbook.phases}
        for item in playbook.milestones:
            assert item.phase is not None
            assert item.due <= days[item.phase].to_day, item.key


@pytest.mark.parametrize(
    ("hours", "signed_at", "due_on"),
    [
        (24, None, "2026-01-16"),
        (72, datetime(2026, 1, 16, 4, 59, tzinfo=UTC), "2026-01-18"),
        (36, None, "2026-01-16"),  # from 09:00 local
        (36, datetime(2026, 1, 15, 20, 0, tzinfo=UTC), "2026-01-17"),  # 15:00 local → 03:00
        (1, datetime(2026, 1, 16, 4, 30, tzinfo=UTC), "2026-01-16"),  # 23:30 local → 00:30
        (1, None, "2026-01-15"),
    ],
)
def test_hour_limits_become_due_days(hours: int, signed_at: datetime | None, due_on: str) -> None:
    playbook = load_playbook(plan(VALUE, KICKOFF, f"key: x, name: X, due_hours: {hours}"))
    assert milestones_for(playbook, DAY_ZERO, signed_at, NEW_YORK)[2].due_on.isoformat() == due_on


def test_kind_and_weight_follow_from_names_when_left_out() -> None:
    rows = ["key: a, name: SSO setup, due_day: 1", "key: b, name: Training given, due_day: 1, phase: Adoption"]
    made = milestones_for(load_playbook(plan(*rows, "key: v, name: First value, due_day: 3")), DAY_ZERO, None, NEW_YORK)
    assert [(item.kind.value, item.weight) for item in made] == [("task", 2), ("task", 1), ("value", 3)]


@pytest.mark.parametrize(
    ("text", "line", "field", "message", "nearest"),
    [
        (plan(VALUE, A + ", depends_on: [valeu]"), 7, "milestones[1].depends_on[0]", "not in", "value"),
        (plan(VALUE, A + ", depends_on: [a]"), 7, "milestones[1].depends_on", "circle: a → a", None),
        (plan(VALUE, A + ", weight: 4"), 7, "milestones[1].weight", "between 1 and 3", None),
        (plan(VALUE, A + ", weight: 0"), 7, "milestones[1].weight", "between 1 and 3", None),
        (plan(VALUE, A + ", start_day: 2"), 7, "milestones[1].start_day", "after the due", None),
        (plan(VALUE, "key: a, name: A"), 7, "milestones[1].due_day", "needs one of due_day and due_hours", None),
        (plan(VALUE, "key: value, name: A, due_day: 1"), 7, "milestones[1].key", "is the key of", None),
        (plan(VALUE, A + ", kind: gate"), 7, "milestones[1].measure", "a gate needs", None),
        (plan(VALUE, A + ", owner: boss"), 7, "milestones[1].owner", "must be one of csm", ...),
        (plan(VALUE, A + ", nmae: B"), 7, "milestones[1].nmae", "is not a known field", "name"),
        (plan(A), 5, "milestones", "no milestone of kind value", None),
        (plan(VALUE) + "checklist: [{point: x, milestone: vale}]\n", 7, "checklist[0].milestone", "not in", "value"),
        (plan(VALUE, A + ", phase: On", head=PHASES),
         8, "milestones[1].phase", "not in this playbook", "One"),
        (plan(VALUE).replace("key: p\n", ""), 1, "key", "is required", None),
        (plan(VALUE, head="length_days: long"), 4, "length_days", "must be a whole number", None),
    ],
)  # fmt: skip
def test_a_faulty_playbook_is_refused_with_its_lines(
    text: str, line: int, field: str, message: str, nearest: str | None
) -> None:
    with pytest.raises(BadFile) as caught:
        load_playbook(text)
    (found,) = caught.value.problems
    assert (found.line, found.field) == (line, field)
    assert message in found.message
    assert nearest in (..., found.nearest)


def test_all_faults_of_a_playbook_come_at_once() -> None:
    rows = [f"key: k{n}, name: N, due_day: 1, weight: 9, depends_on: [zzz]" for n in range(10)]
    with pytest.raises(BadFile) as caught:
        load_playbook(plan(*rows))
    assert len(caught.value.problems) == 21  # and no value milestone


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (plan(VALUE, KICKOFF), []),
        (plan(VALUE), ["kickoff"]),
        (plan(VALUE, KICKOFF, head="length_days: 91"), ["long"]),
        (plan(VALUE, KICKOFF, "key: late, name: L, due_day: 91"), ["long"]),
        (plan(KICKOFF, *(f"key: k{n}, name: N, due_day: 1" for n in range(9)), VALUE), []),
        (plan(KICKOFF, *(f"key: k{n}, name: N, due_day: 1" for n in range(10)), VALUE), ["late_value"]),
    ],
)
def test_a_poor_playbook_is_taken_with_warnings(text: str, codes: list[str]) -> None:
    assert [item.code for item in lint(load_playbook(text)).warnings] == codes
