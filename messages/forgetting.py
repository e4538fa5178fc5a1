"""What `onboard forget` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from messages.words import count, listed

_ROWS = {
    "account": "account",
    "milestone": "milestone",
    "blocker": "blocker",
    "touch": "contact",
    "note": "note",
    "pause": "pause",
    "facts": "list of people and papers",
    "review": "review",
    "remediation": "remediation plan",
    "nudge": "nudge",
    "outbox": "message",
    "audit": "line of the history",
}


def forget_preview(what: str, accounts: Sequence[str], rows: Mapping[str, int]) -> str:
    """`Of Acme Corp, words and people in 2 contacts … would be erased.`"""
    told = [_counted(name, number) for name, number in rows.items() if number]
    where = f", in {listed(list(accounts), 10)}" if accounts and list(accounts) != [what] else ""
    found = f"erases words or people in {listed(told, len(told))}{where}" if told else "finds nothing left to erase"
    return f"Forgetting {what} {found}. Dates, figures, actions and ids stay. It cannot be taken back."


def forgotten(what: str) -> str:
    return f"{what}: forgotten. Messages already in Slack, backups and exported files are not touched."


def _counted(name: str, number: int) -> str:
    words = count(number, _ROWS[name])
    return words if name not in ("facts", "audit") else f"{number} {_plural(name) if number != 1 else _ROWS[name]}"


def _plural(name: str) -> str:
    return {"facts": "lists of people and papers", "audit": "lines of the history"}[name]
