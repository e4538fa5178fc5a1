"""Somebody of a team: what they do over the control API, and what they see because of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.looks import messages_of, views_of
from tests.stories.seen import Element, Seen, labels_of, message_seen, view_seen

if TYPE_CHECKING:
    from tests.stories.team import Team


class Member:
    """Somebody of the workspace, and what they do and see."""

    def __init__(self, team: Team, name: str) -> None:
        self._team, self.name = team, name
        self.id = team.sandbox.world.person(name).id

    # what they do; each answers with what they see because of it

    def types(self, text: str, channel: str | None = None) -> Any:
        """A slash command, in their DM with the bot unless a channel is named."""
        return self._does("command", channel=channel or f"@{self.name}", text=text)

    def says(self, text: str, channel: str, thread: Seen | None = None) -> Any:
        """An ordinary message, perhaps in a thread."""
        return self._does("message", channel=channel, text=text, thread_ts=thread.ts if thread else None)

    def posts(self, text: str, channel: str) -> Seen:
        """An ordinary message, to be used later."""
        answer = self._act("message", channel=channel, text=text)
        return next(post for post in self.sees(channel) if post.ts == answer["ts"])

    def clicks(self, seen: Seen, label: str, near: str = "", **more: Any) -> Any:
        """What says `label`: a button, or an option of a menu."""
        block, element = seen.pressable(label, near)
        chosen = {} if element["type"] == "button" else {"selected": label}
        return self._does("click", **_place(seen), **_ids(block, element), **chosen, **more)

    def submits(self, form: Seen, values: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """A modal with these fields filled in, by label or block id; fails when something is wrong in it."""
        before = self._snapshot()
        answer = self._act("submit", view_id=form.view_id, values=self._filled(form, values or {}), **more)
        assert answer["ok"], answer
        assert not answer["errors"], answer["errors"]
        return self._news(before)

    def creates(self, form: Seen, values: Mapping[str, Any] | None = None, **chosen: Any) -> Any:
        """A new account in its two steps: what is known, then as recommended or as `chosen`."""
        step = self.submits(form, values)
        return self.submits(step.shows("I recommend"), chosen)

    def fills(self, form: Seen, field: str, value: Any) -> Seen:
        """A field that other fields depend on, without submitting yet."""
        block, element = form.input(field)
        given = self._given(form, block, element, value)
        self._act("click", view_id=form.view_id, **_ids(block, element), selected=given)
        return self.again(form)

    def is_refused(self, form: Seen, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Submits a modal in which something is wrong: what is said under which field."""
        errors = self._act("submit", view_id=form.view_id, values=self._filled(form, values or {}))["errors"]
        assert errors, "everything was right"
        return dict(errors)

    def uploads(self, name: str, content: str) -> str:
        """A file, to be given to a file input."""
        return str(self._act("file", name=name, content=content)["file"])

    def uses_shortcut(self, post: Seen) -> Any:
        """ "Add to onboarding" on a message."""
        return self._does("shortcut", channel=post.channel, ts=post.ts)

    def home(self) -> Seen:
        """Opens the App Home."""
        self._act("home")
        view = self._views()["home"]
        assert view, f"{self.name} has no Home"
        return view_seen(view)

    # what they see

    def sees(self, channel: str) -> list[Seen]:
        """All that they see in a channel, oldest first, replies and private answers among it."""
        found = messages_of(self._team.sandbox, {"channel": channel, "viewer": self.name})["messages"]
        return [message_seen(raw) for raw in found]

    def dm(self) -> list[Seen]:
        """What the bot sent them that lasts."""
        return [post for post in self.sees(f"@{self.name}") if post.ephemeral_to is None]

    def plan(self) -> Seen:
        """Their latest morning plan, as it stands now."""
        plans = [post for post in self.dm() if post.key.startswith("plan:")]
        assert plans, f"{self.name} has no plan"
        return plans[-1]

    def again(self, seen: Seen) -> Seen:
        """The same message or view as it stands now."""
        if seen.is_home:
            return view_seen(self._views()["home"])
        if seen.view_id:
            return next(view_seen(view) for view in self._views()["views"] if view["id"] == seen.view_id)
        return next(post for post in self.sees(seen.channel) if post.ts == seen.ts)

    def modal(self) -> Seen | None:
        """The modal that lies on top."""
        views = self._views()["views"]
        return view_seen(views[-1]) if views else None

    # how

    def _act(self, name: str, /, **body: Any) -> dict[str, Any]:
        return self._team.control(name, user=self.name, **body)

    def _does(self, name: str, /, **body: Any) -> Seen | None:
        before = self._snapshot()
        answer = self._act(name, **body)
        assert answer["ok"], answer
        return self._news(before)

    def _views(self) -> dict[str, Any]:
        return views_of(self._team.sandbox, {"user": self.name})

    def _snapshot(self) -> dict[str, Any]:
        """Everything that they see, by ts or view id."""
        world = self._team.sandbox.world
        views = self._views()
        seen = {view["id"]: view["hash"] for view in views["views"]}
        if views["home"]:
            seen[views["home"]["id"]] = views["home"]["hash"]
        for channel in list(world.channels.values()):
            if self.id in channel.members and not channel.is_deleted:
                seen |= {post.ts: json.dumps(post.raw["blocks"]) + post.text for post in self.sees(channel.id)}
        return seen

    def _news(self, before: Mapping[str, Any]) -> Seen | None:
        """What came or changed: a modal, else a private answer, else any other message, else Home."""
        after = self._snapshot()
        fresh = {key for key, content in after.items() if before.get(key) != content}
        views = self._views()
        if views["views"] and views["views"][-1]["id"] in fresh:
            return view_seen(views["views"][-1])
        posts = [post for channel in self._channels() for post in self.sees(channel) if post.ts in fresh]
        private = [post for post in posts if post.ephemeral_to]
        theirs = [post for post in posts if post.raw["user"] != self.id]
        for found in (private, theirs):
            if found:
                return max(found, key=lambda post: (post.ts not in before, post.ts))
        return view_seen(views["home"]) if views["home"] and views["home"]["id"] in fresh else None

    def _channels(self) -> list[str]:
        channels = self._team.sandbox.world.channels.values()
        return [one.id for one in channels if self.id in one.members and not one.is_deleted]

    def _filled(self, form: Seen, values: Mapping[str, Any]) -> dict[str, Any]:
        filled: dict[str, Any] = {}
        for name, value in values.items():
            block, element = form.input(name)
            filled[block["block_id"]] = {element["action_id"]: self._given(form, block, element, value)}
        return filled

    def _given(self, form: Seen, block: Mapping[str, Any], element: Element, value: Any) -> Any:
        """People by name become ids; in a menu that the bot fills the person types and takes what is offered."""
        world = self._team.sandbox.world
        if value is None:
            return None
        if element["type"] == "users_select":
            return world.person(value).id
        if element["type"] in ("channels_select", "conversations_select"):
            return world.channel(value).id
        if element["type"] != "external_select":
            return value
        ids = _ids(block, element)
        offered = self._act("suggest", view_id=form.view_id, **ids, value=value)
        options = [option for group in offered.get("option_groups", [offered]) for option in group["options"]]
        found = [option for option in options if value.casefold() in option["text"]["text"].casefold()]
        assert found, f"{value!r} is not offered: {labels_of({'type': 'menu', 'options': options})}"
        return found[0]


def _place(seen: Seen) -> dict[str, Any]:
    if seen.view_id:
        return {"view_id": "home" if seen.is_home else seen.view_id}
    return {"channel": seen.channel, "ts": seen.ts}


def _ids(block: Mapping[str, Any], element: Element) -> dict[str, str]:
    return {"block_id": block["block_id"], "action_id": element["action_id"]}
