"""One turn, one truth: what is refused leaves nothing behind, and what failed is not lied about."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import conversation
from messages.ids import Field, Form
from messages.refs import Ref
from playbook.models import Account, Kind, Measure, Milestone
from storage.changes.accounts import create_account
from storage.changes.contacts import add_note
from storage.changes.people import save_workspace
from storage.engine import Actor
from storage.queries.accounts import account_by_id
from storage.queries.history import history
from storage.queries.people import workspace
from tests.bot.conftest import NOW, Hands, acme
from tests.bot.test_clicks_and_forms import click, submit
from tests.bot.test_outside import FAILURES, broken

CLI = Actor("cli", "test", "test")


def account(hands: Hands, account_id: int = 1) -> Account:
    with hands.bot.store.read() as session:
        return account_by_id(session, account_id)


def actions(hands: Hands, account_id: int) -> list[str]:
    with hands.bot.store.read() as session:
        return [line.action for line in history(session, account_id)[0]]


@pytest.fixture
def gated(hands: Hands) -> int:
    """An account with one gate that nothing meets."""
    gate = Milestone(
        key="seats",
        name="Seats in use",
        due_on=NOW.date(),
        kind=Kind.GATE,
        measure=Measure.FST_COVERAGE,
        threshold=70,
    )
    with hands.bot.store.change(actor=CLI, via="cli", now=NOW) as change:
        return create_account(change, replace(acme(), name="Gated", milestones=(gate,))).id


def test_a_refused_gate_is_no_history_and_its_redelivery_not_done_already(hands: Hands, gated: int) -> None:
    before = actions(hands, gated)
    for _ in range(2):
        answer = hands.command("jane", "done gated seats", trigger="same")
        assert "already" not in json.dumps(answer)
    milestone = account(hands, gated).milestones[0].id
    click(hands, "jane", "milestone.complete#1", Ref(gated, milestone).pack())
    assert actions(hands, gated) == before
    forms = [call.args["view"]["callback_id"] for call in hands.slack.calls.all("views.open")]
    assert set(forms) == {Form.OVERRULE}


def lead(hands: Hands, **settings: str | None) -> None:
    with hands.bot.store.change(actor=CLI, via="cli", now=NOW) as change:
        save_workspace(change, replace(workspace(change.session), **settings))


def test_who_lost_the_lead_takes_nothing_back_that_only_leads_do(hands: Hands) -> None:
    lead(hands, csm_lead=hands.user("omar"))
    hands.command("omar", "close acme")
    lead(hands, csm_lead=hands.user("victor"))
    assert "leads" in hands.command("omar", "undo")["text"].casefold()
    assert account(hands).state == "closed"
    lead(hands, csm_lead=hands.user("omar"))
    hands.command("omar", "undo")
    assert account(hands).state == "active"


def test_a_long_export_comes_as_a_file(hands: Hands) -> None:
    assert "tracker file" in hands.command("jane", "export acme")["text"].casefold()
    for number in range(60):
        with hands.bot.store.change(actor=CLI, via="cli", now=NOW - timedelta(minutes=number)) as change:
            add_note(change, 1, f"{number} " + "what they said in the call " * 20)
    assert "as a file" in hands.command("jane", "export acme")["text"]
    hands.bot.tick.run()
    assert len(hands.slack.calls.all("files.completeUploadExternal")) == 1


def test_after_the_commit_nobody_says_that_nothing_was_changed(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "screen", broken(RuntimeError("no screen")))
    told = hands.command("jane", "done acme workshop")["text"]
    assert not account(hands).milestones[0].is_open
    assert "nothing was changed" not in told
    assert "/onboard status" in told


@pytest.mark.parametrize("error", FAILURES)
def test_a_name_in_free_text_is_not_looked_up(hands: Hands, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    hands.command("jane", "help")
    monkeypatch.setattr(hands.bot.desk.people, "ask", broken(error))
    hands.command("jane", "note acme talked to <@U0BOB|bob>")
    assert [note.text for note in account(hands).notes] == ["talked to @bob"]
    assert "U0BOB" not in hands.command("jane", "assign acme <@U0BOB|bob>")["text"]  # told, no apology
    assert "reference" not in hands.command("jane", "assign acme <@U0BOB|bob>")["text"]


@pytest.mark.parametrize("error", FAILURES)
def test_who_cannot_be_asked_for_is_told_so(hands: Hands, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(hands.bot.desk.people, "ask", broken(error))
    assert "find out from Slack who you are" in hands.command("jane", "status acme")["text"]


def new_account(hands: Hands, acv: str) -> dict[str, object]:
    values = {
        Field.NAME: {"value": "Zeta"},
        Field.SIGNED_ON: {"selected_date": "2026-01-20"},
        Field.TIER: {"selected_option": {"value": "mid-market"}},
        Field.ACV: {"value": acv},
        Field.CSM: {"selected_user": hands.user("jane")},
        Field.TIME_ZONE: {"selected_option": {"value": "Europe/Berlin"}},
    }
    return submit(hands, "jane", Form.NEW, Ref(), {str(field): value for field, value in values.items()})


@pytest.mark.parametrize("acv", ["1" + "0" * 20, "-1", "9" * 5_000])
def test_an_amount_out_of_all_reason_is_refused_under_its_input(hands: Hands, acv: str) -> None:
    answer = new_account(hands, acv)
    assert set(answer.get("errors", {})) == {"acv"}, answer


@pytest.mark.parametrize("minutes", ["-99999999999", "0", "1441"])
def test_minutes_out_of_all_reason_are_refused_under_their_input(hands: Hands, minutes: str) -> None:
    values = {
        "kind": {"selected_option": {"value": "call"}},
        "direction": {"selected_option": {"value": "inbound"}},
        "date": {"selected_date": "2026-01-23"},
        "minutes": {"value": minutes},
        "note": {"value": "x"},
    }
    assert set(submit(hands, "jane", Form.TOUCH, Ref(1), values).get("errors", {})) == {"minutes"}
    assert account(hands).touches == ()


def test_a_reason_for_not_relevant_reads_only_the_people_around_it() -> None:
    """No handler of a click loads everybody that was ever seen."""
    import bot.clicks.nudges as handlers

    assert not hasattr(handlers, "people")
