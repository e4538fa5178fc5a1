"""The markdown block: what it draws, and that nothing gets through it."""

from __future__ import annotations

import pytest

from sandbox.page.markdown import markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "<p>plain</p>"),
        ("**bold** and *em* and ~~gone~~", "<p><strong>bold</strong> and <em>em</em> and <s>gone</s></p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("`**code**`", "<p><code>**code**</code></p>"),
        ("## Head", '<p class="md-h md-h2">Head</p>'),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("> said", "<blockquote><p>said</p></blockquote>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"),
        (
            "[a_b_c](https://example.com/x_y_z)",
            '<p><a href="https://example.com/x_y_z" target="_blank" rel="noopener">a_b_c</a></p>',
        ),
    ],
)
def test_marks(text: str, html: str) -> None:
    assert markdown(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '[x](https://e.com/"onmouseover="alert(1))',
        "# <img src=x onerror=alert(1)>",
        "- <svg onload=alert(1)>",
        "[<img src=x onerror=alert(1)>](https://example.com)",
        "\x02\x30\x03 <b>",
        "**<iframe>**",
    ],
)
def test_nothing_becomes_a_tag_that_is_not_ours(text: str) -> None:
    html = str(markdown(text))
    ours = ("<p", "</p>", '<a href="https://', "</a>", "<ul>", "</ul>", "<li>", "</li>", "<strong>", "</strong>")
    rest = html
    for tag in ours:
        rest = rest.replace(tag, "")
    assert "<" not in rest
    assert "javascript:" not in html.replace("[x](javascript:alert(1))", "")
    assert 'onmouseover="' not in html
