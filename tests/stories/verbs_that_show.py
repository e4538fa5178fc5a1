"""What each verb that shows, writes or sets something for the team does on a good day."""

from __future__ import annotations

from messages.help import VERBS
from tests.stories.team import Team
from tests.stories.untouched import nothing_changes
from tests.stories.verbs_typed import typed


def bare(team: Team) -> None:
    menu = typed(team, "").shows("yours")
    assert {"What needs me today", "My accounts", "New account…", "Import…", "Help"} <= set(menu.labels)
    answers = {
        "My accounts": "Acme Corp",
        "Help": "What I can do",
        "What needs me today": "",
        "New account…": "Customer",
    }
    for label, shown in answers.items():
        team.jane.clicks(typed(team, ""), label).shows(shown)


def help_(team: Team) -> None:
    told = typed(team, "help")
    for verb in VERBS.values():
        assert verb.name in told.words
        shown = typed(team, f"help {verb.name}")
        assert verb.summary in shown.words
        assert verb.example.replace("<", "&lt;") in shown.words


def new(team: Team) -> None:
    form = typed(team, "new Zeta & Sons")
    values = {
        "signed_on": "2026-01-20",
        "tier": "Enterprise",
        "acv": "120000",
        "first_value": "Three workflows",
        "country": "us",
    }
    step = team.jane.submits(form, values).shows("I recommend", "Full custom")
    team.jane.submits(step)
    zeta = team.account("zeta")
    assert (zeta.name, zeta.csm_id, str(zeta.start_on), str(zeta.tier)) == (
        "Zeta & Sons", team.jane.id, "2026-01-20", "enterprise",
    )  # fmt: skip
    assert (zeta.playbook, len(zeta.milestones)) == ("enterprise-custom", 13)
    assert any("Zeta & Sons" in post.words for post in team.channel("general"))


def playbooks_(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "playbooks").shows("Milestone map, 45 days", "`agent-30-day`", "*the default*", "outcome-weighted")


def playbook_(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "playbook async").shows("Async first", "Primary use case established", "12 min", "Kickoff held")
        typed(team, "playbook self-serve").shows("gate: at least 50 % seed users", "E-mails", "Day 21")


def replan_(team: Team) -> None:
    with nothing_changes(team):
        shown = typed(team, "replan acme milestone-map").shows("2 milestones done", "Technical setup complete", "go")
    team.jane.clicks(shown, "Apply").shows("Milestone map, 45 days")
    assert team.account("acme").playbook == "milestone-map"


def import_(team: Team) -> None:
    text = 'customer: {name: Zeta, csm: Jane Smith, start_date: "2026-01-15"}\n'
    text += 'milestones:\n  - {name: Go, target_date: "2026-01-30"}\n'
    preview = team.jane.submits(typed(team, "import"), {"paste_1": text}).shows("1 account", "*Zeta*")
    team.jane.submits(preview)
    assert [milestone.name for milestone in team.account("zeta").milestones] == ["Go"]


def status(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "status acmecorp").shows(
            "Acme Corp", "day 8 of 30", "Next: *Integration configured*", "CSM Jane Smith"
        )


def list_(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "list").shows("Acme Corp").hides("Halden Robotics")
        typed(team, "list mine").shows("Acme Corp").hides("Halden Robotics")
        found = typed(team, "list all").shows("Acme Corp", "Halden Robotics", "Harbor Logistics")
        typed(team, "list overdue").shows("Acme Corp").hides("Halden Robotics")
        typed(team, "list stalled").shows("Pinecrest Schools").hides("Halden Robotics")
        typed(team, "list at-risk").shows("Pinecrest Schools", "Acme Corp").hides("Halden Robotics")
        typed(team, "list paused").shows("Harbor Logistics").hides("Acme Corp")
        team.jane.clicks(found, "Open", near="Halden Robotics").shows("Halden Robotics", "day")


def review(team: Team) -> None:
    question = typed(team, "review acme").shows("was onboarding successful?")
    assert [label for label in question.labels if label in ("Yes", "No", "Partial")] == ["Yes", "No", "Partial"]
    form = team.jane.clicks(question, "Yes")
    team.jane.submits(form, {"said_by": "Ana Ortiz", "words": "It runs by itself", "date": "2026-01-23"})
    typed(team, "review acme").shows("Ana Ortiz", "It runs by itself")


def why(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "why acme").shows("70", "*Integration configured*", "HEALTH-80", "Kickoff completed")


def history(team: Team) -> None:
    typed(team, "note acme Ana is away")
    with nothing_changes(team):
        typed(team, "history acme").shows("Jane Smith", "Ana is away")


def ttv(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "ttv acme").shows(
            "Time to value: Acme Corp", "Handoff delay*: 1 day", "8 days so far", "6 days left"
        )


def users(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "users halden").shows("seed users: Halden Robotics", "without a first success", "gate 70 %")
        typed(team, "users acme").shows("no seed users yet")


def report(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "report").shows("Portfolio: 4 accounts", "Milestones in time", "🔴 red", "Stalled")
        typed(team, "report me").shows("My portfolio")
        typed(team, "report by csm").shows("By CSM", "Jane Smith")
        typed(team, "report segment").shows("By segment", "enterprise")
        typed(team, "report playbooks since 10 Jan").shows("By playbook", "Signed since Sat 10 Jan")


def agenda(team: Team) -> None:
    with nothing_changes(team):
        shown = typed(team, "agenda acme").shows("Kickoff agenda: Acme Corp", "45 minutes", "▢")
        assert "Copy as Markdown" in shown.labels


def questionnaire(team: Team) -> None:
    typed(team, "questionnaire acme").shows("Not sent yet", "Your systems")


def handoff(team: Team) -> None:
    typed(team, "handoff acme").shows("Handoff from sales: Acme Corp", "Missing:")


def plan(team: Team) -> None:
    typed(team, "plan acme").shows("Implementation plan: Acme Corp", "Lena Fischer", "Integration configured")


def briefing(team: Team) -> None:
    typed(team, "briefing acme").shows("15 minutes", "A: your team has it done by")


def share(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "share acme").shows("The customer reads this", "No scores, notes, reasons or escalations")


def drafts(team: Team) -> None:
    labels = set(typed(team, "drafts acme").shows("To write for Acme Corp").labels)
    assert {"Kickoff agenda", "Homework list", "Remediation plan", "Executive outreach…", "Weekly update…"} <= labels


def digest(team: Team) -> None:
    typed(team, "digest").shows(team.sandbox.world.channel("cs-digest").id)
    assert any("Pinecrest Schools" in post.words for post in team.channel("cs-digest"))


def export(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "export acme").shows('name: "Acme Corp"', "Integration configured")


def settings(team: Team) -> None:
    team.lena.submits(typed(team, "settings", "lena"), {"digest_channel": "general", "extra_holidays": "2026-02-16"})
    typed(team, "digest", "lena").shows(team.sandbox.world.channel("general").id)


def cover(team: Team) -> None:
    typed(team, f"cover <@{team.omar.id}|omar> until 30 Jan").shows("covers for", "until and including Fri 30 Jan")
    typed(team, "cover").shows("*Jane Smith* until Fri 30 Jan")
    typed(team, "cover end").shows("hears for themself again")


def load(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "load").shows("active onboardings", "*The next one:*")


def nudges(team: Team) -> None:
    typed(team, "nudges since 1 Jan").shows("Nudges since Thu 1 Jan")


def rest(team: Team) -> None:
    typed(team, "rest acme TOUCH").shows("`TOUCH` rests on *Acme Corp*")
    assert team.account("acme").facts.rested_rules == ("TOUCH",)


def wake(team: Team) -> None:
    rest(team)
    typed(team, "wake acme TOUCH").shows("`TOUCH` speaks again on *Acme Corp*")
    assert team.account("acme").facts.rested_rules == ()


def rules(team: Team) -> None:
    typed(team, "rules", "lena").shows("The team's own numbers", "nothing is saved before that")
