"""Playbooks, recommendations and replans fit Slack and are harmless, whatever is written in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from messages.forms import plan_form, playbook_errors, playbook_form, playbook_preview
from messages.kit import Message
from messages.playbooks import playbook_list, playbook_page
from messages.replans import replan_message
from messages.segments import segment_line, segment_reasons
from playbook.errors import BadFile, Problem
from playbook.models import Account, Choice, Complexity, Deal, Facts, Milestone, Motion, Workspace
from playbook.plan_model import PlanMilestone, Playbook
from playbook.plans import playbooks, shipped_text
from playbook.replan import replan
from playbook.segments import recommend
from tests.messages.portraits import HOSTILE, checked, checked_view
from tests.messages.test_fits_slack import harmless

DAY_ZERO = date(2026, 1, 15)
WARNINGS = [Problem(4, "length_days", "120 days are more than 90")]


def hostile(text: str, milestones: int = 3) -> Playbook:
    """A playbook full of outside words."""
    said = "".join(char for char in " ".join(text.split()) if char.isprintable())[:300].strip() or "x"
    steps = tuple(
        PlanMilestone(key=f"k{number}", name=said, phase=said, due_day=number, criteria=said, depends_on=())
        for number in range(milestones)
    )
    plan = playbooks()["async-first"]
    return plan.model_copy(update={"key": "h", "name": said, "summary": said, "when": said, "milestones": steps})


def pages(playbook: Playbook) -> list[Message]:
    found = [playbook_page(playbook, WARNINGS, {"h": "slack"}, "h", is_lead=True, page=at) for at in range(60)]
    return list({message.blocks[1].get("text", {}).get("text"): message for message in found}.values())


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_playbooks_with_hostile_words_fit(text: str) -> None:
    plan = hostile(text)
    known = {f"{number}": plan.model_copy(update={"key": f"{number}"}) for number in range(70)}
    account = Account(
        name=text or "x", csm="j", start_on=DAY_ZERO, milestones=(), facts=Facts(choice=Choice(note=text))
    )
    old = tuple(Milestone(key=f"o{number}", name=text, due_on=DAY_ZERO) for number in range(90))
    found = replan(replace(account, milestones=old), hostile(text, 80))
    wrong = BadFile([Problem(number, text, text, text) for number in range(1, 300)], text or "file")
    said = [
        *(checked(playbook_list(known, {"3": "slack"}, "4", is_lead=True, page=page)) for page in range(6)),
        *(checked(message) for message in pages(plan)),
        checked(replan_message(account, found, plan, DAY_ZERO)),
        checked_view(playbook_form(error=wrong)),
        checked_view(playbook_errors(wrong)),
        checked_view(playbook_preview(plan, WARNINGS, text, "key")),
        checked_view(playbook_preview(hostile(text, 900), WARNINGS * 40, text, "key")),
        checked_view(plan_form(account, recommend(account, Workspace()), {"agent-30-day": plan, **known}, "key")),
    ]
    for words in said:
        harmless(words)


@pytest.mark.parametrize("key", playbooks())
def test_what_ships_fits_one_page_and_its_text_fits_the_form(key: str) -> None:
    plan = playbooks()[key]
    found = checked(playbook_page(plan, (), {}, "agent-30-day", is_lead=True))
    assert all(item.name.replace("&", "&amp;") in found or item.name in found for item in plan.milestones)
    form = playbook_form(shipped_text(key))
    parts = [block["element"].get("initial_value", "") for block in form["blocks"] if block["type"] == "input"][:3]
    assert "\n".join(part for part in parts if part).split() == shipped_text(key).split()


@pytest.mark.parametrize("motion", [None, *Motion])
@pytest.mark.parametrize("acv", [None, 5_000, 30_000, 120_000, 400_000])
@pytest.mark.parametrize("complexity", [None, *Complexity])
def test_every_reason_has_words(motion: Motion | None, acv: int | None, complexity: Complexity | None) -> None:
    deal = Deal(motion=motion, complexity=complexity, strategic=True, concerns=True, long_sales_cycle=True)
    account = Account(name="A", csm="j", start_on=DAY_ZERO, acv=acv, facts=Facts(deal=deal))
    segment = recommend(account, Workspace())
    told = segment_reasons(segment)
    assert len(told) == len({reason.code for reason in segment.reasons})
    assert "None" not in " ".join([*told, segment_line(segment, playbooks())])
