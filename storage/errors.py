"""What only storage can say; what a person can mend is in `playbook.errors`."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

AWAY = (OperationalError, InterfaceError, PoolExhausted)  # stopped, locked, full: it may be back in a moment

_DEADLOCK = "40P01"  # of the SQL standard's classes, PostgreSQL's own


def gave_way(error: Exception) -> bool:
    """Whether two changes waited for each other, and the database took back this one: it may be done again at once."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _DEADLOCK


class OutcomeUnknown(Exception):
    """The database went away under the COMMIT: the change is there whole, or not at all."""


class AlreadyDone(Exception):
    """This delivery was handled before: nothing was changed now. `audit_id` is the earlier change's, if it left one."""

    def __init__(self, receipt: str, audit_id: int | None) -> None:
        super().__init__(f"delivery {receipt} was handled before")
        self.receipt, self.audit_id = receipt, audit_id


class TooNew(Exception):
    """The tables were made by a program more than one release ahead of this one."""


class BackupRefused(Exception):
    """`code` is not_empty, not_a_backup, cut_short, other_revision or damaged; `detail` names the place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail
