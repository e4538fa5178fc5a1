"""What a CSM could send to the customer: personal, in the customer's own words, one specific question.

Never "checking in", and nothing about buying more (EXPANSION-HOLD, 003): a draft is about what they bought already.
"""

from __future__ import annotations

from datetime import date

from messages.facts import Facts, subject_milestone
from messages.rules import SAYINGS
from messages.words import cut, day, one_line
from playbook.models import Account, Milestone, Stakeholder, WaitingOn

OPEN = frozenset({"STALL-3", "STALL-6", "STALL-9", "STALL-21", "TOUCH", "REVIEW-30"})
_CONTACTS = {
    "STALL-6": ("champion", "project-lead", "primary-contact"),
    "STALL-9": ("executive-sponsor", "champion"),
    "STALL-21": ("executive-sponsor", "champion"),
    "REVIEW-30": ("primary-contact", "champion"),
}
_USUAL = ("primary-contact", "champion", "project-lead", "technical-contact")


def has_draft(account: Account, rule: str, milestone: Milestone | None = None) -> bool:
    """Whether `draft` has something to say."""
    if rule == "BLOCKED":
        return _asked_of_customer(milestone) is not None
    return rule in OPEN or (rule in SAYINGS and SAYINGS[rule].draft is not None)


def draft(
    account: Account, rule: str, today: date, subject: str | None = None, facts: Facts | None = None
) -> str | None:
    """Plain text to copy for `rule` about `subject`, with the nudge's facts, or None where the rule has no draft.

    Under 3,000 characters.
    """
    milestone = subject_milestone(account, subject)
    if not has_draft(account, rule, milestone):
        return None
    saying, known = SAYINGS.get(rule), facts or {}
    own = saying.draft if saying else None
    body = own(account, known, today) if own else _body(account, rule, milestone, today)
    call = [f"On a call: {saying.on_a_call(account, known, today)}"] if saying and saying.on_a_call else []
    lines = [_hello(account, rule, known), *(line for line in body if line), _sign(account, rule), *call]
    return "\n\n".join(lines)


def _hello(account: Account, rule: str, facts: Facts) -> str:
    """By first name: whom the rule greets, else the contact that it is for."""
    saying, contact = SAYINGS.get(rule), _contact(account, rule)
    greeted = saying.greets(facts) if saying and saying.greets else contact.name if contact else None
    first = (greeted or "").split()
    return f"Hi {_quoted(first[0], 40)}," if first else "Hello,"


def _body(account: Account, rule: str, milestone: Milestone | None, today: date) -> list[str]:
    step = milestone if milestone and milestone.is_open else _next(account)
    match rule:
        case "REVIEW-30":
            return [
                "Thirty days in, I would like your honest answer to one question, whatever it is.",
                _goal(account),
                "Was onboarding successful for you: Yes, No, or Partial? A sentence on why helps us act on it.",
            ]
        case "STALL-6":
            return [
                "I have not reached the team these last days, so I am coming to you directly.",
                _goal(account),
                _where(account, step, today),
                _question(step, today),
            ]
        case "STALL-9":
            return [
                (
                    "I look after customer success here, and I want your team to get what this investment was meant to"
                    " bring."
                ),
                _goal(account),
                _where(account, step, today),
                "What stands in the way on your side, and who could clear it?",
            ]
        case "STALL-21":
            return [
                (
                    "Work on your onboarding has stood still for three weeks, and I would rather settle it with you"
                    " than let it drift."
                ),
                _goal(account),
                _where(account, step, today),
                (
                    "Shall we resume with a new timeline that your team commits to, or pause formally until the moment"
                    " is right?"
                ),
            ]
        case _:
            return [_goal(account), _where(account, step, today), _question(step, today)]


def _next(account: Account) -> Milestone | None:
    return min(account.open_milestones, key=lambda milestone: milestone.due_on, default=None)


def _goal(account: Account) -> str:
    words = account.first_value_definition
    return f"The result we agreed to reach with you: “{_quoted(words, 400)}”." if words and words.strip() else ""


def _where(account: Account, step: Milestone | None, today: date) -> str:
    if step is None:
        return ""
    when = (
        f"was planned for {day(step.due_on, today)}"
        if step.due_on < today
        else f"is planned for {day(step.due_on, today)}"
    )
    towards = "towards it" if _goal(account) else "of your onboarding"
    return f"The next step {towards}, “{_quoted(step.name, 120)}”, {when}."


def _question(step: Milestone | None, today: date) -> str:
    """The one question: about what they owe, else about the next step, else about the result."""
    blocker = _asked_of_customer(step)
    if blocker is not None:
        return f"On which day can you clear this: “{_quoted(blocker, 200)}”?"
    if step is None:
        return "Which part of the result do you use every week by now, and which not yet?"
    if step.due_on < today:
        return f"Which day this week could your team finish “{_quoted(step.name, 120)}” with me?"
    return (
        f"Who on your team takes on “{_quoted(step.name, 120)}”, and is {day(step.due_on, today)} still right for them?"
    )


def _asked_of_customer(milestone: Milestone | None) -> str | None:
    if milestone is None:
        return None
    waiting = (blocker.text for blocker in milestone.open_blockers if blocker.waiting_on is WaitingOn.CUSTOMER)
    return next((text for text in waiting if text.strip()), None)


def _contact(account: Account, rule: str) -> Stakeholder | None:
    here = [person for person in account.facts.stakeholders if person.left_on is None]
    told = SAYINGS[rule].contacts if rule in SAYINGS else ()
    for role in told or _CONTACTS.get(rule, _USUAL):
        for person in here:
            if person.role == role:
                return person
    return None


def _sign(account: Account, rule: str) -> str:
    if rule == "STALL-9":
        return "Best regards,"
    name = one_line(account.csm)
    return f"Best,\n{cut(name.split()[0], 40)}" if name and " " in name else "Best regards,"


def _quoted(text: str, limit: int) -> str:
    return cut(one_line(text), limit).rstrip(".")
