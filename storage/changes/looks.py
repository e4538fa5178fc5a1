"""Writing down looks: new nudges, threads that ended, and the standing that lists and the digest read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from playbook.attention import attention_since
from playbook.engine import Look
from playbook.models import Account, Nudge, NudgeState, Role
from storage.changes.outbox import refresh_cards
from storage.chunks import chunks
from storage.queries.accounts import accounts_by_ids
from storage.queries.restoring import said_at
from storage.reading import nudge_of, nudge_values
from storage.tables import ACCOUNT, NudgeTable
from storage.transaction import Change

UNSENT = (NudgeState.WAITING, NudgeState.QUEUED, NudgeState.GONE)
Recipient = Callable[[str, Role], str | None]  # who hears what a rule says to a role
_STANDING = (
    "score", "band", "overdue_count", "stalled_days", "open_blockers", "review_open", "at_risk", "rank", "reason_rule",
    "reason_facts", "next_milestone", "next_due_on",
)  # fmt: skip
_ATTENTION = ("attention_since", "attention_noticed_at", "cleared_at")
_WRITTEN = (*_STANDING, *_ATTENTION, "version")
_HELD = (
    select_columns(ACCOUNT.c.id, *(ACCOUNT.c[name] for name in _WRITTEN))
    .where(ACCOUNT.c.id.in_(bindparam("accounts", expanding=True)))
    .order_by(ACCOUNT.c.id)
    .with_for_update()
)
_WRITE = update(ACCOUNT).where(ACCOUNT.c.id == bindparam("account"))  # what the rows given with it name


@dataclass(frozen=True, slots=True)
class Held:
    """An account as it is until the change ends, and what the look before left on its row."""

    account: Account
    left: Row[Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at a held account, the nudges of its open threads that it was given, and who hears of it."""

    held: Held
    told: Sequence[Nudge]
    look: Look
    recipient_of: Recipient


def hold_for_looks(change: Change, account_ids: Sequence[int]) -> list[Held]:
    """Those of the accounts that are there still, by id, held until the change ends, in as many statements as one:
    look at what this returns, or a click in between is lost."""
    change.session.flush()
    parts = [change.session.execute(_HELD, {"accounts": some}).all() for some in chunks(sorted(account_ids))]
    left = {row.id: row for rows in parts for row in rows}
    return [Held(account, left[account.id]) for account in accounts_by_ids(change.session, list(left))]


def record_looks(change: Change, looked: Sequence[Looked]) -> dict[int, list[Nudge]]:
    """Write looks down: new nudges (once per key for ever), ended threads, standings, next looks.

    Returns the nudges added, by account.
    """
    for each in looked:
        change.name_quietly("look", each.held.account.id, each.held.account.name)
    _end_threads(change, looked)
    added, going_on = _speak(change, looked)
    change.session.flush()
    _write_standings(change, looked, going_on)
    found: dict[int, list[Nudge]] = {each.held.account.id: [] for each in looked}
    for row in added:
        found[row.account_id].append(nudge_of(row))
    return found


def postpone_look(change: Change, account_id: int, at: datetime) -> None:
    """Its rules failed: not again before `at`, unless something happens to it. Not of record."""
    change.session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(next_look_at=at))


def _end_threads(change: Change, looked: Sequence[Looked]) -> None:
    over = [nudge.id for each in looked for nudge in each.told if _is_over(nudge, each.look)]
    for some in chunks(sorted(over)):
        wanted = select(NudgeTable).where(col(NudgeTable.id).in_(some)).order_by(col(NudgeTable.id))
        for row in change.session.execute(wanted.execution_options(populate_existing=True)).scalars():
            _end(row, change.now)


def _is_over(nudge: Nudge, look: Look) -> bool:
    return nudge.thread in look.ended or (nudge.thread in look.resting and nudge.state in UNSENT)


def _end(row: NudgeTable, now: datetime) -> None:
    row.ended = True
    if row.state == NudgeState.SENT:
        row.acted_at = row.acted_at or now
    if row.state in UNSENT:
        row.state = NudgeState.GONE.value


def _speak(change: Change, looked: Sequence[Looked]) -> tuple[list[NudgeTable], set[int]]:
    """The rows added, and the accounts of which a thread goes on where it stopped."""
    drafts = [
        replace(draft, recipient_id=draft.recipient_id or each.recipient_of(draft.rule, draft.to))
        for each in looked
        for draft in each.look.new
    ]
    known = _known(change, [draft.key for draft in drafts])
    fresh, going_on = _as_said(change, [draft for draft in drafts if draft.key not in known])
    going_on |= {draft.account_id for draft in drafts if draft.key in known and _revive(known[draft.key], draft)}
    added = [NudgeTable(**nudge_values(draft)) for draft in fresh]
    change.session.add_all(added)
    return added, going_on


def _known(change: Change, keys: Sequence[str]) -> dict[str, NudgeTable]:
    """The nudges that have these keys already."""
    found: dict[str, NudgeTable] = {}
    for some in chunks(keys):
        wanted = select(NudgeTable).where(col(NudgeTable.key).in_(some)).execution_options(populate_existing=True)
        found |= {row.key: row for row in change.session.execute(wanted).scalars()}
    return found


def _as_said(change: Change, drafts: Sequence[Nudge]) -> tuple[list[Nudge], set[int]]:
    """The drafts, those that Slack was found to hold after a restore as sent; and the accounts of these."""
    marked = [(draft.mark, draft) for draft in drafts]
    said = said_at(change.session, [mark for mark, _ in marked])
    sent = [
        replace(draft, state=NudgeState.SENT, sent_at=said[mark]) if mark in said else draft for mark, draft in marked
    ]
    return sent, {draft.account_id for mark, draft in marked if mark in said}


def _revive(row: NudgeTable, draft: Nudge) -> bool:
    """A cause that is back after its thread had ended: what was said or dismissed stays so, the rest waits again."""
    if not row.ended:
        return False
    row.ended = False
    if row.state in UNSENT:
        row.state, row.send_at, row.facts = NudgeState.WAITING.value, draft.send_at, dict(draft.facts)
        row.recipient_id, row.snoozed_until = draft.recipient_id, None
    return True


def _write_standings(change: Change, looked: Sequence[Looked], going_on: set[int]) -> None:
    """Set the columns that changed; cards follow where something that they show moved."""
    quiet, stirred, moved = list[dict[str, Any]](), list[dict[str, Any]](), list[int]()
    for each in looked:
        account, left, standing = each.held.account, each.held.left._mapping, _standing_values(each.look)
        has_moved = any(left[name] != value for name, value in standing.items())
        attention = _attention(change, each)
        at = change.now if account.id in going_on else each.look.next_look_at
        row = {"account": account.id, "next_look_at": at}
        if not has_moved and not attention:
            quiet.append(row)
            continue
        kept = {name: left[name] for name in _ATTENTION}
        stirred.append({**row, **standing, **kept, **attention, "version": left["version"] + has_moved})
        moved += [account.id] * has_moved
    for rows in (quiet, stirred):
        if rows:
            change.session.execute(_WRITE, rows)
    refresh_cards(change, moved)


def _attention(change: Change, each: Looked) -> Mapping[str, datetime | None]:
    """What to write of since when it needs attention; nothing where that stays."""
    needed, known = each.look.standing.needs_attention, each.held.left.attention_since is not None
    if needed and not known:
        return {"attention_since": _attention_began(each.held.account, change.now), "attention_noticed_at": change.now}
    if known and not needed:
        return {"attention_since": None, "attention_noticed_at": None, "cleared_at": change.now}
    return {}


def _attention_began(account: Account, now: datetime) -> datetime:
    """Noon of the day since which its dates say so, which is the same day in every zone nearby; never after now."""
    since = attention_since(account, account.local_date(now))
    return min(datetime.combine(since, time(12), account.zone), now) if since else now


def _standing_values(look: Look) -> dict[str, Any]:
    standing = look.standing
    return {
        "score": standing.score, "band": standing.band.value, "overdue_count": standing.overdue,
        "stalled_days": standing.stalled_days, "open_blockers": standing.open_blockers,
        "review_open": standing.review_open, "at_risk": standing.at_risk, "rank": standing.rank,
        "reason_rule": standing.reason_rule, "reason_facts": dict(standing.reason_facts),
        "next_milestone": standing.next_milestone, "next_due_on": standing.next_due_on,
    }  # fmt: skip
