"""People who leave, drag, review and end, each as a question about one moment. From METHOD.md and docs/rules.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.oracle.calendar import DAY, day
from tests.oracle.customer import Then
from tests.oracle.steps import NOW, Cause, Step, csm, from_day, lead


def champion_left(then: Then) -> Iterator[Cause]:
    people = [one for one in then.customer.items("stakeholders") if one["role"] in ("champion", "primary-contact")]
    for person in people:
        left = then.come(person.get("left_on"))
        if left is None:
            continue
        others = [one for one in people if one is not person and not then.come(one.get("left_on"))]
        called = [touch for touch in then.customer.items("touches") if touch["kind"] in ("call", "meeting")
                  and (at := then.past(touch["at"])) and then.calendar.local_day(at) >= left]  # fmt: skip
        new = [one for one in others if any((on := then.come(one.get(key))) and on >= left
                                            for key in ("confirmed_on", "plan_agreed_on"))]  # fmt: skip
        agreed = [one for one in others if (on := then.come(one.get("plan_agreed_on"))) and on >= left]
        late = then.calendar.midnight(then.business_days_reach(left, 10) + DAY)
        for task, done in (("new-contact", new), ("realignment-call", called), ("plan-agreed", agreed)):
            if not done:
                since, name = then.calendar.midnight(left), person["name"]
                yield Cause("CHAMPION-LEFT", since, (csm(), lead(at=late)), subject=name, episode=(left, task))


def skipped(then: Then) -> Iterator[Cause]:
    checked = then.come((then.facts.get("safety_check") or {}).get("on"))
    if not checked and any(then.state(item)[0] == "skipped" for item in then.milestones()):
        yield Cause("SKIP-14", from_day(then, 14), (csm(),))


def drag(then: Then) -> Iterator[Cause]:
    midnight, target, end = (
        then.calendar.midnight,
        day(then.facts.get("target_first_value")),
        day(then.facts.get("end_date")),
    )
    open_still = any(then.is_open(item) for item in then.milestones())
    if target and not then.first_value_on():
        yield Cause("DRAG", midnight(target + DAY), (csm(),), episode="target")
    if end and open_still:
        yield Cause("DRAG", midnight(end + DAY), (lead(),), episode="end")
    if open_still:
        yield Cause("DRAG", from_day(then, 91), (Step({"vp-cs": NOW}),), episode="90")


def review(then: Then) -> Iterator[Cause]:
    midnight, answer, plan = (
        then.calendar.midnight,
        then.customer.file.get("review"),
        then.customer.file.get("remediation"),
    )
    on = then.come(answer["on"]) if answer else None
    ask = Step({"csm": NOW})
    asking = (ask, Step({"csm": NOW}, working=1), Step({"csm": NOW}, working=1), lead(working=1))
    if on is None or answer is None:
        yield Cause("REVIEW-30", from_day(then, 30), asking, episode="30")
        return
    since = midnight(on)
    if answer["answer"] == "yes":
        yield Cause("REVIEW-FOLLOW", since, (csm(),), episode=on)
    elif plan is None or date.fromisoformat(plan["due_on"]) < on:
        yield Cause("REVIEW-FOLLOW", since, (csm(), csm(working=2)), episode=on, again=True)
    else:
        due, opened = date.fromisoformat(plan["due_on"]), day(plan.get("opened_on")) or on
        yield Cause("REVIEW-30", midnight(due + DAY), asking, episode=due)
        if then.today <= due:
            yield Cause("REMEDIATION", midnight(opened), (csm(), csm(days=7)), episode=opened, again=True)


def ending(then: Then) -> Iterator[Cause]:
    handed, own = then.come(then.facts.get("handed_over_on")), _handoff(then)
    aside = _hangs_on(then, own)
    work = [item for item in then.milestones() if item["key"] not in aside]
    yes = (then.customer.file.get("review") or {}).get("answer") == "yes"
    confirmed = [then.come((then.facts.get("first_value_confirmed") or {}).get("on"))]
    confirmed += [then.come(then.customer.file["review"]["on"])] if yes else []
    known = [on for on in confirmed if on]
    if known and not handed and not then.done_on(own) and not any(then.is_open(item) for item in work):
        days = [min(known), *(on for item in work if (on := then.done_on(item)))]
        yield Cause("HANDOFF-READY", then.calendar.midnight(max(days)), (csm(),))
    closed = [on for item in then.milestones() if (on := then.done_on(item))]
    ended = handed
    if ended is None and closed and not any(then.is_open(item) for item in then.milestones()):
        ended = max(closed)
    if ended and not any((then.customer.file.get("survey") or {}).values()):
        first, second = (then.calendar.midnight(then.days_reach(ended, number)) for number in (3, 7))
        yield Cause("SURVEY", first, (csm(), csm(at=second)))


def _handoff(then: Then) -> dict[str, Any] | None:
    owned = [item for item in then.milestones() if item.get("owner") == "ongoing-csm"]
    said = [item for item in then.milestones() if re.search(r"hand-?(off|over)", f"{item['key']} {item['name']}", re.I)
            and not re.search("sales", f"{item['key']} {item['name']}", re.I)]  # fmt: skip
    return next(iter([*owned, *said]), None)


def _hangs_on(then: Then, item: dict[str, Any] | None) -> set[str]:
    keys = {item["key"]} if item else set()
    while more := {one["key"] for one in then.milestones() if keys & set(one.get("depends_on") or [])} - keys:
        keys |= more
    return keys
