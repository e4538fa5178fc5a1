"""What was done at the start of an account, in words: for confirmations, the history and Undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from messages.facts import fact_day, fact_names, fact_text
from messages.rules.start import clock, parts
from messages.words import day, escape, listed, said

Facts = Mapping[str, Any]
NOTE = 160  # characters of what somebody wrote
LACKS = {
    "homework": "homework for the customer, with a person and a day",
    "stakeholders": "a second person at the customer",
    "handoff": "the whole of the sales handoff document",
}


def lacking(names: list[str]) -> str:
    """`homework for the customer … and a second person …`: what a kickoff lacks (`playbook.course.kickoff_lacks`)."""
    return listed([LACKS.get(name, escape(name)) for name in names], len(LACKS))


def _account(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'account') or 'The account')}*"


def _on(facts: Facts, key: str = "on", word: str = "on") -> str:
    on = fact_day(facts, key)
    return f" {word} {day(on)}" if on else ""


def _flow(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'flow') or 'The flow')}*"


def _person(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'person') or 'Somebody')}*"


def _piece(facts: Facts) -> str:
    return said(fact_text(facts, "text") or "without words", NOTE)


def _when(facts: Facts) -> str:
    """A kickoff's day and hour, by the account's clock."""
    on = fact_day(facts, "at")
    return clock(facts, "at", on or date.min) or "its day"


def _held(facts: Facts) -> str:
    why = fact_text(facts, "overrule")
    text = f"The kickoff of {_account(facts)} was held{_on(facts)}."
    return f"{text} Overruled: {said(why, NOTE)}" if why else text


def _saved(facts: Facts) -> str:
    missing = fact_names(facts, "missing")
    state = f"still lacks {parts(missing)}" if missing else "is complete"
    return f"The sales handoff document of {_account(facts)} {state}."


def _given(facts: Facts) -> str:
    who = fact_text(facts, "who")
    return f"{_piece(facts)}{f' with {escape(who)}' if who else ''}{_on(facts, 'due_on', 'until')}"


CONFIRMED: dict[str, Callable[[Facts], str]] = {
    "welcomed": lambda facts: f"The welcome to {_account(facts)} is noted as sent{_on(facts)}.",
    "kickoff_booked": lambda facts: f"The kickoff of {_account(facts)} is booked for {_when(facts)}.",
    "kickoff_held": _held,
    "handoff_saved": _saved,
    "questionnaire_sent": lambda facts: f"The questionnaire of {_account(facts)} is noted as sent{_on(facts)}.",
    "questionnaire_reviewed": lambda facts: f"The questionnaire of {_account(facts)} is noted as reviewed{_on(facts)}.",
    "homework_added": lambda facts: f"Homework of {_account(facts)}: {_given(facts)}.",
    "homework_done": lambda facts: f"Homework {_piece(facts)} of {_account(facts)} is done{_on(facts)}.",
    "person_added": lambda facts: f"{_person(facts)} of {_account(facts)} is noted.",
    "person_changed": lambda facts: f"{_person(facts)} of {_account(facts)} is changed.",
    "flow_added": lambda facts: f"{_flow(facts)} is a flow of {_account(facts)} now.",
    "flow_sent": lambda facts: f"{_flow(facts)} of {_account(facts)} is noted as sent{_on(facts)}.",
    "flow_completed": lambda facts: f"{_flow(facts)} of {_account(facts)} is completed{_on(facts)}.",
}
TAKEN_BACK = {
    "welcome.send": "the welcome to {account} is not noted as sent any more",
    "kickoff.book": "the kickoff of {account} has the date that it had before",
    "kickoff.hold": "{step} is not held any more, and what was noted with it is gone",
    "handoff.save": "the sales handoff document of {account} is as it was before",
    "questionnaire.send": "the questionnaire of {account} is not sent any more",
    "questionnaire.review": "the questionnaire of {account} is not reviewed any more",
    "homework.add": "the new homework of {account} is gone",
    "homework.finish": "the homework of {account} is open again",
    "stakeholder.add": "the new person of {account} is gone",
    "stakeholder.change": "the person of {account} is as before",
    "flow.add": "the new flow of {account} is gone",
    "flow.send": "the flow of {account} is not sent any more",
    "flow.complete": "the flow of {account} is not completed any more",
}
UNDOABLE = {
    "welcome.send": "welcome",
    "kickoff.book": "kickoff date",
    "kickoff.hold": "kickoff held",
    "handoff.save": "handoff document",
    "questionnaire.send": "questionnaire sent",
    "questionnaire.review": "questionnaire reviewed",
    "homework.add": "homework",
    "homework.finish": "homework done",
    "stakeholder.add": "person",
    "stakeholder.change": "change of a person",
    "flow.add": "flow",
    "flow.send": "flow sent",
    "flow.complete": "flow completed",
}


def _held_deed(facts: Facts) -> str:
    work, people, why = fact_names(facts, "homework"), fact_names(facts, "people"), fact_text(facts, "overrule")
    name = escape((fact_text(facts, "milestone") or "the kickoff").replace("-", " "))
    text = f"marked *{name}* as held{_on(facts)}"
    text += f"; homework: {listed([said(each, 80) for each in work])}" if work else ""
    text += f"; people: {listed([escape(each) for each in people])}" if people else ""
    return text + (f"; overruled: {said(why, NOTE)}" if why else "")


def _changed_deed(facts: Facts) -> str:
    role, email = fact_text(facts, "role"), fact_text(facts, "email")
    now = listed([escape(each.replace("-", " ")) for each in (role, email) if each])
    return f"changed {_person(facts)} to {now}"


def _saved_deed(facts: Facts) -> str:
    missing = fact_names(facts, "missing")
    return "wrote the sales handoff document" + (f", still without {parts(missing)}" if missing else ", complete")


DEEDS: dict[str, Callable[[Facts], str]] = {
    "welcome.send": lambda facts: f"noted the welcome as sent{_on(facts, 'at')}",
    "kickoff.book": lambda facts: f"booked the kickoff for {_when(facts)}",
    "kickoff.hold": _held_deed,
    "handoff.save": _saved_deed,
    "questionnaire.send": lambda facts: f"noted the questionnaire as sent{_on(facts)}",
    "questionnaire.review": lambda facts: f"noted the questionnaire as reviewed{_on(facts)}",
    "homework.add": lambda facts: f"gave homework: {_given(facts)}",
    "homework.finish": lambda facts: f"noted homework {_piece(facts)} as done{_on(facts)}",
    "stakeholder.add": lambda facts: f"added {_person(facts)}",
    "stakeholder.change": _changed_deed,
    "flow.add": lambda facts: f"added the flow {_flow(facts)}",
    "flow.send": lambda facts: f"noted {_flow(facts)} as sent{_on(facts, 'at')}",
    "flow.complete": lambda facts: f"noted {_flow(facts)} as completed{_on(facts, 'at')}",
}


def _done_already(facts: Facts, key: str, what: str) -> str:
    on = fact_day(facts, key)
    return f"{what} already{f', {day(on)}' if on else ''}."


def _unready(facts: Facts) -> str:
    name, account = fact_text(facts, "milestone") or "The kickoff", escape(fact_text(facts, "account") or "<account>")
    missing = lacking(fact_names(facts, "missing"))
    return (
        f"*{escape(name)}* cannot be marked held yet: it lacks {missing}. `/onboard done {account} kickoff` opens the"
        " form for that; there it can be overruled with a reason too."
    )


REFUSED: dict[str, Callable[[Facts], str]] = {
    "kickoff_unready": _unready,
    "no_kickoff": lambda facts: (
        f"{_account(facts)} has no milestone for its kickoff: it counts as held once its date has passed."
        f" `/onboard kickoff {escape(fact_text(facts, 'account') or '')} <day> <time>` sets the date.".replace(
            "<day> <time>", "&lt;day&gt; &lt;time&gt;"
        )
    ),
    "welcome_sent": lambda facts: _done_already(facts, "at", f"The welcome to {_account(facts)} is noted as sent"),
    "questionnaire_sent": lambda facts: _done_already(facts, "on", "The questionnaire is noted as sent"),
    "questionnaire_reviewed": lambda facts: _done_already(facts, "on", "The questionnaire is noted as reviewed"),
    "homework_gone": lambda facts: f"That homework is not part of {_account(facts)} any more.",
    "homework_done": lambda facts: _done_already(facts, "on", f"Homework {_piece(facts)} is done"),
    "person_gone": lambda facts: f"That person is not part of {_account(facts)} any more.",
    "person_known": lambda facts: (
        f"{_person(facts)} is known at {_account(facts)} already. Change the role or e-mail instead: `/onboard people`."
    ),
    "flow_known": lambda facts: f"{_account(facts)} has a flow called {_flow(facts)} already.",
    "flow_sent": lambda facts: _done_already(facts, "at", f"{_flow(facts)} is noted as sent"),
    "flow_completed": lambda facts: _done_already(facts, "at", f"{_flow(facts)} is noted as completed"),
    "too_many": lambda facts: f"{_account(facts)} holds as many of these as a tracker file can.",
}
