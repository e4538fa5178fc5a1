"""What all tables share: named constraints, and which columns and tables the audit takes images of."""

from __future__ import annotations

from typing import ClassVar, Literal

from sqlalchemy import MetaData
from sqlmodel import SQLModel

Audited = Literal["always", "when deleted", "never"]

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """`derived` columns follow from the others, or only wake the tick: not in images, so no conflict for undo."""

    metadata = MetaData(naming_convention=NAMES)
    audited: ClassVar[Audited] = "never"
    derived: ClassVar[frozenset[str]] = frozenset()

    def before_write(self) -> None:
        """Set what follows from the other columns."""
