"""A team at work: the real tick and client, a served sandbox with a frozen clock, a database, and what people see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from playbook.models import Account, Person, Workspace
from playbook.tracker import read_tracker
from sandbox.faults import fault_from
from sandbox.people import Person as Member
from sandbox.posts import Message
from sandbox.server import Sandbox
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.changes.accounts import create_account
from storage.changes.people import save_person, save_workspace
from storage.engine import Actor, Change, Store
from storage.queries.people import workspace
from storage.records import OutboxRow
from tests.shared import finish

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
ACME = Path(__file__).parents[1] / "data" / "acme-001.yaml"
JANE, OMAR, LENA, VICTOR = "U0JANE00000", "U0OMAR00000", "U0LENA00000", "U0VICTOR000"
DIGEST, ESCALATIONS = "cs-digest", "cs-escalations"


def at(moment: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """`2026-01-26 09:00` as people's clocks show it."""
    return datetime.fromisoformat(moment).replace(tzinfo=zone)


def tracker(name: str, csm: str = "Jane Smith", start: str = "2026-01-15", **milestones: str) -> Account:
    """An account whose milestones are `key="due day"`, or `key="due day, done day"`, read from a tracker file.

    It was welcomed, handed over by sales and its kickoff held as it was signed, with two people there, so that no rule
    about the start has anything to say.
    """
    lines = ["customer:", f'  name: "{name}"', f'  csm: "{csm}"', f"  start_date: {start}"]
    lines += [f'  {name}: "{start}T09:00:00-05:00"' for name in ("welcome_sent_at", "kickoff_at")]
    lines += ["  handoff: {goals: g, stakeholders: s, technical_requirements: t, promises: p}", "stakeholders:"]
    lines += [f"  - {{name: {person}, role: user}}" for person in ("Ana", "Raj")]
    lines += ["milestones:"]
    for key, days in milestones.items():
        due, _, done = days.partition(", ")
        lines += [f"  - name: {key.capitalize()}", f"    key: {key}", f"    target_date: {due}"]
        lines += [f"    actual_date: {done}", "    status: complete"] if done else ["    status: pending"]
    return read_tracker("\n".join(lines) + "\n", defaults=Workspace())


class Office:
    """One team with its Slack, its database and one tick."""

    def __init__(self, sandbox: Sandbox, store: Store) -> None:
        self.sandbox, self.store = sandbox, store
        self.tick = self.another_tick()

    def another_tick(self) -> Tick:
        """A second process on the same database."""
        return Tick(self.store, make_client(self.sandbox.bot_token, self.sandbox.api_url), self.sandbox.clock)

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    # what people do

    @contextmanager
    def change(self, who: str = JANE) -> Iterator[Change]:
        """A change in somebody's name."""
        with self.store.change(actor=Actor("person", who, who), via="test", now=self.now) as change:
            yield change

    def open(self, **settings: Any) -> None:
        """Everybody is known, the settings are made."""
        with self.change(LENA) as change:
            for member in self.sandbox.world.people.values():
                save_person(change, cached(member))
            save_workspace(change, replace(workspace(change.session), csm_lead=LENA, vp_cs=VICTOR, **settings))

    def settings(self, **settings: Any) -> None:
        with self.change(LENA) as change:
            save_workspace(change, replace(workspace(change.session), **settings))

    def person(self, name: str, **fields: Any) -> None:
        """Somebody as users.info tells of them now."""
        with self.change(LENA) as change:
            save_person(change, replace(cached(self.sandbox.world.person(name)), **fields))

    def create(self, *accounts: Account) -> list[Account]:
        with self.change() as change:
            return [create_account(change, account) for account in accounts]

    def acme(self, **fields: Any) -> Account:
        """001's tracker file."""
        read = read_tracker(ACME.read_text(), defaults=Workspace(), name=ACME.name)
        return self.create(replace(read, **fields))[0]

    # time

    def go_to(self, moment: str, zone: ZoneInfo = NEW_YORK) -> datetime | None:
        """Time jumps there, through nothing: as if the tick had slept meanwhile; then it beats once."""
        self.sandbox.clock.set(at(moment, zone))
        return self.beat()

    def walk_to(self, moment: str, zone: ZoneInfo = NEW_YORK) -> None:
        """Time goes there through every instant that the tick asked for."""
        until, steps = at(moment, zone), 0
        while (due := self.beat()) is not None and due <= until:
            assert due > self.now
            self.sandbox.clock.set(due)
            steps += 1
            assert steps < 500
        self.sandbox.clock.set(until)
        self.beat()

    def beat(self) -> datetime | None:
        """Slack's own late work, then the tick; what is due next is never what is due now."""
        finish(self.sandbox.settle())
        due = self.tick.run()
        assert due is None or due > self.now, "the tick left something due"
        assert due == self.tick.next_at()
        return due

    # Slack

    def fail(self, method: str, when: str = "before", do: str = "drop", to: str = "", **more: Any) -> None:
        """`to` a person or a channel by its name: what is due at once goes in any order, and one of it may be meant."""
        if to:
            more["channel"] = self.sandbox.world.person(to[1:]).id if to.startswith("@") else self.channel(to)
        self.sandbox.faults.order([fault_from({"method": method, "when": when, "do": do, **more})])

    def said(self, channel: str) -> list[Message]:
        """Every message of a channel or DM (`@jane`), oldest first."""
        return self.sandbox.world.posts.of(self.sandbox.world.channel(channel).id)

    def texts(self, channel: str) -> list[str]:
        return [f"{message.text}\n{message.blocks}" for message in self.said(channel)]

    def times(self, channel: str, zone: ZoneInfo = NEW_YORK) -> list[str]:
        """When each message came, as `Mon 26 09:00`."""
        return [f"{datetime.fromtimestamp(float(one.ts), zone):%a %d %H:%M}" for one in self.said(channel)]

    def calls(self, *methods: str) -> list[str]:
        return [call.method for call in self.sandbox.calls.all() if not methods or call.method in methods]

    def channel(self, name: str) -> str:
        return self.sandbox.world.channel(name).id

    # the database

    def outbox(self, **wanted: str) -> list[OutboxRow]:
        from storage.queries.outbox import outbox_row

        with self.store.read() as session:
            ids = session.execute(text("SELECT id FROM outbox ORDER BY id")).scalars().all()
            rows = [outbox_row(session, found) for found in ids]
        return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]

    def written(self) -> list[Any]:
        """Everything in the database, to see that nothing was written."""
        tables = ("account", "nudge", "outbox", "audit", "receipt", "card", "hold", "digest_run", "person")
        with self.store.read() as session:
            return [sorted(map(str, session.execute(text(f"SELECT * FROM {table}")).all())) for table in tables]


def cached(member: Member) -> Person:
    """The bot's cache of a member."""
    return Person(
        id=member.id,
        name=member.name,
        real_name=member.real_name,
        time_zone=member.tz,
        team_id=member.team_id,
        is_admin=member.is_admin,
        is_guest=member.is_guest,
        is_stranger=member.is_stranger,
        is_bot=member.is_bot,
        is_deleted=member.deleted,
    )


def hours(opens: int, closes: int) -> dict[str, time]:
    return {"opens": time(opens), "closes": time(closes)}
