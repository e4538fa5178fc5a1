"""What a rule looked at, in a few words: its facts, why it is satisfied, and why it does not apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from messages.facts import Facts
from messages.silence import AFTER
from messages.words import WAITING, count, cut, day, escape, listed, points, said
from playbook.models import WaitingOn

NAMED = 3  # of many names
LONGEST = 220  # characters of one rule's inputs
Word = Callable[[Any, date], str]
DRAGS = {"target": "target first value", "end": "agreed end", "90": "90 days"}

SATISFIED: Mapping[str, str] = {
    "WELCOME": "sent, or the kickoff was held and its week is over",
    "SALES-HANDOFF": "complete, or the kickoff was held without it",
    "KICKOFF-BOOK": "booked, or held",
    "KICKOFF-LATE": "held",
    "QUESTIONNAIRE": "reviewed, or the kickoff is over",
    "KICKOFF-BRIEF": "the kickoff is over",
    "HOMEWORK": "done",
    "STAKEHOLDERS": "two people or more are known",
    "NOTES-CONFIRM": "confirmed",
    "FLOW-UNDONE": "completed, or the kickoff was held",
    "ADVANCED-FLOW": "sent",
    "OVERDUE": "closed",
    "BLOCKED": "cleared, or its milestone is closed",
    "TOUCH": "in touch until the first 30 days are over",
    "STALL-3": "a longer silence speaks",
    "STALL-6": "a longer silence speaks",
    "STALL-9": "a longer silence speaks",
    "STALL-14": "a longer silence speaks",
    "STALL-21": "answered",
    "STALL-NOTE": "the onboarding moves",
    "CRITERIA-14": "agreed by the customer",
    "FST-48H": "a task was submitted",
    "FST-FAIL": "succeeded since, or handled",
    "FST-REPEAT": "happened once",
    "FST-ROLLCALL": "the gate is met",
    "FST-50": "enough have succeeded",
    "FST-30": "enough have succeeded",
    "RETURN-USER": "came back",
    "WORKFLOW-ONE": "tried a second workflow",
    "RETURN-60": "the gate is met",
    "WORKFLOWS-2": "the gate is met",
    "ADOPTION-14": "in use",
    "LOW-ENGAGEMENT": "the product is used",
    "CHAMPION-LEFT": "done",
    "SKIP-14": "the safety check is answered",
    "HEALTH-80": "the score is high enough",
    "HEALTH-60": "the score is high enough",
    "DRAG": "in time",
    "CAPACITY": "within what one person can carry",
    "REVIEW-30": "answered",
    "REVIEW-FOLLOW": "followed up",
    "REMEDIATION": "over",
    "HANDOFF-READY": "handed over",
    "SURVEY": "recorded",
    "EXPANSION-HOLD": "texts may speak of the next step",
}
_NO_SEED_USERS = "no seed user is at that point"
NOT_APPLICABLE: Mapping[str, str] = {
    "WELCOME": "nothing to welcome",
    "SALES-HANDOFF": "no sales handoff",
    "KICKOFF-BOOK": "no kickoff",
    "KICKOFF-LATE": "no kickoff",
    "QUESTIONNAIRE": "the kickoff has no date",
    "KICKOFF-BRIEF": "the kickoff has no date",
    "HOMEWORK": "no homework with a due day",
    "STAKEHOLDERS": "the kickoff was not held",
    "NOTES-CONFIRM": "no milestone for confirmed kickoff notes",
    "FLOW-UNDONE": "no flow to complete before the kickoff",
    "ADVANCED-FLOW": "no advanced flow, or the primary use case is not established",
    "OVERDUE": "skipped, or no milestones",
    "BLOCKED": "no blocker",
    "TOUCH": "the first 30 days are over",
    "STALL-3": "no milestone is open",
    "STALL-6": "no milestone is open",
    "STALL-9": "no milestone is open",
    "STALL-14": "no milestone is open",
    "STALL-21": "no milestone is open",
    "STALL-NOTE": "no milestone is open",
    "CRITERIA-14": "no criteria to agree",
    "FST-48H": "no seed user has signed up",
    "FST-FAIL": "no first task has failed",
    "FST-REPEAT": "no task failed with a cause",
    "FST-ROLLCALL": "no open gate of seed users' first tasks, or not its days",
    "FST-50": "no seed users are known",
    "FST-30": "no seed users are known",
    "RETURN-USER": _NO_SEED_USERS,
    "WORKFLOW-ONE": _NO_SEED_USERS,
    "RETURN-60": "no open gate of 7-day return",
    "WORKFLOWS-2": "no open gate of workflows per user",
    "ADOPTION-14": "no purchased features are known",
    "LOW-ENGAGEMENT": "no use was ever recorded",
    "CHAMPION-LEFT": "no champion or primary contact has left",
    "SKIP-14": "no milestone was skipped",
    "HEALTH-80": "no score yet",
    "HEALTH-60": "no score yet",
    "DRAG": "that day is not agreed",
    "CAPACITY": "no CSM in Slack",
    "REVIEW-30": "no review",
    "REVIEW-FOLLOW": "the review is not answered",
    "REMEDIATION": "no remediation plan",
    "HANDOFF-READY": "milestones are open, or the customer has not confirmed first value",
    "SURVEY": "the onboarding has not ended",
    "EXPANSION-HOLD": "nothing is written",
}
RESTED: Mapping[str, str] = {
    "account": "put to rest on this account",
    "team": "put to rest by the team, in settings",
    "self-serve": "self-serve: nobody steps in before the customer contacts support or hits the tier's cap",
}


def inputs_words(facts: Facts, today: date) -> str:
    """`due Thu 22 Jan · waits on us`: a finding's facts in escaped words; empty when there are none to say."""
    told = [_worded(name, value, today) for name, value in facts.items() if name in _WORDS]
    return cut(" · ".join(text for text in told if text), LONGEST)


def _worded(name: str, value: Any, today: date) -> str:
    if value is None:
        return _UNKNOWN.get(name, "")
    try:
        return _WORDS[name](value, today)
    except (ValueError, TypeError):  # facts of an older version
        return ""


def _on(words: str) -> Word:
    return lambda value, today: words.format(day(date.fromisoformat(str(value)[:10]), today))


def _clock(words: str) -> Word:
    def worded(value: Any, today: date) -> str:
        at = datetime.fromisoformat(str(value))
        return words.format(f"{day(at.date(), today)}, {at:%H:%M}")

    return worded


def _text(words: str) -> Word:
    return lambda value, today: words.format(escape(str(value))) if str(value).strip() else ""


def _quote(value: Any, today: date) -> str:
    return said(str(value), 100) if str(value).strip() else ""


def _names(words: str) -> Word:
    def worded(value: Any, today: date) -> str:
        names = [escape(str(name).replace("_", " "), 40) for name in value]
        return words.format(listed(names, NAMED)) if names else ""

    return worded


def _number(words: str) -> Word:
    return lambda value, today: words.format(points(float(value)))


def _waits_on(value: Any, today: date) -> str:
    return f"waits on {WAITING[WaitingOn(value)]}"


_UNKNOWN = {
    "kickoff_at": "kickoff not booked",
    "sent_on": "not sent",
    "use_case_on": "primary use case not established",
    "confirmed_on": "first value not confirmed",
    "held_on": "kickoff not held",
    "last_on": "none so far",
    "score": "no score yet",
    "value": "nobody to measure yet",
}
_WORDS: Mapping[str, Word] = {
    "account": _text("the account is {}"),
    "name": _text("*{}*"),
    "user": _text("*{}*"),
    "cause": _quote,
    "text": _quote,
    "who": _text("by {}"),
    "role": _text("{}"),
    "task": lambda value, today: escape(str(value).replace("-", " ")),
    "signed_at": _clock("signed {}"),
    "by": _clock("the lead hears {}"),
    "start_on": _on("signed {}"),
    "kickoff_at": _clock("kickoff {}"),
    "kickoff_on": _on("kickoff {}"),
    "held_on": _on("kickoff held {}"),
    "limit_on": _on("limit {}"),
    "limit_at": _clock("limit {}"),
    "sent_on": _on("sent {}"),
    "day_on": _on("asked from {}"),
    "due_on": _on("due {}"),
    "done_on": _on("done {}"),
    "opened_on": _on("since {}"),
    "counted_from": _on("counted from {}"),
    "resolved_on": _on("cleared {}"),
    "waiting_on": _waits_on,
    "held_by": _text("held by the gate *{}*"),
    "missing": _names("missing: {}"),
    "known": _names("known: {}"),
    "minutes": _number("{} min"),
    "use_case_on": _on("primary use case since {}"),
    "since_on": _on("quiet since {}"),
    "last_on": _on("last {}"),
    "after": lambda value, today: AFTER.get(str(value), ""),
    "passed_to": _text("`{}` speaks"),
    "day_30_on": _on("watched until {}"),
    "agreed_on": _on("agreed {}"),
    "signed_up_at": _clock("signed up {}"),
    "workflow": _text("workflow {}"),
    "first_at": _clock("first {}"),
    "failed_at": _clock("failed {}"),
    "returned_at": _clock("back {}"),
    "times": lambda value, today: count(int(value), "time"),
    "value": _number("at {}"),
    "threshold": _number("needs {}"),
    "have": _number("{} so far"),
    "need": _number("of {}"),
    "users": lambda value, today: count(value if isinstance(value, int) else len(value), "seed user"),
    "used": _number("{} in use"),
    "purchased": _number("{} purchased"),
    "unused": _names("unused: {}"),
    "limit": _number("limit {}"),
    "reached_on": _on("asked {}"),
    "left_on": _on("left {}"),
    "skipped": _names("skipped: {}"),
    "score": _number("score {}"),
    "which": lambda value, today: DRAGS[str(value)],
    "open": _names("open: {}"),
    "asks_on": _on("asked {}"),
    "answer": lambda value, today: f"the customer said {str(value).capitalize()}",
    "answered_on": _on("answered {}"),
    "on": _on("on {}"),
    "owner": _text("owner {}"),
    "steps": lambda value, today: count(int(value), "step"),
    "confirmed_on": _on("first value confirmed {}"),
    "ended_on": _on("ended {}"),
    "ends_on": _on("at least until {}, and until a Yes"),
    "active": lambda value, today: count(int(value), "active onboarding"),
    "most": _number("{} at most"),
}
"""In the words of one fact each; what is not here says nothing by itself (a key, a step, a code)."""
