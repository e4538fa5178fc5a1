"""What every listener works with, and the one thing that a person just did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.after import After
from bot.people import Ours, People
from playbook.models import Person
from scheduler.clock import Clock
from storage.engine import Actor, Change, Store

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The services of a running bot. `wake` tells the scheduler that something was queued."""

    store: Store
    client: WebClient
    clock: Clock
    people: People
    ours: Ours
    after: After
    wake: Callable[[], None]

    def meet(self, user_ids: Iterable[str], now: datetime) -> None:
        """Make these people known, before a transaction that may name them; it says itself who it does not find."""
        for user_id in user_ids:
            try:
                self.people.person(user_id, now)
            except (SlackApiError, OSError) as error:
                log.warning("person_not_asked", error=type(error).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Somebody (already authorised) did something, somewhere; `receipt` is the delivery's dedupe key."""

    desk: Desk
    person: Person
    now: datetime
    via: str  # command, mention, click, submit, shortcut, home
    receipt: str | None = None
    channel: str | None = None
    thread_ts: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None

    @property
    def actor(self) -> Actor:
        return Actor("person", self.person.id, self.person.real_name or self.person.name)

    @contextmanager
    def change(self) -> Iterator[Change]:
        """One transaction in this person's name; the scheduler is woken once it is committed."""
        change = self.desk.store.change
        with change(actor=self.actor, via=self.via, now=self.now, receipt=self.receipt, hurry=True) as found:
            yield found
        self.desk.wake()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person gets: a screen described by facts (`about`), or a view to open.

    Never both: a place without a trigger (a mention) opens no view.
    """

    about: Mapping[str, Any] = field(default_factory=dict)
    view: Mapping[str, Any] | None = None
    stacked: bool = False  # of a submission: the view lies on top of the form, whose input stays
    finished: bool = False  # of a submission: the whole stack of forms closes
    replace: bool = False  # takes the place of the message that was clicked
