"""The templates' pen: the Jinja environment with autoescape, and how outside text becomes safe HTML."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from sandbox.blocks.emoji import EMOJI
from sandbox.blocks.text import blocks_to_html, decoded, plain_to_html, to_html
from sandbox.page.charts import drawing
from sandbox.page.markdown import markdown
from sandbox.page.screen import HOME, Screen
from sandbox.page.times import short_day, size_words

HERE = Path(__file__).parent
HUES = 8  # avatar colours in page.css
DOTS = {"🔴": "red", "🟠": "orange", "🟡": "yellow", "🟢": "green", "🔵": "blue", "⚪": "white"}
_TAG_OR_DOT = re.compile(f"<[^>]*>|[{''.join(DOTS)}]")
REGIONS = ("top", "side", "hint", "arrivals", "head", "log", "write", "thread", "modal")


@dataclass(frozen=True, slots=True)
class Ink:
    """Text objects as HTML, with the names of the people and places that they mention."""

    users: Mapping[str, str]
    places: Mapping[str, str]

    def text(self, given: Mapping[str, Any]) -> Markup:
        """A text object, mrkdwn or plain."""
        return self.mrkdwn(given["text"]) if given.get("type") == "mrkdwn" else self.plain(given["text"])

    def mrkdwn(self, text: str) -> Markup:
        """Slack's mrkdwn."""
        return dotted(to_html(text, users=self.users, channels=self.places))

    def plain(self, text: str) -> Markup:
        """Plain text, with its line breaks and emoji."""
        return dotted(plain_to_html(text))

    def bare(self, text: str) -> str:
        """Plain text where HTML cannot stand: an option of a menu, an attribute."""
        return re.sub(r":([a-z0-9_+'-]+):", lambda name: EMOJI.get(name[1], name[0]), decoded(text))

    def rich(self, elements: Sequence[Mapping[str, Any]]) -> Markup:
        """The elements of a rich_text block or cell."""
        return dotted(blocks_to_html(elements, users=self.users, channels=self.places))

    def markdown(self, text: str) -> Markup:
        """A markdown block's text."""
        return dotted(markdown(text))


def dotted(html: Markup) -> Markup:
    """Coloured circles drawn by the style sheet, since not every machine has an emoji font; tags stay as they are."""

    def drawn(found: re.Match[str]) -> str:
        colour = DOTS.get(found[0])
        dot = f'<span class="dot dot-{colour}" role="img" aria-label="{colour}">{found[0]}</span>'
        return dot if colour else found[0]

    return Markup(_TAG_OR_DOT.sub(drawn, html))  # only our own spans are added, and only to text


def initials(name: str) -> str:
    """One or two letters for an avatar: the first of the first and of the last word."""
    words = [word for word in re.split(r"[\s._-]+", name) if word]
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else "?"


def hue(of: str) -> int:
    """A person's own avatar colour, 0 to 7, the same every time."""
    return hashlib.sha256(of.encode()).digest()[0] % HUES


def first_line(text: str) -> str:
    """What a section is about, to name its menu for those who cannot see it: its first line without marks."""
    return re.sub(r"[*_~`]|:[a-z0-9_]+:|<[^>]*>", "", text.split("\n")[0]).strip()[:80]


def anchor(parts: Iterable[object]) -> str:
    """An HTML id made of a surface, a block and an action id, whatever characters those have."""
    return "f" + hashlib.sha256("\x00".join(str(part) for part in parts).encode()).hexdigest()[:12]


def is_web(url: str) -> bool:
    """Whether a link may be offered: http, https or mailto, never javascript: or data:."""
    return urlsplit(url.strip()).scheme in ("http", "https", "mailto")


def is_ours(url: str) -> bool:
    """Whether a picture comes from this very server; the page loads nothing from elsewhere."""
    return url.startswith("/") and not url.startswith(("//", "/\\"))


def options(element: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(value, words) of every option, groups flattened."""
    groups = [group["options"] for group in element.get("option_groups") or ()]
    offered = [*(element.get("options") or ()), *(option for group in groups for option in group)]
    return [(option["value"], option["text"]["text"]) for option in offered]


def confirmation(given: Mapping[str, Any]) -> str:
    """A confirm object as the JSON that the script reads from an attribute."""
    words = {key: (given.get(key) or {}).get("text", "") for key in ("title", "text", "confirm", "deny")}
    return json.dumps(words | {"style": given.get("style", "")})


def _everybody(screen: Screen, element: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who or what a people or channel menu offers: (id, name)."""
    if "users" in element["type"]:
        return [(person.id, person.real_name) for person in screen.people]
    return [(id_, f"#{name}") for id_, name in screen.places.items() if not id_.startswith("@")]


def _moment(stamp: int | None, screen: Screen) -> str:
    """A Unix time as a datetime-local field has it, in the acting person's zone; "" for none."""
    if not stamp:
        return ""
    return datetime.fromtimestamp(stamp, ZoneInfo(screen.user.zone)).strftime("%Y-%m-%dT%H:%M")


def _link(screen: Screen, at: str, user: str = "") -> str:
    """The page's own address of a place, for people who open it in a new tab."""
    return "/?" + urlencode({"as": user or screen.user.id, "at": at})


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"initials": initials, "hue": hue, "anchor": anchor, "web": is_web, "ours": is_ours}
    made.filters |= {"options": options, "size": size_words, "short_day": short_day, "first_line": first_line}
    made.filters["drawing"] = drawing
    made.globals["confirmation"] = confirmation
    return made


ENVIRONMENT = _environment()


def draw(screen: Screen, *, home_id: str = "", moved: bool = False) -> dict[str, Markup]:
    """Every region of the page as HTML, by its name."""
    module = ENVIRONMENT.get_template("regions.html").make_module(
        {
            "screen": screen,
            "ink": Ink(screen.users, screen.places),
            "others": [(p, n) for p in screen.people if p != screen.user and (n := screen.waiting.get(p.id, 0))],
            "everybody": lambda element: _everybody(screen, element),
            "link": lambda at, user="": _link(screen, at, user),
            "home_id": home_id,
            "moment": lambda stamp: _moment(stamp, screen),
            "moved": moved,
        }
    )
    return {name: Markup(getattr(module, name)()) for name in REGIONS}  # autoescaped


def page(screen: Screen, regions: Mapping[str, Markup], *, theme: str) -> str:
    """The whole document."""
    place = screen.app.name if screen.at == HOME or screen.place.kind == "dm" else f"#{screen.place.name}"
    return ENVIRONMENT.get_template("page.html").render(
        screen=screen, regions=regions, theme=theme, title=f"{place} · {screen.team} (sandbox)"
    )
