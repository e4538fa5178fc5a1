"""Looks, nudges and what time asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from playbook.errors import NotFound, Stale
from playbook.models import Mode, NudgeState, Role
from storage.changes.accounts import assign_account
from storage.changes.milestones import complete_milestone
from storage.changes.nudges import (
    Move,
    dismiss_nudge,
    drop_nudges,
    mark_nudges_sent,
    postpone_nudges,
    queue_nudges,
    readdress_nudges,
    snooze_nudge,
)
from storage.engine import Store
from storage.queries.due import (
    accounts_due,
    nudge_by_id,
    nudges_due,
    nudges_for_plan,
    nudges_of,
    people_with_plan_due,
)
from storage.queries.history import history
from storage.queries.portfolio import digest_top
from storage.queries.waking import Work, waking
from tests.storage.samples import ASSISTANT, AT_RISK, NOW, TODAY, account, changing, look, nudge, record_look, stored

DAY = timedelta(days=1)


def recorded(store: Store, account_id: int, *drafts_or_look: object, now: object = NOW) -> tuple[int, ...]:
    """Record a look with these drafts for Jane; returns the ids of the nudges added."""
    found = look(*drafts_or_look)  # type: ignore[arg-type]
    with changing(store, ASSISTANT) as change:
        return tuple(item.id for item in record_look(change, account_id, found, lambda rule, role: "UJANE"))


def states(store: Store, account_id: int) -> list[tuple[str, int, NudgeState]]:
    with store.read() as session:
        return [(item.rule, item.step, item.state) for item in nudges_of(session, account_id)]


def test_a_nudge_is_made_once_per_key(store: Store) -> None:
    (made,) = stored(store)
    first = recorded(store, made.id, nudge(made.id))
    assert recorded(store, made.id, nudge(made.id), nudge(made.id, step=2)) != first
    assert [step for _, step, _ in states(store, made.id)] == [1, 2]


def test_a_look_says_when_to_look_again(store: Store) -> None:
    (made,) = stored(store)
    with store.read() as session:
        assert accounts_due(session, NOW, 10) == (made.id,)
    recorded(store, made.id)
    with store.read() as session:
        assert accounts_due(session, NOW, 10) == ()
        assert waking(session).instants[Work.LOOKS] == NOW + DAY
        assert accounts_due(session, NOW + DAY, 10) == (made.id,)
    with changing(store) as change:
        complete_milestone(change, made.id, "sso", TODAY)
    with store.read() as session:
        assert waking(session).instants[Work.LOOKS] == NOW


def test_a_quiet_look_leaves_no_line_in_the_history(store: Store) -> None:
    (made,) = stored(store)
    recorded(store, made.id)
    with store.read() as session:
        assert history(session, made.id)[1] == 1
    recorded(store, made.id, nudge(made.id))
    with store.read() as session:
        (line, _), _ = history(session, made.id)
        assert (line.action, line.actor_kind, line.changed[0].label) == ("look", "assistant", "OVERDUE")


def test_an_ended_thread_is_over_and_unsent_steps_are_gone(store: Store) -> None:
    (made,) = stored(store)
    (waiting,) = recorded(store, made.id, nudge(made.id))
    with changing(store, ASSISTANT) as change:
        record_look(change, made.id, look(ended=(("OVERDUE", "setup", "2026-01-18"),)), lambda rule, role: None)
    assert states(store, made.id) == []
    with store.read() as session:
        assert nudge_by_id(session, waiting).state is NudgeState.GONE
        assert waking(session).instants[Work.LOOKS] == NOW + DAY
    with pytest.raises(Stale, match="nudge_over"), changing(store) as change:
        snooze_nudge(change, waiting, TODAY, NOW + DAY)


def test_a_cause_that_is_back_goes_on_where_it_stopped(store: Store) -> None:
    (made,) = stored(store)
    sent, _ = recorded(store, made.id, nudge(made.id), nudge(made.id, step=2))
    with changing(store, ASSISTANT) as change:
        mark_nudges_sent(change, [sent], NOW)
        record_look(change, made.id, look(ended=(("OVERDUE", "setup", "2026-01-18"),)), lambda rule, role: None)
    again = NOW + DAY
    drafts = (nudge(made.id, send_at=again), nudge(made.id, step=2, send_at=again, facts={"name": "New"}))
    assert recorded(store, made.id, *drafts) == ()
    with store.read() as session:
        first, second = nudges_of(session, made.id)
        assert (first.state, first.sent_at) == (NudgeState.SENT, NOW)
        assert (second.state, second.send_at, second.facts) == (NudgeState.WAITING, again, {"name": "New"})
        assert accounts_due(session, NOW, 1) == (made.id,)


def test_plans_gather_what_is_due_worst_account_first(store: Store) -> None:
    mild, bad = stored(store, account("Mild"), account("Zebra"))
    recorded(store, mild.id, nudge(mild.id), nudge(mild.id, "TOUCH", send_at=NOW + DAY))
    with changing(store, ASSISTANT) as change:
        record_look(change, bad.id, look(nudge(bad.id), **AT_RISK), lambda rule, role: "UJANE")
    with store.read() as session:
        assert people_with_plan_due(session, NOW - DAY) == ()
        assert people_with_plan_due(session, NOW) == ("UJANE",)
        plan = nudges_for_plan(session, "UJANE", NOW)
    assert [item.account_id for item in plan] == [bad.id, mild.id]
    ids = [item.id for item in plan]
    with changing(store, ASSISTANT) as change:
        queue_nudges(change, ids)
    with store.read() as session:
        assert people_with_plan_due(session, NOW) == ()  # queued ones wake nobody again
        assert [item.id for item in nudges_for_plan(session, "UJANE", NOW)] == ids  # but are still to be said
    with changing(store, ASSISTANT) as change:
        mark_nudges_sent(change, ids, NOW)
    with store.read() as session:
        assert nudges_for_plan(session, "UJANE", NOW) == ()
        assert set(accounts_due(session, NOW, 5)) == {mild.id, bad.id}
        assert [line.action for line in history(session, bad.id)[0]][:2] == ["nudge.send", "look"]


def test_own_messages_are_apart_from_plans(store: Store) -> None:
    (made,) = stored(store)
    now_one = nudge(made.id, "REVIEW-30", mode=Mode.NOW)
    escalation = nudge(made.id, "STALL-6", mode=Mode.ESCALATION, to=Role.CSM_LEAD)
    with changing(store, ASSISTANT) as change:
        found = look(nudge(made.id), now_one, escalation)
        record_look(change, made.id, found, lambda rule, role: "UJANE" if role is Role.CSM else None)
    with store.read() as session:
        assert [item.rule for item in nudges_due(session, NOW)] == ["REVIEW-30", "STALL-6"]
        assert [item.recipient_id for item in nudges_due(session, NOW)] == ["UJANE", None]
        assert nudges_due(session, NOW - DAY) == ()


def test_waiting_nudges_follow_their_role(store: Store) -> None:
    (made,) = stored(store, account(csm_id="UJANE"))
    with changing(store, ASSISTANT) as change:
        first, second = record_look(
            change, made.id, look(nudge(made.id), nudge(made.id, step=2)), lambda rule, role: None
        )
        mark_nudges_sent(change, [first.id], NOW)
    with changing(store) as change:
        assign_account(change, made.id, "UOMAR", "Omar")
    with store.read() as session:
        assert [item.recipient_id for item in nudges_of(session, made.id)] == [None, "UOMAR"]
    with changing(store, ASSISTANT) as change:
        moves = [Move(nudge, "USAM", NOW + DAY) for nudge in nudges_of(change.session, made.id)]
        readdress_nudges(change, moves)
    with store.read() as session:
        told, waiting = nudges_of(session, made.id)
        assert (told.recipient_id, told.send_at) == (None, NOW)
        assert (waiting.id, waiting.recipient_id, waiting.send_at) == (second.id, "USAM", NOW + DAY)
        assert people_with_plan_due(session, NOW) == ()


def test_snoozed_dismissed_postponed_dropped(store: Store) -> None:
    (made,) = stored(store)
    ids = recorded(store, made.id, *(nudge(made.id, rule) for rule in ("A", "B", "C", "D")), nudge(made.id, "B", 2))
    snoozed, dismissed, postponed, dropped, sibling = ids
    with changing(store) as change:
        assert snooze_nudge(change, snoozed, TODAY + DAY, NOW + DAY).snoozed_until == TODAY + DAY
        assert dismiss_nudge(change, dismissed, "wrong").dismissed_reason == "wrong"
    with changing(store, ASSISTANT) as change:
        postpone_nudges(change, [postponed, dismissed], NOW + 2 * DAY)
        drop_nudges(change, [dropped, dismissed])
        mark_nudges_sent(change, [snoozed, dismissed], NOW)  # both were settled while on their way
    with store.read() as session:
        found = {item.id: (item.state, item.send_at) for item in nudges_of(session, made.id)}
        assert found == {
            snoozed: (NudgeState.WAITING, NOW + DAY),
            dismissed: (NudgeState.DISMISSED, NOW),
            postponed: (NudgeState.WAITING, NOW + 2 * DAY),
            dropped: (NudgeState.GONE, NOW),
            sibling: (NudgeState.GONE, NOW),
        }
        assert nudges_for_plan(session, "UJANE", NOW) == ()
    with pytest.raises(NotFound), changing(store) as change:
        dismiss_nudge(change, 4711, "x")


def test_attention_is_dated_from_when_it_began(store: Store) -> None:
    (made,) = stored(store)
    for day, standing in ((0, AT_RISK), (1, AT_RISK), (2, {}), (3, AT_RISK)):
        with changing(store, ASSISTANT, NOW + day * DAY) as change:
            record_look(change, made.id, look(**standing), lambda rule, role: None)
        with store.read() as session:
            row = session.execute(text("SELECT at_risk FROM account")).scalar()
            since = [item.attention_since for item in digest_top(session, 5)]
        assert bool(row) == bool(standing)
        began = datetime(2026, 1, 19, 17, tzinfo=UTC)  # noon of the day after the kickoff was due, whenever looked at
        assert since == ([began] if standing else [])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM account WHERE next_look_at <= '2026' ORDER BY next_look_at, id LIMIT 5",
        "SELECT min(next_look_at) FROM account",
        "SELECT min(wake_at) FROM nudge",
        "SELECT recipient_id FROM nudge WHERE wake_at <= '2026' AND mode = 'plan'",
        "SELECT min(next_at) FROM outbox WHERE state = 'queued'",
        "SELECT id FROM outbox WHERE state = 'queued' AND next_at <= '2026' ORDER BY next_at, id LIMIT 5",
        "SELECT id FROM account WHERE name_key IN ('a', 'b')",
        "SELECT id FROM account WHERE name_key >= 'a' AND name_key < 'b' ORDER BY name_key, id LIMIT 5",
    ],
)
def test_what_a_quiet_tick_asks_is_answered_by_an_index(sqlite_url: str, statement: str) -> None:
    store = Store(sqlite_url)
    with store.read() as session:
        plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
    assert "USING" in plan
    assert "INDEX" in plan
    assert "SCAN account" not in plan.replace("SCAN account USING COVERING INDEX", "")
    store.close()


def test_a_quiet_tick_reads_the_end_of_an_index_each(sqlite_url: str) -> None:
    """SQLite reads through all that was ever sent for min() alone: all rows of that index are empty there."""
    store, asked = Store(sqlite_url), list[Any]()
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    with store.read() as session:
        waking(session)
        statement, values = asked[-1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        read = [row[3] for row in plan if row[3].startswith(("SEARCH", "SCAN"))]
    assert sum(line.startswith("SEARCH outbox USING COVERING INDEX ix_outbox_state_") for line in read) == 4
    assert "SEARCH outbox USING COVERING INDEX ix_outbox_state_copies_at (state=? AND copies_at>?)" in read
    assert [line for line in read if "USING" not in line and "CONSTANT" not in line] == [
        "SEARCH digest_run"
    ]  # a row a day
    store.close()
