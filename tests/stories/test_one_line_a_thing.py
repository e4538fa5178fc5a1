"""A line of the morning plan that merges two nudges: both were told, and both are dealt with by it."""

from __future__ import annotations

from playbook.models import NudgeState
from storage.queries.due import nudges_of
from tests.stories.team import Team

MERGED = ("OVERDUE", "BLOCKED")


def _states(team: Team) -> dict[str, NudgeState]:
    """The states of Acme's nudges about the late and blocked milestone."""
    with team.bot.store.read() as session:
        return {each.rule: each.state for each in nudges_of(session, team.account("acme").id) if each.rule in MERGED}


def test_a_snooze_of_one_line_holds_back_all_that_it_says_and_is_taken_back_at_once(team: Team) -> None:
    team.owns("acme")
    team.clock.forward("1h")
    plan = team.jane.plan().shows("*Integration configured* is 1 day late and waits on the customer since Tue 20 Jan")
    assert _states(team) == dict.fromkeys(MERGED, NudgeState.SENT)
    said = team.jane.clicks(plan, "Snooze 3 days", near="waits on the customer")
    assert _states(team) == dict.fromkeys(MERGED, NudgeState.WAITING)
    team.jane.again(plan).shows("✓ Integration configured: snoozed until Mon 26 Jan")
    team.jane.clicks(said, "Undo")
    assert _states(team) == dict.fromkeys(MERGED, NudgeState.SENT)


def test_not_relevant_ends_all_that_a_line_says(team: Team) -> None:
    team.owns("acme")
    team.clock.forward("1h")
    form = team.jane.clicks(team.jane.plan(), "Not relevant…", near="waits on the customer")
    team.jane.submits(form, {"reason": "They changed the scope"})
    assert _states(team) == dict.fromkeys(MERGED, NudgeState.DISMISSED)


def test_what_is_due_later_today_needs_me_already(team: Team) -> None:
    team.owns("acme")
    menu = team.jane.types("/onboard").shows("4 things need you today")
    team.jane.home().shows("*Integration configured* is 1 day late", "No contact logged since signing")
    team.jane.clicks(menu, "What needs me today").shows("4 things on 1 account", "Meanwhile: Training delivered")
    team.clock.forward("1h")
    team.jane.plan().shows("4 things on 1 account", "No contact logged since signing")


def test_done_of_a_silence_is_said_in_place_and_taken_back(team: Team) -> None:
    team.owns("acme")
    team.clock.forward("1h")
    plan = team.jane.plan()
    said = team.jane.clicks(plan, "Done", near="no progress").shows("Taken care of")
    team.jane.again(plan).shows("✓ Gone quiet: done").hides("no progress")
    team.jane.types("/onboard history acme").shows("took care of “Gone quiet”")
    team.jane.clicks(said, "Undo").shows("is open again")
    team.jane.home().shows("no progress")


def test_an_unanswered_review_and_open_escalations_are_in_todays_list(team: Team) -> None:
    team.owns("acme")
    team.clock.to("2026-02-16 12:00")
    home = team.jane.home().shows("the customer has not said yet")
    team.jane.clicks(home, "Review…").shows("was onboarding successful?")
    team.lena.home().shows("*Integration configured* is")
