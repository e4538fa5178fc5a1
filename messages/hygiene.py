"""How often each rule helped, and what other rules would have said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, header, message, section
from messages.reasons import TITLES
from messages.refs import Ref
from messages.timeline import subject_called
from messages.tried import ROLES
from messages.words import count, day, escape, listed
from playbook.hygiene import DryRun, Outcome, Spoken

LINES = 12  # a block
SHOWN = 12  # nudges of a dry run that are named
Standing = Literal["open", "saved", "overtaken"]
_STANDING: dict[Standing, str] = {
    "open": "Nothing is saved yet.",
    "saved": "These are the team's rules now.",
    "overtaken": "Other rules were saved since. Try again on top of those.",
}


def nudges_message(
    outcomes: Sequence[Outcome],
    often: Sequence[tuple[int, str, str, int]],
    resting: Sequence[str],
    since: date,
    today: date,
) -> Message:
    """By rule: told, acted on within two days, snoozed, not relevant; then where a rule had better rest."""
    told = sum(found.told for found in outcomes)
    title = f"Nudges since {day(since, today)}: {told:,}"
    if not outcomes:
        return message(title, [section(f"*{title}.* No rule has spoken.")])
    lines = [_line(found) for found in outcomes]
    blocks: list[Block] = [header(title), context("told · led to its action within two days · snoozed · not relevant")]
    blocks += [section("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES)]
    for account_id, account, rule, times in often:
        text = f"`{escape(rule)}` was called not relevant {times} times on *{escape(account)}*."
        ref = Ref(account_id, extra=rule)
        blocks.append(section(text, button("Let it rest there", Action.RULE_REST, ref, "often", account_id, rule)))
    if resting:
        blocks.append(context(f"Resting for the team: {listed([f'`{escape(rule)}`' for rule in resting], 50)}."))
    return message(f"{title}. {lines[0]}".replace("*", ""), blocks)


def _line(found: Outcome) -> str:
    share = round(100 * found.acted / found.told)
    title = TITLES.get(found.rule, found.rule)
    parts = [f"*{found.told:,}* told", f"{share} % acted ({found.acted:,})"]
    parts += [f"{found.snoozed:,} snoozed"] if found.snoozed else []
    parts += [f"{found.dismissed:,} not relevant"] if found.dismissed else []
    return f"`{escape(found.rule)}` {escape(title)}: {' · '.join(parts)}"


def result_of(run: DryRun, most: int) -> dict[str, Any]:
    """A dry run as JSON, small enough to keep with its message."""
    return {
        "accounts": run.accounts,
        "most": most,
        "before": run.before,
        "after": run.after,
        "rules": [list(found) for found in run.by_rule()],
        "gone": [_spoken(spoken) for spoken in run.gone[:SHOWN]],
        "new": [_spoken(spoken) for spoken in run.new[:SHOWN]],
        "gone_total": len(run.gone),
        "new_total": len(run.new),
    }


def dry_run_message(found: Mapping[str, Any], standing: Standing = "open") -> Message:
    """`On the last 60 days: 18 nudges instead of 41`, which, and the button that saves while they may be saved.

    `standing` tells these rules are `saved`, or `overtaken` by others that were saved since.
    """
    title = f"On the last 60 days: {count(found['after'], 'nudge')} instead of {found['before']:,}"
    bound = f", the {found['most']} with most nudges" if found["accounts"] >= found["most"] else ""
    blocks: list[Block] = [header(title), context(f"Measured on {count(found['accounts'], 'account')}{bound}.")]
    if found["rules"]:
        blocks.append(section("\n".join(_rule_line(*line) for line in found["rules"][:20])))
    for words, key in (("No longer", "gone"), ("New", "new")):
        if found[key]:
            total = found[f"{key}_total"]
            more = f"\nand {total - len(found[key])} more" if total > len(found[key]) else ""
            blocks.append(section(f"*{words}*\n" + "\n".join(_spoken_line(each) for each in found[key]) + more))
    if not found["rules"]:
        blocks.append(section("Nothing would have been said otherwise."))
    row = [button("Change them…", Action.RULES_EDIT, Ref(), "rules")]
    if standing == "open":
        row.insert(0, button("Save these rules", Action.RULES_SAVE, Ref(), "rules", style="primary"))
    else:
        blocks.append(section(_STANDING[standing]))
    return message(f"{title}. {_STANDING[standing]}", [*blocks, actions(row, "rules")])


def _rule_line(rule: str, fewer: int, more: int) -> str:
    parts = [f"{fewer:,} fewer" if fewer else "", f"{more:,} more" if more else ""]
    return f"`{escape(rule)}` {', '.join(part for part in parts if part)}"


def _spoken(spoken: Spoken) -> dict[str, Any]:
    told = spoken.told
    return {
        "at": told.at.isoformat(),
        "rule": told.rule,
        "account": spoken.account.name,
        "subject": subject_called(told, spoken.account),
        "to": [str(role) for role in told.to],
    }


def _spoken_line(each: Mapping[str, Any]) -> str:
    about = f" ({escape(each['subject'], 40)})" if each["subject"] else ""
    to = f", to {listed([ROLES.get(role, escape(role)) for role in each['to']])}" if each["to"] else ""
    on = day(datetime.fromisoformat(each["at"]).date())
    return f"• {on} *{escape(each['account'], 40)}* `{escape(each['rule'])}`{about}{to}"
