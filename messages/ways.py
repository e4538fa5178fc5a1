"""The ways out of a nudge: Done, the rule's own action, Blocked…, Snooze and Not relevant…."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages.drafts import has_draft
from messages.facts import subject_milestone
from messages.ids import Action, snooze_until
from messages.kit import Block, button, option, overflow, select
from messages.milestones import closing
from messages.refs import Ref
from messages.rules import SAYINGS
from messages.words import day, one_line
from playbook.models import Account, Answer, Milestone, Nudge

Own = tuple[str, Action]  # what a button says and does
DRAFTS = 3  # of a shared line that have a button; a menu has CHOICES
CHOICES = 15
ANSWERS: tuple[Own, ...] = (
    ("Yes", Action.REVIEW_YES),
    ("No", Action.REVIEW_NO),
    ("Partial", Action.REVIEW_PARTIAL),
)


def ways_out(account: Account, nudges: Sequence[Nudge], today: date) -> list[Block]:
    """The row of buttons under one line, its menu last; the first of `nudges` is the one that the ids name."""
    first, ref = nudges[0], _ref(account, nudges[0])
    text, action = _done(account, first)
    row = [button(text, action, ref, first.id, style="primary", label=_label(account, first, text))]
    row += [button(text, action, ref, first.id) for text, action in _own_of(account, nudges)]
    row += [button(text, action, own, own.nudge) for text, action, own in _each(account, nudges)[:DRAFTS]]
    return [*row, overflow(Action.NUDGE_MENU, _menu(ref, today), first.id)]


def answers(account: Account, nudge: Nudge, today: date) -> list[Block]:
    """The row under the Day-30 question itself: Yes, No, Partial, and what else can be done about it."""
    ref = _ref(account, nudge)
    own = [*ANSWERS, *_own_of(account, [nudge])]
    row = [button(text, action, ref, nudge.id) for text, action in own]
    return [*row, overflow(Action.NUDGE_MENU, _menu(ref, today), nudge.id)]


def ways_in_a_menu(account: Account, nudges: Sequence[Nudge], today: date) -> Block:
    """The same ways out as one menu, for a line that needs no row of its own."""
    return select("Act…", Action.NUDGE_MENU, choices(account, nudges, today), nudges[0].id)


def choices(account: Account, nudges: Sequence[Nudge], today: date) -> list[Block]:
    """The same ways out as options of a menu."""
    ref = _ref(account, nudges[0])
    offered = dict.fromkeys([_done(account, nudges[0]), *_own_of(account, nudges)])
    own = [option(text, Ref(ref.account, ref.milestone, ref.nudge, extra=action)) for text, action in offered]
    each = [
        option(text, Ref(own_ref.account, own_ref.milestone, own_ref.nudge, extra=action))
        for text, action, own_ref in _each(account, nudges)[:CHOICES]
    ]
    return [*own, *each, *_menu(ref, today)]


def is_shared(nudges: Sequence[Nudge]) -> bool:
    """Whether they are one rule's, about several people of an account, in one line."""
    return len(nudges) > 1 and nudges[0].rule in SAYINGS and SAYINGS[nudges[0].rule].shared


def _each(account: Account, nudges: Sequence[Nudge]) -> list[tuple[str, Action, Ref]]:
    """The draft of each person in a shared line."""
    if not is_shared(nudges):
        return []
    return [(f"Draft for {one_line(each.subject or '')}…", Action.NUDGE_DRAFT, _ref(account, each)) for each in nudges]


def _done(account: Account, nudge: Nudge) -> Own:
    """Done: of a milestone that it is, of the rest that it is taken care of; a review is done by its answer."""
    if nudge.rule == "REVIEW-30":
        return "Review…", Action.ACCOUNT_REVIEW
    if nudge.rule in SAYINGS and (own := SAYINGS[nudge.rule].done):
        return own
    milestone = subject_milestone(account, nudge.subject)
    if milestone is None or not milestone.is_open:
        return "Done", Action.NUDGE_DONE
    return closing(account, milestone, Action.NUDGE_DONE)


def _label(account: Account, nudge: Nudge, text: str) -> str:
    milestone = subject_milestone(account, nudge.subject)
    return f"{text}: {milestone.name if milestone else account.name}"


def _ref(account: Account, nudge: Nudge) -> Ref:
    milestone = subject_milestone(account, nudge.subject)
    return Ref(account.id, milestone.id if milestone else 0, nudge.id)


def _own_of(account: Account, nudges: Sequence[Nudge]) -> list[Own]:
    """The actions that the rules of a line are about, each once; a draft by the first rule that has one.

    Of several seed users in one line their screen takes the place of the draft: each has one of their own.
    """
    if is_shared(nudges):
        return [("The users", Action.ACCOUNT_USERS), *SAYINGS[nudges[0].rule].own]
    found = [own for nudge in nudges for own in _own(account, nudge, subject_milestone(account, nudge.subject))]
    return list(dict.fromkeys(found))


def _own(account: Account, nudge: Nudge, milestone: Milestone | None) -> list[Own]:
    """The actions that the rule is about."""
    own: list[Own] = {
        "OVERDUE": [("Move date…", Action.MILESTONE_DATE)],
        "BLOCKED": [("Unblock", Action.MILESTONE_UNBLOCK)],
        "TOUCH": [("Log a touch…", Action.ACCOUNT_TOUCH)],
        "STALL-21": [("Resume…", Action.STALL_RESUME), ("Pause…", Action.STALL_PAUSE)],
        "HEALTH-80": [("Why", Action.ACCOUNT_WHY)],
        "HEALTH-60": [("Why", Action.ACCOUNT_WHY)],
        "REMEDIATION": [("Log progress…", Action.ACCOUNT_NOTE), ("Show the plan", Action.ACCOUNT_REVIEW)],
    }.get(nudge.rule, [])
    if nudge.rule in SAYINGS:
        own = list(SAYINGS[nudge.rule].own)
    if nudge.rule == "REVIEW-FOLLOW":
        said_yes = account.review is not None and account.review.answer is Answer.YES
        own = [("Note the dates…", Action.ACCOUNT_NOTE)] if said_yes else [("Make the plan…", Action.REVIEW_PLAN)]
    if nudge.rule.startswith("STALL-") and nudge.rule != "STALL-21":
        own = [("Log a touch…", Action.ACCOUNT_TOUCH)]
    if has_draft(account, nudge.rule, milestone):
        own = (
            [("Draft…", Action.NUDGE_DRAFT), *own]
            if nudge.rule.startswith("STALL")
            else [*own, ("Draft…", Action.NUDGE_DRAFT)]
        )
    return own


def _menu(ref: Ref, today: date) -> list[Block]:
    def choice(text: str, action: Action) -> Block:
        return option(text, Ref(ref.account, ref.milestone, ref.nudge, extra=action))

    monday = day(snooze_until(Action.NUDGE_SNOOZE_WEEK, today), today)
    return [
        choice("Blocked…", Action.NUDGE_BLOCK),
        choice("Snooze until tomorrow", Action.NUDGE_SNOOZE_TOMORROW),
        choice("Snooze 3 days", Action.NUDGE_SNOOZE_DAYS),
        choice(f"Snooze until next week, {monday}", Action.NUDGE_SNOOZE_WEEK),
        choice("Not relevant…", Action.NUDGE_DISMISS),
    ]
