"""Time that people move: a due date with all that depends on it, a pause and its end."""

from __future__ import annotations

from datetime import date, timedelta

from playbook.models import AccountState
from tests.stories.team import Member, Team
from tests.stories.told import told


def due_days(team: Team, name: str) -> dict[str, date]:
    return {milestone.key: milestone.due_on for milestone in team.account(name).milestones}


def starts_globex(person: Member) -> None:
    """An account on the default playbook, signed today, with the reader's own form."""
    person.creates(person.types("/onboard new Globex")).shows("Globex")


def test_a_new_date_is_previewed_then_applied_with_what_depends_on_it(team: Team) -> None:
    jane = team.jane
    starts_globex(jane)
    was = due_days(team, "globex")
    kickoff = next(key for key in was if "kickoff" in key)
    later = was[kickoff] + timedelta(days=5)
    preview = jane.types(f"/onboard date globex {kickoff} {later}").shows("5 days later", "depend")
    assert due_days(team, "globex") == was

    jane.clicks(preview, "Apply").shows("is now due", "moved along")
    now = due_days(team, "globex")
    moved = {key for key in was if now[key] != was[key]}
    assert kickoff in moved
    assert len(moved) > 1
    assert {now[key] - was[key] for key in moved} == {timedelta(days=5)}
    depending = {kickoff}
    for _ in was:
        depending |= {one.key for one in team.account("globex").milestones if set(one.depends_on) & depending}
    assert moved == depending


def test_keep_as_it_is_changes_nothing(team: Team) -> None:
    jane = team.owns("acme").jane
    was = due_days(team, "acme")
    preview = jane.types("/onboard date acme training 2026-02-03").shows("Tue 27 Jan → Tue 3 Feb", "7 days later")
    jane.clicks(preview, "Keep as it is").shows("Training delivered", "Tue 27 Jan")
    assert due_days(team, "acme") == was


def test_a_date_by_the_card_is_previewed_in_the_form(team: Team) -> None:
    jane = team.owns("acme").jane
    form = jane.clicks(jane.types("/onboard status acme"), "Date…", near="Training delivered")
    preview = jane.submits(form, {"New due date": "2026-02-03"}).shows("7 days later")
    card = jane.submits(preview).shows("is now due on Tue 3 Feb")
    card.shows("2 of 5 milestones done")
    assert due_days(team, "acme")["training-delivered"] == date(2026, 2, 3)


def test_a_moved_date_is_a_new_thread_of_reminders(team: Team) -> None:
    jane = team.owns("acme").jane
    team.clock.to("2026-01-29 12:00")  # two reminders to come of training, one sent
    jane.clicks(jane.types("/onboard date acme training 2026-02-03"), "Apply")
    team.clock.to("2026-02-06 12:00")
    days = [line[:5] for line in told(team) if "jane plan: OVERDUE training-delivered" in line]
    assert days == ["01-28", "02-04", "02-06"]


def test_a_pause_is_silent_and_its_end_moves_the_open_days(team: Team) -> None:
    jane = team.owns("acme").jane
    was = due_days(team, "acme")
    jane.types("/onboard pause acme Their merger").shows("*Acme Corp* is paused", "Their merger")
    assert team.account("acme").state is AccountState.PAUSED
    jane.types("/onboard list paused").shows("Acme Corp")
    team.clock.to("2026-02-02 08:00")
    assert told(team) == []

    jane.types("/onboard resume acme").shows("goes on", "3 open due dates moved")
    now = due_days(team, "acme")
    ten_days = timedelta(days=10)  # from Fri 23 Jan to Mon 2 Feb
    still_open = {milestone.key for milestone in team.account("acme").open_milestones}
    assert now == {key: day + ten_days if key in still_open else day for key, day in was.items()}
    team.clock.to("2026-02-02 12:00")
    # integration is due Sun 1 Feb now; the stall starts anew
    assert [line for line in told(team) if "OVERDUE" in line or "STALL" in line] == [
        "02-02 09:00 jane plan: OVERDUE integration-configured"
    ]


def test_a_paused_account_is_resumed_from_its_card(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.types("/onboard pause acme Holiday")
    team.clock.forward("7d")
    card = jane.types("/onboard status acme").shows("Paused", "Holiday")
    jane.clicks(card, "Resume").shows("goes on").hides("*Paused*")
    assert due_days(team, "acme")["training-delivered"] == date(2026, 2, 3)


def test_a_long_stall_is_resumed_with_a_new_timeline(team: Team) -> None:
    jane = team.owns("acme").jane
    team.clock.to("2026-02-10 09:00")
    form = jane.clicks(jane.plan(), "Resume…").shows("Acme Corp")
    told_her = jane.submits(form, {"New due date": "2026-02-20", "What the customer committed to": "SSO by the 20th"})
    told_her.shows("goes on with a new date", "is now due on Fri 20 Feb").hides("length of the pause")
    assert due_days(team, "acme")["integration-configured"] == date(2026, 2, 20)
    team.clock.to("2026-02-17 12:00")
    stalls = [line for line in told(team) if "STALL" in line and line > "02-10 10"]
    assert stalls == [
        "02-13 09:00 jane plan: STALL-3",
        "02-16 09:00 cs-escalations STALL-6",
        "02-16 09:00 jane plan: STALL-6",
        "02-16 09:00 lena STALL-6",
        "02-17 09:00 cs-escalations STALL-6 raised",
        "02-17 09:00 jane plan: STALL-NOTE",  # a week after the answer
        "02-17 09:00 victor STALL-6 raised",  # nobody said "I have it" on the 16th
    ]
