"""What CAPACITY says: of one CSM, in `why` of their accounts; `messages.load` has the weekly message."""

from __future__ import annotations

from datetime import date

from messages.facts import Facts, fact_number, fact_text
from messages.rules.saying import Saying, Sayings
from messages.words import count, escape


def _capacity(facts: Facts, today: date) -> str:
    active, most = int(fact_number(facts, "active") or 0), int(fact_number(facts, "most") or 0)
    who = escape(fact_text(facts, "owner") or "The CSM")
    text = f"{who} carries {count(active, 'active onboarding')}, {most} is the most for one person."
    return f"{text} `/onboard load` shows who has room; the CSM lead hears of it each Monday."


SAYINGS: Sayings = {"CAPACITY": Saying("Too many onboardings", _capacity, _capacity)}
