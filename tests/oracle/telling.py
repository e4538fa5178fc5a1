"""The oracle: one customer's days gone through moment by moment, and what is told to whom.

No engine and no memory but what was told: at each moment every cause is asked for anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle.calendar import DAY, moment
from tests.oracle.causes import causes
from tests.oracle.customer import Customer, Then
from tests.oracle.steps import NOW, PLAN, Cause, Step, csm

ROLES = ("csm", "backup", "ae", "csm-lead", "vp-cs", "engineering-lead")
HOURS = (0, 1, 24, 48, 168)  # after which a moment of the file may matter once more
LEVELS = {
    "HEALTH-80": (80, (csm(),)),
    "HEALTH-60": (60, (Step({"csm": PLAN, "csm-lead": NOW}),)),
    "FST-50": (50, (Step({"csm-lead": NOW}),)),
    "FST-30": (30, (Step({"vp-cs": NOW, "engineering-lead": NOW}),)),
}
Said = tuple[datetime, str, int, tuple[str, ...], str | None]
Silence = tuple[datetime, datetime]  # from when until when nobody can be reached
Missed = dict[tuple[Any, int, str], date]  # a cause, a step and a role: the day whose plan would have told it


def oracle(file: dict[str, Any], days: int, silences: Sequence[Silence] = ()) -> Counter[Said]:
    """All that the method tells about a tracker file from Day 0 through that day.

    What a silence swallowed and still stands is told when it is over: a plan's lines on their own day, or in the next.
    """
    return Counter(_live(Customer(file), days, silences))


def _live(customer: Customer, days: int, silences: Sequence[Silence]) -> Iterator[Said]:
    told: dict[Any, list[dict[str, datetime]]] = {}
    below: dict[str, date] = {}
    missed: Missed = {}
    for at in _moments(customer, days, [until for _, until in silences]):
        is_silent = any(since <= at < until for since, until in silences)
        then = Then(customer, at)
        if then.is_closed() or then.is_paused(then.today):
            continue
        _close(then)
        if at < customer.signed:
            continue
        crossed = list(_crossings(then, below))
        if then.calendar.is_working_moment(at):
            for cause in [*causes(then), *crossed]:
                if _may_speak(then, cause.rule):
                    before = told.setdefault((cause.rule, cause.subject, cause.episode), [])
                    yield from _tell(then, cause, before, missed, is_silent=is_silent)


def _moments(customer: Customer, days: int, more: Sequence[datetime]) -> list[datetime]:
    """Each midnight and opening, and every moment of the file with what follows from it hours later."""
    calendar, found = customer.calendar, {customer.signed + timedelta(hours=hours) for hours in HOURS} | {*more}
    for number in range(days + 1):
        on = customer.start + timedelta(days=number)
        found |= {calendar.midnight(on), calendar.at(on, 9)}
    found |= {at + timedelta(hours=hours) for at in _written(customer.file) for hours in HOURS}
    first, last = calendar.midnight(customer.start), calendar.midnight(customer.start + (days + 1) * DAY)
    return sorted(at for at in found if first <= at < last)


def _written(part: Any) -> Iterator[datetime]:
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _written(one)
    elif isinstance(part, str) and len(part) > 12 and part[4:5] == "-" and "T" in part[10:11]:
        at = moment(part)
        assert at
        yield at


def _close(then: Then) -> None:
    """Gates that are met, and milestones that use completes; the review's own by its answer."""
    for item in then.milestones():
        status = item.get("status") or ("complete" if item.get("actual_date") else "pending")
        if status not in ("pending", "in_progress") or item["key"] in then.customer.closed:
            continue
        if item["key"] == "success-review":
            answered = then.come((then.customer.file.get("review") or {}).get("on"))
            if answered:
                then.customer.closed[item["key"]] = answered
            continue
        if item.get("measure") and then.is_met(item):
            then.customer.closed[item["key"]] = then.today
            if item["measure"] == "feature_adoption":
                _move_on(then, item, (then.today - then.due(item)).days)
        if item.get("usage_event"):
            moments = sorted(at for at in _events(then, item) if at <= then.at)
            if len(moments) >= item.get("usage_count", 1):
                on = then.calendar.local_day(moments[item.get("usage_count", 1) - 1])
                then.customer.closed[item["key"]] = max(on, then.start)


def _move_on(then: Then, gate: dict[str, Any], late: int) -> None:
    """A phase gate met late moves what waits for it by as many days (002, edge case 2)."""
    held, edge = set[str](), {gate["key"]}
    while edge:
        edge = {one["key"] for one in then.milestones() if edge & set(one.get("depends_on") or [])} - held
        held |= edge
    for item in then.milestones():
        if late > 0 and item["key"] in held and then.is_open(item) and item["status"] in ("pending", "in_progress"):
            then.customer.moved[item["key"]] = then.customer.moved.get(item["key"], 0) + late


def _events(then: Then, item: dict[str, Any]) -> list[datetime]:
    flows = then.customer.items("flows")
    own = [flow for flow in flows if flow["key"] == item["key"]] or flows
    found: dict[str, list[datetime | None]] = {
        "signed_up": [then.past(user.get("signed_up_at")) for user in then.users()],
        "login": [then.past(text) for text in then.customer.items("logins")],
        "task_succeeded": [then.first_success(user) for user in then.users()],
        "flow_completed": [then.past(flow.get("completed_at")) for flow in own],
    }
    return [at for at in found[item["usage_event"]] if at]


def _crossings(then: Then, below: dict[str, date]) -> Iterator[Cause]:
    """What fell below a line and has not come back since; a pause is no way back."""
    for rule, (line, steps) in LEVELS.items():
        value = then.score() if rule.startswith("HEALTH") else then.coverage()
        if rule.startswith("FST") and then.passed(then.start) < 10:
            value = None
        if value is None or value >= line:
            below.pop(rule, None)
        else:
            on = below.setdefault(rule, then.today)
            yield Cause(rule, then.calendar.midnight(on), steps, episode=on)


def _may_speak(then: Then, rule: str) -> bool:
    if rule in (then.facts.get("rested_rules") or []):
        return False
    if then.facts.get("playbook") != "self-serve" or rule in ("FST-50", "FST-30"):
        return True
    return bool(then.come(then.facts.get("support_contacted_on")) or then.come(then.facts.get("tier_cap_hit_on")))


def _tell(
    then: Then, cause: Cause, told: list[dict[str, datetime]], missed: Missed, *, is_silent: bool
) -> Iterator[Said]:
    thread = (cause.rule, cause.subject, cause.episode)
    while True:
        number = len(told) - 1 if told and not _is_whole(cause, told) else len(told)
        if number >= len(cause.steps) and not cause.again:
            return
        step = _step(cause, number)
        if _ready(then, cause, step, told[:number]) > then.at:
            return
        heard = told[number] if number < len(told) else {}
        late = {role for role in step.to if missed.get((thread, number, role)) == then.today}
        unheard = [role for role in ROLES if role in step.to and role not in heard]
        roles = [role for role in unheard if role in late or _is_time(then, step.to[role])]
        if is_silent:
            missed |= {(thread, number, role): then.today for role in roles if step.to[role] == PLAN}
        if is_silent or not roles:
            return
        if number == len(told):
            told.append(heard)
        heard |= dict.fromkeys(roles, then.at)
        yield then.at, cause.rule, number + 1, tuple(roles), cause.subject


def _step(cause: Cause, number: int) -> Step:
    return cause.steps[min(number, len(cause.steps) - 1)]


def _is_whole(cause: Cause, told: list[dict[str, datetime]]) -> bool:
    return set(told[-1]) == set(_step(cause, len(told) - 1).to)


def _is_time(then: Then, mode: str) -> bool:
    return then.calendar.is_morning(then.at) if mode == PLAN else then.calendar.is_working_moment(then.at)


def _ready(then: Then, cause: Cause, step: Step, told: list[dict[str, datetime]]) -> datetime:
    """When a step may be told: the cause's beginning, or so long after its first person heard the one before."""
    if not told:
        return cause.since
    first = next(iter(_step(cause, len(told) - 1).to))
    before = told[-1][first]
    on = then.calendar.local_day(before)
    if step.at is not None:
        in_plan = next(iter(step.to.values())) == PLAN
        return then.calendar.midnight(on + DAY) if in_plan and step.at <= before else max(step.at, before)
    left = step.working
    while left:
        on += DAY
        left -= then.calendar.works(on)
    return then.calendar.midnight(on + timedelta(days=step.days))
