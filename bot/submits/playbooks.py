"""Submitted: a playbook of the team's own, previewed (or refused with every fault), then saved."""

from __future__ import annotations

from bot.desk import Answer
from bot.shelf import keep_text, text_kept
from bot.submits.imports import pasted
from bot.submits.submission import Submission
from messages.forms import playbook_errors, playbook_form, playbook_preview
from messages.ids import PASTES
from playbook.errors import BadFile, BadInput, Refused
from playbook.plans import load_playbook, warnings_of
from storage.changes.playbooks import FOLDER, save_playbook
from storage.queries.playbooks import known_playbooks, team_playbooks


def preview(sent: Submission) -> Answer:
    """How the playbook reads and what lint warns of, kept until Save; or every fault, and nothing kept."""
    sent.turn.require_lead()
    name, text = _text(sent)
    try:
        playbook = load_playbook(text)
    except BadFile as error:
        named = BadFile(error.problems, name)
        return Answer(view=playbook_errors(named) if sent.files else playbook_form(error=named))
    own = team_playbooks(sent.turn.session).get(playbook.key)
    if own is not None and own.origin == FOLDER:
        raise Refused("playbook_in_folder", playbook=playbook.key, file=own.saved_by)
    before = known_playbooks(sent.turn.session).get(playbook.key)
    key = keep_text(sent.turn.change, sent.turn.scene, text)
    return Answer(view=playbook_preview(playbook, warnings_of(text), before.name if before else None, key))


def save(sent: Submission) -> Answer:
    """Saves what the preview showed."""
    sent.turn.require_lead()
    text = text_kept(sent.turn.change, sent.turn.scene, sent.ref.extra)
    if text is None:
        raise Refused("playbook_expired")
    playbook = save_playbook(sent.turn.change, text)
    return sent.changed(sent.turn.tell("playbook_saved", playbook=playbook.name), None)


def _text(sent: Submission) -> tuple[str, str]:
    """The name and text of the one file given, or of what was pasted."""
    text = pasted(sent)
    if len(sent.files) + bool(text) > 1:
        raise Refused("one_playbook")
    if sent.files:
        return sent.files[0]
    if not text:
        raise BadInput(PASTES[0], "", "playbook_text")
    return "pasted text", text
