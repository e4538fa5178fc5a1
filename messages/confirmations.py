"""What was done, in a line, with Undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messages import course, start
from messages.facts import fact_day, fact_names, fact_number, fact_text
from messages.ids import Action
from messages.kit import Message, actions, button, message, section
from messages.reasons import TITLES
from messages.refs import Ref
from messages.undone import undone
from messages.words import WAITING, channel, count, day, escape, listed, mention, said
from playbook.models import Answer, WaitingOn

Facts = Mapping[str, Any]


def confirmed(code: str, facts: Facts) -> str:
    """A line of our own mrkdwn for what a person did; an unknown code gives "Done.".

    `_CODES` has the codes, each function the facts that it reads: mostly `account` and `milestone` (names as raw
    text), `on` and `until` (ISO dates), `text` or `reason`, `others` and `moved` (how many due dates).
    """
    words = _CODES.get(code)
    return words(facts) if words is not None else "Done."


def done(text: str, account: int = 0, *, undo: int = 0, rests: str = "") -> Message:
    """A line of our own mrkdwn; Undo takes back the audit row `undo` (Ref.extra), 0: no button. `rests` is a rule that
    is offered to rest on the account."""
    blocks = [section(text, button("Undo", Action.UNDO, Ref(account, extra=str(undo)), "done") if undo else None)]
    if rests:
        blocks.append(
            actions([button("Let it rest here", Action.RULE_REST, Ref(account, extra=rests), "done")], "rest")
        )
    return message(text.replace("*", ""), blocks)


def _account(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'account') or 'The account')}*"


def _milestone(facts: Facts) -> str:
    return f"*{escape(fact_text(facts, 'milestone') or 'The milestone')}*"


def _at(facts: Facts, word: str, key: str = "on") -> str:
    on = fact_day(facts, key)
    return f" {word} {day(on)}" if on else ""


def _blocked(facts: Facts) -> str:
    try:
        who = WAITING[WaitingOn(fact_text(facts, "waiting_on") or "customer")]
    except ValueError:
        who = "somebody"
    text = fact_text(facts, "text")
    return f"{_milestone(facts)} of {_account(facts)} waits on {who}" + (f": {said(text, 160)}." if text else ".")


def _moved(facts: Facts) -> str:
    others = int(fact_number(facts, "others") or 0)
    with_it = (
        f", and {count(others, 'milestone')} that depend{'s' if others == 1 else ''} on it moved along"
        if others
        else ""
    )
    return f"{_milestone(facts)} of {_account(facts)} is now due{_at(facts, 'on')}{with_it}."


def contact(facts: Facts) -> str:
    """`a call`, `an e-mail`."""
    kind = fact_text(facts, "kind") or "contact"
    return {"email": "an e-mail"}.get(kind, f"a {escape(kind)}")


def _touched(facts: Facts) -> str:
    direction = fact_text(facts, "direction")
    return f"Logged {contact(facts)}{f' ({escape(direction)})' if direction else ''} with {_account(facts)}."


def _assigned(facts: Facts) -> str:
    backup = fact_text(facts, "backup_id")
    csm = mention(fact_text(facts, "csm_id"), fact_text(facts, "csm") or "somebody")
    return f"{_account(facts)} is now with {csm}" + (f", backup {mention(backup, backup)}." if backup else ".")


def _paused(facts: Facts) -> str:
    why = fact_text(facts, "reason")
    return (
        f"{_account(facts)} is paused{f': {said(why, 160)}' if why else ''}. Its clocks stand still until it is"
        " resumed."
    )


def _resumed(facts: Facts) -> str:
    moved = int(fact_number(facts, "moved") or 0)
    dates = f" {count(moved, 'open due date')} moved by the length of the pause." if moved else ""
    return f"{_account(facts)} goes on{_at(facts, 'from')}.{dates}"


def _stall_resumed(facts: Facts) -> str:
    return f"{_account(facts)} goes on with a new date.{f' {_moved(facts)}' if fact_text(facts, 'milestone') else ''}"


def _created(facts: Facts) -> str:
    milestones = int(fact_number(facts, "milestones") or 0)
    return f"{_account(facts)} is set up with {count(milestones, 'milestone')}."


def _imported(facts: Facts) -> str:
    names = [f"*{escape(name)}*" for name in fact_names(facts, "accounts")]
    return f"Imported {listed(names, 5)}." if names else "Nothing was imported."


def _offer(facts: Facts) -> str:
    """Whether the rule had better rest on this account: it was called not relevant often enough there."""
    rule, times = fact_text(facts, "offer"), fact_number(facts, "times")
    if not rule or not times:
        return ""
    title = TITLES.get(rule, escape(rule))
    return f" “{title}” (`{escape(rule)}`) was called not relevant {int(times)} times on {_account(facts)}."


def _reviewed(facts: Facts) -> str:
    try:
        answer = Answer(fact_text(facts, "answer") or "").capitalize()
    except ValueError:
        return f"The answer of {_account(facts)} is saved."
    return f"{_account(facts)} answered *{answer}*."


def _users_added(facts: Facts) -> str:
    names = [f"*{escape(name)}*" for name in fact_names(facts, "users")]
    return f"{listed(names, 5)} {'is a seed user' if len(names) == 1 else 'are seed users'} of {_account(facts)}."


def happened(facts: Facts) -> str:
    """`*Raj* succeeded with “triage”`: an event in the product, from its kind, user and value."""
    user, value = fact_text(facts, "user"), fact_text(facts, "value") or ""
    who = f"*{escape(user)}*" if user else "Somebody"
    workflow, _, cause = value.partition(":")
    words = {
        "signed_up": "signed up",
        "login": "logged in",
        "task_succeeded": f"succeeded with “{escape(value)}”",
        "task_failed": f"failed with “{escape(workflow)}”" + (f": {said(cause, 160)}" if cause.strip() else ""),
        "feature_used": f"uses “{escape(value)}”",
        "flow_completed": f"completed the flow “{escape(value)}”",
    }
    return f"{who} {words.get(fact_text(facts, 'kind') or '', 'did something in the product')}"


def _features_added(facts: Facts) -> str:
    used, purchased = (int(fact_number(facts, key) or 0) for key in ("used", "purchased"))
    return f"{_account(facts)} uses {used} of {count(purchased, 'purchased feature')}."


_HERE: dict[str, Callable[[Facts], str]] = {
    "done": lambda facts: f"{_milestone(facts)} of {_account(facts)} is done{_at(facts, 'on')}.",
    "started": lambda facts: f"{_milestone(facts)} of {_account(facts)} is in progress.",
    "reopened": lambda facts: f"{_milestone(facts)} of {_account(facts)} is open again.",
    "blocked": _blocked,
    "unblocked": lambda facts: f"{_milestone(facts)} of {_account(facts)} waits on nothing any more.",
    "moved": _moved,
    "touched": _touched,
    "users_added": _users_added,
    "user_removed": lambda facts: (
        f"*{escape(fact_text(facts, 'user') or 'The user')}* is no seed user of {_account(facts)} any more."
    ),
    "used": lambda facts: f"{happened(facts)}{_at(facts, 'on')}, at {_account(facts)}.",
    "user_handled": lambda facts: (
        f"The failed first task of *{escape(fact_text(facts, 'user') or 'the user')}* is handled, and what was done is"
        f" noted on {_account(facts)}."
    ),
    "features_added": _features_added,
    "noted": lambda facts: f"Noted on {_account(facts)}.",
    "assigned": _assigned,
    "paused": _paused,
    "resumed": _resumed,
    "stall_resumed": _stall_resumed,
    "deleted": lambda facts: f"{_account(facts)} is deleted.",
    "created": _created,
    "imported": _imported,
    "undone": undone,
    "snoozed": lambda facts: f"Snoozed{_at(facts, 'until', 'until')}.",
    "dismissed": lambda facts: "Noted as not relevant. It will not come back for this cause." + _offer(facts),
    "rule_rests": lambda facts: (
        f"`{escape(fact_text(facts, 'rule') or '')}` rests on {_account(facts)} and says nothing there."
        " `/onboard wake` lets it speak again."
    ),
    "rule_wakes": lambda facts: f"`{escape(fact_text(facts, 'rule') or '')}` speaks again on {_account(facts)}.",
    "rules_measured": lambda _: (
        "I am living through the last 60 days with these rules and with yours as they are. Nothing is saved yet: the"
        " answer follows in our direct messages, with Save."
    ),
    "rules_saved": lambda _: "Rules saved. Every account is looked at anew, a batch at a time.",
    "handled": lambda _: "Taken care of. It comes back only if its cause lasts until the next reminder.",
    "cover_begun": lambda facts: (
        f"{mention(fact_text(facts, 'cover'), 'Somebody')} covers for {mention(fact_text(facts, 'csm'), 'the CSM')}"
        f" from now{_at(facts, 'until and including', 'until')}: nudges, plans and reviews go there, a packet of the"
        " accounts first."
    ),
    "cover_ended": lambda facts: (
        f"{mention(fact_text(facts, 'csm'), 'The CSM')} hears for themself again;"
        f" {mention(fact_text(facts, 'cover'), 'the cover')} covers no longer."
    ),
    "acknowledged": lambda facts: f"You have it: nobody further up hears of {_account(facts)} for this.",
    "reviewed": _reviewed,
    "planned": lambda facts: f"{_account(facts)} has a remediation plan{_at(facts, 'until', 'due_on')}.",
    "shared": lambda facts: f"Shared in {channel(fact_text(facts, 'channel'), 'the channel')}.",
    "shared_already": lambda facts: (
        f"Its card lives in {channel(fact_text(facts, 'channel'), 'the channel')} already"
        + (f": <{link}|open it>." if (link := fact_text(facts, "link")) else ".")
    ),
    "digest_queued": lambda facts: (
        f"The digest is on its way to {channel(fact_text(facts, 'channel'), 'its channel')}."
    ),
    "settings_saved": lambda _: "Settings saved.",
    "playbook_saved": lambda facts: (
        f"The playbook *{escape(fact_text(facts, 'playbook') or 'of yours')}* is saved. Running accounts keep theirs."
    ),
    "playbook_removed": lambda facts: f"The playbook `{escape(fact_text(facts, 'playbook') or '')}` is removed.",
    "replanned": lambda facts: (
        f"{_account(facts)} is on the playbook *{escape(fact_text(facts, 'playbook') or 'chosen')}* now."
    ),
    "already": lambda _: "That was done already; nothing changed twice.",
    "document_sent": lambda facts: (
        f"{escape(fact_text(facts, 'document') or 'The document', 160)} is too long to copy from here: it comes as a"
        " Markdown file in our direct messages."
    ),
    "status_shared": lambda facts: (
        f"The status of {_account(facts)} goes to {channel(fact_text(facts, 'channel'), 'the channel')} as you saw it."
    ),
    "file_sent": lambda facts: (
        f"The tracker file of {_account(facts)} is too long for a message: it comes as a file in our direct messages."
    ),
}
_CODES = course.CONFIRMED | start.CONFIRMED | _HERE
