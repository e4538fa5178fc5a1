"""The team's settings, for leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messages.forms.options import playbook_choices, zone_option
from messages.ids import Action, Field, Form
from messages.inputs import (
    LONGEST,
    channel_input,
    checkbox_input,
    external_input,
    modal,
    select_input,
    text_input,
    time_input,
    user_input,
)
from messages.kit import Block, button, option, section
from messages.refs import Ref
from messages.words import WEEKDAYS
from playbook.models import Workspace
from playbook.plans import Playbook

DATES = LONGEST // 11  # ISO dates, one a line, that fit the input


def settings_form(workspace: Workspace, playbooks: Mapping[str, Playbook], version: str = "") -> dict[str, Any]:
    """Channels, roles, hours, playbook. `version` of the settings shown comes back as Ref.extra.

    Fields: DIGEST_CHANNEL, DIGEST_HOUR, ESCALATION_CHANNEL, CSM_LEAD, VP_CS, ENGINEERING_LEAD, AE_DEFAULT, TIME_ZONE,
    OPENS, CLOSES, WORKDAYS, HOLIDAY_COUNTRY, EXTRA_HOLIDAYS (ISO dates, one a line), DEFAULT_PLAYBOOK.
    """
    return modal(
        Form.SETTINGS,
        "Settings",
        [*_channels(workspace), *_roles(workspace), *_hours(workspace, playbooks), _rules()],
        submit="Save",
        ref=Ref(extra=version),
    )


def _rules() -> Block:
    """The way to the rules: a form of its own, for it is tried before it is saved."""
    return section("Which rules rest, and their numbers", button("Rules…", Action.RULES_EDIT, Ref(), "settings"))


def _channels(workspace: Workspace) -> list[Block]:
    hours = {hour: option(f"{hour:02}:00", str(hour)) for hour in range(24)}
    return [
        channel_input(
            Field.DIGEST_CHANNEL, "Digest channel", workspace.digest_channel, hint="Empty: no digest. Invite me there."
        ),
        select_input(Field.DIGEST_HOUR, "Digest at", list(hours.values()), hours[workspace.digest_hour]),
        channel_input(Field.ESCALATION_CHANNEL, "Escalation channel", workspace.escalation_channel),
    ]


def _roles(workspace: Workspace) -> list[Block]:
    return [
        user_input(Field.CSM_LEAD, "CSM lead", workspace.csm_lead, optional=True),
        user_input(Field.VP_CS, "VP CS", workspace.vp_cs, optional=True),
        user_input(Field.ENGINEERING_LEAD, "Engineering lead", workspace.engineering_lead, optional=True),
        user_input(
            Field.AE_DEFAULT, "Account executive, where an account names none", workspace.ae_default, optional=True
        ),
    ]


def _hours(workspace: Workspace, playbooks: Mapping[str, Playbook]) -> list[Block]:
    days = {number: option(name, str(number)) for number, name in enumerate(WEEKDAYS)}
    choices = playbook_choices(playbooks)
    return [
        external_input(Field.TIME_ZONE, "Time zone", "Type a city", zone_option(workspace.time_zone)),
        time_input(Field.OPENS, "Working hours from", workspace.opens),
        time_input(Field.CLOSES, "Working hours to", workspace.closes),
        checkbox_input(
            Field.WORKDAYS,
            "Working days",
            list(days.values()),
            [days[day] for day in workspace.workdays if day in days],
        ),
        text_input(
            Field.HOLIDAY_COUNTRY,
            "Country of the public holidays",
            initial=workspace.holiday_country,
            optional=True,
            longest=2,
            hint="Two letters, such as US. Empty: no public holidays.",
        ),
        _holidays(workspace),
        select_input(
            Field.DEFAULT_PLAYBOOK,
            "Playbook by default",
            list(choices.values()),
            choices.get(workspace.default_playbook),
        ),
    ]


def _holidays(workspace: Workspace) -> Block:
    dates = sorted(workspace.extra_holidays)
    hint = "One date a line, such as 2026-12-24."
    if len(dates) > DATES:
        hint += f" Only the latest {DATES} are shown; earlier ones go when you save."
    initial = "\n".join(date.isoformat() for date in dates[-DATES:])
    return text_input(
        Field.EXTRA_HOLIDAYS, "More days off", initial=initial or None, lines=True, optional=True, hint=hint
    )
