"""What a CSM could write to a seed user, or about what the seed users do: one person, one task, one question.

Names and words of others at the customer stay out of what one of them reads.
"""

from __future__ import annotations

from datetime import date

from messages.facts import Facts, fact_day, fact_names, fact_number, fact_text
from messages.words import cut, day, listed, one_line
from playbook.models import Account

SHOWN = 3


def user_name(facts: Facts) -> str | None:
    """The seed user whom the draft greets."""
    return fact_text(facts, "user")


def first_task(account: Account, facts: Facts, today: date) -> list[str]:
    """FST-48H: the e-mail with the first task recommended."""
    known = fact_text(facts, "recommended")
    begin = (
        f"A good one to begin with is “{_quoted(known)}”: colleagues of yours have had it done that way already."
        if known
        else "A good one to begin with is a task that you do every week anyway, small enough for ten minutes."
    )
    return [
        f"Your access is ready{_since(facts, 'signed_up_at')}, and the first task shows what it is for.",
        _goal(account),
        begin,
        f"Which ten minutes {_this_week(today)} suit you, so that we do “{_quoted(known)}” together?"
        if known
        else f"Which of your weekly tasks shall we give it first, in ten minutes {_this_week(today)}?",
    ]


def first_task_call(account: Account, facts: Facts, today: date) -> str:
    """FST-48H: how a short call could begin."""
    known, name = fact_text(facts, "recommended"), _quoted((user_name(facts) or "there").split()[0], 40)
    task = f"“{_quoted(known)}”" if known else "one task of yours"
    return (
        f"{name}, you have had your access for two days, and I would like the first task to work out for you. Have you"
        f" got ten minutes now to do {task} with me, with your own example?"
    )


def another_task(account: Account, facts: Facts, today: date) -> list[str]:
    """FST-FAIL: what failed, owned; another task; one question."""
    workflow, cause = _quoted(fact_text(facts, "workflow") or "your first task"), fact_text(facts, "cause")
    why = f" The reason it gave: “{_quoted(cause, 200)}”." if cause else ""
    known = fact_text(facts, "recommended")
    instead = (
        f"Meanwhile “{_quoted(known)}” is the better one to begin with: it works for colleagues of yours."
        if known
        else f"Meanwhile a smaller task of the same kind than “{workflow}” is the better one to begin with."
    )
    return [
        f"Your first task, “{workflow}”, did not work{_on(facts, 'failed_at')}. That is ours to mend.{why}",
        "I am finding out whether the task was too hard for it, whether it waited for somebody's approval, or whether"
        " the fault is ours, and tell you what I find.",
        instead,
        "What did you want to have in your hands at the end of that task?",
    ]


def come_back(account: Account, facts: Facts, today: date) -> list[str]:
    """RETURN-USER: first tasks like the one that worked, then what stands in the way."""
    workflow = _quoted(fact_text(facts, "workflow") or "your first task")
    if (fact_number(facts, "step") or 1) > 1:
        return [
            f"“{workflow}” worked for you{_on(facts, 'first_at')}, and since then you have not given it another task."
            " There is usually a good reason for that, and I would like to know yours.",
            _goal(account),
            "What is the one thing that makes it easier for you to do such a task without it?",
        ]
    return [
        f"“{workflow}” worked for you{_on(facts, 'first_at')}.",
        "Tasks of the same kind are the easiest next step: the same one with this week's material, a longer one, or the"
        " one that you do right after it.",
        f"Which “{workflow}” is on your desk {_this_week(today)} that you could give it?",
    ]


def adjacent(account: Account, facts: Facts, today: date) -> list[str]:
    """WORKFLOW-ONE: two or three others, offered once, never pushed."""
    workflow, others = _quoted(fact_text(facts, "workflow") or "your tasks"), fact_names(facts, "adjacent")
    names = listed([f"“{_quoted(name)}”" for name in others], SHOWN)
    offer = (
        f"Next to it, colleagues of yours also have {names} done this way."
        if others
        else "The steps just before and just after it often go the same way."
    )
    return [
        f"Good to see that “{workflow}” has become something you come back to.",
        f"{offer} No need to change what works for you: it is there when it helps.",
        "Is there a task next to it that costs you more time than it should?",
    ]


def unused_features(account: Account, facts: Facts, today: date) -> list[str]:
    """ADOPTION-14: what they have already and do not use, the first of it as a question."""
    unused = fact_names(facts, "unused")
    names = listed([f"“{_quoted(name)}”" for name in unused], SHOWN)
    have = f"Of what your team has, {names} {'is' if len(unused) == 1 else 'are'} not in use so far." if unused else ""
    first = f"“{_quoted(unused[0])}”" if unused else "the part that is not in use yet"
    return [have, _goal(account), f"Which task on your side was {first} meant for, and who would do it?"]


def nobody_there(account: Account, facts: Facts, today: date) -> list[str]:
    """LOW-ENGAGEMENT: since when, and what keeps them out."""
    last_on = fact_day(facts, "last_on", "since_on")
    since = f" since {day(last_on, today)}" if last_on else ""
    return [
        f"Nobody on your team has been in the product{since}, and I would rather hear the reason than guess it.",
        _goal(account),
        "What came first for them these days, and on which day does it leave room for the next task?",
    ]


def _goal(account: Account) -> str:
    words = account.first_value_definition
    return f"The result we agreed to reach with your team: “{_quoted(words, 400)}”." if words and words.strip() else ""


def _since(facts: Facts, key: str) -> str:
    on = fact_day(facts, key)
    return f" since {day(on)}" if on else ""


def _on(facts: Facts, key: str) -> str:
    on = fact_day(facts, key)
    return f" on {day(on)}" if on else ""


def _this_week(today: date) -> str:
    return "this week" if today.weekday() < 3 else "in the next days"


def _quoted(text: str | None, limit: int = 80) -> str:
    return cut(one_line(text or ""), limit).rstrip(".")
