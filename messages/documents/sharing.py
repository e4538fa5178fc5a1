"""Posting the status for the customer: the preview with its channel, and what is posted."""

from __future__ import annotations

from typing import Any

from messages.documents.model import Document
from messages.documents.papers import Papers
from messages.documents.slack import body
from messages.documents.status import kept_back, mark_of
from messages.ids import Field, Form
from messages.inputs import channel_input, checkbox_input, modal, text_input
from messages.kit import Block, context, divider, option, section
from messages.refs import Ref
from messages.words import cut, escape, listed
from playbook.models import Account

OWN_WORDS = 500
SURE = "sure"


def share_form(papers: Papers, document: Document, *, changed: bool = False, own_words: str = "") -> dict[str, Any]:
    """The preview. `changed`: it is not what was shown before. Fields: CHANNEL, FLAGS (SURE or none: post it even
    where nobody of another organisation reads along), NOTE (optional: a line of one's own).

    `document` is shown without that line; Ref.extra is its mark.
    """
    account = papers.account
    left_out = [f"“{escape(name)}”" for name in kept_back(papers)]
    first = "*It changed while you read it.* Look again before you post." if changed else "The customer reads this:"
    told = "No scores, notes, reasons or escalations go out."
    if left_out:
        told += f" Steps among ourselves stay out: {listed(left_out, 5)}."
    blocks = [
        section(f"*{escape(account.name)}.* {first}"),
        divider(),
        section(f"*{escape(document.title, 140)}*"),
        *body(document),
        divider(),
        context(told),
        *_asked(account, own_words),
    ]
    ref = Ref(account.id, extra=mark_of(document))
    return modal(Form.SHARE, "Status for the customer", blocks, submit="Post it", ref=ref)


def _asked(account: Account, own_words: str) -> list[Block]:
    """Where it goes, and a line of one's own."""
    return [
        channel_input(
            Field.CHANNEL,
            "The account's shared channel",
            account.facts.shared_channel,
            shared=True,
            optional=False,
            hint="Invite me there first. It is remembered for this account.",
        ),
        checkbox_input(
            Field.FLAGS,
            "If Slack does not show it as shared with their organisation",
            [option("They read along there all the same, as guests", SURE)],
            (),
            optional=True,
        ),
        text_input(
            Field.NOTE,
            "A line of your own, above it",
            initial=cut(own_words, OWN_WORDS) or None,
            lines=True,
            optional=True,
            longest=OWN_WORDS,
        ),
    ]
