"""Jane goes away and Omar covers: what was hers comes to him, with a packet first, and goes back with what changed."""

from __future__ import annotations

import pytest

from tests.stories.team import Team


@pytest.fixture
def away(team: Team) -> Team:
    """Friday: from now on Omar covers for Jane, through Tuesday."""
    team.owns("acme", "meridian-health")
    said = team.jane.types(f"/onboard cover <@{team.omar.id}|omar> until 27 Jan", "general")
    said.shows("covers for", "until and including Tue 27 Jan")
    return team


def messages(team: Team, who: str, *kinds: str) -> list[str]:
    return [post.key for post in getattr(team, who).dm() if post.key.startswith(kinds)]


def test_what_was_hers_comes_to_him_and_goes_back(away: Team) -> None:
    away.clock.to("2026-01-23 09:00")
    packet = next(post for post in away.omar.dm() if post.key.startswith("packet:"))
    packet.shows("You cover for Jane Smith until Tue 27 Jan: 2 accounts", "*Acme Corp*", "*Meridian Health*")
    packet.shows("Next: ", "Blocked: “Waiting on customer SSO metadata”", "Waiting: ")
    away.clock.to("2026-01-27 10:00")
    assert messages(away, "jane", "plan:", "nudge:") == []
    away.omar.plan().shows("*Acme Corp*")
    away.omar.clicks(away.omar.plan(), "Done", near="Acme Corp")
    away.omar.types(f"/onboard assign acme <@{away.jane.id}|jane> backup <@{away.omar.id}|omar>").shows("Acme Corp")
    away.jane.types("/onboard note meridian Written from the train")
    away.clock.to("2026-01-28 09:00")
    back = next(post for post in away.jane.dm() if post.key.startswith("welcome_back:"))
    back.shows("Welcome back: Omar", "covered for you since Fri 23 Jan", "assigned the account")
    back.hides("Written from the train")  # her own is no news
    assert messages(away, "jane", "plan:") == [f"plan:{away.jane.id}:2026-01-28"]
    away.clock.to("2026-01-29 12:00")
    assert len(messages(away, "jane", "welcome_back:")) == 1
    away.lena.types("/onboard cover").shows("Nobody is covered at present")


def test_it_ends_early_and_is_taken_back(away: Team) -> None:
    away.lena.types("/onboard cover").shows("*Omar", "covers for *Jane Smith* until Tue 27 Jan")
    away.jane.types("/onboard cover end").shows("hears for themself again")
    away.jane.types("/onboard undo").shows("the cover goes on")
    away.clock.to("2026-01-23 09:00")
    assert messages(away, "jane", "plan:") == []
    away.omar.types("/onboard cover end").shows("hears for themself again")
    away.clock.to("2026-01-26 09:00")
    assert messages(away, "jane", "plan:") == [f"plan:{away.jane.id}:2026-01-26"]
    assert len(messages(away, "jane", "welcome_back:")) == 1


def test_who_may_and_what_cannot_be(away: Team) -> None:
    jane, omar = f"<@{away.jane.id}|jane>", f"<@{away.omar.id}|omar>"
    sam = f"<@{away.sam.id}|sam>"
    away.sam.types(f"/onboard cover {jane} by {sam} until 30 Jan").shows("Only leads can do this")
    away.lena.types(f"/onboard cover {jane} by {sam} until 30 Jan").shows("already", "cover end")
    away.lena.types(f"/onboard cover {jane} until 30 Jan").shows("already")
    away.sam.types("/onboard cover end jane").shows("Only leads can do this")
    away.jane.types(f"/onboard cover {jane} until 30 Jan").shows("Nobody covers for themself")
    away.jane.types(f"/onboard cover {omar} until 2026-01-02").shows("is not a day to come")
    away.jane.types(f"/onboard cover {omar}").shows("The date is missing")
    away.jane.types(f"/onboard cover <@{away.gus.id}|gus> until 30 Jan").shows("full member")
    away.jane.types("/onboard cover nobody until 30 Jan").shows("not a person of this workspace")
    away.lena.types(f"/onboard cover {sam} by {omar} until 30 Jan").shows("no accounts, so there is nothing to cover")
    away.lena.types("/onboard cover").shows("*Omar", "*Jane Smith* until Tue 27 Jan")


def test_what_he_covers_is_among_his_accounts_and_a_late_packet_keeps_his_hours(team: Team) -> None:
    team.announces("ratelimited")
    team.owns("acme").fails("chat.postMessage", do="429", seconds=6 * 3600)  # until Friday night in Berlin
    team.jane.types(f"/onboard cover <@{team.omar.id}|omar> until 27 Jan")
    team.omar.types("/onboard list").shows("My accounts: 1 account", "*Acme Corp*")
    team.clock.to("2026-01-25 23:00")
    assert messages(team, "omar", "packet:") == []
    team.clock.to("2026-01-26 03:00")  # nine o'clock there
    assert len(messages(team, "omar", "packet:")) == 1
    team.jane.types("/onboard cover end")
    team.omar.types("/onboard list").hides("*Acme Corp*")
