"""What is measured, asked for in Slack: with a chart where Slack takes one, and with the same words where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.seen import Seen
from tests.stories.team import Team
from tests.stories.untouched import nothing_changes

pytestmark = pytest.mark.thorough

WORKED = """
customer: {name: Zeta Foods, csm: Jane Smith, start_date: "2025-12-22", first_contact_on: "2025-12-26", acv: 50000}
milestones:
  - {name: Kickoff held, target_date: "2025-12-26", actual_date: "2025-12-26", status: complete, kind: task, weight: 1}
  - {name: Technical setup complete, target_date: "2026-01-05", actual_date: "2026-01-09", status: complete, weight: 2,
     kind: task, blockers: [{text: SSO, waiting_on: customer, opened_on: "2026-01-02", resolved_on: "2026-01-08"}]}
  - {name: First value, target_date: "2026-01-16", actual_date: "2026-01-23", status: complete, weight: 3, kind: value}
seed_users:
  - {name: Raj, signed_up_at: "2025-12-28T10:00:00Z",
     submissions: [{at: "2026-01-03T10:00:00Z", workflow: triage, ok: true},
                   {at: "2026-01-04T10:00:00Z", workflow: search, ok: true}]}
  - {name: "Mia <!channel>", signed_up_at: "2025-12-28T10:00:00Z",
     submissions: [{at: "2026-01-03T10:00:00Z", workflow: triage, ok: false, cause: "missing *permission*"}]}
  - {name: Tom}
"""


@pytest.fixture
def zeta(team: Team, tmp_path: Path) -> Team:
    path = tmp_path / "zeta.yaml"
    path.write_text(WORKED)
    return team.owns(path, "acme", "meridian-health", "pinecrest-schools")


def kinds(told: Seen) -> list[str]:
    return [block["type"] for block in told.blocks]


def test_time_to_value_names_the_bottleneck_and_what_to_look_at(zeta: Team) -> None:
    told = zeta.jane.types("/onboard ttv zeta", "general")
    assert told.ephemeral_to == zeta.jane.id
    told.shows("*32 days to first value*: red for mid-market, where 14–21 are typical", "4 days (typically 3–5)")
    told.shows("*Bottleneck: activation time.*", "14 days (typically 5–7, 7 above)", "the customer 6")
    chart = told.blocks[kinds(told).index("data_visualization")]["chart"]
    assert chart["axis_config"]["categories"] == ["Handoff delay", "Setup duration", "Activation time"]
    assert [point["value"] for point in chart["series"][0]["data"]] == [4, 14, 14]
    zeta.jane.clicks(told, "Open").shows("Zeta Foods", "milestones done")


def test_before_first_value_the_running_part_counts_and_the_target_nears(zeta: Team) -> None:
    zeta.jane.types("/onboard ttv meridian").shows(
        "*21 days so far, first value is to come.*", "is 3 days past", "so far"
    )


def test_seed_users_are_told_by_who_is_missing(zeta: Team) -> None:
    told = zeta.jane.types("/onboard users zeta", "general")
    told.shows("3 seed users: Zeta Foods", "*2 of 3 without a first success*: Tom", "33.3 % (gate 70 %)")
    told.shows(
        "⚪ *Tom*: not signed up yet", "1 try failed: missing ∗permission∗" if "∗" in told.words else "1 try failed"
    )
    told.shows("🟢 *Raj*: first success Sat 3 Jan, back within 7 days, 2 workflows (triage and search)")
    told.hides("<!channel>")
    assert "data_visualization" in kinds(told)


def test_a_report_is_a_table_with_red_first(zeta: Team) -> None:
    told = zeta.lena.types("/onboard report", "general")
    assert told.ephemeral_to == zeta.lena.id
    told.shows("Portfolio: 4 accounts", "Median time to value", "32 days", "low (14–21)", "under 30: missed")
    marks = [row[0]["text"] for row in told.blocks[kinds(told).index("table")]["rows"][1:]]
    assert marks == sorted(marks, key=["🔴 red", "🟡 warning", "🟢 good"].index)
    assert "data_visualization" in kinds(told)
    zeta.lena.types("/onboard report me").shows("No account is yours")


def test_a_report_by_csm_names_people_and_takes_only_later_signings(zeta: Team) -> None:
    zeta.jane.types("/onboard report csm", "general").shows("By CSM", "Jane Smith", "🔴 32 days", "Jane Smith: us ")
    zeta.jane.types("/onboard report since 1 Jan").shows("Portfolio: 2 accounts", "Signed since Thu 1 Jan")
    zeta.jane.types("/onboard report since today").shows("no account that was signed since Fri 23 Jan")


@pytest.mark.parametrize("asked", ["ttv zeta", "users zeta", "report", "report segment"])
def test_where_slack_refuses_charts_the_same_comes_without(zeta: Team, asked: str) -> None:
    zeta.announces("invalid_blocks")
    with_chart = zeta.jane.types(f"/onboard {asked}", "general")
    zeta.fails("response_url", do="invalid_blocks")
    without = zeta.jane.types(f"/onboard {asked}", "general")
    assert "data_visualization" in kinds(with_chart)
    assert "data_visualization" not in kinds(without)
    assert (without.words, without.text) == (with_chart.words, with_chart.text)


def test_a_mention_is_answered_in_its_thread_and_a_refused_chart_is_left_out_there_too(zeta: Team) -> None:
    zeta.announces("invalid_blocks")
    post = zeta.jane.posts("How are we doing?", "general")
    told = zeta.jane.says("@onboard ttv zeta", "general", post)
    assert (told.ephemeral_to, told.thread_ts) == (zeta.jane.id, post.ts)
    told.shows("Time to value: Zeta Foods")
    zeta.fails("chat.postEphemeral", do="invalid_blocks")
    assert "data_visualization" not in kinds(zeta.jane.says("@onboard ttv zeta", "general", post))


def test_an_account_that_was_meant_is_one_click_away(zeta: Team) -> None:
    told = zeta.jane.types("/onboard ttv pinewood", "general")
    with nothing_changes(zeta):
        zeta.jane.clicks(told, "Pinecrest Schools").shows("Time to value: Pinecrest Schools")


def test_guests_are_told_no(zeta: Team) -> None:
    zeta.gus.types("/onboard report", "general").shows("Guests cannot use")
