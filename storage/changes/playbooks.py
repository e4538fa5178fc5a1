"""The team's own playbooks. None of this touches a running account: that takes a replan (storage.changes.replans)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from playbook.errors import NotFound, Refused
from playbook.plans import Playbook, load_playbook
from storage.changes.people import hold_workspace
from storage.queries.people import workspace
from storage.queries.playbooks import known_playbooks
from storage.tables import TeamPlaybookTable
from storage.transaction import Change

SLACK, FOLDER = "slack", "folder"


def save_playbook(change: Change, text: str) -> Playbook:
    """Keep a playbook of the team's own, in place of one with its key.

    BadFile for what is no playbook; Refused `playbook_in_folder` for one that a file of the folder decides.
    """
    playbook = load_playbook(text)
    row = _row(change, playbook.key)
    if row is not None and row.origin == FOLDER:
        raise Refused("playbook_in_folder", playbook=playbook.key, file=row.saved_by)
    change.name("playbook.save", None, playbook=playbook.key, name=playbook.name)
    _put(change, row, playbook.key, text, SLACK, change.actor.id)
    return playbook


def remove_playbook(change: Change, key: str) -> None:
    """Let go of one of the team's own; one that ships under its key is back.

    NotFound `playbook`; Refused `playbook_in_folder`, or `playbook_is_default` when nothing would be left under it.
    """
    row = _row(change, key)
    if row is None:
        raise NotFound("playbook", key)
    if row.origin == FOLDER:
        raise Refused("playbook_in_folder", playbook=key, file=row.saved_by)
    change.name("playbook.remove", None, playbook=key)
    change.session.delete(row)
    change.session.flush()
    if workspace(change.session).default_playbook not in known_playbooks(change.session):
        raise Refused("playbook_is_default", playbook=key)


def take_folder(change: Change, files: Mapping[str, str]) -> None:
    """Make the folder's playbooks those of these files (name → text, each readable): they come, change and go."""
    hold_workspace(change, to_save=True)  # replicas that start together come one after the other
    wanted = {load_playbook(text, name).key: (name, text) for name, text in files.items()}
    rows = {row.key: row for row in change.session.execute(select(TeamPlaybookTable)).scalars()}
    for key, row in rows.items():
        if row.origin == FOLDER and key not in wanted:
            change.name("playbook.folder", None)
            change.session.delete(row)
    for key, (name, text) in wanted.items():
        found = rows.get(key)
        if found is None or (found.text, found.origin, found.saved_by) != (text, FOLDER, name):
            change.name("playbook.folder", None)
            _put(change, found, key, text, FOLDER, name)


def _row(change: Change, key: str) -> TeamPlaybookTable | None:
    wanted = select(TeamPlaybookTable).where(col(TeamPlaybookTable.key) == key).with_for_update()
    return change.session.execute(wanted).scalar_one_or_none()


def _put(change: Change, row: TeamPlaybookTable | None, key: str, text: str, origin: str, by: str) -> None:
    if row is None:
        change.session.add(TeamPlaybookTable(key=key, text=text, origin=origin, saved_at=change.now, saved_by=by))
    else:
        row.text, row.origin, row.saved_at, row.saved_by = text, origin, change.now, by
    change.session.flush()
