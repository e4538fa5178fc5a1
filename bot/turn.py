"""One transaction's worth of work for somebody: reading, or changing with everything that must be said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.desk import Answer, Scene
from bot.words import Phrase
from playbook.errors import NotFound, Refused
from playbook.models import Account, Person, Workspace
from playbook.permissions import require_lead
from storage.changes.accounts import lock_account
from storage.changes.outbox import enqueue_each
from storage.changes.queueing import ToSay
from storage.queries.accounts import account_by_id, cards_of
from storage.queries.people import workspace
from storage.records import AccountRef
from storage.transaction import Change

Facts = dict[str, Any]
ONLY_READING = "this was registered as a look-up and may not change anything"


class Instead(Exception):
    """Raised within a turn: nothing of it is kept, and `answer` is given instead (a form that asks for more)."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A session within a scene; `writing` is the change, None while only reading; `said` is queued at its end, `later`
    follows its commit."""

    scene: Scene
    session: Session
    writing: Change | None = None
    said: list[tuple[str, ToSay]] = field(default_factory=list)
    later: list[Callable[[], object]] = field(default_factory=list)

    @property
    def change(self) -> Change:
        if self.writing is None:
            raise RuntimeError(ONLY_READING)
        return self.writing

    @property
    def person(self) -> Person:
        return self.scene.person

    @property
    def workspace(self) -> Workspace:
        return workspace(self.session)

    @property
    def workspace_zone(self) -> ZoneInfo:
        return ZoneInfo(self.workspace.time_zone)

    @property
    def person_zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.time_zone)

    def account(self, account_id: int) -> Account:
        """The account of that id, which a button or an earlier answer named; held first where it may be changed, so
        that it is read once. Refused when it is gone."""
        try:
            return lock_account(self.writing, account_id) if self.writing else account_by_id(self.session, account_id)
        except NotFound:
            raise Refused("account_gone") from None

    def require_lead(self) -> None:
        require_lead(self.person, self.workspace)

    def tell(self, code: str, account: Account | None = None, **facts: Any) -> Facts:
        """The notice of what was just changed (worded by `messages`), with a line in its cards' threads."""
        if account is not None:
            self._tell_threads(account)
            facts = {"account": account.name, **facts}
        return {"code": code, "undo": self.change.audit_id or 0, **facts}

    def enqueue(
        self, kind: str, destination: Mapping[str, Any], about: Mapping[str, Any], key: str | None = None
    ) -> None:
        """Queue a message for now, at the end of this turn; without a `key` of its own it is this delivery's."""
        if self.writing is None:
            raise RuntimeError(ONLY_READING)
        self.said.append((kind, ToSay(key or f"{kind}:{self.scene.receipt}", destination, about)))

    def after_commit(self, work: Callable[[], object]) -> None:
        """Do it off the ack path once this is committed; a crash in between loses it."""
        self.later.append(work)

    def form(self, verb: str, view: Mapping[str, Any]) -> Answer:
        """A modal to open. Refused where there is no trigger for one: in a mention."""
        if not self.scene.trigger_id:
            raise Refused("form_needs_command", verb=verb)
        return Answer(view=view)

    def _tell_threads(self, account: Account) -> None:
        audit = self.change.audit_id
        for card in cards_of(self.session, account.id) if audit else ():
            destination = {"channel": card.channel, "thread_ts": card.ts}
            self.enqueue(
                "card_line", destination, {"account": account.id, "audit": audit}, f"card_line:{card.id}:{audit}"
            )


@contextmanager
def turn(scene: Scene, *, writes: bool) -> Iterator[Turn]:
    """Opens the transaction; what happens in it is committed when the block ends well."""
    if writes:
        with scene.change() as change:
            current = Turn(scene, change.session, change)
            yield current
            enqueue_each(change, current.said)
        for work in current.later:
            scene.desk.after.do(work)
    else:
        with scene.desk.store.read() as session:
            yield Turn(scene, session)


@dataclass(frozen=True, slots=True)
class Route:
    """A verb's way: what answers it, and whether it changes anything."""

    answer: Callable[[Turn, Phrase], Answer]
    writes: bool = False
    names_people: bool = False  # mentions in it are people to do something with


def status(account: Account | AccountRef, notice: Mapping[str, Any] | None = None, page: int = 0) -> Facts:
    """The facts of a status card."""
    return {"view": "status", "account": account.id, "page": page, **({"notice": dict(notice)} if notice else {})}


def done(notice: Mapping[str, Any], account: Account | None = None) -> Facts:
    """The facts of a confirmation line."""
    return {"view": "done", "account": account.id if account else 0, "notice": dict(notice)}
