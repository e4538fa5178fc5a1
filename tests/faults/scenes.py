"""Databases in which something is just about to be said: a scene for each kind of outbox row that posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from playbook.models import Account
from sandbox.grants import ResponseUrl
from storage.changes.outbox import enqueue
from storage.engine import Store
from tests.faults.stages import Stage
from tests.scheduler.office import DIGEST, ESCALATIONS, JANE, LENA, Office, at, tracker

POST, UPLOAD, RESPOND = "chat.postMessage", "files.completeUploadExternal", "response_url"
MADE = "2026-01-23 08:00"  # a Friday
LASTS = timedelta(minutes=40)  # the leases, settle times, retries and looks of three processes are over by then
ANSWERS = "answers"  # the token of the response_url of every case


def _nothing(stage: Stage, store: Store) -> None:
    """Nothing has to be put right for a case."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`prepare` makes the database; at `begins` (in New York) it is said, by a call of `method`.

    `ready` puts right what of a copy belongs to one sandbox alone.
    """

    key: str
    method: str
    prepare: Callable[[Office], object]
    begins: str = "2026-01-23 09:00"
    ready: Callable[[Stage, Store], None] = _nothing

    @property
    def now(self) -> datetime:
        return at(self.begins)


def open_scene(scene: Scene, stage: Stage, store: Store) -> None:
    """Fill an empty database, and live in it until the minute before the scene begins."""
    office = Office(stage.sandbox, store)
    office.open()
    scene.prepare(office)
    while (due := office.tick.run()) is not None and due < scene.now:
        stage.sandbox.clock.set(due)


def _late(name: str = "Acme", **fields: str) -> Account:
    """A healthy account with one thing overdue: one line in the plan."""
    done = {f"step{n}": "2026-01-22, 2026-01-22" for n in range(5)}
    return tracker(name, start="2026-01-22", setup="2026-01-22", **fields, **done)


def _plan(office: Office) -> None:
    office.create(_late(), _late("Bolt"))


def _welcome(office: Office) -> None:
    """Signed at nine and not welcomed by ten."""
    acme = tracker("Acme", start="2026-01-23", setup="2026-02-22")
    office.create(replace(acme, facts=replace(acme.facts, welcome_sent_at=None)))


def _escalation(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    office.create(tracker("Acme", start="2026-01-20", setup="2026-02-22"))


def _digest(office: Office) -> None:
    """Of so many accounts that it needs its file."""
    office.settings(digest_channel=office.channel(DIGEST), digest_hour=10)
    office.create(*(tracker(f"Account {n}", csm="Nobody", setup="2026-01-20") for n in range(22)))


def _review(office: Office) -> None:
    office.create(tracker("Acme", start="2026-01-02", setup="2026-01-22, 2026-01-22"))


def _say(office: Office, kind: str, place: dict[str, Any], **about: Any) -> None:
    with office.change() as change:
        enqueue(change, kind, f"{kind}:1", place, about, at("2026-01-23 09:00"))


def _share(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-22", setup="2026-02-20"))
    _say(office, "share", {"channel": office.channel("general")}, account=acme.id)


def _status(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-22", setup="2026-02-20"))
    said = {"text": "On track", "blocks": [], "sure": True}
    _say(office, "customer_status", {"channel": office.channel("general")}, account=acme.id, **said)


def _notice(office: Office) -> None:
    _say(office, "notice", {"user": LENA}, code="nothing_today")


def _file(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-22", setup="2026-02-20"))
    _say(office, "tracker_file", {"user": JANE}, account=acme.id)


def _reply(office: Office) -> None:
    """The message that was clicked is replaced."""
    (acme,) = office.create(tracker("Acme", start="2026-01-22", setup="2026-02-20"))
    _say(office, "reply", {"response_url": ANSWERS, "user": JANE}, view="status", account=acme.id, page=0, replace=True)


def _answerable(stage: Stage, store: Store) -> None:
    """This sandbox's response_url, of a message that is there to be replaced."""
    channel = stage.sandbox.world.dm_with(JANE).id
    clicked = stage.sandbox.world.post(channel, stage.sandbox.world.bot.id, "Click me")
    url = ResponseUrl(channel, JANE, clicked.ts, stage.now)
    stage.sandbox.response_urls._by_token[ANSWERS] = url
    address = f'{{"response_url": "{stage.sandbox.url}/actions/T/{ANSWERS}", "user": "{JANE}"}}'
    with store.connect() as connection:
        connection.exec_driver_sql(f"UPDATE outbox SET destination = '{address}'")


SCENES = (
    Scene("plan", POST, _plan),
    Scene("nudge", POST, _welcome, "2026-01-23 10:00"),
    Scene("escalation", POST, _escalation, "2026-01-26 09:00"),
    Scene("digest", POST, _digest, "2026-01-23 10:00"),
    Scene("digest_file", UPLOAD, _digest, "2026-01-23 10:00"),
    Scene("review", POST, _review, "2026-02-02 09:00"),
    Scene("share", POST, _share),
    Scene("customer_status", POST, _status),
    Scene("notice", POST, _notice),
    Scene("tracker_file", UPLOAD, _file),
    Scene("reply", RESPOND, _reply, ready=_answerable),
)
