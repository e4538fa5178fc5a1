"""What a person sees, built from the database: one screen for a command's answer and for a message refreshed later.

A screen is asked for by `about`, a small JSON mapping of ids: `{"view": "status", "account": 12, "page": 1}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messages.cards import status_card
from messages.confirmations import confirmed, done
from messages.explain import HISTORY_PAGE, history_message, why_message
from messages.help import help_message
from messages.home import PAGE as HOME_PAGE
from messages.home import home_view
from messages.kit import Message, message
from messages.lists import flows_message, homework_message, people_message
from messages.menu import menu
from messages.notices import delete_question, export_message, notice
from messages.nudges import gate_names
from messages.plans import morning_plan, things
from messages.portfolio import PAGE as LIST_PAGE
from messages.portfolio import portfolio_page
from messages.reviews import review_message
from messages.segments import segment_words
from messages.shifts import shift_message
from messages.snapshots import DeliveryProblem, Upcoming
from playbook.capacity import with_load
from playbook.errors import NotFound
from playbook.models import Account, AccountRow, Person
from playbook.permissions import is_lead
from playbook.segments import recommend
from playbook.shift import shift
from playbook.tracker import write_tracker
from scheduler.at_hand import at_hand_of
from scheduler.documents import document, drafts
from scheduler.looking import look_at, people_around
from scheduler.measuring import report, ttv, users
from scheduler.plan_screens import all_playbooks, one_playbook, replan_preview
from scheduler.team_screens import loads, nudge_outcomes, who_covers
from storage.queries.accounts import account_by_id
from storage.queries.due import nudges_of, outbox_problems
from storage.queries.history import history
from storage.queries.loads import csm_load
from storage.queries.outbox import PROBLEMS_FOR
from storage.queries.people import people, people_by_ids, workspace
from storage.queries.playbooks import known_playbooks, playbook_name
from storage.queries.portfolio import portfolio


class TooLong(Exception):
    """The screen does not fit a message."""


About = Mapping[str, Any]
Screen = Callable[[Session, About, Person, datetime], Message]


def screen(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The screen that `about["view"]` names, as `viewer` sees it at `now`. NotFound when its account is gone."""
    return _SCREENS[about["view"]](session, about, viewer, now)


def status(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The status card of an account; `page` of its milestones, with a `notice` of what was just done."""
    account = account_by_id(session, about["account"])
    settings = workspace(session)
    around = people_around(session, [account], settings)
    news = about.get("notice")
    return status_card(
        account,
        look_at(session, account, settings, around, now),
        around,
        settings,
        now,
        page=about.get("page", 0),
        plan=playbook_name(session, account.playbook) or "",
        private=about.get("private", True),
        notice=confirmed(news["code"], news) if news else None,
        undo=news.get("undo", 0) if news else 0,
    )


def confirmation(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """One line about what was done, with Undo."""
    news = about["notice"]
    text, account = confirmed(news["code"], news), about.get("account", 0)
    return done(text, account, undo=news.get("undo", 0), rests=str(news.get("offer") or ""))


def account_list(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """One page of the portfolio under a filter, worst first."""
    today, page, chosen = _today(viewer, now), about.get("page", 0), about.get("filter", "mine")
    mine = viewer.id if chosen == "mine" else None
    found = portfolio(session, chosen, mine, today, page * LIST_PAGE, LIST_PAGE)
    csms = _csms(session, found.rows)
    return portfolio_page(found.rows, filter=chosen, total=found.total, page=page, people=csms, today=today)


def why(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Every point of the score and every finding of an account."""
    account = account_by_id(session, about["account"])
    settings, told = workspace(session), nudges_of(session, account.id)
    around = people_around(session, [account], settings, [nudge.recipient_id for nudge in told])
    found = with_load(look_at(session, account, settings, around, now), csm_load(session, account.csm_id), settings)
    advice = segment_words(recommend(account, settings), known_playbooks(session))
    return why_message(account, found, around, now, nudges=told, page=about.get("page", 0), advice=advice)


def account_history(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Who did what when."""
    account, page = account_by_id(session, about["account"]), about.get("page", 0)
    lines, total = history(session, account.id, page * HISTORY_PAGE, HISTORY_PAGE, told=True)
    return history_message(account, lines, people(session), now, page=page, total=total)


def review(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The Day-30 question, or its answer and plan."""
    account = account_by_id(session, about["account"])
    return review_message(account, gate_names(account, now), people(session), now)


def bare_menu(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The bare command's private menu."""
    today = _today(viewer, now)
    waiting = at_hand_of(session, viewer, now)
    upcoming = Upcoming(
        waiting=things(waiting.items, now),
        beyond=waiting.beyond,
        accounts=portfolio(session, "mine", viewer.id, today, 0, 1).total,
        mine_attention=portfolio(session, "at-risk", viewer.id, today, 0, 1).total,
        attention=portfolio(session, "at-risk", None, today, 0, 1).total,
    )
    return menu(upcoming, is_lead=is_lead(viewer, workspace(session)))


def help_page(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Every verb, or one."""
    return help_message(about.get("verb"))


def home(session: Session, viewer: Person, now: datetime, *, page: int = 0, scope: str = "mine") -> dict[str, Any]:
    """The person's App Home: today's plan, then a page of accounts (leads may see everybody's)."""
    settings, today = workspace(session), _today(viewer, now)
    lead = is_lead(viewer, settings)
    scope = scope if lead else "mine"
    found = portfolio(session, scope, viewer.id if scope == "mine" else None, today, page * HOME_PAGE, HOME_PAGE)
    waiting = at_hand_of(session, viewer, now)
    return home_view(
        viewer,
        found.rows,
        waiting.items,
        _csms(session, found.rows),
        now,
        total=found.total,
        beyond=waiting.beyond,
        page=page,
        scope=scope,
        is_lead=lead,
        problems=problems(session, now) if lead else (),
    )


def today_plan(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """What needs the person today: everything they were told, or will be before midnight, that still stands."""
    waiting = at_hand_of(session, viewer, now)
    found = morning_plan(viewer, waiting.items, now, beyond=waiting.beyond)
    return found.message if found else notice("nothing_today", {})


def export(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The tracker file of an account; TooLong when it must go as a file."""
    account = account_by_id(session, about["account"])
    found = export_message(account, write_tracker(account, known=known_playbooks(session)))
    if found is None:
        raise TooLong
    return found


def shift_preview(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """What a new due date would move."""
    account = account_by_id(session, about["account"])
    milestone = next((found for found in account.milestones if found.id == about["milestone"]), None)
    if milestone is None:
        raise NotFound("milestone", str(about["milestone"]))
    due_on = date.fromisoformat(about["on"])
    moves = shift(account, milestone.key, due_on)
    return shift_message(account, milestone, moves, due_on, account.local_date(now))


def account_homework(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The customer's homework."""
    return _account_list(session, about, now, homework_message)


def account_people(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Who is known at the customer."""
    return _account_list(session, about, now, people_message)


def account_flows(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The flows that the customer goes through."""
    return _account_list(session, about, now, flows_message)


def _account_list(session: Session, about: About, now: datetime, built: Callable[[Account, date], Message]) -> Message:
    """A list of an account, with a line above it about what was just done."""
    account, news = account_by_id(session, about["account"]), about.get("notice")
    found = built(account, account.local_date(now))
    if not news:
        return found
    line = done(confirmed(news["code"], news), account.id, undo=news.get("undo", 0))
    return message(f"{line.text} {found.text}", [*line.blocks, *found.blocks])


def delete_preview(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """What deleting would remove, and the button that does."""
    return delete_question(account_by_id(session, about["account"]))


def _csms(session: Session, rows: Sequence[AccountRow]) -> dict[str, Person]:
    return people_by_ids(session, sorted({row.csm_id for row in rows if row.csm_id}))


def problems(session: Session, now: datetime) -> tuple[DeliveryProblem, ...]:
    """Messages that Slack refused for good, of late, into lanes that nothing has reached since."""
    return tuple(
        DeliveryProblem(kind=row.kind, destination=row.lane or "", error=row.error or row.state, at=row.next_at)
        for row in outbox_problems(session, now - PROBLEMS_FOR)
    )


def _today(viewer: Person, now: datetime) -> date:
    return now.astimezone(ZoneInfo(viewer.time_zone)).date()


_SCREENS: dict[str, Screen] = {
    "status": status,
    "done": confirmation,
    "list": account_list,
    "why": why,
    "history": account_history,
    "review": review,
    "today": today_plan,
    "menu": bare_menu,
    "help": help_page,
    "export": export,
    "playbooks": all_playbooks,
    "playbook": one_playbook,
    "replan": replan_preview,
    "shift": shift_preview,
    "delete": delete_preview,
    "homework": account_homework,
    "people": account_people,
    "flows": account_flows,
    "document": document,
    "drafts": drafts,
    "ttv": ttv,
    "users": users,
    "report": report,
    "covers": who_covers,
    "nudges": nudge_outcomes,
    "load": loads,
}
