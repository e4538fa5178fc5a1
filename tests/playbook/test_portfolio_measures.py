"""METHOD section 4, the portfolio: what each line counts, and 002's bands and words, 004's targets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rehearsal import acme, day, local, milestone

from playbook.measures.bands import Grade, Level, Metric, scale_of, segment_of
from playbook.measures.figures import Figures, figures_at
from playbook.measures.portfolio import Grouping, table, tables
from playbook.measures.ttv import Part
from playbook.models import (
    Account,
    AccountState,
    Answer,
    Facts,
    Flow,
    Kind,
    Review,
    SeedUser,
    Submission,
    Survey,
    Tier,
    Touch,
    TouchKind,
)

NOW = local("06-01 12:00")
ENT, MID, SMB = Tier.ENTERPRISE, Tier.MID_MARKET, Tier.SMB
GOOD, WARNING, RED = Grade.GOOD, Grade.WARNING, Grade.RED


@pytest.mark.parametrize(
    ("metric", "segment", "figure", "grade", "level"),
    [
        (Metric.MEDIAN_TTV, MID, 13, GOOD, Level.TYPICAL),  # 002's quick reference: < 14, 14–30, 30+
        (Metric.MEDIAN_TTV, MID, 14, WARNING, Level.TYPICAL),
        (Metric.MEDIAN_TTV, MID, 30, RED, Level.LOW),
        (Metric.MEDIAN_TTV, MID, 9, GOOD, Level.HIGH),
        (Metric.MEDIAN_TTV, None, 13, GOOD, Level.TYPICAL),
        (Metric.MEDIAN_TTV, ENT, 13, GOOD, Level.HIGH),
        (Metric.MEDIAN_TTV, ENT, 21, WARNING, Level.TYPICAL),
        (Metric.MEDIAN_TTV, ENT, 45, RED, Level.LOW),
        (Metric.P90_TTV, SMB, 2, GOOD, Level.HIGH),
        (Metric.P90_TTV, SMB, 5, WARNING, Level.TYPICAL),
        (Metric.P90_TTV, SMB, 14, RED, Level.LOW),
        (Metric.KICKOFF_TO_GO_LIVE, MID, 44, GOOD, None),
        (Metric.KICKOFF_TO_GO_LIVE, MID, 45, WARNING, None),
        (Metric.KICKOFF_TO_GO_LIVE, MID, 91, RED, None),
        (Metric.KICKOFF_TO_GO_LIVE, SMB, 42, RED, Level.LOW),
        (Metric.COMPLETION_RATE, None, 86, GOOD, None),
        (Metric.COMPLETION_RATE, None, 85, WARNING, None),
        (Metric.COMPLETION_RATE, None, 59.9, RED, None),
        (Metric.ONBOARDING_COMPLETION, None, 80, GOOD, Level.HIGH),
        (Metric.ONBOARDING_COMPLETION, None, 60, WARNING, Level.TYPICAL),
        (Metric.ONBOARDING_COMPLETION, None, 59.9, RED, Level.LOW),
        (Metric.RETENTION_90, None, 95.1, GOOD, Level.HIGH),
        (Metric.RETENTION_90, None, 95, WARNING, Level.TYPICAL),
        (Metric.RETENTION_90, None, 84.9, RED, Level.LOW),
        (Metric.CES, None, 2.9, GOOD, None),
        (Metric.CES, None, 3, WARNING, None),
        (Metric.CES, None, 4.1, RED, None),
        (Metric.NPS, None, 50, GOOD, Level.HIGH),
        (Metric.NPS, None, 19, RED, Level.LOW),
        (Metric.CSAT, None, 90, GOOD, Level.HIGH),
        (Metric.CSAT, None, 70, WARNING, Level.TYPICAL),
        (Metric.CSAT, None, 69, RED, Level.LOW),
        (Metric.ACTIVATION, None, 55, GOOD, Level.HIGH),
        (Metric.ACTIVATION, None, 24.9, RED, Level.LOW),
        (Metric.FEATURE_ADOPTION, None, 70, GOOD, Level.HIGH),
        (Metric.FEATURE_ADOPTION, None, 29.9, RED, Level.LOW),
        (Metric.PRE_KICKOFF_FLOWS, None, 70, GOOD, None),
        (Metric.PRE_KICKOFF_FLOWS, None, 49, RED, None),
        (Metric.PER_CSM, None, 15, GOOD, None),
        (Metric.PER_CSM, None, 16, WARNING, None),
        (Metric.PER_CSM, None, 21, RED, None),
        (Metric.STALLED, None, 0, GOOD, None),
        (Metric.STALLED, None, 2, WARNING, None),  # of ten active
        (Metric.STALLED, None, 3, RED, None),
    ],
)
def test_bands_and_words(
    metric: Metric, segment: Tier | None, figure: float, grade: Grade, level: Level | None
) -> None:
    scale = scale_of(metric, segment, active=10)
    assert (scale.grade(figure), scale.level(figure)) == (grade, level)


@pytest.mark.parametrize(
    ("metric", "meets", "misses"),
    [
        (Metric.MEDIAN_TTV, 29, 30),
        (Metric.KICKOFF_TO_GO_LIVE, 44, 45),
        (Metric.COMPLETION_RATE, 85.1, 85),
        (Metric.CES, 2.9, 3),
        (Metric.NPS, 51, 50),
        (Metric.RETENTION_90, 95.1, 95),
        (Metric.PRE_KICKOFF_FLOWS, 70, 69.9),
    ],
)
def test_targets(metric: Metric, meets: float, misses: float) -> None:
    target = scale_of(metric, MID).target
    assert target is not None
    assert (target.holds(meets), target.holds(misses)) == (True, False)


@pytest.mark.parametrize(
    ("acv", "tier", "segment"),
    [
        (100_000, Tier.SMB, ENT),
        (99_999, Tier.ENTERPRISE, MID),
        (25_000, Tier.SMB, MID),
        (24_999, Tier.ENTERPRISE, SMB),
        (None, Tier.ENTERPRISE, ENT),
        (None, Tier.FREE, SMB),
    ],
)
def test_segments(acv: int | None, tier: Tier, segment: Tier) -> None:
    assert segment_of(acme(acv=acv, tier=tier)) is segment


def onboarded(value: str | None = None, **rest: object) -> Account:
    """Signed on 15 January: kickoff in time, setup late, first value on a day, or still open."""
    steps = (
        milestone("kickoff", "01-17", "01-16"),
        milestone("setup", "01-22", "01-25", weight=2),
        milestone("value", "01-29", value, weight=3, kind=Kind.VALUE),
    )
    return acme(**({"milestones": steps, "acv": 50_000, "length_days": 30, "playbook": "agent-30-day"} | rest))


def seen(*accounts: Account) -> list[Figures]:
    return [found for account in accounts if (found := figures_at(account, NOW))]


def value_of(metric: Metric, *accounts: Account) -> tuple[float | None, int]:
    reading = table(seen(*accounts)).reading(metric)
    return reading.value, reading.of


def test_median_and_p90_of_those_who_reached_value() -> None:
    days = ("01-25", "01-29", "02-04", "02-14", None)  # 10, 14, 20, 30 days
    accounts = [onboarded(value) for value in days]
    assert value_of(Metric.MEDIAN_TTV, *accounts) == (17.0, 4)
    assert value_of(Metric.P90_TTV, *accounts) == (27.0, 4)  # 20 + 0.7 × 10
    assert value_of(Metric.P90_TTV, accounts[0]) == (10.0, 1)
    assert value_of(Metric.P90_TTV, accounts[-1]) == (None, 0)


def test_kickoff_to_go_live() -> None:
    handed = onboarded(facts=Facts(handed_over_on=day("02-15")))
    assert value_of(Metric.KICKOFF_TO_GO_LIVE, onboarded("02-04")) == (19.0, 1)  # the last milestone
    assert value_of(Metric.KICKOFF_TO_GO_LIVE, handed) == (30.0, 1)
    assert value_of(Metric.KICKOFF_TO_GO_LIVE, onboarded()) == (None, 0)


def test_completion_counts_what_is_due_and_what_reached_value() -> None:
    running = onboarded(start_on=day("05-30"), milestones=(milestone("late", "07-01"),))
    assert value_of(Metric.COMPLETION_RATE, onboarded("01-29"), running) == (66.7, 3)
    assert value_of(Metric.ONBOARDING_COMPLETION, onboarded("01-29"), onboarded(), running) == (50.0, 2)


CLOSED = {"state": AccountState.CLOSED, "closed_on": day("03-01")}
YES = Review(answer=Answer.YES, said_by="Ana", on=day("02-14"), words="It works.")
SOLD = Review(answer=Answer.NO, said_by="Ana", on=day("02-14"), words="No.")


@pytest.mark.parametrize(
    ("account", "retention"),
    [
        (onboarded(), (100.0, 1)),
        (onboarded(**CLOSED), (0.0, 1)),
        (onboarded(**CLOSED, review=SOLD), (0.0, 1)),
        (onboarded(**CLOSED, review=YES), (100.0, 1)),
        (onboarded(**CLOSED, facts=Facts(handed_over_on=day("02-20"))), (100.0, 1)),
        (onboarded(state=AccountState.CLOSED, closed_on=day("04-15")), (100.0, 1)),  # Day 90 itself
        (onboarded(start_on=day("03-04")), (None, 0)),  # Day 89
        (onboarded(start_on=day("03-03")), (100.0, 1)),
    ],
)
def test_retention_is_known_from_day_90(account: Account, retention: tuple[float | None, int]) -> None:
    assert value_of(Metric.RETENTION_90, account) == retention


def surveyed(**answers: float) -> Account:
    return onboarded(facts=Facts(survey=Survey(**answers)))


def test_surveys_are_averages_of_those_who_answered() -> None:
    accounts = (surveyed(ces=2, nps=60, csat=90), surveyed(ces=3), surveyed())
    assert value_of(Metric.CES, *accounts) == (2.5, 2)
    assert value_of(Metric.NPS, *accounts) == (60.0, 1)
    assert value_of(Metric.CSAT, *accounts) == (90.0, 1)


def test_activation_adoption_and_flows() -> None:
    done = Submission(at=local("01-20 09:00"), workflow="triage", ok=True)
    users = (SeedUser(name="Raj", submissions=(done,)), SeedUser(name="Mia"))
    flows = tuple(
        Flow(key=key, name=key, before_kickoff=before, completed_at=local(at) if at else None)
        for key, before, at in (("a", True, "01-16 20:00"), ("b", True, "01-17 09:00"), ("c", False, None))
    )
    facts = Facts(seed_users=users, flows=flows, features_purchased=("a", "b", "c", "d"), features_used=("a",))
    account = onboarded(facts=facts)
    assert value_of(Metric.ACTIVATION, account) == (50.0, 2)
    assert value_of(Metric.FEATURE_ADOPTION, account) == (25.0, 1)
    assert value_of(Metric.PRE_KICKOFF_FLOWS, account) == (50.0, 2)
    young = replace(account, start_on=day("05-25"))
    assert value_of(Metric.ACTIVATION, young) == (None, 0)
    assert value_of(Metric.FEATURE_ADOPTION, young) == (None, 0)


def test_stalled_and_load_are_of_active_accounts() -> None:
    lively = onboarded(touches=(Touch(at=local("05-31 09:00"), kind=TouchKind.CALL, minutes=30),), csm="Omar")
    paused = onboarded(state=AccountState.PAUSED)
    accounts = (onboarded(), lively, paused, onboarded(**CLOSED), onboarded("01-29"))
    assert value_of(Metric.STALLED, *accounts) == (1.0, 3)
    assert value_of(Metric.PER_CSM, *accounts) == (1.5, 3)


def test_an_account_not_signed_yet_has_no_part() -> None:
    assert figures_at(onboarded(start_on=day("06-02")), NOW) is None
    empty = table([])
    assert {reading.value for reading in empty.readings} == {None}
    assert (empty.accounts, empty.segment) == (0, None)


def test_a_portfolio_of_one_segment_is_held_against_its_own_band() -> None:
    small = onboarded("02-04", acv=9_000)
    assert table(seen(small)).reading(Metric.MEDIAN_TTV).grade is RED
    assert table(seen(small, onboarded("02-04"))).reading(Metric.MEDIAN_TTV).grade is WARNING
    assert table(seen(small)).segment is SMB


def test_groups_come_worst_first() -> None:
    figures = seen(onboarded("01-24", csm="Jane"), onboarded(csm="Omar"), onboarded("03-20", csm="Lena", csm_id="U1"))
    by_csm = tables(figures, Grouping.CSM)
    assert {(one.key, one.name, one.accounts) for one in by_csm} == {
        ("Jane", "Jane", 1),
        ("Omar", "Omar", 1),
        ("U1", "", 1),
    }
    assert by_csm[-1].key == "Jane"
    assert [one.count(RED) for one in by_csm] == sorted((one.count(RED) for one in by_csm), reverse=True)
    assert [one.key for one in tables(figures, Grouping.SEGMENT)] == ["mid-market"]
    assert [one.key for one in tables(figures, Grouping.PLAYBOOK)] == ["agent-30-day"]


def test_the_parts_of_ttv_are_medians() -> None:
    found = table(seen(onboarded("01-29"), onboarded("02-02"), onboarded()))
    assert found.parts == {Part.HANDOFF_DELAY: 1.0, Part.SETUP_DURATION: 9.0, Part.ACTIVATION_TIME: 6.0}
