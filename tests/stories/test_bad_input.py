"""What people mistype in a command: each time a clear private answer, nothing changed, nobody pinged."""

from __future__ import annotations

import pytest

from tests.stories.seen import Seen
from tests.stories.team import Team
from tests.stories.untouched import nothing_changes, pings

CASES = [
    # an unknown verb
    ("stauts acme", ["no verb called “stauts”", "Did you mean *status*?", "`/onboard help`"]),
    ("statsu", ["no verb called “statsu”", "*status*"]),
    ("frobnicate the <!channel>", ["no verb called “frobnicate”", "`/onboard help`"]),
    ("help blok", ["no verb called “blok”", "*block*"]),
    # an unknown account
    ("status acne robotics", ["no account called “acne robotics”", "`/onboard list all`"]),
    ("status pinewood", ["no account called “pinewood”", "*Pinecrest Schools*"]),
    ("done nobody kickoff", ["no account called “nobody", "`/onboard list all`"]),
    ("status", ["account is missing", "`/onboard status acme`"]),
    ("done", ["Which account? Its name is missing"]),
    # an unknown milestone
    ("done acme zzz", ["no milestone called “zzz”", "shows its milestones"]),
    ("start acme trainnig deliverd xyz", ["no milestone called", "*Training delivered*"]),
    ("done acme", ["milestone is missing", "`Integration configured`"]),
    ("unblock acme training", ["*Training delivered* waits on nothing"]),
    ("reopen acme training", ["*Training delivered* is open already"]),
    # a date
    ("done acme integration on 31 Feb", ["“31 Feb” is not a day I can read", "`2026-01-22`"]),
    ("done acme integration on 2026-13-01", ["“2026-13-01” is not a day"]),
    ("done acme integration on 1 Feb", ["Sun 1 Feb 2026 has not come yet"]),
    ("done acme integration on 2026-01-02", ["before the contract was signed", "Thu 15 Jan 2026"]),
    ("date acme integration 32 Jan", ["“32 Jan” is not a day"]),
    ("date acme integration", ["date is missing", "`22 Jan`"]),
    ("date acme kickoff 2 Feb", ["*Kickoff completed* is complete", "`/onboard reopen`"]),
    ("resume harbor sometime", ["“sometime” is not a day"]),
    ("resume harbor 2020-01-01", ["is before the contract was signed"]),
    ("resume harbor 15 Jan", ["is before the pause began"]),
    # a kind, and the other words of the grammar
    ("touch acme caal in 30m hello", ["“caal” is not a kind of contact", "`call`", "`message`"]),
    ("touch acme call 99999m hello", ["“99999m” is not a length between 1 minute and a day"]),
    ("list overdeu", ["“overdeu” is not a list I know", "`overdue`", "`paused`"]),
    ("report everything", ["“everything” is not a report I know", "`segment`", "`playbook`"]),
    ("report csm segment", ["“csm segment” is not a report I know"]),
    ("report segmnt", ["“segmnt” is not a report I know", "`segment`"]),
    ("report since", ["date is missing", "`22 Jan`"]),
    ("report me since the flood", ["“the flood” is not a day I can read"]),
    ("report since 1 Feb", ["“1 Feb” is not today or a day that has been"]),
    ("ttv", ["account is missing"]),
    ("ttv pinewood", ["no account called “pinewood”", "*Pinecrest Schools*"]),
    ("users nobody at all", ["no account called"]),
    ("pause harbor once more", ["*Harbor Logistics* is paused already"]),
    ("resume acme", ["*Acme Corp* is not paused"]),
    ("assign acme", ["CSM is missing", "type `@`"]),
    ("assign acme @nobody", ["“@nobody” is not a person of this workspace"]),
    ("assign acme @omar backup", ["backup is missing", "type `@`"]),
    ("assign acme @gus", ["“Gus Bell” is not a full member"]),
    ("assign acme @omar backup @exa", ["“Exa Moreno” is not a full member"]),
    ("undo", ["nothing of yours to take back"]),
    ("review nobody at all", ["no account called"]),
]


@pytest.fixture
def office(team: Team) -> Team:
    return team.owns("acme", "pinecrest-schools", "harbor-logistics")


def private_answer(team: Team, text: str, who: str = "jane") -> Seen:
    """What the person is told, in a channel where nobody else sees it."""
    member = getattr(team, who)
    before = len(team.channel("general"))
    told = member.types(f"/onboard {text}", "general")
    assert told is not None, text
    assert told.view_id or told.ephemeral_to == member.id
    assert len(team.channel("general")) == before
    return told


def test_everything_mistyped_is_answered_privately_and_changes_nothing(office: Team) -> None:
    unclear = []
    for typed, said in CASES:
        with nothing_changes(office):
            told = private_answer(office, typed)
        unclear += [(typed, words, told.words) for words in said if words not in told.words]
    assert not unclear, "\n".join(f"{typed!r}: {words!r} is not in: {told}" for typed, words, told in unclear)
    assert pings(office) == []


def test_a_verb_that_was_meant_is_one_click_away(office: Team) -> None:
    told = private_answer(office, "stauts acme")
    office.jane.clicks(told, "status").shows("Acme Corp", "Integration configured")


def test_an_account_that_was_meant_is_one_click_away_and_the_command_goes_on(office: Team) -> None:
    told = private_answer(office, "note pinewood Ana is away until Monday")
    told.shows("*Pinecrest Schools*")
    office.jane.clicks(told, "Pinecrest Schools").shows("Noted on *Pinecrest Schools*")
    assert [note.text for note in office.account("pinecrest").notes] == ["Ana is away until Monday"]


def test_two_accounts_fit_and_a_button_finishes_the_command(team: Team, northern: list[str]) -> None:
    with nothing_changes(team):
        told = private_answer(team, 'note north Ana said: 5 < 6 & "done"')
        told.shows("“north” fits 2 accounts")
    assert set(northern) <= set(told.labels)
    team.jane.clicks(told, "Northwind Foods").shows("Northwind Foods")
    assert [note.text for note in team.account("northwind foods").notes] == ['Ana said: 5 < 6 & "done"']
    assert team.account("northern lights").notes == ()


def test_a_choice_is_made_by_the_one_who_was_asked_with_their_own_rights(team: Team, northern: list[str]) -> None:
    told = private_answer(team, "close north", "lena")
    team.lena.clicks(told, "Northern Lights").shows("Northern Lights", "closed")
    assert str(team.account("northern lights").state) == "closed"
    assert str(team.account("northwind foods").state) == "active"


def test_two_milestones_fit_and_a_button_finishes_the_command(team: Team, northern: list[str]) -> None:
    with nothing_changes(team):
        told = private_answer(team, "done northwind integration on 21 Jan")
        told.shows("fits 2 milestones")
    team.jane.clicks(told, "Integration tested").shows("*Integration tested*", "is done")
    found = {milestone.name: milestone.done_on for milestone in team.account("northwind").milestones}
    assert str(found["Integration tested"]) == "2026-01-21"
    assert found["Integration configured"] is None


@pytest.fixture
def northern(team: Team, tmp_path: object) -> list[str]:
    """Two accounts whose names begin alike, each with two integrations."""
    names = ["Northwind Foods", "Northern Lights"]
    for at, name in enumerate(names):
        path = tmp_path / f"{at}.yaml"  # type: ignore[operator]
        steps = "".join(
            f'  - {{name: "{step}", target_date: "2026-01-28", status: pending}}\n'
            for step in ("Integration configured", "Integration tested", "First value")
        )
        path.write_text(
            f'customer:\n  name: "{name}"\n  csm: "Jane Smith"\n  start_date: "2026-01-15"\nmilestones:\n{steps}'
        )
        team.owns(path)
    return names
