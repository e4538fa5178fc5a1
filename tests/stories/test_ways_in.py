"""The ways to a form and a list: a verb without the rest, the card's menus, a button where there was a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from playbook.models import MilestoneStatus
from storage.tables import ACCOUNT
from tests.stories.conftest import working
from tests.stories.member import Member
from tests.stories.team import Team
from tests.waiting import until_waiting


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
    first, second = opened(team.jane, verb), opened(team.lena, verb)
    team.jane.submits(first, {fields: theirs})
    again = team.lena.submits(second, {fields: mine}).shows("Somebody else saved this meanwhile", f"“{theirs}”")
    assert again.input(fields)[1]["initial_value"] == mine
    stored = str(team.account("acme").facts)
    assert theirs in stored
    assert mine not in stored
    team.lena.submits(again)
    assert mine in str(team.account("acme").facts)


@pytest.mark.thorough
@pytest.mark.parametrize(("verb", "field"), [("criteria", "words"), ("handoff", "goals")])
def test_of_two_who_save_at_the_same_instant_one_reads_the_others(postgresql_url: str, verb: str, field: str) -> None:
    with working(Team(postgresql_url, "http"), furnished=True) as team, ThreadPoolExecutor() as both:
        team.owns("acme")
        forms = [(member, opened(member, verb), f"As {member.name} sees it") for member in (team.jane, team.lena)]
        with team.bot.store.connect() as connection:
            connection.execute(select(ACCOUNT.c.id).with_for_update())
            saves = [both.submit(member.submits, form, {field: mine}) for member, form, mine in forms]
            until_waiting(team.bot.store, 2)
        for save in saves:
            save.result()
        (second,) = [form for member, _, _ in forms if (form := member.modal())]
        kept = [mine for _, _, mine in forms if mine in str(team.account("acme").facts)]
        assert len(kept) == 1
        second.shows("Somebody else saved this meanwhile", *kept)


def opened(member: Member, verb: str) -> Any:
    """The form of a verb for Acme."""
    if verb == "handoff":
        return member.clicks(member.types("/onboard handoff acme"), "Edit the handoff…")
    return member.types(f"/onboard {verb} acme")
