"""When time next asks for something, in one statement: a quiet portfolio is asked nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from storage.tables import ACCOUNT, CAPACITY_RUN, COVER, DIGEST_RUN, NUDGE, OUTBOX


class Work(StrEnum):
    """What a tick does, by what makes it due."""

    COVERS = "covers"
    LOOKS = "looks"
    NUDGES = "nudges"
    DIGEST = "digest"
    CAPACITY = "capacity"
    SENDS = "sends"
    DOUBTS = "doubts"
    COPIES = "copies"


@dataclass(frozen=True, slots=True)
class Waking:
    """`instants`: when each kind of stored work is due next; the rest says when a digest and CAPACITY's run are."""

    instants: Mapping[Work, datetime]
    digest_queued_at: datetime | None
    capacity_judged_on: date | None
    any_account: bool


def _first(instant: ColumnElement[datetime | None], *where: ColumnElement[bool]) -> ColumnElement[datetime | None]:
    return select(func.min(instant)).where(*where).scalar_subquery()


_COPY = (OUTBOX.c.state == "sent", OUTBOX.c.copies_at.is_not(None))  # or SQLite reads through all that was ever sent
_FACTS = select(
    _first(COVER.c.wake_at).label("covers"),
    _first(ACCOUNT.c.next_look_at).label("looks"),
    _first(NUDGE.c.wake_at).label("nudges"),
    _first(OUTBOX.c.next_at, OUTBOX.c.state == "queued").label("sends"),
    _first(OUTBOX.c.next_at, OUTBOX.c.state == "claimed").label("claimed"),
    _first(OUTBOX.c.next_at, OUTBOX.c.state == "unknown").label("unknown"),
    _first(OUTBOX.c.copies_at, *_COPY).label("copies"),
    select(func.max(DIGEST_RUN.c.at)).scalar_subquery().label("digest_queued_at"),
    select(func.max(CAPACITY_RUN.c.on)).scalar_subquery().label("capacity_judged_on"),
    exists(select(ACCOUNT.c.id)).label("any_account"),
)


def waking(session: Session, settle: timedelta = timedelta(0)) -> Waking:
    """What stored work is due when; sends of unknown outcome `settle` after their lease."""
    session.flush()
    found = session.execute(_FACTS).one()
    doubts = [since + settle for since in (found.claimed, found.unknown) if since is not None]
    instants = {
        Work.COVERS: found.covers,
        Work.LOOKS: found.looks,
        Work.NUDGES: found.nudges,
        Work.SENDS: found.sends,
        Work.DOUBTS: min(doubts, default=None),
        Work.COPIES: found.copies,
    }
    return Waking(
        instants={work: at for work, at in instants.items() if at is not None},
        digest_queued_at=found.digest_queued_at,
        capacity_judged_on=found.capacity_judged_on,
        any_account=bool(found.any_account),
    )
