"""A cover whose end was taken back: whoever is away hears nothing of it, and on their return hears all, once."""

from __future__ import annotations

from tests.stories.team import Team


def welcomes(team: Team) -> list[str]:
    return [post.key for post in team.jane.dm() if post.key.startswith("welcome_back:")]


def test_an_end_that_was_taken_back_says_nothing_and_the_real_one_does(team: Team) -> None:
    team.owns("acme", "meridian-health")
    team.jane.types(f"/onboard cover <@{team.omar.id}|omar> until 27 Jan", "general").shows("covers for")
    team.jane.types("/onboard cover end").shows("hears for themself again")  # before her morning
    team.jane.types("/onboard undo").shows("the cover goes on")
    team.clock.to("2026-01-23 09:30")
    assert welcomes(team) == []
    team.clock.to("2026-01-28 09:00")
    assert len(welcomes(team)) == 1


def test_one_who_was_welcomed_too_early_is_welcomed_again(team: Team) -> None:
    team.owns("acme", "meridian-health")
    team.clock.to("2026-01-23 10:00")
    team.jane.types(f"/onboard cover <@{team.omar.id}|omar> until 27 Jan", "general").shows("covers for")
    team.jane.types("/onboard cover end").shows("hears for themself again")
    assert len(welcomes(team)) == 1
    team.jane.types("/onboard undo").shows("the cover goes on")
    team.omar.types(f"/onboard assign acme <@{team.jane.id}|jane> backup <@{team.omar.id}|omar>").shows("Acme Corp")
    team.clock.to("2026-01-28 09:00")
    assert len(welcomes(team)) == 2
    latest = [post for post in team.jane.dm() if post.key.startswith("welcome_back:")][-1]
    latest.shows("assigned the account")
