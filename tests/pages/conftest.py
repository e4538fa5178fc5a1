"""A page on a running sandbox, with a small app of our own instead of the bot, in one headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer
from tests.pages.small_app import SmallApp

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGS += ["--disable-component-update", "--disable-sync"]
FRIDAY = datetime(2026, 1, 23, 14, 2, tzinfo=UTC)  # 09:02 in New York
PATIENCE = 4_000  # milliseconds that a test waits for the page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one for all tests."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


@dataclass
class Slack:
    """A sandbox that serves its page, and the app under it."""

    sandbox: Sandbox
    app: SmallApp
    url: str

    def post(self, channel: str, author: str, text: str, **more: Any) -> str:
        """A message as if `author` had written it; its ts."""
        world = self.sandbox.world
        return world.post(world.channel(channel).id, world.person(author).id, text, **more).ts

    def texts(self, channel: str) -> list[str]:
        """What stands in a channel, for whoever."""
        return [one.text for one in self.sandbox.world.messages(self.sandbox.world.channel(channel).id)]


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A fresh sandbox on Friday 23 January 2026, 09:02 in New York, and the small app connected to it."""
    sandbox = Sandbox(FRIDAY, limits=Limits(ack_seconds=0.6))
    with SandboxServer(sandbox) as server:
        app = SmallApp(sandbox)
        sandbox.deliveries.use("http", app.serve())
        yield Slack(sandbox, app, server.url)
        app.stop()


@dataclass
class Visit:
    """A browser window on the page, and everything that went wrong in it."""

    page: Page
    slack: Slack
    troubles: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, person: str = "jane", at: str = "general") -> Page:
        """The page as that person, at that place, ready to be used."""
        self.page.goto(f"{self.slack.url}/?as={person}&at={at}")
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def heard(self, message: ConsoleMessage) -> None:
        """Errors and warnings of the console, but for the browser's note about an answer that is an error."""
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)

    def requested(self, request: Request) -> None:
        """Every address that the page asked for."""
        self.asked.append(request.url)


def visiting(context: BrowserContext, slack: Slack) -> Visit:
    """A watched window."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    visit = Visit(page, slack)
    page.on("console", visit.heard)
    page.on("pageerror", lambda error: visit.troubles.append(str(error)))
    page.on("request", visit.requested)
    return visit


@pytest.fixture
def visit(browser: Browser, slack: Slack) -> Iterator[Visit]:
    """A window; at the end nothing may have gone wrong in it, and nothing come from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    visit = visiting(context, slack)
    yield visit
    context.close()
    assert visit.troubles == []
    assert [url for url in visit.asked if not url.startswith((slack.url, "data:"))] == []
