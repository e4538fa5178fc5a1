"""The Day-30 review as a milestone, and what counts as the customer's own words (003)."""

from __future__ import annotations

import re

from playbook.models import Account, Milestone

REVIEW_MILESTONE = "success-review"  # its key: only an answer to the Day-30 question closes it
_WORD = re.compile(r"[^\W_]+")
_POLITE = "ok okay okey oki k kk fine good alright allright right sure cool nice great well thanks thank thx cheers"
_FILLING = (
    "it its is s was that thats this all everything just pretty quite very really so far i think guess we were are re "
    "they said say says looks look looked seems seem seemed went going a the and now for you yeah yep"
)
_SAYS_NOTHING = frozenset(f"{_POLITE} {_FILLING}".split(" "))


def is_review(milestone: Milestone) -> bool:
    """Whether it stands for the Day-30 answer."""
    return milestone.key == REVIEW_MILESTONE


def awaits_review(account: Account, milestone: Milestone) -> bool:
    """Whether only answering the review can close it: no click and no verb."""
    return is_review(milestone) and milestone.is_open and account.review is None


def is_vague(words: str) -> bool:
    """Whether words say nothing of the customer's own: an "okay", "it's fine" or a thumb alone (003: no vague okay)."""
    said = _WORD.findall(words.casefold())
    return all(word in _SAYS_NOTHING for word in said)
