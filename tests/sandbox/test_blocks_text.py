"""Slack's texts as HTML: what a person sees, and that no text can become markup."""

# ruff: noqa: E501 (a row of a table is a line)
from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.blocks import blocks_to_html, plain_to_html, to_html

USERS = {"U1": "jane", "UEVIL": "<script>x</script>"}
CHANNELS = {"C1": "general"}
REL = 'target="_blank" rel="noopener noreferrer nofollow"'
JANE = '<span class="mention mention-user">@jane</span>'


def html(text: str) -> str:
    return str(to_html(text, users=USERS, channels=CHANNELS))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", ""),
        ("plain", "plain"),
        ("*bold* _it_ ~no~ `code`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>code</code>"),
        ("*a _b_ c*", "<strong>a <em>b</em> c</strong>"),
        ("_*both*_", "<em><strong>both</strong></em>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("* not bold* *", "* not bold* *"),
        ("*no\nline*", "*no<br>line*"),
        ("`*raw* :eyes:`", "<code>*raw* :eyes:</code>"),
        ("a\nb", "a<br>b"),
        ("- one\n• two", "- one<br>• two"),
        ("```a *b*\n&lt;c&gt;```", "<pre>a *b*\n&lt;c&gt;</pre>"),
        ("x\n```\npre```\ny", "x<pre>pre</pre>y"),
        ("&gt; quoted\n&gt; more\nout", "<blockquote>quoted<br>more</blockquote>out"),
        ("in\n> *q*", "in<blockquote><strong>q</strong></blockquote>"),
        ("a\n>>> b\nc", "a<blockquote>b<br>c</blockquote>"),
        ("<@U1> and <@U1|x>", f"{JANE} and {JANE}"),
        ("<@U9|sam> <@U9>", '<span class="mention mention-user">@sam</span> <span class="mention mention-user">@U9</span>'),
        ("*<@U1>*", f"<strong>{JANE}</strong>"),
        ("<#C1>", '<span class="mention mention-channel">#general</span>'),
        ("<!channel> <!here>", '<span class="mention mention-broadcast">@channel</span> <span class="mention mention-broadcast">@here</span>'),
        ("<!subteam^S1|@cs>", '<span class="mention mention-group">@cs</span>'),
        ("<!date^1769000000^{date}|21 Jan>", "<time>21 Jan</time>"),
        ("<https://a.example/?b=1&amp;c=2|see *this*>", f'<a href="https://a.example/?b=1&amp;c=2" {REL}>see *this*</a>'),
        ("<https://a.example>", f'<a href="https://a.example" {REL}>https://a.example</a>'),
        ("<mailto:a@b.example>", f'<a href="mailto:a@b.example" {REL}>a@b.example</a>'),
        ("at https://a.example/x_y_z.", f'at <a href="https://a.example/x_y_z" {REL}>https://a.example/x_y_z</a>.'),
        ("_https://a.example_", f'<em><a href="https://a.example" {REL}>https://a.example</a></em>'),
        ("(https://a.example&gt; b)", f'(<a href="https://a.example" {REL}>https://a.example</a>&gt; b)'),
        (":white_check_mark: 10:30:00 :nope:", '<span class="emoji" role="img" aria-label="white check mark">✅</span> 10:30:00 :nope:'),
        ("&lt;b&gt; &amp; &amp;lt; &quot;", "&lt;b&gt; &amp; &amp;lt; &amp;quot;"),
    ],
)  # fmt: skip
def test_mrkdwn_is_seen_as_in_slack(text: str, seen: str) -> None:
    assert html(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<javascript:alert(1)|click>",
        "<JaVaScRiPt:alert(1)>",
        "<data:text/html;base64,xx|x>",
        '<https://a.example/"onmouseover="alert(1)|x>',
        "<https://a.example|<b>x</b>>",
        "<https://a.example|&lt;img src=x onerror=alert(1)&gt;>",
        "<@UEVIL>",
        "<@U1|<i>>",
        "<!foo|&lt;script&gt;>",
        '```</pre><script>"x"</script>```',
        "`</code><script>`",
        "*<b onclick=x>*",
        "\x000\x00 <@U1>\x000\x00",
        "https://a.example/&quot;onload=x",
    ],
)
def test_no_text_becomes_markup(text: str) -> None:
    tags = tags_of(html(text))
    assert {tag for tag, _ in tags} <= {"a", "span", "strong", "code", "pre"}
    for _, attributes in tags:
        assert set(attributes) <= {"href", "target", "rel", "class"}
        assert attributes.get("href", "https://").startswith("https://")


def tags_of(markup: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, {name: value or "" for name, value in attrs}))

    Tags().feed(markup)
    return found


@given(st.text(alphabet="*_~`<>&;|@#!:/\\\"' \nU1Cabhtps.gl\x00", max_size=60))
def test_any_text_makes_only_our_tags(text: str) -> None:
    ours = {"a", "span", "strong", "em", "s", "code", "pre", "blockquote", "br", "time"}
    for tag, attributes in tags_of(html(text)):
        assert tag in ours
        assert set(attributes) <= {"href", "target", "rel", "class", "role", "aria-label"}
        assert attributes.get("href", "mailto:").startswith(("https://", "http://", "mailto:"))


def test_plain_text_knows_emoji_and_lines_only() -> None:
    assert str(plain_to_html("*a*\n<b> &amp; :eyes:")) == (
        '*a*<br>&lt;b&gt; &amp; <span class="emoji" role="img" aria-label="eyes">👀</span>'
    )
    assert str(plain_to_html(":eyes:", emoji=False)) == ":eyes:"


def rich(*inline: dict[str, Any], kind: str = "rich_text_section", **fields: Any) -> str:
    elements = [{"type": kind, "elements": list(inline), **fields}]
    return str(blocks_to_html(elements, users=USERS, channels=CHANNELS))


@pytest.mark.parametrize(
    ("inline", "seen"),
    [
        ({"type": "text", "text": "a <b>\nc &amp;"}, "a &lt;b&gt;<br>c &amp;amp;"),
        ({"type": "text", "text": "a", "style": {"bold": True, "italic": False}}, "<strong>a</strong>"),
        ({"type": "text", "text": "*a* <@U1>"}, "*a* &lt;@U1&gt;"),
        ({"type": "link", "url": "https://a.example", "text": "a"}, f'<a href="https://a.example" {REL}>a</a>'),
        ({"type": "link", "url": "javascript:alert(1)", "text": "a"}, "a"),
        ({"type": "emoji", "name": "eyes"}, '<span class="emoji" role="img" aria-label="eyes">👀</span>'),
        ({"type": "emoji", "name": "flag-es", "unicode": "1f1ea-1f1f8"}, '<span class="emoji" role="img" aria-label="flag-es">🇪🇸</span>'),
        ({"type": "emoji", "name": "own", "unicode": "<b>"}, ":own:"),
        ({"type": "user", "user_id": "U1"}, JANE),
        ({"type": "user", "user_id": "UEVIL"}, '<span class="mention mention-user">@&lt;script&gt;x&lt;/script&gt;</span>'),
        ({"type": "channel", "channel_id": "C1"}, '<span class="mention mention-channel">#general</span>'),
        ({"type": "broadcast", "range": "here"}, '<span class="mention mention-broadcast">@here</span>'),
        ({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 Jan"}, "<time>1 Jan</time>"),
    ],
)  # fmt: skip
def test_rich_text_is_seen_as_in_slack(inline: dict[str, Any], seen: str) -> None:
    assert rich(inline) == f"<div>{seen}</div>"


def test_rich_text_has_lists_quotes_and_code() -> None:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}
    assert rich(item, kind="rich_text_list", style="bullet") == '<ul class="indent-0"><li>a</li></ul>'
    assert rich(item, kind="rich_text_list", style="ordered", indent=1, offset=2) == (
        '<ol class="indent-1" start="3"><li>a</li></ol>'
    )
    assert rich({"type": "text", "text": "a"}, kind="rich_text_quote") == "<blockquote>a</blockquote>"
    assert rich({"type": "text", "text": "a"}, kind="rich_text_preformatted") == "<pre>a</pre>"
