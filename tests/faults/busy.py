"""People who go on typing and clicking, one after the other, whatever happens; and what each of them was told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from playbook.models import Workspace
from playbook.tracker import read_tracker
from storage.engine import Store
from tests.faults.machine import START, Slack
from tests.storage.samples import stored

NOTHING_CHANGED, UNSURE, NOTED = "nothing was changed", "went wrong on my side", "Noted on"
CARDS = 24  # accounts with a card in front of Jane, one click each
BEAT = 0.05  # seconds between two acts


@dataclass(frozen=True, slots=True)
class Act:
    """A command (its note) or a click (its account): when it began and ended, whether Slack got its ack, what was
    said."""

    what: str
    is_click: bool
    at: float
    ended: float
    acked: bool
    told: str


@dataclass(slots=True)
class People:
    """Jane notes and clicks Done in turns, from a thread of her own."""

    slack: Slack
    acts: list[Act] = field(default_factory=list)
    keep: int = 8  # cards that are not clicked yet
    _cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def furnish(self, database_url: str) -> None:
        """Accounts to note and to click on."""
        self.slack.furnish(database_url)
        store = Store(database_url)
        for number in range(CARDS):
            stored(store, read_tracker(_tracker(number), defaults=Workspace()), now=START)
        store.close()

    def ask_for_cards(self) -> None:
        """Jane's own card of each account, with its Done."""
        for number in range(CARDS):
            name = f"customer{number:02}"
            self._cards[name] = self._command(f"status {name}")["response"]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """She goes on until the end of the block."""
        thread = threading.Thread(target=self._act)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            thread.join()

    def confirmed_since(self, moment: float) -> float | None:
        """When the first note was confirmed that she began after that moment; both in monotonic seconds."""
        return min((act.ended for act in self.acts if act.at >= moment and NOTED in act.told), default=None)

    def _act(self) -> None:
        number = 0
        while not self._stopping.wait(BEAT):
            number += 1
            at = time.monotonic()
            answer = self._command(f"note customer00 number {number:05}")
            told = (answer.get("response") or {}).get("text") or str(answer.get("error"))
            self.acts.append(Act(f"number {number:05}", False, at, time.monotonic(), bool(answer["ok"]), told))
            if number % 4 == 0 and len(self._cards) > self.keep:
                self._click(*self._cards.popitem())

    def _click(self, name: str, card: dict[str, Any]) -> None:
        at, button = time.monotonic(), _done_button(card)
        place = {"channel": card["channel"], "ts": card["ts"], "action_id": button["action_id"]}
        answer = self.slack.control("click", user="jane", **place)
        told = str(answer.get("error"))
        self.acts.append(Act(name, True, at, time.monotonic(), bool(answer["ok"]), told))

    def _command(self, words: str) -> dict[str, Any]:
        return self.slack.control("command", user="jane", channel="#general", text=f"/onboard {words}")


def _done_button(post: dict[str, Any]) -> dict[str, Any]:
    elements = [element for block in post["blocks"] for element in _elements(block)]
    return next(one for one in elements if str(one.get("action_id", "")).startswith("milestone.complete"))


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    return [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]


def _tracker(number: int) -> str:
    return (
        f'customer:\n  name: Customer{number:02}\n  csm: Jane Smith\n  start_date: "2026-01-22"\n'
        '  welcome_sent_at: "2026-01-22T09:00:00-05:00"\n  kickoff_at: "2026-01-22T09:00:00-05:00"\n'
        'milestones:\n  - {name: Setup, key: setup, target_date: "2026-02-20", status: pending}\n'
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the database holds of what people were told: each number is how many acts it was so with."""

    confirmed: int
    lost: list[str]  # acked as done, and not there
    belied: list[str]  # told that nothing was changed, and there
    kindly: int  # told in words that nothing was changed, or that nobody knows
    mute: int  # no words and no ack in three seconds


def judge(store: Store, acts: list[Act]) -> Verdict:
    """Held against the rows, by plain SQL."""
    with store.read() as session:
        stored = {row[0] for row in session.execute(text("SELECT text FROM note"))}
        done = "SELECT name_key FROM account JOIN milestone ON account_id = account.id WHERE status = 'complete'"
        stored |= {row[0] for row in session.execute(text(done))}
    confirmed = [act for act in acts if act.acked and (act.is_click or NOTED in act.told)]
    refused = [act for act in acts if NOTHING_CHANGED in act.told]
    return Verdict(
        confirmed=len(confirmed),
        lost=[act.what for act in confirmed if act.what not in stored],
        belied=[act.what for act in refused if act.what in stored],
        kindly=len([act for act in acts if NOTHING_CHANGED in act.told or UNSURE in act.told]),
        mute=len([act for act in acts if not act.acked and not act.is_click]),
    )
