"""The one place where what went wrong becomes what a person reads; listeners only choose the form to show it in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass

import structlog
from slack_sdk.errors import SlackApiError

from messages.errors import apology, error_message, error_text
from messages.ids import Field
from messages.kit import Message
from messages.words import plain
from playbook.errors import Ambiguous, BadFile, BadInput, NotAllowed, NotFound, OnboardError, Refused
from storage.errors import AWAY

log = structlog.get_logger(__name__)

LINE = 1_000  # characters below an input
TRIGGER_GONE = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"}
Retry = Callable[[str], str]

# Which input of a form a refusal is about (or a name that fits nothing, or several), where the form has it: the rest
# of what was typed then stays.
FIELD_OF = {
    "account_exists": Field.NAME,
    **dict.fromkeys(
        ("before_day_zero", "resume_before_pause", "in_future", "done_in_future", "milestone_closed"),
        Field.DATE,
    ),
    "reason_needed": Field.REASON,
    **dict.fromkeys(("channel_ours", "channel_taken"), Field.CHANNEL),
    "not_themselves": Field.NAME,
    "value_unconfirmed": Field.DATE,
    "seed user": Field.NAME,
    "feature": Field.USED,
    **dict.fromkeys(("playbook_in_folder", "one_playbook"), Field.PASTE_1),
}


@dataclass(frozen=True, slots=True)
class Worded:
    """An error for people: as a message, and as one line for an input of a modal; `field` is the input it is about."""

    message: Message
    line: str
    field: str | None = None
    away: bool = False  # nothing was changed, for want of the database: it may be tried again


def worded(error: Exception, retry: Retry | None = None) -> Worded:
    """Copy for `error`. What nobody foresaw becomes an apology whose reference stands in the log beside the trace."""
    if isinstance(error, AWAY):
        return _database_away(error)
    known = _known(error)
    if known is None:
        return _unforeseen(error)
    log.info("refused", kind=type(known).__name__, code=_code(known))
    offered = retry if isinstance(known, Ambiguous | NotFound) else None
    return Worded(error_message(known, retry=offered), plain(error_text(known), LINE), _field(known))


def field_errors(told: Worded, fields: Collection[str]) -> dict[str, str] | None:
    """What a modal shows under its input, or None when the error is about none of `fields`.

    While the database is away it stands under the first, so that what was typed stays for another try.
    """
    if told.away and fields:
        return {next(iter(fields)): told.line}
    return {told.field: told.line} if told.field in fields and told.field is not None else None


def _known(error: Exception) -> OnboardError | None:
    if isinstance(error, OnboardError):
        return error
    if isinstance(error, SlackApiError) and error.response.get("error") in TRIGGER_GONE:
        return Refused("too_slow")
    return None


def _field(error: OnboardError) -> str | None:
    """The input that the error is about, None when it is about none or all of them."""
    if isinstance(error, Refused):
        return FIELD_OF.get(error.code)
    if isinstance(error, NotFound | Ambiguous):
        return FIELD_OF.get(error.what)
    return error.field if isinstance(error, BadInput) and not isinstance(error, BadFile) else None


def _code(error: OnboardError) -> str:
    """Only codes go into the log, never what people typed."""
    if isinstance(error, Refused | NotAllowed):
        return error.code
    if isinstance(error, NotFound | Ambiguous):
        return error.what
    return error.field if isinstance(error, BadInput) else ""


def _database_away(error: Exception) -> Worded:
    log.error("database_away", error=type(error).__name__, exc_info=error)
    refused = Refused("database_away")
    return Worded(error_message(refused), plain(error_text(refused), LINE), away=True)


def _unforeseen(error: Exception) -> Worded:
    reference = secrets.token_hex(4)
    log.error("unforeseen", reference=reference, error=type(error).__name__, exc_info=error)
    message = apology(reference)
    return Worded(message, message.text)
