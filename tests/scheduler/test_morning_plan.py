"""The morning plan: who gets it when, with what, and what never makes it there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playbook.models import Mode, NudgeState, Role
from scheduler.delivery import deliver
from scheduler.slack import make_client
from storage.changes.accounts import assign_account
from storage.changes.milestones import complete_milestone
from storage.changes.nudges import dismiss_nudge, snooze_nudge
from storage.queries.due import nudges_of
from tests.scheduler.office import BERLIN, JANE, NEW_YORK, OMAR, Office, at, tracker


def test_comes_at_nine_where_the_person_lives_and_not_before(office: Office) -> None:
    office.create(tracker("Acme", setup="2026-01-22"), tracker("Bolt", csm="Omar Haddad", setup="2026-01-22"))
    office.go_to("2026-01-26 02:59")
    assert office.said("@jane") == office.said("@omar") == []
    office.walk_to("2026-01-26 08:59")
    assert office.times("@omar", BERLIN) == ["Mon 26 09:00"]
    assert office.said("@jane") == []
    office.walk_to("2026-01-26 09:00")
    assert office.times("@jane", NEW_YORK) == ["Mon 26 09:00"]


def test_follows_the_person_over_a_clock_change(office: Office) -> None:
    office.create(tracker("Acme", start="2026-03-01", setup="2026-03-05", training="2026-03-06"))
    office.walk_to("2026-03-10 12:00")
    assert [when[-5:] for when in office.times("@jane")] == ["09:00"] * len(office.said("@jane"))
    assert "Mon 09 09:00" in office.times("@jane")  # summer time began on Sunday the 8th


def test_is_one_message_a_day_grouped_by_account_worst_first(office: Office) -> None:
    late = tracker("Late Ltd", start="2026-01-19", kickoff="2026-01-20, 2026-01-20", setup="2026-01-22")
    worse = tracker("Worse Ltd", start="2026-01-02", data="2026-01-05", setup="2026-01-07")
    office.create(late, worse, tracker("Fine Ltd", start="2026-01-22", setup="2026-02-20"))
    office.walk_to("2026-01-23 17:00")
    (plan,) = office.said("@jane")
    shown = str(plan.blocks)
    assert shown.count("*Worse Ltd*") == shown.count("*Late Ltd*") == 1
    assert shown.index("*Worse Ltd*") < shown.index("*Late Ltd*")
    assert "Fine Ltd" not in shown


def test_nothing_to_say_is_no_message(office: Office) -> None:
    office.create(tracker("Acme", start="2026-01-22", setup="2026-02-20"))
    office.walk_to("2026-01-24 23:00")
    assert office.calls("chat.postMessage") == []
    assert office.outbox() == []


def test_a_cause_that_vanished_after_queueing_is_not_sent(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", setup="2026-01-22", training="2026-02-22"))
    office.fail("chat.postMessage", do="429", seconds=600)
    office.go_to("2026-01-26 09:00")
    assert [row.state for row in office.outbox(kind="plan")] == ["queued"]
    with office.change() as change:
        for nudge in nudges_of(change.session, acme.id):
            if nudge.rule != "OVERDUE":
                dismiss_nudge(change, nudge.id, "known")
        complete_milestone(change, acme.id, "setup", at("2026-01-26 09:00").date())
    office.walk_to("2026-01-26 12:00")
    assert office.said("@jane") == []
    assert [row.state for row in office.outbox(kind="plan")] == ["dropped"]


def test_a_cause_that_vanishes_after_the_sweep_is_not_sent_by_a_delivery_under_way(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", setup="2026-01-22", training="2026-02-22"))
    office.create(tracker("Bolt", setup="2026-01-22", training="2026-02-22"))
    office.fail("chat.postMessage", do="429", seconds=600)
    office.go_to("2026-01-26 09:00")  # Slack takes none: the plan waits in the outbox
    office.sandbox.clock.set(at("2026-01-26 09:15"))
    with office.change() as change:
        for nudge in nudges_of(change.session, acme.id):
            if nudge.rule != "OVERDUE":
                dismiss_nudge(change, nudge.id, "known")
        complete_milestone(change, acme.id, "setup", at("2026-01-26 09:00").date())
    client = make_client(office.sandbox.bot_token, office.sandbox.api_url)
    deliver(office.store, client, office.sandbox.clock, "a worker whose sweep was before that")
    (said,) = office.texts("@jane")
    assert "Bolt" in said
    assert "Acme" not in said


def test_lines_that_come_late_wait_for_the_next_morning(office: Office) -> None:
    office.create(tracker("Acme", setup="2026-01-22"))
    office.go_to("2026-01-26 09:00")
    assert len(office.said("@jane")) == 1
    office.go_to("2026-01-26 10:00")
    office.create(tracker("Bolt", setup="2026-01-22"))
    office.walk_to("2026-01-27 09:00")
    assert office.times("@jane") == ["Mon 26 09:00", "Tue 27 09:00"]
    assert "Bolt" in office.texts("@jane")[1]


def test_a_late_line_does_not_make_a_second_plan(office: Office) -> None:
    office.settings(csm_lead=None, vp_cs=None)
    _, bolt = office.create(tracker("Acme", setup="2026-01-22"), tracker("Bolt", "Nobody Yet", setup="2026-01-22"))
    office.go_to("2026-01-26 09:00")
    with office.change() as change:
        assign_account(change, bolt.id, JANE, "Jane Smith")
    office.walk_to("2026-01-27 12:00")
    assert office.times("@jane") == ["Mon 26 09:00", "Tue 27 09:00"]
    assert "Bolt" in office.texts("@jane")[1]


def test_a_snoozed_line_comes_back_on_its_morning(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-22", setup="2026-01-22"))
    office.go_to("2026-01-23 09:00")
    with office.store.read() as session:
        line = next(nudge for nudge in nudges_of(session, acme.id) if nudge.rule == "OVERDUE")
    with office.change() as change:
        snooze_nudge(change, line.id, at("2026-01-26 00:00").date(), at("2026-01-26 09:00"))
    office.walk_to("2026-01-26 12:00")
    assert office.times("@jane") == ["Fri 23 09:00", "Mon 26 09:00"]
    assert "Setup is 4 days late" in office.texts("@jane")[1]


def test_a_weekend_and_a_holiday_use_up_no_repeat(office: Office) -> None:
    office.settings(extra_holidays=(at("2026-01-26 00:00").date(),))
    office.create(tracker("Acme", start="2026-01-22", setup="2026-01-22"))
    office.walk_to("2026-01-30 12:00")
    late = [
        when for when, text in zip(office.times("@jane"), office.texts("@jane"), strict=True) if "days late" in text
    ]
    assert office.times("@jane")[:2] == ["Fri 23 09:00", "Tue 27 09:00"]
    assert late == ["Wed 28 09:00", "Fri 30 09:00"]  # a day late on the 23rd, and again every second working day


@pytest.mark.parametrize(
    ("woken", "came"),
    [("2026-01-26 11:30", "Mon 26 11:30"), ("2026-01-26 21:00", "Tue 27 09:00"), ("2026-01-31 11:00", "Mon 02 09:00")],
)
def test_after_a_sleep_it_comes_within_working_hours(office: Office, woken: str, came: str) -> None:
    office.create(tracker("Acme", setup="2026-01-22"))
    office.go_to("2026-01-23 08:30")
    office.go_to(woken)
    office.walk_to("2026-02-02 12:00")
    assert office.times("@jane")[0] == came


def test_one_that_could_not_be_sent_in_the_day_is_in_the_next(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", setup="2026-01-22"))
    office.fail("chat.postMessage", do="429", seconds=9 * 3600, to="@jane")
    office.go_to("2026-01-26 09:00")
    office.walk_to("2026-01-27 12:00")
    assert office.times("@jane") == ["Tue 27 09:00"]
    with office.store.read() as session:
        assert {nudge.state for nudge in nudges_of(session, acme.id) if nudge.send_at <= office.now} == {"sent"}


def test_a_refused_plan_is_tried_again_the_next_morning(office: Office) -> None:
    office.create(tracker("Acme", csm="Exa Moreno", setup="2026-01-22"))
    office.person("exa", is_stranger=False)  # the cache is wrong: Slack refuses a DM to a stranger
    office.create(tracker("Bolt", csm="Exa Moreno", setup="2026-01-22"))
    office.walk_to("2026-01-28 12:00")
    refused = office.outbox(kind="plan", state="refused")
    assert [row.about["date"] for row in refused] == ["2026-01-23", "2026-01-26", "2026-01-27", "2026-01-28"]
    assert {row.error for row in refused} == {"channel_not_found"}


def test_nobody_to_tell_waits_and_is_told_once_somebody_is_there(office: Office) -> None:
    office.settings(csm_lead=None, vp_cs=None)
    (acme,) = office.create(tracker("Acme", csm="Somebody Else", setup="2026-01-22"))
    office.walk_to("2026-01-28 15:00")
    assert office.calls() == []
    with office.change() as change:
        assign_account(change, acme.id, OMAR, "Omar Haddad")
    office.walk_to("2026-01-29 23:00", BERLIN)
    assert office.times("@omar", BERLIN) == ["Thu 29 09:00"]
    with office.store.read() as session:
        told = [nudge for nudge in nudges_of(session, acme.id) if nudge.state == "sent"]
    assert {nudge.step for nudge in told} == {1}


class TestACsmWhoLeft:
    def test_is_stood_in_for_by_the_backup_who_is_told_once(self, office: Office) -> None:
        acme = replace(tracker("Acme", setup="2026-01-22", training="2026-01-26"), backup_id=OMAR)
        office.create(acme, replace(tracker("Bolt", setup="2026-01-22"), backup_id=OMAR))
        office.go_to("2026-01-23 08:30")
        office.person("jane", is_deleted=True)
        office.walk_to("2026-01-28 12:00")
        assert office.said("@jane") == []
        notices = [text for text in office.texts("@omar") if "left Slack" in text]
        assert len(notices) == 1
        assert "Acme" in notices[0]
        assert "Bolt" in notices[0]
        assert [when for when in office.times("@omar", BERLIN) if "Mon 26" in when] == ["Mon 26 09:00"]
        assert len([text for text in office.texts("@omar") if "Raised" not in text and "*Acme*" in text]) >= 1

    def test_even_between_queueing_and_sending(self, office: Office) -> None:
        office.create(replace(tracker("Acme", setup="2026-01-22"), backup_id=OMAR))
        office.fail("chat.postMessage", do="429", seconds=60)
        office.go_to("2026-01-26 09:00")
        office.person("jane", is_deleted=True)
        office.walk_to("2026-01-27 12:00")
        assert office.said("@jane") == []
        assert office.times("@omar", BERLIN) == ["Mon 26 15:01", "Tue 27 09:00"]  # the notice, then the plan

    def test_and_nobody_stands_in(self, office: Office) -> None:
        office.settings(csm_lead=None, vp_cs=None)
        (acme,) = office.create(tracker("Acme", setup="2026-01-22"))
        office.go_to("2026-01-23 08:30")
        office.person("jane", is_deleted=True)
        office.walk_to("2026-01-26 12:00")
        assert office.calls() == []
        with office.store.read() as session:
            waiting = [nudge for nudge in nudges_of(session, acme.id) if nudge.to is Role.CSM]
        assert {(nudge.state, nudge.recipient_id) for nudge in waiting} == {("waiting", None)}


def test_what_did_not_fit_has_its_turn_the_next_morning(office: Office) -> None:
    made = office.create(*(tracker(f"Account {n:02}", step="2026-01-20") for n in range(60)))
    office.walk_to("2026-01-23 09:00")
    with office.store.read() as session:
        plan = [nudge for one in made for nudge in nudges_of(session, one.id) if nudge.mode is Mode.PLAN]
    (message,) = office.said("@jane")
    told = {one.id for one in made if one.name in str(message.blocks[:-1])}
    assert 20 < len(told) < len(made)
    assert {nudge.account_id for nudge in plan if nudge.state is NudgeState.SENT} == told
    waiting = [nudge for nudge in plan if nudge.state is NudgeState.WAITING]
    assert {nudge.account_id for nudge in waiting} == {one.id for one in made} - told
    assert all(nudge.send_at == at("2026-01-26 09:00") for nudge in waiting)
