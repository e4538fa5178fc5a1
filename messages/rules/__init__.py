"""What each rule says, by the chapter of an onboarding that it belongs to. `playbook.rules` has when it says it."""

from __future__ import annotations

from messages.rules.course import SAYINGS as COURSE
from messages.rules.load import SAYINGS as LOAD
from messages.rules.saying import Saying, Sayings
from messages.rules.start import SAYINGS as START
from messages.rules.users import SAYINGS as USERS

__all__ = ["SAYINGS", "Saying"]

SAYINGS: Sayings = {**START, **USERS, **COURSE, **LOAD}
"""By rule id. The rules of dates, silence, score and review have theirs in `reasons`, `briefs`, `ways` and `drafts`."""
