"""How many active onboardings each CSM has, from the accounts' own columns."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from playbook.capacity import AUTOMATED, CsmLoad
from playbook.models import AccountState
from storage.tables import ACCOUNT

_ACTIVE = ACCOUNT.c.state == AccountState.ACTIVE.value


def csm_loads(session: Session) -> tuple[CsmLoad, ...]:
    """Everybody who has an account or had one, most active onboardings first; unmatched names only with active ones."""
    rows = session.execute(_counted())
    found = [CsmLoad(csm_id=row.csm_id, csm=row.csm, active=row.active, automated=row.automated) for row in rows]
    kept = [load for load in found if load.csm_id or load.active]
    return tuple(sorted(kept, key=lambda load: (-load.active, load.csm.casefold())))


def csm_load(session: Session, csm_id: str | None) -> CsmLoad | None:
    """One person's; None for nobody."""
    row = session.execute(_counted().where(ACCOUNT.c.csm_id == csm_id)).first() if csm_id else None
    return CsmLoad(csm_id=row.csm_id, csm=row.csm, active=row.active, automated=row.automated) if row else None


def _counted() -> Select[tuple[str | None, str, int, int]]:
    owner = func.coalesce(ACCOUNT.c.csm_id, ACCOUNT.c.csm)  # one line a person, whatever the files call them
    active = _sum(_ACTIVE).label("active")
    automated = _sum(and_(_ACTIVE, ACCOUNT.c.playbook.in_(AUTOMATED))).label("automated")
    return select(ACCOUNT.c.csm_id, func.min(ACCOUNT.c.csm).label("csm"), active, automated).group_by(
        owner, ACCOUNT.c.csm_id
    )


def _sum(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((what, 1), else_=0)), 0)
