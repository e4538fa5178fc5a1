"""What a person is in the middle of, kept in the database for half an hour: any replica can go on with it.

Slack sends neither where a modal came from nor what a preview showed with a submission.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import Desk, Scene
from playbook.models import Account
from storage.changes.kept import keep, let_go
from storage.engine import Actor
from storage.queries.kept import kept
from storage.reading import account_document, account_in
from storage.transaction import Change

ASSISTANT = Actor("assistant", "assistant", "Onboarding assistant")


@dataclass(frozen=True, slots=True)
class Origin:
    """The place a modal was opened from: a message (`ts`, None when private) or a command.

    `card_page` is set when it was a private status card, which is then replaced by itself anew.
    """

    channel: str | None = None
    ts: str | None = None
    response_url: str | None = None
    card_page: int | None = None
    is_home: bool = False
    is_message: bool = False  # a message was clicked; false for a command


def remember_origin(desk: Desk, view_id: str, origin: Origin) -> None:
    """Note, in a transaction of its own, where the view that was just opened came from."""
    now = desk.clock.now()
    with desk.store.change(actor=ASSISTANT, via="shelf", now=now, hurry=True) as change:
        keep(change, f"origin:{view_id}", asdict(origin))


def origin_of(session: Session, scene: Scene, view_id: str) -> Origin | None:
    """Where a view was opened from; None when that was too long ago."""
    found = kept(session, f"origin:{view_id}", scene.now)
    return Origin(**found) if found else None


def keep_accounts(change: Change, scene: Scene, accounts: Iterable[Account]) -> str:
    """Keep what a preview shows until Create; the key to find it by, good for this person alone."""
    return _keep(change, scene, {"accounts": [account_document(account) for account in accounts]})


def accounts_kept(change: Change, scene: Scene, key: str) -> tuple[Account, ...] | None:
    """What this person's preview showed, once; None when that is too long ago."""
    found = _take(change, scene, key)
    return tuple(account_in(document) for document in found["accounts"]) if found else None


def keep_text(change: Change, scene: Scene, text: str) -> str:
    """As `keep_accounts`, a playbook's text until Save."""
    return _keep(change, scene, {"text": text})


def text_kept(change: Change, scene: Scene, key: str) -> str | None:
    """As `accounts_kept`."""
    found = _take(change, scene, key)
    return str(found["text"]) if found else None


def _keep(change: Change, scene: Scene, document: dict[str, Any]) -> str:
    key = secrets.token_urlsafe(16)
    keep(change, _key(scene, key), document)
    return key


def _take(change: Change, scene: Scene, key: str) -> dict[str, Any] | None:
    found = kept(change.session, _key(scene, key), scene.now)
    let_go(change, _key(scene, key))
    return found


def _key(scene: Scene, key: str) -> str:
    return f"draft:{scene.person.id}:{key}"
