"""The team's own playbooks in the database, and running accounts put on a plan anew; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from playbook.closing import closed_by_measure
from playbook.errors import BadFile, Refused, Stale
from playbook.gates import held_by_gate
from playbook.models import (
    Account,
    Blocker,
    Deal,
    Facts,
    Flow,
    Milestone,
    MilestoneStatus,
    Pause,
    Workspace,
)
from playbook.plans import load_playbook, playbooks, with_plan
from playbook.replan import replan
from storage.changes.accounts import create_account
from storage.changes.milestones import complete_milestone
from storage.changes.people import save_workspace
from storage.changes.playbooks import remove_playbook, save_playbook, take_folder
from storage.changes.replans import replan_account
from storage.changes.undo import undo_last
from storage.engine import Store
from storage.queries.accounts import account_by_id
from storage.queries.playbooks import known_playbooks, team_playbooks
from tests.storage.samples import JANE, NOW

DAY_ZERO = date(2026, 1, 15)
OURS = "key: ours\nname: Ours\nsummary: S\nlength_days: 9\nmilestones:\n  - {key: v, name: First value, due_day: 5}\n"


def changing(store: Store) -> Any:
    return store.change(actor=JANE, via="test", now=NOW)


def known(store: Store) -> dict[str, str]:
    with store.read() as session:
        return {key: plan.name for key, plan in known_playbooks(session).items()}


def test_a_playbook_is_saved_replaced_removed_and_undone(store: Store) -> None:
    with changing(store) as change:
        save_playbook(change, OURS)
    with changing(store) as change:
        save_playbook(change, OURS.replace("name: Ours", "name: Ours 2"))
    assert known(store)["ours"] == "Ours 2"
    with changing(store) as change:
        undo_last(change, JANE.id)
    assert known(store)["ours"] == "Ours"
    with changing(store) as change:
        remove_playbook(change, "ours")
    assert "ours" not in known(store)
    with changing(store) as change:
        undo_last(change, JANE.id)
    assert known(store)["ours"] == "Ours"


def test_one_with_a_shipped_key_takes_its_place_and_what_is_faulty_is_not_kept(store: Store) -> None:
    with changing(store) as change:
        save_playbook(change, OURS.replace("key: ours", "key: win-back"))
    assert known(store)["win-back"] == "Ours"
    with pytest.raises(BadFile), changing(store) as change:
        save_playbook(change, OURS.replace("due_day: 5", "due_day: 5, weight: 9"))
    assert list(known(store)) == list(playbooks())


def test_the_folder_decides_about_its_own(store: Store) -> None:
    with changing(store) as change:
        save_playbook(change, OURS.replace("key: ours", "key: theirs"))
        take_folder(change, {"a.yaml": OURS})
    with store.read() as session:
        assert {key: own.origin for key, own in team_playbooks(session).items()} == {
            "ours": "folder",
            "theirs": "slack",
        }
    for act in (lambda change: save_playbook(change, OURS), lambda change: remove_playbook(change, "ours")):
        with pytest.raises(Refused, match="playbook_in_folder"), changing(store) as change:
            act(change)
    with changing(store) as change:
        take_folder(change, {})
    assert "ours" not in known(store)
    assert "theirs" in known(store)


def test_the_default_one_stays(store: Store) -> None:
    with changing(store) as change:
        save_playbook(change, OURS)
        save_workspace(change, Workspace(default_playbook="ours"))
    with pytest.raises(Refused, match="playbook_is_default"), changing(store) as change:
        remove_playbook(change, "ours")
    assert "ours" in known(store)


def stored(store: Store, account: Account) -> Account:
    with changing(store) as change:
        return create_account(change, account)


def read(store: Store, account_id: int) -> Account:
    with store.read() as session:
        return account_by_id(session, account_id)


def running() -> Account:
    """On agent-30-day, with a done step, one begun and blocked, a step of its own, a sent flow."""
    account = with_plan(Account(name="Zeta", csm="Jane", start_on=DAY_ZERO), playbooks()["agent-30-day"])
    began = DAY_ZERO + timedelta(days=1)
    changes: dict[str, dict[str, Any]] = {
        "sales-handoff": {"status": MilestoneStatus.COMPLETE, "done_on": began},
        "kickoff": {
            "status": MilestoneStatus.IN_PROGRESS,
            "start_on": began,
            "blockers": (Blocker(text="No date", opened_on=began),),
        },
    }
    milestones = tuple(replace(item, **changes.get(item.key, {})) for item in account.milestones)
    own = Milestone(key="own", name="Own", due_on=DAY_ZERO, blockers=(Blocker(text="B"),))
    flow = Flow(key="extra", name="Extra", sent_at=NOW)
    return replace(account, milestones=(*milestones, own), facts=replace(account.facts, flows=(flow,)))


def test_a_replan_matches_by_key_keeps_what_is_done_and_is_undone_whole(store: Store) -> None:
    before = stored(store, running())
    planned = replan(before, playbooks()["async-first"])
    with changing(store) as change:
        after = replan_account(change, before.id, playbooks()["async-first"], planned.mark)
    assert after.milestones[0].key == "sales-handoff"
    assert after.milestone("own") is None
    kickoff = after.milestone("kickoff")
    assert kickoff is not None
    assert (kickoff.status, kickoff.due_on, len(kickoff.open_blockers)) == (
        MilestoneStatus.IN_PROGRESS,
        DAY_ZERO + timedelta(days=3),
        1,
    )
    assert [flow.key for flow in after.facts.flows] == [
        "extra",
        "account-setup",
        "core-workflow",
        "permissions",
        "advanced",
    ]
    assert (after.playbook, after.facts.kickoff_hours) == ("async-first", None)
    with changing(store) as change:
        undo_last(change, JANE.id)
    assert read(store, before.id) == before


def test_a_replan_of_what_is_no_longer_as_shown_is_stale(store: Store) -> None:
    before = stored(store, running())
    with pytest.raises(Stale, match="replan_moved"), changing(store) as change:
        replan_account(change, before.id, playbooks()["async-first"], "another")
    assert read(store, before.id) == before


def test_a_phase_gate_met_late_moves_what_it_held(store: Store) -> None:
    facts = Facts(deal=Deal(products=("CRM", "Desk")), features_purchased=("a",), features_used=("a",))
    early = date(2025, 11, 1)
    planned = with_plan(Account(name="Zeta", csm="J", start_on=early, facts=facts), playbooks()["enterprise-custom"])
    before = stored(store, planned)
    with changing(store) as change:
        after = complete_milestone(change, before.id, "crm-in-use", early + timedelta(days=70))
    moved = {
        item.key: (item.due_on - old.due_on).days for item, old in zip(after.milestones, before.milestones, strict=True)
    }
    held = [key for key, days in moved.items() if days == 7]
    assert set(moved.values()) == {0, 7}
    assert held == [item.key for item in before.milestones if held_by_gate(before, item)]
    assert closed_by_measure(before, "crm-in-use", early + timedelta(days=70)).milestones == after.milestones
    with changing(store) as change:
        undo_last(change, JANE.id)
    assert read(store, before.id) == before


def test_a_kickoff_that_was_held_is_not_asked_for_again_under_another_key() -> None:
    done = Milestone(
        key="first-call",
        name="Kickoff completed",
        due_on=DAY_ZERO,
        status=MilestoneStatus.COMPLETE,
        done_on=DAY_ZERO,
    )
    account = replace(running(), milestones=(done,))
    found = replan(account, playbooks()["milestone-map"])
    assert found.account.milestones[0] == done
    assert found.kept == 1
    for key, behind in (
        ("milestone-map", {"kickoff", "signed"}),
        ("phase-checklist", {"kickoff", "welcome", "questionnaire"}),
        ("win-back", {"kickoff"}),  # why they left is a must, before a kickoff and after it
    ):
        added = {item.key for item in replan(account, playbooks()[key]).added}
        assert added == {item.key for item in playbooks()[key].milestones} - behind
        named = replace(account, milestones=(replace(done, key="kickoff"),))
        assert {item.key for item in replan(named, playbooks()[key]).added} == added
    still = replan(
        replace(account, milestones=(replace(done, status=MilestoneStatus.IN_PROGRESS),)), playbooks()["milestone-map"]
    )
    assert "kickoff" in {item.key for item in still.added}


def test_replanning_twice_changes_nothing_more() -> None:
    once = replan(running(), playbooks()["phase-checklist"]).account
    again = replan(once, playbooks()["phase-checklist"])
    assert again.is_empty
    assert again.account.milestones == once.milestones


def test_a_replan_says_what_moves_comes_goes_and_changes() -> None:
    text = (
        OURS + "  - {key: kickoff, name: Kickoff, due_day: 2}\n  - {key: success-review, name: Review, due_day: 40}\n"
    )
    found = replan(running(), load_playbook(text))
    assert [move.key for move in found.moved] == ["success-review"]
    assert [item.key for item in found.added] == ["v"]
    assert {"provisioning", "own"} <= {item.key for item in found.removed}
    assert [item.key for item in found.changed] == ["kickoff"]
    assert found.kept == 1
    assert all(need in {item.key for item in found.account.milestones}
               for item in found.account.milestones for need in item.depends_on)  # fmt: skip


def test_paused_days_do_not_count_in_a_replan() -> None:
    account = Account(
        name="Z",
        csm="J",
        start_on=DAY_ZERO,
        pauses=(Pause(from_on=DAY_ZERO + timedelta(days=2), to_on=DAY_ZERO + timedelta(days=9)),),
        facts=Facts(),
    )
    days = {item.key: (item.due_on - DAY_ZERO).days for item in replan(account, load_playbook(OURS)).account.milestones}
    assert days == {"v": 12}
