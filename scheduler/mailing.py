"""The self-serve sequence on its way: due mails into the outbox, from there out once, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from messages.mails import how_to_stop, letter
from playbook.engine import SELF_SERVE
from playbook.errors import NotFound
from playbook.known import known_at
from playbook.mails import DueMail, mails_due, next_mail_at
from playbook.models import Account
from playbook.plan_model import PlanEmail
from scheduler.clock import Clock
from scheduler.mail import Mailer
from scheduler.slack import Fate, Outcome
from storage.changes.mail import (
    look_again_for_mail,
    look_at_playbook,
    on_playbook,
    queue_mails,
    subscribe_again,
    unsubscribe,
)
from storage.changes.outbox import (
    MAIL,
    claim_due,
    hold_channel,
    record_dropped,
    record_refused,
    record_retry,
    record_sent,
    record_unknown,
)
from storage.changes.working import hold_accounts
from storage.engine import Actor, Change, Store
from storage.errors import AWAY
from storage.queries.accounts import account_by_id, accounts_by_ids
from storage.queries.mail import unsubscribed
from storage.queries.outbox import is_claimed, is_held, outbox_row
from storage.queries.playbooks import known_playbooks
from storage.records import OutboxRow

LEASE = timedelta(minutes=5)  # longer than every step of one conversation timing out
LANE = "expect-mails"  # held for an hour at a time
AGAIN = timedelta(hours=1)
_BACKOFF = (30, 120, 600, 1800)  # seconds; until the day is over
ASSISTANT = Actor("assistant", "assistant", "Onboarding assistant")

log = structlog.get_logger(__name__)


def queue_due_mails(change: Change, account_ids: Sequence[int]) -> None:
    """Those of these accounts, just looked at, that are self-serve: their mails of today, and when the next are due."""
    ids = on_playbook(change, account_ids, SELF_SERVE)
    emails = emails_of(change.session) if ids else ()
    for account in accounts_by_ids(change.session, ids):
        queue_mails(change, account.id, mails_due(account, emails, change.now))
        look_again_for_mail(change, account.id, next_mail_at(account, emails, change.now))


def expect_mails(store: Store, now: datetime) -> None:
    """Mail was perhaps off until now: every self-serve account is looked at for the moments of its mails."""
    with store.change(actor=ASSISTANT, via="mail", now=now) as change:
        look_at_playbook(change, SELF_SERVE)


def expect_mails_now_and_then(store: Store, now: datetime) -> None:
    """The same for what runs every minute: once an hour."""
    with store.read() as session:
        if is_held(session, LANE, now):
            return
    with store.change(actor=ASSISTANT, via="mail", now=now) as change:
        look_at_playbook(change, SELF_SERVE)
        hold_channel(change, LANE, now + AGAIN)


def emails_of(session: Session) -> tuple[PlanEmail, ...]:
    """The sequence of the self-serve playbook, the team's own if it has one."""
    plan = known_playbooks(session).get(SELF_SERVE)
    return plan.emails if plan else ()


def deliver_mail(
    store: Store, mailer: Mailer | None, clock: Clock, worker: str, going: Callable[[], bool] = lambda: True
) -> None:
    """Send every mail whose time has come, one at a time; what was queued before mail was switched off is dropped."""
    while going() and (rows := claim_due(store, clock.now(), worker, LEASE, 1, (MAIL,))):
        for row in rows:
            _deliver_one(store, mailer, row, clock.now())


def _deliver_one(store: Store, mailer: Mailer | None, row: OutboxRow, now: datetime) -> None:
    try:
        outcome = _sent(store, mailer, row, now)
    except Exception as error:  # nothing went out: no database, no text, or a header refused
        log.exception("mail_failed", row=row.id)
        fate = Fate.RETRY if isinstance(error, AWAY) else Fate.REFUSED
        outcome = Outcome(fate, error=f"mail: {type(error).__name__}")
    with store.change(actor=ASSISTANT, via="mail", now=now) as change:
        _record(change, row, outcome)


def _sent(store: Store, mailer: Mailer | None, row: OutboxRow, now: datetime) -> Outcome | None:
    """How it went; None when there is nothing to say any more."""
    if mailer is None:
        return None
    with store.read() as session:
        found = _still_due(session, row, now) if is_claimed(session, row) else None
    if found is None:
        return None
    account, mail = found
    stop = how_to_stop(mailer.link(mail.address), mailer.address)
    words = letter(account, mail.user, mail.email, account.local_date(now), stop)
    return mailer.send(mailer.message(mail.address, mail.user.name, words, row.key, now), mail.address)


def _still_due(session: Session, row: OutboxRow, now: datetime) -> tuple[Account, DueMail] | None:
    """The account and the mail as things stand now: it may be paused, the user gone, the day over, or mail stopped."""
    try:
        account = account_by_id(session, row.about["account"])
    except NotFound:
        return None
    due = {mail.key: mail for mail in mails_due(account, emails_of(session), now)}
    mail = due.get(row.key)
    if mail is None or mail.address in unsubscribed(session, [mail.address]):
        return None
    return known_at(account, now), mail


def _record(change: Change, row: OutboxRow, outcome: Outcome | None) -> None:
    """With the account held, so that whoever forgets somebody has done so, or waits and finds what is written here."""
    if outcome is None:
        record_dropped(change, row, "nothing to say")
        return
    there = bool(hold_accounts(change, [row.about["account"]]))
    to = outbox_row(change.session, row.id).destination["mail"]
    if to != row.destination["mail"]:  # forgotten since it was claimed, and a server's words may name the address
        outcome = replace(outcome, error="")
    match outcome.fate:
        case Fate.SENT:
            if record_sent(change, row) and there:
                _note(change, row, to)
        case Fate.UNKNOWN:
            record_unknown(change, row, outcome.error)
        case Fate.REFUSED:
            log.warning("mail_refused", row=row.id, error=outcome.error)
            record_refused(change, row, outcome.error)
        case _:
            seconds = _BACKOFF[min(max(row.attempts, 1), len(_BACKOFF)) - 1]
            record_retry(change, row, change.now + timedelta(seconds=seconds), outcome.error)


def _note(change: Change, row: OutboxRow, to: str) -> None:
    """A line in the account's history."""
    account = account_by_id(change.session, row.about["account"])
    change.name("mail.send", account.id, account.name, to=to, day=row.about["day"])


def stop_mail(store: Store, address: str, now: datetime, via: str) -> bool:
    """No e-mails to this address any more, whichever account it is in; False when that was known."""
    with store.change(actor=ASSISTANT, via=via, now=now) as change:
        return unsubscribe(change, address.strip().lower(), via)


def resume_mail(store: Store, address: str, now: datetime, via: str) -> bool:
    """E-mails to this address again; False when none were stopped."""
    with store.change(actor=ASSISTANT, via=via, now=now) as change:
        return subscribe_again(change, address.strip().lower())
