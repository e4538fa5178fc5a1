"""What a person sees, built from the database: one screen for a command's answer and for a message refreshed later.

A screen is asked for by `about`, a small JSON mapping of ids: `{"view": "status", "account": 12, "page": 1}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messages.cards import status_card
from messages.confirmations import confirmed, done
from messages.explain import HISTORY_PAGE, history_message, why_message
from messages.help import help_message, menu
from messages.home import PAGE as HOME_PAGE
from messages.home import home_view
from messages.kit import Message
from messages.portfolio import PAGE as LIST_PAGE
from messages.portfolio import portfolio_page
from messages.reviews import review_message
from messages.snapshots import DeliveryProblem, HistoryLine, PlanItem, Upcoming
from playbook.gates import unmet_gates
from playbook.models import Account, Nudge, Person
from playbook.permissions import is_lead
from scheduler.history import history_line_of
from scheduler.looking import look_at
from storage.queries.accounts import account_by_id, accounts_by_ids
from storage.queries.due import nudges_for_plan, outbox_problems
from storage.queries.history import history
from storage.queries.people import people, workspace
from storage.queries.portfolio import portfolio

About = Mapping[str, Any]
Screen = Callable[[Session, About, Person, datetime], Message]


def screen(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The screen that `about["view"]` names, as `viewer` sees it at `now`. NotFound when its account is gone."""
    return _SCREENS[about["view"]](session, about, viewer, now)


def status(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The status card of an account; `page` of its milestones, with a `notice` of what was just done."""
    account = account_by_id(session, about["account"])
    settings, everybody = workspace(session), people(session)
    notice = about.get("notice")
    return status_card(
        account,
        look_at(session, account, settings, everybody, now),
        everybody,
        settings,
        now,
        page=about.get("page", 0),
        private=about.get("private", True),
        notice=confirmed(notice["code"], notice) if notice else None,
        undo=notice.get("undo", 0) if notice else 0,
    )


def confirmation(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """One line about what was done, with Undo."""
    notice = about["notice"]
    return done(confirmed(notice["code"], notice), about.get("account", 0), undo=notice.get("undo", 0))


def account_list(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """One page of the portfolio under a filter, worst first."""
    today, page, chosen = _today(viewer, now), about.get("page", 0), about.get("filter", "mine")
    mine = viewer.id if chosen == "mine" else None
    found = portfolio(session, chosen, mine, today, page * LIST_PAGE, LIST_PAGE)
    return portfolio_page(found.rows, filter=chosen, total=found.total, page=page, people=people(session), today=today)


def why(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Every point of the score and every finding of an account."""
    account = account_by_id(session, about["account"])
    everybody = people(session)
    found = look_at(session, account, workspace(session), everybody, now)
    return why_message(account, found, everybody, now, page=about.get("page", 0))


def account_history(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """Who did what when."""
    account, page = account_by_id(session, about["account"]), about.get("page", 0)
    lines, total = history(session, account.id, page * HISTORY_PAGE, HISTORY_PAGE)
    told: list[HistoryLine] = [history_line_of(line) for line in lines]
    return history_message(account, told, people(session), now, page=page, total=total)


def review(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The Day-30 question, or its answer and plan."""
    account = account_by_id(session, about["account"])
    return review_message(account, unmet_names(account, now), people(session), now)


def bare_menu(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The bare command's private menu."""
    today = _today(viewer, now)
    waiting = nudges_for_plan(session, viewer.id, now)
    mine = portfolio(session, "mine", viewer.id, today, 0, 1).total
    attention = portfolio(session, "at-risk", viewer.id, today, 0, 1).total
    upcoming = Upcoming(waiting=len(waiting), accounts=mine, attention=attention)
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
    return home_view(
        viewer,
        found.rows,
        plan_items(session, nudges_for_plan(session, viewer.id, now), now),
        people(session),
        today,
        total=found.total,
        page=page,
        scope=scope,
        is_lead=lead,
        problems=problems(session) if lead else (),
    )


def plan_items(session: Session, nudges: tuple[Nudge, ...], now: datetime) -> list[PlanItem]:
    """Each nudge with its account and a fresh look; nudges of accounts that are gone are left out."""
    settings, everybody = workspace(session), people(session)
    ids = list(dict.fromkeys(nudge.account_id for nudge in nudges))
    accounts = {account.id: account for account in accounts_by_ids(session, ids)}
    looks = {key: look_at(session, account, settings, everybody, now) for key, account in accounts.items()}
    return [
        PlanItem(account=accounts[nudge.account_id], nudge=nudge, look=looks[nudge.account_id])
        for nudge in nudges
        if nudge.account_id in accounts
    ]


def problems(session: Session) -> tuple[DeliveryProblem, ...]:
    """Messages that Slack refused for good."""
    return tuple(
        DeliveryProblem(kind=row.kind, destination=row.lane or "", error=row.error or row.state, at=row.next_at)
        for row in outbox_problems(session)
    )


def unmet_names(account: Account, now: datetime) -> list[str]:
    """Names of the gates that are not met."""
    return [milestone.name for milestone in unmet_gates(account, now)]


def _today(viewer: Person, now: datetime) -> date:
    return now.astimezone(ZoneInfo(viewer.time_zone)).date()


_SCREENS: dict[str, Screen] = {
    "status": status,
    "done": confirmation,
    "list": account_list,
    "why": why,
    "history": account_history,
    "review": review,
    "menu": bare_menu,
    "help": help_page,
}
