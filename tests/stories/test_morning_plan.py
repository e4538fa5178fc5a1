"""The morning plan and its ways out: Done, Blocked…, Snooze, Not relevant… with a reason; updated in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.seen import Seen, words_of
from tests.stories.team import ACME, Team
from tests.stories.told import told

LATE = "*Integration configured* is"
QUIET = "and no progress"  # STALL and TOUCH
TROUBLED = """\
customer:
  name: "Account {number:02}"
  csm: Jane Smith
  start_date: 2026-01-19
  welcome_sent_at: "2026-01-19T10:00:00-05:00"
  kickoff_at: "2026-01-19T09:00:00-05:00"
stakeholders: [{{name: Ana, role: user}}, {{name: Raj, role: user}}]
milestones:
  - {{name: Setup, target_date: 2026-01-20, status: pending}}
  - {{name: Training, target_date: 2026-01-21, status: pending}}
  - {{name: Data, target_date: 2026-01-21, status: pending}}
  - {{name: First value, target_date: 2026-01-22, status: pending}}
"""


def plan_of_friday(team: Team) -> Seen:
    team.owns("acme").clock.to("2026-01-23 09:00")
    return team.jane.plan()


def mornings(team: Team, rule: str) -> list[str]:
    """The days on which Jane's plan held something of this rule."""
    return [line[:5] for line in told(team) if f"jane plan: {rule}" in line]


def test_the_plan_says_what_and_why(team: Team) -> None:
    plan = plan_of_friday(team)
    plan.shows("Friday 23 Jan", "on 1 account", "*Acme Corp* · 🟡 at risk, 70 · day 8 of 30")
    plan.shows(f"{LATE} 1 day late", "Waiting on customer SSO metadata", QUIET, "Health", "under 80")
    assert plan.channel == team.sandbox.world.channel("@jane").id
    assert [post.key for post in team.omar.dm()] == []


def test_twenty_accounts_are_one_message_and_each_can_be_acted_on(team: Team, tmp_path: Path) -> None:
    team.announces("ratelimited")  # twenty escalations at once
    files = [tmp_path / f"{number}.yaml" for number in range(20)]
    for number, file in enumerate(files):
        file.write_text(TROUBLED.format(number=number))
    team.owns(*files).clock.to("2026-01-23 09:00")
    plan = team.jane.plan().shows(*(f"*Account {number:02}*" for number in range(20)))
    team.jane.clicks(plan, "Why", near="*Account 07*").shows("Why: Account 07")
    team.jane.clicks(plan, "Snooze 3 days", near="*Account 07*").shows("Snoozed until")
    here = "\n".join(words_of(block) for block in team.jane.again(plan).blocks if "*Account 07*" in words_of(block))
    assert "✓ Setup: snoozed until" in here
    assert "*Training* is 2 days late" in here, "the next line, and what can be done about it, comes up"
    team.jane.clicks(team.jane.again(plan), "Done", near="*Account 07*").shows("*Training* of *Account 07* is done")


def test_done_is_said_in_place(team: Team) -> None:
    plan = plan_of_friday(team)
    answer = team.jane.clicks(plan, "Done", near=LATE).shows("*Integration configured* of *Acme Corp* is done")
    assert answer.ephemeral_to == team.jane.id
    team.jane.again(plan).shows("✓ Integration configured: done").hides(LATE)


def test_every_click_is_said_in_place(team: Team) -> None:
    plan = plan_of_friday(team)
    team.jane.clicks(plan, "Snooze until tomorrow", near=LATE)
    team.jane.clicks(team.jane.again(plan), "Snooze until tomorrow", near=QUIET)
    team.jane.again(plan).hides(LATE, QUIET)


def test_what_was_taken_back_goes_on_where_it_stopped(team: Team) -> None:
    plan = plan_of_friday(team)
    answer = team.jane.clicks(plan, "Done", near=LATE)
    team.jane.clicks(answer, "Undo").shows("Taken back")
    team.clock.to("2026-01-29 12:00")
    assert mornings(team, "OVERDUE integration") == ["01-23", "01-27", "01-29"]


def test_blocked_opens_the_form(team: Team) -> None:
    plan = plan_of_friday(team)
    form = team.jane.clicks(plan, "Blocked…", near=LATE).shows("Integration configured")
    values = {"Who it waits on": "A third party", "What it waits for": "Their SSO vendor"}
    team.jane.submits(form, values).shows("*Integration configured* of *Acme Corp* waits on a third party")
    blockers = team.account("acme").milestone("integration-configured").open_blockers
    assert [one.text for one in blockers] == ["Waiting on customer SSO metadata", "Their SSO vendor"]


# On Tuesday the second reminder; the third comes two working days after the snoozed one was told again.
@pytest.mark.parametrize(
    ("choice", "until", "days"),
    [
        ("Snooze until tomorrow", "Wed 28 Jan", ["01-23", "01-27", "01-28", "01-30"]),
        ("Snooze 3 days", "Fri 30 Jan", ["01-23", "01-27", "01-30", "02-03"]),
        ("Snooze until next week, Mon 2 Feb", "Mon 2 Feb", ["01-23", "01-27", "02-02", "02-04"]),
    ],
)
def test_snooze(team: Team, choice: str, until: str, days: list[str]) -> None:
    plan_of_friday(team)
    team.clock.to("2026-01-27 10:00")
    plan = team.jane.plan()
    team.jane.clicks(plan, choice, near=LATE).shows(f"Snoozed until {until}")
    team.jane.again(plan).shows(f"snoozed until {until}").hides(LATE)
    team.clock.to("2026-02-04 12:00")
    assert mornings(team, "OVERDUE integration") == days


def test_tomorrow_is_a_working_day(team: Team) -> None:
    plan = plan_of_friday(team)
    team.jane.clicks(plan, "Snooze until tomorrow", near=LATE).shows("Snoozed until Mon 26 Jan")
    team.clock.to("2026-01-26 12:00")
    assert mornings(team, "OVERDUE integration") == ["01-23", "01-26"]


def test_not_relevant_asks_why_and_does_not_come_back(team: Team) -> None:
    plan = plan_of_friday(team)
    form = team.jane.clicks(plan, "Not relevant…", near=QUIET).shows("Acme Corp")
    team.jane.submits(form, {"Why it is not relevant": "We talk in <their> channel"}).shows("Noted as not relevant")
    team.jane.again(plan).shows("not relevant, We talk in &lt;their&gt; channel").hides(QUIET)
    team.clock.to("2026-02-13 12:00")
    assert mornings(team, "TOUCH") == ["01-23"]
    assert mornings(team, "STALL-3") == ["01-23"]
    team.jane.types("/onboard why acme").shows("We talk in &lt;their&gt; channel")


def test_the_reason_must_be_given(team: Team) -> None:
    plan = plan_of_friday(team)
    form = team.jane.clicks(plan, "Not relevant…", near=QUIET)
    team.jane.is_refused(form, {})
    assert team.jane.modal() is not None


def test_several_accounts_make_one_plan_the_worst_first(team: Team) -> None:
    team.owns("acme", "halden-robotics", "brightleaf-bakery", "lumen-retail", "juniper-works", "orchid-finance")
    team.clock.to("2026-01-23 18:00")
    for person in (team.jane, team.omar, team.lena):
        assert len([post for post in person.dm() if post.key.startswith("plan:")]) <= 1


def test_nothing_to_say_is_no_message(team: Team, tmp_path: Path) -> None:
    people = "stakeholders: [{name: Ana, role: champion}, {name: Raj, role: user}]\n"
    (tmp_path / "acme.yaml").write_text(ACME.read_text() + people)
    team.owns(tmp_path / "acme.yaml")
    for milestone in ("integration", "training", "first value"):
        team.jane.types(f"/onboard done acme {milestone}")
    team.jane.types("/onboard touch acme call in 20m All is well")
    team.clock.to("2026-01-23 18:00")
    assert team.jane.dm() == []


def test_a_new_csm_is_told_in_their_own_morning(team: Team) -> None:
    team.owns("acme")
    team.lena.types("/onboard assign acme @omar").shows("is now with")
    team.clock.to("2026-01-26 12:00")
    assert team.jane.dm() == []
    (monday,) = [post for post in team.omar.dm() if post.key.startswith("plan:")]
    assert f"{monday.at:%H:%M}" == "08:00"  # 09:00 in Berlin
