"""The status card: asked for in private, pressed, taken back."""

from __future__ import annotations

from tests.stories.team import Team


def test_a_milestone_is_done_by_click_and_taken_back(every_team: Team) -> None:
    team = every_team.owns("acme")
    jane = team.jane
    card = jane.types("/onboard status acme").shows("Acme Corp", "Integration configured")
    done = jane.clicks(card, "Done", near="Integration configured").shows(
        "*Integration configured* of *Acme Corp* is done"
    )
    assert "✓ Integration configured" in done.words
    back = jane.clicks(done, "Undo").shows("Taken back: done")
    print(back.words)
