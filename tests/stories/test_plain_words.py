"""What a stranger reads: names instead of keys and ids, hours where they matter, calm where nothing can be done yet."""

from __future__ import annotations

from pathlib import Path

from tests.stories.team import Team

NEW = 'customer:\n  name: Newco\n  csm: Jane Smith\n  start_date: "2026-01-23"\n'


def test_a_new_account_over_its_first_weekend(team: Team, tmp_path: Path) -> None:
    """METHOD counts calendar days: a Sunday's step is late on Monday. What waits for another is no line of its own."""
    (tmp_path / "newco.yaml").write_text(NEW, encoding="utf-8")
    card = team.owns(tmp_path / "newco.yaml").jane.types("/onboard status newco")
    card.shows("CSM Jane Smith · Agent, 30 days").hides("agent-30-day")
    briefing = team.jane.types("/onboard briefing newco")
    briefing.shows("A: 70 % of your first users have done a first task").hides("Day 0's success criteria")
    team.jane.types("/onboard kickoff newco 2026-01-27 15:00")
    team.jane.types("/onboard history newco").shows("booked the kickoff for Tue 27 Jan, 15:00")
    team.clock.to("2026-01-26 09:30")
    plan = team.jane.plan().shows("*Success criteria, top 3 workflows and seed users recorded* waits")
    assert plan.words.count("1 day late") == 1
    team.jane.types("/onboard status newco").shows("critical, 0* by the 3 milestones due or done so far")
    team.jane.types("/onboard why newco").hides("U0JANE").shows("rules do not apply here: ", "owner Jane Smith")
