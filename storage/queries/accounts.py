"""Accounts by id."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from playbook.models import Account
from storage.records import Card


def account_by_id(session: Session, account_id: int) -> Account:
    """The whole account. NotFound `account`."""
    raise NotImplementedError


def accounts_by_ids(session: Session, ids: Sequence[int]) -> tuple[Account, ...]:
    """Those that exist, in the order of the ids, in as many statements as one."""
    raise NotImplementedError


def cards_of(session: Session, account_id: int) -> tuple[Card, ...]:
    """Its living cards."""
    raise NotImplementedError


def card_at(session: Session, channel: str, ts: str) -> Card | None:
    """The living card that is this message, if it is one (a mention in its thread means that account)."""
    raise NotImplementedError
