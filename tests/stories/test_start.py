"""The start of an onboarding, as a CSM lives it: welcome, sales handoff, kickoff, and what it leaves behind."""

from __future__ import annotations

from pathlib import Path

from playbook.course import kickoff_lacks
from playbook.models import Account, Workspace
from playbook.tracker import read_tracker, write_tracker
from tests.stories.seen import Seen
from tests.stories.team import Team

ZETA = """\
customer: {name: Zeta, csm: Jane Smith, start_date: 2026-01-22, first_value_definition: "Three workflows run alone"}
milestones:
  - {name: Welcome sent, key: welcome, target_date: 2026-01-26}
  - {name: Questionnaire read, key: questionnaire, target_date: 2026-01-27}
  - {name: Kickoff held, key: kickoff, target_date: 2026-01-29}
  - {name: Kickoff notes confirmed, key: kickoff-notes, target_date: 2026-01-30, kind: customer-confirmed}
  - {name: First value, key: value, target_date: 2026-02-12, kind: value}
stakeholders: [{name: Ana Ortiz, role: champion, email: ana@zeta.com}]
flows: [{key: setup, name: Account setup, minutes: 12, before_kickoff: true}]
"""
FILLED = {
    "homework": "Send the SSO metadata",
    "who": "Ana Ortiz",
    "due_on": "2026-01-27",
    "person_2": "Raj Patel",
    "role_2": "Technical contact",
    "email_2": "raj@zeta.com",
    "goals": "Less triage by hand",
    "sold_to": "Ana decides, Raj runs it",
    "technical": "SSO",
    "promises": "none",
}


def zeta(team: Team, tmp_path: Path) -> Account:
    (tmp_path / "zeta.yaml").write_text(ZETA)
    team.owns(tmp_path / "zeta.yaml")
    return team.account("zeta")


def held_form(team: Team) -> Seen:
    form: Seen = team.jane.types("/onboard done zeta kickoff")
    return form.shows(
        "lacks homework for the customer", "a second person", "sales handoff document", "Known: Ana Ortiz"
    )


def drafted(form: Seen, *texts: str) -> None:
    """The draft that a form offers holds these words."""
    draft = str(form.input("draft")[1]["initial_value"])
    for text in texts:
        assert text in draft, draft
    assert "checking in" not in draft.casefold()
    assert draft.count("?") == 1, "one specific question"


def round_trip(account: Account) -> None:
    """What was entered in Slack is all in the file."""
    assert read_tracker(write_tracker(account), defaults=Workspace()).facts == account.facts


def test_the_welcome_is_asked_for_at_once_and_its_milestone_goes_with_it(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    team.clock.to("2026-01-23 09:00")
    post = next(post for post in team.jane.dm() if "No welcome is noted as sent" in post.words)
    drafted(team.jane.clicks(post, "Draft…"), "Hi Ana,", "“Three workflows run alone”")
    said = team.jane.clicks(post, "Sent").shows("The welcome to *Zeta* is noted as sent")
    found = team.account("zeta")
    assert found.facts.welcome_sent_at is not None
    assert not found.milestone("welcome").is_open  # type: ignore[union-attr]
    team.jane.clicks(said, "Undo").shows("not noted as sent any more")
    found = team.account("zeta")
    assert found.facts.welcome_sent_at is None
    assert found.milestone("welcome").is_open  # type: ignore[union-attr]
    team.jane.types("/onboard done zeta welcome")
    assert team.account("zeta").facts.welcome_sent_at is not None
    team.jane.types("/onboard welcome zeta").shows("noted as sent already")
    team.jane.types("/onboard reopen zeta welcome")
    assert team.account("zeta").facts.welcome_sent_at is None


def test_a_welcome_logged_as_sent_is_sent(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    team.clock.to("2026-01-23 09:00")
    post = next(post for post in team.jane.dm() if "No welcome is noted as sent" in post.words)
    said = team.jane.submits(team.jane.clicks(post, "Draft…"), {})
    found = team.account("zeta")
    assert found.facts.welcome_sent_at is not None
    assert not found.milestone("welcome").is_open  # type: ignore[union-attr]
    assert len(found.touches) == 1
    team.jane.types("/onboard history zeta").shows("welcome")
    team.jane.clicks(said, "Undo").shows("not noted as sent any more")
    found = team.account("zeta")
    assert (found.facts.welcome_sent_at, found.touches) == (None, ())


def test_a_kickoff_is_held_once_everything_it_leaves_behind_is_there(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    form = held_form(team)
    assert "homework" in team.jane.is_refused(form, {})
    without_mail = {**FILLED, "email_2": "nobody"}
    assert "e-mail" in team.jane.is_refused(form, without_mail)["email_2"]
    assert team.jane.is_refused(form, {**FILLED, "email_2": None}).keys() == {"email_2"}
    assert team.account("zeta").facts.homework == (), "nothing half-written"
    said = team.jane.submits(form, FILLED).shows("The kickoff of *Zeta* was held on Fri 23 Jan")
    found = team.account("zeta")
    assert kickoff_lacks(found) == ()
    assert not found.milestone("kickoff").is_open  # type: ignore[union-attr]
    assert [person.name for person in found.facts.stakeholders] == ["Ana Ortiz", "Raj Patel"]
    round_trip(found)
    team.jane.types("/onboard history zeta").shows("marked *kickoff* as held", "“Send the SSO metadata”", "Raj Patel")
    team.jane.clicks(said, "Undo").shows("not held any more")
    assert kickoff_lacks(team.account("zeta")) == ("homework", "stakeholders", "handoff")


def test_it_can_be_overruled_with_a_reason_that_stays_in_sight(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    card = team.jane.types("/onboard status zeta", "general")
    form = team.jane.clicks(card, "Done", near="*Kickoff held*").shows("The kickoff of *Zeta* lacks")
    assert not [block["block_id"] for block in form.blocks if block.get("optional")], "each field is needed"
    form = team.jane.clicks(form, "Held without it…").shows("The kickoff of *Zeta* lacks homework")
    why = "Their sponsor wanted to begin <!channel> at once"
    team.jane.submits(form, {"reason": why})
    assert team.jane.modal() is None
    assert team.account("zeta").milestone("kickoff").overrule == why  # type: ignore[union-attr]
    seen = "overruled: “Their sponsor wanted to begin &lt;!channel&gt; at once”"
    team.jane.types("/onboard status zeta").shows(seen)
    team.jane.types("/onboard history zeta").shows(seen)
    team.jane.types("/onboard why zeta").shows("*Overruled*", "Their sponsor wanted to begin")
    team.jane.says("@onboard done zeta kickoff", "general").shows("is done already")


def test_a_mention_says_what_is_missing(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    team.jane.says("@onboard done zeta kickoff", "general").shows("cannot be marked held yet", "homework")


def test_the_plan_of_the_first_mornings_and_what_can_be_done_in_it(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    team.clock.to("2026-01-23 09:00")
    plan = team.jane.plan().shows("The kickoff has no date", "The sales handoff lacks goals, stakeholders")
    form = team.jane.clicks(plan, "Fill in…", near="sales handoff lacks")
    values = {"goals": "Less triage by hand", "sold_to": "Ana decides", "technical": "SSO", "promises": "none"}
    team.jane.submits(form, values).shows("is complete")
    team.jane.again(plan).hides("The sales handoff lacks")
    form = team.jane.clicks(team.jane.again(plan), "Book…", near="The kickoff has no date").shows("America/New_York")
    team.jane.submits(form, {"date": "2026-01-27", "time": "15:00"}).shows("is booked for Tue 27 Jan, 15:00")
    team.clock.to("2026-01-26 09:00")
    monday = team.jane.plan().shows("The pre-kickoff questionnaire is not sent", "*Account setup* (12 minutes)")
    team.jane.clicks(monday, "Reviewed", near="questionnaire is not sent").shows("noted as reviewed")
    assert not team.account("zeta").milestone("questionnaire").is_open  # type: ignore[union-attr]
    drafted(
        team.jane.clicks(team.jane.again(monday), "Draft…", near="*Account setup*"),
        "“Account setup” takes 12 minutes",
        "our call on Tue 27 Jan",
    )
    team.jane.clicks(team.jane.again(monday), "Completed", near="*Account setup*").shows("is completed")
    team.clock.to("2026-01-27 09:00")
    tuesday = team.jane.plan().shows(
        "Kickoff Tue 27 Jan, 15:00.", "Goals sold: “Less triage by hand”", "Agenda, 45 min"
    )
    tuesday.shows("You have Account setup behind you")
    round_trip(team.account("zeta"))


def test_homework_and_notes_are_asked_for_until_they_are_there(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    team.jane.submits(held_form(team), FILLED)
    team.clock.to("2026-01-28 09:00")
    plan = team.jane.plan().shows("Homework “Send the SSO metadata” with Ana Ortiz is 1 day late")
    plan.shows("Their primary contact has not confirmed the kickoff notes")
    drafted(
        team.jane.clicks(plan, "Draft…", near="Send the SSO metadata"),
        "In our kickoff we agreed on “Send the SSO metadata” with Ana Ortiz for Tue 27 Jan",
    )
    team.jane.clicks(team.jane.again(plan), "They did it", near="Send the SSO metadata").shows("is done")
    assert str(team.account("zeta").facts.homework[0].done_on) == "2026-01-28"
    drafted(
        team.jane.clicks(team.jane.again(plan), "Draft…", near="kickoff notes"),
        "Goal: Less triage by hand",
        "Send the SSO metadata (Ana Ortiz, by Tue 27 Jan)",
    )


def test_a_second_person_is_asked_for_once_the_kickoff_was_held(team: Team) -> None:
    team.owns("acme").clock.to("2026-01-23 09:00")
    plan = team.jane.plan().shows("No one is noted at the customer; the kickoff was held Fri 16 Jan")
    form = team.jane.clicks(plan, "Add a person…", near="No one is noted at the customer")
    values = {"person_1": "Ana Ortiz", "role_1": "Champion", "email_1": "ana@acme.com"}
    team.jane.submits(form, values).shows("*Ana Ortiz* of *Acme Corp* is noted")
    again = team.jane.types("/onboard people acme add")
    assert "known" in str(team.jane.submits(again, {**values, "person_1": "ana ortiz"}).words)


def test_a_pause_moves_the_homework_too(team: Team, tmp_path: Path) -> None:
    zeta(team, tmp_path)
    team.jane.submits(held_form(team), FILLED)
    team.jane.types("/onboard pause zeta Security review")
    team.clock.to("2026-01-26 10:00")
    team.jane.types("/onboard resume zeta")
    assert str(team.account("zeta").facts.homework[0].due_on) == "2026-01-30"
