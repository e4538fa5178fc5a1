"""A submitted modal as its handlers see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk import Answer
from bot.finding import full_member
from bot.shelf import Origin, origin_of
from bot.submits.values import Values
from bot.turn import Turn, done, status
from messages.ids import Field
from messages.refs import Ref
from playbook.errors import BadInput, Refused
from playbook.models import Account, Milestone, Person
from storage.changes.working import hold_accounts
from storage.queries.people import person_by_id


@dataclass(frozen=True, slots=True)
class Submission:
    """`view_id` is the modal that was opened, below all that lies on it.

    `files` are the (name, text) of uploaded files, fetched before the transaction.
    """

    turn: Turn
    ref: Ref
    values: Values
    view_id: str = ""
    files: tuple[tuple[str, str], ...] = ()

    @property
    def origin(self) -> Origin | None:
        """Where the modal was opened from; None when that is no longer known."""
        return origin_of(self.turn.session, self.turn.scene, self.view_id)

    @property
    def account(self) -> Account:
        return self.turn.account(self.ref.account)

    @property
    def held_account(self) -> Account:
        """The account, nobody else's to change until this is done: what is compared with it is what is changed."""
        hold_accounts(self.turn.change, [self.ref.account])
        return self.account

    def milestone(self, account: Account, milestone_id: int | None = None) -> Milestone:
        """The milestone of that id (default: the Ref's). Refused when the account has none such."""
        wanted = milestone_id or self.ref.milestone
        found = next((item for item in account.milestones if item.id == wanted), None)
        if found is None:
            raise Refused("milestone_gone", account=account.name)
        return found

    def chosen_milestone(self, account: Account) -> Milestone:
        """The one chosen in the form where it asks for one, else that of the Ref. Refused as `milestone`."""
        if not self.values.has(Field.MILESTONE):
            return self.milestone(account)
        ref = self.values.ref(Field.MILESTONE)
        return self.milestone(account, ref.milestone if ref.account == account.id else -1)

    def member(self, field: Field) -> Person:
        """The full member chosen in `field`. Raises BadInput."""
        user_id = self.values.user(field)
        found = person_by_id(self.turn.session, user_id) if user_id else None
        if found is None:
            raise BadInput(field, user_id or "", "user")
        return full_member(found, field)

    def changed(self, notice: Mapping[str, Any], account: Account | None, *, instead: str | None = None) -> Answer:
        """Queues what the person sees of the change where the modal was opened; without a place that is Home.

        `instead` names the screen of the account that takes the place of the message the modal was opened from.
        """
        user, origin = {"user": self.turn.person.id}, self.origin
        if origin is None or origin.is_home or not origin.response_url:
            self.turn.enqueue("home", user, {"page": 0, "scope": "mine"})
            return Answer()
        about = {**done(notice, account), "replace": False}
        if account is not None and origin.card_page is not None:
            about = {**status(account, notice, origin.card_page), "replace": True}
        if account is not None and instead and (origin.ts is None or (origin.channel or "").startswith("D")):
            about = {"view": instead, "account": account.id, "replace": origin.is_message}
        self.turn.enqueue("reply", {"response_url": origin.response_url, **user}, about)
        if origin.ts:
            self.turn.enqueue("plan_refresh", {"channel": origin.channel, "ts": origin.ts}, {})
        return Answer()


@dataclass(frozen=True, slots=True)
class SubmitRoute:
    """Who takes a form; an Answer with a view replaces the modal, without one it closes.

    `keeps`: it only keeps what a preview shows. That leaves no receipt, so that a redelivery shows it again.
    """

    answer: Callable[[Submission], Answer]
    writes: bool = False
    keeps: bool = False
