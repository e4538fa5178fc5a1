"""Playbook files: those that ship, their lint, and what they become for an account."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from playbook.errors import BadFile
from playbook.models import Account, Facts, Flow, Pause, Questionnaire
from playbook.plans import lint, load_playbook, milestones_for, playbooks, with_plan

NEW_YORK = ZoneInfo("America/New_York")
DAY_ZERO = date(2026, 1, 15)


def plan(*rows: str, head: str = "length_days: 30") -> str:
    return f"key: p\nname: P\nsummary: S\n{head}\nmilestones:\n" + "".join(f"  - {{{row}}}\n" for row in rows)


PHASES = "length_days: 3\nphases: [{name: One, from_day: 0, to_day: 1}]"
A = "key: a, name: A, due_day: 1"
VALUE = "key: value, name: First value, due_day: 20, kind: value"
KICKOFF = "key: kickoff, name: Kickoff, due_day: 2, criteria: homework given"


SHIPPED = {  # METHOD section 3: key → document, days
    "agent-30-day": ("003", 30),
    "async-first": ("000", 30),
    "phase-checklist": ("001", 21),
    "milestone-map": ("004", 45),
    "outcome-weighted": ("002", 30),
    "enterprise-custom": ("002", 84),
    "smb-automated": ("002", 14),
    "product-led": ("002", 14),
    "expansion": ("002", 28),
    "win-back": ("002", 28),
    "self-serve": ("003", 30),
}


def test_the_playbooks_of_the_method_ship() -> None:
    assert {key: (plan.source, plan.length_days) for key, plan in playbooks().items()} == SHIPPED
    assert next(iter(playbooks())) == "agent-30-day"
    assert all(plan.when for plan in playbooks().values())


@pytest.mark.parametrize("key", SHIPPED)
def test_the_playbooks_that_ship_are_without_fault(key: str) -> None:
    found = lint(playbooks()[key])
    assert (found.errors, found.warnings) == ((), ())


def days_of(key: str) -> list[tuple[str, int, int]]:
    """(milestone, weight, due day)"""
    made = milestones_for(playbooks()[key], DAY_ZERO, None, NEW_YORK)
    return [(item.key, item.weight, (item.due_on - DAY_ZERO).days) for item in made]


def test_outcome_weighted_has_the_six_weights_of_document_002() -> None:
    assert days_of("outcome-weighted") == [
        ("first-login", 1, 3),
        ("technical-setup", 2, 7),
        ("data-import", 2, 10),
        ("training", 1, 10),
        ("first-value", 3, 14),
        ("team-adoption", 3, 20),
    ]


def test_milestone_map_has_the_windows_of_document_004() -> None:
    plan = playbooks()["milestone-map"]
    assert [(item.start_day, item.due, item.owner.value) for item in plan.milestones] == [
        (0, 0, "csm"),
        (1, 3, "onboarding"),
        (3, 10, "solutions"),
        (10, 21, "onboarding"),
        (14, 30, "onboarding"),
        (30, 45, "onboarding"),
    ]
    assert all(item.trigger and item.action for item in plan.milestones)
    assert [owner.value for owner in plan.milestones[2].with_owners] == ["onboarding"]


def test_async_first_has_the_flows_of_document_000() -> None:
    account = with_plan(Account(name="A", csm="j", start_on=DAY_ZERO), playbooks()["async-first"])
    assert [(flow.key, flow.minutes, flow.before_kickoff) for flow in account.facts.flows] == [
        ("account-setup", 12, True),
        ("core-workflow", 8, True),
        ("permissions", 6, False),
        ("advanced", 14, False),
    ]
    days = {key: day for key, _, day in days_of("async-first")}
    assert (days["kickoff"], days["day-30-check-in"]) == (3, 30)
    assert "primary-use-case" in days


def test_flows_that_an_account_has_stay() -> None:
    own = (Flow(key="own", name="Own"),)
    account = Account(name="A", csm="j", start_on=DAY_ZERO, facts=Facts(flows=own))
    assert with_plan(account, playbooks()["async-first"]).facts.flows == own


def test_enterprise_custom_is_a_project_of_8_to_15_steps_that_meets_often() -> None:
    plan = playbooks()["enterprise-custom"]
    assert 8 <= len(plan.milestones) <= 15
    assert [phase.cadence for phase in plan.phases][:3] == ["2–3 check-ins a week"] * 3
    assert all(item.depends_on for item in plan.milestones[1:])


@pytest.mark.parametrize("key", ["smb-automated", "product-led"])
def test_usage_completes_every_milestone_of_the_automated_ones(key: str) -> None:
    assert all(item.usage_event for item in playbooks()[key].milestones)


def test_self_serve_has_six_emails_and_a_gate_of_fifty() -> None:
    plan = playbooks()["self-serve"]
    assert [email.day for email in plan.emails] == [0, 3, 7, 14, 21, 30]
    assert [item.threshold for item in plan.milestones if item.measure == "fst_coverage"] == [50]


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
        (plan(VALUE, A + ", kind: gate, measure: fst_coverage, threshold: 101"),
         7, "milestones[1].threshold", "over 0 and at most 100", None),
        (plan(VALUE, A + ", kind: gate, measure: fst_coverage, threshold: 5, usage_event: login"),
         7, "milestones[1].usage_event", "a gate closes by its measure", None),
        (plan(VALUE, A + ", usage_event: loggin"), 7, "milestones[1].usage_event", "must be one of", "login"),
        (plan(VALUE) + "per_product: {milestones: [vale], days: 7}\n",
         7, "per_product.milestones[0]", "not in", "value"),
        (plan(VALUE, A) + "per_product: {milestones: [a], days: 7}\n",
         8, "per_product.milestones", "its own first value", None),
        (plan(VALUE) + "per_product: {milestones: [value], days: 7, threshold: 0}\n",
         7, "per_product.threshold", "over 0", None),
        (plan(VALUE) + "flows: [{key: f, name: F}, {key: f, name: G}]\n", 7, "flows[1].key", "is the key of", None),
        (plan(VALUE, head="length_days: 30\nphases: [{name: One, from_day: 4, to_day: 3}]"),
         5, "phases[0].to_day", "before", None),
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
        (plan(VALUE + ", usage_event: task_succeeded"), []),  # nobody meets the customer
        (plan(VALUE + ", usage_event: task_succeeded", "key: kickoff, name: K, due_day: 1"), ["kickoff"]),
        (plan(VALUE, KICKOFF, head="length_days: 91"), ["long"]),
        (plan(VALUE, KICKOFF, "key: late, name: L, due_day: 91"), ["long"]),
        (plan(KICKOFF, *(f"key: k{n}, name: N, due_day: 1" for n in range(9)), VALUE), []),
        (plan(KICKOFF, *(f"key: k{n}, name: N, due_day: 1" for n in range(10)), VALUE), ["late_value"]),
    ],
)
def test_a_poor_playbook_is_taken_with_warnings(text: str, codes: list[str]) -> None:
    assert [item.code for item in lint(load_playbook(text)).warnings] == codes


def test_the_days_of_a_plan_leave_paused_days_out() -> None:
    rest = Pause(from_on=DAY_ZERO + timedelta(days=5), to_on=DAY_ZERO + timedelta(days=19))
    account = with_plan(Account(name="A", csm="j", start_on=DAY_ZERO, pauses=(rest,)), playbooks()["agent-30-day"])
    due = {item.key: account.day_number(item.due_on) for item in account.milestones}
    assert (due["kickoff-notes"], due["fst-coverage"], due["success-review"]) == (3, 10 + 14, 30 + 14)


def test_a_plan_takes_over_what_is_known_of_the_welcome_and_the_questionnaire() -> None:
    sent = datetime(2026, 1, 16, 2, tzinfo=UTC)  # still the 15th in New York
    facts = Facts(welcome_sent_at=sent, questionnaire=Questionnaire(reviewed_on=date(2026, 1, 17)))
    account = with_plan(Account(name="A", csm="j", start_on=DAY_ZERO, facts=facts), playbooks()["phase-checklist"])
    done = {item.key: item.done_on for item in account.milestones if not item.is_open}
    assert done == {"welcome": DAY_ZERO, "questionnaire": date(2026, 1, 17)}
