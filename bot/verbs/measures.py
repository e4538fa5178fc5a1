"""Verbs that measure. Their answers carry a chart, which Slack may refuse: an ack could not know, the outbox does."""

from __future__ import annotations

from typing import Any

from bot.desk import Answer
from bot.finding import account_meant
from bot.report_words import read_report
from bot.turn import Turn
from bot.words import Phrase


def ttv(turn: Turn, rest: Phrase) -> Answer:
    return follows(turn, {"view": "ttv", "account": account_meant(turn, rest).id})


def users(turn: Turn, rest: Phrase) -> Answer:
    return follows(turn, {"view": "users", "account": account_meant(turn, rest).id})


def report(turn: Turn, rest: Phrase) -> Answer:
    words = read_report(rest, turn.scene.now.astimezone(turn.person_zone).date())
    since = words.since.isoformat() if words.since else None
    return follows(turn, {"view": "report", "scope": words.scope, "since": since})


def follows(turn: Turn, about: dict[str, Any]) -> Answer:
    """The screen comes privately through the outbox, which posts it without its chart where Slack refuses that."""
    scene, user = turn.scene, {"user": turn.person.id}
    if scene.response_url:
        turn.enqueue("reply", {"response_url": scene.response_url, **user}, {**about, "replace": scene.via == "click"})
    else:
        place = {"channel": scene.channel, **({"thread_ts": scene.thread_ts} if scene.thread_ts else {})}
        turn.enqueue("ephemeral", {**place, **user}, about)
    return Answer()
