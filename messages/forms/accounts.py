"""Modals about an account: a new one, who has it, and the two ways out of a stall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from messages.forms.options import playbook_choices, tiers, zone_option
from messages.ids import Field, Form
from messages.inputs import date_input, external_input, modal, number_input, select_input, text_input, user_input
from messages.kit import section
from messages.refs import Ref
from messages.words import cut, escape, one_line
from playbook.models import Account, Person, Tier, Workspace
from playbook.plans import Playbook

MOST_ACV = 1_000_000_000_000  # dollars; more is a slip of the keyboard


def new_form(
    workspace: Workspace, playbooks: Mapping[str, Playbook], person: Person, today: date, *, name: str = ""
) -> dict[str, Any]:
    """A new onboarding; `name` as already typed.

    Fields: NAME, SIGNED_ON, TIER, ACV, CSM, PLAYBOOK, FIRST_VALUE, TIME_ZONE, COUNTRY.
    """
    levels, choices = tiers(), playbook_choices(playbooks)
    blocks = [
        text_input(Field.NAME, "Customer", initial=cut(one_line(name), 200), longest=200, placeholder="Acme Corp"),
        date_input(Field.SIGNED_ON, "Contract signed on", today, hint="Day 0: every day count starts here."),
        text_input(
            Field.FIRST_VALUE,
            "First value, in the customer's own words",
            lines=True,
            optional=True,
            placeholder="We have created 3 automated workflows",
        ),
        select_input(Field.TIER, "Tier", list(levels.values()), levels[Tier.MID_MARKET]),
        number_input(Field.ACV, "Contract value, dollars a year", most=MOST_ACV, optional=True),
        user_input(Field.CSM, "CSM", person.id),
        select_input(Field.PLAYBOOK, "Playbook", list(choices.values()), choices.get(workspace.default_playbook)),
        external_input(Field.TIME_ZONE, "Customer's time zone", "Type a city", zone_option(workspace.time_zone)),
        text_input(
            Field.COUNTRY,
            "Country",
            initial=workspace.country,
            optional=True,
            longest=2,
            hint="Two letters, such as US; its public holidays are then no working days.",
        ),
    ]
    return modal(Form.NEW, "New account", blocks, submit="Create")


def stall_resume_form(account: Account, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """STALL-21, way one: a new timeline.

    Fields: DATE (the new due day of the next milestone, Ref.milestone; what depends on it moves), NOTE.
    """
    following = min(account.open_milestones, key=lambda milestone: milestone.due_on, default=None)
    name = f"*{escape(following.name)}*" if following else "the next step"
    blocks = [
        section(
            f"*{escape(account.name)}* goes on. Agree with the customer when {name} will be done, and who does it"
            " there."
        ),
        date_input(Field.DATE, "New due date", max(following.due_on, today) if following else today),
        text_input(Field.NOTE, "What the customer committed to", lines=True, optional=True),
    ]
    ref = Ref(account.id, following.id if following else 0, nudge)
    return modal(Form.STALL_RESUME, "Resume", blocks, submit="Resume", ref=ref)


def stall_pause_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """STALL-21, way two, and Pause in general. Field: REASON."""
    blocks = [
        section(
            f"*{escape(account.name)}* pauses: its clocks stand still, and open due dates move when it is resumed."
        ),
        text_input(Field.REASON, "Why, and until when as far as is known", lines=True),
    ]
    return modal(Form.STALL_PAUSE, "Pause", blocks, submit="Pause", ref=Ref(account.id, nudge=nudge))
