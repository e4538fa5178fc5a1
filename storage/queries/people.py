"""People and settings."""

from __future__ import annotations

from sqlalchemy.orm import Session

from playbook.models import Person, Workspace


def person_by_id(session: Session, person_id: str) -> Person | None:
    """The cached user, None when never seen."""
    raise NotImplementedError


def people(session: Session) -> dict[str, Person]:
    """All cached users by id."""
    raise NotImplementedError


def person_called(session: Session, text: str) -> Person | None:
    """The one person whose id, name, real name or e-mail the text is (`@` and case do not matter); None for none or several."""
    raise NotImplementedError


def workspace(session: Session) -> Workspace:
    """The settings; the defaults when none were saved."""
    raise NotImplementedError
