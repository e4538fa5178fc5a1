"""What a button's value and a view's private_metadata carry: ids only. They come from outside, so authorise again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from playbook.errors import BadInput

LONGEST = 2_000  # a button's value; an option's is 150 and `kit.option` checks that
_SHAPE = re.compile(r"a(\d{1,18})m(\d{1,18})n(\d{1,18})p(\d{1,9}):(.*)", re.DOTALL | re.ASCII)


def shown(what: object) -> str:
    """What tells, as Ref.extra of a form, whether something moved since the form showed it."""
    return sha256(repr(what).encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Ref:
    """Database ids (0: none), a page from 0, and `extra`: an Action, a filter, an ISO date or a short word."""

    account: int = 0
    milestone: int = 0
    nudge: int = 0
    page: int = 0
    extra: str = ""

    def pack(self) -> str:
        """One line such as `a12m3n0p0:milestone.start`."""
        return f"a{self.account}m{self.milestone}n{self.nudge}p{self.page}:{self.extra}"

    @classmethod
    def unpack(cls, text: str) -> Ref:
        """The Ref that `pack` wrote. Raises BadInput for anything else."""
        found = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
        if found is None:
            raise BadInput("ref", text[:80], "ref")
        account, milestone, nudge, page, extra = found.groups()
        return cls(int(account), int(milestone), int(nudge), int(page), extra)
