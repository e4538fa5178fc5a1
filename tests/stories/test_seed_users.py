"""Seed users, from a first task that fails to the unused features on Day 30: who hears what and does what about it.

Day 0 is Thu 15 Jan. The table is METHOD.md's rules worked out by hand for the dates below.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.seen import Seen
from tests.stories.team import Team
from tests.stories.told import told

RULES = ("FST-", "RETURN-", "WORKFLOW", "ADOPTION-", "LOW-")
NIMBUS = """
customer:
  name: Nimbus
  csm: Jane Smith
  start_date: "2026-01-15"
  welcome_sent_at: "2026-01-15T09:30:00-05:00"
  handoff: {goals: a, stakeholders: b, technical_requirements: c, promises: d}
  success_criteria: {text: "Triage in minutes", agreed_on: "2026-01-16"}
  features: {purchased: [Dashboards, Reports, Alerts, Exports], used: [Dashboards]}
stakeholders: [{name: Eve, role: champion}, {name: Kim, role: executive-sponsor}]
milestones:
  - {name: Kickoff, key: kickoff, target_date: "2026-01-17", actual_date: "2026-01-16", status: complete}
  - {name: FST coverage, key: coverage, target_date: "2026-01-25", kind: gate, measure: fst_coverage, threshold: 70}
  - {name: 7-day return, key: return, target_date: "2026-02-04", kind: gate, measure: return_7_day, threshold: 60}
  - {name: Workflows, key: workflows, target_date: "2026-02-04", kind: gate, measure: workflows_per_user, threshold: 2}
seed_users:
  - {name: Raj Patel, email: raj@example.com, signed_up_at: "2026-01-21T09:30:00-05:00"}
  - name: Ana
    submissions: [{at: "2026-01-16T10:00:00-05:00", workflow: triage, ok: true}]
  - name: Li
    submissions:
      - {at: "2026-01-16T10:00:00-05:00", workflow: triage, ok: true}
      - {at: "2026-01-20T10:00:00-05:00", workflow: triage, ok: true}
  - name: Mo
    submissions: [{at: "2026-01-22T16:00:00-05:00", workflow: summary, ok: false, cause: "no permission"}]
  - name: Tia
    submissions: [{at: "2026-01-27T11:00:00-05:00", workflow: triage, ok: false, cause: "No  Permission"}]
  - {name: Uma}
  - {name: Vic}
"""
MONTH = [
    "01-23 09:00 jane FST-FAIL Mo",  # failed on Thursday evening there: now, within working hours
    "01-23 09:00 jane plan: FST-ROLLCALL coverage",  # Day 8; Days 9 and 10 are a weekend
    "01-23 09:00 jane plan: WORKFLOW-ONE Li",  # back on the 20th with the same workflow
    "01-26 09:00 erin FST-30",
    "01-26 09:00 jane plan: FST-48H Raj Patel",  # 48 h after 21 Jan 09:30 is after Friday's plan
    "01-26 09:00 jane plan: RETURN-USER Ana",  # 168 h after 16 Jan 10:00 is too
    "01-26 09:00 lena FST-50",  # 2 of 7 on Day 10, a Sunday
    "01-26 09:00 victor FST-30",
    "01-27 09:00 jane plan: LOW-ENGAGEMENT",  # nothing since the 22nd
    "01-27 11:00 erin FST-REPEAT no permission",
    "01-27 11:00 jane FST-FAIL Tia",
    "01-29 09:00 jane plan: ADOPTION-14",  # Day 14
    "01-29 09:00 jane plan: RETURN-USER Ana",  # 3 days later
    "02-02 09:00 jane plan: LOW-ENGAGEMENT",  # nothing since the 27th: since Sunday 1 Feb
    "02-04 09:00 jane plan: RETURN-60 return",  # Day 20
    "02-04 09:00 jane plan: WORKFLOWS-2 workflows",
    "02-04 09:00 lena RETURN-60 return",
    "02-04 09:00 lena WORKFLOWS-2 workflows",
    "02-09 09:00 jane plan: LOW-ENGAGEMENT",
    "02-16 09:00 jane plan: ADOPTION-14",  # Day 30 was Saturday: 25 % is red
    "02-16 09:00 jane plan: LOW-ENGAGEMENT",
    "02-16 09:00 lena ADOPTION-14",
]


def nimbus(team: Team, folder: Path) -> Team:
    file = folder / "nimbus.yaml"
    file.write_text(NIMBUS, encoding="utf-8")
    return team.owns(file)


def drafted(form: Seen) -> str:
    return str(form.input("draft")[1]["initial_value"])


def about(team: Team, *words: str) -> Seen:
    """The latest message of its own to Jane that says these words."""
    return next(post for post in reversed(team.jane.dm()) if all(word in post.words for word in words))


def test_a_month_of_seed_users(team: Team, tmp_path: Path) -> None:
    nimbus(team, tmp_path).clock.to("2026-01-26 10:00")
    why = team.jane.types("/onboard why nimbus")
    why.shows("`FST-48H` *Raj Patel* (raj@example.com) signed up on Wed 21 Jan", "Recommend “triage”")
    why.shows("`FST-30` First successful tasks: 2 of 7 seed users, 28.6 %, under 30 %", "`FST-50`")
    why.shows("`RETURN-USER` *Ana* had a first success with “triage” on Fri 16 Jan", "Send tasks like that first one")
    draft = drafted(team.jane.clicks(team.jane.plan(), "Draft…", near="Raj Patel"))
    assert draft.startswith("Hi Raj,")
    assert "On a call: Raj, you have had your access for two days" in draft
    team.clock.to("2026-01-29 10:00")
    team.jane.plan().shows("*Ana* has not been back", "Ask what stands in the way.")
    team.passes("2026-02-16 10:00")
    lines = [line for line in told(team) if "cs-escalations" not in line and not line.endswith(" raised")]
    assert [line for line in lines if any(rule in line for rule in RULES)] == MONTH
    team.jane.types("/onboard why nimbus").shows("red under 30 %", "“Reports”, “Alerts” and “Exports”")


def test_a_failed_first_task_is_handled(team: Team, tmp_path: Path) -> None:
    nimbus(team, tmp_path).clock.to("2026-01-23 09:30")
    nudge = about(team, "*Mo*: the first task, “summary”, failed").shows("“no permission”", "Due in 24 h")
    draft = drafted(team.jane.clicks(nudge, "Draft…"))
    assert draft.startswith("Hi Mo,")
    assert "“summary”, did not work" in draft
    assert "“triage” is the better one to begin with" in draft
    form = team.jane.clicks(nudge, "Handled…").shows("*Nimbus*", "no permission")
    assert team.jane.is_refused(form, {"note": " "})
    team.jane.submits(form, {"note": "Rights were missing; gave Mo triage instead"})
    account = team.account("nimbus")
    (mo,) = [user for user in account.facts.seed_users if user.name == "Mo"]
    assert mo.failure_handled_at is not None
    assert [note.text for note in account.notes] == ["Rights were missing; gave Mo triage instead"]
    assert "*Mo*: the first task" not in team.jane.types("/onboard why nimbus").words
    team.jane.types("/onboard history nimbus").shows("handled the failed first task of *Mo*")
    team.jane.types("/onboard undo").shows("waits for somebody again")
    team.clock.forward("5m")
    team.jane.types("/onboard why nimbus").shows("`FST-FAIL` *Mo*")


def test_seed_users_and_features_by_form(team: Team, tmp_path: Path) -> None:
    nimbus(team, tmp_path)
    form = team.jane.types("/onboard user nimbus").shows("Seed users of *Nimbus*")
    assert team.jane.is_refused(form, {"users": "Zoe, zoe@example.com", "date": "2026-01-24"})
    people = "Zoe Ruiz, zoe@example.com\n\nbo@example.com\nMo mo@example.com"
    team.jane.submits(form, {"users": people, "date": "2026-01-22"})
    users = {user.name: user for user in team.account("nimbus").facts.seed_users}
    assert (users["Zoe Ruiz"].email, users["bo@example.com"].email) == ("zoe@example.com", "bo@example.com")
    assert (users["Mo"].email, len(users)) == ("mo@example.com", 9)
    assert all(users[name].signed_up_at for name in ("Zoe Ruiz", "bo@example.com", "Mo"))
    team.jane.types("/onboard user nimbus Mo mo@example.com").shows("known of *Nimbus* already")
    features = team.jane.types("/onboard feature nimbus").shows("Not in use so far: Reports, Alerts and Exports")
    assert "Alerts" in team.jane.is_refused(features, {"used": "Alarms of all kinds"})["used"]
    team.jane.submits(features, {"used": "alerts\nreports", "purchased": "Audit log"})
    facts = team.account("nimbus").facts
    assert facts.features_used == ("Dashboards", "Alerts", "Reports")
    assert facts.features_purchased[-1] == "Audit log"


def test_a_self_serve_account_says_why_it_is_left_alone(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    lone = NIMBUS.replace("name: Nimbus", "name: Tiny").replace("features:", "playbook: self-serve\n  features:")
    file.write_text(lone, encoding="utf-8")
    team.owns(file).clock.to("2026-01-26 10:00")
    team.jane.types("/onboard why tiny").shows("`FST-50`", "`FST-30`", "`OVERDUE` self-serve: nobody steps in before")
    assert {line.removesuffix(" raised").split()[-1] for line in told(team)} == {"FST-50", "FST-30"}
