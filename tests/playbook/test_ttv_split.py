"""METHOD section 4, time to value: the four points, the three parts, the bottleneck, and the split so far (002)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rehearsal import acme, day, local, milestone

from playbook.measures.ttv import Part, bottleneck, points, so_far, split
from playbook.models import Account, Facts, Kind, Milestone, MilestoneStatus, Skip, Touch, TouchKind

SETUP = milestone("technical-setup", "01-12", "01-19", weight=2)
VALUE = milestone("first-value", "01-20", "02-02", weight=3, kind=Kind.VALUE)


def signed(*milestones: Milestone, contact: str | None = None, **rest: object) -> Account:
    """An account signed on 1 January 2026, as in 002's example."""
    facts = Facts(first_contact_on=day(contact) if contact else None)
    return acme(start_on=day("01-01"), milestones=milestones, facts=facts, target_first_value_on=None, **rest)


def called(at: str) -> Touch:
    return Touch(at=local(at), kind=TouchKind.CALL)


def test_the_worked_example_of_002() -> None:
    seen = split(signed(SETUP, VALUE, contact="01-05"))
    assert (seen.handoff_delay, seen.setup_duration, seen.activation_time, seen.total) == (4, 14, 14, 32)
    assert seen.bottleneck is Part.ACTIVATION_TIME  # 7 above its typical 7, setup 4 above its typical 10


@pytest.mark.parametrize(
    ("lengths", "part"),
    [
        ((5, 10, 7), None),  # the upper bounds themselves are typical
        ((0, 0, 0), None),
        ((None, None, None), None),
        ((6, 10, 7), Part.HANDOFF_DELAY),
        ((6, 12, 7), Part.SETUP_DURATION),
        ((6, 11, 8), Part.HANDOFF_DELAY),  # of equals the earlier
        ((4, 13, 10), Part.SETUP_DURATION),
        ((9, None, None), Part.HANDOFF_DELAY),
        ((9, 11, None), Part.HANDOFF_DELAY),
    ],
)
def test_the_bottleneck(lengths: tuple[int | None, ...], part: Part | None) -> None:
    assert bottleneck(dict(zip(Part, lengths, strict=True))) is part


KICKOFF = milestone("kickoff-completed", "01-04", "01-03")
NOTES = milestone("kickoff-notes", "01-04", "01-02", kind=Kind.CUSTOMER_CONFIRMED)


@pytest.mark.parametrize(
    ("account", "contact"),
    [
        (signed(VALUE), None),
        (signed(KICKOFF, contact="01-05"), "01-05"),  # what is known goes first
        (signed(KICKOFF, touches=(called("01-04 23:30"), called("01-06 09:00"))), "01-04"),  # the local day
        (signed(NOTES, KICKOFF), "01-03"),
        (signed(milestone("kickoff-agenda", "01-04", "01-02")), None),
        (signed(milestone("intro", "01-04", "01-02", name="Kick-off call held")), "01-02"),
    ],
)
def test_the_first_contact(account: Account, contact: str | None) -> None:
    assert points(account).first_contact_on == (day(contact) if contact else None)


SKIPPED = replace(
    milestone("data-import", "01-12", weight=2),
    status=MilestoneStatus.SKIPPED,
    skip=Skip(reason="none", consequence="none"),
)


@pytest.mark.parametrize(
    ("milestones", "setup"),
    [
        ((SETUP,), "01-19"),
        ((SETUP, milestone("data", "01-12", "01-22", weight=2)), "01-22"),
        ((SETUP, milestone("data", "01-12", weight=2)), None),  # one is open
        ((SETUP, SKIPPED), "01-19"),
        ((SKIPPED,), None),
        ((SETUP, milestone("sso", "01-12", "01-25", weight=2, kind=Kind.CUSTOMER_CONFIRMED)), "01-25"),
        ((SETUP, milestone("gate", "01-12", weight=2, kind=Kind.GATE)), "01-19"),
        ((SETUP, milestone("training", "01-12", "01-30", weight=1)), "01-19"),
        ((VALUE,), None),
    ],
)
def test_setup_is_complete(milestones: tuple[Milestone, ...], setup: str | None) -> None:
    assert points(signed(*milestones)).setup_complete_on == (day(setup) if setup else None)


def test_first_value_is_the_earliest_value_milestone() -> None:
    second = milestone("team-adoption", "02-10", "01-30", weight=3, kind=Kind.VALUE)
    assert points(signed(VALUE, second)).first_value_on == day("01-30")
    assert points(signed(SETUP, milestone("gate", "01-05", "01-05", weight=3, kind=Kind.GATE))).first_value_on is None
    assert points(signed(replace(VALUE, done_on=None))).first_value_on == day("01-20")  # complete, without a day


@pytest.mark.parametrize(
    ("account", "parts"),
    [
        (signed(SETUP, VALUE), (None, None, 14, 32)),
        (signed(VALUE, contact="01-05"), (4, None, None, 32)),
        (signed(SETUP, contact="01-05"), (4, 14, None, None)),
        (signed(), (None, None, None, None)),
        (signed(SETUP, replace(VALUE, done_on=day("01-10")), contact="01-05"), (4, 5, 0, 9)),  # value before setup
        (signed(SETUP, VALUE, contact="01-25"), (24, 0, 8, 32)),  # contact after setup
        (signed(SETUP, replace(VALUE, done_on=day("01-03")), contact="01-05"), (2, 0, 0, 2)),  # value before both
    ],
)
def test_parts_with_points_missing_or_out_of_order(account: Account, parts: tuple[int | None, ...]) -> None:
    seen = split(account)
    assert (seen.handoff_delay, seen.setup_duration, seen.activation_time, seen.total) == parts


def test_a_contact_before_the_signing_counts_as_on_day_zero() -> None:
    early = signed(SETUP, VALUE)
    early = replace(early, facts=Facts(first_contact_on=early.start_on.replace(year=2025, month=12, day=20)))
    assert split(early).parts == {Part.HANDOFF_DELAY: 0, Part.SETUP_DURATION: 18, Part.ACTIVATION_TIME: 14}


OPEN = milestone("first-value", "01-20", weight=3, kind=Kind.VALUE)


@pytest.mark.parametrize(
    ("account", "on", "parts", "running", "left"),
    [
        (signed(OPEN), "01-08", (7, None, None, 7), Part.HANDOFF_DELAY, 12),
        (signed(OPEN, contact="01-05"), "01-08", (4, 3, None, 7), Part.SETUP_DURATION, 12),
        (signed(SETUP, OPEN, contact="01-05"), "01-25", (4, 14, 6, 24), Part.ACTIVATION_TIME, -5),
        (signed(SETUP, VALUE, contact="01-05"), "02-10", (4, 14, 14, 32), None, None),
        (signed(OPEN, contact="01-05", closed_on=day("01-09")), "02-10", (4, 4, None, 8), Part.SETUP_DURATION, -21),
        (signed(contact="01-05"), "01-08", (4, 3, None, 7), Part.SETUP_DURATION, None),
    ],
)
def test_the_split_so_far(
    account: Account, on: str, parts: tuple[int | None, ...], running: Part | None, left: int | None
) -> None:
    seen = so_far(account, day(on))
    assert (*seen.split.parts.values(), seen.split.total) == parts
    assert (seen.running, seen.days_left) == (running, left)


def test_the_target_is_what_was_agreed_else_the_plans() -> None:
    assert so_far(replace(signed(OPEN), target_first_value_on=day("01-18")), day("01-08")).days_left == 10
    assert so_far(signed(OPEN), day("01-08")).target_on == day("01-20")
