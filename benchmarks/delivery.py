"""The morning: 500 plans to 500 people, against a schedule that only Slack's own limits slow down."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sqlalchemy import func, or_, select, update

from benchmarks.bench import Bench
from benchmarks.databases import SQLITE
from benchmarks.figures import Aim, Figure
from benchmarks.portfolio import CSMS, MORNING, csm_id
from playbook.models import Mode
from sandbox.faults import Fault
from sandbox.server import Sandbox, SandboxServer
from scheduler.clock import FollowedClock
from scheduler.delivery import deliver
from scheduler.slack import make_client
from scheduler.sweep import queue_plans
from storage.engine import Store
from storage.tables import ACCOUNT, NUDGE, OUTBOX

POSTS_A_MINUTE = 600  # of one app in one workspace, as the sandbox counts; besides one a second a channel
LATENCY = 0.1  # seconds that Slack takes to answer a post
GIVE_UP = 600  # seconds
AGAIN = 0.05  # seconds between looks for what a hold has put off


def delivery(bench: Bench) -> Iterator[Figure]:
    """From the queued plans to the last one in Slack, each of them looked at anew before it goes."""
    people = bench.by_size(40, CSMS)
    accounts = bench.by_size(1_000, 10_000)
    bench.progress.expect(people)
    with bench.own(SQLITE, accounts) as store, SandboxServer(_sandbox()) as server:
        _keep_only(store, people)
        queue_plans(store, MORNING)
        client, clock = make_client(server.sandbox.bot_token, server.sandbox.api_url), FollowedClock(MORNING, flow=True)
        server.sandbox.faults.order([Fault("chat.postMessage", do="delay", times=people, seconds=LATENCY)])

        def going() -> bool:
            bench.progress.step()
            return True

        begun = time.perf_counter()
        while (left := people - _sent(store)) > 0:
            if not deliver(store, client, clock, "benchmark", going):
                time.sleep(AGAIN)
            if time.perf_counter() - begun > GIVE_UP:
                raise RuntimeError(f"{left} plans are not sent")
        seconds = time.perf_counter() - begun
    what = f"delivery of {people:,} plans of {accounts // CSMS} accounts to as many people, Slack answering in 100 ms"
    against = f"Slack's own limit, {POSTS_A_MINUTE} posts a minute"
    ideal = people * 60 / POSTS_A_MINUTE
    yield Figure(what=what, ours=seconds, unit="s", against=against, theirs=ideal, aims=(Aim(1.2),))


def _sandbox() -> Sandbox:
    sandbox = Sandbox(MORNING, flow=True)
    for place in range(CSMS):
        sandbox.world.add_person(f"csm{place:03}", f"Csm{place:03}")
    return sandbox


def _keep_only(store: Store, people: int) -> None:
    """Plans for the first so many people, and nothing else, are due."""
    wanted = [csm_id(place) for place in range(people)]
    with store.connect() as connection:
        connection.execute(update(ACCOUNT).values(next_look_at=None))
        others = (NUDGE.c.recipient_id.not_in(wanted), NUDGE.c.mode != Mode.PLAN.value)
        connection.execute(update(NUDGE).where(or_(*others)).values(wake_at=None))


def _sent(store: Store) -> int:
    with store.read() as session:
        sent = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.kind == "plan", OUTBOX.c.state == "sent")
        return session.execute(sent).scalar_one()
