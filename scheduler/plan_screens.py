"""Screens about playbooks: which there are, one in full, and what a replan would do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messages.kit import Message
from messages.playbooks import playbook_list, playbook_page
from messages.replans import replan_message
from playbook.errors import NotFound
from playbook.models import Person
from playbook.permissions import is_lead
from playbook.plans import Playbook, shipped_text, warnings_of
from playbook.replan import replan
from storage.queries.accounts import account_by_id
from storage.queries.people import workspace
from storage.queries.playbooks import known_playbooks, team_playbooks

About = Mapping[str, Any]


def all_playbooks(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Every playbook with when to use it."""
    settings = workspace(session)
    return playbook_list(
        known_playbooks(session),
        _origins(session),
        settings.default_playbook,
        is_lead=is_lead(viewer, settings),
        page=about.get("page", 0),
    )


def one_playbook(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """One in full. NotFound `playbook`."""
    playbook, settings = named(session, about["playbook"]), workspace(session)
    return playbook_page(
        playbook,
        warnings_of(text_of(session, playbook.key)),
        _origins(session),
        settings.default_playbook,
        is_lead=is_lead(viewer, settings),
        page=about.get("page", 0),
    )


def replan_preview(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """What a replan would move, bring and take away."""
    account, playbook = account_by_id(session, about["account"]), named(session, about["playbook"])
    return replan_message(account, replan(account, playbook), playbook, account.local_date(now))


def named(session: Session, key: str) -> Playbook:
    """The playbook of that key. NotFound `playbook`."""
    known = known_playbooks(session)
    if key not in known:
        raise NotFound("playbook", key)
    return known[key]


def text_of(session: Session, key: str) -> str:
    """Its YAML: the team's own, else as it ships. NotFound `playbook`."""
    own = team_playbooks(session).get(key)
    if own is not None:
        return own.text
    try:
        return shipped_text(key)
    except KeyError as error:
        raise NotFound("playbook", key) from error


def _origins(session: Session) -> dict[str, str]:
    return {key: own.origin for key, own in team_playbooks(session).items()}
