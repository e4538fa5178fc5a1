"""Which columns hold people's words, and a row without the people in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playbook.erasing import Eraser

How = Callable[[Eraser, Any, Mapping[str, Any]], Any]


def _words(eraser: Eraser, value: Any, row: Mapping[str, Any]) -> Any:
    return [eraser.words(each) for each in value] if isinstance(value, list) else eraser.words(value)


def _names(eraser: Eraser, value: Any, row: Mapping[str, Any]) -> Any:
    return eraser.names(value)


def _team(eraser: Eraser, value: Any, row: Mapping[str, Any]) -> Any:
    """Somebody of the team: they stay when a customer's account is erased."""
    return value if eraser.whole else eraser.names(value)


def _document(eraser: Eraser, value: Any, row: Mapping[str, Any]) -> Any:
    return eraser.document(value)


def _gone(eraser: Eraser, value: Any, row: Mapping[str, Any]) -> Any:
    return None if eraser.whole else value


def _subject(eraser: Eraser, value: Any, row: Mapping[str, Any]) -> Any:
    return eraser.subject(value, row["rule"])


# Of each table of an account; what is not named here are ids, codes, keys, numbers and dates, and the customer's name.
COLUMNS: dict[str, dict[str, How]] = {
    "account": {"csm": _team, "first_value_definition": _words, "reason_facts": _document},
    "milestone": {
        "name": _names,
        "phase": _names,
        "criteria": _words,
        "skip_reason": _words,
        "skip_consequence": _words,
        "overrule": _words,
    },
    "blocker": {"text": _words},
    "touch": {"note": _words, "permalink": _gone},
    "note": {"by": _team, "text": _words, "permalink": _gone},
    "pause": {"reason": _words},
    "facts": {"document": _document},
    "review": {"said_by": _words, "words": _words, "reason": _words},
    "remediation": {"owner": _team, "steps": _words},
    "nudge": {"subject": _subject, "facts": _document, "dismissed_reason": _words},
}


def erased(table: str, values: Mapping[str, Any], eraser: Eraser) -> dict[str, Any]:
    """What changes in a row, or in an image of one, when these people are taken out of it."""
    news = {
        name: new
        for name, how in COLUMNS.get(table, {}).items()
        if values.get(name) is not None and (new := how(eraser, values[name], values)) != values[name]
    }
    if "subject" in news:  # the key of a nudge tells its subject
        news["key"] = values["key"].replace(f":{values['subject']}:", f":{news['subject']}:")
    return news
