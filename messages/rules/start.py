"""What the rules about the beginning, from the welcome to the flows before the kickoff say."""

from __future__ import annotations

from datetime import date, datetime

from messages.facts import Facts, fact_day, fact_names, fact_text
from messages.ids import Action
from messages.kickoff import agenda_line, opening_line, risk_words
from messages.rules import start_drafts as drafts
from messages.rules.saying import Saying, Sayings
from messages.words import ago, count, day, due, escape, listed, said

HANDOFF_PARTS = {
    "goals": "goals",
    "stakeholders": "stakeholders",
    "technical_requirements": "technical requirements",
    "promises": "promises",
}
_ADMIN = ("technical-contact", "project-lead", "primary-contact", "champion")
_LEADING = ("primary-contact", "champion", "project-lead", "executive-sponsor")


def clock(facts: Facts, key: str, today: date) -> str | None:
    """`Thu 22 Jan, 15:00`, by the account's clock; None when the fact is not there."""
    text = fact_text(facts, key)
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return f"{day(moment.date(), today)}, {moment:%H:%M}" if moment else None


def parts(names: list[str]) -> str:
    """`goals and promises`: parts of the handoff document by their keys."""
    return listed([HANDOFF_PARTS.get(name, escape(name)) for name in names], 4)


def _signed(facts: Facts, today: date) -> str:
    signed_on = fact_day(facts, "start_on")
    return f" since the signing, {day(signed_on, today)}" if signed_on else ""


def _welcome(facts: Facts, today: date) -> str:
    lead, by = clock(facts, "by", today), fact_text(facts, "by") or ""
    text = f"No welcome is noted as sent since the signing, {clock(facts, 'signed_at', today) or 'today'}."
    text += " It belongs in the first hour, with the outcomes that were sold; a draft is ready."
    ahead = lead is not None and by[:10] > today.isoformat()  # on that day the lead may be reading this
    return text + (f" From {lead} on the CSM lead hears of it." if ahead else "")


def _welcome_brief(facts: Facts, today: date) -> str:
    return f"No welcome sent since the signing, {clock(facts, 'signed_at', today) or 'today'}."


def _handoff(facts: Facts, today: date) -> str:
    text = f"The sales handoff document lacks {parts(fact_names(facts, 'missing'))}{_signed(facts, today)}."
    if held_on := fact_day(facts, "kickoff_held_on"):
        held = day(held_on, today)
        return f"{text} The kickoff was held on {held} without it: what was sold is still to be handed over."
    return f"{text} The kickoff cannot be marked held before it is complete, or overruled with a reason."


def _handoff_brief(facts: Facts, today: date) -> str:
    return f"The sales handoff lacks {parts(fact_names(facts, 'missing'))}."


def _book(facts: Facts, today: date) -> str:
    return f"The kickoff has no date{_signed(facts, today)}. Propose one yourself: whoever waits, waits long."


def _book_brief(facts: Facts, today: date) -> str:
    return f"The kickoff has no date{_signed(facts, today)}."


def _late(facts: Facts, today: date) -> str:
    limit, last_on = clock(facts, "limit_at", today), fact_day(facts, "limit_on")
    text = f"The kickoff was to be held by {limit or (day(last_on, today) if last_on else 'now')}"
    hours = facts.get("hours")
    text += f", {hours} hours after the signing" if hours else ", within 3 business days" if last_on else ""
    return f"{text}. {_when_booked(facts, today)}"


def _late_brief(facts: Facts, today: date) -> str:
    limit = clock(facts, "limit_at", today)
    last_on = fact_day(facts, "limit_on")
    was = limit or (day(last_on, today) if last_on else "before today")
    return f"The kickoff is late, its limit was {was}. {_when_booked(facts, today)}"


def _when_booked(facts: Facts, today: date) -> str:
    booked_on, booked = fact_day(facts, "kickoff_at"), clock(facts, "kickoff_at", today)
    if booked_on is None:
        return "It has no date yet."
    return f"It is booked for {booked}." if booked_on >= today else f"It was booked for {booked}; was it held?"


def _questionnaire(facts: Facts, today: date) -> str:
    return f"{_questionnaire_brief(facts, today)} Their answers decide what the call is about."


def _questionnaire_brief(facts: Facts, today: date) -> str:
    sent_on, when = fact_day(facts, "sent_on"), clock(facts, "kickoff_at", today)
    state = f"was sent {day(sent_on, today)} and is not reviewed" if sent_on else "is not sent"
    return f"The pre-kickoff questionnaire {state}; the kickoff is {when or 'near'}."


def _kickoff_brief(facts: Facts, today: date) -> str:
    """Everything to have read before the call, a line each."""
    lines = [f"The kickoff is {clock(facts, 'kickoff_at', today) or 'today'}. Begin with their goals, not with a demo."]
    told = (("goals", "Goals sold"), ("first_value", "First value, in their words"), ("promises", "Promised by sales"))
    for key, label in told:
        if text := fact_text(facts, key):
            lines.append(f"{label}: {said(text)}")
    lines.append(f"Risks: {risk_words(facts)}.")
    lines.append(f"Open with: {said(opening_line(facts))}")
    return "\n".join([*lines, agenda_line(facts)])


def _kickoff_brief_short(facts: Facts, today: date) -> str:
    goals = fact_text(facts, "goals", "first_value")
    sold = f" Goals sold: {said(goals, 160)}." if goals else " Their goals are not noted."
    opening = said(opening_line(facts), 200)
    when = clock(facts, "kickoff_at", today) or "today"
    return f"Kickoff {when}.{sold} Risks: {risk_words(facts, 2)}. Open with: {opening} {agenda_line(facts)}"


def _homework(facts: Facts, today: date) -> str:
    return f"{_homework_brief(facts, today)} Without homework an onboarding has no momentum: ask for a day."


def _homework_brief(facts: Facts, today: date) -> str:
    due_on, who = fact_day(facts, "due_on"), fact_text(facts, "who")
    late = f" is {due(due_on, today)}" if due_on else " is late"
    with_whom = f" with {escape(who)}" if who else ""
    return f"Homework {said(fact_text(facts, 'text') or 'without words', 100)}{with_whom}{late}."


def _people(facts: Facts, today: date) -> str:
    why = (
        "If that one person leaves, nobody there knows what was agreed."
        if fact_names(facts, "known")
        else "Note at least two, so that nothing hangs on one."
    )
    return f"{_people_brief(facts, today)} {why}"


def _people_brief(facts: Facts, today: date) -> str:
    known, held_on = [escape(name) for name in fact_names(facts, "known")], fact_day(facts, "held_on")
    held = f"; the kickoff was held {day(held_on, today)}" if held_on else ""
    return f"{f'Only {listed(known)}' if known else 'No one'} is noted at the customer{held}."


def _notes(facts: Facts, today: date) -> str:
    by = fact_day(facts, "day_on")
    when = f" Day 3 was {day(by, today)}, {ago(by, today)}." if by and by < today else " Today is Day 3."
    return f"{_notes_brief(facts, today)}{when} A draft with what was agreed is ready."


def _notes_brief(facts: Facts, today: date) -> str:
    return "Their primary contact has not confirmed the kickoff notes."


def _flow(facts: Facts) -> str:
    minutes = facts.get("minutes")
    return f"*{escape(fact_text(facts, 'name') or 'A flow')}*" + (
        f" ({count(int(minutes), 'minute')})" if minutes else ""
    )


def _undone(facts: Facts, today: date) -> str:
    return f"{_undone_brief(facts, today)} Done before the kickoff, it lets you skip the setup there."


def _undone_brief(facts: Facts, today: date) -> str:
    sent_on = fact_day(facts, "sent_on")
    state = f"sent {day(sent_on, today)}, is not completed" if sent_on else "is neither sent nor completed"
    return f"{_flow(facts)}{',' if sent_on else ''} {state}."


def _advanced(facts: Facts, today: date) -> str:
    on = fact_day(facts, "use_case_on")
    since = f", {day(on, today)}" if on else ""
    return f"The primary use case is established{since}: time to send {_flow(facts)}."


SAYINGS: Sayings = {
    "WELCOME": Saying(
        "Welcome",
        _welcome,
        _welcome_brief,
        done=("Sent", Action.WELCOME_SENT),
        draft=drafts.welcome,
        contacts=_LEADING,
    ),
    "SALES-HANDOFF": Saying("Sales handoff", _handoff, _handoff_brief, own=(("Fill in…", Action.HANDOFF_EDIT),)),
    "KICKOFF-BOOK": Saying(
        "Kickoff not booked",
        _book,
        _book_brief,
        about="kickoff",
        own=(("Book…", Action.KICKOFF_BOOK),),
        draft=drafts.kickoff,
        contacts=_LEADING,
    ),
    "KICKOFF-LATE": Saying(
        "Kickoff late",
        _late,
        _late_brief,
        about="kickoff",
        own=(("Held…", Action.KICKOFF_HELD), ("Book…", Action.KICKOFF_BOOK)),
        draft=drafts.kickoff,
        contacts=_LEADING,
    ),
    "QUESTIONNAIRE": Saying(
        "Pre-kickoff questionnaire",
        _questionnaire,
        _questionnaire_brief,
        own=(("Sent", Action.QUESTIONNAIRE_SENT), ("Reviewed", Action.QUESTIONNAIRE_REVIEWED)),
    ),
    "KICKOFF-BRIEF": Saying(
        "Before the kickoff",
        _kickoff_brief,
        _kickoff_brief_short,
        own=(("Held…", Action.KICKOFF_HELD),),
        draft=drafts.agenda,
        contacts=_LEADING,
    ),
    "HOMEWORK": Saying(
        "Homework",
        _homework,
        _homework_brief,
        done=("They did it", Action.HOMEWORK_DONE),
        draft=drafts.homework,
        contacts=_LEADING,
    ),
    "STAKEHOLDERS": Saying(
        "Stakeholders",
        _people,
        _people_brief,
        own=(("Add a person…", Action.STAKEHOLDER_ADD),),
        draft=drafts.people,
        contacts=_LEADING,
    ),
    "NOTES-CONFIRM": Saying(
        "Kickoff notes", _notes, _notes_brief, about="milestone", draft=drafts.notes, contacts=_LEADING
    ),
    "FLOW-UNDONE": Saying(
        "Flow not completed",
        _undone,
        _undone_brief,
        done=("Completed", Action.FLOW_COMPLETED),
        own=(("Sent", Action.FLOW_SENT),),
        draft=drafts.flow_undone,
        contacts=_ADMIN,
    ),
    "ADVANCED-FLOW": Saying(
        "Week-2 flow",
        _advanced,
        _advanced,
        done=("Sent", Action.FLOW_SENT),
        draft=drafts.advanced_flow,
        contacts=_ADMIN,
    ),
}
