"""The status card: one account as it stands, with what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from messages.ids import Action
from messages.kit import (
    Block,
    Message,
    actions,
    button,
    context,
    divider,
    header,
    message,
    option,
    overflow,
    pager,
    section,
    size,
)
from messages.milestones import closed_line, open_blocks
from messages.reasons import reason
from messages.refs import Ref
from messages.segments import choice_words
from messages.words import called, count, day, due, escape, health_words, plain, points, progress_bar, said
from playbook.health import Health, health, trend
from playbook.models import Account, AccountState, Answer, Kind, Milestone, MilestoneStatus, Person, Workspace

if TYPE_CHECKING:
    from playbook.engine import Look

ROOM = 8_500  # characters of a page's milestones; the rest of the card takes at most 4,500
OPEN_A_PAGE = 16  # open milestones a page, at two blocks each
FEW = 3  # a score by less than a third of the milestones says little yet
LINES = 10  # closed milestones a section
TIERS = {"enterprise": "Enterprise", "mid-market": "Mid-market", "smb": "SMB", "free": "Free"}
ANSWERS = {Answer.YES: "Yes", Answer.NO: "No", Answer.PARTIAL: "Partial"}


def status_card(
    account: Account,
    look: Look,
    people: Mapping[str, Person],
    workspace: Workspace,
    now: datetime,
    *,
    page: int = 0,
    private: bool = True,
    notice: str | None = None,
    undo: int = 0,
    plan: str = "",
) -> Message:
    """The card; `plan` is its playbook's name. `page` of its milestones is clamped; `private` offers Share to channel;
    `notice` is one line of our own mrkdwn above it (e.g. from `confirmations`), with Undo of the audit row `undo`
    beside it. People are by Slack id."""
    today = account.local_date(now)
    pages = _pages(account, today, page)
    if not 0 <= page < len(pages):
        page = min(max(page, 0), len(pages) - 1)
        pages = _pages(account, today, page)
    blocks = [
        *_notice(notice, Ref(account.id, page=page, extra=str(undo))),
        header(account.name),
        section("\n".join(_head(account, today))),
        context(*_small_print(account, people, today, plan)),
        *_attention(account, look, people, today),
        divider(),
        *pages[page],
        *pager(Action.CARD_PAGE, Ref(account.id, page=page), len(pages)),
        actions(_row(account, today, private, page), block_id="account"),
        *([actions(_customer(account, page), block_id="customer")] if private else []),
    ]
    return message(_fallback(account, today), blocks)


def card_view(account: Account, card: Message) -> dict[str, Any]:
    """The same card as a modal, where a message cannot be shown (Home)."""
    return {
        "type": "modal",
        "callback_id": "card",
        "private_metadata": Ref(account.id).pack(),
        "title": {"type": "plain_text", "text": plain(account.name, 24)},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": card.blocks,
    }


def _notice(notice: str | None, undo: Ref) -> list[Block]:
    if not notice:
        return []
    return [section(notice, button("Undo", Action.UNDO, undo, "card") if undo.extra != "0" else None)]


def _head(account: Account, today: date) -> list[str]:
    reading = health(account, today)
    state = f"*{health_words(reading.band, reading.score, trend(account, today))}*{_so_far(reading)}"
    first = [state, day_words(account, today)]
    phase = _phase(account)
    if phase:
        first.append(escape(phase))
    done = sum(milestone.status is MilestoneStatus.COMPLETE for milestone in account.milestones)
    total = sum(milestone.status is not MilestoneStatus.SKIPPED for milestone in account.milestones)
    lines = [" · ".join(first), *_state(account, today), _next(account, today)]
    blocked = sum(len(milestone.open_blockers) for milestone in account.open_milestones)
    tail = f" · {count(blocked, 'open blocker')}" if blocked else ""
    return [*lines, f"{progress_bar(done, total)} {done} of {count(total, 'milestone')} done{tail}"]


def _so_far(reading: Health) -> str:
    """On how little a score rests while hardly anything is due."""
    counted = sum(line.status is not None for line in reading.lines)
    few = 0 < counted <= len(reading.lines) / FEW
    return f" by the {count(counted, 'milestone')} due or done so far" if few else ""


def day_words(account: Account, today: date) -> str:
    """`day 12 of 30`; `starts Thu 22 Jan` before it."""
    number = account.day_number(today)
    if number < 0:
        return f"starts {day(account.start_on, today)}"
    return f"day {number} of {account.total_days}"


def _phase(account: Account) -> str | None:
    following = next_milestone(account)
    if following is not None:
        return following.phase
    return next((milestone.phase for milestone in reversed(account.milestones) if milestone.phase), None)


def next_milestone(account: Account) -> Milestone | None:
    """The open milestone that is due first."""
    return min(account.open_milestones, key=lambda milestone: milestone.due_on, default=None)


def _state(account: Account, today: date) -> list[str]:
    if account.state is AccountState.CLOSED:
        return ["*Closed.* Nothing is nudged any more."]
    if account.state is not AccountState.PAUSED:
        return []
    pause = next((each for each in reversed(account.pauses) if each.to_on is None), None)
    if pause is None:
        return ["*Paused.*"]
    return [f"*Paused* since {day(pause.from_on, today)}" + (f": {said(pause.reason, 160)}" if pause.reason else ".")]


def _next(account: Account, today: date) -> str:
    following = next_milestone(account)
    text = (
        f"Next: *{escape(following.name)}*, {due(following.due_on, today)}" if following else "Every milestone is done"
    )
    return f"{text} · {first_value_words(account, today)}"


def first_value_words(account: Account, today: date) -> str:
    """Days left to first value, or when it was reached."""
    values = [milestone for milestone in account.milestones if milestone.kind is Kind.VALUE]
    reached = [milestone.done_on for milestone in values if milestone.done_on]
    if reached:
        return f"first value reached {day(min(reached), today)}"
    target = account.target_first_value_on or min((each.due_on for each in values if each.is_open), default=None)
    if target is None:
        return "no first-value date agreed"
    left = (target - today).days
    if left == 0:
        return "first value due today"
    return f"{count(left, 'day')} to first value" if left > 0 else f"first value {count(-left, 'day')} late"


def _small_print(account: Account, people: Mapping[str, Person], today: date, plan: str) -> list[str]:
    who = [TIERS[account.tier], f"CSM {called(account.csm_id, people, account.csm)}"]
    if account.backup_id:
        who.append(f"backup {called(account.backup_id, people, account.backup_id)}")
    if account.acv is not None:
        who.append(f"${account.acv:,} a year")
    if plan:
        who.append(escape(plan))
    texts = [" · ".join(who), _last_touch(account, today)]
    if account.first_value_definition and account.first_value_definition.strip():
        texts.append(f"First value, in their words: {said(account.first_value_definition, 200)}")
    if account.facts.choice is not None:
        texts.append(choice_words(account.facts.choice))
    if account.review is not None:
        texts.append(
            f"Review: {ANSWERS[account.review.answer]}, {day(account.review.on, today)}{_plan(account, people, today)}"
        )
    return texts


def _plan(account: Account, people: Mapping[str, Person], today: date) -> str:
    plan = account.remediation
    if plan is None:
        return ""
    return f" · remediation plan with {called(plan.owner, people, plan.owner)}, {due(plan.due_on, today)}"


def _last_touch(account: Account, today: date) -> str:
    if not account.touches:
        return "No touch logged yet"
    last = account.touches[-1]
    on = account.local_date(last.at)
    return f"Last touch: {last.kind} ({last.direction}), {day(on, today)}"


def _attention(account: Account, look: Look, people: Mapping[str, Person], today: date) -> list[Block]:
    """Why it is on the lists, unless a milestone's own line says so."""
    standing = look.standing
    if standing.reason_rule is None or (standing.reason_rule in ("OVERDUE", "BLOCKED") and account.open_milestones):
        return []
    why = reason(standing.reason_rule, 1, standing.reason_facts, today, people)
    return [section(f"*Needs attention:* {why}")]


def _pages(account: Account, today: date, page: int) -> list[list[Block]]:
    """All milestones in pages that fit: the open ones first as they fall due, then the closed ones in lines. What is
    pressed in them leads back to `page`."""
    opened = sorted(account.open_milestones, key=lambda milestone: milestone.due_on)
    closed = [closed_line(milestone, today) for milestone in account.milestones if not milestone.is_open]
    if account.state is AccountState.CLOSED:
        left = [f"○ {escape(each.name)} · left open, {due(each.due_on, today)}" for each in opened]
        opened, closed = [], left + closed
    units = [open_blocks(account, milestone, today, page) for milestone in opened]
    units += [_lines(closed[at : at + LINES]) for at in range(0, len(closed), LINES)]
    if not units:
        units = [_lines(["No milestones yet. Import the tracker file again to add some: `/onboard import`."])]
    return _packed(units)


def _lines(lines: Sequence[str]) -> list[Block]:
    return [section("\n".join(lines))]


def _packed(units: Sequence[list[Block]]) -> list[list[Block]]:
    """Pages that fit; the blocks of a unit stay together."""
    pages: list[list[Block]] = [[]]
    used = 0
    for unit in units:
        length = size(unit)
        if pages[-1] and (used + length > ROOM or len(pages[-1]) + len(unit) > 2 * OPEN_A_PAGE):
            pages.append([])
            used = 0
        pages[-1] += unit
        used += length
    return pages


def _row(account: Account, today: date, private: bool, page: int) -> list[Block]:
    """What is often wanted as buttons, the rest in the menu."""
    ref = Ref(account.id, page=page)
    row: list[Block] = []
    if account.state is AccountState.PAUSED:
        row.append(button("Resume", Action.ACCOUNT_RESUME, ref, "card"))
    review_due = account.start_on + timedelta(days=30) <= today
    if account.state is AccountState.ACTIVE and (review_due or account.review is not None):
        row.append(button("Review", Action.ACCOUNT_REVIEW, ref, "card"))
    if account.state is not AccountState.CLOSED:
        row.append(button("Touch…", Action.ACCOUNT_TOUCH, ref, "card"))
    row.append(button("Why", Action.ACCOUNT_WHY, ref, "card"))
    more = [("History", Action.ACCOUNT_HISTORY), ("Drafts and documents", Action.ACCOUNT_DRAFTS)]
    if account.state is not AccountState.CLOSED:
        more.insert(0, ("Note…", Action.ACCOUNT_NOTE))
    if private:
        more.append(("Share to channel", Action.ACCOUNT_SHARE))
    options = [option(text, Ref(account.id, page=page, extra=action)) for text, action in more]
    return [*row, overflow(Action.ACCOUNT_MENU, options, "card")]


def _customer(account: Account, page: int) -> list[Block]:
    """Who and what is at the customer, each a list of its own."""
    ref = Ref(account.id, page=page)
    facts = account.facts
    offered = [(f"People ({len(facts.stakeholders)})", Action.STAKEHOLDER_LIST)]
    offered.append((f"Homework ({len(facts.homework)})", Action.HOMEWORK_LIST))
    offered.append((f"Flows ({len(facts.flows)})", Action.FLOW_LIST))
    offered.append((f"Seed users ({len(facts.seed_users)})", Action.ACCOUNT_USERS))
    return [button(text, action, ref, "customer") for text, action in offered]


def _fallback(account: Account, today: date) -> str:
    """The card in one line, for notifications and screen readers."""
    reading = health(account, today)
    score = f"{reading.band}, {points(reading.score)}" if reading.score is not None else "no score yet"
    return f"{escape(account.name)}: {score}, {day_words(account, today)}. {_next(account, today).replace('*', '')}."
