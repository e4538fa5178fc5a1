"""Submitted: the team's settings, by a lead."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import date

from bot.desk import Answer
from bot.submits.accounts import country, zone_named
from bot.submits.submission import Submission
from bot.submits.values import Values
from bot.verbs.team import settings_version
from messages.ids import Field
from playbook.errors import BadInput, Stale
from playbook.models import Workspace
from storage.changes.people import hold_workspace, save_workspace
from storage.queries.playbooks import known_playbooks

ROLES = (Field.CSM_LEAD, Field.VP_CS, Field.ENGINEERING_LEAD, Field.AE_DEFAULT)


def save(sent: Submission) -> Answer:
    sent.turn.require_lead()
    for field in ROLES:
        if sent.values.user(field):
            sent.member(field)
    before = hold_workspace(sent.turn.change, to_save=True)
    if sent.ref.extra != settings_version(before):
        raise Stale("settings_moved")
    save_workspace(sent.turn.change, read_workspace(sent.values, before, known_playbooks(sent.turn.session)))
    return sent.changed(sent.turn.tell("settings_saved"), None)


def read_workspace(values: Values, before: Workspace, known: Container[str]) -> Workspace:
    """The settings that the form describes; `known` are the keys of playbooks. Raises BadInput about a field."""
    opens, closes = values.time(Field.OPENS), values.time(Field.CLOSES)
    if opens >= closes:
        raise BadInput(Field.CLOSES, closes.strftime("%H:%M"), "later_time")
    return replace(
        before,
        digest_channel=values.channel(Field.DIGEST_CHANNEL),
        escalation_channel=values.channel(Field.ESCALATION_CHANNEL),
        digest_hour=values.choice(Field.DIGEST_HOUR, _hour),
        csm_lead=values.user(Field.CSM_LEAD),
        vp_cs=values.user(Field.VP_CS),
        engineering_lead=values.user(Field.ENGINEERING_LEAD),
        ae_default=values.user(Field.AE_DEFAULT),
        opens=opens,
        closes=closes,
        workdays=_workdays(values),
        holiday_country=country(values, Field.HOLIDAY_COUNTRY),
        extra_holidays=_days(values),
        time_zone=values.choice(Field.TIME_ZONE, zone_named),
        default_playbook=values.choice(Field.DEFAULT_PLAYBOOK, lambda raw: _playbook(raw, known)),
    )


def _workdays(values: Values) -> tuple[int, ...]:
    days = tuple(sorted({int(day) for day in values.choices(Field.WORKDAYS) if day in set("0123456")}))
    if not days:
        raise BadInput(Field.WORKDAYS, "", "workdays")
    return days


def _days(values: Values) -> tuple[date, ...]:
    words = (values.text_if_any(Field.EXTRA_HOLIDAYS) or "").replace(",", " ").split()
    return tuple(sorted({_day(word) for word in words}))


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise BadInput(Field.EXTRA_HOLIDAYS, word, "date") from error


def _hour(raw: str) -> int:
    hour = int(raw)
    if not 0 <= hour <= 23:
        raise ValueError(raw)
    return hour


def _playbook(raw: str, known: Container[str]) -> str:
    if raw not in known:
        raise ValueError(raw)
    return raw
