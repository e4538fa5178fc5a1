"""Accounts by what people call them: exact, beginning, word, typo."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from storage.records import AccountRef


def accounts_named(session: Session, tokens: Sequence[str] | str) -> AccountRef:
    """The one account that all the words name. NotFound with the nearest names; Ambiguous with (id, name) choices."""
    raise NotImplementedError


def split_account(session: Session, words: Sequence[str]) -> tuple[AccountRef, list[str]]:
    """The account that the first words name, as many of them as do, and the words after. NotFound, Ambiguous."""
    raise NotImplementedError
