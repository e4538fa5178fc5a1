"""Words that would ping, link, format or break if one place let them, and tracker and playbook files full of them.

Each is short, so that no line cuts it off, and has the mark by which the oracle knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from playbook.errors import BadFile
from playbook.models import Workspace
from playbook.plans import load_playbook
from playbook.tracker import read_tracker
from playbook.tracker_lines import read_document

TEXTS = (
    "zqall <!channel> <!here>",
    "zqone <@U0GUS000000> <@U0EXA000000|zqex>",
    "zqroom <#C0GENERAL00> <!subteam^S1>",
    "zqlink <https://zqevil.example|zqclick>",
    "zqbare https://zqevil.example/zq.png www.zq.example",
    "zqmark [zqclick](https://zqevil.example) ![](//zq)",
    "&lt;zqent&gt; &amp;lt;!channel&amp;gt; &#60;zq",
    "*zqbold* _zqital_ ~zqstruck~ `zqcode`",
    "zqquote\n> zqnl\n```\nzqnl\n```\n# zqnl\n• zqnl",
    "\u202ezqbidi\u2066 \u200fzq\u2028zqnl",
    "zqzero\u200b<\u200b!channel> \u2060<\ufeff@U0GUS000000>",
    "=zqsum(1) @zq +zq -zq",
    "<!date^1^{date}^https://zqevil.example|zqdate>",
    "zqlong " + "<!channel>" * 27,
)
FILE = Path(__file__).parents[1] / "data" / "northwind-full.yaml"


class Words:
    """Hostile words one after the other, no two the same; `start` says with which to begin."""

    def __init__(self, start: int = 0) -> None:
        self._at = count(start)
        self._number = count(1)

    def next(self, longest: int = 280) -> str:
        """The next, with a number that tells where it was put."""
        tail = f" zq{next(self._number)}"
        return TEXTS[next(self._at) % len(TEXTS)][: longest - len(tail)] + tail


def tracker(words: Words, base: dict[str, Any], name: str) -> str:
    """A tracker file like `base` in which every text that may be anything is hostile; `name` begins its name."""
    return _filled(base, words, name, lambda text: read_tracker(text, defaults=Workspace()))


def playbook(words: Words, text: str, key: str) -> str:
    """The playbook `text` under another key, every name and sentence in it hostile."""
    return _filled({**read_document(text, key).value, "key": key}, words, key, load_playbook)


def full() -> dict[str, Any]:
    """The tracker file that has every field."""
    found: dict[str, Any] = read_document(FILE.read_text(encoding="utf-8"), FILE.name).value
    return found


def example(name: str) -> dict[str, Any]:
    """One of those that ship."""
    path = FILE.parents[2] / "examples" / f"{name}.yaml"
    found: dict[str, Any] = read_document(path.read_text(encoding="utf-8"), name).value
    for step in found.get("milestones") or ():
        step.setdefault("key", re.sub(r"\W+", "-", step["name"].casefold()).strip("-"))  # its name will be another
    return found


def many_steps(base: dict[str, Any], number: int) -> dict[str, Any]:
    """So many milestones that nothing shows all of them at once."""
    steps = [{"name": f"Step {at}", "key": f"step-{at}", "target_date": "2026-02-20"} for at in range(number)]
    return {**base, "milestones": [*base["milestones"], *steps]}


def _filled(base: dict[str, Any], words: Words, name: str, read: Any) -> str:
    """Every text becomes hostile, one that stands twice both times; what does not fit (a date, a choice) stays."""
    document, before = deepcopy(base), dict(_leaves(base))
    instead = {text: words.next() for text in dict.fromkeys(before.values())}
    own_name = document.get("customer", document)["name"]
    instead[own_name] = f"{name} {words.next(80)}"
    while True:
        for path, was in before.items():
            _put(document, path, instead.get(was, was))
        text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
        try:
            read(text)
        except BadFile as error:
            wrong = {problem.field for problem in error.problems}
            fits_not = {was for path, was in before.items() if _written(path) in wrong and was in instead}
            if not fits_not:
                raise
            for was in fits_not:
                del instead[was]
        else:
            return text


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _leaves(each, (*path, at))
    elif isinstance(value, str):
        yield path, value


def _put(document: Any, path: tuple[Any, ...], text: str) -> None:
    for key in path[:-1]:
        document = document[key]
    document[path[-1]] = text


def _written(path: tuple[Any, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
