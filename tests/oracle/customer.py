"""A tracker file, as a dict, asked what was known at a moment (docs/rules.md, "Common ground")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle.calendar import DAY, Calendar, day, moment

Dict = dict[str, Any]
THRESHOLDS = {"fst_coverage": 70, "return_7_day": 60, "workflows_per_user": 2, "feature_adoption": 30}
KICKOFF_HOURS = {"agent-30-day": 48}
WEEK = timedelta(hours=168)
AROUND = r"\bnotes?\b|\bagenda\b|\bquestionnaire\b|\bbook(ed|ing)?\b|\bschedul(e|ed|ing)\b"  # what a kickoff is not


class Customer:
    """The file, and which of its milestones closed by a measure or by use on the way."""

    def __init__(self, file: Dict) -> None:
        self.file, self.facts = file, file["customer"]
        self.calendar = Calendar(self.facts.get("time_zone") or "America/New_York", self.facts.get("country"))
        self.start = date.fromisoformat(self.facts["start_date"])
        self.signed = moment(self.facts.get("signed_at")) or self.calendar.at(self.start, 9)
        self.pauses = [(date.fromisoformat(one["from"]), day(one.get("to"))) for one in self.items("pauses")]
        self.closed: dict[str, date] = {}
        self.moved: dict[str, int] = {}  # by how many days a gate that was met late moved what it held

    def items(self, section: str) -> list[Dict]:
        return self.file.get(section) or []


class Then:
    """The customer at one moment."""

    def __init__(self, customer: Customer, at: datetime) -> None:
        self.customer, self.facts, self.calendar, self.at = customer, customer.facts, customer.calendar, at
        self.today, self.start = self.calendar.local_day(at), customer.start

    def come(self, text: str | None) -> date | None:
        """A day that is known by now."""
        on = day(text)
        return on if on and on <= self.today else None

    def past(self, text: str | None) -> datetime | None:
        """A moment that is known by now."""
        at = moment(text)
        return at if at and at <= self.at else None

    # the account

    def runs(self) -> bool:
        return self.at >= self.customer.signed and not self.is_closed() and not self.is_paused(self.today)

    def is_closed(self) -> bool:
        closed_on = day(self.facts.get("closed_on"))
        return self.facts.get("state") == "closed" and (closed_on is None or closed_on <= self.today)

    def is_paused(self, on: date) -> bool:
        begun = [pause for pause in self.customer.pauses if pause[0] <= min(on, self.today)]
        return any(over is None or on < over for _, over in begun)

    def passed(self, since: date) -> int:
        """Days gone by since a day, paused ones not counted."""
        if not self.customer.pauses:
            return (self.today - since).days
        return sum(not self.is_paused(since + number * DAY) for number in range((self.today - since).days))

    def days_reach(self, since: date, number: int) -> date:
        """The day on which so many days that were not paused are over."""
        on, count = since, 0
        while count < number:
            count += not self.is_paused(on)
            on += DAY
        return on

    def business_days_reach(self, since: date, number: int) -> date:
        """The so-manieth business day after a day, paused ones not counted."""
        on = since
        while number:
            on += DAY
            number -= self.calendar.works(on) and not self.is_paused(on)
        return on

    # milestones

    def milestones(self) -> list[Dict]:
        return self.customer.items("milestones")

    def state(self, item: Dict) -> tuple[str, date | None]:
        """pending, in_progress, skipped or complete, and since when complete."""
        status = item.get("status") or ("complete" if item.get("actual_date") else "pending")
        if (closed := self.customer.closed.get(item["key"])) is not None:
            return "complete", closed
        begun = self.begins(item)
        if status == "complete":
            done = day(item.get("actual_date")) or day(item["target_date"])
            if done and done <= self.today:
                return "complete", done
            return ("in_progress" if begun and begun <= self.today else "pending"), None
        if status == "in_progress" and begun and begun > self.today:
            return "pending", None
        return status, None

    def due(self, item: Dict) -> date:
        return date.fromisoformat(item["target_date"]) + self.customer.moved.get(item["key"], 0) * DAY

    def begins(self, item: Dict) -> date | None:
        """Its start, which moves along unless somebody began."""
        on = day(item.get("start_date"))
        held = self.customer.moved.get(item["key"], 0) if item.get("status") == "pending" else 0
        return on + held * DAY if on else None

    def is_open(self, item: Dict) -> bool:
        return self.state(item)[0] in ("pending", "in_progress")

    def done_on(self, item: Dict | None) -> date | None:
        return self.state(item)[1] if item else None

    def named(self, key: str, *, has: str, lacks: str | None = None, kind: str | None = None) -> Dict | None:
        """The milestone of that key, else the first whose name says the one thing and not the other."""
        for item in self.milestones():
            if item["key"] == key:
                return item
        for item in self.milestones():
            says = re.search(has, item["name"], re.I) and not (lacks and re.search(lacks, item["name"], re.I))
            if says and kind in (None, item.get("kind")):
                return item
        return None

    def blockers(self, item: Dict) -> Iterator[tuple[int, date | None, date | None]]:
        """(number, opened, resolved) of those known."""
        for number, blocker in enumerate(item.get("blockers") or []):
            opened = day(blocker.get("opened_on")) if isinstance(blocker, dict) else None
            resolved = self.come(blocker.get("resolved_on")) if isinstance(blocker, dict) else None
            if opened is None or opened <= self.today:
                yield number, opened, resolved or self.customer.closed.get(item["key"])

    def kickoff_held_on(self) -> date | None:
        item = self.named("kickoff", has=r"\bkick[- ]?off", lacks=AROUND)
        if item is None:
            held = self.past(self.facts.get("kickoff_at"))
            return self.calendar.local_day(held) if held else None
        return self.done_on(item)

    def first_value_on(self) -> date | None:
        done = [self.done_on(item) for item in self.milestones() if item.get("kind") == "value"]
        return min((on for on in done if on), default=None)

    def use_case_on(self) -> date | None:
        speaking = [
            item for item in self.milestones() if re.search(r"use[- ]case", f"{item['key']} {item['name']}", re.I)
        ]
        days = [self.done_on(item) for item in speaking] + [self.first_value_on()]
        firsts = [self.first_success(user) for user in self.users()]
        days += [self.calendar.local_day(at) for at in firsts if at]
        return min((on for on in days if on), default=None)

    # seed users

    def users(self) -> list[Dict]:
        return self.customer.items("seed_users")

    def tasks(self, user: Dict) -> list[tuple[datetime, Dict]]:
        """What the user submitted by now, oldest first."""
        known = [(at, task) for task in user.get("submissions") or [] if (at := self.past(task["at"]))]
        return sorted(known, key=lambda one: one[0])

    def first_success(self, user: Dict) -> datetime | None:
        return next((at for at, task in self.tasks(user) if task["ok"]), None)

    def returned(self, user: Dict) -> datetime | None:
        """The first submission after the first success."""
        first = self.first_success(user)
        return next((at for at, _ in self.tasks(user) if first and at > first), None)

    def coverage(self) -> float | None:
        users = self.users()
        return 100 * sum(self.first_success(user) is not None for user in users) / len(users) if users else None

    def adoption(self) -> float | None:
        features = self.facts.get("features") or {}
        bought, used = set(features.get("purchased") or []), set(features.get("used") or [])
        return 100 * len(bought & used) / len(bought) if bought else None

    def measure(self, what: str) -> float | None:
        if what == "fst_coverage":
            return self.coverage()
        if what == "feature_adoption":
            return self.adoption()
        succeeded = [user for user in self.users() if self.first_success(user)]
        if what == "workflows_per_user":
            kinds = [len({task["workflow"] for _, task in self.tasks(user)}) for user in succeeded]
            return sum(kinds) / len(kinds) if kinds else None
        old = [user for user in succeeded if self._first(user) + WEEK <= self.at]
        back = [user for user in old if (again := self.returned(user)) and again <= self._first(user) + WEEK]
        return 100 * len(back) / len(old) if old else None

    def _first(self, user: Dict) -> datetime:
        first = self.first_success(user)
        assert first
        return first

    def gates(self, what: str | None = None) -> list[Dict]:
        """Open gates, of one measure or of any."""
        return [item for item in self.milestones() if item.get("measure") and what in (None, item["measure"])
                and self.is_open(item)]  # fmt: skip

    def is_met(self, gate: Dict) -> bool:
        value, threshold = self.measure(gate["measure"]), gate.get("threshold") or THRESHOLDS[gate["measure"]]
        return value is not None and value >= threshold - 1e-9

    # health (002)

    def score(self) -> float | None:
        earned = total = 0.0
        for item in self.milestones():
            share = self._share(item)
            if share is not None:
                earned, total = earned + item["weight"] * share, total + item["weight"]
        return round(100 * earned / total, 1) if total else None

    def _share(self, item: Dict) -> float | None:
        (status, done), due = self.state(item), self.due(item)
        if status == "complete" and done:
            allowed = max((due - self.start).days, 1)
            return 1.0 if done <= due else 0.5 if (done - self.start).days <= 2 * allowed else 0.25
        if status == "skipped" or due >= self.today or self.held_back(item):
            return None
        return 0.25 if status == "in_progress" else 0.0

    def held_back(self, item: Dict) -> bool:
        """By an open phase gate that it waits for, directly or through others: its date does not count (METHOD 3)."""
        for need in item.get("depends_on") or []:
            other = next(one for one in self.milestones() if one["key"] == need)
            if other.get("measure") == "feature_adoption" and self.is_open(other):
                return True
            if self.held_back(other):
                return True
        return False

    # silence

    def last_sign(self) -> date:
        """The last day on which the customer answered or the onboarding moved."""
        return max(on for on in self._signs() if on <= self.today)

    def _signs(self) -> Iterator[date]:
        local = self.calendar.local_day
        yield self.start
        yield from (on for on in [self.come(self.facts.get("stall_answered_on"))] if on)
        for pause in self.customer.items("pauses"):  # one of no days was none
            if pause.get("to") != pause["from"] and (on := self.come(pause.get("to"))):
                yield on
        for touch in self.customer.items("touches"):
            held = touch["kind"] in ("call", "meeting") and (touch.get("minutes") or 0) > 0
            if (at := self.past(touch["at"])) and (held or touch.get("direction") == "inbound"):
                yield local(at)
        for item in self.milestones():
            status, done = self.state(item)
            begun = self.begins(item)
            if status == "complete" and done:
                yield done
            elif status == "in_progress" and begun:
                yield begun
            yield from (resolved for _, _, resolved in self.blockers(item) if resolved)
        yield from (on for one in self.customer.items("homework") if (on := self.come(one.get("done_on"))))
        yield from (local(at) for one in self.customer.items("flows") if (at := self.past(one.get("completed_at"))))
        yield from (local(at) for user in self.users() for at, _ in self.tasks(user))
