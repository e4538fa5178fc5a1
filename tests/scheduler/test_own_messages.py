"""Escalations and the Day-30 question: messages of their own, to the right people, in their hours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from playbook.models import Answer, NudgeState, Review
from storage.changes.milestones import complete_milestone
from storage.changes.nudges import snooze_nudge
from storage.changes.reviews import answer_review
from storage.queries.due import nudges_of
from tests.scheduler.office import ESCALATIONS, JANE, LENA, Office, at, tracker


def test_an_escalation_goes_to_the_person_and_the_channel(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    office.acme()
    office.walk_to("2026-01-26 12:00")
    assert office.times("@lena") == office.times(ESCALATIONS) == ["Mon 26 09:00"]
    assert "STALL-6" in office.outbox(kind="escalation")[0].key or "6 days" in office.texts("@lena")[0]
    assert f"<@{JANE}>" in office.texts(ESCALATIONS)[0]
    assert [block["type"] for block in office.said("@lena")[0].blocks][-1] == "actions"
    shared = [block for block in office.said(ESCALATIONS)[0].blocks if block["type"] == "actions"]
    assert [element["text"]["text"] for block in shared for element in block["elements"]] == ["I have it"]


def test_without_a_person_it_goes_to_the_channel_alone(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS), csm_lead=None, vp_cs=None)
    office.acme()
    office.walk_to("2026-01-29 12:00")
    assert office.times(ESCALATIONS) == ["Mon 26 09:00", "Wed 28 09:00", "Thu 29 09:00"]
    assert office.said("@lena") == []


def test_with_nobody_at_all_it_waits_without_waking_the_tick(office: Office) -> None:
    office.settings(csm_lead=None, vp_cs=None)
    office.acme()
    office.walk_to("2026-02-18 12:00")
    office.settings(csm_lead=LENA)
    before = len(office.said("@lena"))
    office.walk_to("2026-02-19 12:00")
    stalls = [text for text in office.texts("@lena")[before:] if "Nothing has moved" in text]
    assert len([text for text in stalls if "agree a new timeline" in text]) == 1  # the latest step, not four


def test_one_that_vanished_before_its_turn_is_not_sent(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-20", setup="2026-02-22"))
    office.fail("chat.postMessage", do="429", seconds=60, times=2)
    office.go_to("2026-01-26 09:00")
    assert [row.state for row in office.outbox(kind="escalation")] == ["queued"]
    with office.change() as change:
        complete_milestone(change, acme.id, "setup", at("2026-01-26 09:00").date())
    office.walk_to("2026-01-26 12:00")
    assert office.said("@lena") == []


def test_the_channel_hears_a_snoozed_escalation_once(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    (acme,) = office.create(tracker("Acme", start="2026-01-20", setup="2026-02-22"))
    office.go_to("2026-01-26 09:00")
    with office.store.read() as session:
        (nudge,) = [one for one in nudges_of(session, acme.id) if one.recipient_id == LENA]
    with office.change(LENA) as change:
        snooze_nudge(change, nudge.id, at("2026-01-27 00:00").date(), at("2026-01-27 09:00"))
    office.walk_to("2026-01-27 12:00")
    assert office.times("@lena") == ["Mon 26 09:00", "Tue 27 09:00"]
    assert office.times(ESCALATIONS) == ["Mon 26 09:00"]


def test_a_deleted_escalation_channel_does_not_keep_it_from_the_person(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    office.sandbox.world.channel(ESCALATIONS).is_deleted = True
    office.acme()
    office.walk_to("2026-01-27 12:00")
    # the escalation, that the channel is lost, and a reminder: nobody took it up
    assert office.times("@lena") == ["Mon 26 09:00", "Mon 26 09:00", "Tue 27 09:00"]
    assert "I could not post the escalation" in office.texts("@lena")[1]
    assert [(row.kind, row.error) for row in office.outbox(state="refused")] == [
        ("escalation", "channel_not_found")
    ] * 2


def test_an_evenings_outage_does_not_keep_an_escalation_from_its_person(office: Office) -> None:
    """The channel hears it late in the evening; its person the next morning."""
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    office.create(tracker("Acme", start="2026-01-20", setup="2026-02-22"))
    for place in (ESCALATIONS, "@lena"):
        office.fail("chat.postMessage", do="429", seconds=7 * 60, to=place)
    office.go_to("2026-01-26 17:58")
    office.walk_to("2026-01-27 12:00")
    assert office.times(ESCALATIONS) == ["Mon 26 18:05"]
    assert office.times("@lena") == ["Tue 27 09:00"]


def test_who_stands_in_hears_what_the_channel_heard_before_its_person_left(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    office.create(tracker("Acme", start="2026-01-20", setup="2026-02-22"))
    for place in (ESCALATIONS, "@lena"):
        office.fail("chat.postMessage", do="429", seconds=7 * 60, to=place)
    office.go_to("2026-01-26 17:58")
    office.walk_to("2026-01-26 20:00")
    office.person("lena", is_deleted=True)
    office.walk_to("2026-01-27 12:00")
    assert office.times(ESCALATIONS) == ["Mon 26 18:05"]
    assert (office.times("@lena"), office.times("@victor")) == ([], ["Tue 27 09:00"])


def test_the_channel_hears_an_escalation_whose_person_hears_it_another_morning(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    office.create(tracker("Acme", start="2026-01-20", setup="2026-02-22"))
    office.sandbox.world.person("lena").is_stranger = True  # Slack refuses a DM to her today
    office.fail("chat.postMessage", do="429", seconds=60, to=ESCALATIONS)
    office.go_to("2026-01-26 09:00")
    assert [row.state for row in office.outbox(kind="escalation")] == ["queued", "refused"]
    office.sandbox.world.person("lena").is_stranger = False
    office.walk_to("2026-01-27 12:00")
    assert office.times(ESCALATIONS) == ["Mon 26 09:01"]
    assert office.times("@lena") == ["Tue 27 09:00"]


def test_the_day_30_question_is_asked_daily_three_times_then_the_lead_hears(office: Office) -> None:
    done = tracker("Acme", start="2026-01-02", setup="2026-01-22, 2026-01-22")
    office.create(done)
    office.walk_to("2026-02-06 12:00")
    asked = [
        when for when, text in zip(office.times("@jane"), office.texts("@jane"), strict=True) if "Partial." in text
    ]
    assert asked == ["Mon 02 09:00", "Tue 03 09:00", "Wed 04 09:00"]  # Day 30 is Sunday the 1st
    assert "Thu 05 09:00" in office.times("@lena")


def test_an_answer_ends_the_question(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-02", setup="2026-01-22, 2026-01-22"))
    office.walk_to("2026-02-02 12:00")
    answer = Review(answer=Answer.YES, said_by="Ana", on=at("2026-02-02 00:00").date(), words="it works")
    with office.change() as change:
        answer_review(change, acme.id, answer)
    office.walk_to("2026-02-06 12:00")
    assert len([text for text in office.texts("@jane") if "Partial." in text]) == 1


def test_comes_within_working_hours_when_slack_was_down(office: Office) -> None:
    office.create(tracker("Acme", start="2026-01-02", setup="2026-01-22, 2026-01-22"))
    office.fail("chat.postMessage", do="429", seconds=9 * 3600 + 60, to="@jane")
    office.go_to("2026-02-02 09:00")
    office.walk_to("2026-02-03 08:59")
    asked = [text for text in office.texts("@jane") if "Partial." in text]
    assert asked == []
    office.walk_to("2026-02-03 12:00")
    assert len([text for text in office.texts("@jane") if "Partial." in text]) == 1


def test_reaches_the_stand_in_of_one_who_left(office: Office) -> None:
    office.create(tracker("Acme", start="2026-01-02", setup="2026-01-22, 2026-01-22"))
    office.walk_to("2026-01-30 12:00")
    office.person("jane", is_deleted=True)
    before = len(office.said("@jane"))
    office.walk_to("2026-02-03 12:00")
    assert len(office.said("@jane")) == before
    assert len([text for text in office.texts("@lena") if "Partial." in text]) == 2


TWO_LATE = {"setup": "2026-01-22", "training": "2026-01-22"}


def test_escalations_about_one_account_are_one_message_and_each_is_recorded(office: Office) -> None:
    office.settings(escalation_channel=office.channel(ESCALATIONS))
    (acme,) = office.create(tracker("Acme", start="2026-01-20", **TWO_LATE))
    office.walk_to("2026-02-02 12:00")  # both were told three times
    for place in ("@lena", ESCALATIONS):
        assert office.times(place).count("Mon 02 09:00") == 1
        assert "*Setup* is 11 days late" in office.texts(place)[-1]
        assert "*Training* is 11 days late" in office.texts(place)[-1]
    with office.store.read() as session:
        late = [one for one in nudges_of(session, acme.id) if one.rule == "OVERDUE" and one.recipient_id == LENA]
    assert [one.state for one in late] == [NudgeState.SENT] * 2
    assert office.outbox(kind="escalation")[-1].about == {"nudges": [one.id for one in late]}


def test_a_cause_that_is_gone_is_left_out_of_the_message(office: Office) -> None:
    (acme,) = office.create(tracker("Acme", start="2026-01-20", **TWO_LATE))
    office.walk_to("2026-02-01 12:00")
    office.fail("chat.postMessage", do="429", seconds=60, to="@lena")
    office.go_to("2026-02-02 09:00")
    with office.change() as change:
        complete_milestone(change, acme.id, "training", at("2026-02-02 09:00").date())
    office.walk_to("2026-02-02 12:00")
    text = office.texts("@lena")[-1]
    assert "*Setup* is 11 days late" in text
    assert "*Training* is" not in text


def test_two_dozen_accounts_are_two_messages_each_told_once(office: Office) -> None:
    """One message holds twenty; what two processes look at in the same moment is told by one of them."""
    office.create(*(tracker(f"Account {number:02}", start="2026-01-20", setup="2026-02-22") for number in range(23)))
    other = office.another_tick()
    office.sandbox.clock.set(at("2026-01-26 09:00"))
    with ThreadPoolExecutor(2) as both:
        for ran in [both.submit(tick.run) for tick in (office.tick, other)]:
            ran.result()
    office.walk_to("2026-01-26 12:00")
    told = office.outbox(kind="escalation", state="sent")
    said = [nudge for row in told for nudge in row.about["nudges"]]
    assert len(said) == len(set(said)) == 23
    assert all(len(row.about["nudges"]) <= 20 for row in told)
    assert sum(text.count("Nothing has moved") for text in office.texts("@lena")) >= 23
