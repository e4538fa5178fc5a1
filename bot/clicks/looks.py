"""Clicks that only show. On a private message paging replaces it; everywhere else a new private answer appears."""

from __future__ import annotations

from typing import Any

from bot.clicks.click import Click, require_account
from bot.desk import Answer
from bot.parse import Filter


def status(click: Click) -> Answer:
    return _of_account(click, "status")


def why(click: Click) -> Answer:
    return _of_account(click, "why")


def history(click: Click) -> Answer:
    return _of_account(click, "history")


def review(click: Click) -> Answer:
    return _of_account(click, "review")


def card_page(click: Click) -> Answer:
    return _page(click, "status")


def why_page(click: Click) -> Answer:
    return _page(click, "why")


def history_page(click: Click) -> Answer:
    return _page(click, "history")


def list_page(click: Click) -> Answer:
    known = {str(choice) for choice in Filter}
    chosen = click.ref.extra if click.ref.extra in known else str(Filter.MINE)
    return _shown(click, {"view": "list", "filter": chosen, "page": click.ref.page})


def today(click: Click) -> Answer:
    return Answer({"view": "today"})


def help_(click: Click) -> Answer:
    return Answer({"view": "help", "verb": click.ref.extra or None})


def _of_account(click: Click, view: str) -> Answer:
    return Answer({"view": view, "account": require_account(click).id, "page": 0})


def _page(click: Click, view: str) -> Answer:
    return _shown(click, {"view": view, "account": require_account(click).id, "page": click.ref.page})


def _shown(click: Click, about: dict[str, Any]) -> Answer:
    return Answer(about, replace=click.place.is_private)
