"""EXPANSION-HOLD (003): what every text that we write for a customer passes through before anybody sees it.

In Days 0-3 and before a Yes nothing of ours speaks of buying more. What the customer said themselves stays theirs, and
so do names: their own, their people's, and those of what they bought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from messages.words import one_line
from playbook.ending import expansion_is_held
from playbook.models import Account

INSTEAD = "the step we planned"  # for a name of ours that would sell
SELLING = re.compile(
    r"expan(?:d|ds|ded|ding|sions?)\b|up-?\s?sell|cross-?\s?sell|upgrad(?:e|es|ed|ing)\b"
    r"|(?:additional|extra|more|further)\s+(?:seats?|licen[cs]es?|modules?|products?)\b"
    r"|(?:bigger|larger|higher)\s+(?:plan|tier|package)\b|add-ons?\b|buy(?:ing)?\s+more|premium\s+(?:plan|tier)",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"“([^“”]*)”")
_GAP = re.compile(r"(?<=[.?!])[ \t]+")
_MASK = "\ue000"


def for_customer(account: Account, text: str, today: date) -> str:
    """The plain text as it may reach the customer on that day of the account.

    While the hold lasts, names of ours that sell are replaced, and sentences that sell are left out. May be empty.
    """
    if not expansion_is_held(account, today) or not SELLING.search(text):
        return text
    own = _Own(account)
    quotes = _QUOTE.sub(lambda found: found[0] if own.has_said(found[1]) else _unsold(found, own), text)
    kept = (_kept(line, own) for line in quotes.split("\n"))
    return "\n".join(line for line in kept if line is not None)


class _Own:
    """What is the customer's in a text: quotations of what they said, and names, wherever they stand."""

    def __init__(self, account: Account) -> None:
        names = sorted({name for name in map(one_line, _names(account)) if name}, key=len, reverse=True)
        self._said = [words for words in map(one_line, [*_words(account), *names]) if words]
        self._named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")

    def has_said(self, quote: str) -> bool:
        """Whether a quotation is theirs: their words, or the beginning of them cut short."""
        if quote.endswith("…"):
            return any(words.startswith(quote.removesuffix("…").rstrip()) for words in self._said)
        return any(words.rstrip(".") == quote.rstrip(".") for words in self._said)

    def hidden(self, text: str) -> str:
        """The text with what is theirs made unreadable, every character in its place."""
        hidden = _QUOTE.sub(lambda found: _MASK * len(found[0]) if self.has_said(found[1]) else found[0], text)
        return self._named.sub(lambda found: _MASK * len(found[0]), hidden)


def _kept(line: str, own: _Own) -> str | None:
    """The line without the sentences that sell; None where nothing of it is left."""
    hidden = own.hidden(line)
    if not SELLING.search(hidden):
        return line
    starts = [0, *(gap.end() for gap in _GAP.finditer(hidden))]
    parts = [slice(start, end) for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]
    return " ".join(line[part].strip() for part in parts if not SELLING.search(hidden[part])) or None


def _unsold(found: re.Match[str], own: _Own) -> str:
    return f"“{INSTEAD}”" if SELLING.search(own.hidden(found[1])) else found[0]


def _words(account: Account) -> Iterator[str]:
    """What the customer said, as far as it is noted as theirs."""
    facts, review = account.facts, account.review
    yield from (text for text in (account.first_value_definition, facts.handoff.goals) if text)
    if facts.criteria:
        yield facts.criteria.text
    if review:
        yield review.words
    if facts.first_value_confirmed and facts.first_value_confirmed.words:
        yield facts.first_value_confirmed.words


def _names(account: Account) -> Iterator[str]:
    """Names that are theirs: their own, their people's, and those of what they bought and do with it."""
    facts = account.facts
    yield account.name
    yield from (said.by for said in (facts.first_value_confirmed,) if said)
    yield from (review.said_by for review in (account.review,) if review)
    yield from (person.name for person in facts.stakeholders)
    yield from (user.name for user in facts.seed_users)
    yield from (first for person in facts.stakeholders for first in person.name.split()[:1])
    yield from (first for user in facts.seed_users for first in user.name.split()[:1])
    yield from (*facts.deal.products, *facts.features_purchased)
    yield from (task.workflow for user in facts.seed_users for task in user.submissions)
