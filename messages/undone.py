"""What Undo took back, in words: as a confirmation, and as a line of the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messages import course, start
from messages.facts import fact_text
from messages.words import escape

Facts = Mapping[str, Any]


def undone(facts: Facts) -> str:
    """`Taken back: *Integration configured* of *Acme Corp* is not done any more.`"""
    account, milestone = fact_text(facts, "account"), fact_text(facts, "milestone")
    words = _TAKEN_BACK.get(fact_text(facts, "action") or "", "the last change")
    about = f"*{escape(account)}*" if account else "the account"
    step = f"*{escape(_title(milestone))}* of {about}" if milestone else f"the milestone of {about}"
    return f"Taken back: {words.format(step=step, account=about)}."


def _title(milestone: str) -> str:
    """A milestone's name; of a key, its words."""
    is_key = milestone == milestone.casefold() and " " not in milestone
    return milestone.replace("-", " ").capitalize() if is_key else milestone


_TAKEN_BACK = (
    course.TAKEN_BACK
    | start.TAKEN_BACK
    | {
        "rule.rest": "the rule speaks on {account} again",
        "rule.wake": "the rule rests on {account} again",
        "rules.save": "the rules are as they were",
        "status.share": "the shared channel of {account} is what it was before; what was posted stays posted",
        "cover.begin": "nobody covers by that any more",
        "cover.end": "the cover goes on",
        "nudge.acknowledge": "the escalation of {account} is in nobody’s hand again",
        "milestone.complete": "{step} is not done any more",
        "milestone.start": "{step} is not started any more",
        "milestone.reopen": "{step} is done again",
        "milestone.move": "{step} has its earlier due date again",
        "milestone.block": "the new blocker of {step} is gone",
        "milestone.unblock": "{step} waits on what it waited on before",
        "account.create": "{account} was not set up",
        "account.assign": "{account} is with whom it was before",
        "account.pause": "{account} is not paused any more",
        "account.resume": "{account} is paused again",
        "account.close": "{account} is open again",
        "account.delete": "{account} is back, with all that belongs to it",
        "touch.log": "the touch with {account} is not logged any more",
        "note.add": "the note on {account} is gone",
        "user.add": "the seed users of {account} are as they were",
        "user.remove": "the seed user of {account} is back",
        "user.handle": "the failed first task at {account} waits for somebody again",
        "usage.record": "what was recorded of {account} is gone",
        "feature.add": "the features of {account} are as they were",
        "review.answer": "the review of {account} is open again",
        "remediation.open": "the remediation plan of {account} is gone",
        "stall.answer": "the stall of {account} waits for a decision again",
        "nudge.snooze": "the reminder about {account} is not snoozed any more",
        "nudge.dismiss": "the reminder about {account} is relevant again",
        "nudge.handle": "the reminder about {account} is open again",
        "settings.save": "the settings are as they were before",
        "playbook.save": "the playbook is as it was before",
        "playbook.remove": "the playbook is back",
        "account.replan": "{account} has its earlier plan again",
    }
)
UNDOABLE = (
    course.UNDOABLE
    | start.UNDOABLE
    | {
        "milestone.complete": "done",
        "milestone.start": "start",
        "milestone.reopen": "reopen",
        "milestone.move": "new date",
        "milestone.block": "blocker",
        "milestone.unblock": "unblock",
        "account.create": "new account",
        "account.assign": "assign",
        "account.pause": "pause",
        "account.resume": "resume",
        "account.close": "close",
        "account.delete": "delete",
        "touch.log": "touch",
        "note.add": "note",
        "user.add": "seed users",
        "user.remove": "removal of a seed user",
        "user.handle": "handling of a failed first task",
        "usage.record": "recorded use",
        "feature.add": "features",
        "review.answer": "review answer",
        "remediation.open": "remediation plan",
        "stall.answer": "answer to the stall",
        "nudge.snooze": "snooze",
        "nudge.dismiss": "not relevant",
        "nudge.handle": "done with a reminder",
        "nudge.acknowledge": "“I have it”",
        "status.share": "shared channel",
        "rule.rest": "resting rule",
        "rule.wake": "rule woken",
        "rules.save": "rules",
        "cover.begin": "cover",
        "cover.end": "end of a cover",
        "settings.save": "settings",
        "playbook.save": "playbook",
        "playbook.remove": "removed playbook",
        "account.replan": "replan",
    }
)
