"""CAPACITY: the load of each CSM, the weekly word to the lead, and never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook.capacity import CsmLoad, capacity_finding, is_over, most, with_room
from playbook.models import Workspace
from tests.stories.team import Team


def load(active: int, automated: int = 0, **more: object) -> CsmLoad:
    return CsmLoad(csm_id="U1", csm="Jane", active=active, automated=automated, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "limit", "over"),
    [(load(15), 15, False), (load(16), 15, True), (load(16, 15), 15, True), (load(16, 16), 30, False),
     (load(31, 31), 30, True), (load(0), 15, False)],
)  # fmt: skip
def test_how_many_one_person_can_carry(found: CsmLoad, limit: int, *, over: bool) -> None:
    assert (most(found, Workspace()), is_over(found, Workspace())) == (limit, over)
    assert capacity_finding(found, Workspace()).fires is over


def test_the_numbers_are_the_teams_and_the_rule_may_rest() -> None:
    team = Workspace(rule_numbers={"CAPACITY": {"most": 20}})
    assert not is_over(load(18), team)
    assert not capacity_finding(load(18), Workspace(rested_rules=("CAPACITY",))).fires


def test_who_has_the_fewest_takes_the_next_unless_away() -> None:
    free = with_room([load(9), load(3, away=True), load(5), load(15)], Workspace())
    assert [found.active for found in free] == [5, 9]


def customers(team: Team, folder: Path, csm: str, *names: str) -> None:
    for name in names:
        file = folder / f"{name}.yaml"
        file.write_text(
            f"customer:\n  name: {name}\n  csm: {csm}\n  start_date: 2026-01-20\nmilestones:\n"
            "  - {name: Setup, target_date: 2026-03-20, status: pending}\n",
            encoding="utf-8",
        )
    team.owns(*(folder / f"{name}.yaml" for name in names))


def test_the_lead_hears_once_a_week_while_somebody_carries_too_much(team: Team, tmp_path: Path) -> None:
    team.announces("ratelimited")  # messages about sixteen customers at once
    customers(team, tmp_path, "Jane Smith", *(f"customer-{number:02}" for number in range(16)))
    customers(team, tmp_path, "omar", "one-of-omars")
    team.jane.types("/onboard load").shows("16 of 15, over", "1 of 15, room", "*The next one:* Omar", "8–15 is healthy")
    team.jane.types("/onboard why customer-03").shows("`CAPACITY` Jane Smith carries 16 active onboardings")
    team.clock.to("2026-01-26 08:59")
    team.restart()
    team.clock.to("2026-01-26 12:00")
    said = [post for post in team.lena.dm() if post.key == "capacity:2026-01-26"]
    assert len(said) == 1
    said[0].shows("1 CSM carries more onboardings than one person can", "Jane Smith (16 of 15)")
    team.lena.types("/onboard pause customer-03 Holiday")
    team.clock.to("2026-02-02 12:00")
    assert [post.key for post in team.lena.dm() if post.key.startswith("capacity:2026-02")] == []
