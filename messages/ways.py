"""The ways out of a nudge: Done, the rule's own action, Blocked…, Snooze and Not relevant…."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages.drafts import has_draft
from messages.facts import subject_milestone
from messages.ids import Action, snooze_until
from messages.kit import Block, button, option, overflow, select
from messages.refs import Ref
from messages.words import day
from playbook.models import Account, Answer, Milestone, Nudge

Own = tuple[str, Action]  # what a button says and does


def ways_out(account: Account, nudges: Sequence[Nudge], today: date) -> list[Block]:
    """The row of buttons under one line, its menu last; the first of `nudges` is the one that the ids name."""
    first = nudges[0]
    milestone = subject_milestone(account, first.subject)
    ref = _ref(account, first)
    row: list[Block] = []
    if milestone is not None and milestone.is_open:
        row.append(button("Done", Action.NUDGE_DONE, ref, first.id, style="primary", label=f"Done: {milestone.name}"))
    row += [button(text, action, ref, first.id) for text, action in _own_of(account, nudges)]
    return [*row, overflow(Action.NUDGE_MENU, _menu(ref, today), first.id)]


def ways_in_a_menu(account: Account, nudges: Sequence[Nudge], today: date) -> Block:
    """The same ways out as one menu, for a line that needs no row of its own."""
    first = nudges[0]
    milestone, ref = subject_milestone(account, first.subject), _ref(account, first)
    offered = _own_of(account, nudges)
    if milestone is not None and milestone.is_open:
        offered = [("Done", Action.NUDGE_DONE), *offered]
    chosen = [option(text, Ref(ref.account, ref.milestone, ref.nudge, extra=action)) for text, action in offered]
    return select("Act…", Action.NUDGE_MENU, [*chosen, *_menu(ref, today)], first.id)


def ways_aside(account: Account, nudges: Sequence[Nudge], today: date) -> Block:
    """The ways out of what is told beside the tasks, as a small menu: its own action, Snooze and Not relevant…."""
    ref = _ref(account, nudges[0])
    own = [option(text, Ref(ref.account, nudge=ref.nudge, extra=to)) for text, to in _own_of(account, nudges)[:1]]
    return overflow(Action.NUDGE_MENU, [*own, *_menu(ref, today)[1:]], nudges[0].id)


def _ref(account: Account, nudge: Nudge) -> Ref:
    milestone = subject_milestone(account, nudge.subject)
    return Ref(account.id, milestone.id if milestone else 0, nudge.id)


def _own_of(account: Account, nudges: Sequence[Nudge]) -> list[Own]:
    """The actions that the rules of a line are about, each once; a draft by the first rule that has one."""
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
        "REVIEW-30": [("Yes", Action.REVIEW_YES), ("No", Action.REVIEW_NO), ("Partial", Action.REVIEW_PARTIAL)],
        "REMEDIATION": [("Log progress…", Action.ACCOUNT_NOTE), ("Show the plan", Action.ACCOUNT_REVIEW)],
    }.get(nudge.rule, [])
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
