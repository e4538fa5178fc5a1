"""Somebody stands in for a CSM who is away. What waits is readdressed by the looks that this asks for."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import col, select

from playbook.errors import NotFound, Refused, Stale
from playbook.models import AccountState, Cover, Person
from storage.changes.outbox import enqueue
from storage.changes.people import look_at_accounts_of
from storage.queries.people import cover_of, workspace
from storage.tables import ACCOUNT, CoverTable
from storage.transaction import Change


def begin_cover(
    change: Change, csm: Person, cover: Person, until_on: date, ends_at: datetime, told_at: datetime
) -> Cover:
    """From now until `ends_at` (the CSM's midnight after `until_on`) the cover hears for the CSM; their packet of the
    accounts comes at `told_at`.

    Refused `covers_self`, `covered_already`, `cover_is_away`, `nothing_to_cover`.
    """
    running = workspace(change.session).covers
    _require_possible(change, csm, cover, running)
    change.name("cover.begin", None, csm=csm.id, cover=cover.id, until=until_on)
    row = CoverTable(csm_id=csm.id, cover_id=cover.id, from_at=change.now, until_on=until_on, ends_at=ends_at)
    change.session.add(row)
    change.session.flush()
    look_at_accounts_of(change, csm.id)
    enqueue(change, "packet", f"packet:{row.id}", {"user": cover.id}, {"cover": row.id}, told_at)
    return cover_of(row)


def end_cover(change: Change, cover_id: int, told_at: datetime) -> Cover:
    """The CSM hears for themself again, and gets at `told_at` what changed meanwhile: of this end, which an undo may
    take back. NotFound; Stale `cover_over`."""
    wanted = select(CoverTable).where(col(CoverTable.id) == cover_id).with_for_update()
    row = change.session.execute(wanted.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound("cover", str(cover_id))
    if row.ended_at is not None:
        raise Stale("cover_over")
    change.name("cover.end", None, csm=row.csm_id, cover=row.cover_id)
    row.ended_at = change.now
    change.session.flush()
    look_at_accounts_of(change, row.csm_id)
    about = {"cover": row.id, "ended_at": change.now.isoformat()}
    over = min(change.now, row.ends_at)  # the same after a restore, if it ran out by itself
    key = f"welcome_back:{row.id}:{over:%Y%m%dT%H%M%S%f}"
    enqueue(change, "welcome_back", key, {"user": row.csm_id}, about, told_at)
    return cover_of(row)


def _require_possible(change: Change, csm: Person, cover: Person, running: tuple[Cover, ...]) -> None:
    if csm.id == cover.id:
        raise Refused("covers_self")
    for other in running:
        if other.csm_id == csm.id:
            raise Refused("covered_already", who=csm.id, cover=other.cover_id, until=other.until_on)
        if other.csm_id == cover.id:
            raise Refused("cover_is_away", who=cover.id, until=other.until_on)
    living = select(ACCOUNT.c.id).where(ACCOUNT.c.csm_id == csm.id, ACCOUNT.c.state != AccountState.CLOSED.value)
    if change.session.execute(living.limit(1)).first() is None:
        raise Refused("nothing_to_cover", who=csm.id)
