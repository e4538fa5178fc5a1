"""Draws docs/images from the demo, as it looks in the sandbox's page: `uv run python docs/make_screenshots.py`.

By hand, after wording or layout changed; look at what it wrote. Only the pictures named after the command are written,
or all. Wants Chromium, pngquant, and for emoji a font that has them (apt install chromium pngquant
fonts-noto-color-emoji).
"""

from __future__ import annotations

import shutil
import subprocess
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
COLOURS = "48"  # of a picture: a third of the size, and no eye misses the others
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
        self.page.mouse.move(0, 0)  # no toolbar of a message under it
        what.first.evaluate("seen => seen.scrollIntoView({block: 'start'})")  # its top
        box = what.first.bounding_box()
        if box is None:
            raise SystemExit(f"{name} is not to be seen")
        if sys.argv[1:] and name not in sys.argv[1:]:
            return
        clip = {**box, "height": min(box["height"], tallest)}
        path = IMAGES / f"{name}.png"
        self.page.screenshot(path=path, clip=clip, animations="disabled")  # type: ignore[arg-type]
        subprocess.run(["pngquant", "--force", "--ext", ".png", "--speed", "1", "--strip", COLOURS, path], check=True)
        print(f"{path.name}: {path.stat().st_size // 1_000} kB")

    def message(self, words: str) -> Locator:
        """The latest message that says `words`."""
        return self.page.locator("#log article").filter(has_text=words).last

    def told(self, name: str, command: str, words: str, person: str = "jane", tallest: int = 1_000) -> None:
        """The answer to a command, the latest message that says `words`."""
        self.does("command", user=person, channel=f"@{person}", text=f"/onboard {command}")
        self.opens(person, f"@{person}")
        self.takes(name, self.message(words), tallest)

    def asked(self, command: str, person: str = "jane") -> Locator:
        """The modal that a command opens."""
        self.does("command", user=person, channel=f"@{person}", text=f"/onboard {command}")
        self.opens(person, f"@{person}")
        return self.modal()

    def modal(self, words: str = "") -> Locator:
        """The open modal, once it says `words`."""
        modal = self.page.locator("#modal[open]").filter(has_text=words)
        modal.wait_for()
        self.page.wait_for_timeout(300)  # it slides in
        return modal

    def leaves(self) -> None:
        """Without saving."""
        self.page.locator("#modal").get_by_role("button", name="Close").click()
        self.page.wait_for_selector("#modal[open]", state="detached")


def card(camera: Camera) -> None:
    camera.told("card", "status acme", "milestones done", tallest=TALLEST)
    camera.told("why", "why acme", "Back to green", tallest=860)


def measures(camera: Camera) -> None:
    camera.told("ttv", "ttv meridian", "Time to value")
    camera.told("users", "users halden", "seed users")
    camera.told("report", "report", "Portfolio")


def documents(camera: Camera) -> None:
    camera.told("document", "plan meridian", "Implementation plan")
    camera.told("briefing", "briefing acme", "15 minutes")
    camera.told("drafts", "drafts meridian", "To write for")


def playbooks(camera: Camera) -> None:
    camera.told("playbooks", "playbooks", "Playbooks", tallest=TALLEST)
    camera.told("playbook", "playbook agent-30-day", "must-have", tallest=TALLEST)
    camera.told("replan", "replan acme milestone-map", "Keep as it is")


def new(camera: Camera) -> None:
    modal = camera.asked("new")
    modal.get_by_label("Customer", exact=True).fill("Northwind Traders")
    modal.get_by_label("Contract value, dollars a year").fill("120000")
    modal.get_by_label("Integrations").fill("4")
    modal.get_by_label("Strategic account").check()
    modal.get_by_role("button", name="Next").click()
    camera.takes("new", camera.modal("I recommend"), tallest=1_100)
    camera.leaves()


def kickoff(camera: Camera) -> None:
    camera.takes("kickoff", camera.asked("done brightleaf kickoff"), tallest=1_300)
    camera.leaves()


def share(camera: Camera) -> None:
    camera.takes("share", camera.asked("share acme"), tallest=1_000)
    camera.leaves()


def plan(camera: Camera) -> None:
    camera.does("clock", advance="1h")
    camera.opens("jane", "@jane")
    camera.takes("plan", camera.message("Friday 23 Jan: "))
    camera.takes("now", camera.message("Now: "))


def lead(camera: Camera) -> None:
    camera.opens("lena", "@lena")
    camera.takes("lead", camera.message("keeps it from going further up"), tallest=600)
    camera.told("load", "load", "onboardings", person="lena")


def digest(camera: Camera) -> None:
    camera.opens("jane", "cs-digest")
    camera.takes("digest", camera.message("need attention"))


def home(camera: Camera) -> None:
    camera.opens("lena", "home")
    camera.page.get_by_role("button", name="Show everybody").click()
    camera.page.get_by_role("button", name="Show mine").wait_for()
    camera.takes("home", camera.page.locator("#log"), tallest=565)


def review(camera: Camera) -> None:
    camera.told("review", "review pinecrest", "onboarding successful")
    camera.message("onboarding successful").get_by_role("button", name="Partial").click()
    camera.takes("modal", camera.modal(), tallest=1_200)
    camera.leaves()


def rules(camera: Camera) -> None:
    modal = camera.asked("rules", person="lena")
    modal.get_by_label("The team's own numbers").fill("TOUCH after_days = 10")
    camera.takes("rules", modal, tallest=1_000)
    modal.get_by_role("button", name="Try").click()
    camera.message("Save these rules").wait_for()
    camera.takes("dry-run", camera.message("Save these rules"))
    camera.told("nudges", "nudges", "nudge", person="lena")


def cover(camera: Camera) -> None:
    camera.does("command", user="jane", channel="@jane", text="/onboard cover @omar until 30 Jan")
    camera.does("clock", advance="1m")
    camera.opens("omar", "@omar")
    camera.takes("packet", camera.message("Jane Smith"), tallest=1_000)


PICTURES: tuple[Callable[[Camera], None], ...] = (
    card,
    measures,
    playbooks,
    new,
    kickoff,
    plan,
    lead,
    digest,
    home,
    review,
    documents,
    share,
    rules,
    cover,
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
