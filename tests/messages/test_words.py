"""What people read: dates and counts in words; what comes from outside formats, pings and breaks nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portraits import day

from messages.ids import Action, action_id, action_of, snooze_until
from messages.refs import Ref
from messages.words import ago, count, cut, due, escape, listed, mention, plain, progress_bar
from playbook.errors import BadInput

MONDAY = day("01-26")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Acme", "Acme"),
        ("AT&T <Corp>", "AT&amp;T &lt;Corp&gt;"),
        ("*a* ~b~ `c`", "∗a∗ ∼b∼ ˋcˋ"),
        ("_it_ first_name", "ˍitˍ first_name"),
        ("two\nlines\tand\rmore", "two lines and more"),
        ("> quote", "› quote"),
        ("", "—"),
        ("\u202eevil", "evil"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_outside_text_formats_pings_and_breaks_nothing(raw: str, shown: str) -> None:
    assert escape(raw) == shown


@given(st.text(), st.integers(10, 200))
def test_escaped_text_is_short_live_nowhere_and_on_one_line(text: str, limit: int) -> None:
    shown = escape(text, limit)
    assert 0 < len(shown) <= limit
    assert not set("<>*~`\n\r") & set(shown)
    assert shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0


def test_a_long_name_is_cut_in_sight() -> None:
    assert escape("x" * 300).endswith("x…")
    assert len(plain("y" * 300, 75)) == 75
    assert cut("a&amp;b", 5) == "a…"


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        ("01-26", "due today"),
        ("01-27", "due Tue 27 Jan, tomorrow"),
        ("01-29", "due Thu 29 Jan, in 3 days"),
        ("01-25", "1 day late, was due Sun 25 Jan"),
        ("01-22", "4 days late, was due Thu 22 Jan"),
    ],
)
def test_due_days_in_words(due_on: str, words: str) -> None:
    assert due(day(due_on), MONDAY) == words


def test_small_words() -> None:
    assert ago(day("01-25"), MONDAY) == "yesterday"
    assert count(1_200, "account") == "1,200 accounts"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert listed(["a", "b"]) == "a and b"
    assert mention("UJANE") == "<@UJANE>"
    assert mention("<!channel>", "<!channel>") == "&lt;!channel&gt;"
    assert progress_bar(1, 100) == "▰▱▱▱▱▱▱▱▱▱"
    assert progress_bar(99, 100) == "▰▰▰▰▰▰▰▰▰▱"


def test_snoozes_end_tomorrow_in_three_days_or_on_monday() -> None:
    ends = {action: snooze_until(action, day("01-28")) for action in Action if action.startswith("nudge.snooze")}
    assert sorted(ends.values()) == [day("01-29"), day("01-31"), day("02-02")]


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**9 - 1), st.text(max_size=100))
def test_a_ref_comes_back_as_it_went(number: int, page: int, extra: str) -> None:
    ref = Ref(number, number, number, page, extra)
    assert Ref.unpack(ref.pack()) == ref


@pytest.mark.parametrize("text", ["", "12", "a1m2n3p4", "a-1m0n0p0:", "a1m0n0p0:" + "x" * 2_000, "a١m0n0p0:"])
def test_a_forged_ref_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Ref.unpack(text)


def test_action_ids_are_found_by_their_action() -> None:
    name = action_id(Action.MILESTONE_DONE, "home", 12)
    assert action_of(name) is Action.MILESTONE_DONE
    assert action_of("somebody.else#1") is None
