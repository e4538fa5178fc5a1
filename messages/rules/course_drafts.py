"""Drafts of the long run: what a CSM could send when it stalls, when people leave, and at the end.

Paragraphs of plain text, without greeting and signature.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from messages.drafting import ahead, asked_of_customer, goal, question, quoted, reached, upcoming, where
from messages.facts import Facts, fact_day, fact_text
from messages.words import day, listed
from playbook.calendar import account_calendar
from playbook.models import Account, Kind, Measure, Milestone, MilestoneStatus, Workspace
from playbook.reviewing import is_review

ADOPTION_DAY = 30  # 002 edge case 1: three people, every week, by then
PROPOSED = 3


def sponsor(account: Account, facts: Facts, today: date) -> list[str]:
    """STALL-14 (002 edge case 5): to the executive sponsor, as a risk to the investment before their date."""
    since = fact_day(facts, "since_on")
    stood = f"has stood still since {day(since, today)}" if since else "has stood still for two weeks"
    owed = asked_of_customer(upcoming(account))
    return [
        f"The work on your onboarding {stood}, and I would rather tell you now than later: {_risk(account, today)}.",
        goal(account),
        where(account, upcoming(account), today),
        f"What holds it up, as I understand it: “{quoted(owed, 200)}”." if owed else "",
        "Who on your side can clear the way, and by which day?",
    ]


def weekly_note(account: Account, facts: Facts, today: date) -> list[str]:
    """STALL-NOTE (002 edge case 5): where we are, what we need, what happens next."""
    step = upcoming(account)
    owed = asked_of_customer(step)
    standing = reached(account)
    coming = ahead(account, today, 2)
    need = f"“{quoted(owed, 200)}”" if owed else f"your part of “{quoted(step.name, 120)}”" if step else "your word"
    then = f"we go on with {coming[0]}" if coming else "we close what is open together"
    return [
        f"Where we are: {standing}." if standing else "Where we are: the first step is still ahead of us.",
        f"What we need from you: {need}.",
        f"What happens next: once that is there, {then}{f', then {coming[1]}' if len(coming) > 1 else ''}.",
        question(step, today),
    ]


def discovery(account: Account, facts: Facts, today: date) -> list[str]:
    """CRITERIA-14 (002 edge case 1): the two discovery questions, proposed milestones, the adoption fallback."""
    noted = account.facts.criteria.text if account.facts.criteria else ""
    options = "\n".join(f"• {option}" for option in proposals(account))
    by = account.start_on + timedelta(days=ADOPTION_DAY)
    until = f"by {day(by, today)}" if by > today else "within the next four weeks"
    return [
        "I want your onboarding to be measured by your result and not by our checklist. Two questions tell me which:",
        "1. What triggered the decision to invest in this now?\n"
        "2. What would need to be true in six months for you to call this a success?",
        f"What I have noted so far, and you have not agreed to yet: “{quoted(noted, 300)}”." if noted.strip() else "",
        f"If it is easier to choose than to write, tell me which of these is closest:\n{options}",
        f"And if none is, let us begin with use: three of your people complete {core_workflow(account)} every week,"
        f" {until}.",
    ]


def proposals(account: Account) -> list[str]:
    """Two or three results to choose from, out of this account's plan and products, the most valuable first."""
    found = dict.fromkeys(text for text in _results(account) if text.strip(" “”"))
    return list(found)[:PROPOSED]


def core_workflow(account: Account) -> str:
    """What their people do with it: the workflow tried most, else what they bought."""
    tried = Counter(task.workflow for user in account.facts.seed_users for task in user.submissions)
    bought = [*(name for name, _ in tried.most_common(1)), *account.facts.features_purchased, *_products(account)]
    return f"“{quoted(bought[0], 80)}”" if bought else "the one task you need most"


def realignment(account: Account, facts: Facts, today: date) -> list[str]:
    """CHAMPION-LEFT (002 edge case 3): delivering the value of the investment, and a 15-minute briefing of the state.

    The question is that of the task still open: a contact, the call, or the plan.
    """
    standing, coming = reached(account), ahead(account, today)
    return [
        "We want to make sure that this investment delivers value for your team, and to go on without a restart.",
        goal(account),
        f"So far: {standing}." if standing else "",
        f"What comes next: {', '.join(coming)}." if coming else "",
        "Fifteen minutes are enough for a briefing on the state of your onboarding: what has been reached, what is"
        " next, and what is yours to decide, with options to choose from.",
        _next_question(account, fact_text(facts, "task"), today),
    ]


def warm_handoff(account: Account, facts: Facts, today: date) -> list[str]:
    """HANDOFF-READY (004, 001): the invitation to the warm handoff call."""
    said = account.facts.first_value_confirmed
    review = account.review
    words = f"You told us so yourselves: “{quoted(review.words, 300)}”." if review and review.words.strip() else ""
    if not words and said:
        words = f"{quoted(said.by, 60)} confirmed it on {day(said.on, today)}."
    return [
        "You have reached what we set out for together.",
        goal(account),
        words,
        "I would like to introduce the colleague who looks after you from here on, on a call and not by e-mail: what we"
        " agreed, what works for your team, and your plan for the months ahead.",
        f"Does {day(_working_day(account, today, 2), today)} at 10:00 your time suit you for 30 minutes?",
    ]


def three_questions(account: Account, facts: Facts, today: date) -> list[str]:
    """SURVEY (001, 004): effort, recommendation and satisfaction."""
    return [
        "Your onboarding is complete, and you know best what it was like. Three questions, a number each:",
        "1. How much effort did it take you to get here, from 1 (hardly any) to 7 (far too much)?\n"
        "2. How likely are you to recommend working with us, from 0 (not at all) to 10 (certainly)?\n"
        "3. How satisfied are you with the onboarding, from 0 to 100 %?",
        "A sentence on the one thing that cost you most helps us mend it.",
    ]


def _risk(account: Account, today: date) -> str:
    """The risk before their date, or after it."""
    dates = [on for on in (account.target_first_value_on, account.end_on) if on]
    coming = min((on for on in dates if on >= today), default=None)
    if coming:
        return f"we want your team to see value before {day(coming, today)}, and this puts that investment at risk"
    if dates:
        return f"{day(max(dates), today)}, the day your team was to see value by, has passed; the investment is at risk"
    return "it puts at risk what your investment is meant to bring"


def _results(account: Account) -> Iterator[str]:
    if account.first_value_definition:
        yield f"“{quoted(account.first_value_definition, 200)}”"
    closed = (MilestoneStatus.SKIPPED, MilestoneStatus.COMPLETE)
    live = [item for item in account.milestones if item.status not in closed and not is_review(item)]
    yield from (_result(item) for item in live if item.kind is Kind.VALUE)
    for product in _products(account):
        yield f"a first piece of your own work done with “{quoted(product, 80)}”, by your own people"
    for feature in account.facts.features_purchased:
        yield f"“{quoted(feature, 80)}” in use by your team every week"
    yield from (_USE[item.measure].format(item.threshold) for item in live if item.measure in _USE and item.threshold)
    yield "the first result that you show to your own management"
    yield "an hour a week saved for each person who uses it"


_USE = {
    Measure.FST_COVERAGE: "{:g} % of your first users have done a first task of their own with it",
    Measure.RETURN_7_DAY: "{:g} % of your first users come back within a week",
    Measure.WORKFLOWS_PER_USER: "each of your first users does at least {:g} kinds of work with it",
    Measure.FEATURE_ADOPTION: "{:g} % of what you bought is in use",
}


def _result(milestone: Milestone) -> str:
    return f"“{quoted(milestone.criteria or milestone.name, 200)}”"


def _products(account: Account) -> tuple[str, ...]:
    return account.facts.deal.products


def _next_question(account: Account, task: str | None, today: date) -> str:
    first, second = (day(_working_day(account, today, days), today) for days in (1, 2))
    if task == "new-contact":
        return "Whom should I work with from now on, and may I invite them to these fifteen minutes?"
    if task == "plan-agreed":
        return "Can you agree to these steps and days as they stand, or which of them should move?"
    return f"Which suits you better for this call, {listed([first, second]).replace(' and ', ' or ')}?"


def _working_day(account: Account, today: date, days: int) -> date:
    return account_calendar(account, Workspace()).add_working_days(today, days)
