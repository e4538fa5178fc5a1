"""Erasing people's data for good: from what is kept and from its history, whose instants, actions and ids stay.

It goes past the session's images on purpose: they would keep what is to go, and let undo bring it back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, select, true, update

from playbook.erasing import ERASED, Eraser, folded, marks_for, people_of, people_told, spellings
from playbook.errors import NotFound, Refused
from playbook.models import AccountState
from storage.changes.outbox import MAIL
from storage.changes.working import hold_account, hold_accounts, stir
from storage.erasing import COLUMNS, erased
from storage.images import owner_of
from storage.queries.accounts import accounts_of_csm
from storage.queries.people import person_by_id
from storage.records import Forgotten
from storage.tables import ACCOUNT, AUDIT, AUDIT_ACCOUNT, FACTS, KEPT, METADATA, MILESTONE, NUDGE, OUTBOX, PERSON
from storage.tables.types import to_json
from storage.transaction import Change

Counts = Counter[str]


def forget_account(change: Change, account_id: int, name: str) -> Forgotten:
    """Every word that people wrote about a closed or deleted account, and everybody at the customer, are gone.

    Its name, plan, dates, codes and measures stay. Refused `forget_living` for one that is neither.
    """
    there = account_id in hold_accounts(change, [account_id])
    if there and hold_account(change, account_id).state != AccountState.CLOSED:
        raise Refused("forget_living", account=name)
    history = _history(change, account_id)
    eraser = Eraser(_marks(change, account_id, history), whole=True, keys=_keys(change, account_id))
    counts = _erase_account(change, account_id, eraser, history)
    change.session.execute(delete(KEPT).where(KEPT.c.key.startswith("draft:")))
    change.name("account.forget", account_id, name)
    if there:
        stir(change, hold_account(change, account_id))
    return Forgotten(accounts=(name,), rows=dict(counts))


def forget_customer(change: Change, people: Mapping[int, Iterable[tuple[str | None, ...]]]) -> Forgotten:
    """Somebody at a customer is gone from these accounts: the names and addresses given of each, wherever they stand.

    Words that name them otherwise stay.
    """
    counts, names = Counter[str](), []
    for account_id in sorted(hold_accounts(change, sorted(people))):
        row, history = hold_account(change, account_id), _history(change, account_id)
        aliases = {each for called in people[account_id] for each in called}
        marks = marks_for([aliases], _used(change, account_id, history))
        counts += _erase_account(change, account_id, Eraser(marks, keys=_keys(change, account_id)), history)
        change.name("person.forget", account_id, row.name)
        stir(change, row)
        names.append(row.name)
    change.session.execute(delete(KEPT).where(KEPT.c.key.startswith("draft:")))
    return Forgotten(accounts=tuple(names), rows=dict(counts))


def forget_member(change: Change, user_id: str) -> Forgotten:
    """Somebody who left the team is known by their Slack id alone.

    NotFound `person`; Refused `forget_member` for one who is here, `forget_csm` (names) while accounts are theirs.
    """
    person = person_by_id(change.session, user_id)
    if person is None:
        raise NotFound("person", user_id)
    if not person.is_deleted:
        raise Refused("forget_member", who=person.real_name)
    if theirs := accounts_of_csm(change.session, user_id):
        raise Refused("forget_csm", who=person.real_name, names=[account.name for account in theirs])
    called = [name for name in (person.real_name, person.email) if name]
    eraser = Eraser({spelling: ERASED for name in called for spelling in spellings(name)})
    counts = Counter({table: _erase_rows(change, METADATA.tables[table], true(), eraser) for table in COLUMNS})
    whole = change.session.execute(select(AUDIT).with_for_update().execution_options(yield_per=500))
    counts["audit"] = _erase_history(change, list(_changed_lines(whole, eraser, None)))
    counts["outbox"] = _erase_outbox(change, None, eraser)
    theirs_by_id = update(ACCOUNT).where(ACCOUNT.c.csm_id == user_id, ACCOUNT.c.csm != ERASED)
    change.session.execute(theirs_by_id.values(csm=ERASED))
    change.session.execute(update(AUDIT).where(AUDIT.c.actor_id == user_id).values(actor_name=ERASED))
    gone = {"name": ERASED, "real_name": ERASED, "email": None, "dm_channel": None}
    change.session.execute(update(PERSON).where(PERSON.c.id == user_id).values(**gone))
    change.name("person.forget", None, person=user_id)
    return Forgotten(accounts=(), rows=dict(+counts))


def _erase_account(change: Change, account_id: int, eraser: Eraser, history: list[Row[Any]]) -> Counts:
    counts = Counter[str]()
    for name in COLUMNS:
        table = METADATA.tables[name]
        column = table.c.id if table is ACCOUNT else table.c.account_id
        counts[name] = _erase_rows(change, table, column == account_id, eraser)
    counts["outbox"] = _erase_outbox(change, account_id, eraser)
    counts["audit"] = _erase_history(change, list(_changed_lines(history, eraser, account_id)))
    change.session.expire_all()
    return +counts


def _erase_rows(change: Change, table: Table, which: ColumnElement[bool], eraser: Eraser) -> int:
    key = next(iter(table.primary_key.columns))
    held = select(table).where(which).order_by(key).with_for_update()  # nobody's later words are put back to these
    rows = [dict(row) for row in change.session.execute(held).mappings()]
    changed = [(row[key.name], news) for row in rows if (news := erased(table.name, row, eraser))]
    taken = {row["key"] for row in rows if table is NUDGE}
    for row_id, news in changed:
        while "key" in news and news["key"] in taken:  # two causes may read alike by now
            news["key"] += "'"
        taken |= {news["key"]} if "key" in news else set()
        change.session.execute(update(table).where(key == row_id).values(**news))
    return len(changed)


def _history(change: Change, account_id: int) -> list[Row[Any]]:
    about = select(AUDIT).join(AUDIT_ACCOUNT).where(AUDIT_ACCOUNT.c.account_id == account_id)
    return list(change.session.execute(about.order_by(AUDIT.c.id).with_for_update(of=AUDIT)))


def _changed_lines(
    lines: Iterable[Row[Any]], eraser: Eraser, account_id: int | None
) -> Iterable[tuple[int, dict[str, Any]]]:
    """The lines of the history that change, and what they are then; other accounts' part of a line keeps its words."""
    only_names = replace(eraser, whole=False)
    for line in lines:
        facts = (eraser if line.account_id == account_id else only_names).document(line.facts)
        images = [_image(each, eraser) if account_id in (None, owner_of(each)) else each for each in line.images]
        if (facts, images) != (line.facts, line.images) or (eraser.whole and line.undoable and line.erased_at is None):
            yield line.id, {"facts": facts, "images": images}


def _image(image: dict[str, Any], eraser: Eraser) -> dict[str, Any]:
    sides = {side: image[side] for side in ("before", "after") if image[side]}
    return image | {side: values | erased(image["table"], values, eraser) for side, values in sides.items()}


def _erase_history(change: Change, lines: list[tuple[int, dict[str, Any]]]) -> int:
    for line_id, values in lines:
        gone = update(AUDIT).where(AUDIT.c.id == line_id)
        change.session.execute(gone.values(**values, erased_at=change.now))
    return len(lines)


def _erase_outbox(change: Change, account_id: int | None, eraser: Eraser) -> int:
    """What is on its way, or went, about an account (None: about anything); a mail that waits is not sent."""
    nudges = set(change.session.execute(select(NUDGE.c.id).where(NUDGE.c.account_id == account_id)).scalars())
    seen = change.session.execute(select(OUTBOX))
    found = [row.id for row in seen if _message(row, account_id, nudges, eraser)]
    for row_id in found:  # delivery may be at it: what is changed is read anew, and held
        row = change.session.execute(select(OUTBOX).where(OUTBOX.c.id == row_id).with_for_update()).first()
        if row is not None and (news := _message(row, account_id, nudges, eraser)):
            change.session.execute(update(OUTBOX).where(OUTBOX.c.id == row_id).values(**news))
    return len(found)


def _message(row: Row[Any], account_id: int | None, nudges: set[int], eraser: Eraser) -> dict[str, Any]:
    about = {row.about.get("account")} if isinstance(row.about.get("account"), int) else set()
    is_about = account_id in (None, *about) or row.kind == "dry_run"  # which names nudges of any account
    if not is_about and not nudges & set(row.about.get("nudges") or ()):
        return {}
    news: dict[str, Any] = {"about": eraser.document(row.about)}
    if row.kind == MAIL:
        news["destination"] = eraser.document(row.destination)
        news["error"] = row.error and eraser.words(row.error)
    if row.state == "queued" and news.get("destination", row.destination) != row.destination:
        news["state"] = "dropped"
    return {name: value for name, value in news.items() if value != getattr(row, name)}


def _marks(change: Change, account_id: int, history: list[Row[Any]]) -> dict[str, str]:
    """A mark for everybody at the customer whom the account or its history names."""
    documents = [_facts(change, account_id)]
    told: list[Mapping[str, Any]] = []
    for line in history:
        told += [line.facts] if line.account_id == account_id else []
        sides = [(image["table"], image[side]) for image in line.images for side in ("before", "after") if image[side]]
        documents += [values["document"] for table, values in sides if table == "facts"]
        told += [values for table, values in sides if table == "review"]
    people = [each for document in documents for each in people_of(document)]
    people += [each for facts in told for each in people_told(facts)]
    marks = marks_for(people, _used(change, account_id, history))
    csm = change.session.execute(select(ACCOUNT.c.csm).where(ACCOUNT.c.id == account_id)).scalar() or ""
    return {name: mark for name, mark in marks.items() if folded(name) != folded(csm)}


def _facts(change: Change, account_id: int) -> dict[str, Any]:
    found = change.session.execute(select(FACTS.c.document).where(FACTS.c.account_id == account_id)).scalar()
    return found or {}


def _used(change: Change, account_id: int, history: list[Row[Any]]) -> str:
    """Where the marks of people erased before stand: also of those who were taken off the account since."""
    subjects = list(change.session.execute(select(NUDGE.c.subject).where(NUDGE.c.account_id == account_id)).scalars())
    lines = [[line.facts, line.images] for line in history]
    return json.dumps(to_json([_facts(change, account_id), subjects, lines]), ensure_ascii=False)


def _keys(change: Change, account_id: int) -> frozenset[str]:
    keys = change.session.execute(select(MILESTONE.c.key).where(MILESTONE.c.account_id == account_id))
    return frozenset(keys.scalars())
