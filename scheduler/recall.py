"""After a restore Slack is asked what it already holds, before anything is sent (docs/decisions/011)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from sqlalchemy.orm import Session

from playbook.engine import SELF_SERVE
from playbook.mails import mails_due
from scheduler.history import NEVER_READABLE, SLACK_CLOCK, dm_of, history, ours
from scheduler.mailing import emails_of
from scheduler.settling import after_sent
from scheduler.slack import TIMEOUT
from scheduler.sweep import ASSISTANT
from storage.changes.nudges import mark_nudges_said
from storage.changes.outbox import record_sent
from storage.changes.people import record_digest
from storage.changes.restoring import doubt, end_restoration, remember_marks, remember_message, unsaid_marks
from storage.engine import Change, Store
from storage.queries.accounts import accounts_by_ids
from storage.queries.people import person_by_id, workspace
from storage.queries.restoring import accounts_on, outbox_by_key, pending_restoration, people_written_to
from storage.records import Restoration

VIA = "recall"
PATIENCE = 20  # times that Slack may ask to wait, in a row
DIGEST = "digest:"  # and its day: the daily one
NOTHING_OF_OURS = NEVER_READABLE - {"missing_scope"}  # that scope is for reading: we may have written there

log = structlog.get_logger(__name__)


def recall(store: Store, client: WebClient, now: datetime, alive: Callable[[], bool] = lambda: True) -> None:
    """Learn what was said since the copy that this database was restored from; nothing where it was not.

    Raises what Slack's client raises: then nothing is known yet, and nothing may be sent. `alive` is told of progress.
    """
    with store.read() as session:
        lost = pending_restoration(session)
        places = list(_places(session)) if lost else []
    if lost is None:
        return
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        doubt(change, lost.until)
        _remember_mails(change, lost)
    for place in places:
        _recall_place(store, _patient(client), place, lost.since, now)
        alive()
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        end_restoration(change, lost.until)
    log.info("recalled", since=lost.since.isoformat(), conversations=len(places))


def _patient(client: WebClient) -> WebClient:
    """Reading may be repeated, and is: a large team has more conversations than Slack lets us read in a minute."""
    handlers = [RateLimitErrorRetryHandler(max_retry_count=PATIENCE)]
    return WebClient(token=client.token, base_url=client.base_url, timeout=TIMEOUT, retry_handlers=handlers)  # type: ignore[arg-type]


def _places(session: Session) -> Iterator[Mapping[str, str]]:
    """Wherever the assistant speaks by itself: as outbox rows name it."""
    settings = workspace(session)
    leads = (settings.csm_lead, settings.vp_cs, settings.engineering_lead, settings.ae_default)
    for user in sorted({*people_written_to(session), *(lead for lead in leads if lead)}):
        person = person_by_id(session, user)
        if person is None or person.is_full_member:
            yield {"user": user}
    for channel in sorted({settings.digest_channel, settings.escalation_channel} - {None}, key=str):
        yield {"channel": str(channel)}


def _recall_place(store: Store, client: WebClient, place: Mapping[str, str], since: datetime, now: datetime) -> None:
    try:
        channel = place.get("channel") or dm_of(store, client, place["user"])
        said = [message for message in history(client, channel, since) if ours(message).get("key")]
    except SlackApiError as error:
        code = error.response.get("error")
        if code not in NOTHING_OF_OURS:
            log.error("recall_waits", place=place, error=code, needed=error.response.get("needed"))
            raise
        log.warning("recall_refused", place=place, error=code)
        return  # nor could we have written there
    with store.change(actor=ASSISTANT, via=VIA, now=now) as change:
        waiting = unsaid_marks(change) if said else {}
        for message in said:
            _take(change, place, channel, message, waiting)


def _take(
    change: Change, place: Mapping[str, str], channel: str, message: Mapping[str, Any], waiting: Mapping[str, int]
) -> None:
    """The message is known from now on, and so are its nudges, whether `waiting` (by their marks) or found later."""
    key, ts = str(ours(message)["key"]), str(message["ts"])
    at = datetime.fromtimestamp(float(ts) // 60 * 60, UTC)  # the minute: what was said together stays together
    marks = [str(mark) for mark in ours(message).get("nudges") or ()]
    ids = [waiting[mark] for mark in marks if mark in waiting]
    row = outbox_by_key(change.session, key)
    if row is None:
        remember_message(change, key, place, {"nudges": ids, "channel": channel}, at, ts)
        _remember_digest(change, key, at)
    elif record_sent(change, row, ts, channel, {"nudges": ids} if ids else None):
        after_sent(change, row, (), channel, ts)
    remember_marks(change, dict.fromkeys(marks, at))
    mark_nudges_said(change, dict.fromkeys(ids, at))


def _remember_digest(change: Change, key: str, at: datetime) -> None:
    if key.startswith(DIGEST) and len(day := key.removeprefix(DIGEST)) == len("2026-01-23"):
        record_digest(change, date.fromisoformat(day), at)


def _remember_mails(change: Change, lost: Restoration) -> None:
    """No mail server can be asked: what came due meanwhile was perhaps sent, and is not sent again (decision 009)."""
    emails = emails_of(change.session)
    for account in accounts_by_ids(change.session, accounts_on(change.session, SELF_SERVE)):
        before = {mail.key for mail in mails_due(account, emails, lost.since - SLACK_CLOCK)}
        for mail in mails_due(account, emails, lost.until):
            if mail.key not in before:
                about = {"account": account.id, "day": mail.email.day}
                remember_message(change, mail.key, {"mail": mail.address}, about, lost.until, ts=None)
