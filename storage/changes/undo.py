"""Taking back a change, whatever it was, from the images of its audit row.

An undo is not itself undone: a second undo takes back the change before (the way an editor does), each only
while every row it touched is still as that change left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError

from playbook.errors import Refused, Stale
from storage.changes.accounts import remove_account
from storage.changes.people import look_at_accounts_of, look_at_all
from storage.changes.working import hold_account, stir
from storage.images import image_of, owner_of
from storage.queries.people import workspace
from storage.queries.playbooks import known_playbooks
from storage.records import UndoReport
from storage.tables import (
    ACCOUNT,
    AUDIT,
    AUDIT_ACCOUNT,
    BELONGINGS,
    AccountTable,
    Base,
    CardTable,
    CoverTable,
    TeamPlaybookTable,
    WorkspaceTable,
)
from storage.tables.types import from_json, to_json
from storage.transaction import Change

UNDO_WITHIN = timedelta(hours=24)
ORDER: tuple[type[Base], ...] = (
    AccountTable,
    *BELONGINGS,
    CardTable,
    WorkspaceTable,
    TeamPlaybookTable,
    CoverTable,
)  # parents first
_TEAMS = {"cover", "team_playbook", "workspace"}
KINDS = {str(kind.__tablename__): kind for kind in ORDER}
Image = dict[str, Any]


def undo_last(change: Change, actor_id: str, audit_id: int | None = None) -> UndoReport:
    """Take back the person's own last change of the last 24 hours.

    `audit_id` (of an Undo button) must be that last change: else Stale `undo_not_last`, or `already_undone`.
    Refused `nothing_to_undo`, or `undo_conflict` (facts: action, account_name) when somebody changed it since,
    `undo_erased` when people's data was erased from it.
    """
    line, accounts = _last_line(change, actor_id)
    if audit_id is not None and (line is None or line.id != audit_id):
        _refuse_button(change, actor_id, audit_id)
    if line is None or line.at < change.now - UNDO_WITHIN:
        raise Refused("nothing_to_undo")
    if line.erased_at is not None:
        raise Refused("undo_erased", account_name=line.account_name)
    change.undoes = line.id
    change.name("undo", line.account_id, line.account_name, of=line.action, **line.facts)
    try:
        _take_back(change, line)
    except IntegrityError as error:  # its name or parent was taken or removed since
        raise _conflict(line) from error
    change.session.execute(update(AUDIT).where(AUDIT.c.id == line.id).values(undone_by=change.audit_id))
    _stir_all(change, accounts)
    gone = line.account_id is not None and change.session.get(AccountTable, line.account_id) is None
    return UndoReport(
        audit_id=line.id, at=line.at, action=line.action, account_id=line.account_id, account_name=line.account_name,
        facts=line.facts, account_gone=gone,
    )  # fmt: skip


def _last_line(change: Change, actor_id: str) -> tuple[Row[Any] | None, list[int]]:
    """The line, held, and the ids of its accounts, held before it: in this order erasing takes them too."""
    mine = select(AUDIT).where(AUDIT.c.actor_id == actor_id, AUDIT.c.actor_kind == "person", AUDIT.c.undoable)
    last = mine.where(AUDIT.c.undone_by.is_(None)).order_by(AUDIT.c.id.desc()).limit(1)
    seen = change.session.execute(last).first()
    while seen is not None:
        accounts = _hold_accounts(change, seen.id)
        line = change.session.execute(last.with_for_update()).first()
        if line is None or line.id == seen.id:
            return line, accounts
        seen = line
    return None, []


def _refuse_button(change: Change, actor_id: str, audit_id: int) -> None:
    line = change.session.execute(select(AUDIT).where(AUDIT.c.id == audit_id)).first()
    if line is None or line.actor_id != actor_id or not line.undoable:
        raise Refused("nothing_to_undo")
    raise Stale("already_undone" if line.undone_by else "undo_not_last", action=line.action, account=line.account_name)


def _hold_accounts(change: Change, audit_id: int) -> list[int]:
    """Lock the accounts of a change that still exist; returns all their ids."""
    touched = select(AUDIT_ACCOUNT.c.account_id).where(AUDIT_ACCOUNT.c.audit_id == audit_id)
    ids = sorted(change.session.execute(touched).scalars())
    present = set(change.session.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.id.in_(ids))).scalars())
    for account_id in ids:
        if account_id in present:
            hold_account(change, account_id)
    return ids


def _stir_all(change: Change, account_ids: Sequence[int]) -> None:
    for account_id in account_ids:
        row = change.session.get(AccountTable, account_id)
        if row is not None:
            stir(change, row)


def _take_back(change: Change, line: Row[Any]) -> None:
    images: list[Image] = line.images
    created = {image["row_id"] for image in images if image["table"] == "account" and image["before"] is None}
    for account_id in created:
        _remove_created(change, line, account_id)
    left = [image for image in images if owner_of(image) not in created]
    only_nudges = all(image["table"] == "nudge" for image in images)
    if not only_nudges:  # a nudge that went on since is no reason to keep the rest
        left = [image for image in left if image["table"] != "nudge" or _is_as_left(change, image)]
    if not all(_is_as_left(change, image) for image in left):
        raise _conflict(line)
    for kind in ORDER:
        _put_back(change, [image for image in left if KINDS[image["table"]] is kind])
    _count_on(change, line)
    for kind in reversed(ORDER):
        _remove(change, [image for image in left if KINDS[image["table"]] is kind and image["before"] is None])
    for image in left:
        if image["table"] == "cover":
            look_at_accounts_of(change, (image["before"] or image["after"])["csm_id"])
    if any(image["table"] == "workspace" for image in left):
        look_at_all(change)
    if not {image["table"] for image in left}.isdisjoint(_TEAMS):
        _require_whole_team(change)


def _require_whole_team(change: Change) -> None:
    """What is back stands beside what came since: one cover a person, none by way of others their own, and a default
    playbook that there is. Refused `covered_already`, `playbook_is_default`."""
    settings = workspace(change.session)
    running = {cover.csm_id: cover for cover in settings.covers}
    for cover in settings.covers:
        if running[cover.csm_id] != cover or settings.covered_by(cover.csm_id) is None:
            raise Refused("covered_already", who=cover.csm_id, cover=cover.cover_id, until=cover.until_on)
    if settings.default_playbook not in known_playbooks(change.session):
        raise Refused("playbook_is_default", playbook=settings.default_playbook)


def _count_on(change: Change, line: Row[Any]) -> None:
    """An account that is back counts its versions on, so that its cards are drawn anew."""
    row = change.session.get(AccountTable, line.account_id) if line.account_id is not None else None
    if row is not None:
        row.version = max(row.version, int(line.facts.get("version", 0)))


def _remove_created(change: Change, line: Row[Any], account_id: int) -> None:
    """Undo of a new account: gone with all the assistant made of it, unless people worked on it since."""
    row = change.session.get(AccountTable, account_id)
    worked_on = (
        select(AUDIT.c.id)
        .join(AUDIT_ACCOUNT)
        .where(AUDIT_ACCOUNT.c.account_id == account_id, AUDIT.c.id > line.id, AUDIT.c.actor_kind != "assistant")
        .where(AUDIT.c.undone_by.is_(None), AUDIT.c.undoes.is_(None))
    )
    if row is None or change.session.execute(worked_on).first():
        raise _conflict(line)
    row.version += 1
    remove_account(change, row)


def _is_as_left(change: Change, image: Image) -> bool:
    row = change.session.get(KINDS[image["table"]], image["row_id"], populate_existing=True)
    if row is None or image["after"] is None:
        return row is None and image["after"] is None
    return bool(from_json(to_json(image_of(row))) == image["after"])


def _put_back(change: Change, images: Sequence[Image]) -> None:
    """Rows that were changed or removed are again as before."""
    for image in images:
        before = image["before"]
        if before is None:
            continue
        kind = KINDS[image["table"]]
        row = change.session.get(kind, image["row_id"])
        if row is None:
            change.session.add(kind(**before))
            continue
        for name, value in before.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    change.session.flush()


def _remove(change: Change, images: Sequence[Image]) -> None:
    """Rows that were added are gone again."""
    for image in images:
        change.session.delete(change.session.get(KINDS[image["table"]], image["row_id"]))
    change.session.flush()


def _conflict(line: Row[Any]) -> Refused:
    return Refused("undo_conflict", action=line.action, account_name=line.account_name)
