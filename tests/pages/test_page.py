"""The page in a browser: what a person sees, does and hears of, with a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.pages import showcase
from tests.pages.conftest import Slack, Visit


def write(page: Page, text: str, *, within: str = ".main") -> None:
    """Type a line into the composer and send it."""
    field = page.locator(f"{within} .composer textarea")
    field.fill(text)
    field.press("Enter")


def test_a_message_is_seen_with_its_author_time_and_day(slack: Slack, visit: Visit) -> None:
    slack.post("general", "omar", "Morning, *all*")
    page = visit.open("omar")
    message = page.locator(".msg")
    expect(message).to_have_count(1)
    expect(message.locator(".by")).to_contain_text("Omar Haddad")
    expect(message.locator("time").first).to_have_text("15:02")  # Berlin
    expect(message.locator(".text strong")).to_have_text("all")
    expect(page.locator(".day")).to_have_text("Today")


def test_a_new_message_comes_by_itself_and_what_is_typed_stays(slack: Slack, visit: Visit) -> None:
    page = visit.open()
    page.locator(".composer textarea").type("half a thought")
    slack.post("general", "lena", "Hello")
    expect(page.locator(".msg")).to_contain_text("Hello")
    expect(page.locator(".composer textarea")).to_have_value("half a thought")
    expect(page.locator(".composer textarea")).to_be_focused()


def test_every_block_is_drawn(slack: Slack, visit: Visit) -> None:
    for blocks in (showcase.card(), showcase.elements(), showcase.prose(), showcase.charts()):
        slack.post("general", "onboard", "blocks", blocks=blocks)
    page = visit.open()
    expect(page.locator(".unknown")).to_have_count(0)
    expect(page.locator(".block-header h3")).to_have_text("Acme Corp")
    expect(page.get_by_role("table").get_by_role("cell", name="72.5")).to_be_visible()
    expect(page.get_by_label("Filter")).to_be_visible()
    expect(page.get_by_role("img", name="Health over the last month")).to_be_visible()
    expect(page.get_by_role("img", name="Healthy: Mon 5, Tue 4. At risk: Mon 1, Tue 2.")).to_be_visible()
    expect(page.get_by_role("img", name="Score: Mon 70, Tue 82.5.")).to_be_visible()


def test_a_click_changes_the_message_in_place(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "Acme", blocks=showcase.card())
    page = visit.open()
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".msg")).to_contain_text("Done by click")
    assert slack.app.heard[-1]["actions"][0]["value"] == "m2"


def test_menus_and_pickers_say_what_was_chosen(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "card", blocks=showcase.card())
    slack.post("general", "onboard", "elements", blocks=showcase.elements())
    page = visit.open()

    def last() -> dict[str, object]:
        return slack.app.heard[-1]["actions"][0]

    def act(count: int) -> None:
        page.wait_for_function("() => !document.querySelector('[data-el][aria-busy=true]')")
        assert len(slack.app.heard) == count

    page.get_by_role("button", name="More for").click()
    with page.expect_response("**/click"):
        page.get_by_role("menuitem", name="Start").click()
    assert last()["selected_option"]["value"] == "start"
    with page.expect_response("**/click"):
        page.get_by_label("Filter").select_option("Green")
    assert last()["selected_option"]["value"] == "green"
    with page.expect_response("**/click"):
        page.get_by_label("Whose").select_option("Omar Haddad")
    assert last()["selected_user"] == "U0OMAR00000"
    with page.expect_response("**/click"):
        page.locator("[data-el=datepicker]").fill("2026-02-02")
    assert last()["selected_date"] == "2026-02-02"
    with page.expect_response("**/click"):
        page.locator("[data-el=checkboxes]").get_by_label("Blue").check()
    assert [one["value"] for one in last()["selected_options"]] == ["blue"]
    act(5)


def test_a_moment_is_shown_and_sent_in_the_time_of_the_person(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "moment", blocks=showcase.moment())
    page = visit.open()
    picker = page.locator("[data-el=datetimepicker]")
    expect(picker).to_have_value("2026-01-26T09:30")  # New York
    with page.expect_response("**/click"):
        picker.fill("2026-07-01T09:30")
    assert slack.app.heard[-1]["actions"][0]["selected_date_time"] == 1_782_912_600


def test_a_dangerous_button_asks_first(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "Acme", blocks=showcase.card())
    page = visit.open()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Its history goes too.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#confirm")).not_to_be_visible()
    assert slack.app.heard == []
    page.get_by_role("button", name="Delete").click()
    with page.expect_response("**/click"):
        page.locator("#confirm").get_by_role("button", name="Delete").click()
    assert slack.app.heard[-1]["actions"][0]["action_id"] == "drop"


def test_a_modal_shows_errors_under_its_fields_then_takes_the_answer(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "Acme", blocks=showcase.card())
    page = visit.open()
    page.get_by_role("button", name="Touch…").click()
    note = page.get_by_label("Note")
    expect(note).to_be_focused()
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".field-error")).to_have_text("Please complete this required field.")
    note.fill("bad")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".field-error")).to_have_text("Say what was said.")
    expect(note).to_have_value("bad")
    expect(note).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Time zone").fill("ber")
    page.get_by_role("option", name="Europe/Berlin").click()
    page.get_by_label("Kind").select_option("Red")
    page.get_by_label("Way").get_by_label("Blue").check()
    tracker = {"name": "acme.yaml", "mimeType": "text/yaml", "buffer": b"account: Acme"}
    with page.expect_response("**/_control/file"):
        page.get_by_label("File").set_input_files([tracker])
    note.fill("Dana called")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".msg").last).to_contain_text("Logged: Dana called")
    values = slack.app.heard[-1]["view"]["state"]["values"]
    assert values["zone"]["zone"]["selected_option"]["value"] == "Europe/Berlin"
    assert values["kind"]["kind"]["selected_option"]["value"] == "red"
    assert values["way"]["way"]["selected_option"]["value"] == "blue"
    assert values["day"]["day"]["selected_date"] == "2026-01-23"
    assert values["file"]["file"]["files"][0]["name"] == "acme.yaml"


def test_a_stack_of_modals_keeps_what_lies_below(slack: Slack, visit: Visit) -> None:
    slack.post("general", "onboard", "Acme", blocks=showcase.card())
    page = visit.open()
    page.get_by_role("button", name="Touch…").click()
    page.get_by_label("Note").fill("more")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("heading", name="One more")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Log a touch")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("more")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_command_is_answered_only_to_the_person_who_asked(slack: Slack, visit: Visit) -> None:
    page = visit.open()
    write(page, "/onboard status acmee")
    expect(page.locator(".ephemeral")).to_contain_text("Only visible to you")
    expect(page.locator(".ephemeral")).to_contain_text("status acmee")
    page.get_by_label("Act as").select_option("U0LENA00000")
    expect(page.locator("#status")).to_contain_text("Lena Fischer")
    expect(page.locator(".ephemeral")).to_have_count(0)
    page.get_by_label("Act as").select_option("U0JANE00000")
    expect(page.locator(".ephemeral")).to_have_count(1)


def test_slackbot_tells_what_went_wrong_with_a_command(slack: Slack, visit: Visit) -> None:
    page = visit.open()
    write(page, "/onboard broken")
    expect(page.locator(".msg").last).to_contain_text("dispatch_failed")
    write(page, "/onboard slow")
    expect(page.locator(".msg").last).to_contain_text("operation_timeout")
    slack.app.let_go.set()
    expect(page.locator(".ephemeral .by")).to_contain_text("Slackbot")


def test_people_are_mentioned_by_name(slack: Slack, visit: Visit) -> None:
    page = visit.open()
    field = page.locator(".composer textarea")
    field.press_sequentially("ask @om")
    expect(page.get_by_role("listbox").get_by_role("option", name="Omar")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("ask @omar ")
    field.press("Enter")
    expect(page.locator(".msg .mention")).to_have_text("@omar")
    assert slack.texts("general") == ["ask <@U0OMAR00000>"]


def test_a_thread_opens_beside_and_takes_replies(slack: Slack, visit: Visit) -> None:
    ts = slack.post("general", "omar", "Who has the metadata?")
    page = visit.open()
    page.locator(".msg").hover()
    page.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("Who has the metadata?")
    write(page, "Dana does", within=".thread")
    expect(thread.locator(".msg")).to_have_count(2)
    expect(page.locator(".main .msg")).to_have_count(1)
    expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    assert slack.sandbox.world.messages("C0GENERAL00")[-1].thread_ts == ts
    page.get_by_role("button", name="Close the thread").click()
    expect(thread).not_to_be_visible()


def test_the_shortcut_stands_in_the_menu_of_a_message(slack: Slack, visit: Visit) -> None:
    slack.post("acme-shared", "exa", "We are stuck")
    page = visit.open(at="acme-shared")
    page.locator(".msg").hover()
    page.get_by_role("button", name="More message actions").click()
    page.get_by_role("menuitem", name="Add to onboarding").click()
    expect(page.get_by_role("heading", name="Add to onboarding")).to_be_visible()
    assert slack.app.heard[-1]["message"]["text"] == "We are stuck"


def test_home_is_drawn_when_it_is_opened(slack: Slack, visit: Visit) -> None:
    page = visit.open(at="home")
    expect(page.locator(".home h3")).to_have_text("Acme Corp")
    page.locator(".home").get_by_role("button", name="Touch…").click()
    expect(page.get_by_role("heading", name="Log a touch")).to_be_visible()


def test_the_clock_moves_and_shows_where_something_came_in(slack: Slack, visit: Visit) -> None:
    slack.post("general", "jane", "before")
    sandbox = slack.sandbox

    async def plan() -> None:
        slack.post("@omar", "onboard", "Your morning plan")
        slack.post("general", "onboard", "The digest")

    sandbox.agenda.add(sandbox.clock.now().replace(day=24), plan)
    page = visit.open()
    expect(page.locator("#now")).to_contain_text("09:02 Fri 23 Jan 2026")
    page.get_by_role("button", name="Next morning").click()
    expect(page.locator("#now")).to_contain_text("09:00 Mon 26 Jan 2026")
    arrivals = page.locator(".arrivals")
    expect(arrivals.get_by_role("link")).to_have_text(["#general 1 new", "OHOmar Haddad 1 new"], ignore_case=True)
    expect(page.locator(".new + .msg")).to_contain_text("The digest")
    for name, shown in (("one hour", "10:00 Mon 26"), ("one day", "10:00 Tue 27"), ("one week", "10:00 Tue 3 Feb")):
        page.get_by_role("button", name=f"Move the clock {name} on").click()
        expect(page.locator("#now")).to_contain_text(shown)
    page.get_by_role("navigation").get_by_role("link", name="Omar Haddad").click()
    expect(page.locator(".msg")).to_have_text([re.compile("Your morning plan")])
    expect(page.get_by_label("Act as")).to_have_value("U0OMAR00000")


def test_unread_places_are_marked_until_they_are_looked_at(slack: Slack, visit: Visit) -> None:
    page = visit.open()
    slack.post("cs-digest", "onboard", "one")
    slack.post("cs-digest", "onboard", "two")
    link = page.get_by_role("link", name="cs-digest")
    expect(link.locator(".count")).to_contain_text("2")
    link.click()
    expect(page.locator(".msg")).to_have_count(2)
    expect(link.locator(".count")).to_have_count(0)
    expect(page).to_have_url(f"{slack.url}/?as=U0JANE00000&at=C0CSDIGEST0")
    page.go_back()
    expect(page.get_by_role("heading", name="general")).to_be_visible()


def test_a_file_is_downloaded_and_never_opened(slack: Slack, visit: Visit) -> None:
    file = slack.sandbox.world.files.announce("at-risk.csv", 4_210, "U0ONBOARD00", 1)
    file.content = b"account,score"
    slack.post("general", "onboard", "The list", files=[file.as_api("")])
    page = visit.open()
    with page.expect_download() as download:
        page.get_by_role("link", name="at-risk.csv").click()
    assert download.value.path().read_bytes() == b"account,score"


def test_the_browser_is_told_to_load_nothing_from_elsewhere(slack: Slack, visit: Visit) -> None:
    headers = visit.page.request.get(slack.url).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]


def test_light_and_dark_and_the_hint_are_remembered(slack: Slack, visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("button", name="/onboard status acme").click()
    expect(page.locator(".composer textarea")).to_have_value("/onboard status acme")
    page.get_by_role("button", name="Dismiss the hint").click()
    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".hint-strip")).not_to_be_visible()
