"""Why a rule speaks, in one short sentence for plans and lists; `reasons` has the whole of it with every input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from messages.facts import Facts, fact_day, fact_names, fact_number, fact_text
from messages.reasons import reason, waits_on
from messages.rules import SAYINGS
from messages.silence import quiet
from messages.words import count, day, escape, listed, said

SAID = 100  # characters of a blocker's own words
BLOCKERS = 4  # of one milestone, in words


def brief(rule: str, facts: Facts, today: date) -> str:
    """A sentence of escaped mrkdwn for `rule` from its facts; never empty."""
    words = SAYINGS[rule].brief if rule in SAYINGS else _RULES.get(rule)
    return words(facts, today) if words is not None else reason(rule, 1, facts, today)


def brief_of(causes: Mapping[str, Sequence[Facts]], today: date) -> str:
    """What the rules that speak of the same thing say: facts by rule, the most serious first; no cause is left out.

    A milestone that is late and blocked is told once, and so is a silence: the days of the longest stall hold the
    shorter ones.
    """
    rule = next(iter(causes))
    if blockers := causes.get("BLOCKED", ()):
        return _held_up(causes.get("OVERDUE", ()), blockers, today)
    if "OVERDUE" in causes and (kickoff := causes.get("KICKOFF-LATE") or causes.get("KICKOFF-BOOK")):
        return _late_kickoff(causes["OVERDUE"][0], kickoff[0], today)
    saying = SAYINGS.get(rule)
    if saying and saying.merged and len(causes[rule]) > 1:
        return saying.merged(causes[rule], today)
    text = brief(rule, causes[rule][0], today)
    if rule == "OVERDUE" and (drag := causes.get("DRAG")):
        return f"{text}{_past_target(causes[rule][0], drag[0], today)}"
    if rule != "TOUCH" and (silence := causes.get("TOUCH")):
        return f"{text} {_untouched(silence[0], today)}"
    if rule == "HEALTH-60" and "HEALTH-80" in causes:
        return text.replace("under 60", "under 80 and under 60", 1)
    return text


def shortly(causes: Mapping[str, Sequence[Facts]], today: date) -> str:
    """The same in a few words, to stand behind a name; empty where the name says it."""
    late, blockers = causes.get("OVERDUE", ()), causes.get("BLOCKED", ())
    parts = [_late(facts, today) for facts in late[:1]]
    parts += [f"waits on {listed(list(dict.fromkeys(map(waits_on, blockers))))}"] if blockers else []
    if rule := next((rule for rule in causes if rule.startswith("STALL-")), None):
        since = fact_day(causes[rule][0], "since_on")
        parts += [f"quiet for {count((today - since).days, 'day')}"] if since else []
    if silence := causes.get("TOUCH"):
        parts.append(_untouched(silence[0], today).removesuffix(".").replace("No", "no", 1))
    users = [escape(user) for facts in next(iter(causes.values()), ()) if (user := fact_text(facts, "user"))]
    parts += [listed(users)] if users else []
    return listed(parts) if parts else ""


def _held_up(late: Sequence[Facts], blockers: Sequence[Facts], today: date) -> str:
    """A milestone, late or not, with what it waits on and the work that can go on meanwhile."""
    first = blockers[0]
    text = f"{_name(late[0])} is {_late(late[0], today)} and " if late else f"{_name(first)} "
    text += _waiting(first, today)
    for facts in blockers[1:BLOCKERS]:
        text += f" It also {_waiting(facts, today)}"
    if len(blockers) > BLOCKERS:
        text += f" And {count(len(blockers) - BLOCKERS, 'more blocker')}."
    others = [escape(name) for name in fact_names(first, "parallel")]
    return f"{text} Meanwhile: {listed(others, 2)}." if others else text


def _late_kickoff(late: Facts, kickoff: Facts, today: date) -> str:
    """One sentence for a kickoff milestone that is late, and one for the day that is booked, if any."""
    booked = fact_text(kickoff, "kickoff_at")
    text = brief("KICKOFF-LATE", kickoff, today).partition(". ")[2] if booked else "It has no date yet."
    return f"{_overdue(late, today)} {text}"


def _past_target(late: Facts, drag: Facts, today: date) -> str:
    """The target of first value, where it is another day than its milestone's."""
    target = fact_day(drag, "last_on")
    return "" if target is None or target == fact_day(late, "due_on") else f" Its target was {day(target, today)}."


def _untouched(facts: Facts, today: date) -> str:
    """No contact, beside what says for how long nothing moved."""
    last_on, start_on = fact_day(facts, "last_on"), fact_day(facts, "start_on")
    return f"No contact logged since {day(last_on, today) if last_on and last_on != start_on else 'signing'}."


def again(step: int) -> str:
    """Said behind what was told before."""
    return f" _Reminder {step}._" if step > 1 else ""


def _name(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'name', 'milestone') or 'A milestone')}*"


def _late(facts: Facts, today: date) -> str:
    due_on = fact_day(facts, "due_on")
    return f"{count((today - due_on).days, 'day')} late" if due_on else "late"


def _waiting(facts: Facts, today: date) -> str:
    since = fact_day(facts, "opened_on", "counted_from")
    when = f" since {day(since, today)}" if since else ""
    text = fact_text(facts, "text")
    return f"waits on {waits_on(facts)}{when}" + (f": {said(text, SAID)}." if text else ".")


def _overdue(facts: Facts, today: date) -> str:
    due_on = fact_day(facts, "due_on")
    was = f" (due {day(due_on, today)})" if due_on else ""
    waits = f" and waits on {waits_on(facts)}" if fact_text(facts, "waiting_on") else ""
    return f"{_name(facts)} is {_late(facts, today)}{was}{waits}."


def _blocked(facts: Facts, today: date) -> str:
    return f"{_name(facts)} {_waiting(facts, today)}"


def _touch(facts: Facts, today: date) -> str:
    last_on, start_on = fact_day(facts, "last_on"), fact_day(facts, "start_on")
    if last_on and last_on != start_on:
        return f"No contact for {count((today - last_on).days, 'day')}, since {day(last_on, today)}."
    if start_on:
        return f"No contact logged since signing, {count((today - start_on).days, 'day')} ago."
    return "No contact for a week."


def _stall(then: str) -> Callable[[Facts, date], str]:
    def words(facts: Facts, today: date) -> str:
        return f"{quiet(facts, today)} {then}"

    return words


def _health(limit: int) -> Callable[[Facts, date], str]:
    def words(facts: Facts, today: date) -> str:
        back = [f"*{escape(name)}*" for name in fact_names(facts, "way_back")]
        if back:
            return f"Health fell under {limit}. Back to green: finish {listed(back, 2)}."
        if limit == 60:
            return "Health fell under 60. Extend, or change the approach?"
        return f"Health fell under {limit}."

    return words


def _remediation(facts: Facts, today: date) -> str:
    due_on, steps = fact_day(facts, "due_on"), fact_number(facts, "steps")
    parts = [count(int(steps), "step")] if steps else []
    if due_on:
        late = (today - due_on).days
        parts.append(f"{count(late, 'day')} late" if late > 0 else f"due {day(due_on, today)}")
    return f"Remediation plan ({', '.join(parts)}): how far is it?" if parts else "Remediation plan: how far is it?"


def _review_follow(facts: Facts, today: date) -> str:
    answer = fact_text(facts, "answer") or ""
    if answer == "yes":
        return "They said Yes: agree the next step and the 60- and 90-day dates with sales."
    word = {"no": "No", "partial": "Partial"}.get(answer, "No or Partial")
    return f"They said {word}, and there is no remediation plan yet."


_RULES: dict[str, Callable[[Facts, date], str]] = {
    "OVERDUE": _overdue,
    "BLOCKED": _blocked,
    "TOUCH": _touch,
    "STALL-3": _stall("A question is drafted."),
    "STALL-6": _stall("Bring in the champion."),
    "STALL-9": _stall("Time for an executive to write."),
    "STALL-21": _stall("Resume, or pause formally?"),
    "HEALTH-80": _health(80),
    "HEALTH-60": _health(60),
    "REVIEW-FOLLOW": _review_follow,
    "REMEDIATION": _remediation,
}
