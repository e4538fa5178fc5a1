"""What became of nudges, by rule, and what other settings of the rules would have said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from playbook.models import Account, Workspace
from playbook.rehearsal import Told, rehearse

WITHIN = timedelta(days=2)  # after being told, for an action to count as the nudge's
DAYS = 60  # that a dry run looks back


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one rule's nudges: told, acted on within two days, snoozed, called not relevant."""

    rule: str
    told: int = 0
    acted: int = 0
    snoozed: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """One nudge of a rehearsal, on an account."""

    account: Account
    told: Told

    @property
    def key(self) -> tuple[object, ...]:
        return self.account.name, self.told.at, self.told.rule, self.told.step, self.told.subject, self.told.to


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """`before` and `after` count nudges; `gone` are those that would not be said, `new` those that would be."""

    accounts: int
    before: int
    after: int
    gone: tuple[Spoken, ...]
    new: tuple[Spoken, ...]

    def by_rule(self) -> list[tuple[str, int, int]]:
        """Rule, how many fewer, how many more; the most changed first."""
        fewer, more = (Counter(spoken.told.rule for spoken in part) for part in (self.gone, self.new))
        rules = sorted({*fewer, *more}, key=lambda rule: (-fewer[rule] - more[rule], rule))
        return [(rule, fewer[rule], more[rule]) for rule in rules]


def dry_run(accounts: Iterable[Account], before: Workspace, after: Workspace, today: date) -> DryRun:
    """The last 60 days of these accounts lived through with the rules as they are and as they would be."""
    was: list[Spoken] = []
    would: list[Spoken] = []
    number = 0
    for account in accounts:
        number += 1
        was += _spoken(account, before, today)
        would += _spoken(account, after, today)
    return DryRun(
        accounts=number,
        before=len(was),
        after=len(would),
        gone=_without(was, would),
        new=_without(would, was),
    )


def _spoken(account: Account, workspace: Workspace, today: date) -> list[Spoken]:
    told = rehearse(account, workspace, start=today - timedelta(days=DAYS), until=today)
    return [Spoken(account, found) for found in told]


def _without(these: Sequence[Spoken], those: Sequence[Spoken]) -> tuple[Spoken, ...]:
    known = {spoken.key for spoken in those}
    return tuple(spoken for spoken in these if spoken.key not in known)
