"""One step of one rule, for one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from playbook.models.words import Mode, NudgeState, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One step of one rule about one subject, for one role."""

    id: int = 0
    account_id: int
    rule: str
    subject: str | None  # a milestone key, a user name, a cause, or None
    episode: str  # tells two occurrences of the same cause apart
    step: int  # from 1
    to: Role
    mode: Mode
    send_at: datetime  # already within the person's working hours
    facts: dict[str, Any] = field(default_factory=dict)  # the inputs, JSON scalars, that `messages` words
    state: NudgeState = NudgeState.WAITING
    recipient_id: str | None = None
    sent_at: datetime | None = None
    snoozed_until: date | None = None
    dismissed_reason: str | None = None
    raised: int = 0  # how often an escalation was passed up because nobody acknowledged it (playbook.escalation)
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None  # a Slack user id

    @property
    def is_handled(self) -> bool:
        """Whether its person said Done to this step; the next one comes if the cause lasts."""
        return self.state is NudgeState.SENT and self.dismissed_reason is not None

    @property
    def thread(self) -> tuple[str, str | None, str]:
        """What repeats of one cause share."""
        return self.rule, self.subject, self.episode

    @property
    def key(self) -> str:
        """Unique for ever: a nudge is never queued twice under its key."""
        again = f":raised-{self.raised}" if self.raised else ""
        return f"{self.account_id}:{self.rule}:{self.subject or '-'}:{self.episode}:{self.step}:{self.to}{again}"

    @property
    def mark(self) -> str:
        """Its key as Slack may hold it, where other apps read along: it tells nothing, and knows the nudge again."""
        return sha256(self.key.encode("utf-8", "replace")).hexdigest()[:16]
