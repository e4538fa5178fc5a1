"""Modals of the start: the kickoff's date, what it leaves behind, the handoff document, homework, people, flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from messages.ids import Action, Field, Form
from messages.inputs import (
    LONGEST,
    MEANWHILE,
    date_input,
    modal,
    number_input,
    radio_input,
    select_input,
    text_input,
    time_input,
)
from messages.kit import Block, actions, button, option, section
from messages.lists import ROLES
from messages.refs import Ref, shown
from messages.start import lacking
from messages.words import cut, escape, listed, said
from playbook.course import LEAST_PEOPLE, mark_of
from playbook.models import Account, Handoff, Milestone, Stakeholder

NAME = 300  # characters of a name
MOST_MINUTES = 24 * 60
HANDOFF = {  # the parts of the document, by their field
    Field.GOALS: ("goals", "Goals", "What they want to reach, in their words"),
    Field.SOLD_TO: ("stakeholders", "Stakeholders", "Who decided, who will use it, who was against it"),
    Field.TECHNICAL: ("technical_requirements", "Technical requirements", "Integrations, SSO, data, environments"),
    Field.PROMISES: ("promises", "Promises", "What sales promised; “none” where nothing was"),
}
PEOPLE = (
    (Field.PERSON_1, Field.ROLE_1, Field.EMAIL_1),
    (Field.PERSON_2, Field.ROLE_2, Field.EMAIL_2),
)
WHEN = {"before": "Before the kickoff", "later": "Later"}


def kickoff_form(account: Account, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """When the kickoff is. Fields: DATE, TIME, by the account's clock."""
    booked = account.facts.kickoff_at
    local = booked.astimezone(account.zone) if booked else None
    blocks = [
        section(f"The kickoff of *{escape(account.name)}*"),
        date_input(Field.DATE, "Day", local.date() if local else today),
        time_input(Field.TIME, f"Time ({account.time_zone})", local.time() if local else time(10)),
    ]
    return modal(Form.KICKOFF, "Book the kickoff", blocks, submit="Book", ref=Ref(account.id, nudge=nudge))


def held_form(
    account: Account, milestone: Milestone, on: date, missing: Sequence[str], *, nudge: int = 0
) -> dict[str, Any]:
    """What the kickoff leaves behind, as far as it is `missing`; a button overrules.

    Fields: HOMEWORK, WHO, DUE_ON; PERSON_1 … EMAIL_2; GOALS, SOLD_TO, TECHNICAL, PROMISES; DATE.
    """
    ref = Ref(account.id, milestone.id, nudge)
    blocks = [
        section(
            f"The kickoff of *{escape(account.name)}* lacks {lacking(list(missing))}. Fill it in here; if it was held"
            " all the same, the button at the end asks why."
        ),
        date_input(Field.DATE, "Held on", on),
        *(_homework_inputs() if "homework" in missing else []),
        *(_people_inputs(account) if "stakeholders" in missing else []),
        *(_handoff_inputs(account.facts.handoff, only_missing=True) if "handoff" in missing else []),
        actions([button("Held without it…", Action.KICKOFF_OVERRULE, replace(ref, extra=on.isoformat()), "held")]),
    ]
    return modal(Form.KICKOFF_HELD, "Kickoff held", blocks, submit="Held", ref=ref)


def held_without_form(
    account: Account, milestone: Milestone, on: date, missing: Sequence[str], *, nudge: int = 0
) -> dict[str, Any]:
    """Why the kickoff counts as held though something is `missing`. Fields: DATE, REASON."""
    blocks = [
        section(f"The kickoff of *{escape(account.name)}* lacks {lacking(list(missing)) or 'nothing any more'}."),
        date_input(Field.DATE, "Held on", on),
        text_input(
            Field.REASON,
            "Why it was held without",
            lines=True,
            hint="It stays visible on the card, in Why and in the history.",
        ),
    ]
    ref = Ref(account.id, milestone.id, nudge)
    return modal(Form.KICKOFF_HELD, "Held without it", blocks, submit="Held", ref=ref)


def handoff_form(account: Account, *, nudge: int = 0, mine: Handoff | None = None) -> dict[str, Any]:
    """The sales handoff document. Fields: GOALS, SOLD_TO, TECHNICAL, PROMISES (all optional); Ref.extra tells what the
    form knew. `mine` was filled in while somebody else saved: it goes on, and theirs is said above."""
    theirs = account.facts.handoff
    differs = [
        f"{label}: {said(getattr(theirs, part) or 'nothing', 200)}"
        for part, label, _ in HANDOFF.values()
        if mine and getattr(mine, part) != getattr(theirs, part)
    ]
    blocks = [
        section(f"What sales knows of *{escape(account.name)}*, so that nobody has to ask the customer twice."),
        *([section(MEANWHILE.format("; ".join(differs) + "."))] if mine else []),
        *_handoff_inputs(mine or theirs, only_missing=False),
    ]
    ref = Ref(account.id, nudge=nudge, extra=shown(theirs))
    return modal(Form.HANDOFF, "Sales handoff", blocks, submit="Save", ref=ref)


def homework_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """A piece of homework for the customer. Fields: HOMEWORK, WHO, DUE_ON."""
    blocks = [
        section(f"Homework for *{escape(account.name)}*: specific, small, due before you meet again."),
        *_homework_inputs(),
    ]
    return modal(Form.HOMEWORK, "Homework", blocks, submit="Add", ref=Ref(account.id, nudge=nudge))


def person_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """Somebody at the customer. Fields: PERSON_1, ROLE_1, EMAIL_1."""
    known = [escape(person.name) for person in account.facts.stakeholders if person.left_on is None]
    told = f"Known so far: {listed(known, 5)}." if known else "Nobody is known so far."
    blocks = [
        section(f"Somebody at *{escape(account.name)}*. {told}"),
        *_person_inputs(*PEOPLE[0], ""),
    ]
    return modal(Form.STAKEHOLDER, "A person", blocks, submit="Add", ref=Ref(account.id, nudge=nudge))


def person_change_form(account: Account, place: int, person: Stakeholder) -> dict[str, Any]:
    """Another role or e-mail. Fields: ROLE_1, EMAIL_1 (optional); Ref.extra is the person (`mark_of`)."""
    roles = _roles()
    blocks = [
        section(f"*{escape(person.name)}* of {escape(account.name)}"),
        select_input(Field.ROLE_1, "Role", list(roles.values()), roles.get(person.role)),
        text_input(Field.EMAIL_1, "E-mail", initial=cut(person.email or "", NAME) or None, longest=NAME, optional=True),
    ]
    ref = Ref(account.id, extra=mark_of(place, person.name))
    return modal(Form.STAKEHOLDER_CHANGE, "A person", blocks, submit="Save", ref=ref)


def flow_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """A flow that the customer goes through alone. Fields: NAME, MINUTES (optional), KIND (before or later)."""
    when = [option(text, key) for key, text in WHEN.items()]
    blocks = [
        section(f"A flow for *{escape(account.name)}*: something they go through by themselves."),
        text_input(Field.NAME, "Name", longest=NAME, placeholder="Account setup"),
        number_input(Field.MINUTES, "Minutes that it takes", least=1, most=MOST_MINUTES, optional=True),
        radio_input(Field.KIND, "It is to be done", when, when[0]),
    ]
    return modal(Form.FLOW, "A flow", blocks, submit="Add", ref=Ref(account.id, nudge=nudge))


def _homework_inputs() -> list[Block]:
    return [
        text_input(Field.HOMEWORK, "Their homework", longest=LONGEST, placeholder="Send the SSO metadata"),
        text_input(Field.WHO, "Who does it there", longest=NAME),
        date_input(Field.DUE_ON, "Until when"),
    ]


def _people_inputs(account: Account) -> list[Block]:
    """As many people as are missing."""
    here = [person for person in account.facts.stakeholders if person.left_on is None]
    known = f"Known: {listed([escape(person.name) for person in here])}. " if here else ""
    whole = "each with role and e-mail, so that nothing hangs on one"
    blocks = [section(f"{known}At least {LEAST_PEOPLE} people there, {whole}.")]
    for number, fields in enumerate(PEOPLE[len(here) :], 1):
        blocks += _person_inputs(*fields, f" {number}" if not here else "")
    return blocks


def _person_inputs(name: Field, role: Field, email: Field, number: str) -> list[Block]:
    return [
        text_input(name, f"Person{number}: name", longest=NAME),
        select_input(role, f"Person{number}: role", list(_roles().values())),
        text_input(email, f"Person{number}: e-mail", longest=NAME),
    ]


def _roles() -> dict[str, Block]:
    return {key: option(text, key) for key, text in ROLES.items()}


def _handoff_inputs(handoff: Handoff, *, only_missing: bool) -> list[Block]:
    blocks: list[Block] = []
    for field, (part, label, hint) in HANDOFF.items():
        known = getattr(handoff, part)
        if only_missing and known:
            continue
        if known and len(known) > LONGEST:  # only a file can be longer: it stays as it is
            blocks.append(section(f"*{label}*: {said(known, 300)} (too long to change here)"))
            continue
        blocks.append(text_input(field, label, initial=known, lines=True, optional=not only_missing, hint=hint))
    return blocks
