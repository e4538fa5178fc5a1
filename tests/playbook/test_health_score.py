"""METHOD section 4 by table: health, completion rate, trend, way back; 002's worked examples."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rehearsal import acme, day, milestone

from playbook.health import best_step, completion_rate, health, score_if_done, trend, way_back
from playbook.models import AccountState, Band, Blocker, Kind, Measure, Milestone, MilestoneStatus, Pause, Skip

WORKED = (  # 002, section 4, at day 21
    milestone("first-login", "01-18", "01-17", weight=1),
    milestone("technical-setup", "01-22", "01-22", weight=2),
    milestone("data-import", "01-25", "01-28", weight=2),
    milestone("first-training", "01-25", "01-20", weight=1),
    milestone("first-value", "01-29", started=True, weight=3, kind=Kind.VALUE),
    milestone("team-adoption", "02-04", weight=3, kind=Kind.VALUE),
)
SKIPPED = replace(
    milestone("s", "01-20"), status=MilestoneStatus.SKIPPED, skip=Skip(reason="not wanted", consequence="slower")
)


def test_the_worked_example_of_002() -> None:
    seen = health(acme(milestones=WORKED), day("02-05"))
    assert (seen.score, seen.band) == (47.9, Band.CRITICAL)
    assert [(line.weight, line.status, line.why) for line in seen.lines] == [
        (1, 1.0, "on_time"),
        (2, 1.0, "on_time"),
        (2, 0.5, "late"),
        (1, 1.0, "on_time"),
        (3, 0.25, "in_progress_overdue"),
        (3, 0.0, "not_started_overdue"),
    ]


def test_five_of_six_in_time_is_83_3() -> None:
    steps = tuple(milestone(f"m{n}", "01-20", "01-19") for n in range(5))
    assert completion_rate(acme(milestones=(*steps, milestone("m5", "01-20", "01-21"))), day("01-25")) == 83.3
    assert completion_rate(acme(milestones=(*steps, SKIPPED)), day("01-25")) == 100.0
    assert completion_rate(acme(milestones=()), day("01-25")) is None


@pytest.mark.parametrize(
    ("step", "on", "status", "why"),
    [
        (milestone("m", "01-22", "01-22"), "01-30", 1.0, "on_time"),
        (milestone("m", "01-22", "01-23"), "01-30", 0.5, "late"),
        (milestone("m", "01-22", "01-29"), "01-30", 0.5, "late"),  # the 14th day: twice the 7 allowed
        (milestone("m", "01-22", "01-30"), "01-30", 0.25, "very_late"),
        (milestone("m", "01-15", "01-17"), "01-30", 0.5, "late"),  # due on Day 0: at least one day is allowed
        (milestone("m", "01-15", "01-18"), "01-30", 0.25, "very_late"),
        (milestone("m", "01-22", started=True), "01-23", 0.25, "in_progress_overdue"),
        (milestone("m", "01-22"), "01-23", 0.0, "not_started_overdue"),
        (milestone("m", "01-22"), "01-22", None, "not_due"),  # the due day itself is still in time
        (milestone("m", "01-22", started=True), "01-22", None, "not_due"),
        (SKIPPED, "01-30", None, "skipped"),
        (milestone("m", "01-22", "01-28"), "01-25", 0.25, "in_progress_overdue"),  # looked at from before it was done
        (milestone("m", "01-22", "01-28", start_on=day("01-27")), "01-25", 0.0, "not_started_overdue"),
    ],
)
def test_a_milestones_part(step: Milestone, on: str, status: float | None, why: str) -> None:
    (line,) = health(acme(milestones=(step,)), day(on)).lines
    assert (line.status, line.why) == (status, why)


@pytest.mark.parametrize(
    ("steps", "score", "band"),
    [
        ((), None, Band.NOT_YET),
        ((milestone("a", "02-20"),), None, Band.NOT_YET),
        ((milestone("a", "01-20", "01-20", weight=2), milestone("b", "01-20", "01-22", weight=1)), 83.3, Band.HEALTHY),
        ((milestone("a", "01-20", "01-20", weight=3), milestone("b", "01-20", "01-22", weight=2)), 80.0, Band.HEALTHY),
        ((milestone("a", "01-20", "01-20"), milestone("b", "01-20", "01-22")), 75.0, Band.AT_RISK),
        ((milestone("a", "01-20", "01-20", weight=3), milestone("b", "01-20", weight=2)), 60.0, Band.AT_RISK),
        ((milestone("a", "01-20", "01-22"),), 50.0, Band.CRITICAL),
    ],
)
def test_bands(steps: tuple[Milestone, ...], score: float | None, band: Band) -> None:
    seen = health(acme(milestones=steps), day("01-25"))
    assert (seen.score, seen.band) == (score, band)


def test_trend_is_the_change_of_a_week() -> None:
    assert trend(acme(), day("01-22")) is None  # a week before nothing was due or done
    assert trend(acme(), day("01-23")) == -30.0
    assert trend(acme(milestones=()), day("01-24")) is None


def test_a_paused_account_is_measured_as_of_its_pause() -> None:
    paused = acme(state=AccountState.PAUSED, pauses=(Pause(from_on=day("01-22")),))
    assert health(paused, day("02-20")).score == 100.0
    assert way_back(paused, day("02-20")) == ()


def test_a_closed_account_is_measured_as_of_its_closing() -> None:
    closed = acme(milestones=(milestone("a", "01-20"),), state=AccountState.CLOSED, closed_on=day("01-18"))
    assert [health(closed, day(on)).score for on in ("01-19", "02-20")] == [None, None]
    assert health(replace(closed, closed_on=day("01-21")), day("02-20")).score == 0.0
    paused = replace(closed, closed_on=day("01-25"), pauses=(Pause(from_on=day("01-19")),))  # until it was closed
    assert health(paused, day("02-20")).score is None


@pytest.mark.parametrize(
    ("steps", "on", "keys"),
    [
        ((milestone("a", "01-20", "01-20"),), "01-25", ()),  # healthy
        ((milestone("a", "02-20"),), "01-25", ()),  # no score yet
        # 002's example on day 21: 3 × 0.25 → 3 × 0.5 and 0 → 3 × 0.5 give 66.7, never 80 that day
        (WORKED, "02-05", ()),
        # Acme on Jan 23: the late one alone gives 80
        (None, "01-23", ("integration-configured",)),
        # an overdue heavy one gains more than two early ones
        (
            (milestone("ok", "01-16", "01-16", weight=3), milestone("a", "01-20", weight=2), milestone("b", "02-20")),
            "01-21",
            ("a",),
        ),
        # either is enough: the lighter one; of two alike the unblocked one
        (
            (
                milestone("ok", "01-16", "01-16", weight=3),
                milestone("ok-2", "01-16", "01-16", weight=3),
                milestone("a", "01-20", blockers=(Blocker(text="security review"),)),
                milestone("b", "01-20"),
                milestone("c", "02-20", weight=3),
            ),
            "01-21",
            ("b",),
        ),
        # what it depends on comes with it
        (
            (
                milestone("ok", "01-16", "01-16", weight=3),
                milestone("low", "02-20", weight=1),
                milestone("b", "01-20", weight=3, depends_on=("low",)),
                milestone("value", "02-20", weight=3),
            ),
            "01-21",
            ("low", "b", "value"),
        ),
        # a gate only where nothing else is enough
        (
            (
                milestone("ok", "01-16", "01-16", weight=2),
                milestone("gate", "01-20", weight=2, kind=Kind.GATE),
                milestone("x", "02-20", weight=3),
                milestone("late", "01-19", weight=1),
            ),
            "01-21",
            ("gate", "x", "late"),
        ),
    ],
)
def test_the_cheapest_way_back(steps: tuple[Milestone, ...] | None, on: str, keys: tuple[str, ...]) -> None:
    account = acme() if steps is None else acme(milestones=steps)
    found = way_back(account, day(on))
    assert found == keys
    if found:
        after = score_if_done(account, found, day(on))
        assert after is not None
        assert after >= 80


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (WORKED, ("team-adoption", 60.4)),  # (5.75 + 1.5) / 12: half of 3 points more than a quarter of them
        ((milestone("a", "01-20", weight=1), milestone("b", "01-20", weight=3)), ("b", 37.5)),
        ((milestone("a", "01-20"), replace(milestone("b", "01-20", weight=3), depends_on=("a",))), ("a", 12.5)),
        ((milestone("a", "01-20"), replace(milestone("g", "01-20", weight=3), kind=Kind.GATE)), ("a", 12.5)),
        ((replace(milestone("g", "01-20", weight=3), kind=Kind.GATE),), ("g", 50.0)),
        ((milestone("a", "01-19", "01-19"),), None),
        ((), None),
    ],
)
def test_the_step_that_lifts_most(steps: tuple[Milestone, ...], expected: tuple[str, float] | None) -> None:
    on = day("02-05") if steps is WORKED else day("01-24")
    assert best_step(acme(milestones=steps), on) == expected


def test_what_an_open_phase_gate_holds_is_not_due_whatever_its_date() -> None:
    """METHOD 3, 002 edge case 2: adoption under 60 % holds the next phase."""
    gate = milestone("core", "01-20", kind=Kind.GATE, measure=Measure.FEATURE_ADOPTION, threshold=60.0)
    steps = (
        milestone("kickoff", "01-17", "01-17"),
        gate,
        milestone("next", "01-22", depends_on=("core",)),
        milestone("last", "01-23", depends_on=("next",)),
    )
    whys = [line.why for line in health(acme(milestones=steps), day("02-05")).lines]
    assert whys == ["on_time", "not_started_overdue", "held", "held"]
    met = (steps[0], milestone("core", "01-20", "01-20"), *steps[2:])
    whys = [line.why for line in health(acme(milestones=met), day("02-05")).lines]
    assert whys[2:] == ["not_started_overdue"] * 2
