"""Draws docs/images from the demo, as it looks in the sandbox's page: `uv run python docs/make_screenshots.py`.

By hand, after wording or layout changed; look at what it wrote. Wants Chromium, and for emoji a font that has them
(apt install chromium fonts-noto-color-emoji).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Locator, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.demo import Demo, DemoOptions

IMAGES = Path(__file__).parent / "images"
PORT = 8799
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TALLEST = 690  # pixels; longer ones end there


class Camera:
    """A window on the demo as one person after another."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def does(self, call: str, **body: str) -> None:
        """A call of the control API, which must succeed."""
        answer = httpx.post(f"{self.url}/_control/{call}", json=body, timeout=120, trust_env=False).json()
        if not answer.get("ok"):
            raise SystemExit(f"{call} {body}: {answer}")

    def opens(self, person: str, at: str) -> None:
        self.page.goto(f"{self.url}/?as={person}&at={at}")
        self.page.wait_for_selector("html[data-ready]")
        hint = self.page.get_by_role("button", name="Close the hint")
        if hint.count() and hint.first.is_visible():
            hint.first.click()
        self.page.wait_for_timeout(300)

    def takes(self, name: str, what: Locator, tallest: int = TALLEST) -> None:
        """The part of the window where `what` is, from its top."""
        what.first.evaluate("seen => seen.scrollIntoView({block: 'start'})")  # its top
        box = what.first.bounding_box()
        if box is None:
            raise SystemExit(f"{name} is not to be seen")
        clip = {**box, "height": min(box["height"], tallest)}
        path = IMAGES / f"{name}.png"
        self.page.screenshot(path=path, clip=clip, animations="disabled")  # type: ignore[arg-type]
        print(f"{path.name}: {path.stat().st_size // 1_000} kB")

    def message(self, words: str) -> Locator:
        """The latest message that says `words`."""
        return self.page.locator("#log article").filter(has_text=words).last


def card(camera: Camera) -> None:
    camera.does("command", user="jane", channel="@jane", text="/onboard status acme")
    camera.opens("jane", "@jane")
    camera.takes("card", camera.message("milestones done"))


def measures(camera: Camera) -> None:
    shown = (
        ("ttv", "ttv meridian", "Time to value"),
        ("users", "users halden", "seed users"),
        ("report", "report", "Portfolio"),
    )
    for name, command, words in shown:
        camera.does("command", user="jane", channel="@jane", text=f"/onboard {command}")
        camera.opens("jane", "@jane")
        camera.takes(name, camera.message(words), tallest=900)


def documents(camera: Camera) -> None:
    shown = (("document", "plan meridian", "Implementation plan"), ("briefing", "briefing acme", "15 minutes"))
    for name, command, words in shown:
        camera.does("command", user="jane", channel="@jane", text=f"/onboard {command}")
        camera.opens("jane", "@jane")
        camera.takes(name, camera.message(words), tallest=1000)


def share(camera: Camera) -> None:
    camera.does("command", user="jane", channel="@jane", text="/onboard share acme")
    camera.opens("jane", "@jane")
    camera.page.wait_for_selector("#modal[open]")
    camera.page.wait_for_timeout(300)
    camera.takes("share", camera.page.locator("#modal"), tallest=1000)


def plan(camera: Camera) -> None:
    camera.does("clock", advance="1h")
    camera.opens("jane", "@jane")
    camera.takes("plan", camera.message("Friday 23 Jan: "))
    camera.takes("now", camera.message("Now: "))


def lead(camera: Camera) -> None:
    camera.opens("lena", "@lena")
    camera.takes("lead", camera.message("keeps it from going further up"), tallest=1000)


def digest(camera: Camera) -> None:
    camera.opens("jane", "cs-digest")
    camera.takes("digest", camera.message("need attention"))


def home(camera: Camera) -> None:
    camera.opens("lena", "home")
    camera.page.get_by_role("button", name="Show everybody").click()
    camera.page.get_by_role("button", name="Show mine").wait_for()
    camera.takes("home", camera.page.locator("#log"), tallest=565)


def review(camera: Camera) -> None:
    camera.does("command", user="jane", channel="@jane", text="/onboard review pinecrest")
    camera.opens("jane", "@jane")
    camera.takes("review", camera.message("onboarding successful"))


def modal(camera: Camera) -> None:
    camera.message("onboarding successful").get_by_role("button", name="Partial").click()
    camera.page.wait_for_selector("#modal[open]")
    camera.page.wait_for_timeout(300)
    camera.takes("modal", camera.page.locator("#modal"))
    camera.page.locator("#modal").get_by_role("button", name="Cancel").click()
    camera.page.wait_for_selector("#modal[open]", state="detached")


PICTURES: tuple[Callable[[Camera], None], ...] = (
    card,
    measures,
    plan,
    lead,
    digest,
    home,
    review,
    modal,
    documents,
    share,
)


@contextmanager
def watching(url: str) -> Iterator[Camera]:
    """A light window at twice the resolution."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        context = browser.new_context(
            viewport={"width": 1000, "height": 1600}, device_scale_factor=2, color_scheme="light"
        )
        yield Camera(context.new_page(), url)
        browser.close()


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    demo = Demo(DemoOptions(port=PORT, flow=False)).start()
    try:
        with watching(demo.url) as camera:
            for picture in PICTURES:
                picture(camera)
    finally:
        demo.stop()


if __name__ == "__main__":
    main()
