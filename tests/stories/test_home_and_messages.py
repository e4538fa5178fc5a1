"""App Home, the message shortcut, and mentions in threads."""

from __future__ import annotations

import pytest

from tests.stories.team import Refused, Team


def test_home_of_a_csm(team: Team) -> None:
    jane = team.owns("acme", "halden-robotics").jane
    assert team.account("acme").csm_id == jane.id
    home = jane.home()
    home.shows("Today", "My accounts", "Acme Corp", "at risk, 70")
    assert "Show everybody's" not in home.labels
    assert "Settings…" not in home.labels
    team.clock.to("2026-01-23 09:00")
    home = jane.home().shows("Integration configured", "1 day late")

    card = jane.clicks(home, "Open", near="*Acme Corp*").shows("2 of 5 milestones done")
    assert card.view_id  # Home has no private messages
    jane.clicks(jane.home(), "Touch…", near="*Acme Corp*").shows("Acme Corp")


def test_done_from_home_refreshes_home(team: Team) -> None:
    jane = team.owns("acme").jane
    home = jane.home()
    jane.clicks(home, "Done: Integration configured")
    assert not team.account("acme").milestone("integration-configured").is_open
    now = jane.again(home)
    assert "Done: Training delivered" in now.labels
    now.shows("healthy, 80")


def test_home_of_the_lead_has_everybodys(team: Team) -> None:
    lena = team.owns("acme", "halden-robotics").lena
    home = lena.home().shows("My accounts: 0", "No account is yours yet")
    everybody = lena.clicks(home, "Show everybody's").shows("All accounts: 2", "Acme Corp", "Halden Robotics")
    lena.clicks(everybody, "Show mine").shows("My accounts: 0")
    assert "CSM lead" in [block["label"]["text"] for block in lena.clicks(home, "Settings…").blocks if "label" in block]


def test_home_of_a_guest_says_why_not(team: Team) -> None:
    home = team.owns("acme").gus.home()
    home.shows("Guests cannot use").hides("Acme")
    with pytest.raises(Refused):
        team.exa.home()


def test_a_message_becomes_a_note_with_its_link(team: Team) -> None:
    jane = team.owns("acme").jane
    post = team.exa.posts("We rotate the SSO certificate on *Tuesday* & need help", "acme-shared")
    form = jane.uses_shortcut(post)
    jane.submits(form, {"Account": "acme"}).shows("Noted on *Acme Corp*")
    (note,) = team.account("acme").notes
    assert note.text == "We rotate the SSO certificate on *Tuesday* & need help"
    assert note.permalink == team.permalink(post)


def test_a_message_becomes_a_touch(team: Team) -> None:
    jane = team.owns("acme").jane
    post = team.exa.posts("It works now, thank you", "acme-shared")
    jane.submits(jane.uses_shortcut(post), {"Account": "acme", "Add it as": "A touch"})
    (touch,) = team.account("acme").touches
    assert (str(touch.kind), str(touch.direction), touch.note) == ("message", "inbound", "It works now, thank you")
    assert touch.permalink == team.permalink(post)
    jane.types("/onboard status acme").shows("Last touch")


def test_a_message_becomes_a_blocker(team: Team) -> None:
    jane = team.owns("acme").jane
    post = team.exa.posts("Our firewall blocks you", "acme-shared")
    form = jane.fills(jane.uses_shortcut(post), "Account", "acme")
    values = {"Add it as": "A blocker of a milestone", "For a blocker: which milestone waits": "Training"}
    jane.submits(form, values)
    (blocker,) = team.account("acme").milestone("training-delivered").open_blockers
    assert blocker.text == "Our firewall blocks you"
    assert [note.permalink for note in team.account("acme").notes] == [team.permalink(post)]


def test_a_mention_in_a_thread_answers_there_privately(team: Team) -> None:
    jane = team.owns("acme").jane
    start = jane.posts("Acme asks for a call", "general")
    card = jane.says("@onboard status acme", "general", thread=start).shows("2 of 5 milestones done")
    assert (card.ephemeral_to, card.thread_ts) == (jane.id, start.ts)
    jane.says("hello @onboard, done acme training", "general", thread=start).shows("is done")
    assert not team.account("acme").milestone("training-delivered").is_open
    jane.says("@onboard new", "general", thread=start).shows("`/onboard new`")  # a mention cannot open a form
    jane.says("@onboard stats acme", "general", thread=start).shows("status")
    assert len(team.omar.sees("general")) == 5  # what was said, none of the answers


def test_a_guest_is_told_that_guests_cannot(team: Team) -> None:
    team.owns("acme")
    answer = team.gus.types("/onboard status acme", "general")
    answer.shows("Guests cannot use").hides("Acme")
    team.exa.says("@onboard status acme", "acme-shared").hides("at risk")
