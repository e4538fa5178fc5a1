"""Submitted: a new account, who has it, and the two ways out of a stall."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from bot.desk import Answer
from bot.submits.submission import Submission
from bot.submits.values import Values
from bot.verbs.accounts import moved
from messages.forms.accounts import MOST_ACV
from messages.ids import Field
from playbook.errors import BadInput
from playbook.models import Account, Person, Tier
from playbook.plans import milestones_for, playbooks
from storage.changes.accounts import create_account, pause_account
from storage.changes.contacts import add_note
from storage.changes.milestones import move_milestone
from storage.changes.reviews import answer_stall

LONGEST_AGO = 10  # years since a contract was signed whose onboarding begins


def new(sent: Submission) -> Answer:
    """Creates the account and posts its plan: the living card, in the channel where the form was opened."""
    csm = sent.member(Field.CSM)
    planned = read_account(sent.values, csm)
    _require_signed(planned, planned.local_date(sent.turn.scene.now))
    account = create_account(sent.turn.change, planned)
    place = sent.origin.channel if sent.origin else None
    channel = place if place and place.startswith(("C", "G")) else sent.turn.person.id
    about = {"account": account.id, "page": 0, "asked_by": sent.turn.person.id}
    sent.turn.enqueue("share", {"channel": channel}, about)
    return sent.changed(sent.turn.tell("created", account, milestones=len(account.milestones)), account)


def read_account(values: Values, csm: Person) -> Account:
    """The account that the form describes. Raises BadInput about a field."""
    zone = values.choice(Field.TIME_ZONE, zone_named)
    plans, key = playbooks(), values.choice_if_any(Field.PLAYBOOK) or ""
    if key not in plans:
        raise BadInput(Field.PLAYBOOK, key, "playbook", list(plans))
    plan, start_on = plans[key], values.day(Field.SIGNED_ON)
    return Account(
        name=values.text(Field.NAME),
        csm=csm.real_name or csm.name,
        csm_id=csm.id,
        tier=values.choice(Field.TIER, Tier),
        start_on=start_on,
        playbook=key,
        length_days=plan.length_days,
        acv=values.number(Field.ACV, 0, MOST_ACV, "money"),
        time_zone=zone,
        country=country(values, Field.COUNTRY),
        first_value_definition=values.text_if_any(Field.FIRST_VALUE),
        milestones=milestones_for(plan, start_on, None, ZoneInfo(zone)),
    )


def _require_signed(account: Account, today: date) -> None:
    """BadInput about SIGNED_ON for a day that has not come, or so long ago that it must be a slip."""
    signed_on = account.start_on
    if signed_on > today:
        raise BadInput(Field.SIGNED_ON, signed_on.isoformat(), "past_date")
    if signed_on.year < today.year - LONGEST_AGO:
        raise BadInput(Field.SIGNED_ON, signed_on.isoformat(), "recent_date")


def country(values: Values, field: Field) -> str | None:
    """A country code in upper case; None when left empty."""
    code = (values.text_if_any(field) or "").upper()
    if not code:
        return None
    import holidays  # slow to import

    if code not in holidays.list_supported_countries():
        raise BadInput(field, code, "country")
    return code


def zone_named(raw: str) -> str:
    """An IANA name as it is. Raises ValueError."""
    try:
        return ZoneInfo(raw).key
    except (KeyError, OSError) as error:
        raise ValueError(raw) from error


def stall_resume(sent: Submission) -> Answer:
    """STALL-21 answered with a new timeline: the next milestone's date moves, the stall clock starts anew."""
    account, change = sent.account, sent.turn.change
    today, on = account.local_date(sent.turn.scene.now), sent.values.day(Field.DATE)
    if on < today:
        raise BadInput(Field.DATE, on.isoformat(), "future_date")
    changed, facts = answer_stall(change, account.id, today), {}
    if sent.ref.milestone:
        milestone = sent.milestone(account)
        changed = move_milestone(change, account.id, milestone.key, on)
        others = max(moved(account, changed) - 1, 0)
        facts = {"milestone": milestone.name, "on": on.isoformat(), "others": others}
    if text := sent.values.text_if_any(Field.NOTE):
        changed = add_note(change, account.id, text)
    return sent.changed(sent.turn.tell("stall_resumed", changed, **facts), changed)


def stall_pause(sent: Submission) -> Answer:
    account = sent.account
    reason = sent.values.text(Field.REASON)
    changed = pause_account(sent.turn.change, account.id, reason, account.local_date(sent.turn.scene.now))
    return sent.changed(sent.turn.tell("paused", changed, reason=reason), changed)
