"""History: who did what when, with before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from messages.deeds import deed
from messages.ids import Action
from messages.kit import Message, actions, button, header, message, pager, section
from messages.refs import Ref
from messages.snapshots import HistoryLine
from messages.values import values_of
from messages.words import called, count, day, escape, one_line
from playbook.models import Account, Person

HISTORY_PAGE = 15  # lines a page: storage's limit


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
    told = [history_line(line, people, now, account.zone, account) for line in lines[:HISTORY_PAGE]]
    blocks = [
        header(f"History: {one_line(account.name)}"),
        *([section(text) for text in told] or [section("Nothing has happened yet.")]),
        *pager(Action.HISTORY_PAGE, Ref(account.id, page=min(max(page, 0), pages - 1)), pages),
        actions([button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "history")], block_id="history"),
    ]
    spoken = told[0].replace("*", "") if told else "Nothing has happened yet."
    return message(f"{escape(account.name)}: {count(total, 'change')}. {spoken}", blocks)


def history_line(
    line: HistoryLine,
    people: Mapping[str, Person],
    now: datetime,
    zone: tzinfo | None = None,
    account: Account | None = None,
) -> str:
    """One change in one or two lines of mrkdwn; without a `zone` no time stands before it, as in a card's thread.

    `account` knows the names of milestones that the change itself knows by their keys only.
    """
    text = f"{_when(line.at, now, zone)}*{_actor(line, people)}* {deed(line, people, account)}"
    if line.undone:
        text += " _(taken back)_"
    values = values_of(line, people)
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
