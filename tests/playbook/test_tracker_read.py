"""What a tracker file may say, and what a person is told when it says something else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

import pytest

from playbook.errors import BadFile, Problem
from playbook.models import (
    AccountState,
    Complexity,
    Criteria,
    Deal,
    Handoff,
    Kind,
    Maturity,
    Measure,
    MilestoneStatus,
    Motion,
    Questionnaire,
    Survey,
    Tier,
    WaitingOn,
    Workspace,
)
from playbook.tracker import read_tracker

DATA = Path(__file__).parent.parent / "data"
DEFAULTS = Workspace()
HEAD = 'customer: {name: Northwind, csm: Jane, start_date: "2026-01-15"}\n'
MILESTONE = "milestones:\n  - {name: Go, target_date: 2026-01-20%s}\n"


def problems(text: str) -> list[Problem]:
    with pytest.raises(BadFile) as caught:
        read_tracker(text, defaults=DEFAULTS)
    return list(caught.value.problems)


def one_problem(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def customer(field: str) -> str:
    return f"customer:\n  name: Northwind\n  csm: Jane\n  start_date: 2026-01-15\n  {field}\n"


def test_acme_of_document_001_is_taken_as_it_stands() -> None:
    account = read_tracker((DATA / "acme-001.yaml").read_text(encoding="utf-8"), defaults=DEFAULTS)
    assert (account.name, account.tier, account.csm) == ("Acme Corp", Tier.ENTERPRISE, "Jane Smith")
    assert (account.start_on, account.target_first_value_on) == (date(2026, 1, 15), date(2026, 1, 29))
    assert (account.state, account.playbook, account.length_days) == (AccountState.ACTIVE, None, 30)
    told = [(item.key, item.status.value, item.weight, item.kind.value) for item in account.milestones]
    assert told == [
        ("kickoff-completed", "complete", 1, "task"),
        ("accounts-provisioned", "complete", 2, "task"),
        ("integration-configured", "in_progress", 2, "task"),
        ("training-delivered", "pending", 1, "task"),
        ("first-value-achieved", "pending", 3, "value"),
    ]
    (blocker,) = account.milestones[2].blockers
    assert (blocker.text, blocker.waiting_on, blocker.plain) == (
        "Waiting on customer SSO metadata",
        WaitingOn.CUSTOMER,
        True,
    )
    assert account.milestones[4].criteria == "Customer has created 3 automated workflows"
    assert account.facts.other == {"health": {"engagement": "high", "sentiment": "positive", "risk_level": "low"}}


def test_every_field_of_the_format_arrives() -> None:
    account = read_tracker((DATA / "northwind-full.yaml").read_text(encoding="utf-8"), defaults=DEFAULTS)
    assert account.signed_at == datetime(2026, 1, 15, 20, 30, tzinfo=UTC)
    assert (account.end_on, account.playbook, account.acv) == (date(2026, 3, 1), "agent-30-day", 60000)
    assert (account.time_zone, account.country) == ("America/New_York", "US")
    assert account.first_value_definition == "Customer has created 3 automated workflows"
    facts = account.facts
    assert facts.deal == Deal(
        complexity=Complexity.SIMPLE,
        integrations=2,
        products=("core", "analytics"),
        motion=Motion.NEW,
        ops_maturity=Maturity.GROWING,
    )
    assert facts.first_contact_on == day("01-16")
    assert facts.kickoff_at == datetime(2026, 1, 17, 20, tzinfo=UTC)
    assert facts.kickoff_hours == 48
    assert facts.questionnaire == Questionnaire(sent_on=day("01-15"))
    assert facts.handoff == Handoff(goals="...", stakeholders="...", technical_requirements="...", promises="...")
    assert facts.criteria == Criteria(text="...", agreed_on=day("01-17"))
    assert facts.survey == Survey(ces=2.5, nps=60.0, csat=92.0)
    assert facts.other == {"health": {"engagement": "high", "sentiment": "positive", "risk_level": "low"}}
    assert (account.facts.features_purchased, account.facts.features_used) == (("a", "b", "c"), ("a",))
    integration, gate, skipped = account.milestones[1:]
    assert (integration.key, integration.phase, integration.start_on) == (
        "integration",
        "Technical setup",
        day("01-16"),
    )
    assert (integration.weight, integration.must_have, integration.depends_on) == (2, True, ("provisioning",))
    plain, dated = integration.blockers
    assert (plain.plain, plain.opened_on) == (True, None)
    assert (dated.plain, dated.waiting_on, dated.opened_on) == (False, WaitingOn.THIRD_PARTY, day("01-20"))
    assert (gate.kind, gate.measure, gate.threshold, gate.weight) == (Kind.GATE, Measure.FST_COVERAGE, 70.0, 3)
    assert skipped.status is MilestoneStatus.SKIPPED
    assert skipped.skip is not None
    assert skipped.skip.consequence == "Slower start"
    assert account.facts.stakeholders[0].role == "champion"
    (raj,) = account.facts.seed_users
    assert [(item.ok, item.cause) for item in raj.submissions] == [(False, "missing permission"), (True, None)]
    assert account.facts.logins == (datetime(2026, 1, 18, 9, tzinfo=UTC),)
    assert account.facts.flows[0].before_kickoff
    assert (account.touches[0].minutes, account.touches[0].direction.value) == (30, "inbound")
    assert account.facts.homework[0].due_on == day("01-21")
    assert (account.state, account.pauses[0].from_on) == (AccountState.PAUSED, day("02-01"))
    assert account.review is not None
    assert (account.review.answer.value, account.review.gap) == ("partial", "user-education")
    assert account.remediation is not None
    assert account.remediation.steps == ("Second training",)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("text", "default", "milestones", "length"),
    [
        (HEAD, "agent-30-day", 11, 30),
        (HEAD + "milestones: []\n", "phase-checklist", 14, 21),
        (HEAD + "milestones:\n", "phase-checklist", 14, 21),
        (customer("playbook: phase-checklist"), "agent-30-day", 14, 21),
        (customer("playbook: phase-checklist") + MILESTONE % "", "agent-30-day", 1, 21),
        (HEAD + MILESTONE % "", "agent-30-day", 1, 30),
    ],
)
def test_milestones_come_from_the_file_else_from_its_playbook_else_from_the_default_one(
    text: str, default: str, milestones: int, length: int
) -> None:
    account = read_tracker(text, defaults=Workspace(default_playbook=default))
    assert (len(account.milestones), account.length_days) == (milestones, length)


@pytest.mark.parametrize(
    ("country", "expected"), [("", "DE"), ("country: null", None), ("country: NO", "NO"), ("country: us", "US")]
)
def test_time_zone_and_country_are_the_workspaces_unless_said(country: str, expected: str | None) -> None:
    account = read_tracker(customer(country), defaults=Workspace(time_zone="Europe/Berlin", country="DE"))
    assert (account.time_zone, account.country) == ("Europe/Berlin", expected)


@pytest.mark.parametrize("name", ["Ünïcode", "شركة النور", "🚀 Rocket", "a*b`c <!channel> & _d_", "x" * 300])
def test_names_of_any_script_are_kept(name: str) -> None:
    account = read_tracker(customer("").replace("Northwind", f'"{name}"'), defaults=DEFAULTS)
    assert account.name == name


def test_a_name_over_several_lines_becomes_one_line() -> None:
    assert read_tracker(customer("").replace("Northwind", '"North\\nwind"'), defaults=DEFAULTS).name == "North wind"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", MilestoneStatus.PENDING),
        (", actual_date: 2026-01-19", MilestoneStatus.COMPLETE),
        (", status: In Progress", MilestoneStatus.IN_PROGRESS),
    ],
)
def test_a_status_left_out_follows_from_the_actual_date(rest: str, expected: MilestoneStatus) -> None:
    assert read_tracker(HEAD + MILESTONE % rest, defaults=DEFAULTS).milestones[0].status is expected


@pytest.mark.parametrize("answer", ["yes", '"yes"', "Yes", "no", "NO", "partial"])
def test_yaml_does_not_turn_the_answer_into_true(answer: str) -> None:
    text = HEAD + f"review: {{answer: {answer}, said_by: Ana, on: 2026-02-14, words: fine}}\n"
    review = read_tracker(text, defaults=DEFAULTS).review
    assert review is not None
    assert review.answer.value == answer.strip('"').lower()


@pytest.mark.parametrize(
    ("text", "line", "field", "message", "nearest"),
    [
        (customer("teir: smb"), 5, "customer.teir", "is not a known field", "tier"),
        (customer("") + "milestone: []\n", 6, "milestone", "is not a known field", "milestones"),
        (HEAD + MILESTONE % ", statsu: pending", 3, "milestones[0].statsu", "is not a known field", "status"),
        (
            customer("tier: entreprise"),
            5,
            "customer.tier",
            "must be one of enterprise, mid-market, smb, free",
            "enterprise",
        ),
        (customer("acv: lots"), 5, "customer.acv", "must be a whole number", None),
        (customer(f"acv: {'9' * 5000}"), 5, "customer.acv", "must be between 0 and 2000000000", None),
        (customer("acv: -1"), 5, "customer.acv", "must be between 0 and 2000000000", None),
        (customer("acv: [1]"), 5, "customer.acv", "must be a whole number", None),
        (customer("strategic: maybe"), 5, "customer.strategic", "must be true or false", None),
        (customer("end_date: 2026-02-30"), 5, "customer.end_date", "is not a day of the calendar", None),
        (customer("end_date: 14.02.2026"), 5, "customer.end_date", "must be a date such as", None),
        (customer("end_date: 20260-01-01"), 5, "customer.end_date", "must be a date such as", None),
        (customer("end_date: 9999-01-01"), 5, "customer.end_date", "must lie between 2000 and 2100", None),
        (customer("end_date: 2026-01-14"), 5, "customer.end_date", "is before Day 0, 2026-01-15", None),
        (customer("target_first_value: 2025-01-29"), 5, "customer.target_first_value", "is before Day 0", None),
        (customer("signed_at: 2026-01-15T15:30:00"), 5, "customer.signed_at", "needs its offset from UTC", None),
        (customer("signed_at: 2026-01-15"), 5, "customer.signed_at", "must be a date and time", None),
        (customer("time_zone: Berlin"), 5, "customer.time_zone", "must be an IANA time zone", "Europe/Berlin"),
        (customer("time_zone: America/New_Yrok"), 5, "customer.time_zone", "must be an IANA", "America/New_York"),
        (customer("time_zone: ../../etc/passwd"), 5, "customer.time_zone", "must be an IANA time zone", ...),
        (customer("country: Germany"), 5, "customer.country", "must be an ISO 3166 country code", "DE"),
        (customer("country: UK"), 5, "customer.country", "must be an ISO 3166 country code", "GB"),
        (
            customer("playbook: agent-30"),
            5,
            "customer.playbook",
            "must be one of agent-30-day, async",
            "agent-30-day",
        ),
        (customer("state: paused"), 5, "customer.state", "needs a pause without an end", None),
        (customer("backup: omar"), 5, "customer.backup", "must be a Slack user id", None),
        (customer('csm: ""').replace("  csm: Jane\n", ""), 4, "customer.csm", "must not be empty", None),
        (customer("questionnaire: sent"), 5, "customer.questionnaire", "must be a block of fields", None),
        (customer("products: core"), 5, "customer.products", "must be a list", None),
        (customer('handoff: {goals: "a\\0b"}'), 5, "customer.handoff.goals", "control character (U+0000)", None),
        (customer("name: Two"), 5, "customer.name", "is given twice; the first is on line 2", None),
        ("milestones: []\n", 1, "customer", "is required", None),
        ("customer: Acme\n", 1, "customer", "must be a block of fields", None),
        (HEAD + "milestones: none of them\n", 2, "milestones", "must be a list", None),
        (HEAD + "milestones: [kickoff]\n", 2, "milestones[0]", "must be a block of fields", None),
        (HEAD + "milestones: [{name: Go}]\n", 2, "milestones[0].target_date", "is required", None),
        (HEAD + MILESTONE % ", status: done", 3, "milestones[0].status", "must be one of pending, in_progress", ...),
        (HEAD + MILESTONE % ", status: complete", 3, "milestones[0].actual_date", "is required: the milestone", None),
        (HEAD + MILESTONE % ", status: skipped", 3, "milestones[0].skip", "is required: a skipped milestone", None),
        (
            HEAD + MILESTONE % ", status: skipped, skip: {reason: x}",
            3,
            "milestones[0].skip.consequence",
            "is req",
            None,
        ),
        (
            HEAD + MILESTONE % ", status: pending, actual_date: 2026-01-19",
            3,
            "milestones[0].status",
            "must be comp",
            None,
        ),
        (HEAD + MILESTONE % ", actual_date: 2026-01-14", 3, "milestones[0].actual_date", "is before Day 0", None),
        (HEAD + MILESTONE % ", start_date: 2026-01-21", 3, "milestones[0].start_date", "is after target_date", None),
        (HEAD + MILESTONE % ", weight: 4", 3, "milestones[0].weight", "must be between 1 and 3", None),
        (HEAD + MILESTONE % ", owner: cms", 3, "milestones[0].owner", "must be one of csm, ae", "csm"),
        (HEAD + MILESTONE % ", key: a b", 3, "milestones[0].key", "must be letters, digits and hyphens", None),
        (HEAD + MILESTONE % ", kind: gate", 3, "milestones[0].measure", "is required for a gate", None),
        (HEAD + MILESTONE % ", measure: fst_coverage", 3, "milestones[0].threshold", "is required with", None),
        (HEAD + MILESTONE % ", threshold: 70", 3, "milestones[0].measure", "is required for a gate", None),
        (
            HEAD + MILESTONE % ", kind: task, measure: return_7_day, threshold: 60",
            3,
            "milestones[0].kind",
            "must be",
            None,
        ),
        (
            HEAD + MILESTONE % ", measure: return_7_day, threshold: 0",
            3,
            "milestones[0].threshold",
            "must be over 0",
            None,
        ),
        (
            HEAD + MILESTONE % ", measure: return_7_day, threshold: .inf",
            3,
            "milestones[0].threshold",
            "must be a num",
            None,
        ),
        (HEAD + MILESTONE % ", depends_on: [go]", 3, "milestones[0].depends_on", "circle: go → go", None),
        (HEAD + MILESTONE % ", depends_on: [gone]", 3, "milestones[0].depends_on[0]", "no milestone has the key", "go"),
        (HEAD + MILESTONE % ", blockers: [{txt: x}]", 3, "milestones[0].blockers[0].txt", "is not a known", "text"),
        (HEAD + MILESTONE % ", blockers: [{text: x, waiting_on: them}]", 3, ..., "must be one of us, customer", ...),
        (HEAD + MILESTONE % ", blockers: [[x]]", 3, "milestones[0].blockers[0]", "must be a block of fields", None),
        (
            HEAD + "stakeholders: [{name: Ana, role: boss}]\n",
            2,
            "stakeholders[0].role",
            "must be one of executive",
            ...,
        ),
        (HEAD + "logins: [yesterday]\n", 2, "logins[0]", "must be a date and time", None),
        (HEAD + "flows:\n  - {key: a, name: A}\n  - {key: a, name: B}\n", 4, "flows[1].key", "on line 3", None),
        (HEAD + "touches: [{kind: call}]\n", 2, "touches[0].at", "is required", None),
        (HEAD + "touches: [{at: 2026-01-16T15:00Z, kind: fax}]\n", 2, "touches[0].kind", "must be one of call", ...),
        (HEAD + "pauses:\n  - {from: 2026-02-02, to: 2026-02-01}\n", 3, "pauses[0].to", "is before from", None),
        (
            HEAD + "pauses:\n  - {from: 2026-02-02}\n  - {from: 2026-02-05}\n",
            4,
            "pauses[1].to",
            "pause on line 3",
            None,
        ),
        (
            HEAD + "review: {answer: okay, said_by: A, on: 2026-02-14, words: w}\n",
            2,
            "review.answer",
            "must be one",
            ...,
        ),
        (HEAD + "survey: {nps: high}\n", 2, "survey.nps", "must be a number", None),
    ],
)
def test_a_fault_is_named_with_line_field_and_the_nearest_word(
    text: str, line: int, field: str, message: str, nearest: str | None
) -> None:
    found = one_problem(text)
    assert found.line == line
    assert field in (..., found.field)
    assert message in found.message
    assert nearest in (..., found.nearest)


def test_twins_and_circles_among_keys_are_told_once() -> None:
    text = HEAD + (
        "milestones:\n"
        "  - {name: One, target_date: 2026-01-20, key: a, depends_on: [b]}\n"
        "  - {name: Two, target_date: 2026-01-20, key: b, depends_on: [c]}\n"
        "  - {name: Three, target_date: 2026-01-20, key: c, depends_on: [a]}\n"
        "  - {name: Four, target_date: 2026-01-20, key: c}\n"
        "  - {name: Five, target_date: 2026-01-20, depends_on: [c]}\n"
    )
    assert [(found.line, found.field) for found in problems(text)] == [
        (3, "milestones[0].depends_on"),
        (6, "milestones[3].key"),
    ]


def test_a_circle_of_a_thousand_is_found_in_a_moment() -> None:
    rows = (
        f"  - {{name: M, target_date: 2026-01-20, key: k{n}, depends_on: [k{(n + 1) % 1000}]}}\n" for n in range(1000)
    )
    found = one_problem(HEAD + "milestones:\n" + "".join(rows))
    assert found.field == "milestones[0].depends_on"


def test_forty_faults_are_forty_problems() -> None:
    rows = "".join(
        f"  - name: M{n}\n    target_date: soon\n    status: complete\n    owner: me\n    colour: red\n"
        for n in range(10)
    )
    found = problems(HEAD + "milestones:\n" + rows)
    assert len(found) == 40
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert [problem.field for problem in found if problem.field.startswith("milestones[9]")] == [
        "milestones[9].actual_date",
        "milestones[9].target_date",
        "milestones[9].owner",
        "milestones[9].colour",
    ]


def test_a_misspelt_required_field_is_one_problem() -> None:
    found = one_problem('customer: {nam: A, csm: Jane, start_date: "2026-01-15"}\n')
    assert (found.field, found.nearest) == ("customer.nam", "name")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "is empty"),
        ("# nothing\n", 1, "is empty"),
        ("- customer\n", 1, "must be fields with values"),
        ("just text", 1, "must be fields with values"),
        ("customer: [\n", 2, "is not readable as YAML here"),
        ("a: b: c\n", 1, "is not readable as YAML here"),
        ("customer:\n\tname: x\n", 2, "is not readable as YAML here"),
        ('a: "\\ud800"\n', 1, "is not readable as YAML here"),
        (HEAD + "---\n" + HEAD, 2, "holds more than one document"),
        (HEAD + "x: " + "[" * 5000, 2, "is nested deeper than 20 levels"),
        (HEAD + "x: " + "{a: " * 5000, 2, "is nested deeper than 20 levels"),
        ("- " * 5000 + "x", 1, "is nested deeper than 20 levels"),
        (HEAD + "# " + "x" * 1_000_000, 1, "is over 1 MB"),
        (HEAD + "# " + "é" * 500_000, 1, "is over 1 MB"),
        (HEAD + "# a\0b\n", 2, "holds a control character (U+0000)"),
        (HEAD + "# \ud800\n", 2, "holds a control character (U+D800)"),
        (HEAD + "? [a]\n: b\n", 2, "has a key that is no word"),
        (customer("first_value_definition: &x ten"), 5, "uses an anchor (&x)"),
        (customer("acv: !!int '5'"), 5, "uses a YAML tag"),
        (customer("acv: !!python/object/apply:os.system [ls]"), 5, "uses a YAML tag"),
        (customer("first_value_definition: ! x"), 5, "uses a YAML tag"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(text: str, line: int, message: str) -> None:
    found = problems(text)
    assert found[0].line == line
    assert message in found[0].message


def test_aliases_are_refused_before_they_multiply() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(100))
    found = problems(bomb)
    assert len(found) == 201
    assert found[-1].message.startswith("and ")


def test_structure_faults_do_not_hide_the_others() -> None:
    found = problems(customer("acv: *x").replace("*x", "&x lots\n  end_date: *x\n  tier: vip"))
    assert [(problem.line, problem.field) for problem in found] == [
        (5, "customer.acv"),
        (5, "customer.acv"),
        (6, "customer.end_date"),
        (7, "customer.tier"),
    ]


def test_problems_beyond_two_hundred_are_counted() -> None:
    found = problems(HEAD + "".join(f"x{n}: 1\n" for n in range(2000)))
    assert len(found) == 201
    assert found[-1].message == "and 1800 more problems; mend these first"


def test_a_byte_order_mark_and_windows_lines_are_welcome() -> None:
    account = read_tracker("\ufeff" + customer("acv: 60_000").replace("\n", "\r\n"), defaults=DEFAULTS)
    assert account.acv == 60000


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "milestones:\n" + "  - {nme: x, target_date: soon}\n" * 30_000,
        HEAD + "milestones:\n" + "  - {nme: x, target_date: soon}\n" * 1_000,
        HEAD + "milestones:\n" + "  - {name: x, target_date: 2026-01-20, depends_on: [aaaaaaaa]}\n" * 1_000,
        HEAD + "milestones: [{name: x, target_date: 2026-01-20, depends_on: [" + "a, " * 200_000 + "]}]\n",
        HEAD + "logins: [" + "1," * 490_000 + "]\n",
        HEAD + "".join(f"k{n}: 1\n" for n in range(90_000)),
        HEAD + "a: 1\n" * 190_000,
        HEAD + "a: &a 1\nb: [" + "*a," * 240_000 + "]\n",
        HEAD + "\x01\n" * 400_000,
        HEAD + "? " * 10 + "[" * 9,
    ],
    ids=["faulty", "many faults", "unknown needs", "needs", "list", "fields", "twins", "aliases", "controls", "keys"],
)
def test_a_megabyte_of_nonsense_is_refused_before_slack_stops_waiting(text: str) -> None:
    begun = process_time()
    problems(text)
    assert process_time() - begun < 3
