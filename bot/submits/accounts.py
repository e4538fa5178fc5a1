"""Submitted: a new account in its two steps, and the two ways out of a stall."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.desk import Answer
from bot.shelf import accounts_kept, keep_accounts
from bot.submits.submission import Submission
from bot.submits.values import Kind, Values
from bot.verbs.accounts import moved
from messages.forms import plan_form
from messages.forms.accounts import FLAGS, MOST_ACV, MOST_INTEGRATIONS
from messages.ids import Field
from playbook.errors import BadInput, Refused
from playbook.models import Account, Choice, Complexity, Deal, Facts, Maturity, Motion, Person, Tier, Workspace
from playbook.plans import Playbook, with_plan
from playbook.segments import Approach, CheckIns, Segment, TouchModel, recommend
from storage.changes.accounts import create_account, pause_account
from storage.changes.contacts import add_note
from storage.changes.milestones import move_milestone
from storage.changes.reviews import answer_stall
from storage.queries.names import require_free_name
from storage.queries.playbooks import known_playbooks

MOST_PRODUCTS = 10
CHOSEN: tuple[tuple[str, Field, Callable[[str], object]], ...] = (
    ("touch_model", Field.TOUCH_MODEL, TouchModel),
    ("approach", Field.APPROACH, Approach),
    ("cadence", Field.CADENCE, CheckIns),
)
LONGEST_AGO = 10  # years since a contract was signed whose onboarding begins


def new(sent: Submission) -> Answer:
    """First step: reads the account, keeps it, and shows how to run it, with reasons."""
    csm = sent.member(Field.CSM)
    account = read_account(sent.values, csm)
    _require_signed(account, account.local_date(sent.turn.scene.now))
    require_free_name(sent.turn.session, account.name)
    key = keep_accounts(sent.turn.change, sent.turn.scene, (account,))
    known = known_playbooks(sent.turn.session)
    segment = recommended(account, sent.turn.workspace, known)
    return Answer(view=plan_form(account, segment, known, key), stacked=True)


def create(sent: Submission) -> Answer:
    """Second step: creates the account as recommended or chosen, and posts its plan: the living card, in the channel
    where the form was opened."""
    kept = accounts_kept(sent.turn.change, sent.turn.scene, sent.ref.extra)
    if kept is None:
        raise Refused("new_expired")
    account = create_account(sent.turn.change, _planned(sent, kept[0]))
    origin = sent.origin
    place = origin.channel if origin else None
    channel = place if place and place.startswith(("C", "G")) else sent.turn.person.id
    about = {"account": account.id, "page": 0, "asked_by": sent.turn.person.id}
    sent.turn.enqueue("share", {"channel": channel}, about)
    sent.changed(sent.turn.tell("created", account, milestones=len(account.milestones)), account)
    return Answer(finished=True)


def recommended(account: Account, settings: Workspace, known: Mapping[str, Playbook]) -> Segment:
    """What the method recommends; the first playbook where the one it names is not among the known ones."""
    segment = recommend(account, settings)
    return segment if segment.playbook in known else replace(segment, playbook=next(iter(known)))


def _planned(sent: Submission, account: Account) -> Account:
    """The account on its playbook, with what the CSM chose otherwise and why. Raises BadInput about a field."""
    known, values = known_playbooks(sent.turn.session), sent.values
    segment = recommended(account, sent.turn.workspace, known)
    key = values.choice_if_any(Field.PLAYBOOK) or ""
    if key not in known:
        raise BadInput(Field.PLAYBOOK, key, "playbook", list(known))
    chosen = {name: values.choice(field, kind) if values.choice_if_any(field) else None for name, field, kind in CHOSEN}
    advised = (segment.playbook, segment.touch_model, segment.approach, segment.cadence)
    choice = None
    if (key, *chosen.values()) != advised:
        note = values.text_if_any(Field.NOTE)
        if note is None:
            raise BadInput(Field.NOTE, "", "why_otherwise")
        told = {name: str(value) if value else None for name, value in chosen.items()}
        choice = Choice(touch_model=told["touch_model"], approach=told["approach"], cadence=told["cadence"], note=note)
    return with_plan(replace(account, facts=replace(account.facts, choice=choice)), known[key])


def read_account(values: Values, csm: Person) -> Account:
    """The account that the form describes, not on any playbook yet. Raises BadInput about a field."""
    return Account(
        name=values.text(Field.NAME),
        csm=csm.real_name or csm.name,
        csm_id=csm.id,
        tier=values.choice(Field.TIER, Tier),
        start_on=values.day(Field.SIGNED_ON),
        acv=values.number(Field.ACV, 0, MOST_ACV, "money"),
        time_zone=values.choice(Field.TIME_ZONE, zone_named),
        country=country(values, Field.COUNTRY),
        first_value_definition=values.text_if_any(Field.FIRST_VALUE),
        facts=Facts(deal=_deal(values)),
    )


def _deal(values: Values) -> Deal:
    """What was sold, as far as it was filled in."""
    flags = {flag: True for flag in values.choices(Field.FLAGS) if flag in FLAGS}
    return Deal(
        complexity=_if_chosen(values, Field.COMPLEXITY, Complexity),
        integrations=values.number(Field.INTEGRATIONS, 0, MOST_INTEGRATIONS, "count"),
        products=_products(values),
        motion=_if_chosen(values, Field.MOTION, Motion),
        ops_maturity=_if_chosen(values, Field.OPS_MATURITY, Maturity),
        **flags,
    )


def _products(values: Values) -> tuple[str, ...]:
    """The products in their order, without repeats."""
    said = values.text_if_any(Field.PRODUCTS) or ""
    found = tuple(dict.fromkeys(name for part in said.split(",") if (name := " ".join(part.split()))))
    if len(found) > MOST_PRODUCTS:
        raise BadInput(Field.PRODUCTS, str(len(found)), "products")
    return found


def _if_chosen(values: Values, field: Field, kind: Callable[[str], Kind]) -> Kind | None:
    return values.choice(field, kind) if values.choice_if_any(field) else None


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
