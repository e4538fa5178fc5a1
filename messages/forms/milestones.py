"""Modals about one milestone: what blocks it, its new date, and closing a gate that is not met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from messages.forms.options import waiting
from messages.ids import Field, Form
from messages.inputs import date_input, external_input, modal, radio_input, text_input
from messages.kit import option, section
from messages.milestones import gate_progress, waits_for
from messages.refs import Ref
from messages.shifts import shift_words
from messages.words import due, escape, listed
from playbook.models import Account, Milestone, WaitingOn
from playbook.shift import Shift


def block_form(account: Account, milestone: Milestone | None, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """What it waits on. Fields: [MILESTONE, when none is given], WAITING_ON, REASON."""
    options = waiting()
    following = min(account.open_milestones, key=lambda each: each.due_on, default=None)
    if milestone is not None:
        first = section(f"*{escape(milestone.name)}* of {escape(account.name)}, {due(milestone.due_on, today)}")
    else:
        initial = option(following.name, Ref(account.id, following.id)) if following else None
        first = external_input(Field.MILESTONE, "Which milestone waits", "Type a milestone", initial)
    blocks = [
        first,
        radio_input(Field.WAITING_ON, "Who it waits on", list(options.values()), options[WaitingOn.CUSTOMER]),
        text_input(Field.REASON, "What it waits for", lines=True, placeholder="SSO metadata from their IT"),
    ]
    ref = Ref(account.id, milestone.id if milestone else 0, nudge)
    return modal(Form.BLOCK, "Blocked", blocks, submit="Save", ref=ref)


def date_form(account: Account, milestone: Milestone, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """The new due date; the next step shows what moves along. Field: DATE."""
    dependents = [each.name for each in account.open_milestones if milestone.key in each.depends_on]
    lines = [f"*{escape(milestone.name)}* of {escape(account.name)}, {due(milestone.due_on, today)}"]
    if dependents:
        lines.append(f"These depend on it and move along: {listed([escape(name) for name in dependents])}.")
    before = waits_for(account, milestone)
    if before:
        lines.append(f"It comes after {listed([escape(name) for name in before])}.")
    blocks = [section("\n".join(lines)), date_input(Field.DATE, "New due date", milestone.due_on)]
    return modal(Form.DATE, "Move a date", blocks, submit="Preview", ref=Ref(account.id, milestone.id, nudge))


def date_preview(
    account: Account, milestone: Milestone, shifts: Sequence[Shift], new_due_on: date, today: date, *, nudge: int = 0
) -> dict[str, Any]:
    """What will move; Apply does it. private_metadata: Ref(account, milestone, nudge, extra=ISO date)."""
    ref = Ref(account.id, milestone.id, nudge, extra=new_due_on.isoformat())
    blocks = [section(text) for text in shift_words(account, milestone, shifts, today)]
    return modal(Form.DATE_PREVIEW, "Move a date", blocks, submit="Apply", ref=ref)


def overrule_form(
    account: Account, milestone: Milestone, on: date, facts: Mapping[str, Any], *, nudge: int = 0
) -> dict[str, Any]:
    """Closing a gate that its measure has not met; `facts` are those of Refused("gate_unmet").

    Field: REASON; private_metadata: Ref(account, milestone, nudge, extra=ISO date done on).
    """
    blocks = [
        section(
            f"*{escape(milestone.name)}* of {escape(account.name)} is a gate: {gate_progress(milestone, facts)}. "
            "It closes by its measure; to close it all the same, say why."
        ),
        text_input(Field.REASON, "Why close it now", lines=True),
    ]
    ref = Ref(account.id, milestone.id, nudge, extra=on.isoformat())
    return modal(Form.OVERRULE, "Gate not met", blocks, submit="Close it", ref=ref)
