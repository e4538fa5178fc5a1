"""What an acceptance test found, told as it should be."""

from __future__ import annotations

import pytest

from playbook.models import MilestoneStatus
from tests.stories.team import Team
from tests.stories.told import told

SAID = {"Who at the customer said it": "Helen Cho", "In their words": "Month-end closes two days sooner"}


def test_only_an_answer_closes_the_review_and_undo_opens_it_again(team: Team) -> None:
    omar = team.owns("orchid-finance").omar
    omar.types("/onboard done orchid success review").shows("Yes, No or Partial", "/onboard review Orchid Finance")
    card = omar.types("/onboard status orchid")
    assert "Done" not in card.labels
    assert "Done: Success review answered" not in omar.home().labels
    question = omar.clicks(card, "Review…").shows("was onboarding successful?")
    omar.submits(omar.clicks(question, "Yes"), SAID)
    review = team.account("orchid").milestone("success-review")
    assert review is not None
    assert review.status is MilestoneStatus.COMPLETE

    omar.types("/onboard undo").shows("Taken back")
    review = team.account("orchid").milestone("success-review")
    assert review is not None
    assert review.is_open
    assert team.account("orchid").review is None


def test_a_yes_is_followed_up_once_with_the_dates_for_sales(team: Team) -> None:
    """REVIEW-FOLLOW: Orchid was signed on 23 Dec, so Day 60 is 21 Feb and Day 90 is 23 Mar."""
    omar = team.owns("orchid-finance").omar
    omar.submits(omar.clicks(omar.types("/onboard review orchid"), "Yes"), SAID)
    team.clock.to("2026-01-29 09:00")
    followed = [line for line in told(team) if "REVIEW-FOLLOW" in line]
    assert followed == ["01-26 03:00 omar plan: REVIEW-FOLLOW"], "09:00 where Omar lives, once"
    omar.types("/onboard why orchid").shows("`REVIEW-FOLLOW`", "21 Feb", "23 Mar")


def test_okay_is_refused_as_the_customers_words(team: Team) -> None:
    omar = team.owns("orchid-finance").omar
    form = omar.clicks(omar.types("/onboard review orchid"), "Yes")
    said = omar.is_refused(form, {**SAID, "In their words": "it's fine"})
    assert "own words" in next(iter(said.values()))


@pytest.mark.parametrize(("do", "error"), [("delete", "channel_not_found"), ("archive", "is_archived")])
def test_who_asks_for_a_digest_hears_that_its_channel_is_lost(team: Team, do: str, error: str) -> None:
    team.announces(error)
    jane = team.owns("acme").jane
    team.control("channel", channel="cs-digest", do=do)
    jane.types("/onboard digest")
    (told,) = [post for post in jane.dm() if "could not post" in post.words]
    told.shows("digest", "/onboard settings")
    assert not [post for post in team.lena.dm() if "could not post" in post.words]


def test_the_lead_hears_once_that_the_daily_digest_is_lost(team: Team) -> None:
    team.announces("not_in_channel", "channel_not_found")
    team.owns("acme")
    team.control("channel", channel="cs-digest", do="remove_bot")
    team.clock.to("2026-01-23 17:00")
    assert len([post for post in team.lena.dm() if "could not post" in post.words]) == 1


def test_a_deleted_account_leaves_a_quiet_line_and_undo_brings_its_card_back(team: Team) -> None:
    team.owns("acme")
    team.lena.clicks(team.lena.types("/onboard status acme", "general"), "Share to channel")
    card = team.channel("general")[-1].shows("milestones done")
    team.lena.clicks(team.lena.types("/onboard delete acme"), "Delete")
    gone = team.lena.again(card).shows("this onboarding was removed by Lena")
    assert gone.labels == []
    team.lena.types("/onboard undo").shows("Taken back")
    team.lena.again(card).shows("milestones done")


def test_undo_of_new_leaves_no_live_card(team: Team) -> None:
    jane = team.jane
    jane.creates(jane.types("/onboard new Globex", "general"))
    card = next(post for post in team.channel("general") if "Globex" in post.words)
    jane.types("/onboard undo")
    assert jane.again(card).shows("was removed by").labels == []


def test_share_posts_anew_at_once_what_somebody_deleted(team: Team) -> None:
    team.announces("message_not_found")
    jane = team.owns("acme").jane
    jane.clicks(jane.types("/onboard status acme", "general"), "Share to channel")
    (first,) = [post for post in team.channel("general") if "milestones done" in post.words]
    world = team.sandbox.world
    world.delete(next(one for one in world.posts.of(first.channel) if one.ts == first.ts))
    jane.clicks(jane.types("/onboard status acme", "general"), "Share to channel")
    (again,) = [post for post in team.channel("general") if "milestones done" in post.words]
    assert again.ts != first.ts


def test_no_card_where_strangers_read_along(team: Team) -> None:
    team.announces("strangers_read_along")
    jane = team.owns("acme").jane
    jane.clicks(jane.types("/onboard status acme", "acme-shared"), "Share to channel")
    jane.creates(jane.types("/onboard new Globex", "acme-shared"))
    assert not [post for post in team.channel("acme-shared") if post.key]
    told = [post.words for post in jane.dm() if "another organisation" in post.words]
    assert [name in words for name, words in zip(("Acme Corp", "Globex"), told, strict=True)] == [True, True]


def test_an_imported_account_shows_since_when_it_is_in_trouble(team: Team) -> None:
    team.owns("pinecrest-schools", "cobalt-analytics", "orchid-finance").jane.types("/onboard digest")
    (digest,) = [post for post in team.channel("cs-digest") if post.key.startswith("digest:")]
    digest.shows("3 accounts need attention", "Pinecrest", "Cobalt", "Orchid").hides("new today")
    team.jane.types("/onboard list at-risk").hides("Orchid")


def test_done_takes_a_day_without_on(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.types("/onboard done acme integration yesterday").shows("is done", "22 Jan")
    jane.types("/onboard done acme training 2026-01-23").shows("is done")


def test_resume_says_what_it_takes(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.types("/onboard pause acme Security review")
    jane.types("/onboard resume acme 2 Feb").shows("has not come yet")
    jane.types("/onboard resume acme someday").shows("yesterday").hides("next friday")
    jane.types("/onboard help resume").shows("resume acme yesterday", "a day that has been")


def test_assign_says_whom_it_knows(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.types("/onboard assign acme omr").shows("Omar Haddad")
    jane.types("/onboard assign acme backup @omar").shows("CSM is missing")
    jane.types("/onboard assign acme Omar Haddad").shows("is now with")
    assert team.account("acme").csm_id == team.omar.id


def test_control_characters_never_reach_the_database(every_team: Team) -> None:
    every_team.owns("acme").jane.types("/onboard note acme bell\x07 and nul\x00 end")
    assert every_team.account("acme").notes[-1].text == "bell and nul end"
