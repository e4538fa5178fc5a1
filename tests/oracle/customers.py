"""Customers at random, as tracker files: everything that a rule looks at, in any order and none of it tidy."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

PLACES = (
    ("America/New_York", "US"), ("America/New_York", None), ("America/Los_Angeles", "US"), ("Europe/Berlin", "DE"),
    ("Europe/London", "GB"), ("Asia/Kolkata", "IN"), ("Asia/Tokyo", "JP"), ("Australia/Sydney", "AU"),
    ("America/Sao_Paulo", "BR"), ("Asia/Dubai", None), ("Pacific/Auckland", "NZ"),
)  # fmt: skip
CAUSES = ("missing permission", "Missing  permission", "time-out", "wrong format", "Time-out")
WORKFLOWS = ("triage", "reports", "search")
TOUCHES = ("call", "email", "meeting", "message")
FLOWS = (
    ("account-setup", "Account setup", True),
    ("core", "Core workflow", True),
    ("advanced", "Advanced", False),
    ("w2", "Week two: more of it", False),
    ("permissions", "Permissions", False),
)
Dict = dict[str, Any]


class Maker:
    """Draws one customer from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        zone, self.country = self.random.choice(PLACES)
        self.zone = ZoneInfo(zone)
        self.start = date(2025, 9, 1) + timedelta(days=self.random.randrange(420))
        if self.likely(0.2):  # a signing late on a Friday
            self.start += timedelta(days=(4 - self.start.weekday()) % 7)
        self.reach = self.random.choice((25, 45, 90, 300))  # days within which most things happen
        self.thorough = self.random.choice((0.3, 0.6, 0.95))  # how much of the plan is done
        self.names = [f"User {letter}" for letter in "ABCDEFGHIJ"[: self.random.randrange(11)]]

    def likely(self, share: float) -> bool:
        return self.random.random() < share

    def day(self, last: int | None = None, first: int = 0) -> str:
        number = self.random.randint(first, max(first, self.reach if last is None else last))
        return (self.start + timedelta(days=number)).isoformat()

    def moment(self, last: int | None = None, first: int = 0) -> str:
        on = datetime.fromisoformat(self.day(last, first))
        at = on.replace(hour=self.random.randrange(24), minute=self.random.choice((0, 0, 17, 30, 59)), tzinfo=self.zone)
        return at.isoformat()

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.likely(share) else None

    def file(self) -> Dict:
        parts: Dict = {
            "customer": {name: value for name, value in self.customer().items() if value is not None},
            "milestones": self.milestones(),
            "stakeholders": self.stakeholders(),
            "seed_users": [self.user(name) for name in self.names],
            "logins": [self.moment() for _ in range(self.random.choice((0, 0, 3, 12)))],
            "flows": self.flows(),
            "touches": [self.touch() for _ in range(self.random.choice((0, 2, 6, 14)))],
            "homework": [self.homework() for _ in range(self.random.randrange(4))],
            "pauses": self.pauses(),
            **self.answers(),
        }
        return {name: value for name, value in parts.items() if value}

    def customer(self) -> Dict:
        friday = self.start.weekday() == 4
        hour = 17 if friday else self.random.randrange(24)
        signed = datetime(self.start.year, self.start.month, self.start.day, hour, 40, tzinfo=self.zone)
        paper = {
            part: self.maybe(0.7, "known") for part in ("goals", "stakeholders", "technical_requirements", "promises")
        }
        closed = self.maybe(0.15, self.day(200, 20))
        return {
            "name": "Made Up",
            "csm": "Jane Smith",
            "start_date": self.start.isoformat(),
            "signed_at": self.maybe(0.7, signed.isoformat()),
            "time_zone": self.zone.key,
            "country": self.country,
            "playbook": self.maybe(0.6, self.random.choice(("agent-30-day", "self-serve", "phase-checklist"))),
            "target_first_value": self.maybe(0.6, self.day(40, 5)),
            "end_date": self.maybe(0.5, self.day(80, 20)),
            "state": "closed" if closed else None,
            "closed_on": closed,
            "welcome_sent_at": self.maybe(0.6, self.moment(3)),
            "kickoff_at": self.maybe(0.7, self.moment(12, 1)),
            "questionnaire": self.maybe(0.6, {"sent_on": self.day(3), "reviewed_on": self.maybe(0.5, self.day(9, 3))}),
            "handoff": self.maybe(0.7, {name: text for name, text in paper.items() if text}),
            "success_criteria": self.maybe(0.7, {"text": "It works", "agreed_on": self.maybe(0.7, self.day(40))}),
            "features": self.maybe(
                0.7, {"purchased": ["a", "b", "c", "d"], "used": ["d", "c", "b", "a"][: self.random.randrange(5)]}
            ),
            "stall_answered_on": self.maybe(0.2, self.day()),
            "first_value_confirmed": self.maybe(0.5, {"by": "Ana", "on": self.day()}),
            "handed_over_on": self.maybe(0.25, self.day(200, 30)),
            "support_contacted_on": self.maybe(0.2, self.day()),
            "tier_cap_hit_on": self.maybe(0.1, self.day()),
            "safety_check": self.maybe(0.3, {"on": self.day(60, 10), "in_use": True, "tickets_above_peers": False}),
            "rested_rules": self.maybe(0.1, self.random.sample(("TOUCH", "STALL-NOTE", "OVERDUE", "HEALTH-80"), 2)),
        }

    def milestones(self) -> list[Dict]:
        wanted = [self.kickoff(), {"name": "Sales handoff held", "key": "sales-handoff", "owner": "ae"},
                  {"name": "Success criteria agreed", "key": self.random.choice(("success-criteria", "criteria"))},
                  self.notes(), {"name": "Integration configured", "key": "integration", "weight": 2},
                  {"name": "First use case live", "key": "use-case", "weight": 3},
                  *self.gates(), {"name": "Training delivered", "key": "training"}, self.used(),
                  {"name": "First value achieved", "key": "first-value", "kind": "value", "weight": 3},
                  {"name": "Success review answered", "key": "success-review"}, self.handoff()]  # fmt: skip
        kept: list[Dict] = []
        for item in wanted:
            if self.likely(0.7):
                kept.append(self.filled(item, [one["key"] for one in kept]))
        return kept or [self.filled(wanted[0], [])]

    def kickoff(self) -> Dict:
        return self.random.choice(
            (
                {"name": "Kickoff held", "key": "kickoff"},
                {"name": "Kick-off call", "key": "first-call"},
                {"name": "Kickoff scheduled", "key": "booking"},
            )
        )

    def notes(self) -> Dict:
        return self.random.choice(
            (
                {"name": "Notes confirmed", "key": "kickoff-notes"},
                {"name": "Kickoff notes confirmed", "key": "notes", "kind": "customer-confirmed"},
            )
        )

    def gates(self) -> list[Dict]:
        plain = {"kind": "gate", "weight": 3}
        return [
            {"name": "Users with a success", "key": "fst", "measure": "fst_coverage", "threshold": 70, **plain},
            {"name": "Users back", "key": "back", "measure": "return_7_day", "threshold": 60, **plain},
            {"name": "Workflows", "key": "workflows", "measure": "workflows_per_user", "threshold": 2, **plain},
            {"name": "Adoption of core", "key": "core", "measure": "feature_adoption", "threshold": 60, **plain},
        ]

    def used(self) -> Dict:
        event = self.random.choice(("signed_up", "login", "task_succeeded", "flow_completed"))
        return {"name": "In use", "key": "in-use", "usage_event": event, "usage_count": self.random.randint(1, 3)}

    def handoff(self) -> Dict:
        return self.random.choice(
            (
                {"name": "Given over to the ongoing team", "key": "given-over", "owner": "ongoing-csm"},
                {"name": "Handoff meeting", "key": "handoff"},
            )
        )

    def filled(self, item: Dict, before: list[str]) -> Dict:
        due = self.random.randint(0, 60)
        found: Dict = {"weight": 1, "kind": "task", **item, "target_date": self.day(due, due)}
        if self.likely(0.5):
            found["start_date"] = self.day(due, max(0, due - 12))
        if self.likely(self.thorough):
            found |= {"status": "complete", "actual_date": self.day(max(1, 2 * due + 9), max(0, due - 9))}
        elif self.likely(0.15):
            found |= {"status": "skipped", "skip": {"reason": "known", "consequence": "slower"}}
        else:
            found["status"] = self.random.choice(("pending", "in_progress"))
        if before and self.likely(0.5):
            found["depends_on"] = self.random.sample(before, self.random.randint(1, min(2, len(before))))
        if self.likely(0.3):
            found["blockers"] = [self.blocker() for _ in range(self.random.randint(1, 2))]
        return found

    def blocker(self) -> Any:
        if self.likely(0.3):
            return "Waiting for somebody"
        opened = self.random.randint(0, 60)
        resolved = self.maybe(0.6, self.day(opened + 40, opened))
        return {"text": "No access", "waiting_on": "us", "opened_on": self.day(opened, opened), "resolved_on": resolved}

    def stakeholders(self) -> list[Dict]:
        roles = ("champion", "primary-contact", "user", "executive-sponsor", "technical-contact")
        return [
            {"name": name, "role": self.random.choice(roles), "left_on": self.maybe(0.4, self.day()),
             "confirmed_on": self.maybe(0.4, self.day()), "plan_agreed_on": self.maybe(0.4, self.day())}
            for name in ("Ana", "Ben", "Cleo", "Dov")[: self.random.randrange(5)]
        ]  # fmt: skip

    def user(self, name: str) -> Dict:
        count = self.random.choice((0, 1, 1, 2, 3, 5))
        return {
            "name": name,
            "signed_up_at": self.maybe(0.8, self.moment(15)),
            "submissions": [self.task() for _ in range(count)],
            "failure_handled_at": self.maybe(0.2, self.moment(40)),
        }

    def task(self) -> Dict:
        workflow, at = self.random.choice(WORKFLOWS[: self.random.randint(1, 3)]), self.moment(self.reach // 2)
        if self.likely(0.65):
            return {"at": at, "workflow": workflow, "ok": True}
        return {"at": at, "workflow": workflow, "ok": False, "cause": self.maybe(0.9, self.random.choice(CAUSES))}

    def flows(self) -> list[Dict]:
        return [self.flow(*known) for known in FLOWS if self.likely(0.4)]

    def flow(self, key: str, name: str, before: bool) -> Dict:
        sent, done = self.maybe(0.4, self.moment(20)), self.maybe(0.4, self.moment(30))
        found = {"key": key, "name": name, "minutes": 8, "before_kickoff": before}
        return {**found, "sent_at": sent, "completed_at": done}

    def touch(self) -> Dict:
        kind = self.random.choice(TOUCHES)
        way = self.random.choice(("inbound", "outbound"))
        return {
            "at": self.moment(),
            "kind": kind,
            "direction": way,
            "minutes": self.maybe(0.5, self.random.choice((0, 20))),
        }

    def homework(self) -> Dict:
        due = self.random.randint(1, 40)
        done = self.maybe(0.6, self.day(due + 20, max(0, due - 5)))
        return {"text": "Send it", "who": "Ana", "due_on": self.maybe(0.9, self.day(due, due)), "done_on": done}

    def pauses(self) -> list[Dict]:
        if not self.likely(0.35):
            return []
        first, length = self.random.randint(0, 60), self.random.randint(0, 25)
        found = [{"from": self.day(first, first), "to": self.day(first + length, first + length)}]
        if self.likely(0.4):
            then = first + length + self.random.randint(0, 40)
            over = self.maybe(0.6, self.day(then + 9, then + 9))
            found.append({"from": self.day(then, then), "to": over})
        return found

    def answers(self) -> Dict:
        if not self.likely(0.6):
            return {}
        on = self.random.randint(15, 70)
        answer = self.random.choice(("yes", "no", "partial"))
        found: Dict = {
            "review": {"answer": answer, "said_by": "Ana", "on": self.day(on, on), "words": "As hoped for by us"}
        }
        if answer != "yes" and self.likely(0.6):
            due = on + self.random.randint(-5, 40)
            opened = self.maybe(0.5, self.day(on + 4, on))
            found["remediation"] = {
                "owner": "Jane Smith",
                "due_on": self.day(due, due),
                "steps": ["Train"],
                "opened_on": opened,
            }
        if self.likely(0.3):
            found["survey"] = {"ces": 2.5}
        return found


def made_up(seed: int) -> Dict:
    """A tracker file as a dict; the same for the same seed."""
    return Maker(seed).file()
