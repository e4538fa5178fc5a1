"""Verbs that are about no one account: undo, the digest now, the settings."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.desk import Answer
from bot.escalations import in_its_thread, say_who_has_it
from bot.turn import Turn, done
from bot.words import Phrase
from messages.forms import settings_form
from playbook.errors import Refused
from playbook.models import Workspace
from playbook.permissions import LEADS_ONLY, require_lead
from scheduler.sweep import enqueue_digest
from storage.changes.undo import undo_last
from storage.queries.due import nudge_by_id, nudges_of
from storage.queries.playbooks import known_playbooks
from storage.queries.portfolio import last_digest_at


def undo(turn: Turn, rest: Phrase) -> Answer:
    return take_back(turn)


def take_back(turn: Turn, audit_id: int | None = None) -> Answer:
    """The person's last change undone; `audit_id` (of an Undo button) must be that one."""
    before = turn.workspace
    report = undo_last(turn.change, turn.person.id, audit_id)
    if report.action in LEADS_ONLY:
        require_lead(turn.person, before)
    gone = report.account_id is None or report.account_gone
    account = None if gone or report.account_id is None else turn.account(report.account_id)
    if report.action == "nudge.acknowledge":
        say_who_has_it(turn, in_its_thread(turn, nudge_by_id(turn.session, report.facts["nudge"])))
    facts = {"account": report.account_name or "", "action": report.action, **report.facts}
    if account is not None:
        turn.tell("undone", account)
        told = nudges_of(turn.session, account.id)
        say_who_has_it(turn, [nudge for nudge in told if nudge.sent_at and nudge.sent_at >= report.at])
        milestone = account.milestone(str(facts.get("milestone", "")))
        facts |= {"milestone": milestone.name} if milestone else {}
    return Answer(done({**facts, "code": "undone", "undo": 0}, account))


def digest(turn: Turn, rest: Phrase) -> Answer:
    channel = turn.workspace.digest_channel
    if channel is None:
        raise Refused("no_digest_channel")
    today = turn.scene.now.astimezone(turn.workspace_zone).date()
    last, key = last_digest_at(turn.session), f"digest:{turn.scene.receipt}"
    enqueue_digest(turn.change, turn.workspace, last, today, key, asked_by=turn.person.id)
    return Answer(done({"code": "digest_queued", "channel": channel, "undo": 0}))


def settings_version(settings: Workspace) -> str:
    """What tells whether the settings moved while somebody filled in the form; a cover is none of them."""
    return hashlib.sha256(repr(replace(settings, covers=())).encode()).hexdigest()[:16]


def settings(turn: Turn, rest: Phrase) -> Answer:
    turn.require_lead()
    return turn.form(
        "settings", settings_form(turn.workspace, known_playbooks(turn.session), settings_version(turn.workspace))
    )
