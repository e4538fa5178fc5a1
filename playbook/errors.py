"""Everything that can go wrong in a way a person can mend.

    OnboardError
    ├── NotFound            no such account, milestone, playbook or verb; carries the nearest names
    ├── Ambiguous           a name fits several; carries the choices
    ├── Refused             the method or the state says no; carries what to do instead
    │   └── Stale           the thing changed since the person looked
    ├── NotAllowed          the person may not do this; carries why
    └── BadInput            one value cannot be read; carries the field
        └── BadFile         a tracker or playbook file; carries every problem with its line

They carry facts, not sentences: `messages.errors` words them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field


class OnboardError(Exception):
    """The root: catch this to catch all that a person can mend."""


class NotFound(OnboardError):
    """Nothing is called that. `what` is account, milestone, playbook, verb …; `nearest` are names to offer."""

    def __init__(self, what: str, query: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(f"no {what} called {query!r}")
        self.what, self.query, self.nearest = what, query, tuple(nearest)


class Ambiguous(OnboardError):
    """Several fit. `choices` are (id or key, name) pairs, best first."""

    def __init__(self, what: str, query: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{query!r} fits several {what}s")
        self.what, self.query, self.choices = what, query, tuple(choices)


class Refused(OnboardError):
    """`code` names the reason (done_in_future, account_closed, nothing_to_undo, …); `facts` its inputs."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class Stale(Refused):
    """The state changed since the person looked: show it anew instead of acting."""


class NotAllowed(OnboardError):
    """`code` is guest, stranger, bot, deleted, unknown_person, lead_only or not_yours."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class BadInput(OnboardError):
    """One value is not readable. `expected` says, in a code such as `date` or `touch_kind`, what would be."""

    def __init__(self, field: str, value: str, expected: str, options: Sequence[str] = ()) -> None:
        super().__init__(f"{field}: {value!r} is not a {expected}")
        self.field, self.value, self.expected, self.options = field, value, expected, tuple(options)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file: its line (from 1), the field's path and what to do, with the nearest known word if any.

    `within` is the name of the list's entry that the field belongs to, for people to know it by.
    """

    line: int
    field: str
    message: str
    nearest: str | None = None
    within: str | None = dataclass_field(default=None, compare=False)


class BadFile(BadInput):
    """A tracker or playbook file with faults; nothing of it was taken."""

    def __init__(self, problems: Sequence[Problem], name: str = "file") -> None:
        super().__init__(name, "", "tracker")
        self.problems = tuple(problems)
