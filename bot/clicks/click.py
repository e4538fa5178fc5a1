"""A click as its handlers see it: what was pressed, what it refers to, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk import Answer
from bot.turn import Turn, done, status
from messages.ids import Action
from messages.refs import Ref
from playbook.errors import Refused
from playbook.models import Account, AccountState, Milestone


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pressed thing stands: a message (`ts`), Home, or a modal."""

    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None
    is_home: bool = False
    is_private: bool = False  # an ephemeral message, which only this person sees

    @property
    def is_message(self) -> bool:
        return self.ts is not None


@dataclass(frozen=True, slots=True)
class Click:
    """`tag` is what follows the Action in the action id: where in the message it stands."""

    turn: Turn
    action: Action
    ref: Ref
    place: Place
    tag: str = ""

    @property
    def account(self) -> Account:
        return self.turn.account(self.ref.account)

    @property
    def on_card(self) -> bool:
        """Whether it was pressed on a private status card, which is then replaced by itself anew."""
        return self.place.is_message and self.place.is_private and not self.ref.nudge and self.tag != "done"

    def milestone(self, account: Account) -> Milestone:
        """The milestone meant. Refused when it is gone from the account."""
        found = next((item for item in account.milestones if item.id == self.ref.milestone), None)
        if found is None:
            raise Refused("milestone_gone", account=account.name)
        return found

    def changed(self, notice: Mapping[str, Any], account: Account | None) -> Answer:
        """Queues, in the same transaction, what the person sees of the change where they made it."""
        user = {"user": self.turn.person.id}
        if self.place.is_home:
            self.turn.enqueue("home", user, {"page": 0, "scope": "mine"})
        elif self.turn.scene.response_url:
            about = self._about(notice, account)
            self.turn.enqueue("reply", {"response_url": self.turn.scene.response_url, **user}, about)
        if self.place.is_message and not self.place.is_private:
            self.turn.enqueue("plan_refresh", {"channel": self.place.channel, "ts": self.place.ts}, {})
        return Answer()

    def _about(self, notice: Mapping[str, Any], account: Account | None) -> dict[str, Any]:
        if account is not None and self.on_card:
            return {**status(account, notice, self.ref.page), "replace": True}
        return {**done(notice, account), "replace": self.place.is_private}


@dataclass(frozen=True, slots=True)
class ClickRoute:
    """What answers an Action. A look-up answers with a screen or a view; a change queues its own answer."""

    answer: Callable[[Click], Answer]
    writes: bool = False


def place_of(body: Mapping[str, Any]) -> Place:
    """From a block_actions payload."""
    container = body.get("container") or {}
    if container.get("type") == "message":
        return Place(
            channel=container.get("channel_id"),
            ts=container.get("message_ts"),
            is_private=bool(container.get("is_ephemeral")),
        )
    view = body.get("view") or {}
    return Place(view_id=container.get("view_id"), is_home=view.get("type") == "home")


def pressed(body: Mapping[str, Any]) -> tuple[str, Ref]:
    """The action id and the Ref of what was pressed or chosen. Raises BadInput for a value that is not ours."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    return str(action["action_id"]), Ref.unpack(str(chosen.get("value") or action.get("value") or ""))


def require_account(click: Click) -> Account:
    """The account that the button is about. Refused when the button carries none."""
    if not click.ref.account:
        raise Refused("gone")
    return click.account


def living_account(click: Click) -> Account:
    """The account, for a form that would change it. Refused when it is closed, before anything is typed for nothing."""
    account = require_account(click)
    if account.state is AccountState.CLOSED:
        raise Refused("account_closed", account=account.name)
    return account
