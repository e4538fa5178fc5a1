"""Segmentation by table: every cell of 004's and 002's matrices, the factors and the overrides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.models import Account, Complexity, Deal, Facts, Maturity, Motion, Tier, Workspace
from playbook.plans import playbooks
from playbook.segments import PLAYBOOK_OF, Approach, Segment, recommend

SIMPLE, COMPLEX = Complexity.SIMPLE, Complexity.COMPLEX


def seen(acv: int | None = None, tier: Tier = Tier.MID_MARKET, **deal: Any) -> Segment:
    account = Account(name="A", csm="j", start_on=date(2026, 1, 15), acv=acv, tier=tier, facts=Facts(deal=Deal(**deal)))
    return recommend(account, Workspace(default_playbook="phase-checklist"))


def codes(segment: Segment) -> list[str]:
    return [reason.code for reason in segment.reasons]


@pytest.mark.parametrize(
    ("acv", "complexity", "touch"),
    [
        (0, SIMPLE, "self-serve"),
        (9_999, SIMPLE, "self-serve"),
        (9_999, COMPLEX, "tech-touch"),
        (10_000, SIMPLE, "tech-touch"),
        (49_999, SIMPLE, "tech-touch"),
        (10_000, COMPLEX, "hybrid"),
        (50_000, SIMPLE, "hybrid"),
        (199_999, SIMPLE, "hybrid"),
        (50_000, COMPLEX, "high-touch"),
        (200_000, SIMPLE, "high-touch"),
        (200_000, COMPLEX, "white-glove"),
        (5_000_000, COMPLEX, "white-glove"),
    ],
)
def test_the_touch_model_is_004s(acv: int, complexity: Complexity, touch: str) -> None:
    assert seen(acv, complexity=complexity).touch_model == touch


@pytest.mark.parametrize(
    ("acv", "deal", "approach"),
    [
        # the rows of 002
        (100_000, {"complexity": COMPLEX, "integrations": 3}, "full-custom"),
        (25_000, {"complexity": SIMPLE, "integrations": 1}, "templated"),
        (99_999, {"complexity": SIMPLE, "integrations": 2}, "templated"),
        (24_999, {"complexity": SIMPLE, "integrations": 0}, "automated"),
        (24_999, {"motion": Motion.PLG}, "product-led"),
        (300_000, {"motion": Motion.EXPANSION, "complexity": COMPLEX}, "expansion"),
        (300_000, {"motion": Motion.WIN_BACK}, "recovery"),
        # between the rows: the way to value counts, not size alone
        (100_000, {}, "full-custom"),
        (100_000, {"complexity": COMPLEX, "integrations": 0}, "full-custom"),
        (100_000, {"complexity": SIMPLE}, "templated"),
        (30_000, {"integrations": 5}, "full-custom"),
        (30_000, {"complexity": SIMPLE, "integrations": 5}, "full-custom"),
        (30_000, {"complexity": COMPLEX, "integrations": 1}, "templated"),
        (10_000, {"complexity": COMPLEX}, "templated"),
        (10_000, {"complexity": SIMPLE, "integrations": 1}, "templated"),
        (10_000, {"motion": Motion.NEW}, "automated"),
    ],
)
def test_the_approach_and_playbook_are_002s(acv: int, deal: dict[str, Any], approach: str) -> None:
    found = seen(acv, **deal)
    assert found.approach == approach
    assert found.playbook == PLAYBOOK_OF[Approach(approach)]


def test_every_recommended_playbook_ships() -> None:
    assert {*PLAYBOOK_OF.values(), "self-serve"} <= set(playbooks())


@pytest.mark.parametrize("flag", ["strategic", "concerns", "long_sales_cycle"])
@pytest.mark.parametrize(
    "deal",
    [
        {"acv": 5_000, "complexity": SIMPLE, "integrations": 0},
        {"acv": 30_000, "complexity": SIMPLE},
        {"acv": 5_000, "motion": Motion.PLG},
        {"tier": Tier.FREE},
    ],
)
def test_some_are_never_automated(flag: str, deal: dict[str, Any]) -> None:
    known: dict[str, Any] = {**deal, flag: True}
    found = seen(**known)
    assert (found.touch_model, found.approach, found.playbook) == ("hybrid", "templated", "outcome-weighted")
    assert f"never_automate_{flag}" in codes(found)


@pytest.mark.parametrize("flag", ["strategic", "concerns", "long_sales_cycle"])
def test_who_gets_more_than_that_keeps_it(flag: str) -> None:
    known: dict[str, Any] = {flag: True}
    found = seen(250_000, complexity=COMPLEX, integrations=4, **known)
    assert (found.touch_model, found.approach) == ("white-glove", "full-custom")


@pytest.mark.parametrize(
    ("acv", "touch"), [(5_000, "tech-touch"), (20_000, "hybrid"), (60_000, "high-touch"), (900_000, "white-glove")]
)
def test_a_win_back_gets_more_touch_than_its_size(acv: int, touch: str) -> None:
    assert seen(acv, complexity=SIMPLE, motion=Motion.WIN_BACK).touch_model == touch


@pytest.mark.parametrize(
    ("acv", "deal", "days"),
    [
        (30_000, {"complexity": SIMPLE, "integrations": 0}, 21),  # 2–4 weeks
        (30_000, {"complexity": SIMPLE, "integrations": 2}, 42),  # and 2–4 for the integrations
        (30_000, {"complexity": SIMPLE, "products": ("a", "b")}, 63),  # 6–12 weeks
        (300_000, {"complexity": COMPLEX}, 63),
        (300_000, {"complexity": COMPLEX, "integrations": 3}, 84),
        (300_000, {"complexity": COMPLEX, "integrations": 3, "ops_maturity": Maturity.MATURE}, 56),
        (300_000, {"complexity": COMPLEX, "integrations": 3, "ops_maturity": Maturity.NONE}, 90),  # never longer
        (30_000, {"complexity": SIMPLE, "ops_maturity": Maturity.GROWING}, 21),
        (30_000, {"complexity": SIMPLE, "ops_maturity": Maturity.MATURE}, 14),
        (30_000, {"complexity": SIMPLE, "ops_maturity": Maturity.NONE}, 28),
        (5_000, {"complexity": SIMPLE}, 14),  # automated
        (5_000, {"motion": Motion.PLG}, 14),
        (50_000, {"motion": Motion.EXPANSION}, 21),
    ],
)
def test_the_expected_length_follows_from_002s_factors(acv: int, deal: dict[str, Any], days: int) -> None:
    assert seen(acv, **deal).length_days == days


@pytest.mark.parametrize(
    ("acv", "deal", "cadence"),
    [
        (300_000, {"complexity": COMPLEX}, "2-3 a week"),
        (30_000, {"complexity": SIMPLE}, "weekly"),
        (5_000, {"complexity": SIMPLE}, "monthly"),
        (5_000, {"motion": Motion.PLG}, "on signals"),
        (5_000, {"motion": Motion.EXPANSION}, "weekly"),
        (5_000, {"motion": Motion.WIN_BACK}, "twice a week"),
    ],
)
def test_the_cadence_follows_from_the_approach(acv: int, deal: dict[str, Any], cadence: str) -> None:
    assert seen(acv, **deal).cadence == cadence


@pytest.mark.parametrize("deal", [{}, {"ops_maturity": Maturity.NONE}, {"strategic": True}])
def test_with_nothing_known_it_says_so_and_takes_the_default(deal: dict[str, Any]) -> None:
    found = seen(**deal)
    assert (found.playbook, found.touch_model, found.approach, found.length_days) == (
        "phase-checklist",
        None,
        None,
        None,
    )
    assert codes(found)[0] == "nothing_known"


@pytest.mark.parametrize(
    ("tier", "complexity", "touch", "approach"),
    [
        (Tier.ENTERPRISE, COMPLEX, "high-touch", "full-custom"),
        (Tier.MID_MARKET, SIMPLE, "tech-touch", "templated"),
        (Tier.SMB, SIMPLE, "self-serve", "automated"),
    ],
)
def test_without_a_contract_value_the_tier_stands_in(
    tier: Tier, complexity: Complexity, touch: str, approach: str
) -> None:
    found = seen(None, tier, complexity=complexity)
    assert (found.touch_model, found.approach) == (touch, approach)
    assert found.reasons[0].facts["acv"] is None


def test_free_tiers_serve_themselves() -> None:
    found = seen(None, Tier.FREE)
    assert (found.touch_model, found.approach, found.playbook) == ("self-serve", "automated", "self-serve")


def test_complexity_that_nobody_stated_follows_from_integrations_and_products() -> None:
    assert seen(60_000, integrations=3).touch_model == "high-touch"
    assert seen(60_000, products=("a", "b")).touch_model == "high-touch"
    assert seen(60_000, complexity=SIMPLE, products=("a", "b")).touch_model == "hybrid"
    assert seen(60_000, integrations=1).touch_model == "hybrid"


deals = st.builds(
    Deal,
    complexity=st.none() | st.sampled_from(Complexity),
    integrations=st.none() | st.integers(0, 9),
    products=st.lists(st.sampled_from("abc"), unique=True).map(tuple),
    motion=st.none() | st.sampled_from(Motion),
    strategic=st.booleans(),
    concerns=st.booleans(),
    long_sales_cycle=st.booleans(),
    ops_maturity=st.none() | st.sampled_from(Maturity),
)


@given(acv=st.none() | st.integers(0, 10**7), tier=st.sampled_from(Tier), deal=deals)
def test_whatever_is_known_the_answer_is_whole_and_within_bounds(acv: int | None, tier: Tier, deal: Deal) -> None:
    account = Account(name="A", csm="j", start_on=date(2026, 1, 15), acv=acv, tier=tier, facts=Facts(deal=deal))
    found = recommend(account, Workspace())
    assert found.playbook in playbooks()
    assert found.reasons
    assert found.length_days is None or 14 <= found.length_days <= 90
    if deal.strategic or deal.concerns or deal.long_sales_cycle:
        assert found.touch_model not in ("self-serve", "tech-touch")
        assert found.approach not in ("automated", "product-led")
