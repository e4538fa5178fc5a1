"""The ways to a form and a list: a verb without the rest, the card's menus, a button where there was a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from playbook.models import MilestoneStatus
from tests.stories.member import Member
from tests.stories.team import Team


def test_a_verb_without_the_rest_opens_its_form(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.submits(jane.types("/onboard touch acme").shows("Acme Corp"), {"note": "Called Ana"})
    jane.submits(jane.types("/onboard note acme"), {"note": "They like it"})
    form = jane.types("/onboard block acme integration").shows("*Integration configured*")
    jane.submits(form, {"reason": "Waiting for their IT"})
    assert [field for field in jane.types("/onboard block acme").blocks if field.get("block_id") == "milestone"]
    form = jane.types("/onboard skip acme")
    words = {"reason": "They know it already", "consequence": "None"}
    jane.submits(form, {**words, "milestone": "Training delivered"})
    account = team.account("acme")
    training = next(each for each in account.milestones if each.name == "Training delivered")
    assert training.status is MilestoneStatus.SKIPPED
    assert (len(account.touches), len(account.notes)) == (1, 1)
    jane.submits(jane.types("/onboard pause acme"), {"reason": "Their freeze"})
    jane.types("/onboard status acme").shows("*Paused* since Fri 23 Jan: “Their freeze”")


def test_a_mention_has_no_form_and_says_so(team: Team) -> None:
    team.owns("acme").jane.says("@onboard touch acme", "general").shows("/onboard touch")


def test_the_card_leads_to_skip_the_customer_and_the_drafts(team: Team) -> None:
    jane = team.owns("acme").jane
    card = jane.types("/onboard status acme")
    jane.clicks(card, "Skip…", near="Training delivered").shows("*Training delivered* of Acme Corp is left out")
    for label, words in (("People (0)", "Add"), ("Homework (0)", "omework"), ("Flows (0)", "flow")):
        seen = jane.clicks(card, label)
        assert words in seen.words + str(seen.labels), label
    jane.clicks(card, "Seed users (0)").shows("has no seed users yet")
    jane.clicks(card, "Drafts and documents").shows("To write for Acme Corp")


def test_a_welcome_written_from_the_drafts_is_noted_as_sent(team: Team, tmp_path: Path) -> None:
    (tmp_path / "zeta.yaml").write_text('customer:\n  name: Zeta\n  csm: Jane Smith\n  start_date: "2026-01-23"\n')
    jane = team.owns(tmp_path / "zeta.yaml").jane
    form = jane.clicks(jane.types("/onboard drafts zeta"), "Welcome…")
    jane.submits(form)
    assert team.account("zeta").facts.welcome_sent_at == team.clock.now


@pytest.mark.parametrize(
    ("verb", "fields", "theirs", "mine"),
    [
        ("criteria", "words", "Three people every week", "Five people every day"),
        ("handoff", "goals", "Fewer tickets", "Faster closing"),
    ],
)
def test_who_saves_second_reads_what_was_saved_first(
    team: Team, verb: str, fields: str, theirs: str, mine: str
) -> None:
    """Nothing is overwritten unseen, and nothing that was typed is lost."""
    team.owns("acme")

    def opened(member: Member) -> Any:
        if verb == "handoff":
            return member.clicks(member.types("/onboard handoff acme"), "Edit the handoff…")
        return member.types(f"/onboard {verb} acme")

    first, second = opened(team.jane), opened(team.lena)
    team.jane.submits(first, {fields: theirs})
    again = team.lena.submits(second, {fields: mine}).shows("Somebody else saved this meanwhile", f"“{theirs}”")
    assert again.input(fields)[1]["initial_value"] == mine
    stored = str(team.account("acme").facts)
    assert theirs in stored
    assert mine not in stored
    team.lena.submits(again)
    assert mine in str(team.account("acme").facts)
