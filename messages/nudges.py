"""Nudges that come as messages of their own: at once, and escalations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from messages.cards import day_words, first_value_words
from messages.facts import subject_milestone
from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, header, message, section
from messages.lines import line_key, seriousness
from messages.reasons import TITLES, reason_for
from messages.refs import Ref
from messages.reviews import review_question
from messages.tried import held_words, raised_words, tried
from messages.ways import ways_out
from messages.words import called, escape, health_words, listed, mention, one_line
from playbook.engine import Look
from playbook.gates import unmet_gates
from playbook.models import Account, Nudge, NudgeState, Person

CAUSES = 10  # of one escalation that are told in full
_HELPS = {
    "OVERDUE": "What stands in the way, and is the date still the right one?",
    "STALL-21": "Decide with the CSM: resume with a new timeline and the customer's commitment, or pause formally.",
    "REVIEW-30": "Get the answer from the customer with the CSM: Yes, No or Partial.",
}


def nudge_message(account: Account, nudge: Nudge, look: Look, people: Mapping[str, Person], now: datetime) -> Message:
    """A NOW nudge to its person (REVIEW-30 becomes the review question)."""
    if nudge.rule == "REVIEW-30":
        return review_question(account, gate_names(account, now), now, nudge=nudge)
    today = account.local_date(now)
    why = reason_for(nudge, look, today, people)
    blocks = [
        section(f"*{escape(account.name)}* · {TITLES.get(nudge.rule, escape(nudge.rule))}\n{why}", _open(account)),
        _standing(account, look, people, now),
        actions(ways_out(account, [nudge], today), block_id=f"nudge.{nudge.id}"),
    ]
    return message(f"{escape(account.name)}: {why}".replace("*", ""), blocks)


def escalation_message(
    account: Account,
    nudges: Sequence[Nudge],
    look: Look,
    people: Mapping[str, Person],
    now: datetime,
    *,
    told: Sequence[Nudge] = (),
    to_channel: bool = False,
) -> Message:
    """Escalations about one account in one message, to their role's person, or (`to_channel`) for the escalation
    channel, without personal ways out. The most serious cause comes first; beyond CAUSES they are named.

    `told` are all nudges of the account's open threads: what was tried. Somebody says "I have it" on either message.
    """
    today = account.local_date(now)
    causes = sorted(nudges, key=lambda nudge: (seriousness(nudge.rule), nudge.id))
    firsts = [found[0] for found in told_together(account, causes)]
    titles = dict.fromkeys(TITLES.get(nudge.rule, one_line(nudge.rule)) for nudge in firsts)
    csm = mention(account.csm_id, account.csm) if to_channel else called(account.csm_id, people, account.csm)
    title = header(f"{listed(list(titles), 4)}: {one_line(account.name)}")
    blocks: list[Block] = [title, _standing(account, look, people, now, csm)]
    for at, found in enumerate(told_together(account, causes[:CAUSES])):
        blocks += _cause(account, found, look, people, today, told, first=at == 0, to_channel=to_channel)
    if named := [_named(account, nudge) for nudge in causes[CAUSES:]]:
        blocks.append(context(f"{len(named)} more on the card: {listed(named, 25)}"))
    blocks.append(_who_has_it(account, causes, look, people, today))
    spoken = " ".join(reason_once(nudge, look, today, people) for nudge in firsts[:CAUSES])
    return message(f"Escalation. {escape(account.name)}: {spoken}".replace("*", ""), blocks)


def told_together(account: Account, causes: Sequence[Nudge]) -> list[list[Nudge]]:
    """The causes, each said once: the stalls of one silence, and what goes to two roles, belong together."""
    found: dict[tuple[str, ...], list[Nudge]] = {}
    for nudge in causes:
        key = line_key(nudge, account)
        thread = ("", *map(str, nudge.thread))
        found.setdefault(key if key[0] == "silence" else thread, []).append(nudge)
    return list(found.values())


def _cause(
    account: Account,
    causes: Sequence[Nudge],
    look: Look,
    people: Mapping[str, Person],
    today: date,
    told: Sequence[Nudge],
    *,
    first: bool,
    to_channel: bool,
) -> list[Block]:
    """One cause: why, what was tried, how it came here, and for its person the ways out."""
    nudge = causes[0]
    text = "\n".join([reason_once(nudge, look, today, people), *_helps(nudge)])
    raised = dict.fromkeys(raised_words(each, people, today) for each in causes)
    said = " ".join(part for part in (tried(account, nudge, told, people, today), *raised) if part)
    blocks = [section(text, _open(account) if first else None), context(said)]
    live = [each for each in causes if look.fires(each.thread) and each.state is not NudgeState.DISMISSED]
    if live and not to_channel:
        blocks.append(actions(ways_out(account, live, today), block_id=f"nudge.{live[0].id}"))
    return blocks


def reason_once(nudge: Nudge, look: Look, today: date, people: Mapping[str, Person]) -> str:
    """Without how often: what was tried says it with days."""
    return reason_for(replace(nudge, step=1), look, today, people)


def _who_has_it(
    account: Account, nudges: Sequence[Nudge], look: Look, people: Mapping[str, Person], today: date
) -> Block:
    """The button to take it up, or who did and when, or that there is nothing to take up any more."""
    if held := held_words(nudges, people, account.zone, today):
        return context(held)
    if not any(look.fires(nudge.thread) for nudge in nudges):
        return context("Settled since: nothing is left to do here.")
    take = button(
        "I have it", Action.NUDGE_ACKNOWLEDGE, Ref(account.id, nudge=nudges[0].id), nudges[0].id,
        label=f"I have it: {account.name}",
    )  # fmt: skip
    return actions([take], block_id=f"acknowledge.{nudges[0].id}")


def _helps(nudge: Nudge) -> list[str]:
    return [_HELPS[nudge.rule]] if nudge.rule in _HELPS else []


def _named(account: Account, nudge: Nudge) -> str:
    milestone = subject_milestone(account, nudge.subject)
    title = TITLES.get(nudge.rule, escape(nudge.rule))
    return f"{escape(milestone.name)} ({title})" if milestone else title


def gate_names(account: Account, now: datetime) -> list[str]:
    """Names of the gates that are not met: a Yes needs a reason then."""
    unmet = set(unmet_gates(account, now))
    return [milestone.name for milestone in account.milestones if milestone.key in unmet]


def _open(account: Account) -> Block:
    return button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "nudge", account.id, label=f"Open {account.name}")


def _standing(
    account: Account, look: Look, people: Mapping[str, Person], now: datetime, csm: str | None = None
) -> Block:
    today = account.local_date(now)
    standing = look.standing
    return context(
        f"{health_words(standing.band, standing.score)} · {day_words(account, today)} · "
        f"{first_value_words(account, today)} · CSM {csm or called(account.csm_id, people, account.csm)}"
    )
