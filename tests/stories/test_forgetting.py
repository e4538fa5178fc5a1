"""`onboard forget` at the command line, beside a bot that runs: what is asked, what is left, and what still works."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from tests.stories.team import Team

TINY = """
customer: {name: Tiny, csm: Jane Smith, start_date: "2026-01-15", playbook: agent-30-day}
stakeholders:
  - {name: Ana Canary, role: champion, email: ana@canary.example}
seed_users:
  - {name: Raj Canary, email: raj@canary.example}
"""


@pytest.fixture
def tiny(team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    """Tiny, worked on; the command line is on the same database."""
    monkeypatch.setenv("DATABASE_URL", str(team.bot.store.url))
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY, encoding="utf-8")
    team.owns(file).clock.to("2026-01-23 09:00")
    team.jane.types("/onboard note tiny Ana Canary wants SSO, write to ana@canary.example")
    team.jane.types("/onboard touch tiny call in 30m with Raj Canary")
    team.jane.types("/onboard user tiny Raj Canary failed triage")
    return team


def forget(*words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["forget", *words], input=answer)


def test_a_closed_account_is_forgotten_and_the_rest_still_works(tiny: Team) -> None:
    refused = forget("tiny", "--yes")
    assert refused.exit_code == 1
    assert "is not closed" in refused.output
    tiny.lena.types("/onboard close tiny")
    declined = forget("tiny", answer="n\n")
    assert declined.exit_code == 1
    assert "lines of the history" in declined.output
    assert "Nothing was erased" in declined.output
    tiny.jane.types("/onboard history tiny").shows("Ana Canary wants SSO")

    done = forget("tiny", "--yes")
    assert done.exit_code == 0, done.output
    assert "forgotten" in done.output
    for words in (
        "status tiny",
        "why tiny",
        "history tiny",
        "ttv tiny",
        "users tiny",
        "people tiny",
        "report",
        "list all",
    ):
        shown = tiny.jane.types(f"/onboard {words}")
        assert "anary" not in shown.words, words
        assert "Something went wrong" not in shown.words, words
    tiny.jane.types("/onboard history tiny").shows("noted", "[erased]", "failed")
    tiny.lena.types("/onboard undo").shows("cannot be taken back", "erased")
    export = CliRunner().invoke(cli, ["export", "tiny"])
    assert export.exit_code == 0, export.output
    assert "[erased 2]" in export.output
    assert "anary" not in export.output
    assert "finds nothing left" in forget("tiny", "--yes").output


def test_somebody_at_a_customer_is_forgotten_while_it_goes_on(tiny: Team) -> None:
    done = forget("ANA@canary.example", "--yes")
    assert done.exit_code == 0, done.output
    tiny.control("clock")
    tiny.jane.types("/onboard people tiny").shows("[erased 1]").hides("Ana")
    tiny.jane.types("/onboard history tiny").shows("[erased 1] wants SSO, write to [erased 1]", "Raj Canary")
    tiny.jane.types("/onboard status tiny").shows("Tiny")
    tiny.jane.types("/onboard note tiny another word").shows("Tiny")  # it goes on
    missing = forget("Nobody Known", "--yes")
    assert missing.exit_code == 1
    assert "Nobody Known" in missing.output


def test_a_colleague_who_left_is_forgotten_when_nothing_is_theirs(tiny: Team) -> None:
    jane = tiny.jane.id
    assert "still in the workspace" in forget(jane, "--yes").output
    tiny.control("person", user="jane", do="deactivate")
    tiny.clock.forward("1d")
    assert "assign" in forget(jane, "--yes").output
    tiny.lena.types("/onboard assign tiny @omar")
    assert forget(jane, "--yes").exit_code == 0
    tiny.omar.types("/onboard history tiny").hides("Jane Smith").shows("[erased]")
