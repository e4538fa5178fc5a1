"""Self-serve mail: queued once per account, user and day; addresses that want none are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, delete, or_, select, update

from playbook.mails import DueMail, mark_of
from playbook.models import AccountState
from storage.changes.outbox import MAIL, enqueue
from storage.chunks import chunks
from storage.queries.mail import unsubscribed
from storage.tables import ACCOUNT, UNSUBSCRIBED
from storage.transaction import Change


def queue_mails(change: Change, account_id: int, due: Iterable[DueMail]) -> int:
    """Queue what was not queued before, to who still wants mail; how many."""
    found = list(due)
    stopped = unsubscribed(change.session, [mail.address for mail in found])
    return sum(_queue(change, account_id, mail) for mail in found if mail.address not in stopped)


def _queue(change: Change, account_id: int, mail: DueMail) -> bool:
    about: Mapping[str, object] = {"account": account_id, "day": mail.email.day}
    return enqueue(change, MAIL, mail.key, {"mail": mail.address}, about, change.now)


def look_again_for_mail(change: Change, account_id: int, at: datetime | None) -> None:
    """The account's next look is at that moment at the latest."""
    if at is not None:
        later = or_(ACCOUNT.c.next_look_at.is_(None), ACCOUNT.c.next_look_at > at)
        due = update(ACCOUNT).where(ACCOUNT.c.id == account_id, later)
        change.session.flush()
        change.session.execute(due.values(next_look_at=at))


def look_at_playbook(change: Change, playbook: str) -> None:
    """Every active account on a playbook is due for a look: mail was switched on, and nobody noted its moments."""
    running = update(ACCOUNT).where(ACCOUNT.c.playbook == playbook, ACCOUNT.c.state == AccountState.ACTIVE.value)
    sooner = case((ACCOUNT.c.next_look_at < change.now, ACCOUNT.c.next_look_at), else_=change.now)
    change.session.execute(running.values(next_look_at=sooner))


def on_playbook(change: Change, account_ids: Sequence[int], playbook: str) -> tuple[int, ...]:
    """Those of these accounts that are active on that playbook."""
    found: list[int] = []
    for some in chunks(sorted(account_ids)):
        wanted = select(ACCOUNT.c.id).where(ACCOUNT.c.id.in_(some), ACCOUNT.c.playbook == playbook)
        found += change.session.execute(wanted.where(ACCOUNT.c.state == AccountState.ACTIVE.value)).scalars()
    return tuple(found)


def unsubscribe(change: Change, address: str, via: str) -> bool:
    """Keep that this address wants no mail; False when it was known. The address in lower case."""
    row = change.insert(UNSUBSCRIBED).values(mark=mark_of(address), at=change.now, via=via)
    added = row.on_conflict_do_nothing(index_elements=["mark"]).returning(UNSUBSCRIBED.c.mark)
    return change.session.execute(added).first() is not None


def subscribe_again(change: Change, address: str) -> bool:
    """The address takes mail again; False when it never stopped. In lower case."""
    gone = delete(UNSUBSCRIBED).where(UNSUBSCRIBED.c.mark == mark_of(address)).returning(UNSUBSCRIBED.c.mark)
    return change.session.execute(gone).first() is not None
