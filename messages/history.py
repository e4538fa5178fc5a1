"""History: who did what when, with before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from messages.confirmations import UNDOABLE
from messages.facts import fact_day, fact_number, fact_text
from messages.ids import Action
from messages.kit import Message, actions, button, header, message, pager, section
from messages.reasons import TITLES
from messages.refs import Ref
from messages.snapshots import ChangedRow, HistoryLine
from messages.words import called, count, day, escape, listed, one_line, said
from playbook.models import Account, Person

HISTORY_PAGE = 15  # lines a page: storage's limit
CHANGES = 4  # values of one line
_DONE = {
    "milestone.complete": "marked {} done",
    "milestone.start": "started {}",
    "milestone.reopen": "reopened {}",
    "milestone.move": "moved the date of {}",
    "milestone.block": "noted a blocker on {}",
    "milestone.unblock": "cleared the blockers of {}",
    "account.assign": "assigned the account",
    "account.link": "found the account's CSM in Slack",
    "account.pause": "paused the account",
    "account.resume": "resumed the account",
    "account.close": "closed the account",
    "account.delete": "deleted the account",
    "touch.log": "logged a touch",
    "note.add": "added a note",
    "review.answer": "recorded the review",
    "remediation.open": "made a remediation plan",
    "stall.answer": "decided on the stall",
    "settings.save": "changed the settings",
}
# Bookkeeping that nobody reads.
_QUIET = frozenset(
    {
        "id",
        "account_id",
        "milestone_id",
        "position",
        "version",
        "created_at",
        "updated_at",
        "name_key",
        "score",
        "band",
        "band_since",
        "rank",
        "overdue_count",
        "stalled_days",
        "open_blockers",
        "review_open",
        "at_risk",
        "reason_rule",
        "reason_facts",
        "next_milestone",
        "next_due_on",
        "attention_since",
        "cleared_at",
        "next_look_at",
        "wake_at",
    }
)


def history_message(
    account: Account,
    lines: Sequence[HistoryLine],
    people: Mapping[str, Person],
    now: datetime,
    *,
    page: int = 0,
    total: int = 0,
) -> Message:
    """A page (at most HISTORY_PAGE lines, newest first) of `total`; instants in the account's time zone."""
    total = max(total, len(lines))
    pages = max(-(-total // HISTORY_PAGE), 1)
    told = [history_line(line, people, now, account.zone) for line in lines[:HISTORY_PAGE]]
    blocks = [
        header(f"History: {one_line(account.name)}"),
        *([section(text) for text in told] or [section("Nothing has happened yet.")]),
        *pager(Action.HISTORY_PAGE, Ref(account.id, page=min(max(page, 0), pages - 1)), pages),
        actions([button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "history")], block_id="history"),
    ]
    spoken = told[0].replace("*", "") if told else "Nothing has happened yet."
    return message(f"{escape(account.name)}: {count(total, 'change')}. {spoken}", blocks)


def history_line(line: HistoryLine, people: Mapping[str, Person], now: datetime, zone: tzinfo | None = None) -> str:
    """One change in one or two lines of mrkdwn; without a `zone` no time stands before it, as in a card's thread."""
    text = f"{_when(line.at, now, zone)}*{_actor(line, people)}* {_did(line)}"
    if line.undone:
        text += " _(taken back)_"
    values = "" if line.action in _SAID else _values(line.changed)
    return f"{text}\n{values}" if values else text


def _when(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    local = at.astimezone(zone)
    return f"{day(local.date(), now.astimezone(zone).date())} {local:%H:%M} · "


def _actor(line: HistoryLine, people: Mapping[str, Person]) -> str:
    if line.actor_kind == "assistant":
        return "The assistant"
    name = called(line.actor_id, people, line.actor_name or line.actor_id or "Somebody")
    return f"{name} (command line)" if line.actor_kind == "cli" else name


def _did(line: HistoryLine) -> str:
    """`marked *Integration configured* done`."""
    if line.action in _SAID:
        return _SAID[line.action](line)
    words = _DONE.get(line.action)
    if words is None:
        return escape(line.action.replace(".", " ").replace("_", " "))
    names = {changed.label for changed in line.changed if changed.table == "milestone" and changed.label}
    name = (
        fact_text(line.facts, "name", "milestone_name")
        or next(iter(sorted(names)), None)
        or fact_text(line.facts, "milestone")
    )
    on = fact_day(line.facts, "on") if line.action == "milestone.complete" else None
    return words.format(f"*{escape(name or 'a milestone')}*") + (f", {day(on)}" if on else "")


def _nudged(line: HistoryLine) -> str:
    rules = [changed.label for changed in line.changed if changed.table == "nudge" and changed.label]
    return f"nudged: {listed([_title(rule) for rule in dict.fromkeys(rules)], 5)}" if rules else "nudged"


def _snoozed(line: HistoryLine) -> str:
    until = fact_day(line.facts, "until")
    return f"snoozed “{_title(fact_text(line.facts, 'rule'))}”" + (f" until {day(until)}" if until else "")


def _dismissed(line: HistoryLine) -> str:
    why = fact_text(line.facts, "reason")
    words = f"called “{_title(fact_text(line.facts, 'rule'))}” not relevant"
    return f"{words}: {said(why, 120)}" if why else words


def _set_up(line: HistoryLine) -> str:
    milestones = int(fact_number(line.facts, "milestones") or 0)
    return f"set the account up with {count(milestones, 'milestone')}" if milestones else "set the account up"


def _title(rule: str | None) -> str:
    return TITLES.get(rule or "", escape(rule or "a nudge"))


_SAID: dict[str, Callable[[HistoryLine], str]] = {
    "nudge.send": _nudged,
    "nudge.snooze": _snoozed,
    "nudge.dismiss": _dismissed,
    "account.create": _set_up,
    "undo": lambda line: f"took back: {UNDOABLE.get(fact_text(line.facts, 'of') or '', 'a change')}",
}


def _values(changed: Sequence[ChangedRow]) -> str:
    """`status: pending → complete · done on: – → Thu 22 Jan`; more than CHANGES as a count."""
    told = [text for row in changed if row.table != "nudge" for text in _row_values(row)]
    shown = told[:CHANGES]
    if len(told) > CHANGES:
        shown.append(f"and {len(told) - CHANGES} more values")
    return " · ".join(shown)


def _row_values(row: ChangedRow) -> list[str]:
    before, after = row.before or {}, row.after or {}
    if row.before is None:
        return [f"new {_word(row.table)}: {escape(row.label, 100)}"] if row.label else []
    if row.after is None:
        return [f"{_word(row.table)} removed: {escape(row.label, 100)}"] if row.label else []
    fields = [field for field in after if field not in _QUIET and before.get(field) != after.get(field)]
    about = f"{escape(row.label, 40)} " if row.label and row.table == "milestone" else ""
    return [f"{about}{_word(field)}: {_value(before.get(field))} → {_value(after.get(field))}" for field in fields]


def _word(field: str) -> str:
    return escape(field.replace("_", " "))


def _value(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return day(value.date())
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        on = fact_day({"value": value}, "value") if len(value) == 10 else None
        return day(on) if on else escape(value.replace("_", " "), 80)
    return escape(str(value), 80)
