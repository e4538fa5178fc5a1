"""Nudges that come as messages of their own: at once, and escalations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from messages.cards import day_words, first_value_words
from messages.facts import subject_milestone
from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, header, message, section
from messages.lines import seriousness
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
    "OVERDUE": "The CSM was reminded three times. What stands in the way, and is the date still the right one?",
    "STALL-6": "Another voice or another channel often reaches them: bring in the champion together.",
    "STALL-9": "Executive to executive: a draft is ready to make your own and send.",
    "STALL-21": "Decide with the CSM: resume with a new timeline and the customer's commitment, or pause formally.",
    "REVIEW-30": "The CSM was asked three times. The customer's answer is still missing: Yes, No or Partial.",
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
    titles = dict.fromkeys(TITLES.get(nudge.rule, one_line(nudge.rule)) for nudge in causes)
    csm = mention(account.csm_id, account.csm) if to_channel else called(account.csm_id, people, account.csm)
    title = header(f"{listed(list(titles), 4)}: {one_line(account.name)}")
    blocks: list[Block] = [title, _standing(account, look, people, now, csm)]
    for nudge in causes[:CAUSES]:
        text = "\n".join([reason_for(nudge, look, today, people), *_helps(nudge)])
        blocks.append(section(text, _open(account) if nudge is causes[0] else None))
        said = [tried(account, nudge, told, people, today), raised_words(nudge, people, today)]
        blocks.append(context(" ".join(part for part in said if part)))
        if not to_channel and look.fires(nudge.thread) and nudge.state is not NudgeState.DISMISSED:
            blocks.append(actions(ways_out(account, [nudge], today), block_id=f"nudge.{nudge.id}"))
    if named := [_named(account, nudge) for nudge in causes[CAUSES:]]:
        blocks.append(context(f"{len(named)} more on the card: {listed(named, 25)}"))
    blocks.append(_who_has_it(account, causes, people, today))
    spoken = " ".join(reason_for(nudge, look, today, people) for nudge in causes[:CAUSES])
    return message(f"Escalation. {escape(account.name)}: {spoken}".replace("*", ""), blocks)


def _who_has_it(account: Account, nudges: Sequence[Nudge], people: Mapping[str, Person], today: date) -> Block:
    """The button to take it up, or who did and when."""
    if held := held_words(nudges, people, account.zone, today):
        return context(held)
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
