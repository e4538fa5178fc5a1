"""Things the assistant has to tell a person about itself, and small private screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messages.facts import Facts, fact_names, fact_number, fact_text
from messages.ids import Action
from messages.kit import MESSAGE_SIZE, Block, Message, actions, button, confirm, context, header, message, section
from messages.refs import Ref
from messages.words import channel, count, escape, listed, mention, one_line
from playbook.models import Account

CHUNK = 2_900


def notice(code: str, facts: Mapping[str, Any]) -> Message:
    """A private word: csm_left, csm_unknown, channel_lost, rules_unmeasured, nothing_today; any other is named."""
    words = _CODES.get(code)
    text = words(facts) if words is not None else f"Something needs a look: {escape(code.replace('_', ' '))}."
    return message(text.replace("*", ""), [section(text)])


def gone_card(name: str, by: str) -> Message:
    """What a living card becomes when its account is removed: one quiet line, nothing to press."""
    text = f"{escape(one_line(name))}: this onboarding was removed by {escape(by)}."
    return message(text, [context(text)])


def export_message(account: Account, text: str) -> Message | None:
    """The tracker file to copy, or None when it is longer than a message holds: send it as a file then."""
    if len(text) > MESSAGE_SIZE - 500:
        return None
    parts = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)] or ["(empty)"]
    blocks = [header(f"Tracker file: {account.name}"), *[verbatim(part) for part in parts]]
    return message(f"The tracker file of {escape(account.name)}.", blocks)


def verbatim(text: str) -> Block:
    """Preformatted text in which nothing is parsed."""
    element = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [element]}


def delete_question(account: Account) -> Message:
    """Asked before an account is removed with all that belongs to it."""
    name = f"*{escape(account.name)}*"
    what = (
        f"{count(len(account.milestones), 'milestone')}, {count(len(account.touches), 'touch', 'touches')}, notes and"
        " nudges"
    )
    ref = Ref(account.id)
    sure = confirm("Delete this account?", f"{one_line(account.name)[:100]} and everything of it is removed.", "Delete")
    row = [
        button("Delete", Action.ACCOUNT_DELETE, ref, "delete", style="danger", confirm=sure),
        button("Close instead", Action.ACCOUNT_CLOSE, ref, "delete"),
        button("Keep it", Action.ACCOUNT_STATUS, ref, "delete"),
    ]
    text = (
        f"Delete {name} with its {what}? Closing ends the nudges and keeps the history; `/onboard export` saves a file"
        " first."
    )
    return message(text.replace("*", ""), [section(text), actions(row, "delete")])


def _csm_left(facts: Facts) -> str:
    names = [f"*{escape(name)}*" for name in fact_names(facts, "accounts")]
    number = int(fact_number(facts, "count") or len(names))
    what = listed(names, 5) if names else count(number, "account")
    who = mention(fact_text(facts, "user"), fact_text(facts, "name") or "A CSM")
    return f"{who} left Slack and still has {what}. Until `/onboard assign`, the backup or CSM lead gets the nudges."


def _channel_lost(facts: Facts) -> str:
    """Where, why, and what to do: for the digest or escalation channel, or one that a card was to be shared in."""
    role, error = fact_text(facts, "role") or "digest", fact_text(facts, "error") or ""
    where = channel(fact_text(facts, "channel"), "the channel")
    name = fact_text(facts, "account")
    what = f"the card of *{escape(name)}*" if name else "the card"
    if role == "status":
        what = f"the status for {f'*{escape(name)}*' if name else 'the customer'}"
    tried = f"I could not post {what if role in ('share', 'status') else f'the {escape(role)}'} in {where}"
    why, mend = _LOST.get(error, (f"Slack said {escape(error)}" if error else "Slack refused it", "Ask me again there"))
    if role == "status" and error not in ("not_in_channel", "only_us"):
        mend = "Choose another channel with `/onboard share`"
    elif role not in ("share", "status") and error != "not_in_channel":
        mend = "A lead can choose another channel with `/onboard settings`"
    return f"{tried}: {why}. {mend}."


def _rules_unmeasured(facts: Facts) -> str:
    """That the answer does not come, what to do, and what had been typed, to be typed again."""
    rested = [f"`{escape(rule)}`" for rule in fact_names(facts, "rested")]
    numbers = [f"`{escape(line)}`" for line in fact_names(facts, "numbers")]
    asked = [f"resting {listed(rested, 50)}"] if rested else []
    asked += [f"numbers {listed(numbers, 50)}"] if numbers else []
    again = f": {', and '.join(asked)}" if asked else ""
    return (
        "I could not try the rules on the last 60 days: I was stopped in between, or something failed. Nothing is"
        f" saved. Please try them again with `/onboard rules`{again}."
    )


_ELSEWHERE = "Use `/onboard status` in another channel, then Share to channel"
_LOST = {
    "channel_not_found": ("it was deleted, or it is private and I am not in it", _ELSEWHERE),
    "is_archived": ("it is archived", _ELSEWHERE),
    "not_in_channel": ("I am not in it", "Type `/invite @onboard` there, then ask me again"),
    "strangers_read_along": (
        "people of another organisation read along there, and the card holds scores and internal notes",
        _ELSEWHERE,
    ),
    "only_us": (
        "nobody of another organisation is in it",
        "Choose the customer's channel with `/onboard share`, or tick there that they read along in this one",
    ),
}  # why, and what to do about a shared card
_CODES: dict[str, Callable[[Facts], str]] = {
    "csm_left": _csm_left,
    "csm_unknown": lambda facts: (
        f"*{escape(fact_text(facts, 'account') or 'An account')}* names “{escape(fact_text(facts, 'csm') or '')}” as"
        " its CSM, who matches nobody in Slack. `/onboard assign` gives it to somebody."
    ),
    "channel_lost": _channel_lost,
    "rules_unmeasured": _rules_unmeasured,
    "nothing_today": lambda _: "Nothing needs you today.",
}
