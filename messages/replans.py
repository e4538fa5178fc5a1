"""The preview of a replan: what moves, comes and goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages.ids import Action
from messages.kit import Block, Message, actions, button, message, section
from messages.refs import Ref
from messages.words import count, day, due, escape
from playbook.models import Account, Milestone
from playbook.plans import Playbook
from playbook.replan import Replan

LINES = 10  # a section
SHOWN = 25  # of each kind


def replan_message(account: Account, plan: Replan, playbook: Playbook, today: date) -> Message:
    """What would change, with Apply (Action.REPLAN_APPLY, Ref(account, extra="mark:key"))."""
    title = f"*{escape(account.name)}* on *{escape(playbook.name)}*"
    if plan.is_empty and account.playbook == playbook.key:
        return message(f"{title}: nothing would change.".replace("*", ""), [section(f"{title}: nothing would change.")])
    texts = [f"{title}{_ending(account, plan, today)}. {_kept(plan)}"]
    moves = [f"{escape(move.name)}: {day(move.from_on, today)} → {day(move.to_on, today)}" for move in plan.moved]
    texts += _part(moves, "moves", "move")
    texts += _part([f"{escape(item.name)}, {due(item.due_on, today)}" for item in plan.added], "comes", "come")
    texts += _part([_going(item) for item in plan.removed], "goes", "go")
    texts += _part([escape(item.name) for item in plan.changed], "keeps its day, with new terms", "keep their day")
    row = [
        button("Apply", Action.REPLAN_APPLY, Ref(account.id, extra=f"{plan.mark}:{playbook.key}"), "replan"),
        button("Keep as it is", Action.ACCOUNT_STATUS, Ref(account.id), "replan"),
    ]
    row[0]["style"] = "primary"
    blocks: list[Block] = [*(section(text) for text in texts), actions(row, "replan")]
    return message(texts[0].replace("*", ""), blocks)


def _ending(account: Account, plan: Replan, today: date) -> str:
    last = max((item.due_on for item in plan.account.milestones), default=None)
    return f", the last milestone due {day(last, today)}" if last else ""


def _kept(plan: Replan) -> str:
    if not plan.kept:
        return "Nothing is done yet that would stay."
    return f"{count(plan.kept, 'milestone')} done or skipped {'stays' if plan.kept == 1 else 'stay'} as they are."


def _going(item: Milestone) -> str:
    blockers = len(item.open_blockers)
    return escape(item.name) + (f", and with it {count(blockers, 'open blocker')}" if blockers else "")


def _part(lines: Sequence[str], one: str, many: str) -> list[str]:
    """Paragraphs under `3 milestones move:`; nothing for none."""
    if not lines:
        return []
    shown = [f"• {line}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        shown.append(f"and {len(lines) - SHOWN} more.")
    head = f"*{count(len(lines), 'milestone')} {one if len(lines) == 1 else many}:*"
    chunks = [shown[at : at + LINES] for at in range(0, len(shown), LINES)]
    return ["\n".join([head, *chunks[0]]), *("\n".join(chunk) for chunk in chunks[1:])]
