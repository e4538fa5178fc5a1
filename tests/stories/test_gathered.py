"""What falls due for one person at the same moment is one message, a block an account; each nudge stays its own."""

from __future__ import annotations

from pathlib import Path

from playbook.models import Mode, NudgeState
from storage.queries.due import nudges_of
from tests.stories.team import Team
from tests.stories.test_seed_users import NIMBUS

ACCOUNT = """
customer:
  name: {name}
  csm: Jane Smith
  start_date: "{start}"
  {welcome}
  handoff: {{goals: a, stakeholders: b, technical_requirements: c, promises: d}}
stakeholders: [{{name: Eve, role: champion}}, {{name: Kim, role: executive-sponsor}}]
milestones:
  - {{name: Kickoff, key: kickoff, target_date: "{start}", actual_date: "{kickoff}", status: {status}}}
  - {{name: Go live, key: go-live, target_date: "2026-03-20", status: in_progress, start_date: "2026-01-22"}}
"""
NAMES = ("Aster", "Birch", "Cedar")


def running(team: Team, folder: Path, start: str = "2026-01-05") -> Team:
    """Three onboardings that run since then, with no success criterion agreed."""
    for name in NAMES:
        welcome = f'welcome_sent_at: "{start}T10:00:00-05:00"'
        text = ACCOUNT.format(name=name, start=start, welcome=welcome, kickoff=start, status="complete")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return team.owns(*(folder / f"{name}.yaml" for name in NAMES))


def states(team: Team, name: str, rule: str, mode: Mode) -> list[NudgeState]:
    with team.bot.store.read() as session:
        told = nudges_of(session, team.account(name).id)
    return [each.state for each in told if each.rule == rule and each.mode is mode]


def test_a_lead_gets_one_message_about_all_accounts_of_a_first_import(team: Team, tmp_path: Path) -> None:
    running(team, tmp_path).clock.to("2026-01-23 09:30")
    (post,) = [post for post in team.lena.dm() if post.key.startswith("escalation:")]
    post.shows("3 accounts: ", "*Aster*", "*Birch*", "*Cedar*", "Tried:")
    for name in NAMES:
        assert states(team, name, "CRITERIA-14", Mode.ESCALATION) == [NudgeState.SENT]
    assert len(team.channel("cs-escalations")) == len(NAMES), "there each has a thread of its own"


def test_each_account_of_it_is_taken_up_by_itself_and_shows_who_has_it(team: Team, tmp_path: Path) -> None:
    running(team, tmp_path).clock.to("2026-01-23 09:30")
    post = team.lena.dm()[-1]
    assert post.labels.count("I have it") == len(NAMES)
    said = team.lena.clicks(post, "I have it", near="*Birch*").shows("Birch")
    seen = team.lena.again(post).shows("✓ *Lena")
    assert seen.labels.count("I have it") == len(NAMES) - 1
    shared = next(each for each in team.channel("cs-escalations") if "Birch" in each.words)
    shared.shows("✓ *Lena")
    team.lena.clicks(said, "Undo")
    assert team.lena.again(post).labels.count("I have it") == len(NAMES)
    team.lena.clicks(team.lena.again(post), "I have it", near="*Birch*")
    team.clock.to("2026-01-26 12:00")  # a working day later the others go up, in one message too
    (up,) = team.victor.dm()
    up.shows("*Aster*", "*Cedar*", "has not said “I have it”").hides("*Birch*")


def test_one_snoozed_out_of_it_comes_alone(team: Team, tmp_path: Path) -> None:
    running(team, tmp_path).clock.to("2026-01-23 09:30")
    team.lena.clicks(team.lena.dm()[-1], "Snooze until tomorrow", near="*Cedar*")
    assert states(team, "Cedar", "CRITERIA-14", Mode.ESCALATION) == [NudgeState.WAITING]
    assert states(team, "Aster", "CRITERIA-14", Mode.ESCALATION) == [NudgeState.SENT]


def test_the_welcomes_of_a_day_are_one_message_and_the_sent_one_is_settled_in_it(team: Team, tmp_path: Path) -> None:
    for name in NAMES:
        text = ACCOUNT.format(name=name, start="2026-01-22", welcome="", kickoff="", status="pending")
        (tmp_path / f"{name}.yaml").write_text(text.replace('actual_date: "", ', ""), encoding="utf-8")
    team.announces("ratelimited")
    team.owns(*(tmp_path / f"{name}.yaml" for name in NAMES)).clock.to("2026-01-23 09:30")
    (post,) = [post for post in team.jane.dm() if post.key.startswith("nudge:")]
    post.shows("Now: 3 things on 3 accounts", "*Aster*", "*Birch*", "*Cedar*", "No welcome sent since the signing")
    assert "Done" not in post.labels, "Sent is what is done"
    team.jane.clicks(post, "Sent", near="*Birch*")
    team.jane.again(post).shows("Now: 2 things on 2 accounts", "✓ Welcome: taken care of")
    assert team.account("Birch").facts.welcome_sent_at == team.clock.now
    assert team.account("Aster").facts.welcome_sent_at is None


def test_users_who_tried_nothing_are_one_line_with_a_draft_each_and_the_way_to_all(team: Team, tmp_path: Path) -> None:
    more = "".join(
        f'  - {{name: {name}, signed_up_at: "2026-01-19T09:30:00-05:00"}}\n' for name in ("Ben", "Cleo", "Dan")
    )
    (tmp_path / "nimbus.yaml").write_text(NIMBUS + more, encoding="utf-8")
    team.owns(tmp_path / "nimbus.yaml").clock.to("2026-01-23 09:30")
    plan = team.jane.plan().shows("*Ben*, *Cleo* and *Dan* have tried no task since they signed up.")
    form = team.jane.clicks(plan, "Draft for Cleo…", near="have tried no task")
    assert "Cleo" in form.input("draft")[1]["initial_value"]
    plan = team.jane.again(plan)
    team.jane.clicks(plan, "The users", near="have tried no task").shows("*Dan*: signed up Mon 19 Jan")
    form = team.jane.clicks(team.jane.again(plan), "Not relevant…", near="have tried no task")
    team.jane.submits(form.shows("The same goes for"), {"reason": "They are on leave"})
    ended = states(team, "Nimbus", "FST-48H", Mode.PLAN)
    assert sorted(ended) == [*[NudgeState.DISMISSED] * 3, NudgeState.WAITING], "Raj's turn is Monday"


def test_the_users_screen_adds_users_and_tasks(team: Team, tmp_path: Path) -> None:
    (tmp_path / "nimbus.yaml").write_text(NIMBUS, encoding="utf-8")
    shown = team.owns(tmp_path / "nimbus.yaml").jane.types("/onboard users nimbus")
    form = team.jane.clicks(shown, "Add users…")
    team.jane.submits(form, {"users": "Zoe, zoe@example.com"})
    assert "Zoe" in [user.name for user in team.account("nimbus").facts.seed_users]
    team.jane.clicks(team.jane.types("/onboard users nimbus"), "Log a task…").shows("A task of a seed user of *Nimbus*")
