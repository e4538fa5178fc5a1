"""The pen: small words for the templates, and coloured dots that touch only text."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from sandbox.page.ink import anchor, dotted, first_line, initials, is_ours, is_web, options


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Jane Smith", "JS"), ("onboard", "O"), ("Ann B. Clark", "AC"), ("", "?"), ("李 明", "李明"), ("<b> x", "<X")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_dots_are_drawn_in_text_and_never_in_a_tag() -> None:
    html = dotted(Markup('<a href="https://example.com/🔴">🔴 late</a>'))
    assert html.startswith('<a href="https://example.com/🔴"><span class="dot dot-red"')
    assert html.endswith("🔴</span> late</a>")


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://e.com", True),
        ("mailto:a@b.c", True),
        ("javascript:x", False),
        (" JaVaScript:x", False),
        ("data:x", False),
    ],
)
def test_only_web_links_are_offered(url: str, good: bool) -> None:
    assert is_web(url) is good


def test_pictures_from_elsewhere_are_not_loaded() -> None:
    assert is_ours("/page/files/F1")
    assert not any(is_ours(url) for url in ("https://e.com/a.png", "//e.com/a.png", "/\\e.com/a.png"))


def test_ids_and_names() -> None:
    assert anchor(["V1", "a b", "c"]) != anchor(["V1", "a", "b c"])
    assert first_line("*Integration* :red_circle: <@U1>\nDue") == "Integration"
    grouped = {"option_groups": [{"options": [{"value": "1", "text": {"text": "One"}}]}]}
    assert options(grouped) == [("1", "One")]
