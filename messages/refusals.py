"""What is refused, and why, and what to do instead: the words for the codes of Refused, Stale and NotAllowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from messages.facts import Facts, fact_day, fact_names, fact_number, fact_text
from messages.start import REFUSED as START
from messages.words import day, escape, listed, mention
from playbook.errors import NotAllowed, Refused, Stale


def refused_text(error: Refused) -> str:
    """One or two sentences of mrkdwn for a Refused or Stale; an unknown code is named."""
    words = _REFUSED.get(error.code)
    if words is not None:
        return words(error.facts)
    code = escape(error.code.replace("_", " "))
    if isinstance(error, Stale):
        return f"Somebody was faster: {code}. Here is how things stand now with `/onboard status`."
    return f"That is refused: {code}."


def not_allowed_text(error: NotAllowed) -> str:
    """Why the person may not, and whom to ask."""
    words = _NOT_ALLOWED.get(error.code)
    return words(error.facts) if words is not None else f"You may not do this: {escape(error.code.replace('_', ' '))}."


def _name(facts: Facts, otherwise: str = "The account") -> str:
    name = fact_text(facts, "account", "account_name", "name")
    return f"*{escape(name)}*" if name else otherwise


def _milestone(facts: Facts) -> str:
    name = fact_text(facts, "name", "milestone_name", "milestone", "key")
    return f"*{escape(name)}*" if name else "The milestone"


def _on(facts: Facts, *keys: str) -> str:
    on: date | None = fact_day(facts, *keys)
    return f"{day(on)} {on.year}" if on else "that day"


def _gate(facts: Facts) -> str:
    return (
        f"{_milestone(facts)} is a gate and not met yet{_have(facts)}. It closes by its measure, or overruled with a"
        " reason."
    )


def _have(facts: Facts) -> str:
    have, need = fact_number(facts, "have"), fact_number(facts, "need")
    if not need:
        return ": there is nobody to measure yet"
    return f": {have or 0:g} of the {need:g} that it needs"


def _undo_conflict(facts: Facts) -> str:
    return f"I cannot take that back: {_name(facts, 'it')} was changed again since. `/onboard history` shows by whom."


def _reason_needed(facts: Facts) -> str:
    gates = fact_names(facts, "gates")
    names = f": {listed([escape(name) for name in gates], 5)}" if gates else ""
    return f"Not every gate is met{names}. A Yes all the same needs its reason."


def _closed_milestone(facts: Facts) -> str:
    status = escape((fact_text(facts, "status") or "closed").replace("_", " "))
    return f"{_milestone(facts)} is {status}, so its date stands. `/onboard reopen` opens it again."


def _before_day_zero(facts: Facts) -> str:
    day_zero = fact_day(facts, "start_on", "day_zero")
    what = f"{_on(facts, 'on')} is before the contract was signed"
    return (
        f"{what}, {day(day_zero)} {day_zero.year}. Choose a later day." if day_zero else f"{what}. Choose a later day."
    )


def _lead(facts: Facts) -> str:
    lead = fact_text(facts, "lead")
    return mention(lead, "a lead") if lead else "your CSM lead or a workspace admin"


_REFUSED: dict[str, Callable[[Facts], str]] = START | {
    "account_closed": lambda facts: (
        f"{_name(facts)} is closed, so nothing of it changes any more. `/onboard undo` can take a fresh close back."
    ),
    "account_exists": lambda facts: (
        f"There is an account called {_name(facts, 'that')} already. Choose another name, or open it with `/onboard"
        " status`."
    ),
    "done_in_future": lambda facts: (
        f"{_on(facts, 'on')} has not come yet: a milestone is done today or on a day that has been."
    ),
    "in_future": lambda facts: f"{_on(facts, 'on', 'at')} has not come yet. Choose today or a day that has been.",
    "before_day_zero": _before_day_zero,
    "resume_before_pause": lambda facts: (
        f"{_on(facts, 'resume_on')} is before the pause began, {_on(facts, 'paused_on')}. Choose a later day."
    ),
    "gate_unmet": _gate,
    "review_closes_it": lambda facts: (
        f"{_milestone({'milestone': facts.get('milestone')})} is done once the customer's Yes, No or Partial is noted:"
        f" `/onboard review {escape(fact_text(facts, 'account') or '<account>')}` asks the question."
    ),
    "must_have_stays": lambda facts: (
        f"{_milestone({'milestone': facts.get('milestone')})} is a must-have: without it the product does not work as"
        " it should, so it cannot be skipped. Offer it as a guide, a video or a 15-minute quick start."
    ),
    "value_unconfirmed": lambda facts: (
        f"{_name(facts)} is not handed over yet: its customer has not confirmed first value, and our own checklist is"
        f" not enough. `/onboard confirm {escape(fact_text(facts, 'account') or '')}` notes who said it, when, and how."
    ),
    "nobody_known": lambda facts: f"Nobody at {_name(facts)} is known yet, so nobody can have left.",
    "not_themselves": lambda facts: (
        f"*{escape(fact_text(facts, 'person') or 'Who left')}* cannot take their own place. Name somebody else."
    ),
    "reason_needed": _reason_needed,
    "milestone_closed": _closed_milestone,
    "nothing_to_undo": lambda _: "There is nothing of yours to take back: no change within the last day.",
    "undo_conflict": _undo_conflict,
    "already_done": lambda facts: f"{_milestone(facts)} is done already.",
    "already_started": lambda facts: f"{_milestone(facts)} is in progress already.",
    "not_done": lambda facts: f"{_milestone(facts)} is open already.",
    "already_paused": lambda facts: f"{_name(facts)} is paused already. `/onboard resume` lets it go on.",
    "not_paused": lambda facts: f"{_name(facts)} is not paused.",
    "not_blocked": lambda facts: f"{_milestone(facts)} waits on nothing.",
    "rule_rests_already": lambda facts: (
        f"`{escape(fact_text(facts, 'rule') or '')}` rests on {_name(facts)} already. `/onboard wake` lets it speak."
    ),
    "rule_is_awake": lambda facts: f"`{escape(fact_text(facts, 'rule') or '')}` does not rest on {_name(facts)}.",
    "rule_never_rests": lambda facts: (
        f"`{escape(fact_text(facts, 'rule') or '')}` holds for every account: it says nothing by itself about one."
    ),
    "channel_ours": lambda _: (
        "That is where the team's digest or escalations go: no customer reads there. Choose the channel they read in."
    ),
    "channel_taken": lambda facts: (
        f"The status of {listed([f'*{escape(name)}*' for name in fact_names(facts, 'names')], 3)} goes to that channel."
        f" Choose the one of {_name(facts)}, or tick below that they read along there too."
    ),
    "forget_elsewhere": lambda _: (
        "Forgetting somebody cannot be taken back, so it is not done from Slack. Whoever runs me does it there, with"
        " `onboard forget` and the name or e-mail of the person, or the name of a closed account. Nothing was changed."
    ),
    "rules_expired": lambda _: "That comparison is too old. Start again with `/onboard rules`.",
    "covers_self": lambda _: (
        "Nobody covers for themself. Name a colleague: `/onboard cover @colleague until 30 Jan`, or, as a lead,"
        " `/onboard cover @csm by @colleague until 30 Jan`."
    ),
    "covered_already": lambda facts: (
        f"{mention(fact_text(facts, 'cover'), 'Somebody')} covers for {mention(fact_text(facts, 'who'), 'them')} until"
        f" {_on(facts, 'until')} already. `/onboard cover end` first."
    ),
    "cover_is_away": lambda facts: (
        f"{mention(fact_text(facts, 'who'), 'That person')} is away too, until {_on(facts, 'until')}. Choose somebody"
        " who is here."
    ),
    "nothing_to_cover": lambda facts: (
        f"{mention(fact_text(facts, 'who'), 'That person')} has no accounts, so there is nothing to cover."
    ),
    "not_covered": lambda facts: f"Nobody covers for {mention(fact_text(facts, 'who'), 'them')} at present.",
    "cover_over": lambda _: "That cover is over already.",
    "acknowledged": lambda facts: (
        f"{mention(fact_text(facts, 'who'), 'Somebody')} has that in hand already, so nobody further up hears of it."
    ),
    "nudge_over": lambda _: "That is settled already; nothing is left to do about it.",
    "undo_not_last": lambda _: "Something newer of yours came after that. `/onboard undo` takes the newest back first.",
    "undo_erased": lambda facts: (
        f"Your last change to {_name(facts, 'an account')} cannot be taken back: people's data was"
        " erased from it for good."
    ),
    "forget_living": lambda facts: (
        f"{_name(facts)} is not closed. Close it first with `/onboard close`; that can be taken back, forgetting"
        " cannot. Somebody at the customer can be forgotten at any time, by name or e-mail."
    ),
    "forget_member": lambda facts: (
        f"{escape(fact_text(facts, 'who') or 'That person')} is still in the workspace. Whoever has left it can be"
        " forgotten: deactivate them in Slack first."
    ),
    "forget_csm": lambda facts: (
        f"{escape(fact_text(facts, 'who') or 'That person')} is the CSM of {listed(fact_names(facts, 'names'), 5)}."
        " Give them to somebody first, with `/onboard assign`."
    ),
    "forget_which": lambda facts: (
        f"{escape(fact_text(facts, 'name') or 'That')} is an account and a person. Say which: `--as account` or"
        " `--as person`."
    ),
    "already_undone": lambda _: "That was taken back already.",
    "account_gone": lambda _: (
        "That account is no longer here: somebody deleted it or took its import back. `/onboard list all` shows those"
        " that are."
    ),
    "milestone_gone": lambda facts: (
        f"That milestone is not part of {_name(facts, 'the account')} any more. `/onboard status` shows those that are."
    ),
    "known_already": lambda facts: f"That is known of {_name(facts, 'the account')} already, so nothing changed.",
    "too_much_usage": lambda facts: (
        f"{_name(facts)} holds {int(fact_number(facts, 'most') or 0):,} of these, as many as a tracker file does."
    ),
    "gone": lambda _: "That button is from an earlier version of me. Ask anew with `/onboard`.",
    "import_expired": lambda _: "That preview is too old. Paste or upload the file again with `/onboard import`.",
    "new_expired": lambda _: "That form lay open too long. Start again with `/onboard new`.",
    "playbook_expired": lambda _: "That preview is too old. Paste or upload it again with `/onboard playbook`.",
    "playbook_in_folder": lambda facts: (
        f"The playbook `{escape(fact_text(facts, 'playbook') or '')}` comes from the team's folder: change"
        f" {escape(fact_text(facts, 'file') or 'its file')} there and restart me, or give yours another key."
    ),
    "playbook_is_default": lambda _: (
        "New accounts get that playbook by default. Choose another default with `/onboard settings` first."
    ),
    "one_playbook": lambda _: "One playbook at a time: paste one, or upload one file.",
    "replan_moved": lambda facts: (
        f"{_name(facts)} or the playbook changed since that preview. Look again with `/onboard replan`."
    ),
    "share_needs_channel": lambda _: (
        "There is no channel to share in here. Use `/onboard status` in the channel, then Share to channel."
    ),
    "no_digest_channel": lambda _: "No digest channel is set. A lead can choose one with `/onboard settings`.",
    "database_away": lambda _: (
        "I cannot reach my database at this moment, so nothing was changed. Please try again in a minute. If it goes"
        " on, tell your admin: `onboard doctor` says why."
    ),
    "too_slow": lambda _: "Slack closed the window before I could open it. Please press or type it again.",
    "form_needs_command": lambda facts: (
        "A mention cannot open a form: Slack lets only commands and buttons do that. Type"
        f" `/onboard {escape(fact_text(facts, 'verb') or 'new')}` instead."
    ),
    "settings_moved": lambda _: (
        "Somebody else saved the settings while you filled in the form, so nothing of yours was saved. `/onboard"
        " settings` shows them as they are now."
    ),
}
_NOT_ALLOWED: dict[str, Callable[[Facts], str]] = {
    "guest": lambda _: "Guests cannot use the onboarding assistant. Ask a full member of this workspace.",
    "stranger": lambda _: "The onboarding assistant belongs to another workspace; only its own members can use it.",
    "bot": lambda _: "Bots cannot use the onboarding assistant.",
    "deleted": lambda _: "This Slack account is deactivated, so it cannot change anything here.",
    "unknown_person": lambda _: (
        "I could not find out from Slack who you are, so I changed nothing. Please try again in a minute."
    ),
    "lead_only": lambda facts: f"Only leads can do this. Ask {_lead(facts)}.",
    "not_yours": lambda facts: f"{_name(facts)} is somebody else's account. Its CSM or {_lead(facts)} can do this.",
}
