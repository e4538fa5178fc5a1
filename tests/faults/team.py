"""A team with its customers, lived through from day to day: the real tick, a database, a served Slack, and trouble."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from random import Random
from typing import Any

import yaml
from sqlalchemy import event, text

from bot.manifest import SCOPES
from playbook.models import Account, AccountState, Workspace
from playbook.tracker import read_tracker
from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer
from storage.changes.accounts import close_account
from storage.changes.nudges import acknowledge_nudges
from storage.engine import Store
from tests.faults.trouble import Away, Crash, Trouble, do_not_wait_for_the_disk, half_hour
from tests.oracle.calendar import Calendar
from tests.oracle.customers import PLACES, made_up
from tests.oracle.telling import oracle
from tests.scheduler.office import JANE, LENA, OMAR, VICTOR, Office
from tests.shared import finish

FIRST = date(2025, 9, 1)  # the earliest Day 0 of any customer
DAY = timedelta(days=1)
Dict = dict[str, Any]
Told = tuple[datetime, str, str, int, str, str | None]  # half hour, customer, rule, step, role, subject
WHO = {"ae": OMAR, "csm-lead": LENA, "vp-cs": VICTOR, "engineering-lead": VICTOR}  # and each customer's CSM
EACH_HAS = 10  # customers


def customers(seed: int, number: int, within: int) -> list[Dict]:
    """So many of one place, who come within so many days; what is dated to the minute happens on the half hour."""
    zone, country = PLACES[seed % len(PLACES)]
    found: list[Dict] = []
    for drawn in count(seed * 10_000):
        file = made_up(drawn)
        facts = file["customer"]
        here = (facts["time_zone"], facts.get("country")) == (zone, country)
        if here and date.fromisoformat(facts["start_date"]) < FIRST + within * DAY:
            file["customer"]["name"] = f"Customer {drawn}"
            found.append(_on_the_half_hour(file))
        if len(found) == number:
            return found
    raise AssertionError


def _on_the_half_hour(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _on_the_half_hour(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_on_the_half_hour(value) for value in part]
    if isinstance(part, str):
        return re.sub(r"^(....-..-..T..:)(\d\d)", lambda at: f"{at[1]}{'30' if at[2] >= '30' else '00'}", part)
    return part


class Team:
    """Jane and others have the customers; each is brought in at the first moment of its Day 0.

    `away` are the days on which Slack is; `each_month` is called as time goes by.
    """

    def __init__(
        self, url: str, seed: int, files: list[Dict], days: int, away: list[Away], each_month: Callable[[], object]
    ) -> None:
        facts = files[0]["customer"]
        self.calendar = Calendar(facts["time_zone"], facts.get("country"))
        self.today, self.last = FIRST, FIRST + days * DAY
        limits = Limits(monotonic=lambda: 1000.0)
        self.sandbox = Sandbox(self.calendar.midnight(FIRST), scopes=SCOPES, limits=limits)
        self.store = Store(url)
        event.listen(self.store.engine, "checkout", do_not_wait_for_the_disk)
        self.trouble, self._each_month = Trouble(Random(seed), self.sandbox, away), each_month
        self.csms = [JANE, *self._more_csms((len(files) - 1) // EACH_HAS)]
        accounts = [self._read(file, self.csms[number % len(self.csms)]) for number, file in enumerate(files)]
        self._coming = sorted(accounts, key=lambda account: account.start_on, reverse=True)
        self._csm_of = {account.name: account.csm_id for account in accounts}
        self.heard: Counter[str] = Counter()  # messages in Slack, by their key
        self.told: Counter[Told] = Counter()
        self._read_until = dict.fromkeys({*WHO.values(), *self.csms}, "")
        self._nudges: dict[str, Any] = {}  # by the mark that a message bears of each that it tells
        self._last_nudge = 0
        self._closing: dict[int, date] = {}

    def live(self) -> None:
        """All the days."""
        with SandboxServer(self.sandbox):
            self.office = Office(self.sandbox, self.store)
            self.office.open()
            for person in self._read_until:
                self.office.person(self.sandbox.world.people[person].name, time_zone=self.calendar.zone.key)
            self.office.settings(
                time_zone=self.calendar.zone.key, holiday_country=self.calendar.country, ae_default=OMAR,
                engineering_lead=VICTOR, rested_rules=("CAPACITY",),
            )  # fmt: skip
            while self.today < self.last:
                self._day()
                if self.today.day == 1:
                    self._each_month()
        self.store.close()

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    def _day(self) -> None:
        self._bring_in_and_close()
        self.today += DAY
        midnight = self.calendar.midnight(self.today)
        while (ahead := self.trouble.ahead(self.now, self._beat(), midnight)) < midnight:
            self.sandbox.clock.set(ahead)
            self.sandbox.clock.set(self.now + self.trouble.come(self.now))
        self.sandbox.clock.set(midnight)
        self._take_up()
        self._listen()

    def _bring_in_and_close(self) -> None:
        """By hand, as people do: those whose Day 0 is today, and those whose onboarding is over."""
        while self._coming and self._coming[-1].start_on <= self.today:
            account = self._coming.pop()
            [made] = self.office.create(replace(account, state=AccountState.ACTIVE, closed_on=None))
            if account.state is AccountState.CLOSED and account.closed_on:
                self._closing[made.id] = account.closed_on
        for account_id in [each for each, on in self._closing.items() if on <= self.today]:
            del self._closing[account_id]
            with self.office.change(LENA) as change:
                close_account(change, account_id)

    def _beat(self) -> datetime | None:
        """What is due now is done, if need be by a process begun anew; when something is due next."""
        finish(self.sandbox.settle())
        while True:
            try:
                with self.trouble.breaker.around(self.store.engine):
                    due = self.office.tick.run()
                break
            except Crash:
                self.store.engine.dispose()
                self.office.tick = self.office.another_tick()
        late = self.sandbox.agenda.next_at()
        return min((at for at in (due, late) if at), default=None)

    def _take_up(self) -> None:
        """Whoever hears an escalation has it: the oracle takes that for granted."""
        wanted = "SELECT id FROM nudge WHERE mode = 'escalation' AND state = 'sent' AND acknowledged_at IS NULL"
        with self.store.read() as session:
            found = session.execute(text(f"{wanted} AND NOT ended")).scalars().all()
        if found:
            with self.office.change(LENA) as change:
                for each in found:
                    acknowledge_nudges(change, [each])

    def _listen(self) -> None:
        """What stands in people's Slack since last night; a message bears the marks of the nudges that it tells."""
        self._learn_marks()
        for user, message in [(each, message) for each in self._read_until for message in self._new(each)]:
            bears = (message.metadata or {})["event_payload"]
            self.heard[bears["key"]] += 1
            self._read_until[user] = max(self._read_until[user], message.ts)
            at = half_hour(datetime.fromtimestamp(float(message.ts), UTC))
            words = f"{message.text}{message.blocks}"
            for mark in bears.get("nudges", ()):
                name, rule, step, role, subject = self._nudges[mark]
                assert {**WHO, "csm": self._csm_of[name]}[role] == user, f"{rule} of {name}, for {role}, came to {user}"
                assert name in words, f"{rule} of {name} is not named"
                self.told[at, name, rule, step, role, subject] += 1

    def _new(self, user: str) -> Iterator[Any]:
        channel = self.sandbox.world.dm_with(user).id
        for message in reversed(self.sandbox.world.posts.of(channel)):
            if message.ts <= self._read_until[user]:
                return
            yield message

    def _learn_marks(self) -> None:
        """Of the nudges that came since last night: a mark tells nothing by itself."""
        columns = "n.id, n.key, a.name, n.rule, n.step, n.role, n.subject"
        wanted = f"SELECT {columns} FROM nudge n JOIN account a ON a.id = n.account_id WHERE n.id > :last"
        with self.store.read() as session:
            for id, key, *about in session.execute(text(wanted), {"last": self._last_nudge}):
                self._nudges[sha256(key.encode()).hexdigest()[:16]] = about
                self._last_nudge = max(self._last_nudge, id)

    def _read(self, file: Dict, csm: str) -> Account:
        """What a file says, with that CSM in Jane's place: a remediation's owner too."""
        words = yaml.safe_dump(file).replace("Jane Smith", self.sandbox.world.people[csm].real_name)
        return replace(read_tracker(words, defaults=Workspace()), csm_id=csm)

    def _more_csms(self, number: int) -> list[str]:
        return [self.sandbox.world.add_person(f"csm{each:02}", f"Csm {each:02}").id for each in range(number)]


def meant(files: list[Dict], days: int, away: list[Away]) -> Counter[Told]:
    """What the oracle has them told, a person at a time, from their Day 0 to the end of the days."""
    found: Counter[Told] = Counter()
    for file in files:
        name, start = file["customer"]["name"], date.fromisoformat(file["customer"]["start_date"])
        for at, rule, step, roles, subject in oracle(file, (FIRST + days * DAY - start).days - 1, away).elements():
            for role in roles:
                found[half_hour(at), name, rule, step, role, subject] += 1
    return found
