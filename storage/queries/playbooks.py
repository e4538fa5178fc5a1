"""The playbooks there are: those that ship, and over them the team's own."""

from __future__ import annotations

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.errors import BadFile
from playbook.plans import Playbook, load_playbook, playbooks
from storage.records import TeamPlaybook
from storage.tables import TEAM_PLAYBOOK

log = structlog.get_logger(__name__)


def known_playbooks(session: Session) -> dict[str, Playbook]:
    """All by key, the default one first; one of the team's takes the place of a shipped one with its key.

    One that this version no longer takes is left out and logged.
    """
    known = playbooks()
    for own in team_playbooks(session).values():
        try:
            known[own.key] = load_playbook(own.text, own.key)
        except BadFile as error:
            log.warning("playbook_no_longer_read", key=own.key, faults=len(error.problems))
    return known


def playbook_name(session: Session, key: str | None) -> str | None:
    """What people call that playbook: the team's own of that key first; the key itself where there is none any more."""
    if not key:
        return None
    own = session.execute(select(TEAM_PLAYBOOK.c.text).where(TEAM_PLAYBOOK.c.key == key)).scalar()
    try:
        found = load_playbook(own, key) if own else playbooks().get(key)
    except BadFile:  # logged where all are read
        found = None
    return found.name if found else key


def team_playbooks(session: Session) -> dict[str, TeamPlaybook]:
    """The team's own by key."""
    rows = session.execute(select(TEAM_PLAYBOOK).order_by(TEAM_PLAYBOOK.c.key))
    return {
        row.key: TeamPlaybook(
            key=row.key, text=row.text, origin=row.origin, saved_at=row.saved_at, saved_by=row.saved_by
        )
        for row in rows
    }
