"""A round trip import → export → import loses nothing, and the export stays as readable as document 001's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from any_account import accounts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playbook.errors import BadFile
from playbook.models import (
    Account,
    AccountState,
    Milestone,
    Note,
    Pause,
    Remediation,
    Touch,
    TouchKind,
    Workspace,
)
from playbook.tracker import read_tracker, write_tracker

DATA = Path(__file__).parent.parent / "data"
BERLIN = Workspace(time_zone="Europe/Berlin", country="DE")


def bare(text: str) -> str:
    """A file without its comments, which no reader keeps."""
    lines = (line.split(" #")[0].rstrip() for line in text.splitlines() if not line.startswith("#"))
    return "\n".join(lines) + "\n"


def test_acme_comes_out_as_it_went_in() -> None:
    original = (DATA / "acme-001.yaml").read_text(encoding="utf-8")
    assert write_tracker(read_tracker(original, defaults=Workspace())) == bare(original)


def test_the_fields_left_to_the_workspace_stay_left_to_it() -> None:
    original = (DATA / "acme-001.yaml").read_text(encoding="utf-8")
    account = read_tracker(original, defaults=BERLIN)
    assert write_tracker(account, defaults=BERLIN) == bare(original)
    elsewhere = write_tracker(account)
    assert "  time_zone: Europe/Berlin\n  country: DE\n" in elsewhere
    assert read_tracker(elsewhere, defaults=Workspace()) == account


def test_every_field_of_the_format_survives() -> None:
    account = read_tracker((DATA / "northwind-full.yaml").read_text(encoding="utf-8"), defaults=Workspace())
    written = write_tracker(account)
    assert read_tracker(written, defaults=Workspace()) == account
    assert write_tracker(read_tracker(written, defaults=Workspace())) == written


@pytest.mark.parametrize("playbook", ["agent-30-day", "phase-checklist"])
def test_a_plan_from_a_playbook_survives(playbook: str) -> None:
    text = f"customer: {{name: A, csm: J, start_date: 2026-01-15, playbook: {playbook}}}"
    account = read_tracker(text, defaults=Workspace())
    assert read_tracker(write_tracker(account), defaults=Workspace()) == account


def test_what_happened_in_slack_is_exported_too() -> None:
    at = datetime(2026, 1, 20, 15, tzinfo=UTC)
    account = Account(
        name="Acme",
        csm="Jane",
        csm_id="U1JANE",
        backup_id="U2OMAR",
        state=AccountState.CLOSED,
        start_on=date(2026, 1, 15),
        length_days=45,
        stall_answered_on=date(2026, 2, 9),
        milestones=(Milestone(key="go", name="Go", due_on=date(2026, 1, 20), overrule="They asked us to"),),
        touches=(Touch(at=at, kind=TouchKind.CALL, permalink="https://x.slack.com/archives/C1/p1"),),
        notes=(Note(at=at, by="Jane", text="Two\nlines", permalink="https://x.slack.com/archives/C1/p2"),),
        pauses=(Pause(from_on=date(2026, 1, 21), to_on=date(2026, 1, 22), reason="Audit week"),),
        remediation=Remediation(owner="U1JANE", due_on=date(2026, 3, 1), steps=("a",), opened_on=date(2026, 2, 1)),
    )
    again = read_tracker(write_tracker(account), defaults=Workspace())
    assert again == replace(account, csm_id=again.csm_id)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(account=accounts, workspace=st.sampled_from([Workspace(), BERLIN]))
def test_any_account_comes_back_as_it_was(account: Account, workspace: Workspace) -> None:
    written = write_tracker(account, defaults=workspace)
    assert read_tracker(written, defaults=workspace) == account
    assert write_tracker(read_tracker(written, defaults=workspace), defaults=workspace) == written


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_upsets_the_reader(text: str) -> None:
    with pytest.raises(BadFile):
        read_tracker(text, defaults=Workspace())
