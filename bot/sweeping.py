"""`onboard sweep`: one tick, for cron."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.csms import find_csms_now_and_then
from bot.playbook_files import take_playbooks
from bot.settings import SlackSettings
from scheduler.clock import Clock, FollowedClock, SystemClock
from scheduler.mailing import expect_mails_now_and_then
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.engine import Store


def instant(text: str) -> datetime:
    """An ISO instant with a zone, as aware UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} needs a zone, such as 2026-01-23T14:00:00+00:00")
    return found.astimezone(UTC)


def sweep_once(settings: SlackSettings, now: datetime | None) -> datetime | None:
    """One tick at `now` (default: the machine's); when something is due next."""
    store = Store(settings.database_url)
    store.upgrade()
    clock: Clock = FollowedClock(now) if now else SystemClock()
    client = make_client(settings.bot_token.get_secret_value(), settings.api_url)
    try:
        take_playbooks(store, settings.playbooks, clock.now())
        find_csms_now_and_then(store, client, settings.time_zone, clock.now())
        if settings.mailer is not None:
            expect_mails_now_and_then(store, clock.now())
        return Tick(store, client, clock, mailer=settings.mailer).run()
    finally:
        store.close()
