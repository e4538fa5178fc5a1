"""How what people type is cut into words, and which day they mean. Today is Friday 23 January 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dates import Lean, date_of, looks_like_date, read_date, read_minutes
from bot.words import plain, read_words
from playbook.errors import BadInput

TODAY = date(2026, 1, 23)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", []),
        ("   \n ", []),
        ("done acme kickoff", ["done", "acme", "kickoff"]),
        ('status "Acme Corp"', ["status", "Acme Corp"]),
        ("status “Acme Corp”", ["status", "Acme Corp"]),
        ("status „Müller GmbH“ now", ["status", "Müller GmbH", "now"]),
        ('status "Acme', ["status", '"Acme']),
        ('note acme 5" screen', ["note", "acme", '5"', "screen"]),
        ('note acme "a 5" screen"', ["note", "acme", "a 5", 'screen"']),
        ("a &lt;b&gt; &amp; c", ["a", "<b>", "&", "c"]),
        ("assign acme <@U123|jane>", ["assign", "acme", "@jane"]),
        ("see <https://acme.com|acme.com>", ["see", "https://acme.com"]),
        ("مرحبا 🚀", ["مرحبا", "🚀"]),
    ],
)
def test_words(source: str, words: list[str]) -> None:
    assert read_words(source).texts == words


def test_a_mention_carries_its_id() -> None:
    person, channel = read_words("<@U123|jane> <#C1|general>").words
    assert (person.user, channel.channel) == ("U123", "C1")


def test_free_text_is_verbatim_but_plain() -> None:
    text = 'note acme they said  "no"\n<@U1|jane> &amp; <!channel>'
    assert read_words(text).drop(2).free_text == 'they said  "no"\n@jane & @channel'


def test_one_quoted_run_loses_its_quotes() -> None:
    assert read_words('note acme "two words"').drop(2).free_text == "two words"


def test_only_slacks_three_entities_are_undone() -> None:
    assert plain("&amp;lt; &eacute; &lt;") == "&lt; &eacute; <"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-22", date(2026, 1, 22)),
        ("2026-1-2", date(2026, 1, 2)),
        ("today", TODAY),
        ("Yesterday", date(2026, 1, 22)),
        ("tomorrow", date(2026, 1, 24)),
        ("friday", TODAY),
        ("mon", date(2026, 1, 19)),
        ("last friday", date(2026, 1, 16)),
        ("next friday", date(2026, 1, 30)),
        ("next mon", date(2026, 1, 26)),
        ("23 Jan", TODAY),
        ("Jan 23", TODAY),
        ("23rd january", TODAY),
        ("30 Dec", date(2025, 12, 30)),
        ("Sept 1 2027", date(2027, 9, 1)),
        ("Jan 23, 2024", date(2024, 1, 23)),
        ("29 Feb 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_as_people_type_it(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


def test_a_weekday_leans_to_the_future_for_plans() -> None:
    assert date_of(["mon"], TODAY, Lean.FUTURE) == date(2026, 1, 26)
    assert date_of(["friday"], TODAY, Lean.FUTURE) == TODAY


@pytest.mark.parametrize(
    "text", ["", "32 Jan", "29 Feb 2026", "1/2/2026", "2026-13-01", "soon", "Jan", "next", "٢٣ Jan 26"]
)
def test_what_is_no_day_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_date(text, TODAY)
    assert (refused.value.field, refused.value.expected) == ("date", "date")


def test_words_that_look_like_a_day() -> None:
    assert looks_like_date(["32", "Jan"])
    assert looks_like_date(["fri"])
    assert not looks_like_date(["the", "table"])


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30m", 30), ("1h", 60), ("1h30m", 90), ("1.5h", 90), ("45min", 45), ("2hours", 120)],
)
def test_minutes(text: str, minutes: int) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "m", "30", "thirty", "m30", "30 m"])
def test_what_is_no_duration(text: str) -> None:
    assert read_minutes(text) is None
