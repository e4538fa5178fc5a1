"""Row outage: a day without Slack, and a channel that must rest; everything arrives, calmly, and nobody else waits."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.clock import Limits
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.changes.accounts import create_account
from storage.changes.outbox import enqueue
from storage.changes.people import save_person
from storage.engine import Actor, Store
from tests.faults.databases import BOTH, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.machine import START, Json, Replica, Slack
from tests.scheduler.office import cached, tracker

CSMS = {Size.QUICK: 3, Size.FULL: 10}
EACH_HAS = 15  # customers
WORDS = 12  # for one channel
FAULTS = {Size.QUICK: ("drop",), Size.FULL: ("drop", "500")}
CHANNELS, POSTS = 50, {Size.QUICK: 2, Size.FULL: 10}  # of each channel
REST = 60  # seconds of Retry-After
BURST = Limits().posts_burst  # posts to a channel at once that Slack tolerates
BEGINS = START - timedelta(days=1, minutes=-20)  # Thursday, ten minutes before the plans
OVER = timedelta(days=1, minutes=20)  # Friday, ten minutes after the plans
HOUR = timedelta(hours=1)
ALL_THERE = timedelta(minutes=20)
SPEAKER = Actor("cli", "faults", "faults")
NOTICE = {"code": "nothing_today"}


@dataclass(frozen=True, slots=True)
class Post:
    """A chat.postMessage that reached Slack: when, where, the opaque key, and whether Slack said 429."""

    at: datetime
    channel: str
    key: str
    refused: bool


def outage(size: Size, progress: Progress) -> Iterator[Figure]:
    """Both on both databases, the day with a whole `onboard serve`."""
    progress.expect(len(BOTH) * (len(FAULTS[size]) + 1))
    with Databases() as databases:
        for kind in BOTH:
            for fault in FAULTS[size]:
                yield from _a_day(databases, kind, fault, CSMS[size])
                progress.step()
            yield _one_of_fifty(databases, kind, POSTS[size])
            progress.step()


def _a_day(databases: Databases, kind: str, fault: str, csms: int) -> Iterator[Figure]:
    """Plans of two mornings, and words for one channel, fall into a day on which every call fails."""
    with _workplace(databases, kind, csms) as (slack, store, url), Replica(slack, url, mode="http"):
        slack.faults({"method": "*", "do": fault, "times": 10**9})
        _enqueue(store, slack, {f"word:{number}": slack.sandbox.world.channel("general").id for number in range(WORDS)})
        while slack.now < BEGINS + OVER:
            slack.clock(to=min(slack.now + HOUR, BEGINS + OVER).isoformat())
        slack.faults()
        before = slack.look("calls")["calls"][-1]["id"]
        slack.clock(advance="1h")
        posts, heard = _posts(slack, before), _heard(slack, csms)
    due = {f"Customer {number:04}" for number in range(csms * EACH_HAS)} | {f"word:{number}" for number in range(WORDS)}
    lost, twice = len(due - set(heard)), sum(heard[name] > 1 for name in due)
    what = f"every call fails for 24 h ({fault}), {len(due)} things to say, {kind}"
    missing = tuple(f"{name} {heard[name]} times" for name in sorted(due) if heard[name] != 1)
    yield Figure(what, f"{lost} lost, {twice} shown twice", "0 lost, 0 shown twice", not lost + twice, missing)
    burst, refused = _most_in_a_second(posts), sum(post.refused for post in posts)
    last = max(post.at for post in posts) - BEGINS - OVER
    shown = f"{burst} at most in a second and channel, {refused} of {len(posts)} posts refused, the last after {last}"
    met = burst <= BURST and refused <= csms and last <= ALL_THERE
    yield Figure(what, shown, f"Slack's burst of {BURST}, then one a second; all within {ALL_THERE}", met)


def _one_of_fifty(databases: Databases, kind: str, each: int) -> Figure:
    """The first channel that is written to gets a 429; the others are done as soon as Slack lets them."""
    with databases.fresh(kind) as url, Slack() as slack:
        store, world = Store(url), slack.sandbox.world
        channels = [world.add_channel(f"room{number:02}", [world.bot.id]).id for number in range(CHANNELS)]
        _enqueue(store, slack, {f"{channel}:{n}": channel for n in range(each) for channel in channels})
        slack.faults({"method": "chat.postMessage", "do": "429", "seconds": REST})
        tick = Tick(store, make_client(slack.sandbox.bot_token, slack.sandbox.api_url), slack.sandbox.clock)
        while (due := tick.run()) is not None and due < START + timedelta(minutes=10):
            slack.clock(to=due.isoformat())
        store.close()
        posts = _posts(slack, 0)
    resting = next(post.channel for post in posts if post.refused)
    there = [post for post in posts if not post.refused]
    others = max(post.at for post in there if post.channel != resting) - START
    held = min(post.at for post in there if post.channel == resting) - START
    ideal = timedelta(seconds=max(0, each - BURST))
    value = f"{len(there)} of {each * CHANNELS} there; the others done after {others}, it begins after {held}"
    met = len(there) == each * CHANNELS and others <= ideal + timedelta(seconds=2) and held.total_seconds() >= REST
    what = f"429, Retry-After {REST}, on one channel of {CHANNELS}, {each} messages each, {kind}"
    return Figure(what, value, f"no other waits: {ideal} by Slack's own limits", met)


@contextmanager
def _workplace(databases: Databases, kind: str, csms: int) -> Iterator[tuple[Slack, Store, str]]:
    """CSMs whose customers all have one thing overdue since Wednesday."""
    with databases.fresh(kind) as url, Slack(BEGINS) as slack:
        store = Store(url)
        slack.furnish(url)
        done = {f"step{number}": "2026-01-21, 2026-01-21" for number in range(5)}
        one = tracker("Acme", start="2026-01-21", setup="2026-01-21", **done)
        with store.change(actor=SPEAKER, via="cli", now=BEGINS) as change:
            for number in range(csms):
                person = slack.sandbox.world.add_person(f"csm{number:02}", f"Csm {number:02}")
                save_person(change, cached(person))
                for customer in range(number * EACH_HAS, (number + 1) * EACH_HAS):
                    name = f"Customer {customer:04}"
                    create_account(change, replace(one, name=name, csm=person.real_name, csm_id=person.id))
        yield slack, store, url
        store.close()


def _enqueue(store: Store, slack: Slack, words: dict[str, str]) -> None:
    with store.change(actor=SPEAKER, via="cli", now=slack.now) as change:
        for key, channel in words.items():
            enqueue(change, "notice", key, {"channel": channel}, NOTICE, slack.now)


def _heard(slack: Slack, csms: int) -> Counter[str]:
    """In how many messages each customer is named in its CSM's plan, and each word said."""
    heard: Counter[str] = Counter()
    for number in range(csms):
        for message in slack.messages(f"@csm{number:02}"):
            heard.update(set(re.findall(r"Customer \d{4}", json.dumps(message["blocks"]))))
    heard.update(_key(message) for message in slack.messages("#general"))
    return heard


def _posts(slack: Slack, after: int) -> list[Post]:
    calls = slack.look("calls", method="chat.postMessage", after=after)["calls"]
    return [
        Post(datetime.fromisoformat(call["at"]), call["args"]["channel"], _key(call["args"]), call["status"] == 429)
        for call in calls
    ]


def _key(message: Json) -> str:
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("key", ""))


def _most_in_a_second(posts: Sequence[Post]) -> int:
    """The most that one channel got within less than a second."""
    times: dict[str, list[datetime]] = {}
    for post in posts:
        if not post.refused:
            times.setdefault(post.channel, []).append(post.at)
    second = timedelta(seconds=1)
    return max(sum(at <= other < at + second for other in found) for found in times.values() for at in found)
