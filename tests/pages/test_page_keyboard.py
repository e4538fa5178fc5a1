"""The page without a mouse, on a narrow screen, and under attack."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.pages import showcase
from tests.pages.conftest import Slack, Visit, visiting

ATTACKS = (
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    '"><svg onload=window.hit=1>',
    "<javascript:window.hit=1|click>",
    "' autofocus onfocus=window.hit=1 x='",
    "{{ 7*7 }}",
)


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what has the focus is called that."""
    for _ in range(most):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') || e.labels?.[0]?.textContent.trim() || e.textContent.trim(); }"
        )
        if called.startswith(name):
            return
    raise AssertionError(f"Tab never came to {name}")


def test_a_whole_walk_by_keyboard(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "Acme", blocks=showcase.card())
    page = visit.open(at="cs-digest")
    tab_to(page, "Skip to the conversation")
    page.keyboard.press("Enter")
    expect(page.locator("#log")).to_be_focused()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    tab_to(page, "general")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    tab_to(page, "More for")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Done")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Start")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More for")).to_be_focused()
    tab_to(page, "Touch…")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note")).to_be_focused()
    page.keyboard.type("by hand")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Touch…")).to_be_focused()
    expect(page.locator(".msg").last).to_contain_text("Logged: by hand")


def test_the_focus_stays_within_a_modal(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "Acme", blocks=showcase.card())
    page = visit.open()
    page.get_by_role("button", name="Touch…").click()
    expect(page.get_by_label("Note")).to_be_focused()
    outside = "() => { const e = document.activeElement; return e !== document.body && !e.closest('dialog'); }"
    for _ in range(30):
        page.keyboard.press("Tab")
        assert not page.evaluate(outside)


def test_landmarks_and_names(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "Acme", blocks=showcase.card() + showcase.elements())
    page = visit.open()
    for role in ("banner", "navigation", "main"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("log", name="Messages")).to_have_attribute("aria-live", "polite")
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, select, textarea')]
             .filter((e) => e.checkVisibility() && !(e.getAttribute('aria-label') || e.labels?.length
                            || e.textContent.trim())).map((e) => e.outerHTML)"""
    )
    assert unnamed == []


def attacking(attack: str) -> list[showcase.Block]:
    """Blocks that are full of it."""
    option = showcase.option(attack[:70], attack[:70])
    ways = [
        showcase.button(attack, attack, value=attack),
        showcase.button("link", attack, url="javascript:window.hit=1"),
        {"type": "static_select", "action_id": "s", "placeholder": showcase.plain(attack), "options": [option]},
        {"type": "overflow", "action_id": "o" + attack, "options": [option]},
    ]
    return [
        {"type": "header", "text": showcase.plain(attack)},
        {"type": "section", "text": showcase.mrkdwn(attack), "fields": [showcase.mrkdwn(attack)]},
        {"type": "markdown", "text": attack},
        {"type": "image", "image_url": "javascript:window.hit=1", "alt_text": attack},
        {"type": "actions", "block_id": attack, "elements": ways},
    ]


def test_nothing_outside_becomes_script(slack: Slack, visit: Visit) -> None:
    world = slack.sandbox.world
    evil = world.add_person("evil", ATTACKS[0], title=ATTACKS[2], tz="Europe/Berlin")
    for attack in ATTACKS:
        slack.post("general", "evil", attack)
        slack.post("general", "onboard", attack, blocks=attacking(attack))
    world.channel("general").purpose = ATTACKS[0]
    world.show(world.views.open(evil.id, showcase.form(ATTACKS[1][:24])))
    page = visit.open("evil")
    expect(page.locator(".msg")).to_have_count(2 * len(ATTACKS))
    expect(page.locator(".msg").first).to_contain_text("<img src=x onerror=window.hit=1>")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More actions").first.click()
    expect(page.get_by_role("menuitem").first).to_be_visible()
    assert page.evaluate("() => window.hit") is None
    assert page.locator("main script, main svg[onload], [href^=javascript]").count() == 0
    expect(page.locator(".main")).not_to_contain_text("49")


def test_a_narrow_screen_has_its_channels_in_a_drawer(browser: Browser, slack: Slack) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780})
    slack.post("general", "onboard", "Acme", blocks=showcase.card())
    visit = visiting(context, slack)
    page = visit.open()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("link", name="cs-digest")).not_to_be_visible()
    page.get_by_role("button", name="Channels").click()
    page.get_by_role("link", name="cs-digest").click()
    expect(page.get_by_role("heading", name="cs-digest")).to_be_visible()
    expect(page.get_by_role("navigation")).not_to_be_visible()
    context.close()
    assert visit.troubles == []
