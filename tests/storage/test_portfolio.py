"""Lists and the digest, from the standing columns."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from playbook.models import Band, CsmCount
from storage.changes.accounts import close_account, pause_account
from storage.changes.people import record_digest
from storage.engine import Store
from storage.queries.portfolio import (
    digest_changes,
    digest_counts,
    digest_per_csm,
    digest_top,
    last_digest_at,
    portfolio,
)
from storage.reading import account_values
from storage.tables import ACCOUNT
from tests.storage.samples import ASSISTANT, AT_RISK, NOW, TODAY, account, changing, look, record_look, stored

DAY = timedelta(days=1)
BEGAN = datetime(2026, 1, 19, 17, tzinfo=UTC)  # noon of the day after the sample's kickoff was due
FINE = {"band": Band.HEALTHY, "score": 95.0, "next_milestone": "setup", "next_due_on": TODAY + DAY}
STALLED = {"band": Band.AT_RISK, "score": 70.0, "at_risk": True, "rank": 5, "stalled_days": 9}


@pytest.fixture
def team(store: Store) -> Store:
    """Four active accounts, a paused and a closed one; looked at."""
    jane, omar = {"csm_id": "UJANE"}, {"csm_id": "UOMAR", "csm": "Omar"}
    made = stored(
        store, account("Fine", **jane), account("Bad", **jane), account("Slow", **omar, backup_id="UJANE"),
        account("New", **omar), account("Paused", **jane), account("Closed", **omar),
    )  # fmt: skip
    with changing(store) as change:
        pause_account(change, made[4].id, None, TODAY)
        close_account(change, made[5].id)
    standings = (FINE, AT_RISK, STALLED, {"review_open": True}, AT_RISK, AT_RISK)
    with changing(store, ASSISTANT) as change:
        for found, standing in zip(made, standings, strict=True):
            record_look(change, found.id, look(**standing), lambda rule, role: None)
    return store


@pytest.mark.parametrize(
    ("filter", "csm_id", "names"),
    [
        ("all", None, ["Bad", "Paused", "Slow", "Fine", "New"]),
        ("mine", "UJANE", ["Bad", "Paused", "Slow", "Fine"]),
        ("overdue", None, ["Bad"]),
        ("stalled", None, ["Slow"]),
        ("at-risk", None, ["Bad", "Slow"]),
        ("at-risk", "UOMAR", ["Slow"]),
        ("paused", None, ["Paused"]),
    ],
)
def test_lists_are_worst_first(team: Store, filter: str, csm_id: str | None, names: list[str]) -> None:
    with team.read() as session:
        page = portfolio(session, filter, csm_id, TODAY)
        assert [row.name for row in page.rows] == names
        assert page.total == len(names)
        second = portfolio(session, filter, csm_id, TODAY, offset=1, limit=1)
        assert [row.name for row in second.rows] == names[1:2]
        assert second.total == len(names)


def test_what_fell_due_since_the_look_is_overdue(team: Store) -> None:
    with team.read() as session:
        page = portfolio(session, "overdue", None, TODAY + 2 * DAY)
        assert [(row.name, row.next_milestone) for row in page.rows] == [("Bad", None), ("Fine", "Setup")]
        assert page.rows[1].next_milestone_id > 0


def test_digest_counts_and_names(team: Store) -> None:
    with team.read() as session:
        counts = digest_counts(session)
        top = digest_top(session, 10)
        per_csm = digest_per_csm(session)
    assert replace(counts) == replace(
        counts, active=4, healthy=1, at_risk=1, critical=1, not_yet=1, attention=3, stalled=1, overdue=1,
        reviews_open=1, paused=1,
    )  # fmt: skip
    assert [(row.name, row.reason_rule, row.attention_since) for row in top] == [
        ("Bad", "OVERDUE", BEGAN), ("Slow", None, BEGAN), ("New", None, BEGAN),
    ]  # fmt: skip
    assert per_csm == (
        CsmCount(csm_id="UOMAR", csm="Omar", attention=2, active=2),
        CsmCount(csm_id="UJANE", csm="Jane Smith", attention=1, active=2),
    )


def test_digest_tells_what_changed_since_the_last(team: Store) -> None:
    with team.read() as session:
        assert last_digest_at(session) is None
        assert digest_changes(session, None).since is None
        bad, slow = digest_top(session, 2)
    with changing(team, ASSISTANT) as change:
        record_digest(change, TODAY, NOW)
        record_digest(change, TODAY, NOW)
    with changing(team, ASSISTANT, NOW + DAY) as change:
        record_look(change, slow.id, look(**FINE), lambda rule, role: None)
        record_look(change, bad.id, look(**AT_RISK), lambda rule, role: None)
    with team.read() as session:
        since = last_digest_at(session)
        assert since == NOW
        found = digest_changes(session, since)
        assert (found.worsened_total, [row.name for row in found.recovered], found.recovered_total) == (0, ["Slow"], 1)


def test_an_empty_team_has_empty_lists(store: Store) -> None:
    with store.read() as session:
        assert digest_counts(session).active == 0
        assert portfolio(session, "all", None, TODAY).total == 0
        assert digest_per_csm(session) == ()


def test_ten_thousand_at_risk_accounts_are_cheap(store: Store) -> None:
    base = account_values(account())
    rows = [
        {**base, "name": f"A {n}", "name_key": f"a{n}", "csm_id": f"U{n % 50}", "band": "critical", "at_risk": True,
         "rank": n % 97, "attention_since": NOW,
         "attention_noticed_at": NOW, "overdue_count": 1, "open_blockers": 0, "review_open": False,
         "reason_facts": {}, "version": 1}
        for n in range(10_000)
    ]  # fmt: skip
    with store.connect() as connection:
        connection.execute(insert(ACCOUNT), rows)
    start = time.perf_counter()
    with store.read() as session:
        assert digest_counts(session).attention == 10_000
        assert [row.rank for row in digest_top(session, 3)] == [96, 96, 96]
        assert len(digest_per_csm(session)) == 50
        assert digest_changes(session, NOW - DAY).worsened_total == 10_000
        assert len(portfolio(session, "at-risk", None, TODAY, offset=9_990, limit=20).rows) == 10
    assert time.perf_counter() - start < 2.0  # about 0.1 s on a quiet machine
