"""An outbox row becomes the call to Slack that says it, from the state as it is now; a cause that is gone is silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messages.digest import TOP, digest, digest_csv
from messages.documents.markdown import document_markdown
from messages.explain import history_line
from messages.hygiene import dry_run_message
from messages.kit import Message
from messages.notices import gone_card, notice
from messages.plans import morning_plan
from messages.values import people_in
from playbook.errors import NotFound
from playbook.matching import normalize
from playbook.models import Person
from playbook.tracker import write_tracker
from scheduler.at_hand import worst
from scheduler.capacity import capacity_words
from scheduler.covering import packet_message, welcome_back_message
from scheduler.documents import document_of
from scheduler.items import plan_items
from scheduler.looking import next_morning, working_hours
from scheduler.own_screens import own_anew, own_nudge
from scheduler.posting import in_their_hours, not_now, post, update, waits
from scheduler.screens import home, screen, status
from scheduler.slack import Outgoing
from scheduler.sweep import digest_closes
from storage.queries.accounts import account_by_id, accounts_by_ids, card_at, cards_of
from storage.queries.due import nudges_by_ids, nudges_for_plan, outbox_at
from storage.queries.history import audit_line
from storage.queries.people import people, people_by_ids, person_by_id, workspace
from storage.queries.playbooks import known_playbooks
from storage.queries.portfolio import digest_changes, digest_counts, digest_per_csm, digest_top
from storage.records import OutboxRow

Renderer = Callable[[Session, OutboxRow, datetime], Outgoing | None]
NOBODY = Person(id="", name="", real_name="")


def render(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """What to call for `row`; None when there is nothing to say any more."""
    try:
        return _RENDERERS[row.kind](session, row, now)
    except NotFound:  # its account, nudge or audit row is gone
        return None


def plan(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """The morning plan of today; one that could not be sent on its day is not sent late: its lines are in the next."""
    user, settings = row.destination["user"], workspace(session)
    known = person_by_id(session, user)
    person = known or Person(id=user, name=user, real_name=user, time_zone=settings.time_zone)
    nudges = nudges_for_plan(session, user, now)
    calendar = working_hours(known, settings)
    if waits(known, settings, now) or date.fromisoformat(row.about["date"]) != calendar.local_date(now):
        return not_now([nudge.id for nudge in nudges], known, settings, now)
    shown, beyond = worst(nudges)
    items = plan_items(session, shown, now)
    live = [item for item in items if item.look.fires(item.nudge.thread)]
    gone = tuple(item.nudge.id for item in items if not item.look.fires(item.nudge.thread))
    found = morning_plan(person, live, now, beyond=beyond)
    told = found.told if found else ()  # what did not fit was not told: it has its turn the next morning
    back = tuple(nudge.id for nudge in nudges if nudge.id not in told and nudge.id not in gone)
    left = partial(Outgoing, gone=gone, back=back, back_at=next_morning(calendar, now))
    if found is None:
        return left("", {})
    said = post(row, found.message, [nudge for nudge in nudges if nudge.id in told])
    return left("chat_postMessage", said, shown=told, about={"nudges": list(told)})


def plan_refresh(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A plan, a dry run or a message of its own, already sent, as it stands now."""
    sent = outbox_at(session, row.destination["channel"], row.destination["ts"])
    if sent is not None and sent.kind in ("escalation", "nudge"):
        message = own_anew(session, sent, now)
        return update(row, message) if message else None
    if sent is not None and sent.kind == "dry_run":
        return update(row, _dry_run(session, sent))
    if sent is None or sent.kind != "plan":
        return None
    user = sent.destination["user"]
    person = person_by_id(session, user) or NOBODY
    items = plan_items(session, nudges_by_ids(session, sent.about.get("nudges", [])), now)
    found = morning_plan(person, items, now)
    return update(row, found.message) if found else None


def at_risk_digest(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """The daily digest; one that could not be posted on its day, within working hours, is not posted later."""
    settings = workspace(session)
    zone = ZoneInfo(settings.time_zone)
    today = now.astimezone(zone).date()
    asked = row.key != f"digest:{today}"  # by hand, at any hour
    if date.fromisoformat(row.about["date"]) != today or (not asked and now >= digest_closes(settings, today)):
        return None
    since = row.about.get("since")
    changes = digest_changes(session, datetime.fromisoformat(since) if since else None)
    counts, top, per_csm = digest_counts(session), digest_top(session, TOP), digest_per_csm(session)
    named = {*(row.csm_id for row in top), *(one.csm_id for one in per_csm)} - {None}
    everybody = people_by_ids(session, sorted(str(csm) for csm in named))
    return Outgoing("chat_postMessage", post(row, digest(counts, top, per_csm, changes, everybody, today, zone=zone)))


def digest_file(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """Every account that needs attention, as a file in the digest's thread."""
    zone = ZoneInfo(workspace(session).time_zone)
    today = date.fromisoformat(row.about["date"])
    text = digest_csv(digest_top(session, None), people(session), today, zone=zone)
    name = file_name(session, row)
    place = {"channel": row.destination["channel"], "thread_ts": row.destination["thread_ts"]}
    return Outgoing("files_upload_v2", {**place, "filename": name, "title": name, "content": text})


def file_name(session: Session, row: OutboxRow) -> str | None:
    """What a row's file is called, None for one without: a file has no metadata, so read-back knows it by its name."""
    if row.kind == "digest_file":
        return f"at-risk-{row.about['date']}.csv"
    if row.kind not in ("tracker_file", "document_file"):
        return None
    found = accounts_by_ids(session, [row.about["account"]])
    name = normalize(found[0].name) if found else ""
    if row.kind == "document_file":
        return f"{row.about['kind']}-{name or 'account'}-{row.send_at:%Y%m%d-%H%M%S}.md"
    return f"{name or 'account'}-{row.send_at:%Y%m%d-%H%M%S}.yaml"


def card(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A living card, refreshed in place."""
    return update(row, status(session, {**row.about, "private": False}, NOBODY, now))


def share(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A new living card in a channel; there is one of an account, so that a second share in a row is silent."""
    if any(card.channel == row.destination.get("channel") for card in cards_of(session, row.about["account"])):
        return None
    message = status(session, {**row.about, "private": False}, NOBODY, now)
    return Outgoing("chat_postMessage", post(row, message), among_us=True)


def card_gone(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """What is left of a living card whose account disappeared; nothing when an undo brought both back meanwhile."""
    if card_at(session, row.destination["channel"], row.destination["ts"]) is not None:
        return None
    return update(row, gone_card(row.about["name"], row.about["by"]))


def card_line(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A line in the thread of a living card about what was changed."""
    line = audit_line(session, row.about["audit"])
    found = accounts_by_ids(session, [row.about["account"]]) if "account" in row.about else ()
    text = history_line(line, people_by_ids(session, sorted(people_in(line))), now, account=found[0] if found else None)
    blocks = [{"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}]
    return Outgoing("chat_postMessage", post(row, Message(text, blocks)))


def reply(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A private message replaced through its response_url."""
    message = screen(session, row.about, _viewer(session, row), now)
    arguments = {"url": row.destination["response_url"], "text": message.text, "blocks": message.blocks}
    replace = bool(row.about.get("replace", True))
    return Outgoing(
        "response_url",
        {**arguments, "replace_original": replace, "response_type": "ephemeral"},
        repeatable=True,
    )


def ephemeral(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A private answer where there is no response_url: to a mention."""
    message = screen(session, row.about, _viewer(session, row), now)
    place = {name: row.destination[name] for name in ("channel", "user", "thread_ts") if row.destination.get(name)}
    return Outgoing("chat_postEphemeral", {**place, "text": message.text, "blocks": message.blocks}, repeatable=True)


def home_tab(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """App Home of a person."""
    page, scope = row.about.get("page", 0), row.about.get("scope", "mine")
    view = home(session, _viewer(session, row), now, page=page, scope=scope)
    return Outgoing("views_publish", {"user_id": row.destination["user"], "view": view}, repeatable=True)


def tracker_file(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """An account's tracker file that is too long for a message."""
    account = account_by_id(session, row.about["account"])
    name = file_name(session, row)
    place = {"channel": row.destination["user"], "filename": name, "title": name}
    return Outgoing("files_upload_v2", {**place, "content": write_tracker(account, known=known_playbooks(session))})


def document_file(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A document as Markdown that is too long to copy from a modal."""
    account = account_by_id(session, row.about["account"])
    found = document_of(session, account, row.about["kind"], row.about["variant"], now)
    name = file_name(session, row)
    place = {"channel": row.destination["user"], "filename": name, "title": name}
    return Outgoing("files_upload_v2", {**place, "content": document_markdown(found)})


def customer_status(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """The status for the customer exactly as its preview showed it; nothing once its account is gone."""
    account_by_id(session, row.about["account"])
    said = post(row, Message(row.about["text"], row.about["blocks"]))
    return Outgoing("chat_postMessage", said, to_others=not row.about["sure"])


def capacity(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """The weekly word about who carries too much; one that could not be sent in its week is not sent later."""
    week = date.fromisoformat(row.about["week"])
    found = capacity_words(session, row) if now.date() < week + timedelta(days=7) else None
    return in_their_hours(session, row, found, now)


def dry_run(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """What other rules would have said, with Save."""
    return Outgoing("chat_postMessage", post(row, _dry_run(session, row)))


def _dry_run(session: Session, row: OutboxRow) -> Message:
    """As things stand: Save has gone once they are the team's rules, or others are."""
    settings, was = workspace(session), row.about["was"]
    now = (list(settings.rested_rules), {rule: dict(own) for rule, own in settings.rule_numbers.items()})
    if now == (row.about["rested"], row.about["numbers"]):
        return dry_run_message(row.about["found"], "saved")
    return dry_run_message(row.about["found"], "open" if now == (was["rested"], was["numbers"]) else "overtaken")


def packet(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """The accounts of a CSM who is away, for the one who covers."""
    return in_their_hours(session, row, packet_message(session, row, now), now)


def welcome_back(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """What changed while a CSM was away."""
    return in_their_hours(session, row, welcome_back_message(session, row, now), now)


def told(session: Session, row: OutboxRow, now: datetime) -> Outgoing | None:
    """A word from the assistant about itself."""
    return Outgoing("chat_postMessage", post(row, notice(row.about["code"], row.about)))


def _viewer(session: Session, row: OutboxRow) -> Person:
    user = str(row.destination.get("user") or "")
    return person_by_id(session, user) or Person(id=user, name=user, real_name=user)


_RENDERERS: dict[str, Renderer] = {
    "plan": plan,
    "plan_refresh": plan_refresh,
    "nudge": own_nudge,
    "escalation": own_nudge,
    "digest": at_risk_digest,
    "digest_file": digest_file,
    "card": card,
    "card_gone": card_gone,
    "share": share,
    "card_line": card_line,
    "reply": reply,
    "ephemeral": ephemeral,
    "home": home_tab,
    "notice": told,
    "packet": packet,
    "dry_run": dry_run,
    "capacity": capacity,
    "welcome_back": welcome_back,
    "tracker_file": tracker_file,
    "document_file": document_file,
    "customer_status": customer_status,
}
