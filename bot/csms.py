"""CSMs whom tracker files name: found among the workspace's people, so that their plans have somebody to go to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.cleaning import cleaned
from bot.desk import Desk
from bot.people import ASSISTANT, person_from
from playbook.roles import called
from storage.changes.outbox import enqueue, hold_channel
from storage.changes.people import save_person
from storage.engine import Store
from storage.queries.accounts import accounts_by_ids
from storage.queries.outbox import is_held
from storage.queries.people import csms_unknown

PAGE = 1_000
PAGES = 20
LANE, AGAIN = "users.list", timedelta(hours=1)

log = structlog.get_logger(__name__)


def find_csms_now_and_then(store: Store, client: WebClient, default_zone: str, now: datetime) -> None:
    """As `find_csms`, for what runs every minute: a name that fits nobody is asked for once an hour."""
    with store.read() as session:
        if not csms_unknown(session) or is_held(session, LANE, now):
            return
    if find_csms(store, client, default_zone, now):
        with store.change(actor=ASSISTANT, via="people", now=now) as change:
            hold_channel(change, LANE, now + AGAIN)


def find_csms(store: Store, client: WebClient, default_zone: str, now: datetime) -> bool:
    """Link accounts whose CSM is only a text to the person it means. Asks Slack only when there are any.

    False when Slack did not answer, so that who is not found yet may still be there.
    """
    with store.read() as session:
        wanted = csms_unknown(session)
    if not wanted:
        return True
    try:
        _find(store, client, wanted, default_zone, now)
    except (SlackApiError, OSError) as error:  # their plans wait, the rest goes on
        log.warning("csms_not_found", error=type(error).__name__)
        return False
    return True


def find_csms_of(desk: Desk, account_ids: Sequence[int], importer_id: str) -> None:
    """As `find_csms`, for accounts that somebody just imported: they are told of each CSM who is nobody in Slack."""
    now = desk.clock.now()
    if not find_csms(desk.store, desk.client, desk.people.default_zone, now):
        return
    with desk.store.change(actor=ASSISTANT, via="people", now=now) as change:
        for account in accounts_by_ids(change.session, account_ids):
            if account.csm_id is None:
                about = {"code": "csm_unknown", "account": account.name, "csm": account.csm}
                key = f"csm_unknown:{account.id}:{importer_id}"
                enqueue(change, "notice", key, {"user": importer_id}, about, now)
    desk.wake()


def _find(store: Store, client: WebClient, wanted: tuple[str, ...], default_zone: str, now: datetime) -> None:
    team, cursor = str(client.auth_test()["team_id"]), ""
    for _ in range(PAGES):
        page = client.users_list(limit=PAGE, cursor=cursor)
        people = [person_from(cleaned(dict(member)), team, default_zone, now) for member in page["members"]]
        fitting = [person for person in people if any(called(person, text) for text in wanted)]
        with store.change(actor=ASSISTANT, via="people", now=now) as change:
            for person in fitting:
                save_person(change, person)
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
