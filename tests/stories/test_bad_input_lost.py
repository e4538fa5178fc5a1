"""What is no longer there: an old card, a closed account, a lost channel, a CSM who left."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from bot.doctor import Finding, examine
from bot.settings import SlackSettings
from tests.stories.team import Team
from tests.stories.untouched import nothing_changes

pytestmark = pytest.mark.thorough

# a card from before a restart, and from before a change


def test_buttons_from_before_a_restart_do_what_they_say(team: Team) -> None:
    team.owns("acme")
    card = team.jane.types("/onboard status acme", "general")
    team.restart()
    team.jane.clicks(card, "Done", near="Integration configured").shows("*Integration configured*", "is done")
    assert team.account("acme").milestone("integration-configured").done_on is not None


def test_a_form_from_before_a_restart_is_taken(team: Team) -> None:
    team.owns("acme")
    form = team.jane.clicks(team.jane.types("/onboard status acme", "general"), "Touch…")
    team.restart()
    team.jane.submits(form, {"note": "Agreed with Ana"})
    assert [touch.note for touch in team.account("acme").touches] == ["Agreed with Ana"]


def test_an_import_preview_from_before_a_restart_is_created(team: Team) -> None:
    text = 'customer: {name: Zeta, csm: Jane Smith, start_date: "2026-01-15"}\nmilestones: []\n'
    preview = team.jane.submits(team.jane.types("/onboard import"), {"paste_1": text})
    team.restart()
    team.jane.submits(preview).shows("Imported *Zeta*")


def test_an_import_preview_that_lay_too_long_asks_for_the_file_again(team: Team) -> None:
    text = 'customer: {name: Zeta, csm: Jane Smith, start_date: "2026-01-15"}\nmilestones: []\n'
    preview = team.jane.submits(team.jane.types("/onboard import"), {"paste_1": text})
    team.clock.forward("31m")
    with nothing_changes(team):
        team.jane.submits(preview).shows("too old", "`/onboard import`")


def test_a_click_on_what_somebody_else_has_done_meanwhile_says_so(team: Team) -> None:
    team.owns("acme")
    card = team.jane.types("/onboard status acme", "general")
    team.omar.types("/onboard done acme integration")
    with nothing_changes(team):
        told = team.jane.clicks(card, "Done", near="Integration configured")
    assert told.ephemeral_to == team.jane.id
    told.shows("*Integration configured* is done already")


def test_a_button_of_an_account_that_is_gone(team: Team) -> None:
    team.owns("acme")
    card = team.jane.types("/onboard status acme", "general")
    team.lena.clicks(team.lena.types("/onboard delete acme"), "Delete")
    with nothing_changes(team):
        told = team.jane.clicks(card, "Done", near="Integration configured")
    assert told.ephemeral_to == team.jane.id
    told.shows("no longer here", "`/onboard list all`")


# a closed account


@pytest.mark.parametrize("label", ["Done", "Start", "Blocked…", "Date…", "Touch…", "Note…"])
def test_no_button_changes_a_closed_account(team: Team, label: str) -> None:
    team.owns("acme")
    card = team.jane.types("/onboard status acme", "general")
    team.lena.types("/onboard close acme")
    near = "Training delivered" if label in ("Done", "Start", "Blocked…", "Date…") else ""
    with nothing_changes(team):
        told = team.jane.clicks(card, label, near)
    assert told is not None
    assert told.ephemeral_to == team.jane.id or told.view_id
    told.shows("*Acme Corp* is closed")


def test_no_form_and_no_command_changes_a_closed_account(team: Team) -> None:
    team.owns("acme")
    form = team.jane.clicks(team.jane.types("/onboard status acme", "general"), "Touch…")
    team.lena.types("/onboard close acme")
    with nothing_changes(team):
        team.jane.submits(form, {"note": "Agreed with Ana"}).shows("*Acme Corp* is closed")
        for text in ("done acme integration", "note acme hello", "block acme training no room", "pause acme holidays"):
            told = team.jane.types(f"/onboard {text}", "general")
            assert told.ephemeral_to == team.jane.id
            told.shows("*Acme Corp* is closed")
    team.clock.to("2026-01-26 12:00")
    assert team.jane.dm() == []


# a digest channel that is archived or deleted


@pytest.mark.parametrize(("lost", "error"), [("archive", "is_archived"), ("delete", "channel_not_found")])
def test_a_lost_digest_channel_is_shown_to_leads_and_by_doctor(team: Team, lost: str, error: str) -> None:
    team.owns("acme")
    team.announces(error)
    assert [finding for finding in doctor(team) if not finding.ok] == []
    team.control("channel", channel="cs-digest", do=lost)
    team.clock.to("2026-01-23 12:00")
    team.lena.home().shows("digest", "`/onboard settings`")
    assert "cannot post" not in team.jane.home().words
    ill = [finding for finding in doctor(team) if not finding.ok]
    assert [(finding.what, finding.mend) for finding in ill] == [
        ("Digest channel", "Choose another: /onboard settings")
    ]
    assert team.jane.plan().shows("Acme Corp")
    form = team.lena.types("/onboard settings")
    team.lena.submits(form, {"digest_channel": "general"})
    team.clock.to("2026-01-26 12:00")
    assert any("at risk" in post.words for post in team.channel("general"))


def test_the_bot_was_thrown_out_of_the_digest_channel(team: Team) -> None:
    team.owns("acme")
    team.announces("not_in_channel")
    team.control("channel", channel="cs-digest", do="remove_bot")
    team.clock.to("2026-01-23 12:00")
    team.lena.home().shows("digest")
    assert [finding.mend for finding in doctor(team) if not finding.ok] == ["Type /invite @onboard in #cs-digest"]


def doctor(team: Team) -> list[Finding]:
    settings = SlackSettings(
        SLACK_BOT_TOKEN=team.sandbox.bot_token,
        SLACK_APP_TOKEN=team.sandbox.app_token,
        SLACK_API_URL=team.sandbox.api_url,
        _env_file=None,
    )
    client = WebClient(token=team.sandbox.bot_token, base_url=team.sandbox.api_url)
    return list(examine(settings, team.bot.store, client))


# a CSM who left


def test_the_lead_hears_of_the_accounts_of_a_csm_who_left_and_gets_their_nudges(team: Team) -> None:
    team.owns("acme")
    team.control("person", user="jane", do="deactivate")
    team.clock.to("2026-01-23 09:30")
    assert team.channel("@jane") == []
    assert any("left Slack" in post.words and "Acme Corp" in post.words for post in team.lena.dm())
    team.lena.plan().shows("Acme Corp", "Integration configured")
    team.lena.types("/onboard assign acme @omar").shows("Acme Corp")
    team.clock.to("2026-01-27 12:00")
    team.omar.plan().shows("Acme Corp")


def test_the_backup_of_a_csm_who_left_gets_the_nudges(team: Team) -> None:
    team.owns("acme")
    team.lena.types("/onboard assign acme @jane backup @omar")
    team.control("person", user="jane", do="deactivate")
    team.clock.to("2026-01-26 12:00")
    team.omar.plan().shows("Acme Corp", "Integration configured")
    assert any("left Slack" in post.words for post in team.omar.dm())
    assert all(not post.key.startswith("plan:") for post in team.lena.dm())
    assert team.channel("@jane") == []
