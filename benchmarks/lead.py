"""What a lead of very many accounts at risk sees: the digest and App Home, against the plain SQL behind them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.bench import Bench
from benchmarks.databases import BOTH
from benchmarks.figures import Aim, Figure
from benchmarks.portfolio import LEAD, MORNING, NIGHT
from benchmarks.timing import interleaved, median
from playbook.models import Person
from scheduler.render import render
from scheduler.screens import home
from storage.engine import Store
from storage.queries.people import person_by_id
from storage.records import OutboxRow

ONE_SECOND = Aim(1_000, of="ours")
AGAINST = "the plain SQL aggregates"
ATTENTION = "(at_risk OR coalesce(stalled_days, 0) >= 9 OR review_open)"
WORST = "ORDER BY rank DESC, name_key, id LIMIT"
COUNTS = f"""SELECT count(*), sum(CASE WHEN band = 'healthy' THEN 1 ELSE 0 END),
 sum(CASE WHEN band = 'at-risk' THEN 1 ELSE 0 END), sum(CASE WHEN band = 'critical' THEN 1 ELSE 0 END),
 sum(CASE WHEN {ATTENTION} THEN 1 ELSE 0 END), sum(CASE WHEN stalled_days IS NOT NULL THEN 1 ELSE 0 END),
 sum(CASE WHEN overdue_count > 0 THEN 1 ELSE 0 END), sum(CASE WHEN review_open THEN 1 ELSE 0 END)
 FROM account WHERE state <> 'closed'"""
DIGEST = (
    COUNTS,
    f"SELECT * FROM account WHERE state = 'active' AND {ATTENTION} {WORST} 20",
    f"""SELECT csm_id, sum(CASE WHEN {ATTENTION} THEN 1 ELSE 0 END) FROM account WHERE state = 'active'
 GROUP BY csm_id HAVING sum(CASE WHEN {ATTENTION} THEN 1 ELSE 0 END) > 0 ORDER BY 2 DESC""",
)
HOME = (
    "SELECT count(*) FROM account WHERE state <> 'closed'",
    f"SELECT * FROM account WHERE state <> 'closed' {WORST} 15",
    f"""SELECT account_id, count(*) FROM nudge WHERE recipient_id = '{LEAD}' AND NOT ended
 AND state NOT IN ('gone', 'dismissed') GROUP BY account_id""",
)


def lead(bench: Bench) -> Iterator[Figure]:
    """The median to draw each, from the first read to the finished blocks."""
    accounts, runs = bench.by_size(10_000, 100_000), bench.by_size(5, 10)
    bench.progress.expect(2 * len(BOTH) * runs)
    for kind in BOTH:
        store = bench.shared(kind, accounts)
        drawn = {"digest": (draw_digest, DIGEST), "App Home": (draw_home, HOME)}
        for name, (draw, statements) in drawn.items():
            asked = partial(_ask, store, statements)
            ours, theirs = interleaved(runs, partial(draw, store), asked, after=bench.progress.step)
            what = f"{name} of a lead with {accounts // 10:,} accounts at risk, {kind}"
            aims = (Aim(3.0), ONE_SECOND)
            yield Figure(what=what, ours=median(ours.wall), against=AGAINST, theirs=median(theirs.wall), aims=aims)


def _ask(store: Store, statements: tuple[str, ...]) -> None:
    with store.read() as session:
        for statement in statements:
            session.execute(text(statement)).all()


def draw_digest(store: Store) -> None:
    """The daily digest as delivery would send it."""
    today = NIGHT.astimezone(ZoneInfo("America/New_York")).date()
    row = OutboxRow(
        id=1, key="digest:asked-for", kind="digest", destination={"channel": "C1"}, about={"date": today.isoformat()},
        state="claimed", send_at=NIGHT, next_at=NIGHT, attempts=1, worker=None, claimed_at=NIGHT, sent_at=None,
        channel=None, ts=None, error=None,
    )  # fmt: skip
    with store.read() as session:
        outgoing = render(session, row, NIGHT)
    if outgoing is None or not outgoing.arguments["blocks"]:
        raise RuntimeError("there was no digest")


def draw_home(store: Store) -> None:
    """App Home of a morning on which each account at risk has escalations for the lead."""
    with store.read() as session:
        view = home(session, _lead(session), MORNING, scope="all")
    if len(view["blocks"]) < 15:
        raise RuntimeError("there was no Home")


def _lead(session: Session) -> Person:
    found = person_by_id(session, LEAD)
    if found is None:
        raise RuntimeError("there is no lead")
    return found
