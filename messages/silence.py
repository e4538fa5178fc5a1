"""A silence in words: for how long nothing moved, since when, and after what."""

from __future__ import annotations

from datetime import date

from messages.facts import Facts, fact_day, fact_text
from messages.words import count, day

AFTER = {
    "signed": "signing",
    "inbound": "their last message",
    "call": "the last call",
    "meeting": "the last meeting",
    "milestone": "the last milestone that moved",
    "blocker": "the last blocker that was cleared",
    "homework": "their last homework",
    "flow": "the last flow they completed",
    "submission": "their last task in the product",
    "answered": "the last decision on this stall",
    "resumed": "the onboarding was resumed",
}


def silence(facts: Facts, today: date) -> str:
    """`Nothing has moved for 14 days: no customer reply and no progress since Tue 20 Jan (the last call).`"""
    since_on = fact_day(facts, "since_on")
    if since_on is None:
        return "No customer reply and no progress."
    after = AFTER.get(fact_text(facts, "after") or "", "")
    last = f" ({after})" if after else ""
    days = count((today - since_on).days, "day")
    return f"Nothing has moved for {days}: no customer reply and no progress since {day(since_on, today)}{last}."


def quiet(facts: Facts, today: date) -> str:
    """`Quiet for 14 days: no reply and no progress since Tue 20 Jan.`"""
    since_on = fact_day(facts, "since_on")
    if since_on is None:
        return "Quiet: no reply and no progress."
    days = count((today - since_on).days, "day")
    return f"Quiet for {days}: no reply and no progress since {day(since_on, today)}."
