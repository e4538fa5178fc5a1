"""What a CSM could send to the customer: personal, in the customer's own words, one specific question.

Never "checking in", and nothing about buying more (EXPANSION-HOLD, 003): a draft is about what they bought already.
"""

from __future__ import annotations

from datetime import date

from messages.drafting import asked_of_customer, goal, question, quoted, upcoming, where
from messages.facts import Facts, subject_milestone
from messages.hold import for_customer
from messages.rules import SAYINGS
from messages.words import cut, one_line
from playbook.models import Account, Milestone, Stakeholder

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
        return asked_of_customer(milestone) is not None
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
    return for_customer(account, "\n\n".join(lines), today)


def _hello(account: Account, rule: str, facts: Facts) -> str:
    """By first name: whom the rule greets, else the contact that it is for."""
    saying, contact = SAYINGS.get(rule), _contact(account, rule)
    greeted = saying.greets(facts) if saying and saying.greets else contact.name if contact else None
    first = (greeted or "").split()
    return f"Hi {quoted(first[0], 40)}," if first else "Hello,"


def _body(account: Account, rule: str, milestone: Milestone | None, today: date) -> list[str]:
    step = milestone if milestone and milestone.is_open else upcoming(account)
    stands = [goal(account), where(account, step, today)]
    match rule:
        case "REVIEW-30":
            opens = "Thirty days in, I would like your honest answer to one question, whatever it is."
            asks = "Was onboarding successful for you: Yes, No, or Partial? A sentence on why helps us act on it."
            return [opens, goal(account), asks]
        case "STALL-6":
            opens = "I have not reached the team these last days, so I am coming to you directly."
            return [opens, *stands, question(step, today)]
        case "STALL-9":
            opens = (
                "I look after customer success here, and I want your team to get what this investment was meant to"
                " bring."
            )
            return [opens, *stands, "What stands in the way on your side, and who could clear it?"]
        case "STALL-21":
            opens = (
                "Work on your onboarding has stood still for three weeks, and I would rather settle it with you"
                " than let it drift."
            )
            asks = (
                "Shall we resume with a new timeline that your team commits to, or pause formally until the moment"
                " is right?"
            )
            return [opens, *stands, asks]
        case _:
            return [*stands, question(step, today)]


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
