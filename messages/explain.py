"""Why: every point of the score, every rule with its inputs, and the cheapest step back to green."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from messages.cards import day_words
from messages.findings import absent_blocks, absent_words, firing_blocks, quiet_blocks
from messages.history import HISTORY_PAGE, history_line, history_message
from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, divider, header, message, pager, section, size
from messages.refs import Ref
from messages.segments import choice_words
from messages.words import count, day, escape, health_words, listed, one_line, points, said
from playbook.engine import Look
from playbook.health import Health, ScoreLine, best_step, health, score_if_done, trend, way_back
from playbook.models import Account, Nudge, Person

LINES = 8  # score lines a section
SECTIONS = 30  # a page
ROOM = 9_500
STATUS = {
    "on_time": "done on time",
    "late": "done late, within twice its time",
    "very_late": "done later than twice its time",
    "in_progress_overdue": "in progress and overdue",
    "not_started_overdue": "not started and overdue",
    "not_due": "not due yet, left out",
    "held": "held by an open gate, left out",
    "skipped": "skipped, left out",
}


def why_message(
    account: Account,
    look: Look,
    people: Mapping[str, Person],
    now: datetime,
    *,
    nudges: Sequence[Nudge] = (),
    page: int = 0,
    advice: Sequence[str] = (),
) -> Message:
    """The account explained: every rule of METHOD's table, whatever its state. `nudges` (its living ones) tell what was
    sent when and to whom; `advice` is how I would run it, with the reasons. Paged."""
    today = account.local_date(now)
    reading = health(account, today)
    state = health_words(reading.band, reading.score, trend(account, today))
    back = _way_back(account, reading, today)
    chosen = [section(f"*How it runs:* {choice_words(account.facts.choice)}")] if account.facts.choice else []
    first = [section(back), *chosen, *firing_blocks(account, look, nudges, people, today)]
    score = [divider(), *_score(reading, today), *_overruled(account)]
    tip = [section("\n".join(advice))] if advice else []
    absent = [context(words)] if (words := absent_words(look)) else []
    pages = _paged([*first, *score, *tip, divider(), *quiet_blocks(account, look, people, today), *absent])
    last = _paged(absent_blocks(look)) if absent else []
    pages += last
    page = min(max(page, 0), len(pages) - 1)
    ref = Ref(account.id, page=page)
    blocks = [
        header(f"Why: {one_line(account.name)}"),
        context(f"{state} · {day_words(account, today)}"),
        *pages[page],
        *pager(Action.WHY_PAGE, ref, len(pages)),
        actions(_row(account, len(pages) - len(last), page, more=bool(last)), block_id="why"),
    ]
    return message(f"{escape(account.name)}: {state}. {back}".replace("*", ""), blocks)


def _row(account: Account, at: int, page: int, *, more: bool) -> list[Block]:
    """The card, and the page from which on the rules stand that do not apply."""
    row = [button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "why")]
    if more and page < at:
        row.append(button("What does not apply", Action.WHY_PAGE, Ref(account.id, page=at), "rest"))
    return row


def _paged(blocks: Sequence[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        length = size(block)
        if pages[-1] and (used + length > ROOM or len(pages[-1]) == SECTIONS):
            pages.append([])
            used = 0
        pages[-1].append(block)
        used += length
    return pages


def _way_back(account: Account, reading: Health, today: date) -> str:
    keys = way_back(account, today)
    if not keys:
        if reading.score is None:
            return "*Score:* not yet, because nothing is due or done so far."
        return "*Back to green:* nothing needed." if reading.score >= 80 else _next_step(account, reading.score, today)
    names = [escape(milestone.name) for milestone in account.milestones if milestone.key in keys]
    after = score_if_done(account, keys, today)
    then = f", which lifts the score to {points(after)}" if after is not None else ""
    return f"*Back to green:* finish {listed([f'*{name}*' for name in names], 5)}{then}."


def _next_step(account: Account, score: float, today: date) -> str:
    """What lifts the score most, where one day's work is not enough."""
    far = "*Back to green:* not by one day's work alone."
    found = best_step(account, today)
    milestone = account.milestone(found[0]) if found else None
    if found is None or milestone is None:
        return f"{far} Nothing that can be done today lifts the score: what is late counts as late. New dates may help."
    lift = f"lifts it from {points(score)} to {points(found[1])}"
    return f"{far} The cheapest next step: *{escape(milestone.name)}* {lift}."


def _score(reading: Health, today: date) -> list[Block]:
    counted = [line for line in reading.lines if line.status is not None]
    left_out = [line for line in reading.lines if line.status is None]
    got = sum(line.weight * (line.status or 0) for line in counted)
    full = sum(line.weight for line in counted)
    score = points(reading.score) if reading.score is not None else "not yet"
    title = f"*Score {score}*: {got:g} of {count(full, 'point')} over {count(len(counted), 'milestone')} due or done"
    lines = [title, *(_score_line(line, today) for line in [*counted, *left_out])]
    return [section("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES)]


def _overruled(account: Account) -> list[Block]:
    """What a person closed although something was missing, and why."""
    found = [(item.name, item.overrule) for item in account.milestones if item.overrule]
    lines = ["*Overruled*", *(f"{escape(name)}: {said(why, 300)}" for name, why in found)]
    return [section("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES)] if found else []


def _score_line(line: ScoreLine, today: date) -> str:
    dates = f"due {day(line.due_on, today)}" + (f", done {day(line.done_on, today)}" if line.done_on else "")
    gained = "–" if line.status is None else f"{line.weight * line.status:g} of {line.weight}"
    return f"{gained} · {escape(line.name)}: {STATUS.get(line.why, escape(line.why))} ({dates})"


__all__ = ["HISTORY_PAGE", "history_line", "history_message", "why_message"]
