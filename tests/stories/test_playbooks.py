"""Playbooks in Slack: the team's own, the recommendation for a new account, and a running account on another plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playbook.models import Choice, Milestone, MilestoneStatus
from scheduler.sweep import ASSISTANT
from storage.changes.accounts import close_account
from storage.queries.playbooks import known_playbooks
from tests.stories.seen import Seen
from tests.stories.team import Team
from tests.stories.untouched import nothing_changes

OURS = """\
key: ours
name: Our way
summary: Short.
length_days: 20
milestones:
  - key: kickoff
    name: Kickoff held
    due_day: 2
    criteria: Homework has a person.
  - {key: first-value, name: First value achieved, due_day: 12, kind: value, depends_on: [kickoff]}
"""
FAULTY = OURS.replace("depends_on: [kickoff]", "depends_on: [kickof]").replace("due_day: 2\n", "due_day: two\n")


def keys(team: Team) -> list[str]:
    with team.bot.store.read() as session:
        return list(known_playbooks(session))


def step_of(team: Team, account: str, key: str) -> Milestone:
    found = team.account(account).milestone(key)
    assert found is not None, key
    return found


def saves(team: Team, text: str) -> Seen:
    """Lena gives a playbook; what she is told."""
    preview = team.lena.submits(team.lena.types("/onboard playbook"), {"paste_1": text})
    found = team.lena.submits(preview)
    assert isinstance(found, Seen)
    return found


def test_a_lead_saves_one_of_the_teams_own_and_undo_takes_it_back(team: Team) -> None:
    preview = team.lena.submits(team.lena.types("/onboard playbook"), {"paste_1": OURS})
    preview.shows("Our way", "It is new", "Nothing to warn of", "First value achieved", "Day 12")
    assert "ours" not in keys(team)
    team.lena.submits(preview).shows("*Our way* is saved")
    team.omar.types("/onboard playbooks").shows("Our way", "the team's own")
    team.omar.types("/onboard playbook our way").shows("Kickoff held", "Day 2")
    team.lena.types("/onboard undo").shows("Taken back", "playbook")
    assert "ours" not in keys(team)


def test_warnings_are_shown_before_it_is_saved(team: Team) -> None:
    text = OURS.replace("length_days: 20", "length_days: 120").replace("    criteria: Homework has a person.\n", "")
    preview = team.lena.submits(team.lena.types("/onboard playbook"), {"paste_1": text})
    preview.shows("2 warnings", "line 4", "120 days are more than 90", "homework or stakeholders")


def test_every_fault_has_its_line_and_what_was_typed_stays(team: Team) -> None:
    form = team.lena.types("/onboard playbook")
    with nothing_changes(team):
        shown = team.lena.submits(form, {"paste_1": FAULTY}).shows("line 8", "must be a whole number")
        again = team.lena.submits(shown, {"paste_1": FAULTY.replace("due_day: two", "due_day: 2")})
        again.shows("1 fault", "line 10", "'kickof'", "did you mean kickoff?")
    team.lena.submits(team.lena.submits(team.lena.again(again), {"paste_1": OURS})).shows("is saved")


def test_an_empty_form_says_what_to_give(team: Team) -> None:
    with nothing_changes(team):
        empty = team.lena.is_refused(team.lena.types("/onboard playbook"), {"paste_1": "  "})
    assert "paste a playbook" in empty["paste_1"]


def test_a_long_one_goes_on_in_the_next_box_with_its_indentation(team: Team) -> None:
    head, tail = OURS[: OURS.index("  - {key: first-value")], OURS[OURS.index("  - {key: first-value") :]
    preview = team.lena.submits(team.lena.types("/onboard playbook"), {"paste_1": head, "paste_2": tail})
    team.lena.submits(preview.shows("Our way")).shows("is saved")


def test_one_is_uploaded(team: Team) -> None:
    form = team.lena.types("/onboard playbook")
    team.lena.submits(form, {"file": [team.lena.uploads("bad.yaml", FAULTY)]}).shows("line 8", "nothing was saved")
    form = team.lena.types("/onboard playbook")
    preview = team.lena.submits(form, {"file": [team.lena.uploads("ours.yaml", OURS)]}).shows("Our way")
    team.lena.submits(preview).shows("is saved")


def test_only_leads_give_playbooks(team: Team) -> None:
    with nothing_changes(team):
        team.jane.types("/onboard playbook").shows("leads")
        shown = team.jane.types("/onboard playbook agent-30-day").shows("Seed user activation")
        assert "Make our own version…" not in shown.labels
        assert "Add a playbook…" not in team.jane.types("/onboard playbooks").labels


def test_a_shipped_one_becomes_the_teams_own_and_is_back_when_that_is_removed(team: Team) -> None:
    shown = team.lena.types("/onboard playbook async-first")
    form = team.lena.clicks(shown, "Make our own version…")
    preview = team.lena.submits(form).shows("It takes the place of *Async first, 30 days*")
    team.lena.submits(preview).shows("is saved")
    shown = team.lena.types("/onboard playbook async-first").shows("the team's own")
    team.lena.clicks(shown, "Remove").shows("is removed")
    team.lena.types("/onboard playbook async-first").shows("`async-first`", "30 days")


def test_the_default_playbook_is_not_removed(team: Team) -> None:
    saves(team, OURS)
    team.lena.submits(team.lena.types("/onboard settings"), {"default_playbook": "Our way"})
    team.jane.types("/onboard playbooks").shows("*the default*")
    team.lena.clicks(team.lena.types("/onboard playbook ours"), "Remove").shows("by default")
    assert "ours" in keys(team)


def test_the_teams_own_are_known_wherever_playbooks_are_taken(team: Team) -> None:
    saves(team, OURS)
    step = team.jane.submits(team.jane.types("/onboard new Zeta"))
    team.jane.submits(step, {"playbook": "Our way", "note": "They know us."})
    assert [item.key for item in team.account("zeta").milestones] == ["kickoff", "first-value"]
    text = "customer: {name: Eta, csm: Jane Smith, start_date: 2026-01-15, playbook: ours}\n"
    team.jane.submits(team.jane.submits(team.jane.types("/onboard import"), {"paste_1": text}))
    assert team.account("eta").length_days == 20


def test_saving_a_playbook_touches_no_running_account_until_it_is_replanned(team: Team) -> None:
    saves(team, OURS)
    step = team.jane.submits(team.jane.types("/onboard new Zeta"))
    team.jane.submits(step, {"playbook": "Our way", "note": "They know us."})
    before = team.account("zeta")
    saves(team, OURS.replace("due_day: 12", "due_day: 15"))
    assert team.account("zeta").milestones == before.milestones
    shown = team.jane.types("/onboard replan zeta").shows("1 milestone moves", "First value achieved", "Sat 7 Feb")
    assert team.account("zeta").milestones == before.milestones
    team.jane.clicks(shown, "Apply").shows("*Our way*")
    assert str(step_of(team, "zeta", "first-value").due_on) == "2026-02-07"
    team.jane.types("/onboard replan zeta").shows("nothing would change")


def test_new_recommends_with_reasons_and_creates_as_recommended(team: Team) -> None:
    form = team.jane.types("/onboard new Zeta")
    known = {
        "acv": "30000",
        "complexity": "Simple: standard product",
        "integrations": "1",
        "products": "Core, Analytics, Core",
        "motion": "New customer",
        "ops_maturity": "Mature: they do much of the setup",
        "flags": ["Strategic account"],
    }
    step = team.jane.submits(form, known)
    step.shows("Hybrid · Templated · Outcome weighted", "$30,000 a year", "who is strategic", "weekly check-in")
    team.jane.submits(step)
    assert team.jane.modal() is None
    zeta = team.account("zeta")
    assert (zeta.playbook, zeta.facts.choice, zeta.facts.deal.products) == (
        "outcome-weighted",
        None,
        ("Core", "Analytics"),
    )
    assert zeta.facts.deal.strategic


def test_another_choice_wants_a_note_that_stays_visible(team: Team) -> None:
    step = team.jane.submits(team.jane.types("/onboard new Zeta"), {"acv": "30000", "integrations": "1"})
    chosen = {"touch_model": "High-touch", "playbook": "Milestone map, 45 days"}
    with nothing_changes(team):
        assert "say why" in team.jane.is_refused(step, chosen)["note"]
    team.jane.submits(team.jane.again(step), {**chosen, "note": "Their CTO asked for it"})
    zeta = team.account("zeta")
    chose = Choice(touch_model="high-touch", approach="templated", cadence="weekly", note="Their CTO asked for it")
    assert (zeta.playbook, zeta.facts.choice) == ("milestone-map", chose)
    for verb in ("status", "why"):
        team.jane.types(f"/onboard {verb} zeta").shows("High-touch", "Their CTO asked for it")


def test_with_nothing_known_it_says_so(team: Team) -> None:
    step = team.jane.submits(team.jane.types("/onboard new Zeta"))
    step.shows("the team's default", "nothing to go by")
    team.jane.submits(step)
    assert team.account("zeta").playbook == "agent-30-day"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"integrations": "5000"}, "integrations"), ({"products": ",".join("abcdefghijk")}, "products")],
)
def test_what_cannot_be_sold_is_refused_under_its_field(team: Team, values: dict[str, str], field: str) -> None:
    form = team.jane.types("/onboard new Zeta")
    with nothing_changes(team):
        assert field in team.jane.is_refused(form, values)


def test_a_preview_that_lay_too_long_creates_nothing(team: Team) -> None:
    step = team.jane.submits(team.jane.types("/onboard new Zeta"))
    team.clock.forward("40m")
    with nothing_changes(team):
        team.jane.submits(step).shows("open too long")


def test_several_products_are_one_plan_with_a_gate_between_them(team: Team) -> None:
    form = team.jane.types("/onboard new Zeta")
    step = team.jane.submits(form, {"acv": "300000", "integrations": "4", "products": "CRM, Marketing"})
    team.jane.submits(step.shows("White-glove · Full custom"))
    zeta = team.account("zeta")
    assert step_of(team, "zeta", "crm-in-use").threshold == 60
    assert "crm-in-use" in step_of(team, "zeta", "marketing-integrations").depends_on
    assert zeta.length_days == 126


def test_replan_keeps_what_is_done_and_undo_takes_it_all_back(team: Team) -> None:
    jane = team.owns("acme").jane
    team.clock.to("2026-01-23 10:00")
    before = team.account("acme")
    shown = jane.types("/onboard replan acme phase checklist")
    shown.shows("2 milestones done or skipped stay", "Integration configured, and with it 1 open blocker", "come")
    jane.clicks(shown, "Apply").shows("*Phase checklist, 21 days*")
    after = team.account("acme")
    done = [item.key for item in after.milestones if item.status is MilestoneStatus.COMPLETE]
    assert done == [item.key for item in before.milestones if item.status is MilestoneStatus.COMPLETE]
    assert (after.playbook, len(after.milestones)) == ("phase-checklist", 2 + 11), (
        "its kickoff was held: nothing before it"
    )
    jane.types("/onboard history acme").shows("replanned the account")
    (told,) = [post for post in team.lena.dm() if "Health is" in post.words]
    jane.types("/onboard undo").shows("Taken back", "earlier plan")
    assert replace(team.account("acme"), facts=before.facts) == before
    assert team.lena.again(told.shows("Late: ")).shows("Settled since").labels == ["Open"]


def test_a_replan_that_is_no_longer_what_was_shown_is_not_applied(team: Team) -> None:
    jane = team.owns("acme").jane
    shown = jane.types("/onboard replan acme milestone-map")
    jane.types("/onboard done acme integration")
    with nothing_changes(team):
        jane.clicks(shown, "Apply").shows("changed since that preview")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("replan", "account"),
        ("replan nowhere", "I know no account"),
        ("replan acme zzzzz", "I know no playbook"),
        ("playbook zzzzz", "`/onboard playbooks`"),
        ("playbook mileston-map", "Milestone map"),
    ],
)
def test_names_that_fit_nothing_are_answered_with_the_way_on(team: Team, words: str, told: str) -> None:
    team.owns("acme")
    with nothing_changes(team):
        team.jane.types(f"/onboard {words}").shows(told)


def test_a_closed_account_is_not_replanned(team: Team) -> None:
    team.owns("acme")
    with team.bot.store.change(actor=ASSISTANT, via="test", now=team.clock.now) as change:
        close_account(change, team.account("acme").id)
    team.control("clock")
    with nothing_changes(team):
        team.jane.types("/onboard replan acme milestone-map").shows("closed")


def test_use_completes_a_milestone_by_itself(team: Team) -> None:
    text = (
        "customer: {name: Tiny, csm: Jane Smith, tier: smb, start_date: 2026-01-20, playbook: smb-automated}\n"
        'logins: ["2026-01-21T15:00:00Z"]\n'
    )
    team.jane.submits(team.jane.submits(team.jane.types("/onboard import"), {"paste_1": text}))
    team.control("clock")
    login = step_of(team, "tiny", "first-login")
    assert (login.status, str(login.done_on)) == (MilestoneStatus.COMPLETE, "2026-01-21")
