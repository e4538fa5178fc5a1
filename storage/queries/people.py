"""People and settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from playbook.errors import NotFound
from playbook.models import AccountState, Cover, Person, Workspace
from playbook.roles import called, plain_name
from storage.chunks import chunks
from storage.remembered import remembered
from storage.tables import ACCOUNT, COVER, PERSON, WORKSPACE

_WORKSPACE = TypeAdapter(Workspace)
_FIELDS = tuple(PERSON.c.keys())
_ONE = select(PERSON).where(PERSON.c.id == bindparam("person"))
_SOME = select(PERSON).where(PERSON.c.id.in_(bindparam("people", expanding=True)))
_RUNNING = COVER.c.wake_at.is_not(None)
_COVERS = select(COVER).where(_RUNNING).order_by(COVER.c.id)
_SETTINGS = select(WORKSPACE.c.document, *COVER.c).outerjoin_from(WORKSPACE, COVER, _RUNNING).order_by(COVER.c.id)


def person_by_id(session: Session, person_id: str) -> Person | None:
    """The cached user, None when never seen."""
    known = remembered(session).people
    if person_id not in known:
        row = session.execute(_ONE, {"person": person_id}).first()
        known[person_id] = _person(row) if row else None
    return known[person_id]


def people_by_ids(session: Session, ids: Sequence[str]) -> dict[str, Person]:
    """Those of the ids that are cached."""
    known = remembered(session).people
    for some in chunks([person_id for person_id in ids if person_id not in known]):
        known |= dict.fromkeys(some)
        known |= {row.id: _person(row) for row in session.execute(_SOME, {"people": list(some)})}
    return {person_id: person for person_id in ids if (person := known[person_id]) is not None}


def people(session: Session) -> dict[str, Person]:
    """All cached users by id."""
    return {row.id: _person(row) for row in session.execute(select(PERSON).order_by(PERSON.c.id))}


def person_called(session: Session, text: str) -> Person | None:
    """The one person whose id, name, real name or e-mail the text is; None for none or several.

    `@` and case do not matter. Guests, strangers, bots and deleted users are nobody's CSM and so not found.
    """
    known = remembered(session).called
    if text not in known:
        known[text] = _person_called(session, text)
    return known[text]


def _person_called(session: Session, text: str) -> Person | None:
    wanted = plain_name(text)
    names = (PERSON.c.id, PERSON.c.name, PERSON.c.real_name, PERSON.c.email)
    near = select(PERSON).where(or_(*(func.lower(name) == wanted.lower() for name in names), PERSON.c.id == wanted))
    found = [_person(row) for row in session.execute(near)]
    if not found and not wanted.isascii():  # SQLite's lower() knows ASCII only
        found = [person for person in people(session).values() if called(person, text)]
    members = [person for person in found if person.is_full_member]
    return members[0] if len(members) == 1 else None


def csms_unknown(session: Session) -> tuple[str, ...]:
    """What living accounts call their CSM, where nobody known answers to it."""
    nobodys = select(ACCOUNT.c.csm).where(ACCOUNT.c.csm_id.is_(None), ACCOUNT.c.state != AccountState.CLOSED.value)
    return tuple(session.execute(nobodys.distinct().order_by(ACCOUNT.c.csm)).scalars())


def workspace(session: Session) -> Workspace:
    """The settings; the defaults when none were saved."""
    memory = remembered(session)
    if memory.workspace is None:
        memory.workspace = _workspace(session)
    return memory.workspace


def _workspace(session: Session) -> Workspace:
    rows = session.execute(_SETTINGS).all()
    document = rows[0].document if rows else None
    found = _WORKSPACE.validate_python(document) if document else Workspace()
    running = rows if rows else session.execute(_COVERS)  # settings that nobody saved have no row to join
    covers = tuple(cover_of(row) for row in running if row.id is not None)
    return replace(found, covers=covers) if covers else found


def cover_of(row: Any) -> Cover:
    """From a row of the cover table."""
    return Cover(
        id=row.id, csm_id=row.csm_id, cover_id=row.cover_id, from_at=row.from_at, until_on=row.until_on,
        ends_at=row.ends_at, ended_at=row.ended_at,
    )  # fmt: skip


def cover_by_id(session: Session, cover_id: int) -> Cover:
    """Running or over. NotFound `cover`."""
    row = session.execute(select(COVER).where(COVER.c.id == cover_id)).first()
    if row is None:
        raise NotFound("cover", str(cover_id))
    return cover_of(row)


def covers_due(session: Session, now: datetime) -> tuple[int, ...]:
    """Ids of running covers whose last day is over."""
    due = select(COVER.c.id).where(COVER.c.wake_at <= now).order_by(COVER.c.wake_at, COVER.c.id)
    return tuple(session.execute(due).scalars())


def _person(row: Row[Any]) -> Person:
    return Person(**dict(zip(_FIELDS, row, strict=True)))
