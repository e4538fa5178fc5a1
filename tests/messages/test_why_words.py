"""`why` names every rule of METHOD's table, whatever its state; nothing of it is cut silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from portraits import PEOPLE, acme, checked, day, looked, noon

from messages.explain import why_message
from messages.inputs_of_rules import NOT_APPLICABLE, SATISFIED
from playbook.capacity import CsmLoad, with_load
from playbook.models import Account, AccountState, Milestone, Workspace
from playbook.rules import RULES

NOW = noon(day("01-26"))
LONG = tuple(Milestone(key=f"step-{n}", name=f"Step {n}", due_on=day("01-16"), id=n) for n in range(1, 41))


def pages(account: Account, load: CsmLoad | None = None) -> str:
    found = with_load(looked(account, NOW), load, Workspace())
    told, page = "", 0
    while "\nNext\n" in (said := checked(why_message(account, found, PEOPLE, NOW, page=page))):
        told, page = told + said, page + 1
    return told + said


@pytest.mark.parametrize(
    "account",
    [
        acme(),
        acme(milestones=()),
        acme(milestones=LONG),
        acme(state=AccountState.PAUSED),
        acme(start_on=day("02-20")),
        replace(acme(), facts=replace(acme().facts, rested_rules=("TOUCH",))),
    ],
    ids=["running", "empty", "long", "paused", "unsigned", "rested"],
)
def test_every_rule_is_there(account: Account) -> None:
    told = pages(account)
    assert [rule for rule in RULES if f"`{rule}`" not in told] == []


def test_every_rule_has_words_for_a_quiet_state() -> None:
    assert set(SATISFIED) == set(RULES) == set(NOT_APPLICABLE)


def test_many_subjects_of_one_rule_are_summed_up_and_named() -> None:
    told = pages(acme(milestones=LONG))
    assert told.count("`OVERDUE`") == 4
    assert "`OVERDUE` 37 more: Step 4, Step 5" in told
    assert "and 25 more" in told


def test_waiting_says_until_when_with_its_inputs() -> None:
    told = pages(acme())
    assert "`OVERDUE` until Wed 28 Jan · *Training delivered* · due Tue 27 Jan" in told
    assert "no homework with a due day: Homework `HOMEWORK`" in told
    assert "`TOUCH` put to rest on this account" in pages(
        replace(acme(), facts=replace(acme().facts, rested_rules=("TOUCH",)))
    )
    assert "no rule speaks while the account is paused" in pages(acme(state=AccountState.PAUSED))
    assert "not signed yet" in pages(acme(start_on=(NOW + timedelta(days=20)).date()))


def test_what_does_not_apply_is_a_sentence_and_a_page_of_its_own() -> None:
    unsigned = acme(start_on=(NOW + timedelta(days=20)).date())
    first = checked(why_message(unsigned, looked(unsigned, NOW), PEOPLE, NOW))
    assert f"Not signed yet: none of the {len(RULES)} rules speaks." in first
    assert "What does not apply" in first
    assert first.count("`") == 0, "no bare ids"
    assert "Welcome `WELCOME`, " in checked(why_message(unsigned, looked(unsigned, NOW), PEOPLE, NOW, page=1))
    assert "rules do not apply here: " in checked(why_message(acme(), looked(acme(), NOW), PEOPLE, NOW))


def test_nobody_is_named_by_an_id() -> None:
    easy = CsmLoad(csm_id="UJANE", csm="Jane Smith", active=9)
    assert "owner Jane Smith · 9 active onboardings" in pages(acme(), easy)


def test_capacity_says_what_the_csm_carries() -> None:
    busy = CsmLoad(csm_id="UJANE", csm="Jane Smith", active=18)
    assert "`CAPACITY` Jane Smith carries 18 active onboardings, 15 is the most" in pages(acme(), busy)
    easy = replace(busy, active=9)
    assert "9 active onboardings · 15 at most" in pages(acme(), easy)
    assert "18 active onboardings · 30 at most" in pages(acme(), replace(busy, automated=18))
