"""`onboard sweep`, as cron runs it every minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.settings import SlackSettings
from bot.sweeping import sweep_once
from bot.trackers import at_the_keyboard
from sandbox.server import Sandbox
from storage.changes.accounts import create_account
from storage.engine import Store
from tests.bot.conftest import NOW, acme


def test_a_csm_who_is_nobody_is_asked_for_once_an_hour(
    slack: Sandbox, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    store = Store(sqlite_url)
    with store.change(actor=at_the_keyboard(), via="cli", now=NOW) as change:
        create_account(change, acme())
    store.close()
    asked = []
    for minutes in (0, 1, 59, 60, 61):
        sweep_once(SlackSettings(_env_file=None), NOW + timedelta(minutes=minutes))
        asked.append(len(slack.calls.all("users.list")))
    assert asked == [1, 1, 1, 2, 2]
