"""Which words are taken for people, and which are not whoever is called so."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import pytest

from playbook.erasing import CODED, FREE, KEPT, VOCABULARY, Eraser, marks_for
from playbook.models import Facts


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Anna Groß", "Anna Groß"),
        ("Anna Groß", "ANNA GROSS"),
        ("Anna Groß", "anna  groß"),
        ("İpek Şahin", "İpek Şahin"),
    ],
)
def test_a_name_is_found_as_it_is_written_and_as_it_is_compared(name: str, written: str) -> None:
    assert Eraser(marks_for([[name]])).names(f"Call with {written}, at 9") == "Call with [erased 1], at 9"


@pytest.mark.parametrize("called", ["Champion", "User", "Complex", "New", "Done", "Customer"])
def test_a_code_stays_whoever_is_called_so(called: str) -> None:
    eraser = Eraser(marks_for([[called]]))
    codes = {
        "deal": {"complexity": "complex", "motion": "new"},
        "stakeholders": [{"role": "champion"}, {"role": "user"}],
        "view": "done",
        "owner": "customer",
    }
    assert eraser.document(codes) == codes
    assert eraser.document({"name": called, "owner": "Jane"}) == {"name": "[erased 1]", "owner": "Jane"}
    assert eraser.document({"health": {"role": f"{called} left"}}) == {"health": {"role": "[erased 1] left"}}


def test_every_closed_vocabulary_of_the_facts_is_known_as_one() -> None:
    found = dict(_coded(Facts))
    assert {"complexity", "motion", "ops_maturity"} <= set(found)
    assert set(found) <= CODED
    assert {word for kind in found.values() for word in map(str, kind)} <= VOCABULARY
    assert not (CODED | KEPT) & FREE


def _coded(kind: Any) -> Iterator[tuple[str, type[StrEnum]]]:
    """The fields below a dataclass that hold a word of an enumeration."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        for each in _parts(hints[field.name]):
            if is_dataclass(each):
                yield from _coded(each)
            elif isinstance(each, type) and issubclass(each, StrEnum):
                yield field.name, each


def _parts(hint: Any) -> Iterator[Any]:
    """The types that a hint is made of."""
    if isinstance(hint, types.GenericAlias | types.UnionType):
        for part in get_args(hint):
            yield from _parts(part)
    else:
        yield hint
