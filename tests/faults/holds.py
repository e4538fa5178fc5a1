"""What must hold between any two changes: states that there are, columns that follow from them, nothing told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.clocks import frozen_on
from playbook.models import Account, AccountState, MilestoneStatus
from sandbox.server import Sandbox
from scheduler.looking import look_at, people_around
from storage.queries.accounts import account_by_id
from storage.queries.people import workspace
from storage.queries.playbooks import known_playbooks
from storage.tables import ACCOUNT, AUDIT, COVER, NUDGE

STEPS = {  # of a milestone and of an account; an undo may go any way back
    "milestone": {
        "pending": {"in_progress", "complete", "skipped"},
        "in_progress": {"complete", "skipped"},
        "complete": {"in_progress"},
        "skipped": {"in_progress"},
    },
    "account": {"active": {"paused", "closed"}, "paused": {"active", "closed"}, "closed": set()},
}
FAR, MOMENT = timedelta(days=400), timedelta(microseconds=1)
STATUS = {"milestone": "status", "account": "state"}
STANDING = {  # column: field of a look's standing
    "score": "score", "overdue_count": "overdue", "stalled_days": "stalled_days", "open_blockers": "open_blockers",
    "review_open": "review_open", "at_risk": "at_risk", "rank": "rank", "reason_rule": "reason_rule",
    "next_milestone": "next_milestone", "next_due_on": "next_due_on", "band": "band",
}  # fmt: skip


def legal(session: Session, now: datetime) -> None:
    """Every state is one that there is, with the dates that belong to it; every step to it was a possible one."""
    for row in session.execute(select(ACCOUNT)):
        _legal_account(account_by_id(session, row.id))
    for line in session.execute(select(AUDIT).where(AUDIT.c.undoes.is_(None), AUDIT.c.action != "account.replan")):
        for image in line.images:
            _legal_step(line.action, image)
    settings = workspace(session)
    away = [cover.csm_id for cover in settings.covers]
    assert len(away) == len(set(away)), "two cover for one person at once"
    assert all(settings.covered_by(each) for each in away), "people who are away cover for each other"
    assert settings.default_playbook in known_playbooks(session), "the default playbook is none"


def _legal_account(account: Account) -> None:
    running = [pause for pause in account.pauses if pause.to_on is None]
    assert len(running) == (account.state is AccountState.PAUSED), f"{account.state} with {len(running)} open pauses"
    assert (account.closed_on is not None) == (account.state is AccountState.CLOSED)
    assert all(pause.to_on is None or pause.from_on <= pause.to_on for pause in account.pauses)
    for milestone in account.milestones:
        done = milestone.status is MilestoneStatus.COMPLETE
        assert (milestone.done_on is not None) == done, (
            f"{milestone.key} is {milestone.status}, done {milestone.done_on}"
        )
        assert (milestone.skip is not None) == (milestone.status is MilestoneStatus.SKIPPED)
        assert milestone.overrule is None or done
        assert not (done and milestone.open_blockers), f"{milestone.key} is done and blocked"
        spans = [(blocker.opened_on, blocker.resolved_on) for blocker in milestone.blockers]
        assert all(opened <= resolved for opened, resolved in spans if opened and resolved)


def _legal_step(action: str, image: Mapping[str, Any]) -> None:
    column = STATUS.get(image["table"])
    if column is None or image["before"] is None or image["after"] is None:
        return
    before, after = image["before"][column], image["after"][column]
    assert before == after or after in STEPS[image["table"]][before], f"{action}: {before} became {after}"


def derived(session: Session, now: datetime) -> None:
    """Until its next look an account's columns are what a look at it now finds; a nudge wakes while it waits."""
    settings = workspace(session)
    for row in session.execute(select(ACCOUNT)).all():
        if row.next_look_at is not None and row.next_look_at <= now:
            continue
        account = account_by_id(session, row.id)
        around = people_around(session, [account], settings)
        for at in (now, (row.next_look_at or now + FAR) - MOMENT):
            found = look_at(session, account, settings, around, at)
            for column, field in STANDING.items():
                value, fresh = getattr(row, column), getattr(found.standing, field)
                assert value == fresh, f"{column} of account {row.id} is {value}, and should be {fresh} at {at}"
            assert (found.new, found.ended) == ((), ()), f"account {row.id} has something to say at {at}, and sleeps"
        _counted(row, account, now)
    for nudge in session.execute(select(NUDGE)):
        waits = nudge.state == "waiting" and not nudge.ended
        assert nudge.wake_at == (nudge.send_at if waits else None), "a nudge wakes at another time than it waits for"
        assert nudge.state != "sent" or nudge.sent_at is not None
    for cover in session.execute(select(COVER)):
        assert cover.wake_at == (None if cover.ended_at else cover.ends_at)


def _counted(row: Any, account: Account, now: datetime) -> None:
    """The two counts that a person could make with a finger."""
    today = frozen_on(account, account.local_date(now))
    opened = [milestone for milestone in account.milestones if milestone.status in ("pending", "in_progress")]
    assert row.overdue_count == sum(milestone.due_on < today for milestone in opened)
    blockers = [blocker for milestone in opened for blocker in milestone.blockers]
    assert row.open_blockers == sum(blocker.resolved_on is None for blocker in blockers)


def told_once(session: Session, sandbox: Sandbox, lost_turns: Counter[str]) -> None:
    """No message stands in Slack twice; no nudge came to a person more often than its turns were.

    A message bears its row's key and the marks of the nudges that it tells; `lost_turns` are those of hours that no
    database knows of any more.
    """
    keys: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for channel in list(sandbox.world.channels.values()):
        for message in sandbox.world.posts.of(channel.id):
            bears = (message.metadata or {}).get("event_payload") or {}
            key = str(bears.get("key") or "")
            keys[key] += key != ""
            told.update(bears.get("nudges", ()) if channel.is_im else ())
    assert [key for key, times in keys.items() if times > 1] == [], "a message came twice"
    had = turns(session) + lost_turns
    often = [mark for mark, times in told.items() if times > 1 + had[mark]]
    assert often == [], "a nudge came twice"


def turns(session: Session) -> Counter[str]:
    """How often a nudge (by its mark) that was told was put off, or its being settled undone: it has another turn."""
    found: Counter[str] = Counter()
    for images in session.execute(select(AUDIT.c.images)).scalars():
        for image in images:
            before, after = image["before"], image["after"]
            if image["table"] == "nudge" and before and after and after["state"] == "waiting":
                found[sha256(after["key"].encode()).hexdigest()[:16]] += before["state"] != "waiting"
    return found
