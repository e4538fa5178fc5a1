"""YAML read into plain dicts, lists and texts that remember their lines; used for tracker and playbook files.

Scalars stay texts (the schema gives them their type: so `on`, `NO` and unquoted dates mean what they say); only a
plain null is None. Refused with every occurrence: aliases, anchors, tags, repeated keys, more than one document,
control characters; at once: over 1 MB, nesting deeper than 20, what is no YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from yaml import events

from playbook.errors import BadFile, Problem

MOST_BYTES = 1_000_000
MOST_DEPTH = 20
MOST_PROBLEMS = 200
Path = tuple[str | int, ...]
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ENTRY = re.compile(r"(\w+)\[(\d+)\]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Document:
    """`value` is what the file says; `lines` the line of each path; `broken` the paths whose value was refused."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    broken: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    uncounted: int = 0  # problems beyond the most that anybody reads

    @property
    def is_full(self) -> bool:
        """Whether more problems are only counted: then a search for the nearest word is wasted."""
        return len(self.problems) >= MOST_PROBLEMS

    def line_of(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def is_broken(self, path: Path) -> bool:
        return any(path[:length] in self.broken for length in range(len(path) + 1))

    def add(self, path: Path, message: str, nearest: str | None = None) -> None:
        """Notes a problem at `path`, unless its value was refused already or it is noted."""
        self.add_at(self.line_of(path), path, message, nearest)

    def add_at(self, line: int, path: Path, message: str, nearest: str | None = None) -> None:
        """As add, on a line of its own."""
        if self.is_broken(path):
            return
        if self.is_full:
            self.uncounted += 1
            return
        problem = Problem(line, field_name(path), message, nearest)
        if problem not in self.problems:
            self.problems.append(problem)

    def raise_problems(self, name: str) -> None:
        """Raises BadFile if there are problems, in the order of their lines."""
        if not self.problems:
            return
        named = (replace(problem, within=self._name_around(problem.field)) for problem in self.problems)
        listed = sorted(named, key=lambda problem: problem.line)
        if self.uncounted:
            listed.append(Problem(listed[-1].line, "file", f"and {self.uncounted} more problems; mend these first"))
        raise BadFile(listed, name)

    def _name_around(self, field_path: str) -> str | None:
        """The name of the list's entry that a field such as `milestones[2].key` belongs to."""
        found = _ENTRY.match(field_path)
        entries = self.value.get(found[1]) if found and isinstance(self.value, dict) else None
        entry = entries[int(found[2])] if found and isinstance(entries, list) and int(found[2]) < len(entries) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        return name if isinstance(name, str) and name.strip() else None


def field_name(path: Path) -> str:
    """`("milestones", 2, "key")` as people write it: `milestones[2].key` (counted from 0)."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:80]}" for part in path)
    return text.removeprefix(".") or "file"


def read_document(text: str, name: str) -> Document:
    """The one YAML document of `text`, with the problems found so far; BadFile when nothing can be read of it."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BadFile([Problem(1, "file", "is over 1 MB; a tracker file holds one account")], name)
    document = Document()
    text = _without_forbidden(text.removeprefix("\ufeff"), document)
    try:
        _Builder(document).build(yaml.parse(text, Loader=_PARSER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"is not readable as YAML here: {error.problem or error.context}"
        document.add_at(mark.line + 1 if mark else 1, (), message)
        document.raise_problems(name)
    except _TooDeepError as error:
        document.add_at(error.line, (), f"is nested deeper than {MOST_DEPTH} levels")
        document.raise_problems(name)
    if not isinstance(document.value, dict):
        empty = document.value in (None, "")
        message = "is empty" if empty else "must be fields with values (`customer:` …), not a list or a single text"
        document.add((), message)
        document.raise_problems(name)
    return document


def _without_forbidden(text: str, document: Document) -> str:
    if not _FORBIDDEN.search(text):
        return text
    for number, line in enumerate(re.split("\r\n|[\n\r\x85]", text), start=1):
        found = _FORBIDDEN.search(line)
        if found:
            message = f"holds a control character (U+{ord(found.group()):04X}); remove it"
            document.add_at(number, (), message)
    return _FORBIDDEN.sub("\ufffd", text)


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Builder:
    """Turns the parser's events into the document's value."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stream: Iterator[Any] = iter(())

    def build(self, stream: Iterator[Any]) -> None:
        self.stream = stream
        documents = 0
        for event in stream:
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse((), event, "holds more than one document (`---`); give each account its own file")
                    return
                first = next(stream)
                self.document.lines[()] = _line(first)
                self.document.value = self._node(first, ())

    def _node(self, event: Any, path: Path) -> Any:
        if isinstance(event, events.AliasEvent):
            self._refuse(path, event, f"uses an alias (*{event.anchor}); write the value out")
            self.document.broken.add(path)
            return None
        if event.anchor:
            self._refuse(path, event, f"uses an anchor (&{event.anchor}); write it without")
        if event.tag:
            self._refuse(path, event, f"uses a YAML tag ({event.tag[:80]}); write the plain value")
        if isinstance(event, events.ScalarEvent):
            plain = event.style in (None, "")
            return None if plain and event.value in _NULLS else str(event.value)
        if len(path) >= MOST_DEPTH:
            raise _TooDeepError(_line(event))
        return self._list(path) if isinstance(event, events.SequenceStartEvent) else self._mapping(path)

    def _list(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self.stream:
            if isinstance(event, events.SequenceEndEvent):
                break
            place = (*path, len(items))
            self.document.lines[place] = _line(event)
            items.append(self._node(event, place))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.stream:
            if isinstance(event, events.MappingEndEvent):
                break
            key = self._key(event, path)
            place = (*path, key)
            repeated = key in found
            first_line = self.document.lines.get(place, 0)
            self.document.lines[place] = _line(event)
            found[key] = self._node(next(self.stream), place)
            if repeated:
                self._refuse(place, event, f"is given twice; the first is on line {first_line}")
        return found

    def _key(self, event: Any, path: Path) -> str:
        if isinstance(event, events.ScalarEvent):
            return str(self._node(event, path) or "")
        self._refuse(path, event, "has a key that is no word")
        self.document.broken.add((*path, "?"))
        self._node(event, (*path, "?"))
        return "?"

    def _refuse(self, path: Path, event: Any, message: str) -> None:
        self.document.add_at(_line(event), path, message)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
