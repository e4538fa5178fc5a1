"""One story for every verb of `/onboard`: what it does on a good day, and that its help is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.verbs import ROUTES
from messages.help import VERBS
from tests.stories.seen import Seen
from tests.stories.team import Team
from tests.stories.untouched import nothing_changes

pytestmark = pytest.mark.thorough

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def typed(team: Team, text: str, who: str = "jane") -> Seen:
    """A command in a channel, where the answer is private."""
    member = getattr(team, who)
    told: Seen | None = member.types(f"/onboard {text}".rstrip(), "general")
    assert told is not None, text
    assert told.view_id or told.ephemeral_to == member.id, text
    return told


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
        shown = typed(team, "replan acme milestone-map").shows("1 milestone done", "Technical setup complete", "go")
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
    assert str(team.account("acme").facts.welcome_sent_at) == "2026-01-16 17:00:00+00:00"  # noon there


def kickoff(team: Team) -> None:
    typed(team, "kickoff acme 27 Jan 15:00").shows("The kickoff of *Acme Corp* is booked for Tue 27 Jan, 15:00")
    assert str(team.account("acme").facts.kickoff_at) == "2026-01-27 20:00:00+00:00"
    team.jane.submits(typed(team, "kickoff acme"), {"date": "2026-01-28", "time": "09:30"})
    assert str(team.account("acme").facts.kickoff_at) == "2026-01-28 14:30:00+00:00"


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
    typed(team, "plan acme").shows("Implementation plan: Acme Corp", "Lena Ott", "Integration configured")


def briefing(team: Team) -> None:
    typed(team, "briefing acme").shows("15 minutes", "A: your team has it done by")


def share(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "share acme").shows("The customer reads this", "No scores, notes, reasons or escalations")


def drafts(team: Team) -> None:
    labels = set(typed(team, "drafts acme").shows("To write for Acme Corp").labels)
    assert {"Kickoff agenda", "Homework list", "Remediation plan", "Executive outreach…", "Weekly update…"} <= labels


def undo(team: Team) -> None:
    before = step(team, "integration-configured")
    typed(team, "done acme integration")
    typed(team, "undo").shows("Taken back", "*Integration configured*")
    assert step(team, "integration-configured") == before


def digest(team: Team) -> None:
    typed(team, "digest").shows(team.sandbox.world.channel("cs-digest").id)
    assert any("Pinecrest Schools" in post.words for post in team.channel("cs-digest"))


def export(team: Team) -> None:
    with nothing_changes(team):
        typed(team, "export acme").shows('name: "Acme Corp"', "Integration configured")


def settings(team: Team) -> None:
    team.lena.submits(typed(team, "settings", "lena"), {"digest_channel": "general", "extra_holidays": "2026-02-16"})
    typed(team, "digest", "lena").shows(team.sandbox.world.channel("general").id)


def step(team: Team, key: str) -> Any:
    return team.account("acme").milestone(key)


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


STORIES: dict[str, Callable[[Team], None]] = {
    "": bare, "help": help_, "new": new, "import": import_, "playbooks": playbooks_, "playbook": playbook_,
    "replan": replan_, "status": status, "list": list_, "done": done,
    "start": start, "reopen": reopen, "block": block, "unblock": unblock, "touch": touch, "note": note,
    "welcome": welcome, "kickoff": kickoff,
    "homework": homework, "people": people, "flow": flow,
    "user": user, "feature": feature, "date": date,
    "skip": skip, "criteria": criteria, "left": left, "confirm": confirm, "handover": handover, "survey": survey,
    "agenda": agenda, "questionnaire": questionnaire, "handoff": handoff, "plan": plan, "briefing": briefing,
    "share": share, "drafts": drafts,
    "assign": assign, "pause": pause, "resume": resume, "close": close, "delete": delete, "review": review, "why": why,
    "history": history, "ttv": ttv, "users": users, "report": report, "undo": undo, "digest": digest, "export": export,
    "settings": settings, "cover": cover, "load": load, "nudges": nudges, "rest": rest, "wake": wake, "rules": rules,
}  # fmt: skip


@pytest.mark.parametrize("verb", STORIES)
def test_a_verb_does_what_its_help_says(team: Team, verb: str) -> None:
    team.owns("acme", "halden-robotics", "harbor-logistics", "pinecrest-schools")
    STORIES[verb](team)


def test_a_mention_in_a_thread_takes_the_same_words(team: Team) -> None:
    team.owns("acme")
    team.jane.clicks(team.jane.types("/onboard status acme", "general"), "Share to channel")
    card = next(post for post in team.channel("general") if "Acme Corp" in post.words)
    told = team.jane.says("@onboard done integration", "general", card)
    assert told.ephemeral_to == team.jane.id
    told.shows("*Integration configured*", "is done")
    team.jane.says("@onboard why acme", "general", card).shows("Acme Corp")


def test_help_registry_stories_and_docs_know_the_same_verbs() -> None:
    documented = dict(re.findall(r"^\| `(\w+)[^`]*` \| (.*?) \|", DOCS.read_text(), re.MULTILINE))
    assert set(documented) == set(VERBS) == set(ROUTES) == set(STORIES) - {""}
    for name, verb in VERBS.items():
        row = f"| `{verb.usage.replace('|', chr(92) + '|')}` | {verb.summary} | `/onboard {verb.example}` |"
        assert row in DOCS.read_text(), name


def test_usage_and_example_begin_with_the_verb_itself() -> None:
    for name, verb in VERBS.items():
        assert verb.usage.split()[0] == verb.example.split()[0] == name
