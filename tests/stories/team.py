"""A team in a real Slack-like workspace with the real bot; stories are told through its people.

Acts go over the control API, as everybody's do; when one returns, everything that it caused has happened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from slack_sdk import WebClient

from bot.demo import furnish
from bot.manifest import SCOPES
from bot.running import Bot, Connection
from bot.trackers import import_files
from playbook.models import Account, Nudge
from sandbox.looks import messages_of, views_of
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from storage.engine import Store
from storage.queries.accounts import account_by_id
from storage.queries.due import nudges_by_ids
from storage.queries.names import accounts_named
from storage.queries.outbox import outbox_problems
from tests.stories.seen import Element, Seen, labels_of, message_seen, view_seen

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2026, 1, 23, 8, 30, tzinfo=NEW_YORK)  # a Friday, half an hour before the first plans
EXAMPLES = Path(__file__).parents[2] / "examples"
ACME = EXAMPLES / "acme.yaml"  # seed 001's tracker
NEVER = 86_400.0  # seconds between beats of its own: the sandbox's clock asks for every tick


class Refused(Exception):
    """The control API does not take an act: a person could not do that."""


class Clock:
    """The workspace's clock, which stands still until it is moved."""

    def __init__(self, team: Team) -> None:
        self._team = team

    @property
    def now(self) -> datetime:
        return self._team.sandbox.clock.now()

    def to(self, moment: str) -> None:
        """Through every tick in between, to `2026-01-24T09:00-05:00`, or to `2026-01-24 09:00` in New York."""
        target = datetime.fromisoformat(moment)
        self._team.control("clock", to=(target if target.tzinfo else target.replace(tzinfo=NEW_YORK)).isoformat())

    def forward(self, span: str) -> None:
        """By `1d`, `2h`, `5m`."""
        self._team.control("clock", advance=span)


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


class Team:
    """Sandbox, bot and database together. `mode` is how Slack reaches the bot: socket or http."""

    jane: Member
    omar: Member
    lena: Member
    victor: Member
    erin: Member
    sam: Member
    gus: Member
    exa: Member

    def __init__(self, database_url: str, mode: str = "socket", now: datetime = START) -> None:
        self._url, self._mode = database_url, mode
        self.sandbox = Sandbox(now.astimezone(UTC), scopes=SCOPES)
        self._server = SandboxServer(self.sandbox)
        self._announced: set[str] = set()
        self.noted: dict[str, list[int]] = {}  # the nudges that a message says, by its ts: the outbox forgets them
        self.clock = Clock(self)
        for name in ("jane", "omar", "lena", "victor", "erin", "sam", "gus", "exa"):
            setattr(self, name, Member(self, name))

    def start(self, *, furnished: bool = True) -> Team:
        """Serve; with the settings and people of the demo unless told otherwise."""
        self._server.start()
        store = Store(self._url)
        if furnished:
            client = WebClient(token=self.sandbox.bot_token, base_url=self.sandbox.api_url)
            furnish(store, client, self.clock.now)
        self._start_bot(store)
        return self

    def stop(self) -> None:
        self.bot.stop()
        self._server.stop()

    def passes(self, until: str) -> None:
        """Noon after noon up to that moment in New York, each escalation taken up on its day by whom it was for."""
        target = datetime.fromisoformat(until).replace(tzinfo=NEW_YORK)
        noon = self.clock.now.astimezone(NEW_YORK).replace(hour=12, minute=0, second=0, microsecond=0)
        while noon < target:
            if noon > self.clock.now:
                self.clock.to(noon.isoformat())
            self.takes_up()
            noon += timedelta(days=1)
        self.clock.to(target.isoformat())

    def takes_up(self) -> None:
        """Whoever an escalation was for says "I have it", which is all they say."""
        for member in (self.lena, self.victor, self.erin, self.jane):
            for post in [post for post in member.dm() if post.key.startswith("escalation:")]:
                if "I have it" in (now := member.again(post)).labels:
                    member.clicks(now, "I have it")

    def restart(self) -> None:
        """The bot's process ends, and another begins on the same database."""
        self.bot.stop()
        self.sandbox.followers.urls.clear()
        self._start_bot(Store(self._url))

    def owns(self, *files: str | Path) -> Team:
        """These trackers (names in examples/, or paths) are imported as the command line imports them."""
        paths = [file if isinstance(file, Path) else EXAMPLES / f"{file}.yaml" for file in files]
        for imported in import_files(self.bot.store, paths, self.clock.now):
            assert imported.error is None, imported.error
        self.control("clock")
        return self

    def announces(self, *errors: str) -> None:
        """The story is about Slack refusing a call with one of these errors."""
        self._announced |= set(errors)

    def channel(self, name: str) -> list[Seen]:
        """All that lasts in a channel, oldest first, replies among it."""
        found = messages_of(self.sandbox, {"channel": name})["messages"]
        return [message_seen(raw) for raw in found if raw["ephemeral_to"] is None]

    def redelivers(self, times: int = 1, back: int = 1) -> None:
        """Slack sends the last payload again."""
        assert self.control("redeliver", n=times, back=back)["ok"]

    def fails(self, method: str, **fault: Any) -> None:
        """The next call of a method goes wrong: `when="before", do="drop"` …"""
        self.control("faults", [{"method": method, "times": 1, **fault}])

    def account(self, name: str) -> Account:
        """An account as it is stored."""
        with self.bot.store.read() as session:
            return account_by_id(session, accounts_named(session, name).id)

    def permalink(self, post: Seen) -> str:
        """Slack's own address of a message."""
        client = WebClient(token=self.sandbox.bot_token, base_url=self.sandbox.api_url)
        return str(client.chat_getPermalink(channel=post.channel, message_ts=post.ts)["permalink"])

    def nudges(self, ids: list[int]) -> list[Nudge]:
        with self.bot.store.read() as session:
            return list(nudges_by_ids(session, ids))

    def control(self, name: str, body: Any = None, /, **fields: Any) -> dict[str, Any]:
        """POST /_control/<name>; everything that follows from it has happened when it returns. Raises Refused."""
        data = json.dumps(fields if body is None else body).encode()
        request = Request(f"{self.sandbox.url}/_control/{name}", data, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=120) as answer:
                found: dict[str, Any] = json.loads(answer.read())
        except HTTPError as error:
            with error:
                raise Refused(error.read().decode()) from None
        assert "follower_failed" not in found, found
        return found

    def check(self) -> None:
        """Nothing that the bot sent was refused, except as announced."""
        assert self.sandbox.refusals == []
        failed = [call for call in self.sandbox.calls.all() if not call.answer.get("ok", True)]
        unexpected = [call for call in failed if call.answer.get("error") not in self._announced]
        assert [(call.method, call.answer, call.args) for call in unexpected] == []
        with self.bot.store.read() as session:
            problems = [row for row in outbox_problems(session) if row.error not in self._announced]
        assert problems == []

    def _start_bot(self, store: Store) -> None:
        now = self.clock.now
        connection = Connection(
            bot_token=self.sandbox.bot_token,
            app_token=self.sandbox.app_token if self._mode == "socket" else None,
            signing_secret=self.sandbox.signing_secret if self._mode == "http" else None,
            api_url=self.sandbox.api_url,
            tick_seconds=NEVER,
        )
        self.bot = Bot(connection, store, FollowedClock(now)).start()
        self.sandbox.follow(f"{self.bot.url}/_clock")
        if self._mode == "http":
            self.control("delivery", mode="http", url=f"{self.bot.url}/slack/events")
        else:
            assert self.control("socket", do="wait")["ok"]


def _place(seen: Seen) -> dict[str, Any]:
    if seen.view_id:
        return {"view_id": "home" if seen.is_home else seen.view_id}
    return {"channel": seen.channel, "ts": seen.ts}


def _ids(block: Mapping[str, Any], element: Element) -> dict[str, str]:
    return {"block_id": block["block_id"], "action_id": element["action_id"]}
