"""Submitted: tracker files, previewed (or refused with every fault), then created."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot.csms import find_csms_of
from bot.desk import Answer
from bot.shelf import accounts_kept, keep_accounts
from bot.submits.submission import Submission
from messages.forms import import_errors, import_form, import_preview
from messages.ids import PASTES
from messages.snapshots import PlannedAccount
from playbook.errors import BadFile, BadInput, OnboardError, Refused
from playbook.models import Account, AccountState, Workspace
from playbook.plans import Playbook
from playbook.tracker import read_tracker
from storage.changes.accounts import create_account
from storage.queries.names import accounts_named
from storage.queries.playbooks import known_playbooks

PASTED = "pasted text"


def preview(sent: Submission) -> Answer:
    """What Create would make, kept until then; or every fault of every file, and nothing kept."""
    texts = _texts(sent)
    read, faults = read_all(texts, sent.turn.workspace, known_playbooks(sent.turn.session))
    if faults:
        only_pasted = len(texts) == 1 and texts[0][0] == PASTED
        return Answer(view=import_form(faults[0]) if only_pasted else import_errors(faults))
    key = keep_accounts(sent.turn.change, sent.turn.scene, read)
    return Answer(view=import_preview([_planned(sent.turn.session, account) for account in read], key))


def create(sent: Submission) -> Answer:
    """Creates what the preview showed; names that are taken are left out, as it said."""
    scene = sent.turn.scene
    kept = accounts_kept(sent.turn.change, scene, sent.ref.extra)
    if kept is None:
        raise Refused("import_expired")
    fresh = [account for account in kept if not is_taken(sent.turn.session, account)]
    made = [create_account(sent.turn.change, account) for account in fresh]
    nobodys = [account.id for account in made if account.csm_id is None]
    if nobodys:
        sent.turn.after_commit(lambda: find_csms_of(scene.desk, nobodys, scene.person.id))
    notice = sent.turn.tell("imported", accounts=[account.name for account in made])
    return sent.changed(notice, made[0] if len(made) == 1 else None)


def read_all(
    texts: list[tuple[str, str]], defaults: Workspace, known: Mapping[str, Playbook]
) -> tuple[list[Account], list[BadFile]]:
    """(name, text) of each file → the accounts, and the faults of those that have some."""
    read: list[Account] = []
    faults: list[BadFile] = []
    for name, text in texts:
        try:
            read.append(read_tracker(text, defaults=defaults, known=known))
        except BadFile as error:
            faults.append(BadFile(error.problems, name))
    return read, faults


def is_taken(session: Session, account: Account) -> bool:
    """Whether a living account of exactly that name exists."""
    try:
        found = accounts_named(session, account.name)
    except OnboardError:
        return False
    return found.name.casefold() == account.name.casefold() and found.state is not AccountState.CLOSED


def _texts(sent: Submission) -> list[tuple[str, str]]:
    """What was pasted, over three boxes, and each uploaded file."""
    text = pasted(sent)
    texts = ([(PASTED, text)] if text else []) + list(sent.files)
    if not texts:
        raise BadInput(PASTES[0], "", "tracker")
    return texts


def pasted(sent: Submission) -> str:
    """What was pasted, its boxes joined."""
    return "\n".join(part for field in PASTES if (part := sent.values.pasted(field)))


def _planned(session: Session, account: Account) -> PlannedAccount:
    return PlannedAccount(
        name=account.name,
        milestones=len(account.milestones),
        open_milestones=len(account.open_milestones),
        start_on=account.start_on,
        csm=account.csm,
        exists=is_taken(session, account),
    )
