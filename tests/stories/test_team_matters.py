"""What is about the team: the digest, the review's answers, settings, and who may do what."""

from __future__ import annotations

from playbook.models import Answer
from tests.stories.seen import Seen
from tests.stories.team import Team
from tests.stories.test_dates_and_pauses import starts_globex


def digests(team: Team, channel: str = "cs-digest") -> list[Seen]:
    return [post for post in team.channel(channel) if post.key.startswith("digest:")]


def test_the_digest_tells_what_changed_since_the_last(team: Team) -> None:
    jane = team.owns("acme").jane
    team.clock.to("2026-01-23 12:00")
    (friday,) = digests(team)
    friday.shows("1 account needs attention", "1 at risk", "Acme Corp").hides("Since")
    jane.types("/onboard done acme integration")  # 80

    team.clock.to("2026-01-26 12:00")
    monday = digests(team)[-1]
    assert monday.words.count("\n") == 0  # a calm day is one line
    monday.shows("Nothing is at risk", "1 healthy", "1 recovered since Fri 23 Jan")

    team.clock.to("2026-01-28 12:00")  # training is overdue: (1 + 2 + 1) / 6
    assert len(digests(team)) == 4
    digests(team)[-1].shows("1 account needs attention", "Since Tue 27 Jan: 1 new (Acme Corp)", "at risk, 66.7")
    team.lena.clicks(digests(team)[-1], "Open").shows("3 of 5 milestones done")


def test_the_digest_by_hand_comes_at_once_and_the_daily_one_all_the_same(team: Team) -> None:
    team.owns("acme").jane.types("/onboard digest").shows("on its way")
    assert len(digests(team)) == 1
    team.clock.to("2026-01-23 12:00")
    assert len(digests(team)) == 2
    team.omar.types("/onboard digest")
    team.redelivers()
    assert len(digests(team)) == 3


def test_no_digest_on_weekends_nor_without_its_channel(team: Team) -> None:
    team.owns("acme").clock.to("2026-01-25 23:00")
    assert len(digests(team)) == 1
    form = team.lena.types("/onboard settings")
    team.lena.submits(form, {"Digest channel": None})
    team.clock.to("2026-01-27 12:00")
    assert len(digests(team)) == 1
    team.jane.types("/onboard digest").shows("/onboard settings")


def test_a_yes_with_unmet_gates_needs_a_reason(team: Team) -> None:
    jane = team.jane
    starts_globex(jane)
    question = jane.types("/onboard review globex").shows("was onboarding successful?", "Not met yet")
    form = jane.clicks(question, "Yes")
    said = {"Who at the customer said it": "Sue Park", "In their words": "We love it"}
    jane.is_refused(form, said)
    assert team.account("globex").review is None

    jane.submits(form, {**said, "Why Yes, although not every gate is met": "They use the API instead"})
    review = team.account("globex").review
    assert review is not None
    assert (review.answer, review.reason) == (Answer.YES, "They use the API instead")
    jane.types("/onboard review globex").shows("Globex: Yes", "They use the API instead", "agree opportunity dates")


def test_a_yes_with_all_gates_met_needs_none(team: Team) -> None:
    jane = team.owns("acme").jane  # 001's tracker has no gates
    form = jane.clicks(jane.types("/onboard review acme"), "Yes")
    jane.submits(form, {"Who at the customer said it": "Sue Park", "In their words": "We love it"})
    assert team.account("acme").review is not None


def test_a_no_without_a_gap_is_no_answer(team: Team) -> None:
    jane = team.owns("acme").jane
    form = jane.clicks(jane.types("/onboard review acme"), "No")
    jane.is_refused(form, {"Who at the customer said it": "Sue", "In their words": "okay"})
    assert team.account("acme").review is None


def test_leads_set_the_channels_and_the_hour(team: Team) -> None:
    team.owns("acme")
    assert team.jane.modal() is None
    team.jane.types("/onboard settings").shows("lead")
    assert team.jane.modal() is None

    form = team.lena.types("/onboard settings")
    team.lena.submits(form, {"Digest channel": "general", "Digest at": "11:00", "VP CS": "erin"})
    team.clock.to("2026-01-23 10:59")
    assert digests(team) == digests(team, "general") == []
    team.clock.to("2026-01-23 11:00")
    assert (len(digests(team)), len(digests(team, "general"))) == (0, 1)
    team.clock.to("2026-01-29 12:00")
    assert [post for post in team.victor.dm() if "Acme" in post.words] == []
    assert any("Acme Corp" in post.words for post in team.erin.dm())  # STALL-9


def test_settings_are_taken_back(team: Team) -> None:
    form = team.owns("acme").lena.types("/onboard settings")
    team.lena.submits(form, {"Digest channel": "general"})
    team.lena.types("/onboard undo").shows("Taken back")
    team.clock.to("2026-01-23 12:00")
    assert len(digests(team)) == 1


def test_who_may_give_an_account_away(team: Team) -> None:
    team.owns("acme")
    team.omar.types("/onboard assign acme @omar").hides("is now with")  # Jane's, and he is no lead
    assert team.account("acme").csm_id == team.jane.id
    team.jane.types("/onboard assign acme @gus").hides("is now with")  # a guest
    assert team.account("acme").csm_id == team.jane.id
    team.jane.types("/onboard assign acme @omar backup @jane").shows("is now with", "backup")
    assert (team.account("acme").csm_id, team.account("acme").backup_id) == (team.omar.id, team.jane.id)
    team.sam.types("/onboard assign acme @sam").hides("is now with")
    team.lena.types("/onboard assign acme @jane").shows("is now with")
    assert team.account("acme").csm_id == team.jane.id


def test_only_leads_close_and_delete(team: Team) -> None:
    team.owns("acme")
    for verb in ("close", "delete"):
        team.jane.types(f"/onboard {verb} acme").shows("lead")
    question = team.lena.types("/onboard delete acme").shows("Acme Corp")
    team.lena.clicks(question, "Delete")
    team.jane.types("/onboard status acme").hides("milestones done")
