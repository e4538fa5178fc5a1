"""A large made-up team: a few accounts as the product itself makes them, copied within the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    text,
    values,
)

from playbook.matching import normalize
from playbook.models import Account, Person, Workspace
from playbook.plans import milestones_for, playbooks
from sandbox.people import made_id
from scheduler.sweep import look_at_due_accounts
from storage.changes.accounts import create_account
from storage.changes.people import save_person, save_workspace
from storage.counters import highest_ids, set_highest_ids
from storage.engine import Actor, Store
from storage.tables import ACCOUNT, MILESTONE, NUDGE

NIGHT = datetime(2026, 1, 21, 3, tzinfo=UTC)  # 22:00 in New York: nothing is due before the morning
MORNING = datetime(2026, 1, 21, 14, 0, 1, tzinfo=UTC)
SEEDS, LATE = 100, 10  # accounts that the product makes, and those of them that are at risk
CSMS, SPREAD = 500, 13
LEAD = made_id("U", "lena")
US = Actor("cli", "benchmark", "benchmark")
WORDS = tuple(
    f"{head}{tail}"
    for head in ("Al", "Bor", "Cas", "Del", "Er", "Fal", "Gor", "Hel", "Ir", "Jun", "Kal", "Lor", "Mar", "Nor", "Or")
    for tail in ("ado", "bert", "cia", "dane", "eon", "fax", "gate", "holm", "ida", "kon")
)


def csm_of(number: int) -> str:
    """The CSM of the account with that number, from 1; those at risk are spread among all CSMs."""
    return csm_id((number + number // SEEDS * SPREAD) % CSMS)


def csm_id(place: int) -> str:
    """The CSM at a place, from 0, as a sandbox that was told of `csm012` knows them."""
    return made_id("U", f"csm{place:03}")


def name_of(number: int) -> str:
    """The name of the account with that number, from 1; they share no beginning, as real ones."""
    return f"{WORDS[number % len(WORDS)]} {WORDS[number // len(WORDS) % len(WORDS)]} {number}"


def portfolio(url: str, accounts: int, *, whole: int | None = None) -> Store:
    """A store of `accounts` accounts (a multiple of SEEDS) of CSMS people at NIGHT, a tenth of them at risk, which the
    lead has an escalation about; nothing is due. The first `whole` (all) have milestones and nudges."""
    store = Store(url)
    store.upgrade()
    _make_seeds(store)
    with store.connect() as connection:
        _multiply_accounts(connection, accounts)
        for table in (MILESTONE, NUDGE):
            _multiply_parts(connection, table, (whole or accounts) // SEEDS)
        set_highest_ids(connection, {**highest_ids(connection), **_highest(connection)})
    with store.glance() as session:
        session.execute(text("ANALYZE"))
    return store


def _make_seeds(store: Store) -> None:
    with store.change(actor=US, via="cli", now=NIGHT) as change:
        save_workspace(change, Workspace(csm_lead=LEAD, vp_cs=LEAD, digest_channel="C1", escalation_channel="C2"))
        for user, name in [(LEAD, "lena"), *((csm_id(place), f"csm{place:03}") for place in range(CSMS))]:
            save_person(change, Person(id=user, name=name, real_name=name.title(), fetched_at=NIGHT))
    with store.change(actor=US, via="cli", now=NIGHT) as change:
        for number in range(1, SEEDS + 1):
            create_account(change, _seed(number))
    look_at_due_accounts(store, NIGHT)


def _seed(number: int) -> Account:
    start_on = (NIGHT - timedelta(days=25 if number <= LATE else 2)).date()
    account = Account(name=name_of(number), csm="-", csm_id=csm_of(number), start_on=start_on, playbook="agent-30-day")
    return replace(account, milestones=milestones_for(playbooks()["agent-30-day"], start_on, None, account.zone))


def _multiply_accounts(connection: Connection, accounts: int) -> None:
    """Account n is a copy of the seed with its last digits, under its own name and with its own CSM."""
    copies = _copies(accounts // SEEDS)
    number = ACCOUNT.c.id + copies.c.copy * SEEDS
    words = values(column("place", Integer), column("word", String), column("key", String), name="words").data(
        [(place, word, normalize(word)) for place, word in enumerate(WORDS)]
    )
    kept = words.cte("kept")
    first, second = kept.alias("first"), kept.alias("second")
    digits = cast(number, String)
    own: dict[str, Any] = {
        "id": number,
        "name": first.c.word + " " + second.c.word + " " + digits,
        "name_key": first.c.key + second.c.key + digits,
        "csm_id": _csm(number),
    }
    copied = (
        select(*(own.get(each.name, each) for each in ACCOUNT.c))
        .select_from(ACCOUNT)
        .join(copies, literal(1) == 1)
        .join(first, first.c.place == number % len(WORDS))
        .join(second, second.c.place == number // len(WORDS) % len(WORDS))
    )
    connection.execute(insert(ACCOUNT).from_select([each.name for each in ACCOUNT.c], copied))


def _multiply_parts(connection: Connection, table: Table, times: int) -> None:
    """What the seeds own, for their first copies too; what their CSM hears the copy's own CSM hears."""
    copies = _copies(times)
    owner = table.c.account_id + copies.c.copy * SEEDS
    highest = select(func.max(table.c.id)).scalar_subquery()
    own: dict[str, Any] = {"id": table.c.id + copies.c.copy * highest, "account_id": owner}
    if table is NUDGE:
        own["key"] = NUDGE.c.key + ":" + cast(copies.c.copy, String)
        own["recipient_id"] = case((NUDGE.c.recipient_id == LEAD, LEAD), else_=_csm(owner))
    copied = select(*(own.get(each.name, each) for each in table.c)).select_from(table).join(copies, literal(1) == 1)
    connection.execute(insert(table).from_select([each.name for each in table.c], copied))


def _csm(number: ColumnElement[int]) -> ColumnElement[str]:
    """`csm_of` as SQL."""
    digits = cast((number + number // SEEDS * SPREAD) % CSMS + 1_000, String)
    return literal("U0CSM") + func.substr(digits, 2) + "000"


def _copies(times: int) -> CTE:
    """1, 2 … `times` - 1, as a column `copy`."""
    first = select(literal(1).label("copy")).where(literal(times) > 1).cte("copies", recursive=True)
    return first.union_all(select(first.c.copy + 1).where(first.c.copy < times - 1))


def _highest(connection: Connection) -> dict[str, int]:
    tables = (ACCOUNT, MILESTONE, NUDGE)
    return {table.name: connection.execute(select(func.max(table.c.id))).scalar_one() or 0 for table in tables}
