"""A small share of Markdown as safe HTML, for the markdown block: text is escaped, then a few marks become tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])"), r"<em>\1</em>"),
    (re.compile(r"(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)"), r"<em>\1</em>"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"<s>\1</s>"),
)
_LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:)[^\s)\"<>]+)\)")
_CODE = re.compile(r"(`[^`\n]+`)")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"\s*[-*+]\s+(.*)")
_NUMBER = re.compile(r"\s*\d+[.)]\s+(.*)")
_QUOTE = re.compile(r"\s*>\s?(.*)")
_LISTS = ((_BULLET, "ul", "li"), (_NUMBER, "ol", "li"), (_QUOTE, "blockquote", "p"))


def markdown(text: str) -> Markup:
    """The HTML of a markdown block's text: headings, lists, quotes, fences, emphasis, code and links."""
    return Markup("".join(_parts(text.split("\n"))))  # each part escapes what it is given


def _parts(lines: list[str]) -> Iterator[str]:
    here = 0
    while here < len(lines):
        line = lines[here]
        if line.startswith("```"):
            end = next((n for n in range(here + 1, len(lines)) if lines[n].startswith("```")), len(lines))
            yield f"<pre><code>{escape(chr(10).join(lines[here + 1 : end]))}</code></pre>"
            here = end + 1
        elif heading := _HEADING.fullmatch(line):
            yield f'<p class="md-h md-h{len(heading[1])}">{_inline(heading[2])}</p>'
            here += 1
        elif (found := _run(lines, here)) is not None:
            html, here = found
            yield html
        else:
            yield f"<p>{_inline(line)}</p>" if line.strip() else ""
            here += 1


def _run(lines: list[str], start: int) -> tuple[str, int] | None:
    """A run of list items or quoted lines from `start`, and the line after it."""
    for pattern, outer, inner in _LISTS:
        end, items = start, []
        while end < len(lines) and (item := pattern.fullmatch(lines[end])):
            items.append(f"<{inner}>{_inline(item[1])}</{inner}>")
            end += 1
        if items:
            return f"<{outer}>{''.join(items)}</{outer}>", end
    return None


def _inline(text: str) -> str:
    pieces = _CODE.split(text)
    return "".join(f"<code>{escape(p[1:-1])}</code>" if n % 2 else _marked(p) for n, p in enumerate(pieces))


def _marked(text: str) -> str:
    """Emphasis and links of a text without code; addresses are set aside so that no mark is found within them."""
    targets: list[str] = []

    def aside(link: re.Match[str]) -> str:
        targets.append(str(escape(link[2])))
        return f"\x02{len(targets) - 1}\x03{link[1]}\x04"

    html = str(escape(_LINK.sub(aside, re.sub("[\x02-\x04]", "", text))))
    for pattern, tag in _MARKS:
        html = pattern.sub(tag, html)
    html = re.sub("\x02(\\d+)\x03", lambda m: f'<a href="{targets[int(m[1])]}" target="_blank" rel="noopener">', html)
    return html.replace("\x04", "</a>")
