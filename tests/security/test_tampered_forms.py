"""A form's metadata and state come from outside: whatever they are, the answer is a kind one, and nothing is half done.

Rights, and that nothing of another account is touched, are asked of every form; they are taken from the registry.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.submits import ROUTES
from bot.submits.values import Values
from bot.trackers import at_the_keyboard
from messages.ids import Field, Form
from messages.refs import Ref
from playbook.errors import BadInput
from storage.changes.accounts import create_account
from storage.queries.accounts import account_by_id
from tests.bot.conftest import NOW, acme
from tests.security.acts import HERE, ask_options, person_of, submit
from tests.security.conftest import Office

HUGE = "x" * 4_000
NUMBER = 10**18 - 1
METADATA: dict[str, Any] = {
    "none": None,
    "empty": "",
    "a word": "nonsense",
    "a number": 5,
    "an object": {"account": 1},
    "a list": ["a1m1n0p0:"],
    "nobody's": Ref(account=NUMBER, milestone=NUMBER, nudge=NUMBER).pack(),
    "a milestone of another account": Ref(account=1, milestone=5).pack(),
    "no account": Ref(milestone=1).pack(),
    "no milestone": Ref(account=1).pack(),
    "below zero": "a-1m-1n-1p-1:",
    "another form's": Ref(1, 1, 1, 0, "form.settings").pack(),
    "another key": Ref(1, 1, 1, 999_999_999, "../../etc/passwd").pack(),
    "other digits": "a١m١n٠p٠:",
    "live words": Ref(1, 1, 1, 0, "<!channel>\n<@U0JANE00000>").pack(),
    "a number as a key": Ref(1, 1, 1, 0, "9" * 1_900).pack(),
    "huge": HUGE,
}
KEYS = ("value", "selected_option", "selected_options", "selected_date", "selected_time", "selected_user", "files")
READERS: tuple[Callable[[Values, Field], Any], ...] = (
    Values.text,
    Values.text_if_any,
    Values.pasted,
    lambda values, field: values.number(field, 0, 10),
    Values.day,
    Values.day_if_any,
    Values.time,
    lambda values, field: values.choice(field, Form),
    Values.choices,
    Values.ref,
    Values.user,
    Values.channel,
    Values.files,
)
GIVEN: dict[str, Any] = {  # what one element of the state holds
    "nothing": {},
    "none": None,
    "a word": "x",
    "a list": [1],
    "numbers": dict.fromkeys(("value", "selected_option", "selected_date", "selected_time", "selected_user"), 5),
    "lists": {key: [[1]] for key in ("value", "selected_option", "selected_date", "selected_user", "files")},
    "objects": {key: {"a": 1} for key in ("value", "selected_option", "selected_date", "selected_options", "files")},
    "empty objects": {key: {} for key in ("value", "selected_option", "selected_options", "files")},
    "words": dict.fromkeys(("value", "selected_option", "selected_options", "files", "selected_conversation"), "x"),
    "no such day": {"selected_date": "2026-02-31", "selected_time": "25:61", "value": "x"},
    "the first day": {"selected_date": "0001-01-01", "selected_time": "00:00", "value": "-1"},
    "the last day": {"selected_date": "9999-12-31", "selected_time": "23:59", "value": "9" * 400},
    "foreign ids": {
        "selected_user": "U0GUS000000",
        "selected_conversation": "C0NOWHERE00",
        "selected_option": {"value": Ref(account=NUMBER, milestone=5).pack()},
        "selected_options": [{"value": "nobody"}],
        "files": [{"id": "F1", "url_private": "https://evil.example/x"}, {"id": "F2", "url_private": "http://["}],
        "value": "nan",
    },
    "live words": {
        "value": "<!channel>",
        "selected_user": "<!channel>",
        "selected_conversation": "<#C1>",
        "selected_option": {"value": "<!channel>"},
    },
    "huge": {"value": HUGE, "selected_user": HUGE, "selected_option": {"value": HUGE}, "files": [{"name": HUGE}]},
    "odd characters": {
        "value": "\u0000\ud800\u202e",
        "selected_option": {"value": "\u0000"},
        "selected_user": "\u0000",
    },
}
STATES: dict[str, Any] = {
    "none": None,
    "a list": [],
    "a word": "x",
    "a list of fields": {"note": []},
    "lists in lists": {"note": {"note": [[]]}},
}
SENSIBLE = {  # what makes most forms go through
    "value": "5",
    "selected_date": "2026-01-23",
    "selected_time": "10:00",
    "selected_user": "U0OMAR00000",
    "selected_option": {"value": Ref(account=1, milestone=1).pack()},
}
ZEBRA = 2
FORMS = sorted(ROUTES)


@pytest.fixture(scope="module")
def two(office: Office) -> Office:
    """Acme Corp, and Zebra, another account, whose milestones begin at id 5."""
    with office.bot.store.change(actor=at_the_keyboard(), via="cli", now=NOW) as change:
        assert create_account(change, replace(acme(), name="Zebra")).id == ZEBRA
    return office


def state(given: Any) -> dict[str, Any]:
    """Every field of every form, filled with the same."""
    return {str(field): {str(field): given} for field in Field}


def sent(office: Office, form: Form, metadata: Any, values: Any) -> None:
    """Lena, who leads, sends it; fails when nobody foresaw it."""
    with office.watched() as lines:
        answer = submit(office, person_of(office, "lena"), form, metadata, values)
    assert [line for line in lines if line["event"] == "unforeseen"] == []
    assert "Traceback" not in str(answer)


def zebra(office: Office) -> Any:
    with office.bot.store.read() as session:
        return account_by_id(session, ZEBRA)


@pytest.mark.thorough
@pytest.mark.parametrize("form", FORMS)
def test_whatever_it_refers_to_is_answered_and_touches_nothing_else(two: Office, form: Form) -> None:
    before = zebra(two)
    for metadata in METADATA.values():
        for filled in ({}, SENSIBLE):
            sent(two, form, metadata, state(filled))
    assert zebra(two) == before


@pytest.mark.thorough
@pytest.mark.parametrize("form", FORMS)
def test_whatever_it_is_filled_with_is_answered(two: Office, form: Form) -> None:
    for filled in GIVEN.values():
        sent(two, form, HERE.pack(), state(filled))
    for values in STATES.values():
        sent(two, form, HERE.pack(), values)


@pytest.mark.thorough
@pytest.mark.parametrize("form", FORMS)
def test_a_view_that_is_sent_again_changes_nothing(two: Office, form: Form) -> None:
    view = {"id": f"V-{form}", "hash": "h", "callback_id": str(form), "private_metadata": HERE.pack()}
    view |= {"type": "modal", "state": {"values": state(SENSIBLE)}}
    user, team = person_of(two, "lena"), {"id": two.bot.desk.ours.team_id}
    body = {"type": "view_submission", "user": user, "team": team, "trigger_id": "t", "view": view}
    two.hands.interaction(body)
    two.settle()
    if ROUTES[form].writes:
        with two.nothing_changes():
            two.hands.interaction(body)
            two.settle()


@pytest.mark.thorough
@pytest.mark.parametrize("name", METADATA)
def test_a_menu_that_the_bot_fills_offers_nothing_for_what_is_none(two: Office, name: str) -> None:
    for field in (Field.ACCOUNT, Field.MILESTONE, Field.TIME_ZONE):
        with two.watched():
            assert "options" in ask_options(two, person_of(two, "jane"), field, "zebra", METADATA[name])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "note"]), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, JSON, JSON)
def test_any_state_reads_as_values_or_as_a_fault_of_its_field(whole: Any, block: Any, element: Any) -> None:
    for values in (whole, {"note": block}, {"note": {"note": element}}):
        for found in (Values.of({"state": values}), Values.of({"state": {"values": values}})):
            assert all(isinstance(user, str) for user in found.users())
            for read in READERS:
                with contextlib.suppress(BadInput):
                    read(found, Field.NOTE)
