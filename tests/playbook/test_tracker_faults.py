"""What is wrong in a tracker file is named, all of it at once: line, field, and the word that was meant."""

from __future__ import annotations

import pytest
from tracker_texts import HEAD, MILESTONE, customer, one_problem, problems


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
