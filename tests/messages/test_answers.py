"""What a command or form is answered with: confirmations, refusals, help."""

from __future__ import annotations

from typing import Any

import pytest
from portraits import acme, checked, day

from messages.confirmations import confirmed, done
from messages.errors import error_message, error_text
from messages.help import VERBS, help_message
from messages.refs import Ref
from messages.reviews import review_form
from playbook.errors import Ambiguous, BadFile, BadInput, NotAllowed, NotFound, Problem, Refused
from playbook.models import Answer

MONDAY = day("01-26")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"action": "milestone.complete", "milestone": "Integration", "account": "Acme"},
            "Taken back: *Integration* of *Acme* is not done any more.",
        ),
        ({"action": "account.pause", "account": "Acme"}, "Taken back: *Acme* is not paused any more."),
        ({"action": "settings.save"}, "Taken back: the settings are as they were before."),
        ({}, "Taken back: the last change."),
    ],
)
def test_undo_says_what_holds_again(facts: dict[str, Any], words: str) -> None:
    assert confirmed("undone", facts) == words


def test_a_yes_with_unmet_gates_asks_why_and_a_no_asks_for_the_plan() -> None:
    def fields(answer: Answer, unmet: list[str]) -> set[str]:
        return {block.get("block_id", "") for block in review_form(acme(), answer, unmet, MONDAY)["blocks"]} - {""}

    assert fields(Answer.YES, []) == {"said_by", "words", "date"}
    assert fields(Answer.YES, ["FST coverage"]) == {"said_by", "words", "date", "reason"}
    assert fields(Answer.NO, ["FST coverage"]) == {"said_by", "words", "date", "gap", "owner", "steps", "due_on"}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_help_and_example(verb: str) -> None:
    known = VERBS[verb]
    assert known.usage.split()[0] == known.example.split()[0] == verb
    assert f"/onboard {known.example}" in checked(help_message(verb))
    assert f"/onboard {known.example}" in checked(help_message())


def test_an_unknown_verb_gets_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        help_message("staus")
    assert "*status*" in checked(error_message(caught.value))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotFound("account", "acmee", ["Acme Corp"]), "I know no account called “acmee”. Did you mean *Acme Corp*?"),
        (Refused("done_in_future", on=day("02-01")), "Sun 1 Feb 2026 has not come yet"),
        (
            Refused("before_day_zero", on=day("01-01"), start_on=day("01-15")),
            "before the contract was signed, Thu 15 Jan",
        ),
        (Refused("gate_unmet", milestone="FST", have=3, need=5), "*FST* is a gate and not met yet: 3 of the 5"),
        (NotAllowed("lead_only", lead="ULENA"), "Only leads can do this. Ask <@ULENA>."),
        (NotAllowed("stranger"), "another workspace"),
        (BadInput("date", "soonish", "date"), "“soonish” is not a day I can read"),
        (BadInput("kind", "fax", "touch_kind", ["call", "email"]), "There is `call` and `email`."),
        (BadInput("account", "", "account"), "The account is missing: name the account"),
        (
            BadFile([Problem(12, "milestones[2].name", "is missing")], "acme.yaml"),
            "line 12 · milestone 3, name: is missing",
        ),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(error: Any, words: str) -> None:
    assert words in checked(error_message(error))
    assert error_text(error)


def test_choices_are_buttons_that_carry_the_retry() -> None:
    error = Ambiguous("account", "ac", [("1", "Acme"), ("2", "Acorn")])
    message = error_message(error, retry=lambda choice: f"again {choice}")
    buttons = message.blocks[1]["elements"]
    assert [(each["text"]["text"], each["value"]) for each in buttons] == [("Acme", "again 1"), ("Acorn", "again 2")]
    assert "Acme and Acorn" in error_text(error)


CODES = (
    "done",
    "started",
    "reopened",
    "blocked",
    "unblocked",
    "moved",
    "touched",
    "noted",
    "assigned",
    "paused",
    "resumed",
    "closed",
    "deleted",
    "created",
    "imported",
    "undone",
    "snoozed",
    "dismissed",
    "handled",
    "reviewed",
    "planned",
    "shared",
    "digest_queued",
    "settings_saved",
    "already",
)


@pytest.mark.parametrize("code", CODES)
def test_every_confirmation_has_words_with_and_without_facts(code: str) -> None:
    facts = {
        "account": "Acme *Corp*",
        "milestone": "Integration",
        "on": "2026-01-22",
        "until": "2026-01-28",
        "answer": "yes",
    }
    assert confirmed(code, facts) != "Done."
    assert confirmed(code, {}).strip()
    assert "*Corp*" not in confirmed(code, facts)


def test_done_offers_undo_of_that_very_change() -> None:
    line = confirmed("done", {"account": "Acme", "milestone": "Integration", "on": "2026-01-22"})
    assert line == "*Integration* of *Acme* is done on Thu 22 Jan."
    message = done(line, 12, undo=7)
    assert Ref.unpack(message.blocks[0]["accessory"]["value"]) == Ref(12, extra="7")
    assert "accessory" not in done(line, 12).blocks[0]
