"""What counts as the customer's words, and since when an account has been in trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rehearsal import acme, day, milestone

from playbook.attention import attention_since
from playbook.models import AccountState, Answer, Review
from playbook.reviewing import awaits_review, is_vague
from playbook.standing import Standing


@pytest.mark.parametrize(
    ("words", "vague"),
    [
        ("okay", True),
        ("OK!", True),
        ("fine", True),
        ("It's fine.", True),
        ("it’s all good so far", True),
        ("everything went well, thanks", True),
        ("👍", True),
        ("…", True),
        ("Yes", False),
        ("We love it", False),
        ("Okay, but month-end still takes four days", False),
        ("good reports, slow import", False),
        ("оно работает", False),
        ("良い", False),
    ],
)
def test_an_okay_alone_is_no_answer(words: str, vague: bool) -> None:
    assert is_vague(words) is vague


def test_only_the_unanswered_review_waits_for_its_answer() -> None:
    asks, other = milestone("success-review", "02-14"), milestone("kickoff", "01-20")
    account = acme(milestones=(asks, other))
    assert [awaits_review(account, each) for each in account.milestones] == [True, False]
    said = Review(answer=Answer.NO, said_by="Ana", on=day("02-14"), words="No")
    assert not awaits_review(replace(account, review=said), asks)


@pytest.mark.parametrize(
    ("on", "since"),
    [
        ("01-22", None),
        ("01-23", "01-23"),  # integration is overdue: (1 + 2 + 0.25 × 2) / 5 = 70
        ("01-27", "01-23"),
        ("02-10", "01-23"),
    ],
)
def test_risk_is_dated_from_the_day_the_score_fell(on: str, since: str | None) -> None:
    assert attention_since(acme(), day(on)) == (day(since) if since else None)


@pytest.mark.parametrize(("on", "since"), [("01-20", None), ("01-21", "01-21"), ("02-04", "01-21"), ("02-05", "01-21")])
def test_a_stall_counts_from_its_6th_day(on: str, since: str | None) -> None:
    quiet = acme(milestones=(milestone("go-live", "03-30"),))  # signed on 15 January, and nothing since
    assert attention_since(quiet, day(on)) == (day(since) if since else None)


def test_an_unanswered_review_counts_from_day_30() -> None:
    done = acme(milestones=(milestone("kickoff", "01-20", "01-20"),))
    assert attention_since(done, day("02-13")) is None
    assert attention_since(done, day("02-20")) == day("02-14")


def test_nothing_before_day_0_nor_while_paused_or_closed() -> None:
    assert attention_since(acme(), date(2026, 1, 1)) is None
    for state in (AccountState.PAUSED, AccountState.CLOSED):
        assert attention_since(acme(state=state), day("02-20")) is None
    late = acme(milestones=(milestone("kickoff", "01-10"),))  # due before Day 0
    assert attention_since(late, day("01-20")) == day("01-15")


@pytest.mark.parametrize(
    ("standing", "needs"),
    [
        (Standing(), False),
        (Standing(stalled_days=3), False),
        (Standing(stalled_days=6), True),
        (Standing(review_open=True), True),
        (Standing(at_risk=True), True),
    ],
)
def test_what_the_digest_lists(standing: Standing, needs: bool) -> None:
    assert standing.needs_attention is needs
