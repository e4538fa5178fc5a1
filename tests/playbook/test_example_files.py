"""The accounts of the demo: a dozen, each readable, each in the trouble its file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from playbook.matching import normalize
from playbook.models import Account, AccountState, Answer, Tier, WaitingOn, Workspace
from playbook.tracker import read_tracker, write_tracker

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 1, 23)
FILES = sorted((ROOT / "examples").glob("*.yaml"))


def account(name: str) -> Account:
    return read_tracker((ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8"), defaults=Workspace())


ACCOUNTS = [account(path.stem) for path in FILES]


def overdue(of: Account) -> int:
    return sum(item.due_on < TODAY for item in of.open_milestones)


def silent_days(of: Account) -> int:
    return (TODAY - max(touch.at.date() for touch in of.touches if touch.direction == "inbound")).days


def test_acme_is_document_001s_byte_for_byte() -> None:
    original = (ROOT / "tests" / "data" / "acme-001.yaml").read_bytes()
    assert (ROOT / "examples" / "acme.yaml").read_bytes() == original


@pytest.mark.parametrize("example", ACCOUNTS, ids=lambda item: item.name)
def test_every_example_survives_the_round_trip(example: Account) -> None:
    assert read_tracker(write_tracker(example), defaults=Workspace()) == example


def test_a_dozen_of_every_tier_with_two_csms() -> None:
    assert len(ACCOUNTS) == 12
    assert {item.tier for item in ACCOUNTS} == set(Tier)
    assert {item.csm for item in ACCOUNTS} == {"Jane Smith", "Omar Haddad"}
    assert len({normalize(item.name) for item in ACCOUNTS}) == 12
    assert all(item.start_on < TODAY for item in ACCOUNTS)


def test_their_troubles() -> None:
    assert account("halden-robotics").tier is Tier.ENTERPRISE
    assert overdue(account("halden-robotics")) == 0
    assert account("brightleaf-bakery").day_number(TODAY) == 1
    assert account("harbor-logistics").state is AccountState.PAUSED
    assert overdue(account("meridian-health")) == 4
    assert silent_days(account("cobalt-analytics")) == 12
    assert silent_days(account("pinecrest-schools")) > 21
    waiting = [blocker.waiting_on for item in account("al-noor-trading").milestones for blocker in item.open_blockers]
    assert waiting == [WaitingOn.THIRD_PARTY]
    lumen = account("lumen-retail")
    assert lumen.review is not None
    assert lumen.remediation is not None
    assert (lumen.review.answer, lumen.remediation.due_on > TODAY) == (Answer.PARTIAL, True)
    assert account("tinker-notes").tier is Tier.FREE
    orchid = account("orchid-finance")
    assert (orchid.day_number(TODAY), orchid.review) == (31, None)
    assert any(flow.before_kickoff and flow.completed_at for flow in account("juniper-works").facts.flows)
