"""The calls to Slack that delivery makes, and what each answer says about whether the message is there.

A send ends in one of five ways: it is there, it will never be, it is not there yet, the lane must rest, or nobody
knows. Only the last needs read-back; a client that resends by itself would blur them, so it has no retry handlers.
"""

from __future__ import annotations

import urllib.error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient, WebhookClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from messages.charts import KIND as CHART

EVENT_TYPE = "onboard_delivery"
STRANGERS = "strangers_read_along"  # our own words, beside Slack's errors
ONLY_US = "only_us"
TIMEOUT = 10  # seconds
BLOCKS_REFUSED = "invalid_blocks"

_MAYBE_STORED = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


_OUR_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})


class Fate(StrEnum):
    SENT = "sent"
    REFUSED = "refused"
    RETRY = "retry"
    HELD = "held"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a send ended. `seconds` is Slack's Retry-After, with HELD."""

    fate: Fate
    channel: str | None = None
    ts: str | None = None
    error: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One call to Slack; none without a `method`.

    With `repeatable` a second send of the same changes nothing, so no read-back is needed."""

    method: str
    arguments: Mapping[str, Any]
    repeatable: bool = False
    among_us: bool = False  # it holds what no stranger may read: refused where another organisation reads along
    to_others: bool = False  # it is for another organisation: refused where none reads along
    shown: tuple[int, ...] = ()  # nudges that reach their person with it
    gone: tuple[int, ...] = ()  # nudges whose cause was found gone
    back: tuple[int, ...] = ()  # nudges that cannot be said now and have their turn again `back_at`
    back_at: datetime | None = None
    handed_on: tuple[int, ...] = ()  # escalations whose person left: for who stands in, though the channel heard them
    about: Mapping[str, Any] = field(default_factory=dict)  # to remember with the row
    later: datetime | None = None  # nothing is sent now: the row has its turn then


def make_client(token: str, base_url: str) -> WebClient:
    """The client of the outbox: it never resends by itself."""
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])


def send(client: WebClient, outgoing: Outgoing) -> Outcome:
    """Make the call, once; a message whose blocks Slack refuses once more without its charts, which not every
    workspace takes. A refusal is certain, so nothing is said twice."""
    if (outgoing.among_us or outgoing.to_others) and (outcome := _kept_back(client, outgoing)):
        return outcome
    outcome = _call(client, outgoing)
    if outcome.fate is Fate.REFUSED and BLOCKS_REFUSED in outcome.error and (plainer := _without_charts(outgoing)):
        return _call(client, plainer)
    return outcome


def _without_charts(outgoing: Outgoing) -> Outgoing | None:
    """The same message without its charts; None when it has none."""
    blocks = outgoing.arguments.get("blocks") or []
    kept = [block for block in blocks if block["type"] != CHART]
    if len(kept) == len(blocks):
        return None
    return replace(outgoing, arguments={**outgoing.arguments, "blocks": kept})


def _call(client: WebClient, outgoing: Outgoing) -> Outcome:
    if outgoing.method == "response_url":
        return _respond(outgoing)
    if outgoing.method == "files_upload_v2":
        return _attempt(lambda: _upload(client, outgoing), outgoing.repeatable)
    return _attempt(lambda: getattr(client, outgoing.method)(**outgoing.arguments), outgoing.repeatable)


def _kept_back(client: WebClient, outgoing: Outgoing) -> Outcome | None:
    """Why it may not be posted there: strangers read along, or none do, or Slack does not say; None where it may."""
    channel = str(outgoing.arguments["channel"])
    if not channel.startswith(("C", "G")):
        return None
    place: dict[str, Any] = {}

    def ask() -> SlackResponse:
        answer = client.conversations_info(channel=channel)
        place.update(answer["channel"])
        return answer

    outcome = _attempt(ask, repeatable=True)
    if outcome.fate is not Fate.SENT:
        return outcome
    if _has_strangers(place):
        return Outcome(Fate.REFUSED, error=STRANGERS) if outgoing.among_us else None
    return Outcome(Fate.REFUSED, error=ONLY_US) if outgoing.to_others else None


def _has_strangers(place: Mapping[str, Any]) -> bool:
    """Whether people of another organisation are in a channel, or invited."""
    with_others = place.get("is_ext_shared") or place.get("is_pending_ext_shared")
    return bool(with_others or (place.get("is_shared") and not place.get("is_org_shared")))


def _upload(client: WebClient, outgoing: Outgoing) -> SlackResponse:
    """A file goes to a conversation only, so a person's is opened first."""
    place = dict(outgoing.arguments)
    if place["channel"].startswith(("U", "W")):
        place["channel"] = client.conversations_open(users=place["channel"])["channel"]["id"]
    return client.files_upload_v2(**place)


def _attempt(call: Callable[[], SlackResponse], repeatable: bool) -> Outcome:
    try:
        answer = call()
    except SlackApiError as error:
        return _judge(error, repeatable)
    except urllib.error.URLError as error:
        never_left = isinstance(error.reason, ConnectionRefusedError)
        return _unclear(f"connection: {error.reason}", never_left or repeatable)
    except (SlackClientError, HTTPException, OSError) as error:  # SlackClientError: a file's bytes did not go up
        return _unclear(f"connection: {type(error).__name__}", repeatable)
    return Outcome(Fate.SENT, channel=answer.get("channel"), ts=answer.get("ts") or answer.get("message_ts"))


def _judge(error: SlackApiError, repeatable: bool) -> Outcome:
    answer = error.response
    if isinstance(answer, SlackResponse):
        if answer.status_code == 429:
            return Outcome(Fate.HELD, error="ratelimited", seconds=_retry_after(answer.headers))
        if answer.status_code >= 500:
            return _unclear(f"http {answer.status_code}", repeatable)
    code = str(answer.get("error") or "unreadable_answer") if answer is not None else "unreadable_answer"
    if code == "ratelimited":
        return Outcome(Fate.HELD, error=code, seconds=1)
    if code in _MAYBE_STORED or code == "unreadable_answer":
        return _unclear(code, repeatable)
    if code in _OUR_TOKEN:  # `doctor` and the health check say so; nothing is lost until the token is mended
        return Outcome(Fate.RETRY, error=code)
    return Outcome(Fate.REFUSED, error=code)


def _unclear(error: str, certainly_harmless: bool) -> Outcome:
    return Outcome(Fate.RETRY if certainly_harmless else Fate.UNKNOWN, error=error)


def _retry_after(headers: Mapping[str, Any]) -> int:
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), 1)
    value = value[0] if isinstance(value, list) else value
    return max(1, int(value)) if str(value).isdigit() else 1


def _respond(outgoing: Outgoing) -> Outcome:
    """An answer through a response_url: private, short-lived, harmless to repeat."""
    arguments = dict(outgoing.arguments)
    client = WebhookClient(arguments.pop("url"), timeout=TIMEOUT, retry_handlers=[])
    try:
        answer = client.send(**arguments)
    except (HTTPException, OSError) as error:
        return Outcome(Fate.RETRY, error=f"connection: {type(error).__name__}")
    if answer.status_code == 429:
        return Outcome(Fate.HELD, error="ratelimited", seconds=_retry_after(answer.headers))
    if answer.status_code >= 500:
        return Outcome(Fate.RETRY, error=f"http {answer.status_code}")
    if answer.status_code == 200:
        return Outcome(Fate.SENT)
    if answer.status_code == 404:
        return Outcome(Fate.REFUSED, error="expired_url")
    return Outcome(Fate.REFUSED, error=answer.body[:200])
