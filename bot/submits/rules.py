"""Submitted: the team's rules. What they would have changed is measured first, off the ack path; then a lead saves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk import Answer, Scene
from bot.submits.submission import Submission
from bot.turn import done
from bot.verbs.hygiene import rule_known
from messages.forms.rules import numbers_text
from messages.hygiene import result_of
from messages.ids import Field
from playbook.errors import BadInput
from playbook.hygiene import DAYS, dry_run
from playbook.models import Workspace
from playbook.rules.numbers import NUMBERS, most_of
from storage.changes.outbox import enqueue
from storage.changes.promises import break_promise, keep_promise, promise
from storage.queries.accounts import accounts_by_ids
from storage.queries.hygiene import most_nudged
from storage.queries.people import workspace

MOST = 100  # accounts that a dry run lives through: those with the most nudges of these days
PATIENCE = timedelta(minutes=10)  # far longer than it takes
Numbers = dict[str, dict[str, int]]


def propose(sent: Submission) -> Answer:
    """Measures what was asked for; the answer comes as a direct message, with Save."""
    sent.turn.require_lead()
    rested = tuple(dict.fromkeys(rule_known(rule) for rule in sent.values.choices(Field.RESTED)))
    numbers = read_numbers(sent.values.text_if_any(Field.NUMBERS) or "")
    scene = sent.turn.scene
    lost = {"code": "rules_unmeasured", "rested": list(rested), "numbers": numbers_text(numbers).splitlines()}
    promise(sent.turn.change, _promised(scene), scene.person.id, lost, scene.now + PATIENCE)
    sent.turn.after_commit(lambda: measure(scene, rested, numbers))
    notice = {"code": "rules_measured", "undo": 0}
    origin = sent.origin
    if origin is not None and origin.response_url:
        about = {**done(notice), "replace": False}
        place = {"response_url": origin.response_url, "user": sent.turn.person.id}
        sent.turn.enqueue("reply", place, about)
    return Answer()


def measure(scene: Scene, rested: tuple[str, ...], numbers: Numbers) -> None:
    """Live through the last 60 days twice, and tell the lead; reads and writes in transactions of their own.

    Where that fails the lead hears so, at once or, when there is nobody left to say it, after `PATIENCE`.
    """
    try:
        _measure(scene, rested, numbers)
    except Exception:
        with scene.desk.store.change(actor=scene.actor, via=scene.via, now=scene.now) as change:
            break_promise(change, _promised(scene))
        raise
    finally:
        scene.desk.wake()


def _measure(scene: Scene, rested: tuple[str, ...], numbers: Numbers) -> None:
    store, now = scene.desk.store, scene.now
    with store.read() as session:
        before = workspace(session)
        ids = most_nudged(session, now - timedelta(days=DAYS), MOST)
        accounts = accounts_by_ids(session, list(ids))
    after = _with(before, rested, numbers)
    found = dry_run(accounts, before, after, now.date())
    about = {
        "rested": list(rested),
        "numbers": numbers,
        "was": {"rested": list(before.rested_rules), "numbers": {k: dict(v) for k, v in before.rule_numbers.items()}},
        "found": result_of(found, MOST),
    }
    with store.change(actor=scene.actor, via=scene.via, now=now) as change:
        enqueue(change, "dry_run", f"dry_run:{scene.receipt}", {"user": scene.person.id}, about, now)
        keep_promise(change, _promised(scene))


def _promised(scene: Scene) -> str:
    return f"rules_unmeasured:{scene.receipt}"


def read_numbers(text: str) -> Numbers:
    """`TOUCH after_days = 10`, one a line, without those that are METHOD's own. BadInput about NUMBERS."""
    found: Numbers = {}
    for line in text.splitlines():
        words = line.replace("=", " ").replace(":", " ").replace(",", " ").split()
        if not words:
            continue
        if len(words) != 3:
            raise BadInput(Field.NUMBERS, line.strip(), "rule_number")
        rule, name, value = words[0].upper(), words[1].casefold(), words[2]
        if name not in NUMBERS.get(rule, {}):
            raise BadInput(Field.NUMBERS, f"{words[0]} {words[1]}", "rule_number", list(NUMBERS.get(rule, {}))[:5])
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most_of(name)):
            raise BadInput(Field.NUMBERS, line.strip(), "rule_bounds", [f"1 to {most_of(name)}"])
        if int(value) != NUMBERS[rule][name]:
            found.setdefault(rule, {})[name] = int(value)
    return found


def _with(before: Workspace, rested: tuple[str, ...], numbers: Numbers) -> Workspace:
    return replace(before, rested_rules=rested, rule_numbers=numbers)
