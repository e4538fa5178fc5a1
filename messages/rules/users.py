"""What the rules about seed users, their tasks and what they use say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages.facts import Facts, fact_day, fact_names, fact_number, fact_text
from messages.ids import Action
from messages.rules import userdrafts as drafts
from messages.rules.saying import Saying, Sayings
from messages.words import ago, count, day, escape, listed, points, said

CAUSE = 160  # characters of a cause in its own words
NAMES = 8  # of people in a reason
FEW = 3  # of people in a brief


def _user(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'user') or 'A seed user')}*"


def _mail(facts: Facts) -> str:
    email = fact_text(facts, "email")
    return f" ({escape(email, 80)})" if email else ""


def _work(facts: Facts, *keys: str) -> str:
    return f"“{escape(fact_text(facts, *keys) or 'a task')}”"


def _on(facts: Facts, key: str, today: date) -> str:
    """` on Mon 19 Jan`, or nothing."""
    on = fact_day(facts, key)
    return f" on {day(on, today)}" if on else ""


def _clock(facts: Facts, key: str, today: date) -> str:
    """`Tue 20 Jan, 10:00`, on the account's clock."""
    text, on = fact_text(facts, key), fact_day(facts, key)
    return f"{day(on, today)}, {escape(text[11:16])}" if on and text and len(text) >= 16 else ""


def _people(facts: Facts, key: str, most: int) -> str:
    return listed([escape(name) for name in fact_names(facts, key)], most)


def _silent(facts: Facts, today: date) -> str:
    on = fact_day(facts, "signed_up_at")
    since = f"signed up{_on(facts, 'signed_up_at', today)}, {ago(on, today)}," if on else "signed up"
    first = (
        f" Recommend {_work(facts, 'recommended')}: others here succeed with it." if facts.get("recommended") else ""
    )
    return (
        f"{_user(facts)}{_mail(facts)} {since} and has not tried a task yet. Write and call; drafts are ready.{first}"
    )


def _silent_brief(facts: Facts, today: date) -> str:
    return f"{_user(facts)} has tried no task since signing up{_on(facts, 'signed_up_at', today)}."


def _silent_merged(causes: Sequence[Facts], today: date) -> str:
    return f"{_names(causes)} have tried no task since they signed up."


def _names(causes: Sequence[Facts]) -> str:
    """`*Ana*, *Raj* and 4 more`."""
    return listed([_user(facts) for facts in causes], NAMES)


def _failed(facts: Facts, today: date) -> str:
    when, cause, by = _clock(facts, "failed_at", today), fact_text(facts, "cause"), _clock(facts, "due_at", today)
    text = f"{_user(facts)}{_mail(facts)}: the first task, {_work(facts, 'workflow')}, failed"
    text += (f" ({when})" if when else "") + (f": {said(cause, CAUSE)}." if cause else ", no cause given.")
    text += " Due in 24 h" + (f", by {by}" if by else "") + ": find the cause and recommend another task."
    tried, succeeded = fact_number(facts, "tried"), fact_number(facts, "succeeded")
    if tried and tried > 1:
        text += f" Here this task worked {int(succeeded or 0)} of {int(tried)} times."
    return text + (f" Others succeed with {_work(facts, 'recommended')}." if facts.get("recommended") else "")


def _failed_brief(facts: Facts, today: date) -> str:
    cause = fact_text(facts, "cause")
    why = f": {said(cause, 80)}" if cause else ""
    return f"{_user(facts)}'s first task, {_work(facts, 'workflow')}, failed{why}. Due in 24 h: another task."


def _repeated(facts: Facts, today: date) -> str:
    times = int(fact_number(facts, "times") or 2)
    return (
        f"{said(fact_text(facts, 'cause') or 'The same cause', CAUSE)} has failed {count(times, 'task')}, first"
        f"{_on(facts, 'first_at', today)}, last{_on(facts, 'last_at', today)}: {_people(facts, 'users', NAMES)}, at"
        f" {_people(facts, 'workflows', FEW)}. Is it the product?"
    )


def _repeated_brief(facts: Facts, today: date) -> str:
    return f"{said(fact_text(facts, 'cause') or 'The same cause', 80)} fails again. Is it the product?"


def _rollcall(facts: Facts, today: date) -> str:
    text = _rollcall_brief(facts, today)
    if missing := fact_names(facts, "missing"):
        text += f" Not there yet: {listed([escape(name) for name in missing], NAMES)}."
    return text


def _rollcall_brief(facts: Facts, today: date) -> str:
    users, have, need = (int(fact_number(facts, key) or 0) for key in ("users", "have", "need"))
    by = fact_day(facts, "due_on")
    when = f" by {day(by, today)}" if by else ""
    if not users:
        return f"No seed users are recorded, and their first successful tasks are due{when}."
    return (
        f"{have} of {count(users, 'seed user')} had a first successful task: {max(need - have, 0)} more needed{when}."
    )


def _coverage(facts: Facts, today: date) -> str:
    text = _coverage_brief(facts, today)
    if missing := fact_names(facts, "missing"):
        text += f" Not there yet: {listed([escape(name) for name in missing], NAMES)}."
    return text


def _coverage_brief(facts: Facts, today: date) -> str:
    have, users, limit = (int(fact_number(facts, key) or 0) for key in ("have", "users", "limit"))
    share = points(round(100 * have / users, 1)) if users else "0"
    return f"First successful tasks: {have} of {count(users, 'seed user')}, {share} %, under {limit} %."


def _away(facts: Facts, today: date) -> str:
    first = f"{_work(facts, 'workflow')}{_on(facts, 'first_at', today)}"
    text = f"{_user(facts)}{_mail(facts)} had a first success with {first} and has not been back since."
    if _is_second(facts):
        return f"{text} The tasks we sent brought no return: ask what stands in the way."
    return f"{text} Send tasks like that first one."


def _away_brief(facts: Facts, today: date) -> str:
    then = "Ask what stands in the way." if _is_second(facts) else "Send tasks like the first one."
    return f"{_user(facts)} has not been back since {_work(facts, 'workflow')}{_on(facts, 'first_at', today)}. {then}"


def _away_merged(causes: Sequence[Facts], today: date) -> str:
    """Those to send tasks to, then those to ask what stands in the way."""
    parts = []
    for second, then in ((False, "Send tasks like their first ones."), (True, "Ask what stands in the way.")):
        if found := [facts for facts in causes if _is_second(facts) is second]:
            have = "has" if len(found) == 1 else "have"
            parts.append(f"{_names(found)} {have} not been back since the first success. {then}")
    return " ".join(parts)


def _is_second(facts: Facts) -> bool:
    return (fact_number(facts, "step") or 1) > 1


def _one(facts: Facts, today: date) -> str:
    text = f"{_user(facts)}{_mail(facts)} came back{_on(facts, 'returned_at', today)}, so far for one workflow"
    text += f" only, {_work(facts, 'workflow')}."
    adjacent = [f"“{escape(name)}”" for name in fact_names(facts, "adjacent")]
    if adjacent:
        return f"{text} Offer {listed(adjacent)}, which others here succeed with: once, without a push."
    return f"{text} Offer two or three that are near to it: once, without a push."


def _one_brief(facts: Facts, today: date) -> str:
    adjacent = [f"“{escape(name)}”" for name in fact_names(facts, "adjacent")]
    offer = f"Offer {listed(adjacent)} once." if adjacent else "Offer a near one once."
    return f"{_user(facts)} uses one workflow, {_work(facts, 'workflow')}. {offer}"


def _one_merged(causes: Sequence[Facts], today: date) -> str:
    return f"{_names(causes)} use one workflow each. Offer a near one, once."


def _returned(facts: Facts, today: date) -> str:
    text = _returned_brief(facts, today)
    if missing := fact_names(facts, "missing"):
        text += f" Not back: {listed([escape(name) for name in missing], NAMES)}."
    return text + _nothing_yet(facts)


def _returned_brief(facts: Facts, today: date) -> str:
    value, threshold = fact_number(facts, "value"), fact_number(facts, "threshold") or 60
    if value is None:
        return f"Day 20: nobody can be counted as returned within 7 days yet; {points(threshold)} % is the gate."
    return f"Day 20: {points(round(value, 1))} % came back within 7 days; {points(threshold)} % is the gate."


def _workflows(facts: Facts, today: date) -> str:
    text = _workflows_brief(facts, today)
    if missing := fact_names(facts, "missing"):
        text += f" Fewer: {listed([escape(name) for name in missing], NAMES)}."
    return text + _nothing_yet(facts)


def _workflows_brief(facts: Facts, today: date) -> str:
    value, threshold = fact_number(facts, "value"), fact_number(facts, "threshold") or 2
    have = points(round(value, 1)) if value is not None else "0"
    return f"Day 20: {have} workflows a user; {points(threshold)} is the gate."


def _nothing_yet(facts: Facts) -> str:
    names = fact_names(facts, "no_success")
    return f" No first success yet: {listed([escape(name) for name in names], NAMES)}." if names else ""


def _adoption(facts: Facts, today: date) -> str:
    text = _adoption_brief(facts, today)
    unused = fact_names(facts, "unused")
    return f"{text} Unused: {listed([f'“{escape(name)}”' for name in unused], NAMES)}." if unused else text


def _adoption_brief(facts: Facts, today: date) -> str:
    used, purchased, limit = (int(fact_number(facts, key) or 0) for key in ("used", "purchased", "limit"))
    have = f"{used} of {count(purchased, 'purchased feature')} in use"
    if facts.get("red"):
        share = points(round(100 * used / purchased, 1)) if purchased else "0"
        return f"Day {int(fact_number(facts, 'day') or 30)}: {have}, {share} %, red under {limit} %."
    return f"Day {int(fact_number(facts, 'day') or 14)}: {have}."


def _quiet(facts: Facts, today: date) -> str:
    seen = fact_names(facts, "seen")
    ask = f" Ask {escape(seen[0])}, who was there last." if seen else ""
    return f"{_quiet_brief(facts, today)} Something may keep them out.{ask}"


def _quiet_brief(facts: Facts, today: date) -> str:
    last_on, since_on = fact_day(facts, "last_on"), fact_day(facts, "since_on")
    if last_on:
        return f"No login and no task since {day(last_on, today)}, {ago(last_on, today)}."
    return f"No login and no task since signing{f' on {day(since_on, today)}' if since_on else ''}."


_TOUCH = ("Log a touch…", Action.ACCOUNT_TOUCH)

SAYINGS: Sayings = {
    "FST-48H": Saying(
        "No first task", _silent, _silent_brief, about="no first task", merged=_silent_merged, shared=True,
        own=(_TOUCH,), draft=drafts.first_task, greets=drafts.user_name, on_a_call=drafts.first_task_call,
    ),
    "FST-FAIL": Saying(
        "First task failed", _failed, _failed_brief, own=(_TOUCH,), draft=drafts.another_task,
        greets=drafts.user_name, done=("Handled…", Action.USER_HANDLED),
    ),
    "FST-REPEAT": Saying("Same failure again", _repeated, _repeated_brief),
    "FST-ROLLCALL": Saying("Roll call of first tasks", _rollcall, _rollcall_brief),
    "FST-50": Saying("Few first successes", _coverage, _coverage_brief),
    "FST-30": Saying("Very few first successes", _coverage, _coverage_brief),
    "RETURN-USER": Saying(
        "Not back", _away, _away_brief, about="not back", merged=_away_merged, shared=True,
        own=(_TOUCH,), draft=drafts.come_back, greets=drafts.user_name,
    ),
    "WORKFLOW-ONE": Saying(
        "One workflow only", _one, _one_brief, about="one workflow", merged=_one_merged, shared=True,
        own=(_TOUCH,), draft=drafts.adjacent, greets=drafts.user_name,
    ),
    "RETURN-60": Saying("Too few come back", _returned, _returned_brief),
    "WORKFLOWS-2": Saying("Too few workflows", _workflows, _workflows_brief),
    "ADOPTION-14": Saying(
        "Features unused", _adoption, _adoption_brief, own=(("Feature used…", Action.FEATURE_USED),),
        draft=drafts.unused_features,
    ),
    "LOW-ENGAGEMENT": Saying("Nobody there", _quiet, _quiet_brief, own=(_TOUCH,), draft=drafts.nobody_there),
}  # fmt: skip
