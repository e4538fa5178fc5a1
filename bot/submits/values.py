"""What a person filled in, read from a view's state. Every fault is a BadInput about its field.

The state comes from outside: a part of it that is of no kind that Slack sends is as good as left empty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from typing import Any, TypeVar

from messages.ids import Field
from messages.refs import Ref
from playbook.errors import BadInput

Kind = TypeVar("Kind")


class Values:
    """The state of a submitted view: `state[field][field]` is Slack's element state."""

    def __init__(self, state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        self._state = state

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> Values:
        """Those of a view of a payload."""
        blocks = _object(_object(view.get("state")).get("values"))
        return cls(
            {name: {key: _object(each) for key, each in _object(block).items()} for name, block in blocks.items()}
        )

    @property
    def fields(self) -> Collection[str]:
        """All that the form asked for."""
        return self._state.keys()

    def has(self, field: Field) -> bool:
        """Whether the form asked for it."""
        return field in self._state

    def text(self, field: Field) -> str:
        """Text that must be there."""
        found = self.text_if_any(field)
        if found is None:
            raise BadInput(field, "", "text")
        return found

    def text_if_any(self, field: Field) -> str | None:
        return self._word(field, "value").strip() or None

    def pasted(self, field: Field) -> str | None:
        """Text as it was pasted, the indentation of its first line too; None when there is none."""
        raw = self._word(field, "value")
        return raw.strip("\r\n") if raw.strip() else None

    def number(self, field: Field, least: int, most: int, expected: str = "number") -> int | None:
        """A whole number from `least` to `most`, None when left empty; only Slack's client has checked it so far."""
        raw = self.text_if_any(field)
        if raw is None:
            return None
        try:
            number = int(raw)
        except ValueError as error:
            raise BadInput(field, raw, "number") from error
        if not least <= number <= most:
            raise BadInput(field, raw, expected)
        return number

    def day(self, field: Field) -> date:
        raw = self._word(field, "selected_date")
        try:
            return date.fromisoformat(raw)
        except ValueError as error:
            raise BadInput(field, raw, "date") from error

    def day_if_any(self, field: Field) -> date | None:
        """None when left empty."""
        return self.day(field) if self._word(field, "selected_date") else None

    def time(self, field: Field) -> time:
        raw = self._word(field, "selected_time")
        try:
            return time.fromisoformat(raw)
        except ValueError as error:
            raise BadInput(field, raw, "time") from error

    def choice(self, field: Field, kind: Callable[[str], Kind]) -> Kind:
        """The chosen option as a `kind` (an enum, say)."""
        raw = self.choice_if_any(field) or ""
        try:
            return kind(raw)
        except ValueError as error:
            raise BadInput(field, raw, "choice") from error

    def choice_if_any(self, field: Field) -> str | None:
        return _word(_object(self._element(field).get("selected_option")).get("value")) or None

    def choices(self, field: Field) -> list[str]:
        options = _objects(self._element(field).get("selected_options"))
        return [value for option in options if (value := _word(option.get("value")))]

    def ref(self, field: Field) -> Ref:
        """The Ref of an option that the bot offered itself."""
        raw = self.choice_if_any(field)
        if raw is None:
            raise BadInput(field, "", str(field))
        return Ref.unpack(raw)

    def user(self, field: Field) -> str | None:
        return self._word(field, "selected_user") or None

    def channel(self, field: Field) -> str | None:
        return self._word(field, "selected_conversation") or None

    def files(self, field: Field) -> list[Mapping[str, Any]]:
        return _objects(self._element(field).get("files"))

    def users(self) -> list[str]:
        """Everybody chosen anywhere in the form."""
        elements = [element for block in self._state.values() for element in block.values()]
        return [user for element in elements if (user := _word(element.get("selected_user")))]

    def _word(self, field: Field, key: str) -> str:
        return _word(self._element(field).get(key))

    def _element(self, field: Field) -> Mapping[str, Any]:
        return self._state.get(field, {}).get(field, {})


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
