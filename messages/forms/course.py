"""Modals of the long run: a skipped step, success criteria, who left, first value, handoff, survey, safety check."""

from __future__ import annotations

from datetime import date
from typing import Any

from messages.ids import Field, Form
from messages.inputs import (
    LONGEST,
    MEANWHILE,
    date_input,
    external_input,
    modal,
    radio_input,
    select_input,
    text_input,
    user_input,
)
from messages.kit import Block, option, section
from messages.refs import Ref, shown
from messages.words import count, cut, day, escape, listed, one_line, said
from playbook.course import mark_of
from playbook.ending import ended_on, handoff_milestone, is_handed_over, open_before_handoff
from playbook.models import Account, Criteria, Handover, Milestone, MilestoneStatus, Stakeholder

NAME = 300  # characters of a name
SHOWN = 5
ROLES = {"champion": "Champion", "primary-contact": "Primary contact"}
YES_NO = {"yes": "Yes", "no": "No"}


def skip_form(account: Account, milestone: Milestone | None, *, nudge: int = 0) -> dict[str, Any]:
    """Why a step is left out and what is expected of that. Fields: [MILESTONE, when none is given], REASON,
    CONSEQUENCE."""
    what = f"*{escape(milestone.name)}*" if milestone else "A step"
    blocks = [
        section(
            f"{what} of {escape(account.name)} is left out of the score from now on, and on Day 14 I ask how it goes"
            " without it."
        ),
        *([] if milestone else [external_input(Field.MILESTONE, "Which step", "Type a milestone")]),
        text_input(Field.REASON, "Why the customer skips it", lines=True, placeholder="They used a rival for 5 years"),
        text_input(
            Field.CONSEQUENCE, "What you expect to follow", lines=True, placeholder="More tickets about permissions"
        ),
    ]
    return modal(
        Form.SKIP, "Skip a step", blocks, submit="Skip", ref=Ref(account.id, milestone.id if milestone else 0, nudge)
    )


def criteria_form(account: Account, today: date, *, nudge: int = 0, mine: Criteria | None = None) -> dict[str, Any]:
    """What success is. Fields: WORDS, DATE (optional: agreed on), SAID_BY (optional: who agreed); Ref.extra tells what
    the form knew. `mine` was filled in while somebody else saved: it goes on, and theirs is said above."""
    theirs = account.facts.criteria
    known = mine or theirs
    first = f"What success is for *{escape(account.name)}*. It counts once the customer has agreed to it."
    blocks = [
        section(first),
        *([section(MEANWHILE.format(said(theirs.text if theirs else "nothing")))] if mine else []),
        _kept(
            Field.WORDS,
            "Success criterion",
            known.text if known else None,
            "3 people complete triage every week by Day 30",
        ),
        date_input(Field.DATE, "Agreed on", known.agreed_on if known else None, optional=True),
        text_input(
            Field.SAID_BY,
            "Who at the customer agreed",
            initial=cut(one_line(known.agreed_by), NAME) if known and known.agreed_by else None,
            optional=True,
            longest=NAME,
        ),
    ]
    ref = Ref(account.id, nudge=nudge, extra=shown(theirs))
    return modal(Form.CRITERIA, "Success criteria", blocks, submit="Save", ref=ref)


def left_form(account: Account, who: Stakeholder | None, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """Who left, and who takes their place, as far as it is known.

    The account has stakeholders. Fields: PERSON (`mark_of` one in the list), DATE, NAME and AGREED_ON (optional), KIND.
    """
    people = list(enumerate(account.facts.stakeholders))[:100]
    offered = {place: option(person_words(person), mark_of(place, person.name)) for place, person in people}
    chosen = next((offered[place] for place, person in people if person == who), None)
    roles = [option(text, value) for value, text in ROLES.items()]
    blocks = [
        section(f"Who left *{escape(account.name)}*, and who takes their place?"),
        select_input(Field.PERSON, "Who left", list(offered.values()), chosen),
        date_input(Field.DATE, "On", who.left_on if who and who.left_on else today),
        text_input(Field.NAME, "New contact, once confirmed", optional=True, longest=NAME),
        radio_input(Field.KIND, "The new contact is", roles, roles[0]),
        date_input(Field.AGREED_ON, "They agreed to the plan on", optional=True),
    ]
    return modal(Form.LEFT, "Somebody left", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def confirm_form(account: Account, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """First value, in the customer's words. Fields: SAID_BY, DATE, WORDS."""
    known = account.facts.first_value_confirmed
    blocks = [
        section(f"*{escape(account.name)}* has first value when the customer says so, not when our list does."),
        text_input(
            Field.SAID_BY, "Who said it", initial=cut(one_line(known.by), NAME) if known else None, longest=NAME
        ),
        date_input(Field.DATE, "On", known.on if known else today),
        _kept(Field.WORDS, "In their words", known.words if known else None),
    ]
    return modal(Form.CONFIRM, "First value", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def handover_form(
    account: Account, today: date, *, nudge: int = 0, mine: tuple[Handover, date] | None = None
) -> dict[str, Any]:
    """What goes to the ongoing CSM. Fields: CSM, DATE, PLAN, HEALTH; Ref.extra and `mine` as for the criteria."""
    left = [escape(item.name) for item in open_before_handoff(account)]
    own = handoff_milestone(account)
    lines = [f"Handoff of *{escape(account.name)}* to its ongoing CSM."]
    lines += [f"Still open before it: {listed(left, SHOWN)}."] if left else []
    lines += [f"*{escape(own.name)}* is done with it."] if own and own.is_open else []
    theirs = account.facts.handover
    known, on = mine or (theirs, account.facts.handed_over_on or today)
    blocks = [
        section(" ".join(lines)),
        *([section(MEANWHILE.format(said(theirs.plan if theirs else "nothing")))] if mine else []),
        user_input(Field.CSM, "Ongoing CSM", known.csm if known else None),
        date_input(Field.DATE, "Warm handoff call held on", on),
        _kept(Field.PLAN, "Long-term plan", known.plan if known else None),
        _kept(
            Field.HEALTH,
            "Health record",
            known.health if known else None,
            "What works, who is engaged, what to look after",
        ),
    ]
    ref = Ref(account.id, nudge=nudge, extra=shown((theirs, account.facts.handed_over_on)))
    return modal(Form.HANDOVER, "Handoff", blocks, submit="Hand over", ref=ref)


def survey_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """What the customer said of the onboarding. Fields: CES, NPS, CSAT, one at least."""
    known = account.facts.survey
    blocks = [
        section(f"What *{escape(account.name)}* said of the onboarding. One number is enough."),
        _number(Field.CES, "Effort (CES), 1 to 7", known.ces, "1 is hardly any effort"),
        _number(Field.NPS, "Recommendation (NPS), -100 to 100", known.nps, None),
        _number(Field.CSAT, "Satisfaction (CSAT), 0 to 100 %", known.csat, None),
    ]
    return modal(Form.SURVEY, "Survey", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def safety_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """How it goes without the skipped steps. Fields: IN_USE, TICKETS ("yes" or "no")."""
    skipped = [item for item in account.milestones if item.status is MilestoneStatus.SKIPPED]
    lines = [f"*{escape(account.name)}* goes without:", *(f"• {skipped_words(item)}" for item in skipped[:SHOWN])]
    answers = [option(text, value) for value, text in YES_NO.items()]
    blocks = [
        section("\n".join(lines)),
        radio_input(Field.IN_USE, "Is the product in use?", answers),
        radio_input(Field.TICKETS, "More support tickets than from their peers?", answers),
    ]
    return modal(Form.SAFETY, "Safety check", blocks, submit="Save", ref=Ref(account.id, nudge=nudge))


def unfinished(account: Account) -> list[str]:
    """What a closed onboarding leaves undone, in sentences: open milestones, handoff and survey."""
    names = [escape(item.name) for item in account.open_milestones]
    words = [f"It had {count(len(names), 'open milestone')}: {listed(names, SHOWN)}."] if names else []
    words += [] if is_handed_over(account) else ["It was not handed over to an ongoing CSM."]
    if not account.facts.survey.is_recorded:
        ended = ended_on(account)
        words.append(f"No survey is recorded{f' since it ended on {day(ended)}' if ended else ''}.")
    return words


def skipped_words(milestone: Milestone) -> str:
    """`*Training*, expected: “more tickets”`."""
    feared = f", expected: “{escape(milestone.skip.consequence, 160)}”" if milestone.skip else ""
    return f"*{escape(milestone.name)}*{feared}"


def person_words(person: Stakeholder) -> str:
    """`Ana Ruiz, champion`, within the limit of an option."""
    left = f", left {day(person.left_on)}" if person.left_on else ""
    return cut(f"{cut(one_line(person.name), 40)}, {person.role.replace('-', ' ')}{left}", 75)


def _kept(field: Field, label: str, known: str | None, placeholder: str | None = None) -> Block:
    """A text to go on with. One that only a file could bring is too long for Slack, and is not cut in secret."""
    too_long = known is not None and len(known) > LONGEST
    hint = "What a file brought is too long to change here; what you write takes its place." if too_long else None
    initial = None if too_long else known
    return text_input(field, label, initial=initial, lines=True, hint=hint, placeholder=placeholder)


def _number(field: Field, label: str, known: float | None, hint: str | None) -> Block:
    return text_input(field, label, initial=f"{known:g}" if known is not None else None, optional=True, hint=hint)
