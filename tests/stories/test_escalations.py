"""An escalation says what was tried, is taken up with a button, and goes on to the next role when nobody does."""

from __future__ import annotations

import pytest

from tests.stories.team import Team

CHANNEL = "cs-escalations"


@pytest.fixture
def acme(team: Team) -> Team:
    """The Monday on which the CSM lead hears that Acme is quiet for six days."""
    team.owns("acme")
    team.clock.to("2026-01-26 09:00")
    return team


def test_unanswered_for_a_working_day_the_next_role_up_hears(acme: Team) -> None:
    first, shared = acme.lena.dm()[-1], acme.channel(CHANNEL)[-1]
    first.shows("Nothing has moved for 6 days", "Tried:", "no contact with the customer since")
    assert "I have it" in first.labels
    assert "I have it" in shared.labels
    acme.clock.to("2026-01-27 08:59")
    assert acme.victor.dm() == []
    acme.clock.to("2026-01-27 09:00")
    second = acme.victor.dm()[-1]
    second.shows("It goes further up because Lena", "(the CSM lead) has not said “I have it” since Mon 26 Jan")
    acme.victor.clicks(second, "I have it")
    for seen in (acme.victor.again(second), acme.lena.again(first), acme.lena.again(shared)):
        seen.shows("✓ *Victor", "has it, since Tue 27 Jan, 09:00")
        assert "I have it" not in seen.labels
    acme.clock.to("2026-01-28 17:00")
    assert len(acme.victor.dm()) == 1
    acme.jane.types("/onboard history acme").shows("has “Still quiet” in hand")


def test_who_was_not_asked_cannot_take_it_and_who_was_keeps_it_from_going_up(acme: Team) -> None:
    shared = acme.channel(CHANNEL)[-1]
    acme.erin.clicks(shared, "I have it").shows("somebody else's")
    acme.lena.clicks(shared, "I have it")
    acme.lena.again(shared).shows("✓ *Lena")
    acme.clock.to("2026-01-27 12:00")
    assert acme.victor.dm() == []


def test_taken_back_it_goes_up_after_all(acme: Team) -> None:
    acme.lena.clicks(acme.lena.dm()[-1], "I have it")
    acme.lena.types("/onboard undo").shows("in nobody’s hand again")
    assert "I have it" in acme.lena.again(acme.channel(CHANNEL)[-1]).labels
    acme.clock.to("2026-01-27 09:00")
    acme.victor.dm()[-1].shows("It goes further up because")
