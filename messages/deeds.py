"""What somebody did, in the words that follow their name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from messages import course, start
from messages.confirmations import contact, happened
from messages.facts import fact_day, fact_names, fact_number, fact_text
from messages.reasons import TITLES, waits_on
from messages.snapshots import HistoryLine
from messages.undone import UNDOABLE
from messages.words import called, channel, count, day, escape, listed, said
from playbook.models import Account, Person

NOTE = 160  # characters of what people wrote
People = Mapping[str, Person]
_DONE = {
    "milestone.complete": "marked {} done",
    "milestone.start": "started {}",
    "milestone.reopen": "reopened {}",
    "milestone.move": "moved the date of {}",
    "account.assign": "assigned the account",
    "account.link": "found the account's CSM in Slack",
    "account.pause": "paused the account",
    "account.resume": "resumed the account",
    "account.close": "closed the account",
    "account.delete": "deleted the account",
    "account.forget": "erased what people wrote and who they are",
    "person.forget": "erased a person who asked for it",
    "stall.answer": "decided on the stall",
    "cover.begin": "had somebody cover",
    "cover.end": "ended a cover",
    "rules.save": "changed the team's rules",
    "settings.save": "changed the settings",
    "playbook.save": "saved a playbook",
    "playbook.remove": "removed a playbook",
    "account.replan": "replanned the account",
}


def deed(line: HistoryLine, people: People, account: Account | None = None) -> str:
    """`marked *Integration configured* done`; `account` knows the milestone that a key means."""
    if line.action in _SAID:
        return _SAID[line.action](line, people, account)
    words = _DONE.get(line.action)
    if words is None:
        return escape(line.action.replace(".", " ").replace("_", " "))
    on = fact_day(line.facts, "on") if line.action == "milestone.complete" else None
    overrule = fact_text(line.facts, "overrule")
    return (
        words.format(f"*{_milestone(line, account)}*")
        + (f", {day(on)}" if on else "")
        + (f", overruled: {said(overrule, NOTE)}" if overrule else "")
    )


def _milestone(line: HistoryLine, account: Account | None) -> str:
    """The name of the milestone that the change is about."""
    key = fact_text(line.facts, "milestone", "subject")
    known = account.milestone(key) if account and key else None
    names = sorted({row.label for row in line.changed if row.table == "milestone" and row.label})
    found = known.name if known else fact_text(line.facts, "name", "milestone_name") or next(iter(names), None)
    return escape(found or (key or "a milestone").replace("-", " "))


def _after(line: HistoryLine, table: str) -> Mapping[str, Any]:
    """The values of the row of that table that the change made or left."""
    return next((row.after for row in line.changed if row.table == table and row.after), {})


def _was(line: HistoryLine, table: str) -> bool:
    """Whether there was one before."""
    return any(row.table == table and row.before for row in line.changed)


def _touched(line: HistoryLine, people: People, account: Account | None) -> str:
    direction, minutes = fact_text(line.facts, "direction"), fact_number(line.facts, "minutes")
    parts = [escape(direction)] if direction else []
    parts += [f"{int(minutes)} min"] if minutes else []
    note = fact_text(line.facts, "note")
    return f"logged {contact(line.facts)}{f' ({listed(parts)})' if parts else ''}" + (
        f": {said(note, NOTE)}" if note else ""
    )


def _noted(line: HistoryLine, people: People, account: Account | None) -> str:
    text = fact_text(line.facts, "text")
    return f"noted: {said(text, NOTE)}" if text else "added a note"


def _added_users(line: HistoryLine, people: People, account: Account | None) -> str:
    names = [f"*{escape(name)}*" for name in fact_names(line.facts, "users")]
    return f"added {'the seed user' if len(names) == 1 else 'the seed users'} {listed(names, 5)}"


def _removed_user(line: HistoryLine, people: People, account: Account | None) -> str:
    return f"took out the seed user *{escape(fact_text(line.facts, 'user') or 'of a name unknown')}*"


def _recorded(line: HistoryLine, people: People, account: Account | None) -> str:
    on = fact_day(line.facts, "at")
    return f"recorded: {happened(line.facts)}" + (f", {day(on)}" if on else "")


def _took_usage(line: HistoryLine, people: People, account: Account | None) -> str:
    return f"took in {count(int(fact_number(line.facts, 'events') or 0), 'line')} of product use"


def _handled_failure(line: HistoryLine, people: People, account: Account | None) -> str:
    text, user = fact_text(line.facts, "text"), fact_text(line.facts, "user")
    words = f"handled the failed first task of *{escape(user or 'a seed user')}*"
    return f"{words}: {said(text, NOTE)}" if text else words


def _added_features(line: HistoryLine, people: People, account: Account | None) -> str:
    told = [
        f"{words} {listed([f'“{escape(name)}”' for name in names], 5)}"
        for words, key in (("purchased", "purchased"), ("in use", "used"))
        if (names := fact_names(line.facts, key))
    ]
    return f"noted features: {'; '.join(told)}"


def _reviewed(line: HistoryLine, people: People, account: Account | None) -> str:
    answer, who = fact_text(line.facts, "answer"), fact_text(line.facts, "said_by")
    words = fact_text(_after(line, "review"), "words")
    text = f"recorded the review: *{escape(answer.capitalize())}*" if answer else "recorded the review"
    return text + (f", said by {escape(who)}" if who else "") + (f": {said(words, NOTE)}" if words else "")


def _planned(line: HistoryLine, people: People, account: Account | None) -> str:
    owner, due_on = fact_text(line.facts, "owner"), fact_day(line.facts, "due_on")
    steps = fact_names(_after(line, "remediation"), "steps")
    parts = [f"with {called(owner, people, owner)}"] if owner else []
    parts += [f"until {day(due_on)}"] if due_on else []
    text = f"{'changed the' if _was(line, 'remediation') else 'made a'} remediation plan {' '.join(parts)}".rstrip()
    return text + (f", {count(len(steps), 'step')}: {said(steps[0], 80)}" if steps else "")


def _blocked(line: HistoryLine, people: People, account: Account | None) -> str:
    text = fact_text(line.facts, "text")
    why = f": {said(text, NOTE)}" if text else ""
    return f"noted that *{_milestone(line, account)}* waits on {waits_on(line.facts)}{why}"


def _unblocked(line: HistoryLine, people: People, account: Account | None) -> str:
    texts = [said(row.label, 60) for row in line.changed if row.table == "blocker" and row.label]
    return f"cleared the blockers of *{_milestone(line, account)}*" + (f": {listed(texts, 4)}" if texts else "")


def _nudged(line: HistoryLine, people: People, account: Account | None) -> str:
    rules = [row.label for row in line.changed if row.table == "nudge" and row.label]
    return f"nudged: {listed([_title(rule) for rule in dict.fromkeys(rules)], 5)}" if rules else "nudged"


def _reminder(line: HistoryLine, account: Account | None) -> str:
    """`“Overdue” of *Integration configured*`."""
    of = f" of *{_milestone(line, account)}*" if fact_text(line.facts, "subject") else ""
    return f"“{_title(fact_text(line.facts, 'rule'))}”{of}"


def _snoozed(line: HistoryLine, people: People, account: Account | None) -> str:
    until = fact_day(line.facts, "until")
    return f"snoozed {_reminder(line, account)}" + (f" until {day(until)}" if until else "")


def _dismissed(line: HistoryLine, people: People, account: Account | None) -> str:
    why = fact_text(line.facts, "reason")
    words = f"called {_reminder(line, account)} not relevant"
    return f"{words}: {said(why, NOTE)}" if why else words


def _handled(line: HistoryLine, people: People, account: Account | None) -> str:
    return f"took care of {_reminder(line, account)}"


def _acknowledged(line: HistoryLine, people: People, account: Account | None) -> str:
    return f"has {_reminder(line, account)} in hand"


def _rested(line: HistoryLine, people: People, account: Account | None) -> str:
    return f"put “{_title(fact_text(line.facts, 'rule'))}” to rest here"


def _woken(line: HistoryLine, people: People, account: Account | None) -> str:
    return f"woke “{_title(fact_text(line.facts, 'rule'))}” here"


def _set_up(line: HistoryLine, people: People, account: Account | None) -> str:
    milestones = int(fact_number(line.facts, "milestones") or 0)
    return f"set the account up with {count(milestones, 'milestone')}" if milestones else "set the account up"


def _taken_back(line: HistoryLine, people: People, account: Account | None) -> str:
    action = fact_text(line.facts, "of") or ""
    of = ""
    if action.startswith("milestone."):
        of = f" of *{_milestone(line, account)}*"
    elif action.startswith("nudge."):
        of = f" of {_reminder(line, account)}"
    return f"took back: {UNDOABLE.get(action, 'a change')}{of}"


def _skipped(line: HistoryLine, people: People, account: Account | None) -> str:
    return f"skipped *{_milestone(line, account)}*{course.skipped(line.facts)}"


def _handed_over(line: HistoryLine, people: People, account: Account | None) -> str:
    to, on = fact_text(line.facts, "to"), fact_day(line.facts, "on")
    when = f" on {day(on)}" if on else ""
    return f"handed the account over to {called(to, people, to or 'its ongoing CSM')}{when}"


def _of_course(words: Callable[[Mapping[str, Any]], str]) -> Callable[[HistoryLine, People, Account | None], str]:
    return lambda line, people, account: words(_by_its_clock(line.facts, account))


def _by_its_clock(facts: Mapping[str, Any], account: Account | None) -> Mapping[str, Any]:
    """Moments as the account's clock shows them."""
    if account is None:
        return facts
    moments = {key: each for key, each in facts.items() if isinstance(each, datetime)}
    local = {key: at.astimezone(account.zone).isoformat(timespec="minutes") for key, at in moments.items()}
    return {**facts, **local}


def _title(rule: str | None) -> str:
    return TITLES.get(rule or "", escape(rule or "a nudge"))


_SAID: dict[str, Callable[[HistoryLine, People, Account | None], str]] = {
    **{action: _of_course(words) for action, words in (course.DEEDS | start.DEEDS).items()},
    "milestone.skip": _skipped,
    "account.handover": _handed_over,
    "milestone.block": _blocked,
    "milestone.unblock": _unblocked,
    "user.add": _added_users,
    "user.remove": _removed_user,
    "user.handle": _handled_failure,
    "usage.record": _recorded,
    "usage.import": _took_usage,
    "feature.add": _added_features,
    "touch.log": _touched,
    "note.add": _noted,
    "review.answer": _reviewed,
    "remediation.open": _planned,
    "nudge.send": _nudged,
    "nudge.snooze": _snoozed,
    "nudge.dismiss": _dismissed,
    "nudge.handle": _handled,
    "nudge.acknowledge": _acknowledged,
    "rule.rest": _rested,
    "rule.wake": _woken,
    "status.share": lambda line, people, account: (
        f"posted a status for the customer in {channel(fact_text(line.facts, 'channel'), 'their channel')}"
    ),
    "mail.send": lambda line, people, account: (
        f"sent the Day {int(fact_number(line.facts, 'day') or 0)} e-mail to"
        f" {escape(fact_text(line.facts, 'to') or 'a user', 160)}"
    ),
    "account.create": _set_up,
    "undo": _taken_back,
}
