"""What is measured, in words that Slack takes: ordinary, hostile and huge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from portraits import HOSTILE, JANE, PEOPLE, acme, checked, day, noon

from messages.charts import KIND, bar_chart
from messages.kit import Message
from messages.measures import measures_text
from messages.report import groups_message, report_message
from messages.ttv import ttv_message
from messages.users import users_message
from playbook.measures.account import measures_on
from playbook.measures.bands import segment_of
from playbook.measures.days import days_spent
from playbook.measures.figures import Figures, figures_at
from playbook.measures.portfolio import Grouping, table, tables
from playbook.measures.ttv import so_far
from playbook.measures.usage import usage, user_lines
from playbook.models import Account, SeedUser, Submission, Survey

NOW = noon(day("02-16"))
TODAY = day("02-16")
LIVE = ("<!channel>", "<@U123>", "<https://")


def told_ttv(account: Account) -> str:
    found = ttv_message(account, so_far(account, TODAY), days_spent(account, TODAY), segment_of(account), TODAY)
    return checked(found)


def told_users(account: Account) -> Message:
    return users_message(account, user_lines(account, NOW), usage(account, NOW), NOW)


def with_users(text: str, number: int) -> Account:
    tasks = tuple(Submission(at=noon(day("02-01")), workflow=f"{text} {n}", ok=n > 0, cause=text) for n in range(3))
    users = [SeedUser(name=f"{text} {n}", submissions=tasks[: n % 4]) for n in range(number)]
    plain = acme()
    return replace(plain, facts=replace(plain.facts, seed_users=tuple(users)))


def figures(*names: str) -> list[Figures]:
    plain = acme()
    facts = replace(plain.facts, survey=Survey(ces=5, nps=10, csat=50))
    accounts = [replace(plain, csm=name, csm_id=None, playbook=name, facts=facts) for name in names]
    return [found for account in accounts if (found := figures_at(account, NOW))]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_harmless_and_fit(text: str) -> None:
    account = replace(acme(), name=text or "x")
    shown = [told_ttv(account), checked(told_users(account)), checked(told_users(with_users(text, 12)))]
    for by in Grouping:
        shown.append(checked(groups_message(tables(figures(text, "b"), by), by, PEOPLE, since=None, today=TODAY)))
    assert not [live for words in shown for live in LIVE if live in words]


def test_many_users_and_many_groups_fit() -> None:
    checked(told_users(with_users("x" * 300, 400)))
    names = [f"{'x' * 300} {n}" for n in range(300)]
    found = tables(figures(*names), Grouping.CSM)
    words = checked(groups_message(found, Grouping.CSM, PEOPLE, since=TODAY, today=TODAY))
    assert "and 270 groups more" in words


def test_an_empty_portfolio_says_so() -> None:
    assert "There is no account yet" in checked(report_message(table([]), mine=False, since=None, today=TODAY))
    assert "No account is yours" in checked(report_message(table([]), mine=True, since=TODAY, today=TODAY))
    assert "nothing to report" in checked(groups_message([], Grouping.CSM, PEOPLE, since=None, today=TODAY))


def test_a_report_says_what_stands_behind_it() -> None:
    words = checked(report_message(table(figures("a", "b")), mine=True, since=TODAY, today=TODAY))
    for said in (
        "My portfolio: 2 accounts",
        "Customer effort (CES)",
        "🔴 red",
        "under 3: missed",
        "Not measurable yet",
    ):
        assert said in words


def test_a_chart_keeps_slacks_limits() -> None:
    (chart,) = bar_chart("t" * 90, ["x" * 40] * 30, {f"{'s' * 40}{n}": [1.0] * 30 for n in range(9)}, "u" * 40)
    assert chart["type"] == KIND
    checked(Message("chart", [chart]))
    categories = chart["chart"]["axis_config"]["categories"]
    assert len(set(categories)) == len(categories) == 20
    assert bar_chart("t", [], {"a": []}, "days") == []
    assert bar_chart("t", ["a"], {"a": [0.0]}, "days") == []


def test_the_command_lines_table_is_plain_text() -> None:
    account = replace(acme(), name="<!channel> *x*\x1b[31m")
    shown = measures_text(account, measures_on(account, TODAY), {"touch_model": "hybrid", "approach": None}, TODAY)
    assert "hybrid" in shown
    assert "\x1b" not in shown


def test_nobody_is_pinged_by_a_csms_row() -> None:
    mine = [replace(each, csm_id=JANE.id) for each in figures("x")]
    words = checked(groups_message(tables(mine, Grouping.CSM), Grouping.CSM, PEOPLE, since=None, today=TODAY))
    assert JANE.real_name in words
    assert JANE.id not in words
