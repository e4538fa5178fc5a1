"""Writing down a look: new nudges, threads that ended, and the standing that lists and the digest read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from playbook.attention import attention_since
from playbook.engine import Look
from playbook.models import Nudge, NudgeState, Role
from storage.changes.outbox import refresh_cards
from storage.changes.working import hold_account, id_of
from storage.queries.accounts import account_by_id
from storage.queries.restoring import said_at
from storage.reading import nudge_of, nudge_values
from storage.tables import ACCOUNT, AccountTable, NudgeTable
from storage.transaction import Change

UNSENT = (NudgeState.WAITING, NudgeState.QUEUED, NudgeState.GONE)
Recipient = Callable[[str, Role], str | None]  # who hears what a rule says to a role


def record_look(change: Change, account_id: int, look: Look, recipient_of: Recipient) -> tuple[Nudge, ...]:
    """Write a look down: new nudges (once per key for ever), ended threads, standing, next look.

    Call `lock_account` first in the same change and look at what it returns, or a click in between is lost.
    Returns the nudges added.
    """
    account = hold_account(change, account_id)
    change.name_quietly("look", account_id, account.name)
    known = _nudges(change, account_id)
    for row in known.values():
        thread = (row.rule, row.subject, row.episode)
        if not row.ended and (thread in look.ended or (thread in look.resting and row.state in UNSENT)):
            _end(row, change.now)
    _readdress(known.values(), recipient_of)
    drafts = [
        replace(draft, recipient_id=draft.recipient_id or recipient_of(draft.rule, draft.to)) for draft in look.new
    ]
    fresh, said = _as_said(change, [draft for draft in drafts if draft.key not in known])
    added = [NudgeTable(**nudge_values(draft)) for draft in fresh]
    change.session.add_all(added)
    revived = [_revive(known[draft.key], draft) for draft in drafts if draft.key in known]
    _write_standing(change, account, look)
    if said or any(revived):
        account.next_look_at = change.now  # the thread goes on where it stopped
    change.session.flush()
    return tuple(nudge_of(row) for row in added)


def postpone_look(change: Change, account_id: int, at: datetime) -> None:
    """Its rules failed: not again before `at`, unless something happens to it. Not of record."""
    change.session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(next_look_at=at))


def _nudges(change: Change, account_id: int) -> dict[str, NudgeTable]:
    wanted = select(NudgeTable).where(col(NudgeTable.account_id) == account_id).order_by(col(NudgeTable.id))
    rows = change.session.execute(wanted.execution_options(populate_existing=True)).scalars()
    return {row.key: row for row in rows}


def _as_said(change: Change, drafts: Sequence[Nudge]) -> tuple[list[Nudge], bool]:
    """The drafts, those that Slack was found to hold after a restore as sent; and whether there are any."""
    said = said_at(change.session, [draft.mark for draft in drafts]) if drafts else {}
    sent = [
        replace(draft, state=NudgeState.SENT, sent_at=said[draft.mark]) if draft.mark in said else draft
        for draft in drafts
    ]
    return sent, bool(said)


def _end(row: NudgeTable, now: datetime) -> None:
    row.ended = True
    if row.state == NudgeState.SENT:
        row.acted_at = row.acted_at or now
    if row.state in UNSENT:
        row.state = NudgeState.GONE.value


def _readdress(rows: Iterable[NudgeTable], recipient_of: Recipient) -> None:
    """What still waits goes to whoever stands behind its role by now."""
    for row in rows:
        if row.state == NudgeState.WAITING and not row.ended:
            row.recipient_id = recipient_of(row.rule, Role(row.role))


def _revive(row: NudgeTable, draft: Nudge) -> bool:
    """A cause that is back after its thread had ended: what was said or dismissed stays so, the rest waits again."""
    if not row.ended:
        return False
    row.ended = False
    if row.state in UNSENT:
        row.state, row.send_at, row.facts = NudgeState.WAITING.value, draft.send_at, dict(draft.facts)
        row.recipient_id, row.snoozed_until = draft.recipient_id, None
    return True


def _write_standing(change: Change, account: AccountTable, look: Look) -> None:
    """Set the columns; cards follow when something that they show moved."""
    values = _standing_values(look)
    moved = any(getattr(account, name) != value for name, value in values.items())
    if look.standing.needs_attention and account.attention_since is None:
        account.attention_since, account.attention_noticed_at = _attention_began(change, account), change.now
    if account.attention_since is not None and not look.standing.needs_attention:
        account.attention_since = account.attention_noticed_at = None
        account.cleared_at = change.now
    for name, value in values.items():
        setattr(account, name, value)
    account.next_look_at = look.next_look_at
    if moved:
        account.version += 1
        refresh_cards(change, account.id or 0)


def _attention_began(change: Change, account: AccountTable) -> datetime:
    """Noon of the day since which its dates say so, which is the same day in every zone nearby; never after now."""
    snapshot = account_by_id(change.session, id_of(account))
    since = attention_since(snapshot, snapshot.local_date(change.now))
    return min(datetime.combine(since, time(12), snapshot.zone), change.now) if since else change.now


def _standing_values(look: Look) -> dict[str, Any]:
    standing = look.standing
    return {
        "score": standing.score, "band": standing.band.value, "overdue_count": standing.overdue,
        "stalled_days": standing.stalled_days, "open_blockers": standing.open_blockers,
        "review_open": standing.review_open, "at_risk": standing.at_risk, "rank": standing.rank,
        "reason_rule": standing.reason_rule, "reason_facts": dict(standing.reason_facts),
        "next_milestone": standing.next_milestone, "next_due_on": standing.next_due_on,
    }  # fmt: skip
