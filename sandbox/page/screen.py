"""The whole picture for one acting person, worked out from the source; the templates only print it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.page.reading import NEVER, Reading
from sandbox.page.source import App, Block, Person, Place, Post, Source
from sandbox.page.times import day_words, instant_of, next_morning, short_day

TOGETHER = timedelta(minutes=5)  # messages of one author this close share one avatar
HOME = "home"
SAME_MOMENT = 1.0  # seconds: while the clock stands, messages get stamps a few microseconds apart


@dataclass(frozen=True, slots=True)
class Request:
    """What the browser asks to see; places and people by id or name, ts as strings, "" for nothing."""

    user: str = ""
    at: str = ""
    thread: str = ""
    new_from: str = ""  # the New line stands after this ts; "" asks for where the person had read to
    since: str = ""  # a clock's ISO time before it moved: what has come in since?
    seen: bool = False  # the window is looked at, so what it shows counts as read


@dataclass(frozen=True, slots=True)
class Row:
    """A message in the list, with what stands above it."""

    post: Post
    at: datetime  # local to the acting person
    day: str  # the day divider above it, "" for none
    new_above: bool
    joined: bool  # follows its author's previous message: no avatar, no name
    replies: int = 0
    last_reply: datetime | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A place in the sidebar."""

    place: Place
    unread: int
    current: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """Messages that came in while the clock moved, and where to look at them."""

    user: Person
    place: Place
    count: int


@dataclass(frozen=True, slots=True)
class Thread:
    """The right pane."""

    parent: Row | None
    replies: tuple[Row, ...]
    ts: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The sandbox's time, in the acting person's zone, and where Next morning leads."""

    now: datetime
    morning: datetime
    zone: str

    @property
    def morning_words(self) -> str:
        """The next morning in short: "Mon 26 Jan"."""
        return short_day(self.morning)


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything the templates print."""

    team: str
    app: App
    user: Person
    people: Sequence[Person]
    waiting: dict[str, int]  # person id → unread messages from the app
    channels: tuple[Neighbour, ...]
    direct: Neighbour | None
    place: Place
    at: str  # "home", or the place's id
    rows: tuple[Row, ...]
    new_from: str
    thread: Thread | None
    home: Sequence[Block] | None
    modals: Sequence[Any]
    clock: Clock
    arrivals: tuple[Arrival, ...]
    users: dict[str, str]
    places: dict[str, str]

    @property
    def may_write(self) -> bool:
        """Only members write in a channel."""
        return self.user.id in self.place.members


def see(source: Source, reading: Reading, wanted: Request) -> Screen:
    """The screen for a request; what cannot be found becomes the first person, and the app's Home."""
    people = source.people()
    user = next((p for p in people if wanted.user in (p.id, p.name)), people[0])
    places = source.places()
    mine = [place for place in places if user.id in place.members]
    direct = next((place for place in mine if place.kind == "dm"), None)
    place = next((p for p in mine if wanted.at in (p.id, p.name)), direct or mine[0])
    at = place.id if wanted.at and wanted.at != HOME else HOME
    posts = source.posts(place.id, user.id)
    new_from = wanted.new_from or reading.upto(user.id, place.id)
    if at != HOME and wanted.seen:
        reading.mark(user.id, place.id, posts)
    zone = ZoneInfo(user.zone)
    home = source.home(user.id)

    def neighbour(other: Place) -> Neighbour:
        return Neighbour(other, reading.unread(user.id, other, source.posts(other.id, user.id)), at == other.id)

    return Screen(
        team=source.team(),
        app=source.app(),
        user=user,
        people=people,
        waiting=_waiting(source, reading, people, places),
        channels=tuple(neighbour(other) for other in mine if other.kind == "channel"),
        direct=neighbour(direct) if direct else None,
        place=place,
        at=at,
        rows=() if at == HOME else _rows(posts, zone, source.now(), new_from, user.id),
        new_from=new_from,
        thread=_thread(posts, wanted.thread, zone, source.now()) if wanted.thread and at != HOME else None,
        home=None if home is None else home.get("blocks", ()),
        modals=source.modals(user.id),
        clock=_clock(source.now(), zone, user.zone),
        arrivals=_arrivals(source, wanted.since, people, places, user) if wanted.since else (),
        users={p.id: p.name for p in people} | {source.app().user_id: source.app().name},
        places={p.id: p.name for p in places},
    )


def _clock(now: datetime, zone: ZoneInfo, name: str) -> Clock:
    return Clock(now.astimezone(zone), next_morning(now, zone).astimezone(zone), name)


def _rows(posts: Sequence[Post], zone: ZoneInfo, now: datetime, new_from: str, user_id: str) -> tuple[Row, ...]:
    """The messages of a place outside its threads; a message that only its person sees follows them as it came."""
    today = now.astimezone(zone).date()
    rows: list[Row] = []
    marked = new_from == NEVER  # nothing read yet: everything is new, no line needed
    for post in posts:
        if post.thread_ts and post.thread_ts != post.ts:
            continue
        at = instant_of(post.ts).astimezone(zone)
        before = rows[-1] if rows else None
        day = "" if before and before.at.date() == at.date() else day_words(at.date(), today)
        new = not marked and float(post.ts) > float(new_from) and post.author_id != user_id
        marked = marked or new
        joined = not (day or new) and _together(before, post, at)
        rows.append(Row(post, at, day, new, joined, *_replies(posts, post, zone)))
    return tuple(rows)


def _together(before: Row | None, post: Post, at: datetime) -> bool:
    return bool(
        before
        and before.post.author_id == post.author_id
        and before.post.ephemeral == post.ephemeral
        and not (before.replies or post.blocks)
        and at - before.at < TOGETHER
    )


def _replies(posts: Iterable[Post], parent: Post, zone: ZoneInfo) -> tuple[int, datetime | None]:
    stamps = [post.ts for post in posts if post.thread_ts == parent.ts and post.ts != parent.ts]
    return len(stamps), instant_of(max(stamps, key=float)).astimezone(zone) if stamps else None


def _thread(posts: Sequence[Post], ts: str, zone: ZoneInfo, now: datetime) -> Thread:
    members = [post for post in posts if ts in (post.ts, post.thread_ts)]
    today = now.astimezone(zone).date()
    rows: list[Row] = []
    for post in members:
        at = instant_of(post.ts).astimezone(zone)
        new_day = bool(rows) and rows[-1].at.date() != at.date()
        rows.append(Row(post, at, day_words(at.date(), today) if new_day else "", False, False))
    parent = next((row for row in rows if row.post.ts == ts), None)
    return Thread(parent, tuple(row for row in rows if row is not parent), ts)


def _waiting(source: Source, reading: Reading, people: Sequence[Person], places: Sequence[Place]) -> dict[str, int]:
    """Unread messages from the app by person: who has a reason to look."""
    waiting: dict[str, int] = {}
    for place in places:
        if place.kind == "dm":
            for person in people:
                if person.id in place.members:
                    waiting[person.id] = reading.unread(person.id, place, source.posts(place.id, person.id))
    return waiting


def _arrivals(
    source: Source, since: str, people: Sequence[Person], places: Sequence[Place], user: Person
) -> tuple[Arrival, ...]:
    """What the app has said since that moment, by place; a channel is read as the acting person when they are in it."""
    start = datetime.fromisoformat(since).timestamp() + SAME_MOMENT
    found: list[Arrival] = []
    for place in places:
        reader = user if user.id in place.members else next((p for p in people if p.id in place.members), None)
        if reader is None:
            continue
        fresh = [post for post in source.posts(place.id, reader.id) if post.by_app and float(post.ts) > start]
        if fresh:
            found.append(Arrival(reader, place, len(fresh)))
    return tuple(found)
