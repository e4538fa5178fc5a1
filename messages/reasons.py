"""Why a rule speaks, in words that name its inputs: dates, days, names. Rule ids are METHOD.md's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from messages.facts import Facts, fact_day, fact_names, fact_number, fact_text
from messages.rules import SAYINGS
from messages.silence import silence
from messages.words import WAITING, ago, day, due, escape, listed, name_of, points, said, times
from playbook.engine import Look
from playbook.models import Answer, Nudge, Person, WaitingOn


def reason(rule: str, step: int, facts: Facts, today: date, people: Mapping[str, Person] | None = None) -> str:
    """One or two sentences of escaped mrkdwn for `rule`'s `step` (from 1), from its facts; never empty, no ping."""
    if owner := fact_text(facts, "owner"):
        facts = {**facts, "owner": name_of(owner, people or {}, owner)}
    words = SAYINGS[rule].reason if rule in SAYINGS else _RULES.get(rule, _other(rule))
    return words({**facts, "step": step}, today) + _again(rule, step)


def reason_for(nudge: Nudge, look: Look | None, today: date, people: Mapping[str, Person] | None = None) -> str:
    """The reason of a nudge as things stand now: from its finding in `look`, else from what it was drafted with."""
    findings = look.findings if look else ()
    facts = next((finding.facts for finding in findings if finding.thread == nudge.thread), nudge.facts)
    return reason(nudge.rule, nudge.step, facts, today, people)


def _again(rule: str, step: int) -> str:
    if step < 2 or rule.startswith(("STALL-3", "STALL-6", "STALL-9")):
        return ""
    return f" _Raised {times(step - 1)} before._"


def _milestone(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'name', 'milestone') or 'A milestone')}*"


def _overdue(facts: Facts, today: date) -> str:
    due_on = fact_day(facts, "due_on")
    text = f"{_milestone(facts)} is {due(due_on, today)}." if due_on else f"{_milestone(facts)} is past its due day."
    return f"{text} It waits on {waits_on(facts)}." if fact_text(facts, "waiting_on") else text


def waits_on(facts: Facts) -> str:
    """`the customer`: who a blocker is with."""
    try:
        return WAITING[WaitingOn(fact_text(facts, "waiting_on") or "customer")]
    except ValueError:
        return "somebody"


def _blocked(facts: Facts, today: date) -> str:
    opened_on, counted = fact_day(facts, "opened_on"), fact_day(facts, "counted_from")
    since = ""
    if opened_on:
        since = f" since {day(opened_on, today)}, {ago(opened_on, today)}"
    elif counted:
        since = f", counted from {day(counted, today)} because the blocker has no date"
    blocker = fact_text(facts, "text")
    text = f"{_milestone(facts)} waits on {waits_on(facts)}{since}" + (f": {said(blocker, 160)}." if blocker else ".")
    others = fact_names(facts, "parallel")
    return text + (f" Meanwhile: {listed([escape(name) for name in others], 2)}." if others else "")


def _touch(facts: Facts, today: date) -> str:
    last_on, start_on = fact_day(facts, "last_on"), fact_day(facts, "start_on")
    if last_on and last_on != start_on:
        return f"No contact since {day(last_on, today)}, {ago(last_on, today)}. The first 30 days want one a week."
    if start_on:
        return f"No contact logged since signing on {day(start_on, today)}, {ago(start_on, today)}."
    return "No contact for a week within the first 30 days."


def _stall(then: str) -> Callable[[Facts, date], str]:
    def words(facts: Facts, today: date) -> str:
        return f"{silence(facts, today)} {then}"

    return words


def _health(limit: int) -> Callable[[Facts, date], str]:
    def words(facts: Facts, today: date) -> str:
        score = fact_number(facts, "score")
        text = f"Health is {points(score)}, under {limit}." if score is not None else f"Health is under {limit}."
        late, back = fact_names(facts, "late"), fact_names(facts, "way_back")
        if late:
            text += f" Late: {listed([escape(name) for name in late])}."
        if back:
            text += f" Cheapest way back to green: finish {listed([escape(name) for name in back])}."
        return text + (" Time for a leadership review: extend, or change the approach." if limit == 60 else "")

    return words


def _review_due(facts: Facts, today: date) -> str:
    ended, asks_on = fact_day(facts, "remediation_due_on"), fact_day(facts, "asks_on")
    if ended:
        return f"The remediation plan ended {day(ended, today)}: ask the customer again for a Yes, No or Partial."
    if asks_on and asks_on < today:
        missing = "and the customer has not said yet whether onboarding was successful."
        return f"Day 30 was {day(asks_on, today)}, {missing}"
    return "Today is Day 30: ask the customer whether onboarding was successful."


def _review_follow(facts: Facts, today: date) -> str:
    answer, on = fact_text(facts, "answer") or "", fact_day(facts, "on")
    when = f" on {day(on, today)}" if on else ""
    if answer == Answer.YES:
        ahead = [day(found, today) for key in ("day_60_on", "day_90_on") if (found := fact_day(facts, key))]
        dates = f"60- and 90-day ({', '.join(ahead)})" if ahead else "60- and 90-day"
        return (
            f"The customer said Yes{when}. Plan the step beyond the seed users, and agree {dates} opportunity dates "
            "with sales."
        )
    word = {"no": "No", "partial": "Partial"}.get(answer, "No or Partial")
    return f"The customer said {word}{when}, and there is no remediation plan yet: gap, owner, steps, done in 30 days."


def _remediation(facts: Facts, today: date) -> str:
    owner, due_on, steps = fact_text(facts, "owner"), fact_day(facts, "due_on"), fact_number(facts, "steps")
    text = "The remediation plan is open"
    if owner:
        text += f" with {escape(owner)}"
    if due_on:
        text += f", {due(due_on, today)}"
    return (
        f"{text}. How far {'is its one step' if steps == 1 else f'are its {int(steps)} steps' if steps else 'is it'}?"
    )


def _other(rule: str) -> Callable[[Facts, date], str]:
    def words(facts: Facts, today: date) -> str:
        name = fact_text(facts, "name")
        return f"{escape(rule)} applies" + (f" to *{escape(name)}*." if name else ".")

    return words


_RULES: dict[str, Callable[[Facts, date], str]] = {
    "OVERDUE": _overdue,
    "BLOCKED": _blocked,
    "TOUCH": _touch,
    "STALL-3": _stall("A specific question gets an answer; a draft is ready."),
    "STALL-6": _stall("Bring in the champion, and try another channel."),
    "STALL-9": _stall("Time for an executive to write to theirs; a draft is ready."),
    "STALL-21": _stall("At risk: agree a new timeline, or pause formally."),
    "HEALTH-80": _health(80),
    "HEALTH-60": _health(60),
    "REVIEW-30": _review_due,
    "REVIEW-FOLLOW": _review_follow,
    "REMEDIATION": _remediation,
}
TITLES: dict[str, str] = {rule: saying.title for rule, saying in SAYINGS.items()} | {
    "OVERDUE": "Overdue",
    "BLOCKED": "Blocked",
    "TOUCH": "No contact",
    "STALL-3": "Gone quiet",
    "STALL-6": "Still quiet",
    "STALL-9": "Stalled",
    "STALL-21": "Stalled, at risk",
    "HEALTH-80": "Health fell",
    "HEALTH-60": "Health is critical",
    "REVIEW-30": "Day-30 review",
    "REVIEW-FOLLOW": "After the review",
    "REMEDIATION": "Remediation plan",
}
