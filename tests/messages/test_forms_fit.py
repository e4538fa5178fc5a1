"""Forms that begin with what is known take anything that a tracker file may hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from portraits import HOSTILE, checked_view, hostile_account

from messages.forms.course import (
    confirm_form,
    criteria_form,
    handover_form,
    left_form,
    safety_form,
    skip_form,
    survey_form,
)
from messages.forms.start import (
    flow_form,
    handoff_form,
    held_form,
    held_without_form,
    homework_form,
    kickoff_form,
    person_change_form,
    person_form,
)
from messages.forms.users import features_form, handled_form, task_form, users_form
from messages.ids import Field
from playbook.models import (
    Account,
    Confirmation,
    Criteria,
    Facts,
    Handoff,
    Handover,
    MilestoneStatus,
    Skip,
    Stakeholder,
)

TODAY = date(2026, 2, 16)
LACKS = ("homework", "stakeholders", "handoff")


def full(text: str) -> Account:
    """Every fact that a form begins with is `text`, as long as a file allows."""
    line = text[:300]
    facts = Facts(
        criteria=Criteria(text=text, agreed_on=TODAY, agreed_by=line),
        first_value_confirmed=Confirmation(by=line, on=TODAY, words=text),
        handover=Handover(csm=line, plan=text, health=text),
        handoff=Handoff(goals=text, stakeholders=text, technical_requirements=text, promises=text),
        stakeholders=tuple(Stakeholder(name=line, role="champion", email=line) for _ in range(150)),
        features_purchased=(line,) * 50,
    )
    account = replace(hostile_account(line, 200), facts=facts)
    skip = Skip(reason=text, consequence=text)
    skipped = (replace(item, status=MilestoneStatus.SKIPPED, skip=skip) for item in account.milestones)
    return replace(account, milestones=tuple(skipped))


def forms(account: Account) -> Sequence[dict[str, Any]]:
    first, people = account.milestones[0], account.facts.stakeholders
    of_today: tuple[Callable[[Account, date], dict[str, Any]], ...] = (
        criteria_form,
        confirm_form,
        handover_form,
        kickoff_form,
        task_form,
    )
    plain = (
        survey_form,
        safety_form,
        handoff_form,
        homework_form,
        person_form,
        flow_form,
        users_form,
        features_form,
    )
    return [
        *(form(account, TODAY) for form in of_today),
        *(form(account) for form in plain),
        left_form(account, people[0], TODAY),
        skip_form(account, first),
        held_form(account, first, TODAY, LACKS),
        held_without_form(account, first, TODAY, LACKS),
        person_change_form(account, 0, people[0]),
        handled_form(account, "why", nudge=1),
    ]


@pytest.mark.parametrize("text", ["a" * 10_000, "&" * 10_000, *HOSTILE], ids=range(len(HOSTILE) + 2))
def test_they_open_whatever_is_known(text: str) -> None:
    for view in forms(full(text)):
        checked_view(view)


def test_what_is_too_long_to_change_is_not_cut_in_secret() -> None:
    account = full("a" * 10_000)
    for view in (criteria_form(account, TODAY), confirm_form(account, TODAY), handover_form(account, TODAY)):
        inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
        for field in {Field.WORDS, Field.PLAN, Field.HEALTH} & inputs.keys():
            assert "initial_value" not in inputs[field]["element"]
            assert "too long to change here" in inputs[field]["hint"]["text"]
