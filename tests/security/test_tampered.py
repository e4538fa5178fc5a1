"""Values of buttons and modals come from outside: whatever they are, the answer is a kind one and nothing breaks."""

from __future__ import annotations

import pytest

from messages.ids import Action
from tests.security.acts import click, person_of
from tests.security.conftest import Office

pytestmark = pytest.mark.thorough

VALUES = [
    "",
    "nonsense",
    "a1m999999n0p0:",  # a milestone that is nobody's
    "a999999m1n0p0:",
    "a1m1n999999p0:",
    "a999999999999999999m999999999999999999n999999999999999999p999999999:",
    "a-1m0n0p0:",
    "a1m0n0p0:" + "9" * 1_900,
    "a1m0n0p0:²",
    "a1m0n0p0:<!channel>\n<@U0JANE00000>",
    "a1m0n0p0:account.delete",
    "a1m0n0p0:form.settings",
    "x" * 20_000,
]
UNTOUCHED = ("settings", "close", "delete")


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_tampered_button_is_answered_and_breaks_nothing(office: Office, value: str) -> None:
    jane = person_of(office, "jane")
    broken = {}
    for action in Action:
        with office.watched(calm=False) as lines:
            assert click(office, jane, action, value) == {}
        worst = [line for line in lines if line["event"] == "unforeseen" and line["error"] != "SlackApiError"]
        if worst:  # a trigger that nobody gave opens no modal here: that is the sandbox's, and fair
            broken[str(action)] = worst[0]["error"]
    assert broken == {}
