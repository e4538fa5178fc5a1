"""The status card: private in an answer, living in a channel, and pressed twice, late, or after a restart."""

from __future__ import annotations

from tests.stories.seen import Seen
from tests.stories.team import Team

SHARED = "acme-shared"


def cards_in(team: Team, channel: str) -> list[Seen]:
    return [post for post in team.channel(channel) if post.thread_ts in (None, post.ts) and "Acme Corp" in post.words]


def thread_of(team: Team, card: Seen) -> list[str]:
    return [post.words for post in team.channel(card.channel) if post.thread_ts == card.ts and post.ts != card.ts]


def test_a_shared_card_lives_where_everybody_sees_it(team: Team) -> None:
    jane, omar = team.owns("acme").jane, team.omar
    private = jane.types("/onboard status acme", "general")
    assert private.ephemeral_to == jane.id
    assert not any("Acme" in post.words for post in omar.sees("general"))
    jane.clicks(private, "Share to channel").shows("Shared in")

    (card,) = cards_in(team, "general")
    card.shows("Acme Corp", "2 of 5 milestones done")
    assert "Share to channel" not in card.labels
    team.omar.types("/onboard done acme integration")  # from elsewhere

    (now,) = cards_in(team, "general")
    assert now.ts == card.ts
    now.shows("3 of 5 milestones done", "✓ Integration configured")
    (line,) = thread_of(team, now)
    assert "Omar Haddad" in line
    assert "Integration configured" in line


def test_the_digest_the_card_and_its_thread_name_people_without_a_ping(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.clicks(jane.types("/onboard status acme", "general"), "Share to channel")
    jane.types("/onboard assign acme @jane backup @omar")
    form = jane.clicks(jane.types("/onboard review acme"), "Partial")
    gap = {"What is the gap": "User education", "Steps, one a line": "Retrain", "Who owns the plan": "omar"}
    jane.submits(form, {"Who at the customer said it": "Sue Park", "In their words": "Half of it", **gap})
    team.clock.to("2026-01-23 10:00")

    (card,) = cards_in(team, "general")
    card.shows("backup Omar Haddad", "remediation plan with Omar Haddad")
    thread = "\n".join(thread_of(team, card))
    assert "backup: – → Omar Haddad" in thread
    assert "Jane Smith" in team.channel("cs-digest")[-1].words
    public = [str(post.raw) for name in ("general", "cs-digest") for post in team.channel(name)]
    assert not any("<@" in post or "U0OMAR" in post for post in public)


def test_there_is_one_card_of_an_account_in_a_channel(team: Team) -> None:
    jane = team.owns("acme").jane
    for channel in ("general", "cs-digest"):
        jane.clicks(jane.types("/onboard status acme", channel), "Share to channel").shows("Shared in")
    again = jane.clicks(jane.types("/onboard status acme", "general"), "Share to channel")
    again.shows("lives in", "already", "open it")
    (general,), (digest,) = cards_in(team, "general"), cards_in(team, "cs-digest")

    jane.types("/onboard note acme Their IT is on holiday")
    for card in (general, digest):
        assert len(thread_of(team, card)) == 1


def test_a_click_on_a_shared_card_answers_privately_and_changes_it_in_place(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.clicks(jane.types("/onboard status acme", "general"), "Share to channel")
    (card,) = cards_in(team, "general")
    answer = team.omar.clicks(card, "Done", near="Training delivered")
    answer.shows("*Training delivered* of *Acme Corp* is done")
    assert answer.ephemeral_to == team.omar.id
    team.omar.again(card).shows("✓ Training delivered")
    team.omar.clicks(answer, "Undo").shows("Taken back")
    team.omar.again(card).hides("✓ Training delivered")


def test_the_menu_of_a_milestone_starts_blocks_and_unblocks_it(team: Team) -> None:
    jane = team.owns("acme").jane
    card = jane.types("/onboard status acme")
    card = jane.clicks(card, "Start", near="Training delivered").shows(
        "*Training delivered* of *Acme Corp* is in progress"
    )
    form = jane.clicks(card, "Blocked…", near="Training delivered").shows("Training delivered")
    card = jane.submits(form, {"Who it waits on": "Us", "What it waits for": "A trainer with <!channel> & *time*"})
    card.shows("waits on us", "2 open blockers").hides("<!channel>")
    card = jane.clicks(card, "Unblock", near="Training delivered")
    card.shows("waits on nothing any more", "1 open blocker")


def test_why_and_history_open_from_the_card(team: Team) -> None:
    jane = team.owns("acme").jane
    card = jane.types("/onboard status acme")
    why = jane.clicks(card, "Why")
    why.shows("Why: Acme Corp", "OVERDUE", "BLOCKED", "TOUCH", "STALL-3", "HEALTH-80", "in progress and overdue")
    jane.clicks(card, "History").shows("History: Acme Corp", "set the account up")
    jane.clicks(why, "Open").shows("2 of 5 milestones done")


def test_redelivered_things_change_nothing_twice(every_team: Team) -> None:
    team, jane = every_team.owns("acme"), every_team.jane
    card = jane.types("/onboard status acme")

    card = jane.clicks(card, "Done", near="Training delivered")
    team.redelivers(2)
    assert changes(jane) == 1

    jane.types("/onboard note acme Their champion is Ana")
    team.redelivers(2)
    assert changes(jane) == 2

    jane.submits(jane.clicks(card, "Note…"), {"Note": "Prefers mornings"})
    team.redelivers(2)
    assert changes(jane) == 3
    assert [note.text for note in team.account("acme").notes] == ["Their champion is Ana", "Prefers mornings"]

    jane.says("@onboard note acme Said in a channel", "general")
    team.redelivers(2)
    assert changes(jane) == 4
    jane.types("/onboard undo").shows("Taken back")
    team.redelivers(2)
    assert len(team.account("acme").notes) == 2


def changes(person: object) -> int:
    """How often Jane stands in Acme's history."""
    words = person.types("/onboard history acme").words  # type: ignore[attr-defined]
    return sum("*Jane Smith*" in line for line in words.splitlines())


def test_a_card_from_before_a_restart_works(every_team: Team) -> None:
    team, jane = every_team.owns("acme"), every_team.jane
    card = jane.types("/onboard status acme")
    form = jane.clicks(card, "Note…")
    team.restart()
    jane.clicks(card, "Done", near="Training delivered").shows("3 of 5 milestones done")
    jane.submits(form, {"Note": "Kept over the restart"})
    assert [note.text for note in team.account("acme").notes] == ["Kept over the restart"]


def test_a_restart_says_nothing_twice(every_team: Team) -> None:
    team, jane = every_team.owns("acme"), every_team.jane
    team.clock.to("2026-01-23 12:00")
    plan = jane.plan()
    team.restart()
    team.clock.to("2026-01-23 17:00")
    assert len([post for post in jane.dm() if post.key.startswith("plan:")]) == 1
    assert len(team.channel("cs-digest")) == 1
    jane.clicks(plan, "Done", near="*Integration configured* is").shows("is done")


def test_a_stale_card_says_how_things_are(team: Team) -> None:
    jane = team.owns("acme").jane
    old, other = jane.types("/onboard status acme"), jane.types("/onboard status acme")
    jane.clicks(other, "Done", near="Integration configured")
    answer = jane.clicks(old, "Done", near="Integration configured")
    answer.shows("done")
    assert sum("marked" in line for line in jane.types("/onboard history acme").words.splitlines()) == 1


def test_a_click_on_a_closed_account_is_refused(team: Team) -> None:
    jane = team.owns("acme").jane
    card = jane.types("/onboard status acme")
    team.lena.types("/onboard close acme").shows("*Acme Corp* is closed")
    answer = jane.clicks(card, "Done", near="Integration configured")
    answer.shows("closed")
    assert team.account("acme").milestone("integration-configured").is_open
