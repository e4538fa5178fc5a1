"""Submitted: the status for the customer, posted as it was shown."""

from __future__ import annotations

from bot.desk import Answer
from bot.submits.submission import Submission
from bot.verbs.course import living
from messages.documents.sharing import OWN_WORDS, SURE, share_form
from messages.documents.status import customer_message, customer_status, mark_of
from messages.ids import Field
from playbook.errors import BadInput, Refused
from playbook.models import Account
from playbook.permissions import require_own
from scheduler.documents import papers_of
from storage.changes.sharing import remember_shared_channel
from storage.queries.accounts import accounts_by_ids
from storage.queries.outbox import statuses_in


def share(sent: Submission) -> Answer:
    """Queues what the preview showed; where the account changed meanwhile, the preview comes again."""
    turn, account = sent.turn, living(sent.account)
    require_own(account, turn.person, turn.workspace)
    papers = papers_of(turn.session, account, turn.scene.now)
    own_words = sent.values.text_if_any(Field.NOTE) or ""
    if len(own_words) > OWN_WORDS:
        raise BadInput(Field.NOTE, own_words[:80], "shorter_line")
    document = customer_status(papers)
    if mark_of(document) != sent.ref.extra:
        return Answer(view=share_form(papers, document, changed=True, own_words=own_words))
    channel = sent.values.channel(Field.CHANNEL)
    if channel is None:
        raise BadInput(Field.CHANNEL, "", "channel")
    sure = SURE in sent.values.choices(Field.FLAGS)
    _require_theirs(sent, account, channel, sure)
    message = customer_message(customer_status(papers, own_words))
    remember_shared_channel(turn.change, account.id, channel)
    about = {"account": account.id, "text": message.text, "blocks": message.blocks, "asked_by": turn.person.id}
    turn.enqueue("customer_status", {"channel": channel}, {**about, "sure": sure})
    return sent.changed(turn.tell("status_shared", account, channel=channel), account)


def _require_theirs(sent: Submission, account: Account, channel: str, sure: bool) -> None:
    """Refused `channel_ours` where we are among ourselves, `channel_taken` where another customer reads, unless they
    are `sure`. Whether any other organisation reads along is asked of Slack before it goes out."""
    settings = sent.turn.workspace
    if channel in (settings.digest_channel, settings.escalation_channel):
        raise Refused("channel_ours", channel=channel)
    others = [] if sure else [each for each in statuses_in(sent.turn.session, channel) if each != account.id]
    if names := [other.name for other in accounts_by_ids(sent.turn.session, others)]:
        raise Refused("channel_taken", names=names, account=account.name)
