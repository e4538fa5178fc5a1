"""Control characters end at the door."""

from __future__ import annotations

from bot.cleaning import cleaned


def test_every_text_of_a_payload_is_cleaned_and_the_rest_kept() -> None:
    payload = {"text": "a\x00b\x1b[0m\nc\td\x7f\ud800", "more": [{"value": "\x07x"}, 3, None], "rtl": "\u200fשלום"}
    assert cleaned(payload) == {"text": "ab[0m\nc\td", "more": [{"value": "x"}, 3, None], "rtl": "\u200fשלום"}
