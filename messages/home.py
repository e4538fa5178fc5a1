"""App Home: today's plan, then the accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from messages.groups import grouped
from messages.ids import Action
from messages.kit import Block, actions, button, context, divider, header, option, overflow, pager, section
from messages.menu import WELCOME, begin_buttons
from messages.plans import laid_out, left_out
from messages.portfolio import row_line, row_reason
from messages.refs import Ref
from messages.snapshots import DeliveryProblem, PlanItem
from messages.words import WEEKDAYS, channel, day, escape, mention
from playbook.models import AccountRow, Person

PAGE = 15  # accounts a page: storage's limit
PLAN_BLOCKS = 45
PLAN_ROOM = 20_000
PROBLEMS = 5
MENDS = {
    "channel_not_found": "the channel is gone or private to me: choose another in `/onboard settings`",
    "is_archived": "the channel is archived: choose another in `/onboard settings`",
    "strangers_read_along": "people of another organisation are in the channel, so no card is posted there",
    "only_us": "nobody of another organisation is in the channel: `/onboard share` asks what to do",
    "not_in_channel": "I am not in the channel: invite me with `/invite`",
    "user_not_found": "the person left: `/onboard assign` their accounts to somebody",
    "missing_scope": "a permission is missing: reinstall the app from its manifest",
}


def home_view(
    person: Person,
    rows: Sequence[AccountRow],
    plan: Sequence[PlanItem],
    people: Mapping[str, Person],
    now: datetime,
    *,
    total: int,
    beyond: int = 0,
    page: int = 0,
    scope: str = "mine",
    is_lead: bool = False,
    problems: Sequence[DeliveryProblem] = (),
) -> dict[str, Any]:
    """`person`'s Home: today's plan, a page (at most PAGE rows) of `total` accounts, and for leads what was refused.

    `beyond` accounts more than those in `plan` have something for today; `scope` is mine, or all for leads; `problems`
    are messages that Slack refused to deliver.
    """
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    if not (total or plan or is_lead):
        return {"type": "home", "blocks": [section(WELCOME), actions(begin_buttons("home", is_lead=False, first=True))]}
    blocks = [
        header(f"Today, {WEEKDAYS[today.weekday()]} {day(today)[4:]}"),
        *_plan(plan, beyond, now),
        divider(),
        header(f"{'All accounts' if scope == 'all' else 'My accounts'}: {total:,}"),
        actions(_row(scope, is_lead), block_id="home"),
        *[block for row in rows[:PAGE] for block in _account(row, people, today, whose=scope != "mine")],
        *([] if rows else [section(_empty(scope))]),
        *pager(Action.HOME_PAGE, Ref(page=page, extra=scope), max(-(-total // PAGE), 1)),
        *(_problems(problems) if is_lead else []),
    ]
    return {"type": "home", "blocks": blocks}


def refused_home(text: str) -> dict[str, Any]:
    """Home for a person who may not use the assistant: the reason (`errors.error_message(…).text`) and nothing else."""
    return {"type": "home", "blocks": [section(text)]}


def _plan(plan: Sequence[PlanItem], beyond: int, now: datetime) -> list[Block]:
    groups = grouped(plan, now)
    if not groups:
        return [section("Nothing needs you today.")]
    found = laid_out(groups, most=PLAN_BLOCKS, room=PLAN_ROOM)
    if not found.left and not beyond:
        return found.blocks
    more = f"and {left_out(found.left, beyond)}. They are below, or `/onboard list mine` has them."
    return [*found.blocks, context(more)]


def _row(scope: str, is_lead: bool) -> list[Block]:
    row = begin_buttons("home", is_lead=is_lead)
    if is_lead:
        other, text = ("mine", "Show mine") if scope == "all" else ("all", "Show everybody's")
        row.insert(0, button(text, Action.HOME_SCOPE, Ref(extra=other), "home"))
    return row


def _account(row: AccountRow, people: Mapping[str, Person], today: date, *, whose: bool) -> list[Block]:
    """One account in a block: its line and why, and a menu of what the card offers most."""
    ref = Ref(row.id, row.next_milestone_id or 0)
    offered = [("Open the card", Action.ACCOUNT_STATUS), ("Touch…", Action.ACCOUNT_TOUCH)]
    offered += [("Note…", Action.ACCOUNT_NOTE), ("Why", Action.ACCOUNT_WHY)]
    if row.next_milestone and row.next_milestone_id:
        done = (f"Done: {row.next_milestone}", Action.MILESTONE_DONE)
        offered.insert(1, ("Review…", Action.ACCOUNT_REVIEW) if row.next_is_review else done)
    options = [option(text, Ref(ref.account, ref.milestone, extra=action)) for text, action in offered]
    menu = overflow(Action.ACCOUNT_MENU, options, "home", row.id)
    line = row_line(row, people, whose=whose)
    return [section(f"{line}\n{row_reason(row, today)}", menu, block_id=f"home.{row.id}")]


def _empty(scope: str) -> str:
    return (
        "No accounts yet."
        if scope == "all"
        else "No account is yours yet. Start one with New account, or import tracker files."
    )


def _problems(problems: Sequence[DeliveryProblem]) -> list[Block]:
    if not problems:
        return []
    lines = []
    for problem in problems[:PROBLEMS]:
        to = problem.destination
        where = channel(to) if to[:1] in ("C", "G") else mention(to, to)
        mend = MENDS.get(problem.error, f"Slack said {escape(problem.error)}; `onboard doctor` says more")
        lines.append(f"• {escape(problem.kind)} to {where}, {day(problem.at.date())}: {mend}")
    if len(problems) > PROBLEMS:
        lines.append(f"and {len(problems) - PROBLEMS} more: `onboard doctor`")
    return [divider(), section("\n".join(["*Not delivered*", *lines]))]
