"""Slack's texts as a small safe HTML, for the page: mrkdwn, plain text and rich text.

Everything is escaped but the tags made here; the entities &amp; &lt; &gt; are decoded exactly once before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from sandbox.blocks.emoji import EMOJI

_PRE = re.compile(r"```\n?(.+?)```", re.DOTALL)
# What is taken out of a line before emphasis is looked for: code, <…>, bare addresses, emoji.
_ATOM = re.compile(r"`([^`\n]+)`|<([^<>\n]+)>|(https?://[^\s<>|\x00`*~]+)|:([a-z0-9_+'-]+):")
_EMPHASIS = re.compile(r"(?<!\w)([*_~])(?=\S)((?:(?!\1)[^\n])+?)(?<=\S)\1(?!\w)")
_HELD = re.compile(r"\x00(\d+)\x00")
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_LONG_QUOTE = re.compile(r"(?:(?:&gt;){3}|>>>) ?")
_SAFE_URL = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]+")
_TAGS = {"*": "strong", "_": "em", "~": "s"}
_STYLE_TAGS = {"bold": "strong", "italic": "em", "strike": "s", "code": "code", "underline": "u"}
_BROADCASTS = ("here", "channel", "everyone")
_BR = Markup("<br>")


@dataclass
class _Names:
    users: Mapping[str, str]
    channels: Mapping[str, str]
    held: list[Markup] = field(default_factory=list)

    def hold(self, markup: Markup) -> str:
        """Keep finished HTML aside and leave a mark for it; marks are NUL, which no text has (see `to_html`)."""
        self.held.append(markup)
        return f"\x00{len(self.held) - 1}\x00"


def to_html(text: str, *, users: Mapping[str, str], channels: Mapping[str, str]) -> Markup:
    """mrkdwn as HTML; users and channels are id → name. Lists stay text, as in Slack."""
    names = _Names(users, channels)
    out: list[Markup] = []
    position = 0
    text = text.replace("\x00", "")
    for match in _PRE.finditer(text):
        out.append(_lines(text[position : match.start()].removesuffix("\n"), names))
        out.append(_tag("pre", escape(decoded(match[1]))))
        position = match.end() + text.startswith("\n", match.end())
    out.append(_lines(text[position:], names))
    return Markup("").join(out)


def plain_to_html(text: str, *, emoji: bool = True) -> Markup:
    """plain_text as HTML: only line breaks and, if asked, emoji."""
    parts = re.split(r":([a-z0-9_+'-]+):", text) if emoji else [text]
    out = [_broken(decoded(part)) if index % 2 == 0 else _emoji(part) for index, part in enumerate(parts)]
    return Markup("").join(out)


def decoded(text: str) -> str:
    """The text with Slack's three entities decoded, once."""
    characters = {"amp": "&", "lt": "<", "gt": ">"}
    return re.sub(r"&(amp|lt|gt);", lambda match: characters[match[1]], text)


def _tag(name: str, inner: Markup) -> Markup:
    return Markup(f"<{name}>{{}}</{name}>").format(inner)


def _broken(text: str) -> Markup:
    return _BR.join(escape(line) for line in text.split("\n"))


def _lines(text: str, names: _Names) -> Markup:
    """Lines of text, neighbouring quoted ones gathered in a blockquote."""
    out: list[Markup] = []
    quoted: list[str] = []
    plain: list[str] = []
    lines = text.split("\n")
    for index, line in enumerate(lines):
        long = _LONG_QUOTE.match(line)
        short = _QUOTE.match(line)
        if long:
            out += _close(plain, quoted, names)
            plain = []
            quoted = [line[long.end() :], *lines[index + 1 :]]
            break
        if short:
            out += _close(plain, [], names)
            plain = []
            quoted.append(line[short.end() :])
        else:
            out += _close([], quoted, names)
            quoted = []
            plain.append(line)
    return Markup("").join([*out, *_close(plain, quoted, names)])


def _close(plain: Sequence[str], quoted: Sequence[str], names: _Names) -> list[Markup]:
    out = [_BR.join(_inline(line, names) for line in plain)] if plain else []
    if quoted:
        out.append(_tag("blockquote", _BR.join(_inline(line, names) for line in quoted)))
    return out


def _inline(line: str, names: _Names) -> Markup:
    return _emphasised(_ATOM.sub(lambda match: _atom(match, names), line), names)


def _atom(match: re.Match[str], names: _Names) -> str:
    code, special, address, emoji = match.groups()
    if code is not None:
        return names.hold(_tag("code", escape(decoded(code))))
    if special is not None:
        return names.hold(_special(special, names))
    if emoji is not None:
        return names.hold(_emoji(emoji)) if emoji in EMOJI else match[0]
    end = re.search(r"(?:&[lg]t;.*|[.,;:!?)\]'\"_]+)$", address)
    bare = address[: end.start()] if end else address
    return names.hold(_link(decoded(bare), decoded(bare))) + address[len(bare) :]


def _emphasised(text: str, names: _Names) -> Markup:
    out: list[Markup] = []
    position = 0
    for match in _EMPHASIS.finditer(text):
        out.append(_leaf(text[position : match.start()], names))
        out.append(_tag(_TAGS[match[1]], _emphasised(match[2], names)))
        position = match.end()
    return Markup("").join([*out, _leaf(text[position:], names)])


def _leaf(text: str, names: _Names) -> Markup:
    parts = _HELD.split(text)
    return Markup("").join(
        escape(decoded(part)) if index % 2 == 0 else names.held[int(part)] for index, part in enumerate(parts)
    )


def _special(body: str, names: _Names) -> Markup:
    """What stands between < and >: a mention, a date, a link; anything else is shown as it came."""
    target, _, label = (decoded(part) for part in body.partition("|"))
    if re.fullmatch(r"@[UW][A-Z0-9]+", target):
        return _mention("user", "@" + names.users.get(target[1:], label or target[1:]))
    if re.fullmatch(r"#[CGD][A-Z0-9]+", target):
        return _mention("channel", "#" + names.channels.get(target[1:], label or target[1:]))
    if target.startswith("!"):
        return _command(target[1:], label, body)
    return _link(target, label or target.removeprefix("mailto:"), shown_if_unsafe=f"<{decoded(body)}>")


def _command(target: str, label: str, body: str) -> Markup:
    if target in _BROADCASTS:
        return _mention("broadcast", f"@{target}")
    if target.startswith("subteam^"):
        return _mention("group", label or f"@{target.removeprefix('subteam^')}")
    if target.startswith("date^"):
        return _tag("time", escape(label))
    return escape(label or f"<{decoded(body)}>")


def _mention(kind: str, words: str) -> Markup:
    return Markup('<span class="mention mention-{}">{}</span>').format(kind, words)


def _link(url: str, label: str, *, shown_if_unsafe: str = "") -> Markup:
    if not _SAFE_URL.fullmatch(url):
        return escape(shown_if_unsafe or label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(url, label)


def _emoji(name: str, drawn: str = "") -> Markup:
    drawn = EMOJI.get(name, drawn)
    if not drawn:
        return escape(f":{name}:")
    return Markup('<span class="emoji" role="img" aria-label="{}">{}</span>').format(name.replace("_", " "), drawn)


def _from_hex(unicode: str) -> str:
    """The character that Slack writes as "1f44d" or "1f1e9-1f1ea"; nothing if it is none."""
    points = unicode.split("-")
    if not all(re.fullmatch(r"[0-9a-fA-F]{2,5}", point) for point in points):
        return ""
    return "".join(chr(int(point, 16)) for point in points).encode(errors="ignore").decode()


def blocks_to_html(
    elements: Sequence[Mapping[str, Any]], *, users: Mapping[str, str], channels: Mapping[str, str]
) -> Markup:
    """The elements of a rich_text block as HTML."""
    names = _Names(users, channels)
    return Markup("").join(_rich(element, names) for element in elements)


def _rich(element: Mapping[str, Any], names: _Names) -> Markup:
    kind, inner = element["type"], element["elements"]
    if kind == "rich_text_list":
        items = Markup("").join(_tag("li", _rich_inline(item["elements"], names)) for item in inner)
        return _list(element, items)
    tags = {"rich_text_section": "div", "rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}
    return _tag(tags[kind], _rich_inline(inner, names))


def _list(element: Mapping[str, Any], items: Markup) -> Markup:
    indent = int(element.get("indent", 0))
    if element["style"] == "ordered":
        return Markup('<ol class="indent-{}" start="{}">{}</ol>').format(indent, element.get("offset", 0) + 1, items)
    return Markup('<ul class="indent-{}">{}</ul>').format(indent, items)


def _rich_inline(elements: Iterable[Mapping[str, Any]], names: _Names) -> Markup:
    return Markup("").join(_styled(element, _INLINE[element["type"]](element, names)) for element in elements)


def _styled(element: Mapping[str, Any], inner: Markup) -> Markup:
    for style, on in element.get("style", {}).items():
        if on and style in _STYLE_TAGS:
            inner = _tag(_STYLE_TAGS[style], inner)
    return inner


_INLINE: Mapping[str, Callable[[Mapping[str, Any], _Names], Markup]] = {
    "text": lambda element, _: _broken(element["text"]),
    "link": lambda element, _: _link(element["url"], element.get("text") or element["url"]),
    "emoji": lambda element, _: _emoji(element["name"], _from_hex(element.get("unicode", ""))),
    "user": lambda element, names: _mention("user", "@" + names.users.get(element["user_id"], element["user_id"])),
    "channel": lambda element, names: _mention(
        "channel", "#" + names.channels.get(element["channel_id"], element["channel_id"])
    ),
    "usergroup": lambda element, _: _mention("group", f"@{element['usergroup_id']}"),
    "team": lambda element, _: _mention("group", f"@{element['team_id']}"),
    "broadcast": lambda element, _: _mention("broadcast", f"@{element['range']}"),
    "color": lambda element, _: _tag("code", escape(element["value"])),
    "date": lambda element, _: _tag("time", escape(element.get("fallback") or element["format"])),
}
