"""What the ack of a command carries, and what it leaves in the database."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.verbs import ROUTES
from messages.ids import Action
from playbook.models import Account, MilestoneStatus
from scheduler.screens import screen
from storage.queries.accounts import account_by_id
from storage.tables import OUTBOX
from tests.bot.conftest import NOW, Hands


def account(hands: Hands) -> Account:
    with hands.bot.store.read() as session:
        return account_by_id(session, 1)


def test_a_look_up_is_private(hands: Hands) -> None:
    answer = hands.command("jane", "status acme")
    assert answer["response_type"] == "ephemeral"
    assert "Acme Corp" in answer["text"]


def test_done_is_committed_when_it_is_acked_and_offers_undo(hands: Hands) -> None:
    answer = hands.command("jane", "done acme workshop on yesterday")
    workshop = account(hands).milestones[0]
    assert (workshop.status, workshop.done_on) == (MilestoneStatus.COMPLETE, date(2026, 1, 22))
    assert Action.UNDO in json.dumps(answer["blocks"])


def test_undo_takes_it_back(hands: Hands) -> None:
    hands.command("jane", "done acme workshop")
    hands.command("jane", "undo")
    assert account(hands).milestones[0].is_open


def test_one_delivery_changes_once(hands: Hands) -> None:
    hands.command("jane", "note acme once", trigger="same")
    again = hands.command("jane", "note acme once", trigger="same")
    assert len(account(hands).notes) == 1
    assert "already" in json.dumps(again)


@pytest.mark.parametrize("who", ["gus", "exa"])
@pytest.mark.parametrize("text", ["", "status acme", "done acme workshop", "new", "nonsense"])
def test_who_is_no_full_member_is_refused_with_the_reason(hands: Hands, who: str, text: str) -> None:
    answer = hands.command(who, text)
    assert answer["response_type"] == "ephemeral"
    assert "Acme" not in json.dumps(answer)
    assert account(hands).milestones[0].is_open


@pytest.mark.parametrize("text", ["close acme", "delete acme", "settings"])
def test_leads_only(hands: Hands, text: str) -> None:
    assert "leads" in hands.command("omar", text)["text"].casefold()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sttaus acme", "status"),
        ("status nowhere", "Acme Corp"),
        ("status", "account"),
        ("done acme", "Workshop held"),
        ("done acme zzz", "milestone"),
        ("done acme workshop on 32 Jan", "32 Jan"),
        ("done acme workshop on 2026-02-01", "done"),
        ("done acme workshop on 2026-01-01", "15 Jan"),
        ("touch acme telepathy", "call"),
        ("list everything", "overdue"),
        ("assign acme @nobody", "@"),
        ("date acme workshop someday", "day"),
    ],
)
def test_what_cannot_be_read_is_answered_privately_with_help(hands: Hands, text: str, told: str) -> None:
    before = account(hands)
    answer = hands.command("jane", text)
    assert answer["response_type"] == "ephemeral"
    assert told.casefold() in json.dumps(answer, ensure_ascii=False).casefold()
    assert account(hands) == before


def test_two_candidates_become_buttons_that_finish_the_command(hands: Hands) -> None:
    answer = hands.command("jane", "start acme integration")
    choice = next(
        element
        for block in answer["blocks"]
        for element in block.get("elements", [])
        if str(element.get("action_id")).startswith(Action.CHOOSE)
    )
    hands.interaction(
        {
            "type": "block_actions",
            "user": {"id": hands.user("jane"), "team_id": hands.bot.desk.ours.team_id},
            "team": {"id": hands.bot.desk.ours.team_id},
            "trigger_id": "t-choice",
            "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True},
            "actions": [{"type": "button", "action_id": choice["action_id"], "value": choice["value"]}],
        }
    )
    states = [milestone.status for milestone in account(hands).milestones]
    assert states.count(MilestoneStatus.IN_PROGRESS) == 1


def test_hostile_text_is_kept_and_pings_nobody(hands: Hands) -> None:
    answer = hands.command("jane", "block acme workshop us: &lt;!channel&gt; *now* `x`\n🚀")
    assert account(hands).milestones[0].open_blockers[0].text == "<!channel> *now* `x`\n🚀"
    assert "<!channel>" not in json.dumps(answer)


def test_a_broken_database_gets_an_apology_with_a_reference(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(hands.bot.desk.store, "change", broken)
    answer = hands.command("jane", "done acme workshop")
    assert "disk" not in json.dumps(answer)
    assert answer["text"]


def following(hands: Hands) -> int:
    """How many answers were made after their ack, since Slack may refuse their charts."""
    with hands.bot.store.read() as session:
        return session.execute(select(func.count()).where(OUTBOX.c.kind == "reply")).scalar_one()


@pytest.mark.parametrize("verb", [verb for verb in ROUTES if verb not in ("new", "import", "settings", "digest")])
def test_every_verb_answers_in_words_whatever_follows_it(hands: Hands, verb: str) -> None:
    for rest in ("", "acme", "acme workshop", "acme workshop 3 Feb", "“ &lt;!here&gt; *"):
        before = following(hands)
        assert hands.command("lena", f"{verb} {rest}").get("text") or following(hands) == before + 1


def test_what_the_ack_shows_is_a_screen_that_can_be_shown_again(hands: Hands) -> None:
    person = hands.bot.desk.people.person(hands.user("jane"), NOW)
    assert person is not None
    with hands.bot.store.read() as session:
        again = screen(session, {"view": "status", "account": 1, "page": 0}, person, NOW)
    assert again.text == hands.command("jane", "status acme")["text"]
