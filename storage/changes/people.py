"""People as Slack knows them, the team's settings, and living cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, or_, select, update

from playbook.erasing import ERASED
from playbook.errors import Stale
from playbook.models import AccountState, Person, Workspace
from playbook.roles import called
from storage.queries.people import person_by_id, person_called, workspace
from storage.records import Card
from storage.tables import ACCOUNT, CARD, DIGEST_RUN, PERSON, WORKSPACE, AccountTable, WorkspaceTable
from storage.transaction import Change

_WORKSPACE = TypeAdapter(Workspace)


def save_person(change: Change, person: Person) -> Person:
    """Keep or renew a cached user; accounts whose CSM was only a text that fits them alone become theirs."""
    values = asdict(person) | (_forgotten(change, person) if person.is_deleted else {})
    upsert = change.insert(PERSON).values(**values)
    kept = {name: value for name, value in values.items() if name != "id"}
    change.session.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=kept))
    if person.is_full_member:
        _adopt_accounts(change, person)
    return person


def _forgotten(change: Change, person: Person) -> dict[str, str | None]:
    """Who left and was erased stays so, whatever Slack tells of them."""
    known = person_by_id(change.session, person.id)
    if known is None or known.real_name != ERASED:
        return {}
    return {"name": ERASED, "real_name": ERASED, "email": None}


def remember_dm(change: Change, person_id: str, channel: str) -> None:
    """Their direct messages with us are there: a post told it. Not of record."""
    unknown = or_(PERSON.c.dm_channel.is_(None), PERSON.c.dm_channel != channel)
    change.session.execute(update(PERSON).where(PERSON.c.id == person_id, unknown).values(dm_channel=channel))


def save_workspace(change: Change, settings: Workspace) -> Workspace:
    """Take the settings as a whole; every account that is not closed is looked at anew."""
    change.name("settings.save", None)
    document = _WORKSPACE.dump_python(settings, mode="json", exclude={"covers"})
    _make_workspace_row(change)
    row = change.session.get_one(WorkspaceTable, 1, with_for_update=True)
    row.document = document
    change.session.flush()
    look_at_all(change)
    return settings


def save_rules(
    change: Change, rested: tuple[str, ...], numbers: Mapping[str, Mapping[str, int]], before: Workspace
) -> Workspace:
    """The team's resting rules and own numbers, in settings that are still `before` in these two; every account is
    looked at anew. Stale `settings_moved`."""
    held = hold_workspace(change, to_save=True)
    if (held.rested_rules, held.rule_numbers) != (before.rested_rules, before.rule_numbers):
        raise Stale("settings_moved")
    change.name("rules.save", None, rested=list(rested), numbers={rule: dict(own) for rule, own in numbers.items()})
    return save_workspace(change, replace(held, rested_rules=rested, rule_numbers=numbers))


def hold_workspace(change: Change, *, to_save: bool = False) -> Workspace:
    """The settings, as they stay until this change ends: a save waits for it, or is seen by it.

    `to_save`: nobody else holds them either, so that what is saved was decided on what they are.
    """
    held = select(WORKSPACE.c.id).with_for_update(read=not to_save)
    if change.session.execute(held).first() is None:
        _make_workspace_row(change)
        change.session.execute(held)
    return workspace(change.session)


def _make_workspace_row(change: Change) -> None:
    """Settings that nobody saved yet need a row too: without one there is nothing to lock."""
    empty = change.insert(WORKSPACE).values(id=1, document={})
    change.session.execute(empty.on_conflict_do_nothing())


def look_at_all(change: Change) -> None:
    """Settings bear on every account: have each looked at anew."""
    living = update(ACCOUNT).where(ACCOUNT.c.state != AccountState.CLOSED.value)
    change.session.execute(living.values(next_look_at=change.now))


def look_at_accounts_of(change: Change, csm_id: str) -> None:
    """Somebody else hears for this CSM now: have their accounts looked at anew, which readdresses what waits."""
    living = update(ACCOUNT).where(ACCOUNT.c.csm_id == csm_id, ACCOUNT.c.state != AccountState.CLOSED.value)
    change.session.execute(living.values(next_look_at=change.now))


def remember_card(change: Change, account_id: int, channel: str, ts: str) -> Card:
    """This message is now the account's living card in that channel. Not of record."""
    upsert = change.insert(CARD).values(account_id=account_id, channel=channel, ts=ts)
    kept = upsert.on_conflict_do_update(index_elements=["account_id", "channel"], set_={"ts": ts}).returning(CARD.c.id)
    card_id = change.session.execute(kept).scalar_one()
    return Card(id=card_id, account_id=account_id, channel=channel, ts=ts)


def forget_card(change: Change, channel: str, ts: str) -> None:
    """The message is gone. Not of record."""
    change.session.execute(delete(CARD).where(CARD.c.channel == channel, CARD.c.ts == ts))


def record_digest_queued(change: Change, on: date, at: datetime) -> None:
    """The digest of that day is on its way. Not of record."""
    upsert = change.insert(DIGEST_RUN).values(on=on, at=at)
    change.session.execute(upsert.on_conflict_do_update(index_elements=["on"], set_={"at": at}))


def record_digest(change: Change, on: date, at: datetime) -> None:
    """The digest of that day was posted, as things stood at `at`. Not of record."""
    upsert = change.insert(DIGEST_RUN).values(on=on, at=at, posted_at=at)
    change.session.execute(upsert.on_conflict_do_update(index_elements=["on"], set_={"posted_at": at}))


def _adopt_accounts(change: Change, person: Person) -> None:
    nobodys = select(ACCOUNT.c.id, ACCOUNT.c.csm).where(ACCOUNT.c.csm_id.is_(None))
    named = [row for row in change.session.execute(nobodys).all() if called(person, row.csm)]
    theirs = {text: person_called(change.session, text) for text in {row.csm for row in named}}
    fitting = [row.id for row in named if (only := theirs[row.csm]) and only.id == person.id]
    for account_id in sorted(fitting):
        row = change.session.get(AccountTable, account_id, with_for_update=True)
        if row is not None and row.csm_id is None:
            change.name_quietly("account.link", account_id, row.name)
            row.csm_id = person.id
            row.next_look_at = min(row.next_look_at or change.now, change.now)  # a look already due stays due
    change.session.flush()
