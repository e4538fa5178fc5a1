"""Seed users and what they use, each as a question about one moment. From METHOD.md and docs/rules.md alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.oracle.customer import WEEK, Then
from tests.oracle.steps import NOW, Cause, Step, both, csm, from_day


def each_user(then: Then) -> Iterator[Cause]:
    for user in then.users():
        name, tasks = user["name"], then.tasks(user)
        first, back = then.first_success(user), then.returned(user)
        signed_up, handled = then.past(user.get("signed_up_at")), then.past(user.get("failure_handled_at"))
        if signed_up and not tasks:
            yield Cause("FST-48H", signed_up + timedelta(hours=48), (csm(),), subject=name)
        if tasks and not tasks[0][1]["ok"] and not first and not (handled and handled >= tasks[0][0]):
            yield Cause("FST-FAIL", tasks[0][0], (Step({"csm": NOW}),), subject=name)
        if first and not back:
            yield Cause("RETURN-USER", first + WEEK, (csm(), csm(days=3)), subject=name)
        if back and len({task["workflow"] for _, task in tasks}) == 1:
            yield Cause("WORKFLOW-ONE", back, (csm(),), subject=name)


def fst_repeat(then: Then) -> Iterator[Cause]:
    failures = [(at, task["cause"]) for user in then.users() for at, task in then.tasks(user)
                if not task["ok"] and (task.get("cause") or "").strip()]  # fmt: skip
    seen: dict[str, list[tuple[datetime, str]]] = {}
    for at, cause in sorted(failures, key=lambda one: one[0]):
        seen.setdefault(" ".join(cause.lower().split()), []).append((at, cause))
    for found in seen.values():
        if len(found) >= 2:
            yield Cause("FST-REPEAT", found[1][0], (Step({"engineering-lead": NOW}),), subject=found[0][1])


def gates(then: Then) -> Iterator[Cause]:
    for gate in then.gates("fst_coverage"):
        if not then.is_met(gate) and then.passed(then.start) <= 10:
            steps = (csm(), csm(working=1))
            yield Cause("FST-ROLLCALL", from_day(then, 8), steps, subject=gate["key"], again=True)
    for what, rule in (("return_7_day", "RETURN-60"), ("workflows_per_user", "WORKFLOWS-2")):
        for gate in then.gates(what):
            if not then.is_met(gate):
                yield Cause(rule, from_day(then, 20), (both(),), subject=gate["key"])


def adoption(then: Then) -> Iterator[Cause]:
    share = then.adoption()
    if share is not None and share < 100:
        yield Cause("ADOPTION-14", from_day(then, 14), (csm(),), episode="14")
    if share is not None and share < 30:
        yield Cause("ADOPTION-14", from_day(then, 30), (both(),), episode="30")


def low_engagement(then: Then) -> Iterator[Cause]:
    seen = [at for text in then.customer.items("logins") if (at := then.past(text))]
    seen += [at for user in then.users() for at, _ in then.tasks(user)]
    signed_up = [user for user in then.users() if then.past(user.get("signed_up_at"))]
    if seen or signed_up:
        last = max((then.calendar.local_day(at) for at in seen), default=then.start)
        since = max(from_day(then, 8), then.calendar.midnight(then.days_reach(last, 5)))
        yield Cause("LOW-ENGAGEMENT", since, (csm(), csm(days=7)), episode=last, again=True)
