"""What two people do at once, what a mention cannot do, and whom an imported file means."""

from __future__ import annotations

from pathlib import Path

from slack_sdk import WebClient
from sqlalchemy import delete

from bot.doctor import examine
from bot.people import ASSISTANT
from bot.settings import SlackSettings
from storage.tables import PERSON
from tests.stories.team import Team

TRACKER = 'customer: {{name: {name}, csm: "{csm}", start_date: "2026-01-15"}}\nmilestones: []\n'


def test_the_later_of_two_settings_forms_undoes_nothing(team: Team) -> None:
    first, second = team.lena.types("/onboard settings"), team.victor.types("/onboard settings")
    team.lena.submits(first, {"Digest at": "11:00"})
    team.victor.submits(second, {"Engineering lead": "sam"}).shows("Somebody else saved", "`/onboard settings`")
    form = team.victor.types("/onboard settings")
    assert form.input("digest_hour")[1]["initial_option"]["value"] == "11"
    team.victor.submits(form, {"Engineering lead": "sam"})
    assert team.lena.types("/onboard settings").input("engineering_lead")[1]["initial_user"] == team.sam.id


def test_a_cover_is_no_other_setting(team: Team) -> None:
    team.owns("acme")
    form = team.lena.types("/onboard settings")
    team.jane.types(f"/onboard cover <@{team.omar.id}|omar> until 27 Jan").shows("covers for")
    team.lena.submits(form, {"Digest at": "11:00"})
    assert team.lena.types("/onboard settings").input("digest_hour")[1]["initial_option"]["value"] == "11"


def test_the_teams_channels_are_none_that_strangers_read(team: Team) -> None:
    form = team.lena.types("/onboard settings")
    for field in ("digest_channel", "escalation_channel"):
        assert form.input(field)[1]["filter"]["exclude_external_shared_channels"] is True
    team.sandbox.world.channel("cs-digest").is_ext_shared = True
    settings = SlackSettings(
        SLACK_BOT_TOKEN=team.sandbox.bot_token, SLACK_APP_TOKEN=team.sandbox.app_token, _env_file=None
    )
    client = WebClient(token=team.sandbox.bot_token, base_url=team.sandbox.api_url)
    (ill,) = [finding for finding in examine(settings, team.bot.store, client) if finding.what == "Digest channel"]
    assert not ill.ok
    assert "another organisation" in ill.seen


def test_a_mention_says_that_it_opens_no_form(team: Team) -> None:
    start = team.jane.posts("Kicking off", "general")
    for verb in ("new", "import"):
        team.jane.says(f"@onboard {verb}", "general", thread=start).shows("cannot open a form", f"`/onboard {verb}`")
    assert team.jane.modal() is None


def nobody_known(team: Team) -> None:
    """As in a workspace whose people never used the bot."""
    with team.bot.store.change(actor=ASSISTANT, via="test", now=team.clock.now) as change:
        change.session.execute(delete(PERSON).where(PERSON.c.id != team.jane.id))


def imports(team: Team, name: str, csm: str) -> None:
    preview = team.jane.submits(team.jane.types("/onboard import"), {"paste_1": TRACKER.format(name=name, csm=csm)})
    team.jane.submits(preview)
    team.control("clock")


def test_an_imported_csm_who_never_used_the_bot_is_found(team: Team) -> None:
    nobody_known(team)
    imports(team, "Zeta", "Omar Haddad")
    assert team.account("zeta").csm_id == team.omar.id
    assert not any("matches nobody" in post.words for post in team.jane.dm())


def test_who_imports_hears_of_a_csm_who_is_nobody(team: Team) -> None:
    imports(team, "Zeta", "Nobody Atall")
    assert team.account("zeta").csm_id is None
    (told,) = [post for post in team.jane.dm() if "matches nobody in Slack" in post.words]
    told.shows("*Zeta*", "“Nobody Atall”", "`/onboard assign`")
    assert all("matches nobody" not in post.words for post in team.lena.dm())


def test_files_at_the_command_line_find_their_csm_when_the_bot_begins(team: Team, tmp_path: Path) -> None:
    nobody_known(team)
    (tmp_path / "zeta.yaml").write_text(TRACKER.format(name="Zeta", csm="Omar Haddad"))
    team.owns(tmp_path / "zeta.yaml")
    assert team.account("zeta").csm_id is None
    team.restart()
    team.control("clock")
    assert team.account("zeta").csm_id == team.omar.id
