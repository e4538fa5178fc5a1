"""Verbs about an account as a whole: new, whose, paused, closed, deleted, and contacts with it."""

from __future__ import annotations

from bot.dates import Lean
from bot.desk import Answer
from bot.finding import person_meant, split_off_account, whole_account
from bot.parse import read_assign, read_day, read_text, read_touch
from bot.turn import Turn, done
from bot.verbs import course
from bot.words import Phrase
from messages.forms import import_form, new_form, note_form, stall_pause_form, touch_form
from playbook.models import Account
from playbook.permissions import require_own
from storage.changes.accounts import assign_account, pause_account, resume_account
from storage.changes.contacts import add_note, log_touch


def new(turn: Turn, rest: Phrase) -> Answer:
    today = turn.scene.now.astimezone(turn.person_zone).date()
    return turn.form("new", new_form(turn.workspace, turn.person, today, name=rest.free_text))


def import_(turn: Turn, rest: Phrase) -> Answer:
    return turn.form("import", import_form())


def assign(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    require_own(account, turn.person, turn.workspace)
    words = read_assign(rest)
    csm = person_meant(turn, words.csm, "csm")
    backup = person_meant(turn, words.backup, "backup") if words.backup else None
    name = csm.real_name or csm.name
    changed = assign_account(turn.change, account.id, csm.id, name, backup.id if backup else None)
    notice = turn.tell("assigned", changed, csm_id=csm.id, backup_id=backup.id if backup else None)
    return Answer(done(notice, changed))


def pause(turn: Turn, rest: Phrase) -> Answer:
    """With a reason; without one, the form. So with `touch` and `note`."""
    account, rest = split_off_account(turn, rest)
    if not rest:
        return turn.form("pause", stall_pause_form(course.living(account)))
    reason = read_text(rest, "reason")
    changed = pause_account(turn.change, account.id, reason, account.local_date(turn.scene.now))
    return Answer(done(turn.tell("paused", changed, reason=reason), changed))


def resume(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    today = account.local_date(turn.scene.now)
    on = read_day(rest, today, Lean.PAST) or today
    changed = resume_account(turn.change, account.id, on)
    return Answer(done(turn.tell("resumed", changed, on=on.isoformat(), moved=moved(account, changed)), changed))


def moved(before: Account, after: Account) -> int:
    """How many due days a change moved."""
    days = {milestone.key: milestone.due_on for milestone in before.milestones}
    return sum(days.get(milestone.key) != milestone.due_on for milestone in after.milestones)


def close(turn: Turn, rest: Phrase) -> Answer:
    turn.require_lead()
    return course.close(turn, whole_account(turn, rest))


def delete(turn: Turn, rest: Phrase) -> Answer:
    """Asks first (the only verb that does): the Delete button of the answer does it."""
    turn.require_lead()
    return Answer({"view": "delete", "account": whole_account(turn, rest).id})


def touch(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    if not rest:
        return turn.form("touch", touch_form(course.living(account), account.local_date(turn.scene.now)))
    words = read_touch(rest)
    changed = log_touch(turn.change, account.id, words.kind, words.direction, words.minutes, words.note)
    facts = {"kind": str(words.kind), "direction": str(words.direction), "minutes": words.minutes}
    return Answer(done(turn.tell("touched", changed, **facts), changed))


def note(turn: Turn, rest: Phrase) -> Answer:
    account, rest = split_off_account(turn, rest)
    if not rest:
        return turn.form("note", note_form(course.living(account)))
    changed = add_note(turn.change, account.id, read_text(rest, "note"))
    return Answer(done(turn.tell("noted", changed), changed))
