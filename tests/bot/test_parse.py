"""The grammar of `/onboard`, by table. Today is Friday 23 January 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.parse import (
    BlockWords,
    Filter,
    TouchWords,
    read_assign,
    read_block,
    read_dated,
    read_day,
    read_filter,
    read_line,
    read_moved,
    read_text,
    read_touch,
)
from bot.verbs import ROUTES
from bot.words import read_words
from messages.help import VERBS
from messages.refusals import refused_text
from playbook.errors import BadInput, NotFound, Refused
from playbook.models import Direction, TouchKind, WaitingOn

TODAY = date(2026, 1, 23)
IN, OUT = Direction.INBOUND, Direction.OUTBOUND


def test_every_verb_that_is_routed_is_in_the_help_and_the_other_way_round() -> None:
    assert set(ROUTES) == set(VERBS)


def test_the_bare_command_has_no_verb() -> None:
    assert read_line("  ", list(ROUTES)).verb is None


@pytest.mark.parametrize("word", ["status", "STATUS", "Status"])
def test_a_verb_in_any_case(word: str) -> None:
    assert read_line(f"{word} acme", list(ROUTES)).verb == "status"


@pytest.mark.parametrize(
    ("typed", "meant"), [("staus", "status"), ("hlep", "help"), ("undoo", "undo"), ("blok", "block")]
)
def test_an_unknown_verb_offers_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(NotFound) as unknown:
        read_line(f"{typed} acme", list(ROUTES))
    assert unknown.value.what == "verb"
    assert meant in unknown.value.nearest


@pytest.mark.parametrize("typed", ["forget ana@acme.example", "Forget"])
def test_what_is_done_at_the_command_line_alone_says_where(typed: str) -> None:
    with pytest.raises(Refused) as elsewhere:
        read_line(typed, list(ROUTES))
    assert "`onboard forget`" in refused_text(elsewhere.value)


@pytest.mark.parametrize(
    ("typed", "name", "on"),
    [
        ("kickoff", "kickoff", None),
        ("kickoff on 22 Jan", "kickoff", date(2026, 1, 22)),
        ("kickoff call ON yesterday", "kickoff call", date(2026, 1, 22)),
        ("sign on page", "sign on page", None),
        ("sign on page on 2026-01-20", "sign on page", date(2026, 1, 20)),
        ('"turned on 1 Jan"', "turned on 1 Jan", None),
        ("turned on", "turned on", None),
    ],
)
def test_a_milestone_with_its_day(typed: str, name: str, on: date | None) -> None:
    dated = read_dated(read_words(typed), TODAY)
    assert (dated.milestone.query, dated.on) == (name, on)


def test_a_day_that_is_none_is_not_taken_for_part_of_the_name() -> None:
    with pytest.raises(BadInput, match="32 Jan"):
        read_dated(read_words("kickoff on 32 Jan"), TODAY)


@pytest.mark.parametrize(
    "typed", ["training 3 Feb", "training to 3 Feb", "training Feb 3 2026", "training on 2026-02-03"]
)
def test_a_moved_day_comes_last(typed: str) -> None:
    moved = read_moved(read_words(typed), TODAY)
    assert (moved.milestone.query, moved.on) == ("training", date(2026, 2, 3))


def test_a_move_without_a_day_is_refused() -> None:
    with pytest.raises(BadInput):
        read_moved(read_words("training soon"), TODAY)


@pytest.mark.parametrize(
    ("typed", "touch"),
    [
        ("call", TouchWords(TouchKind.CALL, OUT, None, "")),
        ("call in 30m they agreed", TouchWords(TouchKind.CALL, IN, 30, "they agreed")),
        ("call 30m in they agreed", TouchWords(TouchKind.CALL, IN, 30, "they agreed")),
        ("e-mail out sent the plan", TouchWords(TouchKind.EMAIL, OUT, None, "sent the plan")),
        ("meeting 1h30m kickoff in Berlin", TouchWords(TouchKind.MEETING, OUT, 90, "kickoff in Berlin")),
        ("message inbound “ok”", TouchWords(TouchKind.MESSAGE, IN, None, "ok")),
    ],
)
def test_a_touch(typed: str, touch: TouchWords) -> None:
    assert read_touch(read_words(typed)) == touch


@pytest.mark.parametrize(
    ("typed", "field"), [("", "kind"), ("cal", "kind"), ("call 0m", "minutes"), ("call 30h", "minutes")]
)
def test_a_touch_that_cannot_be_read_names_its_field(typed: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_touch(read_words(typed))
    assert refused.value.field == field


def test_an_unknown_kind_offers_the_nearest_first() -> None:
    with pytest.raises(BadInput) as refused:
        read_touch(read_words("metting"))
    assert refused.value.options[0] == "meeting"


@pytest.mark.parametrize(
    ("typed", "who", "reason"),
    [
        ("waiting for SSO", WaitingOn.CUSTOMER, "waiting for SSO"),
        ("us: build the connector", WaitingOn.US, "build the connector"),
        ("customer: SSO metadata", WaitingOn.CUSTOMER, "SSO metadata"),
        ("third-party: Okta", WaitingOn.THIRD_PARTY, "Okta"),
        ("third party: Okta", WaitingOn.THIRD_PARTY, "Okta"),
        ("note: see mail", WaitingOn.CUSTOMER, "note: see mail"),
    ],
)
def test_a_blocker(typed: str, who: WaitingOn, reason: str) -> None:
    assert read_block(read_words(typed)) == BlockWords(who, reason)


@pytest.mark.parametrize("typed", ["", "us:"])
def test_a_blocker_needs_a_reason(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_block(read_words(typed))
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("", Filter.MINE),
        ("all", Filter.ALL),
        ("At Risk", Filter.AT_RISK),
        ("at-risk", Filter.AT_RISK),
        ("paused", Filter.PAUSED),
    ],
)
def test_a_list(typed: str, chosen: Filter) -> None:
    assert read_filter(read_words(typed)) is chosen


def test_an_unknown_list_offers_them_all_nearest_first() -> None:
    with pytest.raises(BadInput) as refused:
        read_filter(read_words("stale"))
    assert set(refused.value.options) == {str(choice) for choice in Filter}


def test_assign_with_a_backup() -> None:
    words = read_assign(read_words("<@U1|jane> backup <@U2|omar>"))
    assert words.csm.user == "U1"
    assert words.backup is not None
    assert words.backup.user == "U2"


@pytest.mark.parametrize("typed", ["", "<@U1|jane> <@U2|omar>", "<@U1|jane> backup"])
def test_assign_that_cannot_be_read(typed: str) -> None:
    with pytest.raises(BadInput):
        read_assign(read_words(typed))


def test_a_lone_day_may_be_left_out_but_not_be_wrong() -> None:
    assert read_day(read_words(""), TODAY) is None
    assert read_day(read_words("on monday"), TODAY) == date(2026, 1, 26)
    with pytest.raises(BadInput):
        read_day(read_words("soonish"), TODAY)


def test_text_must_be_there() -> None:
    with pytest.raises(BadInput) as refused:
        read_text(read_words(""), "note")
    assert refused.value.field == "note"
