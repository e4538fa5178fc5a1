"""Everything else that the outbox says: cards and their threads, answers to clicks, Home, files."""

from __future__ import annotations

from typing import Any

from sandbox.responses import response_url
from storage.changes.accounts import close_account
from storage.changes.milestones import complete_milestone, start_milestone
from storage.changes.nudges import dismiss_nudge
from storage.changes.outbox import enqueue
from storage.queries.accounts import cards_of
from storage.queries.due import nudges_of, outbox_problems
from tests.scheduler.office import JANE, OMAR, Office, at, tracker

SHARED = "general"


def _say(office: Office, kind: str, destination: dict[str, Any], **about: Any) -> None:
    with office.change() as change:
        enqueue(change, kind, f"{kind}:{len(office.outbox())}", destination, about, office.now)


def _shared(office: Office) -> int:
    acme = office.acme().id
    _say(office, "share", {"channel": office.channel(SHARED)}, account=acme)
    office.beat()
    return acme


def test_a_shared_card_is_remembered_and_follows_its_account(office: Office) -> None:
    acme = _shared(office)
    (card,) = office.said(SHARED)
    with office.store.read() as session:
        assert [(one.channel, one.ts) for one in cards_of(session, acme)] == [(card.channel, card.ts)]
    with office.change() as change:
        complete_milestone(change, acme, "integration-configured", at("2026-01-22 00:00").date())
    office.beat()
    (card,) = office.said(SHARED)
    assert card.edited_ts is not None
    assert "3 of 5" in str(card.blocks) or "3/5" in str(card.blocks)


def test_many_changes_at_once_refresh_it_once(office: Office) -> None:
    acme = _shared(office)
    before = len(office.calls("chat.update"))
    with office.change() as change:
        complete_milestone(change, acme, "integration-configured", at("2026-01-22 00:00").date())
    with office.change() as change:
        start_milestone(change, acme, "training-delivered")
    office.beat()
    assert len(office.calls("chat.update")) <= before + 2  # the state, and what the look at it found


def test_a_refresh_of_unknown_outcome_is_repeated(office: Office) -> None:
    acme = _shared(office)
    office.fail("chat.update", when="after")
    with office.change() as change:
        close_account(change, acme)
    office.walk_to("2026-01-23 08:10")
    assert {row.state for row in office.outbox(kind="card")} <= {"sent", "dropped"}
    assert "conversations.history" not in office.calls()


def test_a_share_of_unknown_outcome_is_posted_once_and_remembered(office: Office) -> None:
    acme = office.acme().id
    office.fail("chat.postMessage", when="after")
    _say(office, "share", {"channel": office.channel(SHARED)}, account=acme)
    office.walk_to("2026-01-23 08:10")
    (card,) = office.said(SHARED)
    with office.store.read() as session:
        assert [one.ts for one in cards_of(session, acme)] == [card.ts]


def test_a_deleted_card_is_forgotten(office: Office) -> None:
    acme = _shared(office)
    office.sandbox.world.delete(office.said(SHARED)[0])
    with office.change() as change:
        close_account(change, acme)
    office.beat()
    with office.store.read() as session:
        assert cards_of(session, acme) == ()
        assert outbox_problems(session) == ()


def test_a_line_about_a_change_stands_in_the_cards_thread(office: Office) -> None:
    acme = _shared(office)
    (card,) = office.said(SHARED)
    with office.change() as change:
        complete_milestone(change, acme, "integration-configured", at("2026-01-22 00:00").date())
        place = {"channel": card.channel, "thread_ts": card.ts}
        enqueue(change, "card_line", "line", place, {"account": acme, "audit": change.audit_id}, change.now)
    office.beat()
    _, line = office.said(SHARED)
    assert line.thread_ts == card.ts
    assert "Integration configured" in line.text
    assert "Jane Smith" in line.text


def test_a_reply_replaces_the_message_that_was_clicked(office: Office) -> None:
    acme = office.acme()
    dm = office.sandbox.world.dm_with(JANE).id
    clicked = office.sandbox.world.post(dm, office.sandbox.world.bot.id, "old", ephemeral_to=JANE)
    url = response_url(office.sandbox, dm, JANE, clicked.ts)
    _say(office, "reply", {"response_url": url, "user": JANE}, view="status", account=acme.id)
    office.beat()
    (message,) = office.said("@jane")
    assert "Acme Corp" in str(message.blocks)


def test_a_reply_that_comes_too_late_is_no_problem_of_anybody(office: Office) -> None:
    url = response_url(office.sandbox, office.sandbox.world.dm_with(JANE).id, JANE)
    office.go_to("2026-01-23 09:00")
    _say(office, "reply", {"response_url": url, "user": JANE}, view="menu")
    office.beat()
    with office.store.read() as session:
        assert outbox_problems(session) == ()
    assert [row.state for row in office.outbox()] == ["dropped"]


def test_an_ephemeral_answer_is_seen_by_its_person_alone(office: Office) -> None:
    _say(office, "ephemeral", {"channel": office.channel("general"), "user": OMAR}, view="menu")
    office.beat()
    (message,) = office.said("general")
    assert message.ephemeral_to == OMAR


def test_home_shows_todays_plan_and_accounts(office: Office) -> None:
    office.acme()
    office.go_to("2026-01-23 09:00")
    _say(office, "home", {"user": JANE})
    office.beat()
    home = office.sandbox.world.views.home(JANE)
    assert home is not None
    assert str(home.payload["blocks"]).count("Acme Corp") > 1


def test_a_plan_is_redrawn_after_a_click(office: Office) -> None:
    acme = office.acme().id
    office.go_to("2026-01-23 09:00")
    (plan,) = office.said("@jane")
    with office.change() as change:
        line = next(one for one in nudges_of(change.session, acme) if f"'nudge.{one.id}'" in str(plan.blocks))
        dismiss_nudge(change, line.id, "they are on it")
    _say(office, "plan_refresh", {"channel": plan.channel, "ts": plan.ts})
    office.beat()
    (plan,) = office.said("@jane")
    assert f"'nudge.{line.id}'" not in str(plan.blocks)  # its buttons are gone
    assert plan.edited_ts is not None
    _say(office, "plan_refresh", {"channel": plan.channel, "ts": "1.000001"})  # no plan of ours
    office.beat()


def test_a_plan_of_unknown_outcome_can_be_redrawn_too(office: Office) -> None:
    acme = office.acme().id
    office.fail("chat.postMessage", when="after")
    office.go_to("2026-01-23 09:00")
    office.walk_to("2026-01-23 10:00")
    (plan,) = office.said("@jane")
    with office.change() as change:
        complete_milestone(change, acme, "integration-configured", at("2026-01-23 00:00").date())
    _say(office, "plan_refresh", {"channel": plan.channel, "ts": plan.ts})
    office.beat()
    assert "Integration configured: done" in str(office.said("@jane")[0].blocks)


def test_a_tracker_file_reaches_its_person_once(office: Office) -> None:
    acme = office.acme().id
    office.fail("files.completeUploadExternal", when="after")
    _say(office, "tracker_file", {"user": OMAR}, account=acme)
    office.walk_to("2026-01-23 08:10")
    (message,) = office.said("@omar")
    assert message.files[0]["name"] == "acmecorp-20260123-130000.yaml"


def test_a_card_names_its_people(office: Office) -> None:
    office.create(tracker("Bolt", csm="Omar Haddad", setup="2026-01-22"))
    _say(office, "share", {"channel": office.channel(SHARED)}, account=1)
    office.beat()
    assert "Omar Haddad" in office.texts(SHARED)[0]
