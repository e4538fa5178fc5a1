"""The long run of an onboarding: a skipped step and its safety check, a champion who leaves, first value, the handoff.

Day 0 is Thu 15 Jan; the sandbox begins on Fri 23 Jan. Worked out by hand from METHOD.md.
"""

from __future__ import annotations

from pathlib import Path

from playbook.models import MilestoneStatus, Workspace
from playbook.tracker import read_tracker, write_tracker
from tests.stories.seen import Seen
from tests.stories.team import Team
from tests.stories.told import told

RULES = ("CRITERIA", "CHAMPION", "SKIP-14", "DRAG", "HANDOFF-READY", "SURVEY", "STALL-14", "STALL-NOTE", "EXPANSION")
ORBIT = """
customer:
  name: Orbit
  csm: Jane Smith
  start_date: "2026-01-15"
  target_first_value: "2026-02-03"
  welcome_sent_at: "2026-01-15T09:30:00-05:00"
  handoff: {goals: a, stakeholders: b, technical_requirements: c, promises: d}
  first_value_definition: "Three teams plan in it, so that we can expand to Asia"
  products: [Planner]
stakeholders:
  - {name: Ana Ruiz, role: champion}
  - {name: Kim Lee, role: executive-sponsor}
  - {name: Raj Rao, role: project-lead}
milestones:
  - {name: Kickoff held, key: kickoff, target_date: "2026-01-17", actual_date: "2026-01-16", status: complete}
  - {name: Data checked, key: data, target_date: "2026-02-02", must_have: true}
  - {name: Training delivered, key: training, target_date: "2026-02-03"}
  - {name: First value reached, key: value, target_date: "2026-02-04", kind: value}
  - {name: Handoff to ongoing CS, key: handoff, target_date: "2026-02-20", owner: ongoing-csm, depends_on: [value]}
"""


def orbit(team: Team, folder: Path) -> Team:
    file = folder / "orbit.yaml"
    file.write_text(ORBIT, encoding="utf-8")
    return team.owns(file)


def drafted(form: Seen) -> str:
    return str(form.input("draft")[1]["initial_value"])


def in_plan(team: Team) -> list[str]:
    return [line for line in told(team) if "cs-escalations" not in line and any(rule in line for rule in RULES)]


def test_a_skipped_step_comes_back_as_advice(team: Team, tmp_path: Path) -> None:
    jane = orbit(team, tmp_path).jane
    jane.types("/onboard skip orbit data").shows("*Data checked* is a must-have", "cannot be skipped")
    form = jane.types("/onboard skip orbit training")
    assert jane.is_refused(form, {"reason": "They know the old one", "consequence": " "}).keys() == {"consequence"}
    jane.submits(form, {"reason": "They know the old one", "consequence": "Tickets about rights"}).shows("is skipped")
    jane.types("/onboard history orbit").shows("skipped *Training delivered*", "Tickets about rights")
    jane.types("/onboard undo").shows("is not skipped any more")
    assert "training" in {step.key for step in team.account("orbit").open_milestones}
    form = jane.types("/onboard skip orbit training")
    jane.submits(form, {"reason": "They know the old one", "consequence": "Tickets about rights"})
    team.clock.to("2026-01-29 10:00")
    jane.types("/onboard why orbit").shows("`SKIP-14` Training delivered was skipped", "Tickets about rights")
    check = jane.clicks(jane.plan(), "Answer…", near="Safety check").shows("*Training delivered*")
    jane.submits(check, {"in_use": "yes", "tickets": "yes"}).shows("offer them again as optimisation")
    account = team.account("orbit")
    assert account.facts.safety_check is not None
    assert account.facts.safety_check.tickets_above_peers
    assert "Training delivered: against “Tickets about rights”" in account.notes[-1].text
    team.clock.forward("5m")
    assert "`SKIP-14` Training delivered was" not in jane.types("/onboard why orbit").words
    jane.types("/onboard undo").shows("the safety check of *Orbit* is open again")
    assert team.account("orbit").notes == ()


def test_a_champion_leaves_and_another_takes_over(team: Team, tmp_path: Path) -> None:
    jane = orbit(team, tmp_path).jane
    form = jane.types("/onboard left orbit ana")
    answer = jane.submits(form, {"date": "2026-01-22"})
    answer.shows("*Ana Ruiz* left *Orbit* on Thu 22 Jan", "until Thu 5 Feb", "another champion", "re-alignment call")
    team.clock.to("2026-01-23 10:00")
    jane.types("/onboard why orbit").shows("`CHAMPION-LEFT` *Ana Ruiz*, the champion, left", "Still missing")
    draft = drafted(jane.clicks(jane.plan(), "Draft…", near="Ana Ruiz"))
    assert draft.startswith("Hi Kim,")
    assert "this investment delivers value for your team" in draft
    assert "briefing on the state of your onboarding" in draft
    assert "“Three teams plan in it, so that we can expand to Asia”" in draft  # their own words stay theirs
    assert "left" not in draft
    team.clock.to("2026-01-26 10:00")
    form = jane.types("/onboard left orbit ana")
    assert jane.is_refused(form, {"name": "Ana Ruiz"}).keys() == {"name"}
    answer = jane.submits(form, {"name": "Bo Chen", "kind": "champion"})
    answer.shows("re-alignment call", "the plan to be agreed").hides("another champion")
    form = jane.types("/onboard left orbit ana")
    jane.submits(form, {"name": "Bo Chen", "kind": "champion", "agreed_on": "2026-01-26"}).shows("re-alignment call")
    bo = next(person for person in team.account("orbit").facts.stakeholders if person.name == "Bo Chen")
    assert (bo.role, str(bo.confirmed_on), str(bo.plan_agreed_on)) == ("champion", "2026-01-26", "2026-01-26")
    jane.types("/onboard history orbit").shows("noted that *Ana Ruiz* left", "*Bo Chen* takes their place")
    team.clock.to("2026-02-06 10:00")
    jane.types("/onboard why orbit").shows("a re-alignment call to be held")
    assert [line for line in in_plan(team) if "lena CHAMPION" in line] == ["02-06 09:00 lena CHAMPION-LEFT Ana Ruiz"]


def test_nobody_is_taken_for_whoever_stood_in_their_place(team: Team, tmp_path: Path) -> None:
    jane, omar = orbit(team, tmp_path).jane, team.omar
    new = {"role_1": "user", "email_1": "z@orbit.example"}
    jane.submits(jane.types("/onboard people orbit add"), {"person_1": "Zoe Zane", **new}).shows("*Zoe Zane*")
    form = jane.types("/onboard left orbit zoe")
    jane.types("/onboard undo")
    omar.submits(omar.types("/onboard people orbit add"), {"person_1": "Yan Yu", **new}).shows("*Yan Yu*")
    jane.submits(form, {"date": "2026-01-22"}).shows("not part of *Orbit* any more")
    assert all(person.left_on is None for person in team.account("orbit").facts.stakeholders)


def test_from_criteria_to_handoff_and_survey(team: Team, tmp_path: Path) -> None:
    jane = orbit(team, tmp_path).jane
    team.clock.to("2026-01-29 10:00")
    draft = drafted(jane.clicks(jane.plan(), "Draft…", near="success criterion"))
    assert "What triggered the decision to invest in this now?" in draft
    assert "What would need to be true in six months for you to call this a success?" in draft
    assert draft.count("\n• ") == 3
    assert "three of your people complete “Planner” every week, by Sat 14 Feb" in draft
    form = jane.types("/onboard criteria orbit")
    assert jane.is_refused(form, {"words": "Three teams", "date": "2026-01-29"}).keys() == {"said_by"}
    jane.submits(form, {"words": "Three teams", "date": "2026-01-29", "said_by": "Ana Ruiz"}).shows("agreed on")

    jane.types("/onboard handover orbit").shows("has not confirmed first value")
    team.clock.to("2026-02-04 10:00")
    for step in ("data", "training", "value"):
        jane.types(f"/onboard done orbit {step}").shows("is done")
    form = jane.types("/onboard confirm orbit")
    assert jane.is_refused(form, {"said_by": "Ana", "words": "it's fine"}).keys() == {"words"}
    jane.submits(form, {"said_by": "Ana Ruiz", "words": "We plan twice as fast"}).shows("confirmed by Ana Ruiz")
    team.clock.to("2026-02-05 10:00")
    draft = drafted(jane.clicks(jane.plan(), "Draft…", near="handoff"))
    assert "introduce the colleague who looks after you from here on" in draft
    form = jane.clicks(jane.plan(), "Hand over…").shows("*Handoff to ongoing CS* is done with it")
    assert jane.is_refused(form, {"csm": "omar", "plan": "", "health": "Good"}).keys() == {"plan"}
    jane.submits(form, {"csm": "omar", "plan": "Two reviews a year", "health": "Good"}).shows("is handed over")
    account = team.account("orbit")
    assert str(account.facts.handed_over_on) == "2026-02-05"
    assert {step.key for step in account.milestones if step.status is MilestoneStatus.COMPLETE} >= {"value", "handoff"}
    jane.types("/onboard history orbit").shows("handed the account over to Omar")
    again = read_tracker(write_tracker(account), defaults=Workspace())
    assert (again.facts.handover, again.facts.criteria) == (account.facts.handover, account.facts.criteria)

    team.clock.to("2026-02-09 10:00")  # three days on is a Sunday
    form = jane.clicks(jane.plan(), "Survey…")
    assert jane.is_refused(form, {"ces": "9"}).keys() == {"ces"}
    jane.submits(form, {"ces": "2", "csat": "92,5"}).shows("CES 2 and CSAT 92.5")
    team.clock.to("2026-02-16 10:00")
    lines = [line for line in in_plan(team) if "jane plan" in line]
    assert lines == [
        "01-23 09:00 jane plan: STALL-NOTE",  # nothing since the kickoff on the 16th
        "01-29 09:00 jane plan: CRITERIA-14",
        "01-30 09:00 jane plan: STALL-14",
        "01-30 09:00 jane plan: STALL-NOTE",
        "02-04 09:00 jane plan: DRAG",  # first value was to be there on Tuesday
        "02-05 09:00 jane plan: HANDOFF-READY",
        "02-09 09:00 jane plan: SURVEY",
    ]
    team.lena.types("/onboard close orbit").shows("*Orbit* is closed").hides("survey", "handed over")
