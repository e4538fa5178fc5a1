"""Names as customers have them, or as somebody with bad intent types them: whole, legible, and they ping nobody."""

from __future__ import annotations

import pytest

from tests.stories.team import Team
from tests.stories.untouched import nothing_changes, pings

pytestmark = pytest.mark.thorough

LONG = "Very " * 59 + "Long"  # 299 characters
NAMES = {
    "<!channel> Corp": "&lt;!channel&gt; Corp",
    "<@U0LENA00000> & <https://x.example|y>": "&lt;@U0LENA00000&gt; &amp; &lt;https://x.example|y&gt;",
    "&lt;!here&gt; Inc": "&amp;lt;!here&amp;gt; Inc",
    "*Bold* _low_ `tick` ~out~ Ltd": "∗Bold∗",
    "Line\nBreak\r\nLtd": "Line Break Ltd",
    "شركة النور": "شركة النور",
    "evil\u202egnp.exe Ltd": "evil",
    "🚀 Rocket 🧑‍🚀": "🚀 Rocket 🧑‍🚀",
    "@channel @here Co": "@channel @here Co",
    "#1 Supplies": "#1 Supplies",
}


def tracker(name: str, step: str = "Integration configured", blocker: str = "SSO") -> str:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") for text in
              (name, step, blocker)]  # fmt: skip
    return (
        f'customer:\n  name: "{quoted[0]}"\n  csm: "Jane Smith"\n  start_date: "2026-01-05"\nmilestones:\n'
        f'  - name: "{quoted[1]}"\n    target_date: "2026-01-20"\n    status: in_progress\n'
        f'    blockers: ["{quoted[2]}"]\n'
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_whole_everywhere_and_pings_nobody(team: Team, name: str) -> None:
    shown = NAMES[name]
    preview = team.jane.submits(team.jane.types("/onboard import"), {"paste_1": tracker(name, name, name)})
    preview.shows(shown)
    team.jane.submits(preview)
    team.jane.types("/onboard list all", "general").shows(shown)
    card = team.jane.types(f'/onboard status "{typed(name)}"', "general").shows(shown)
    team.jane.clicks(card, "Share to channel")
    for verb in ("why", "history", "export", "review"):
        team.jane.types(f'/onboard {verb} "{typed(name)}"', "general")
    team.jane.clicks(card, "Done", near=shown).shows("is done", shown)
    team.jane.types("/onboard undo", "general").shows(shown)
    team.clock.to("2026-01-23 12:00")
    team.jane.home().shows(shown)
    team.jane.plan().shows(shown)
    assert any(shown in post.words for post in team.channel("cs-digest"))
    assert pings(team, "jane") == []  # it is hers: the digest says whose, the card's thread who did it


def test_a_name_is_kept_as_it_was_written(team: Team) -> None:
    name = '<!channel> *Bold* `tick` & "Söhne" 🚀'
    team.jane.creates(team.jane.types("/onboard new"), {"name": name})
    assert team.account("channel bold").name == name
    assert name.replace('"', "") in team.jane.types("/onboard export channel bold").words.replace('\\"', "").replace(
        '"', ""
    )


def test_a_name_of_300_characters_is_refused_in_the_form_and_kept_whole_from_a_file(team: Team) -> None:
    form = team.jane.types("/onboard new")
    with nothing_changes(team):
        assert "200" in team.jane.is_refused(form, {"name": LONG})["name"]
    preview = team.jane.submits(team.jane.types("/onboard import"), {"paste_1": tracker(LONG, LONG, LONG)})
    team.jane.submits(preview)
    assert team.account("very very").name == LONG
    for verb in ("status", "why", "history", "review", "done", "unblock", "export"):
        team.jane.types(f"/onboard {verb} {LONG[:40]}", "general").shows("Very Very")
    team.clock.to("2026-01-23 12:00")
    team.jane.plan().shows("Very Very")
    team.jane.home().shows("Very Very")


def test_long_words_in_a_command_are_refused_or_kept_whole(team: Team) -> None:
    team.owns("acme")
    with nothing_changes(team):
        team.jane.types(f"/onboard status {LONG}", "general").shows("no account called")
        team.jane.types(f"/onboard {LONG}", "general").shows("no verb called")
        team.jane.types(f"/onboard done acme {LONG}", "general").shows("no milestone called")
    text = "ü<!here>🚀 " * 300
    team.jane.types(f"/onboard note acme {text}", "general").shows("Noted")
    assert team.account("acme").notes[0].text == text.strip()
    team.jane.types("/onboard history acme", "general")
    assert pings(team) == []


def test_texts_with_pings_and_line_breaks_are_kept_and_ping_nobody(team: Team) -> None:
    team.owns("acme")
    team.jane.clicks(team.jane.types("/onboard status acme", "general"), "Share to channel")
    text = "Ana said:\n<!channel> *now* `rm` <@U0LENA00000>"
    team.jane.types(f"/onboard block acme training customer: {text}", "general").shows("Training delivered")
    blocker = team.account("acme").milestone("training-delivered").open_blockers[0]
    assert blocker.text.startswith("Ana said:\n<!channel> *now* `rm` @")
    team.jane.types(f"/onboard pause acme {text}", "general").shows("paused")
    team.clock.to("2026-01-26 12:00")
    assert pings(team, "jane") == []


def typed(name: str) -> str:
    """As a person types it in quotes."""
    return name.replace('"', "").replace("\r\n", " ").replace("\n", " ")
