"""The self-serve sequence through a real mail server: who gets what on which day, once, and never what may be twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session

from playbook.models import Workspace
from playbook.tracker import read_tracker, write_tracker
from scheduler.mail import Mailer, address_in, signed
from scheduler.mailing import deliver_mail, expect_mails, expect_mails_now_and_then, resume_mail, stop_mail
from storage.changes.accounts import close_account, create_account, delete_account, pause_account, resume_account
from storage.changes.forgetting import forget_customer
from storage.queries.accounts import account_by_id
from storage.queries.due import accounts_due, outbox_problems
from storage.queries.forgetting import accounts_naming
from storage.queries.history import history
from storage.queries.names import accounts_named
from storage.tables import ACCOUNT, METADATA
from tests.scheduler.mail_server import SECRET, Postbox, mail_server, mailer
from tests.scheduler.office import Office, at
from tests.scheduler.shop import TINY, Shop

pytestmark = pytest.mark.thorough

DAYS = ("01-26", "01-29", "02-02", "02-09", "02-16", "02-25")  # Days 0, 3, 7, 14, 21, 30


@pytest.fixture
def post() -> Iterator[tuple[Postbox, Mailer]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def shop(office: Office, post: tuple[Postbox, Mailer]) -> Shop:
    office.sandbox.clock.set(at("2026-01-26 08:00"))
    return Shop(office, post[1])


def test_each_user_gets_each_day_once_about_what_they_did(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, _ = post
    for day in DAYS:
        shop.ticks(f"{day} 08:59")
        before = len(box.taken)
        shop.ticks(f"{day} 09:00")
        assert sorted(box.recipients[before:]) == [
            "ana@example.com",
            "li@example.com",
            "mo@example.com",
            "raj@example.com",
        ]
        shop.ticks(f"{day} 17:00")
        assert len(box.taken) == before + 4
    assert len({mail["Message-ID"] for mail in box.taken}) == 24
    week = {str(mail["To"]): mail for mail in box.taken[8:12]}
    assert week["Ana Ruiz <ana@example.com>"]["Subject"] == "Your access is ready: the first few minutes"
    assert week["Raj <raj@example.com>"]["Subject"] == "The next one, where you left off"
    assert week["Mo <mo@example.com>"]["Subject"] == "“summary” did not work: what to try instead"
    said = week["Mo <mo@example.com>"].get_content()
    assert "Your task “summary” on Wed 28 Jan did not work: “no permission”." in said
    assert "Something else to try meanwhile: “triage”." in said
    assert all("Yes, No or Partial" in text for text in box.texts()[20:])
    with shop.office.store.read() as session:
        lines, _ = history(session, shop.id, 0, 50, told=True)
    assert sum(line.action == "mail.send" for line in lines) == 24


def test_a_mail_has_the_headers_that_let_people_stop_it(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, _ = post
    shop.ticks("01-26 09:00")
    mail = next(mail for mail in box.taken if "raj@" in mail["To"])
    link = f"https://onboard.tiny.example/unsubscribe/{signed(SECRET, 'raj@example.com')}"
    assert mail["List-Unsubscribe"].replace("\r\n", "") == f"<{link}>, <mailto:hello@tiny.example?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.get_content().replace("=\n", "")
    assert mail["From"] == "Tiny Onboarding <hello@tiny.example>"
    assert mail["Bcc"] is None
    assert str(mail["Date"]) == "Mon, 26 Jan 2026 14:00:00 +0000"


def test_who_stopped_gets_none_until_they_want_it_again(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, _ = post
    now = at("2026-01-26 08:00")
    assert stop_mail(shop.office.store, "RAJ@example.com ", now, "link")
    assert not stop_mail(shop.office.store, "raj@example.com", now, "link")
    shop.ticks("01-26 09:00")
    assert "raj@example.com" not in box.recipients
    assert resume_mail(shop.office.store, "raj@example.com", now, "cli")
    shop.ticks("01-29 09:00")
    assert box.recipients.count("raj@example.com") == 1


def test_paused_closed_and_those_of_other_playbooks_get_none(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, _ = post
    office = shop.office
    with office.change() as change:
        other = read_tracker(TINY.replace("Tiny", "Other").replace("self-serve", "agent-30-day"), defaults=Workspace())
        create_account(change, other)
        pause_account(change, shop.id, "later", at("2026-01-26 08:00").date())
    shop.ticks("01-26 09:00")
    shop.ticks("01-29 09:00")
    assert box.taken == []
    office.sandbox.clock.set(at("2026-01-30 08:00"))
    with office.change() as change:
        resume_account(change, shop.id, at("2026-01-30 08:00").date())
    shop.ticks("02-01 09:00")
    assert box.taken == []
    shop.ticks("02-02 09:00")  # Day 3, moved by the four paused days
    assert len(box.taken) == 4
    with office.change() as change:
        close_account(change, shop.id)
    shop.ticks("02-06 09:00")
    assert len(box.taken) == 4


def test_a_connection_lost_after_the_text_is_never_sent_again(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, _ = post
    box.hang_up = True
    shop.ticks("01-26 09:00")
    assert len(box.taken) == 4
    assert shop.states() == ["unknown"] * 4
    box.hang_up = False
    for moment in ("09:01", "09:05", "10:00", "17:00"):
        shop.ticks(f"01-26 {moment}")
    assert len(box.taken) == 4
    assert shop.states() == ["refused"] * 4
    with shop.office.store.read() as session:
        assert all("unknown outcome" in str(row.error) for row in outbox_problems(session))
    shop.ticks("01-29 09:00")
    assert len(box.taken) == 8


@pytest.mark.parametrize(("fault", "states"), [("451 later", "queued"), ("550 nobody of that name", "refused")])
def test_what_was_surely_not_taken(shop: Shop, post: tuple[Postbox, Mailer], fault: str, states: str) -> None:
    box, _ = post
    for kind in ("refuse_rcpt", "answer"):
        setattr(box, kind, fault)
        shop.ticks("01-26 09:00" if kind == "refuse_rcpt" else "01-29 09:00")
        setattr(box, kind, None)
        assert shop.states()[-4:] == [states] * 4
        shop.ticks("01-26 09:10" if kind == "refuse_rcpt" else "01-29 09:10")
        assert shop.states()[-4:] == (["sent"] if states == "queued" else ["refused"]) * 4


@pytest.mark.parametrize("answer", [None, "451 {to} later", "550 no {to}"])
def test_who_is_forgotten_while_their_mail_is_on_its_way_is_not_written_down(
    shop: Shop, post: tuple[Postbox, Mailer], answer: str | None
) -> None:
    box, _ = post

    def forget_ana() -> None:
        with shop.office.change() as change:
            if people := accounts_naming(change.session, "ana@example.com"):
                forget_customer(change, people)

    box.meanwhile, box.answer = forget_ana, answer
    shop.ticks("01-26 09:00")
    assert shop.states() == [{None: "sent", "4": "queued", "5": "refused"}[answer and answer[0]]] * 4
    with shop.office.store.read() as session:
        rows = [list(row) for table in METADATA.sorted_tables for row in session.execute(table.select())]
    assert "ana@example.com" not in json.dumps(rows, default=str).lower()


def test_a_mail_of_an_account_deleted_meanwhile_is_sent_all_the_same(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, _ = post

    def delete() -> None:
        with shop.office.change() as change:
            if change.session.execute(ACCOUNT.select()).first():
                delete_account(change, shop.id)

    box.meanwhile = delete
    shop.ticks("01-26 09:00")
    assert shop.states() == ["sent", "dropped", "dropped", "dropped"]


def test_a_server_that_is_away_is_tried_until_the_day_is_over(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, right = post
    shop.mailer = mailer(1)
    shop.ticks("01-26 09:00")
    assert shop.states() == ["queued"] * 4
    shop.mailer = right
    shop.ticks("01-26 10:00")
    assert len(box.taken) == 4
    shop.mailer = mailer(1)
    shop.ticks("01-29 09:00")
    shop.mailer = right
    shop.ticks("01-30 09:00")
    assert len(box.taken) == 4
    assert shop.states()[-4:] == ["dropped"] * 4


def test_a_database_that_is_away_before_a_mail_goes_out_loses_none(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, right = post
    shop.mailer = mailer(1)
    shop.ticks("01-26 09:00")
    shop.mailer = right
    shop.office.sandbox.clock.set(at("2026-01-26 10:00"))

    def server_is_gone(asked: ORMExecuteState) -> None:
        if "account.csm" in str(asked.statement):  # claimed, and not yet with the mail server
            raise OperationalError("", None, Exception("server closed the connection"))

    event.listen(Session, "do_orm_execute", server_is_gone)
    try:
        deliver_mail(shop.office.store, right, shop.office.sandbox.clock, "worker")
    finally:
        event.remove(Session, "do_orm_execute", server_is_gone)
    assert (box.taken, shop.states()) == ([], ["queued"] * 4)
    shop.ticks("01-26 11:00")
    assert len(box.taken) == 4


def test_mail_switched_off_sends_nothing_and_on_again_begins_with_today(
    shop: Shop, post: tuple[Postbox, Mailer]
) -> None:
    box, right = post
    shop.mailer = None
    shop.ticks("01-26 09:00")
    shop.ticks("01-29 09:00")
    assert (box.taken, shop.states()) == ([], [])
    shop.mailer = right
    expect_mails(shop.office.store, at("2026-01-29 12:00"))
    shop.ticks("01-29 12:00")
    assert len(box.taken) == 4
    shop.ticks("01-31 12:00")
    assert len(box.taken) == 4


def test_what_runs_every_minute_looks_for_mail_switched_on_once_an_hour(shop: Shop) -> None:
    shop.ticks("01-26 09:00")
    store, looks = shop.office.store, list[bool]()
    for moment in ("12:00", "12:01", "12:59", "13:01"):
        shop.ticks(f"01-27 {moment}")
        now = at(f"2026-01-27 {moment}")
        expect_mails_now_and_then(store, now)
        with store.read() as session:
            looks.append(shop.id in accounts_due(session, now, 10))
    assert looks == [True, False, False, True]


def test_an_account_deleted_and_imported_again_gets_no_day_twice(shop: Shop, post: tuple[Postbox, Mailer]) -> None:
    box, _ = post
    shop.ticks("01-26 09:00")
    with shop.office.change() as change:
        account = account_by_id(change.session, shop.id)
        delete_account(change, shop.id)
        again = read_tracker(write_tracker(account), defaults=Workspace())
        create_account(change, replace(again, id=0))
    shop.ticks("01-26 12:00")
    assert len(box.taken) == 4
    with shop.office.store.read() as session:
        assert accounts_named(session, ["tiny"]).id != shop.id
    shop.ticks("01-29 12:00")
    assert len(box.taken) == 8


def test_a_token_is_ours_or_nothing() -> None:
    token = signed(SECRET, "raj@example.com")
    assert address_in(SECRET, token) == "raj@example.com"
    named, _, signature = token.partition(".")
    bad: list[Any] = [
        "",
        ".",
        "x",
        named,
        f"{named}.",
        f"{named}.é",
        f"{named}.{'0' * 40}",
        f"x{token}",
        f"é.{signature}",
    ]
    assert [address_in(SECRET, each) for each in bad] == [None] * len(bad)
    assert address_in("another-secret-of-length", token) is None
