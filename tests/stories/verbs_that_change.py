"""What each verb that changes an account does on a good day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.stories.team import Team
from tests.stories.untouched import nothing_changes
from tests.stories.verbs_typed import typed


def done(team: Team) -> None:
    typed(team, "done acme integration on 22 Jan").shows("*Integration configured*", "is done")
    assert str(step(team, "integration-configured").done_on) == "2026-01-22"


def start(team: Team) -> None:
    typed(team, "start acme training").shows("*Training delivered*")
    assert str(step(team, "training-delivered").status) == "in_progress"


def reopen(team: Team) -> None:
    typed(team, "reopen acme kickoff").shows("*Kickoff completed*")
    assert step(team, "kickoff-completed").is_open


def block(team: Team) -> None:
    typed(team, "block acme training us: no room until 2 Feb").shows("*Training delivered*", "no room until 2 Feb")
    blocker = step(team, "training-delivered").open_blockers[0]
    assert (blocker.text, str(blocker.waiting_on)) == ("no room until 2 Feb", "us")
    for words in ("no room", "Training delivered no room", "trainnig deliverd no room", "to rent a room"):
        typed(team, f"block acme {words if words.lower().startswith('train') else f'training {words}'}")
        said = step(team, "training-delivered").open_blockers[-1].text
        assert words.endswith(said), (words, said)
        assert said in ("no room", "to rent a room")


def unblock(team: Team) -> None:
    typed(team, "unblock acme integration").shows("*Integration configured*")
    assert step(team, "integration-configured").open_blockers == ()


def touch(team: Team) -> None:
    typed(team, "touch acme call in 30m Agreed the SSO date with Ana").shows("Acme Corp")
    found = team.account("acme").touches[-1]
    assert (str(found.kind), str(found.direction), found.minutes, found.note) == (
        "call", "inbound", 30, "Agreed the SSO date with Ana",
    )  # fmt: skip


def note(team: Team) -> None:
    typed(team, "note acme Ana is away until Monday").shows("*Acme Corp*")
    assert [kept.text for kept in team.account("acme").notes] == ["Ana is away until Monday"]


def user(team: Team) -> None:
    typed(team, "user acme Raj Patel raj@example.com").shows("*Raj Patel* is a seed user of *Acme Corp*")
    typed(team, "user acme raj signed up yesterday").shows("*raj* signed up")
    typed(team, "user acme Raj failed triage: no permission").shows("failed with “triage”: “no permission”")
    (raj,) = team.account("acme").facts.seed_users
    assert (raj.name, raj.email) == ("Raj Patel", "raj@example.com")
    assert raj.signed_up_at == datetime(2026, 1, 22, 17, tzinfo=UTC)  # noon in New York
    assert [(task.workflow, task.ok, task.cause) for task in raj.submissions] == [("triage", False, "no permission")]
    typed(team, "user acme Rob succeeded triage").shows("no seed user called “Rob”", "*Raj Patel*")
    typed(team, "user acme remove Raj").shows("no seed user of *Acme Corp* any more")
    assert team.account("acme").facts.seed_users == ()


def feature(team: Team) -> None:
    typed(team, "feature acme Dashboards, Reports").shows("*Acme Corp* uses 0 of 2 purchased features")
    typed(team, "feature acme dashboards used").shows("uses 1 of 2")
    typed(team, "feature acme Zebra used").shows("no feature called “Zebra”", "*Dashboards*")
    assert team.account("acme").facts.features_used == ("Dashboards",)


def welcome(team: Team) -> None:
    typed(team, "welcome acme on 16 Jan").shows("The welcome to *Acme Corp*", "Fri 16 Jan")
    assert team.account("acme").facts.welcome_sent_at == datetime(2026, 1, 16, 17, tzinfo=UTC)  # noon there


def kickoff(team: Team) -> None:
    typed(team, "kickoff acme 27 Jan 15:00").shows("The kickoff of *Acme Corp* is booked for Tue 27 Jan, 15:00")
    assert team.account("acme").facts.kickoff_at == datetime(2026, 1, 27, 20, tzinfo=UTC)
    team.jane.submits(typed(team, "kickoff acme"), {"date": "2026-01-28", "time": "09:30"})
    assert team.account("acme").facts.kickoff_at == datetime(2026, 1, 28, 14, 30, tzinfo=UTC)


def homework(team: Team) -> None:
    typed(team, "homework acme").shows("No homework yet")
    values = {"homework": "Send the SSO metadata", "who": "Ana Ortiz", "due_on": "2026-01-27"}
    team.jane.submits(typed(team, "homework acme add"), values)
    shown = typed(team, "homework acme").shows("1 piece of homework open", "“Send the SSO metadata” · Ana Ortiz")
    team.jane.clicks(shown, "Done").shows("0 pieces of homework open", "is done")
    (item,) = team.account("acme").facts.homework
    assert (item.who, str(item.due_on), str(item.done_on)) == ("Ana Ortiz", "2026-01-27", "2026-01-23")
    typed(team, "undo")
    typed(team, "homework acme done metadata").shows("Homework “Send the SSO metadata” of *Acme Corp* is done")


def people(team: Team) -> None:
    values = {"person_1": "Ana Ortiz", "role_1": "Champion", "email_1": "ana@acme.com"}
    team.jane.submits(typed(team, "people acme add"), values)
    shown = typed(team, "people acme").shows("1 person known", "*Ana Ortiz* · Champion · ana@acme.com")
    team.jane.submits(team.jane.clicks(shown, "Change…"), {"role_1": "Primary contact", "email_1": None})
    team.jane.submits(typed(team, "people acme ana"), {"email_1": "a.ortiz@acme.com"})
    (ana,) = team.account("acme").facts.stakeholders
    assert (ana.name, ana.role, ana.email) == ("Ana Ortiz", "primary-contact", "a.ortiz@acme.com")


def flow(team: Team) -> None:
    values = {"name": "Account setup", "minutes": "12", "kind": "Before the kickoff"}
    team.jane.submits(typed(team, "flow acme add"), values)
    typed(team, "flow acme account setup sent on 19 Jan").shows("*Account setup* of *Acme Corp* is noted as sent")
    shown = typed(team, "flow acme").shows("0 of 1 flow completed", "12 minutes · before the kickoff · sent Mon 19 Jan")
    team.jane.clicks(shown, "Completed").shows("1 of 1 flow completed")
    typed(team, "flow acme setup completed").shows("is noted as completed already")


def date(team: Team) -> None:
    with nothing_changes(team):
        preview = typed(team, "date acme integration 29 Jan").shows("*Integration configured*", "Thu 29 Jan")
    team.jane.clicks(preview, "Apply")
    assert str(step(team, "integration-configured").due_on) == "2026-01-29"


def skip(team: Team) -> None:
    form = typed(team, "skip acme training").shows("Training delivered")
    team.jane.submits(form, {"reason": "They know it", "consequence": "More tickets"}).shows("is skipped", "Day 14")
    assert step(team, "training-delivered").skip.consequence == "More tickets"


def criteria(team: Team) -> None:
    agreed = {"words": "3 workflows by Day 30", "date": "2026-01-22", "said_by": "Sue Park"}
    team.jane.submits(typed(team, "criteria acme"), agreed).shows("agreed on Thu 22 Jan")
    assert team.account("acme").facts.criteria.agreed_by == "Sue Park"


def left(team: Team) -> None:
    typed(team, "left acme Ana").shows("Nobody at *Acme Corp* is known yet")


def confirm(team: Team) -> None:
    said = {"said_by": "Sue Park", "words": "It saves us a day a week"}
    team.jane.submits(typed(team, "confirm acme"), said).shows("confirmed by Sue Park")
    assert team.account("acme").facts.first_value_confirmed.words == "It saves us a day a week"


def handover(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "handover acme").shows("has not confirmed first value", "/onboard confirm Acme Corp")


def survey(team: Team) -> None:
    team.jane.submits(typed(team, "survey acme"), {"ces": "2.5", "nps": "60"}).shows("CES 2.5 and NPS 60")
    assert team.account("acme").facts.survey.ces == 2.5


def assign(team: Team) -> None:
    typed(team, "assign acme @omar backup @jane").shows("Acme Corp")
    acme = team.account("acme")
    assert (acme.csm_id, acme.backup_id) == (team.omar.id, team.jane.id)


def pause(team: Team) -> None:
    typed(team, "pause acme Security review until February").shows("Acme Corp", "paused")
    assert str(team.account("acme").state) == "paused"


def resume(team: Team) -> None:
    due = {kept.key: kept.due_on for kept in team.account("harbor").milestones}
    typed(team, "resume harbor").shows("Harbor Logistics")
    harbor = team.account("harbor")
    assert str(harbor.state) == "active"
    assert all(kept.due_on > due[kept.key] for kept in harbor.open_milestones)


def close(team: Team) -> None:
    told = typed(team, "close acme", "lena").shows("Acme Corp", "closed", "3 open milestones", "not handed over")
    told.shows("No survey is recorded")
    assert str(team.account("acme").state) == "closed"


def delete(team: Team) -> None:
    with nothing_changes(team):
        question = typed(team, "delete acme", "lena").shows("Delete *Acme Corp*")
    team.lena.clicks(question, "Delete").shows("Acme Corp")
    typed(team, "list all").hides("Acme Corp")
    typed(team, "undo", "lena").shows("Acme Corp")
    assert len(team.account("acme").milestones) == 5


def undo(team: Team) -> None:
    before = step(team, "integration-configured")
    typed(team, "done acme integration")
    typed(team, "undo").shows("Taken back", "*Integration configured*")
    assert step(team, "integration-configured") == before


def step(team: Team, key: str) -> Any:
    return team.account("acme").milestone(key)
