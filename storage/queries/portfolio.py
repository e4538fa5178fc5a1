"""Many accounts at once, from the standing columns alone: lists and the digest."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from playbook.models import AccountRow, AccountState, Band, CsmCount, DigestChanges, DigestCounts, Tier
from playbook.reviewing import REVIEW_MILESTONE
from playbook.standing import LEAD_AFTER
from storage.records import Page
from storage.tables import ACCOUNT, COVER, DIGEST_RUN, MILESTONE, REVIEW

FILTERS = ("mine", "all", "overdue", "stalled", "at-risk", "paused")
_PLAIN = [
    "id",
    "name",
    "csm",
    "csm_id",
    "score",
    "rank",
    "reason_rule",
    "reason_facts",
    "next_due_on",
    "attention_since",
]
_ACTIVE = ACCOUNT.c.state == AccountState.ACTIVE.value
NEEDS_ATTENTION = or_(
    ACCOUNT.c.at_risk, func.coalesce(ACCOUNT.c.stalled_days, 0) >= LEAD_AFTER, ACCOUNT.c.review_open
)  # `Standing.needs_attention` as SQL
# not "is not closed": SQLite would read every row by the index of living names, in the order of the names
_LIVING = ACCOUNT.c.state.in_([each.value for each in AccountState if each is not AccountState.CLOSED])
_WORST_FIRST = (ACCOUNT.c.rank.desc(), ACCOUNT.c.name_key, ACCOUNT.c.id)


def portfolio(session: Session, filter: str, csm_id: str | None, today: date, offset: int = 0, limit: int = 10) -> Page:
    """Worst first. Closed accounts never show.

    `csm_id` narrows any filter to one person's accounts (as CSM, backup or cover); `mine` needs it.
    """
    wanted = _filter(filter, today)
    if csm_id is not None:
        away = select(COVER.c.csm_id).where(COVER.c.cover_id == csm_id, COVER.c.wake_at.is_not(None))
        theirs = or_(ACCOUNT.c.csm_id == csm_id, ACCOUNT.c.backup_id == csm_id, ACCOUNT.c.csm_id.in_(away))
        wanted = and_(wanted, theirs)
    elif filter == "mine":
        raise ValueError("`mine` needs a csm_id")
    return Page(rows=_rows(session, wanted, limit, offset), total=_count(session, wanted), offset=offset)


def digest_counts(session: Session) -> DigestCounts:
    """One pass over all accounts that are not closed."""

    def among_active(what: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((and_(_ACTIVE, what), 1), else_=0)), 0)

    band = ACCOUNT.c.band
    counts: list[ColumnElement[int]] = [
        among_active(_ACTIVE).label("active"),
        among_active(band == Band.HEALTHY.value).label("healthy"),
        among_active(band == Band.AT_RISK.value).label("at_risk"),
        among_active(band == Band.CRITICAL.value).label("critical"),
        among_active(band == Band.NOT_YET.value).label("not_yet"),
        among_active(NEEDS_ATTENTION).label("attention"),
        among_active(ACCOUNT.c.stalled_days.is_not(None)).label("stalled"),
        among_active(ACCOUNT.c.overdue_count > 0).label("overdue"),
        among_active(ACCOUNT.c.review_open).label("reviews_open"),
        func.coalesce(func.sum(case((ACCOUNT.c.state == AccountState.PAUSED.value, 1), else_=0)), 0).label("paused"),
    ]
    return DigestCounts(**session.execute(select(*counts).where(_LIVING)).one()._mapping)


def digest_top(session: Session, limit: int | None, offset: int = 0) -> tuple[AccountRow, ...]:
    """Accounts that need attention, worst first; limit None for all (the file)."""
    return _rows(session, and_(_ACTIVE, NEEDS_ATTENTION), limit, offset)


def digest_per_csm(session: Session) -> tuple[CsmCount, ...]:
    """Accounts that need attention per CSM, most first; CSMs without any are left out."""
    attention = func.sum(case((NEEDS_ATTENTION, 1), else_=0)).label("attention")
    owner = func.coalesce(ACCOUNT.c.csm_id, ACCOUNT.c.csm)  # one line a person, whatever the files call them
    sums = (
        select(ACCOUNT.c.csm_id, func.min(ACCOUNT.c.csm).label("csm"), attention, func.count().label("active"))
        .where(_ACTIVE)
        .group_by(owner, ACCOUNT.c.csm_id)
        .having(attention > 0)
        .order_by(attention.desc(), func.min(ACCOUNT.c.csm))
    )
    return tuple(
        CsmCount(csm_id=row.csm_id, csm=row.csm, attention=row.attention, active=row.active)
        for row in session.execute(sums)
    )


def digest_changes(session: Session, since: datetime | None, limit: int = 10) -> DigestChanges:
    """What came and went since an instant; nothing when there was no digest before (None)."""
    if since is None:
        return DigestChanges()
    worsened = and_(_ACTIVE, NEEDS_ATTENTION, ACCOUNT.c.attention_noticed_at > since)
    recovered = and_(_ACTIVE, ~NEEDS_ATTENTION, ACCOUNT.c.cleared_at > since)
    return DigestChanges(
        since=since,
        worsened=_rows(session, worsened, limit, 0),
        worsened_total=_count(session, worsened),
        recovered=_rows(session, recovered, limit, 0),
        recovered_total=_count(session, recovered),
    )


def last_digest_at(session: Session) -> datetime | None:
    """When the daily digest was last posted."""
    return session.execute(select(func.max(DIGEST_RUN.c.posted_at))).scalar()


def _filter(name: str, today: date) -> ColumnElement[bool]:
    late = or_(ACCOUNT.c.overdue_count > 0, ACCOUNT.c.next_due_on < today)
    filters: dict[str, ColumnElement[bool]] = {
        "mine": _LIVING,
        "all": _LIVING,
        "overdue": and_(_ACTIVE, late),
        "stalled": and_(_ACTIVE, ACCOUNT.c.stalled_days.is_not(None)),
        "at-risk": and_(_ACTIVE, ACCOUNT.c.at_risk),
        "paused": ACCOUNT.c.state == AccountState.PAUSED.value,
    }
    return filters[name]


def _count(session: Session, wanted: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(ACCOUNT).where(wanted)).scalar_one()


def _rows(session: Session, wanted: ColumnElement[bool], limit: int | None, offset: int) -> tuple[AccountRow, ...]:
    """What belongs to an account is joined to the page alone, or it is looked up for every account there is."""
    page = select(ACCOUNT.c.id).where(wanted).order_by(*_WORST_FIRST).limit(limit).offset(offset).subquery()
    rows = session.execute(_columns().where(ACCOUNT.c.id.in_(select(page.c.id))).order_by(*_WORST_FIRST))
    return tuple(_row(row) for row in rows)


def _columns() -> Select[Any]:
    following = and_(MILESTONE.c.account_id == ACCOUNT.c.id, MILESTONE.c.key == ACCOUNT.c.next_milestone)
    names: list[Any] = [
        *(ACCOUNT.c[name] for name in (*_PLAIN, "tier", "state", "band")),
        MILESTONE.c.name.label("milestone_name"),
        MILESTONE.c.id.label("milestone_id"),
        and_(MILESTONE.c.key == REVIEW_MILESTONE, REVIEW.c.answer.is_(None)).label("is_review"),
    ]
    return select(*names).select_from(ACCOUNT.outerjoin(MILESTONE, following).outerjoin(REVIEW))


def _row(row: Row[Any]) -> AccountRow:
    return AccountRow(
        **{name: getattr(row, name) for name in _PLAIN},
        tier=Tier(row.tier),
        state=AccountState(row.state),
        band=Band(row.band),
        next_milestone=row.milestone_name,
        next_milestone_id=row.milestone_id or 0,
        next_is_review=bool(row.is_review),
    )
