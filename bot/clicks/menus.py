"""Clicks that open a form, turn Home's page, or act on an account as a whole."""

from __future__ import annotations

from bot.clicks.click import Click, living_account, require_account
from bot.desk import Answer
from bot.verbs import accounts as verbs
from bot.verbs.course import close as end
from bot.verbs.team import settings as settings_verb
from bot.words import read_words
from messages.forms import note_form, touch_form
from playbook.errors import Refused
from playbook.permissions import is_lead
from storage.changes.accounts import delete_account, resume_account
from storage.queries.accounts import cards_of

NO_WORDS = read_words("")


def home_page(click: Click) -> Answer:
    """Another page, or everybody's accounts instead of mine (for leads; the screen itself checks that too)."""
    wanted = click.ref.extra == "all" and is_lead(click.turn.person, click.turn.workspace)
    about = {"page": click.ref.page, "scope": "all" if wanted else "mine"}
    click.turn.enqueue("home", {"user": click.turn.person.id}, about)
    return Answer()


def new(click: Click) -> Answer:
    return verbs.new(click.turn, NO_WORDS)


def import_(click: Click) -> Answer:
    return verbs.import_(click.turn, NO_WORDS)


def settings(click: Click) -> Answer:
    return settings_verb(click.turn, NO_WORDS)


def touch(click: Click) -> Answer:
    account = living_account(click)
    return Answer(view=touch_form(account, account.local_date(click.turn.scene.now), nudge=click.ref.nudge))


def note(click: Click) -> Answer:
    return Answer(view=note_form(living_account(click), nudge=click.ref.nudge))


def share(click: Click) -> Answer:
    """The living card, in the channel where the private one stands; where it lives already, the way to it."""
    account = require_account(click)
    channel = click.place.channel or ""
    if not channel.startswith(("C", "G")):
        raise Refused("share_needs_channel")
    notice = {"code": "shared", "account": account.name, "channel": channel, "undo": 0}
    about = {"account": account.id, "page": 0, "asked_by": click.turn.person.id}
    living = next((card for card in cards_of(click.turn.session, account.id) if card.channel == channel), None)
    if living is None:
        click.turn.enqueue("share", {"channel": channel}, about)
        return click.changed(notice, account)
    click.turn.enqueue("card", {"channel": channel, "ts": living.ts}, about)  # posted anew when somebody deleted it
    link = click.turn.scene.desk.ours.permalink(channel, living.ts)
    return click.changed({**notice, "code": "shared_already", "link": link}, account)


def resume(click: Click) -> Answer:
    account = click.account
    today = account.local_date(click.turn.scene.now)
    changed = resume_account(click.turn.change, account.id, today)
    facts = {"on": today.isoformat(), "moved": verbs.moved(account, changed)}
    return click.changed(click.turn.tell("resumed", changed, **facts), changed)


def close(click: Click) -> Answer:
    click.turn.require_lead()
    answer = end(click.turn, require_account(click))
    return click.changed(answer.about["notice"], click.account)


def delete(click: Click) -> Answer:
    click.turn.require_lead()
    gone = delete_account(click.turn.change, click.ref.account)
    return click.changed({**click.turn.tell("deleted"), "account": gone.name}, None)
