"""Lists of accounts, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from messages.briefs import brief
from messages.ids import Action
from messages.kit import Block, Message, actions, button, header, message, option, pager, section, select
from messages.refs import Ref
from messages.words import BANDS, called, count, due, escape, points
from playbook.models import AccountRow, AccountState, Person

PAGE = 12  # rows a page that always fit a message: storage's limit
FILTERS = {
    "mine": "My accounts",
    "all": "All accounts",
    "overdue": "Overdue",
    "stalled": "Stalled",
    "at-risk": "At risk",
    "paused": "Paused",
}
_EMPTY = {
    "mine": "No account is yours yet. Start one with New account, or import tracker files.",
    "all": "No accounts yet. Start one with New account, or import tracker files.",
    "overdue": "Nothing is overdue.",
    "stalled": "Nothing is stalled.",
    "at-risk": "Nothing is at risk.",
    "paused": "Nothing is paused.",
}


def portfolio_page(
    rows: Sequence[AccountRow],
    *,
    filter: str,
    total: int,
    page: int,
    people: Mapping[str, Person],
    today: date,
) -> Message:
    """One page (at most PAGE rows, sorted worst first) of `total` accounts under `filter` (a key of FILTERS)."""
    name = FILTERS.get(filter, FILTERS["all"])
    if not rows and page == 0:
        return _empty(filter, name)
    pages = max(-(-total // PAGE), page + 1)
    blocks: list[Block] = [header(f"{name}: {count(total, 'account')}"), actions([filter_menu(filter)], "filter")]
    for row in rows[:PAGE]:
        shown = f"{row_line(row, people, whose=filter != 'mine')}\n{row_reason(row, today)}"
        blocks.append(
            section(shown, button("Open", Action.ACCOUNT_STATUS, Ref(row.id), row.id, label=f"Open {row.name}"))
        )
    if not rows:
        blocks.append(section("Nothing on this page any more."))
    blocks += pager(Action.LIST_PAGE, Ref(page=page, extra=filter), pages)
    return message(f"{name}: {count(total, 'account')}. {_spoken(rows, today)}", blocks)


def _empty(filter: str, name: str) -> Message:
    text = _EMPTY.get(filter, _EMPTY["all"])
    row = [filter_menu(filter)]
    if filter in ("mine", "all"):
        row += [
            button("New account…", Action.MENU_NEW, Ref(), "list"),
            button("Import…", Action.MENU_IMPORT, Ref(), "list"),
        ]
    return message(f"{name}: {text}", [section(f"*{name}*\n{text}"), actions(row, "filter")])


def filter_menu(filter: str) -> Block:
    """The choice between the lists."""
    options = {key: option(name, Ref(extra=key)) for key, name in FILTERS.items()}
    return select("Show another list", Action.LIST_FILTER, list(options.values()), initial=options.get(filter))


def row_line(row: AccountRow, people: Mapping[str, Person], *, whose: bool = True) -> str:
    """`🔴 *Acme Corp* · critical, 47.9 · Jane Smith`; the CSM is left out of a list of one's own."""
    mark, word = BANDS[row.band]
    if row.state is AccountState.PAUSED:
        mark, word = "⚪", "paused"
    score = f"{word}, {points(row.score)}" if row.score is not None else word
    csm = f" · {called(row.csm_id, people, row.csm)}" if whose else ""
    return f"{mark} *{escape(row.name)}* · {score}{csm}"


def row_reason(row: AccountRow, today: date) -> str:
    """Why it is where it is in the list, in one line; else what comes next."""
    if row.reason_rule is not None:
        return brief(row.reason_rule, row.reason_facts, today)
    if row.next_milestone is not None:
        when = f", {due(row.next_due_on, today)}" if row.next_due_on else ""
        return f"Next: {escape(row.next_milestone)}{when}"
    return "Closed." if row.state is AccountState.CLOSED else "Nothing is open."


def _spoken(rows: Sequence[AccountRow], today: date) -> str:
    """The first rows for a screen reader."""
    return " ".join(f"{escape(row.name)}: {row_reason(row, today).replace('*', '')}" for row in rows[:3])
