"""What the rules about the long run: criteria, skipped steps, people who leave, drag, handoff and survey say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages.facts import Facts, fact_day, fact_names, fact_number, fact_text
from messages.ids import Action
from messages.rules import course_drafts as drafts
from messages.rules.saying import Saying, Sayings
from messages.silence import quiet, silence
from messages.words import ago, count, day, due, escape, listed, said

TASKS = {
    "new-contact": "another champion or primary contact to be confirmed",
    "realignment-call": "a re-alignment call to be held with their sponsor",
    "plan-agreed": "the plan to be agreed by the new contact",
}
ROLES = {"champion": "the champion", "primary-contact": "the primary contact"}


def _criteria(facts: Facts, today: date) -> str:
    due_on, text = fact_day(facts, "due_on"), fact_text(facts, "text")
    when = f"Day 14 was {day(due_on, today)}" if due_on and due_on < today else "Today is Day 14"
    known = f" Noted, but not agreed to: {said(text, 120)}." if text else ""
    return (
        f"{when}, and the customer has agreed to no success criterion.{known} The discovery questions are drafted;"
        " if the champion cannot say, ask the executive sponsor."
    )


def _criteria_brief(facts: Facts, today: date) -> str:
    text = fact_text(facts, "text")
    noted = f"{said(text, 80)} is noted, but not agreed to" if text else "none is noted"
    return f"No success criterion that the customer agreed to: {noted}. The questions are drafted."


def _gone(facts: Facts, today: date) -> str:
    name, left_on = fact_text(facts, "name") or "A contact", fact_day(facts, "left_on")
    role = ROLES.get(fact_text(facts, "role") or "", "the contact")
    return f"*{escape(name)}*, {role}, left" + (f" on {day(left_on, today)}" if left_on else "")


def _champion(facts: Facts, today: date) -> str:
    due_on = fact_day(facts, "due_on")
    task = TASKS.get(fact_text(facts, "task") or "", "a successor to be found")
    limit = f", {due(due_on, today)}" if due_on else ""
    return f"{_gone(facts, today)}. Still missing: {task}{limit}. A draft and a 15-minute briefing are ready."


def _champion_brief(facts: Facts, today: date) -> str:
    due_on = fact_day(facts, "due_on")
    task = TASKS.get(fact_text(facts, "task") or "", "a successor to be found")
    return f"{_gone(facts, today)}: {task}" + (f", {due(due_on, today)}." if due_on else ".")


def _champion_merged(causes: Sequence[Facts], today: date) -> str:
    due_on = fact_day(causes[0], "due_on")
    tasks = [TASKS.get(fact_text(facts, "task") or "", "a successor to be found") for facts in causes]
    when = f" All of it is {due(due_on, today)}." if due_on else ""
    return f"{_gone(causes[0], today)}. Still missing: {listed(tasks)}.{when}"


def _skipped(facts: Facts, today: date) -> str:
    names = [escape(name) for name in fact_names(facts, "skipped")]
    feared = [said(text, 80) for text in fact_names(facts, "consequences")]
    was = "were" if len(names) > 1 else "was"
    text = f"{listed(names)} {was} skipped: time for the safety check."
    text += f" Expected when skipping: {listed(feared, 2)}." if feared else ""
    return f"{text} Is the product in use, and are there more tickets than from their peers?"


def _skipped_brief(facts: Facts, today: date) -> str:
    names = [escape(name) for name in fact_names(facts, "skipped")]
    return f"Safety check after skipping {listed(names, 2)}: in use? more tickets than their peers?"


def _drag(facts: Facts, today: date) -> str:
    which, last_on = fact_text(facts, "which"), fact_day(facts, "last_on")
    left = [escape(name) for name in fact_names(facts, "open")]
    rest = f" Open: {listed(left)}." if left else ""
    when = f"{day(last_on, today)}, {ago(last_on, today)}" if last_on else "past"
    match which:
        case "target":
            return f"First value was to be there by {when}, and it is not.{rest}"
        case "end":
            return f"The agreed end was {when}, and the onboarding goes on: extend it, or change the approach?{rest}"
        case _:
            started = fact_day(facts, "start_on")
            since = f" since {day(started, today)}" if started else ""
            return f"Past 90 days{since}: this is no onboarding problem any more but a product problem.{rest}"


def _drag_brief(facts: Facts, today: date) -> str:
    last_on = fact_day(facts, "last_on")
    late = count((today - last_on).days, "day") if last_on else "some days"
    match fact_text(facts, "which"):
        case "target":
            return f"First value is {late} past its target."
        case "end":
            return f"The onboarding is {late} past its agreed end."
        case _:
            return "Past 90 days: a product problem."


def _handoff(facts: Facts, today: date) -> str:
    confirmed = fact_day(facts, "confirmed_on")
    left = [escape(name) for name in fact_names(facts, "open")]
    if confirmed is None:
        return "No handoff yet: the customer has not confirmed first value, and our own checklist alone is not enough."
    if left:
        return f"The customer confirmed first value on {day(confirmed, today)}. Before the handoff: {listed(left)}."
    return (
        f"All is done, and the customer confirmed first value on {day(confirmed, today)}: a warm handoff call, the"
        " long-term plan, the health record and the survey make it theirs."
    )


def _handoff_brief(facts: Facts, today: date) -> str:
    return "Ready for the handoff: warm call, long-term plan, health record, survey."


def _survey(facts: Facts, today: date) -> str:
    ended = fact_day(facts, "ended_on")
    when = f"The onboarding ended on {day(ended, today)}, {ago(ended, today)}" if ended else "No end of the onboarding"
    return f"{when}, and neither effort (CES), recommendation (NPS) nor satisfaction (CSAT) is recorded."


def _survey_brief(facts: Facts, today: date) -> str:
    ended = fact_day(facts, "ended_on")
    return f"No survey since the end{f' on {day(ended, today)}' if ended else ''}: CES, NPS or CSAT."


def _hold(facts: Facts, today: date) -> str:
    ends_on, days = fact_day(facts, "ends_on"), int(fact_number(facts, "days") or 3)
    if ends_on and today < ends_on:
        return f"Days 0–{days}: nothing we write speaks of buying more, until {day(ends_on, today)} and a Yes."
    if fact_text(facts, "answer") == "yes":
        return "The customer said Yes, so a text may speak of what comes beyond."
    return "Nothing we write speaks of buying more before the customer's Yes."


SAYINGS: Sayings = {
    "STALL-14": Saying(
        title="Stalled for two weeks",
        reason=lambda facts, today: (
            f"{silence(facts, today)} Write to the executive sponsor, as a risk to the investment; a draft is ready."
        ),
        brief=lambda facts, today: f"{quiet(facts, today)} Time for their executive sponsor.",
        about="silence",
        draft=drafts.sponsor,
        contacts=("executive-sponsor", "champion"),
    ),
    "STALL-NOTE": Saying(
        title="Weekly note",
        reason=lambda facts, today: (
            f"{silence(facts, today)} A short note each week keeps it alive: where we are, what we need, what is next."
        ),
        brief=lambda facts, today: f"{quiet(facts, today)} The weekly note is drafted.",
        about="silence",
        draft=drafts.weekly_note,
        contacts=("primary-contact", "champion", "project-lead"),
    ),
    "CRITERIA-14": Saying(
        title="No success criterion",
        reason=_criteria,
        brief=_criteria_brief,
        own=(("Criteria…", Action.CRITERIA_EDIT),),
        draft=drafts.discovery,
        contacts=("champion", "primary-contact", "project-lead", "executive-sponsor"),
    ),
    "CHAMPION-LEFT": Saying(
        title="Champion left",
        reason=_champion,
        brief=_champion_brief,
        about="left",
        merged=_champion_merged,
        own=(("New contact…", Action.STAKEHOLDER_LEFT), ("Log a touch…", Action.ACCOUNT_TOUCH)),
        draft=drafts.realignment,
        contacts=("executive-sponsor", "champion", "primary-contact", "project-lead"),
    ),
    "SKIP-14": Saying(
        title="Safety check", reason=_skipped, brief=_skipped_brief, done=("Answer…", Action.SAFETY_CHECK)
    ),
    "DRAG": Saying(
        title="Past its time", reason=_drag, brief=_drag_brief, own=(("First value…", Action.VALUE_CONFIRM),)
    ),
    "HANDOFF-READY": Saying(
        title="Ready for handoff",
        reason=_handoff,
        brief=_handoff_brief,
        own=(("Hand over…", Action.ACCOUNT_HANDOVER),),
        draft=drafts.warm_handoff,
        contacts=("primary-contact", "champion", "executive-sponsor"),
    ),
    "SURVEY": Saying(
        title="No survey yet",
        reason=_survey,
        brief=_survey_brief,
        own=(("Survey…", Action.SURVEY_RECORD),),
        draft=drafts.three_questions,
        contacts=("primary-contact", "champion", "executive-sponsor"),
    ),
    "EXPANSION-HOLD": Saying(title="Not selling yet", reason=_hold, brief=_hold),
}
