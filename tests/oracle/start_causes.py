"""Welcome to flows, dates and silence, each as a question about one moment. From METHOD.md and docs/rules.md alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.oracle.calendar import DAY, day, moment
from tests.oracle.customer import AROUND, KICKOFF_HOURS, Then
from tests.oracle.steps import NOW, PLAN, Cause, Step, both, csm, from_day, lead

LADDER = ((3, ("csm",)), (6, ("csm", "csm-lead")), (9, ("csm", "vp-cs")))


def welcome(then: Then) -> Iterator[Cause]:
    signed = then.customer.signed
    if not then.past(then.facts.get("welcome_sent_at")) and not _left_behind(then):
        later = lead(at=signed + timedelta(hours=24))
        yield Cause("WELCOME", signed + timedelta(hours=1), (Step({"csm": NOW}), later))


def sales_handoff(then: Then) -> Iterator[Cause]:
    paper = then.facts.get("handoff") or {}
    parts = ("goals", "stakeholders", "technical_requirements", "promises")
    held = then.named("kickoff", has=r"\bkick[- ]?off", lacks=AROUND) or {}
    overruled = held.get("overrule") and then.kickoff_held_on()
    if any(not paper.get(part) for part in parts) and not overruled and not _left_behind(then):
        two = {"csm": PLAN, "ae": PLAN}
        steps = (Step(two), Step(two, working=1), Step(two, working=1), lead(working=1))
        yield Cause("SALES-HANDOFF", from_day(then, 1), steps)


def _left_behind(then: Then) -> bool:
    """From Day 8 on, the kickoff held."""
    return then.kickoff_held_on() is not None and then.at >= from_day(then, 8)


def kickoff(then: Then) -> Iterator[Cause]:
    calendar, booked = then.calendar, moment(then.facts.get("kickoff_at"))
    if booked and booked > then.at:
        yield from _brief(then, booked)
    if then.kickoff_held_on():
        return
    if booked is None:
        since = calendar.midnight(then.business_days_reach(then.start, 1))
        yield Cause("KICKOFF-BOOK", since, (csm(), csm(working=1)), again=True)
    hours = KICKOFF_HOURS.get(then.facts.get("playbook") or "")
    late = calendar.midnight(then.business_days_reach(then.start, 3) + DAY)
    if hours:
        late = then.customer.signed + timedelta(hours=hours)
    yield Cause("KICKOFF-LATE", late, (csm(), lead(working=1)))
    if booked is None or booked <= then.at:
        return
    on, back = calendar.local_day(booked), 2
    while back:
        on -= DAY
        back -= calendar.works(on)
    if not then.come((then.facts.get("questionnaire") or {}).get("reviewed_on")):
        yield Cause("QUESTIONNAIRE", calendar.midnight(on), (csm(),))


def _brief(then: Then, booked: datetime) -> Iterator[Cause]:
    held, on = then.kickoff_held_on(), then.calendar.local_day(booked)
    if held is None or held >= on:
        while not (then.calendar.works(on) and then.calendar.at(on, 9) < booked):
            on -= DAY
        yield Cause("KICKOFF-BRIEF", then.calendar.midnight(on), (csm(),))


def homework(then: Then) -> Iterator[Cause]:
    for number, item in enumerate(then.customer.items("homework")):
        due = day(item.get("due_on"))
        if due and not then.come(item.get("done_on")):
            since = then.calendar.midnight(due + DAY)
            yield Cause("HOMEWORK", since, (csm(), csm(days=3)), episode=(due, number), again=True)


def stakeholders(then: Then) -> Iterator[Cause]:
    held = then.kickoff_held_on()
    here = [one for one in then.customer.items("stakeholders") if not then.come(one.get("left_on"))]
    if held and len(here) < 2:
        yield Cause("STAKEHOLDERS", then.calendar.midnight(held), (csm(), csm(days=7)), again=True)


def notes_confirm(then: Then) -> Iterator[Cause]:
    item = then.named(
        "kickoff-notes", has=r"kick[- ]?off.*\bnotes?\b|\bnotes?\b.*kick[- ]?off", kind="customer-confirmed"
    )
    if item and then.is_open(item):
        steps = (csm(), csm(working=1))
        yield Cause("NOTES-CONFIRM", from_day(then, 3), steps, subject=item["key"], again=True)


def flows(then: Then) -> Iterator[Cause]:
    used_on = then.use_case_on()
    for flow in then.customer.items("flows"):
        done, sent = then.past(flow.get("completed_at")), then.past(flow.get("sent_at"))
        if flow.get("before_kickoff"):
            if not done and not then.kickoff_held_on():
                yield Cause("FLOW-UNDONE", from_day(then, 2), (csm(),), subject=flow["key"])
        elif used_on and not done and not sent and _is_advanced(f"{flow['key']} {flow['name']}"):
            since = max(from_day(then, 8), then.calendar.midnight(used_on))
            yield Cause("ADVANCED-FLOW", since, (csm(),), subject=flow["key"])


def _is_advanced(words: str) -> bool:
    return re.search(r"advanced|week[- ]?(2|two)", words, re.I) is not None


def overdue(then: Then) -> Iterator[Cause]:
    for item in then.milestones():
        due = then.due(item)
        if then.is_open(item) and due < then.today and not then.held_back(item):
            steps = (csm(), csm(working=2), csm(working=2), lead(working=2))
            yield Cause("OVERDUE", then.calendar.midnight(due + DAY), steps, subject=item["key"], episode=due)


def blocked(then: Then) -> Iterator[Cause]:
    before = then.start
    for item in then.milestones():
        for number, opened, resolved in then.blockers(item):
            counted = opened or then.begins(item) or before
            if then.is_open(item) and not resolved:
                since = then.calendar.midnight(then.business_days_reach(counted, 3))
                steps = (csm(), csm(working=3))
                yield Cause("BLOCKED", since, steps, subject=item["key"], episode=number, again=True)
        before = then.due(item)


def silence(then: Then) -> Iterator[Cause]:
    local, midnight = then.calendar.local_day, then.calendar.midnight
    touched = [local(at) for touch in then.customer.items("touches") if (at := then.past(touch["at"]))]
    last = max(touched, default=then.start)
    if then.passed(then.start) <= 30:
        yield Cause("TOUCH", midnight(then.days_reach(last, 7)), (csm(), csm(days=7)), episode=last, again=True)
    quiet = then.last_sign()
    silent = then.passed(quiet)
    if not any(then.is_open(item) for item in then.milestones()):
        return
    reached = [step for step in LADDER if step[0] <= silent]
    if reached:
        days, to = reached[-1]
        step = Step({role: PLAN if role == "csm" else NOW for role in to})
        yield Cause(f"STALL-{days}", midnight(then.days_reach(quiet, days)), (step,), episode=quiet)
    if silent >= 7:
        since = midnight(then.days_reach(quiet, 7))
        yield Cause("STALL-NOTE", since, (csm(), csm(days=7)), episode=quiet, again=True)
    if silent >= 14:
        yield Cause("STALL-14", midnight(then.days_reach(quiet, 14)), (csm(),), episode=quiet)
    if silent >= 21:
        since = midnight(then.days_reach(quiet, 21))
        yield Cause("STALL-21", since, (both(), both(days=7)), episode=quiet, again=True)


def criteria(then: Then) -> Iterator[Cause]:
    agreed = then.come((then.facts.get("success_criteria") or {}).get("agreed_on"))
    done = [item for item in then.milestones() if item["key"] == "success-criteria" and then.done_on(item)]
    if not agreed and not done:
        yield Cause("CRITERIA-14", from_day(then, 14), (both(), both(days=3)), again=True)
