"""`/onboard users`: the seed users of an account, who is missing first (003)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from messages.charts import bar_chart
from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, header, message, section
from messages.measures import share_text
from messages.refs import Ref
from messages.words import count, day, escape, listed
from playbook.gates import RETURN_WINDOW, THRESHOLDS
from playbook.measures.usage import Return, Usage, UserLine
from playbook.models import Account, AccountState, Measure

SHOWN = 40  # users named one by one
LINES = 10  # in a section
WORKFLOWS = 3  # named of each


def users_message(
    account: Account, lines: Sequence[UserLine], usage: Usage, now: datetime, *, chart: bool = True
) -> Message:
    """Signed up, first success, back within 7 days, workflows: of all, then of each, those furthest behind first."""
    name = escape(account.name)
    if not lines:
        text = f"*{name}* has no seed users yet. `/onboard user` adds them, or a tracker file: `/onboard import`."
        return message(text.replace("*", ""), [section(text), _row(account)])
    today = account.local_date(now)
    first = "\n".join([_missing(lines), *_gates(account, usage)])
    blocks: list[Block] = [header(f"{count(len(lines), 'seed user')}: {account.name}"), section(first)]
    told = [_line(account, line, today) for line in lines[:SHOWN]]
    blocks += [section("\n".join(told[at : at + LINES])) for at in range(0, len(told), LINES)]
    if len(lines) > SHOWN:
        blocks.append(context(f"and {len(lines) - SHOWN} more, all of them further on"))
    blocks += _chart(lines) if chart else []
    return message(f"{name}: {_missing(lines)}".replace("*", ""), [*blocks, _row(account)])


def _row(account: Account) -> Block:
    ref = Ref(account.id)
    row = [button("Open", Action.ACCOUNT_STATUS, ref, "users", label=f"Open {account.name}")]
    if account.state is not AccountState.CLOSED:
        row.append(button("Add users…", Action.USER_ADD, ref, "users"))
        row += [button("Log a task…", Action.USER_TASK, ref, "users")] if account.facts.seed_users else []
    return actions(row, "users")


def _missing(lines: Sequence[UserLine]) -> str:
    """Who has no first success yet."""
    missing = [line for line in lines if line.fst_at is None]
    if not missing:
        return "*Everybody has had a first success.*"
    names = listed([escape(line.name, 40) for line in missing], 5)
    return f"*{len(missing)} of {len(lines)} without a first success*: {names}."


def _gates(account: Account, usage: Usage) -> list[str]:
    """The three measures against their gates."""
    shown = (
        ("First success (FST)", Measure.FST_COVERAGE, usage.fst_coverage, share_text(usage.fst_coverage)),
        ("Back within 7 days", Measure.RETURN_7_DAY, usage.return_7_day, share_text(usage.return_7_day)),
        (
            "Workflows a user",
            Measure.WORKFLOWS_PER_USER,
            usage.workflows_per_user,
            f"{usage.workflows_per_user or 0:g}",
        ),
    )
    return [_gate(account, name, what, value, text) for name, what, value, text in shown]


def _gate(account: Account, name: str, what: Measure, value: float | None, text: str) -> str:
    own = next((m.threshold for m in account.milestones if m.measure is what and m.threshold is not None), None)
    need = own if own is not None else THRESHOLDS[what]
    wanted = f"{need:g} %" if what is not Measure.WORKFLOWS_PER_USER else f"{need:g}"
    if value is None:
        return f"⚪ {name}: nobody to measure yet (gate {wanted})"
    return f"{'🟢' if value >= need else '🔴'} {name}: {text} (gate {wanted})"


def _line(account: Account, line: UserLine, today: date) -> str:
    """`🔴 *Tom*: signed up Fri 16 Jan, no success yet, 1 try failed: SSO`."""
    name = f"*{escape(line.name, 60)}*"
    if line.fst_at is None:
        return f"{'🔴' if line.signed_up_at else '⚪'} {name}: {_before(account, line, today)}"
    first_on = account.local_date(line.fst_at)
    mark = {Return.YES: "🟢", Return.WAITING: "🟡"}.get(line.returned, "🔴")
    back = {
        Return.YES: "back within 7 days",
        Return.WAITING: f"not back yet, until {day(account.local_date(line.fst_at + RETURN_WINDOW), today)}",
    }.get(line.returned, "not back within 7 days")
    some = listed([escape(each, 40) for each in line.workflows], WORKFLOWS)
    many = count(len(line.workflows), "workflow")
    return f"{mark} {name}: first success {day(first_on, today)}, {back}, {many} ({some})"


def _before(account: Account, line: UserLine, today: date) -> str:
    """Where somebody without a first success is."""
    since = f"signed up {day(account.local_date(line.signed_up_at), today)}" if line.signed_up_at else ""
    if line.failed:
        cause = f": {escape(line.cause, 80)}" if line.cause else ""
        tries = f"no success yet, {count(line.failed, 'try', 'tries')} failed{cause}"
        return f"{since}, {tries}" if since else tries
    return f"{since}, no task yet" if since else "not signed up yet"


def _chart(lines: Sequence[UserLine]) -> list[Block]:
    steps = {
        "Seed users": len(lines),
        "Signed up": sum(line.signed_up_at is not None or bool(line.workflows) for line in lines),
        "First success": sum(line.fst_at is not None for line in lines),
        "Back in 7 days": sum(line.returned is Return.YES for line in lines),
        "2 workflows": sum(len(line.workflows) > 1 for line in lines),
    }
    return bar_chart("How far the seed users are", list(steps), {"Users": [float(n) for n in steps.values()]}, "users")
