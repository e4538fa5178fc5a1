"""CAPACITY by table (METHOD 5; 004: 8 to 15 is healthy, 30 when automated)."""

from __future__ import annotations

import pytest

from playbook.capacity import CsmLoad, capacity_finding, is_over, most, with_room
from playbook.models import Workspace
from playbook.rules.finding import FindingState

TEAM = Workspace()


def load(active: int, automated: int = 0, csm: str | None = "UJANE", *, away: bool = False) -> CsmLoad:
    return CsmLoad(csm_id=csm, csm="Jane Smith", active=active, automated=automated, away=away)


@pytest.mark.parametrize(
    ("carried", "workspace", "limit", "over"),
    [
        (load(15), TEAM, 15, False),
        (load(16), TEAM, 15, True),
        (load(30, automated=30), TEAM, 30, False),
        (load(31, automated=31), TEAM, 30, True),
        (load(16, automated=15), TEAM, 15, True),  # one of them is not automated
        (load(0), TEAM, 15, False),
        (load(40, csm=None), TEAM, 15, False),  # a name that is nobody in Slack
        (load(16), Workspace(rule_numbers={"CAPACITY": {"most": 20}}), 20, False),
    ],
)
def test_who_carries_too_much(carried: CsmLoad, workspace: Workspace, limit: int, *, over: bool) -> None:
    assert (most(carried, workspace), is_over(carried, workspace)) == (limit, over)
    found = capacity_finding(carried, workspace)
    assert (found.rule, found.fires) == ("CAPACITY", over)


def test_a_rule_at_rest_says_nothing_of_the_load() -> None:
    found = capacity_finding(load(18), Workspace(rested_rules=("CAPACITY",)))
    assert found.state is FindingState.NOT_APPLICABLE


def test_the_next_one_goes_to_whoever_carries_least_and_is_there() -> None:
    omar, lena = load(3, csm="UOMAR"), load(9, csm="ULENA")
    assert with_room([load(15), lena, omar, load(1, csm="UAWAY", away=True), load(2, csm=None)], TEAM) == (omar, lena)
