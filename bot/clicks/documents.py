"""Clicks on documents: another one, its Markdown, a draft, the status for the customer."""

from __future__ import annotations

from bot.clicks.click import Click, living_account, require_account
from bot.desk import Answer
from bot.verbs.documents import share_preview
from messages.documents.copying import copy_view
from messages.documents.drafts import DRAFTS
from messages.drafts import draft as draft_text
from messages.forms import draft_form
from playbook.errors import BadInput
from playbook.known import known_at
from scheduler.documents import document_of, known_kind


def show(click: Click) -> Answer:
    kind, _, variant = click.ref.extra.partition(":")
    about = {"view": "document", "kind": known_kind(kind), "variant": variant, "account": require_account(click).id}
    return Answer(about, replace=click.place.is_private)


def copy(click: Click) -> Answer:
    """The Markdown in a modal; one too long to copy in one piece is sent as a file."""
    kind, _, variant = click.ref.extra.partition(":")
    turn, account = click.turn, require_account(click)
    document = document_of(turn.session, account, kind, variant, turn.scene.now)
    view = copy_view(document)
    if view is not None:
        return Answer(view=view)
    about = {"account": account.id, "kind": kind, "variant": document.variant}
    turn.enqueue("document_file", {"user": turn.person.id}, about)
    return click.changed({"code": "document_sent", "document": document.title, "undo": 0}, None)


def everything(click: Click) -> Answer:
    replace = click.place.is_private and click.tag != "card"
    return Answer({"view": "drafts", "account": require_account(click).id}, replace=replace)


def draft(click: Click) -> Answer:
    """A draft that no nudge asked for. BadInput for one that is not offered."""
    account, now, rule = living_account(click), click.turn.scene.now, click.ref.extra
    known = known_at(account, now)
    text = draft_text(known, rule, known.local_date(now)) if rule in DRAFTS else None
    if text is None:
        raise BadInput("ref", rule[:80], "ref")
    return Answer(view=draft_form(account, text, rule=rule))


def share(click: Click) -> Answer:
    return share_preview(click.turn, require_account(click))
