"""The self-serve e-mails: about this user, one question each, nothing to buy, no header from outside words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portraits import HOSTILE, acme

from messages.hold import SELLING
from messages.mails import how_to_stop, letter, unsubscribe_page
from playbook.mails import Progress, address_of, mails_due, progress_of
from playbook.models import Account, Answer, Review, SeedUser, Submission
from playbook.plan_model import PlanEmail
from playbook.plans import playbooks
from scheduler.mail import Mailer

EMAILS = playbooks()["self-serve"].emails
MAILER = Mailer(host="localhost", sender="Tiny <hello@tiny.example>")
SIGNED = datetime(2026, 1, 15, 14, tzinfo=UTC)
STOP = how_to_stop(None, "hello@tiny.example")


def task(days: int, workflow: str = "triage", ok: bool = True, cause: str | None = None) -> Submission:
    return Submission(at=SIGNED + timedelta(days=days), workflow=workflow, ok=ok, cause=cause)


USERS = {
    Progress.NOT_SIGNED_UP: SeedUser(name="Ana Ruiz", email="ana@example.com"),
    Progress.NO_TASK: SeedUser(name="Ben", email="ben@example.com", signed_up_at=SIGNED),
    Progress.FAILED: SeedUser(
        name="Cai", email="cai@example.com", submissions=(task(1, "summary", False, "no right"),)
    ),
    Progress.ONCE: SeedUser(name="Dee", email="dee@example.com", submissions=(task(1),)),
    Progress.ONE_WORKFLOW: SeedUser(name="Eve", email="eve@example.com", submissions=(task(1), task(2))),
    Progress.SEVERAL: SeedUser(name="Fay", email="fay@example.com", submissions=(task(1), task(2, "search"))),
}


def tiny(*users: SeedUser, **changes: object) -> Account:
    account = acme(playbook="self-serve", **changes)
    return replace(account, facts=replace(account.facts, seed_users=users or tuple(USERS.values())))


def words(account: Account, user: SeedUser, day: int) -> str:
    email = next(email for email in EMAILS if email.day == day)
    found = letter(account, user, email, account.start_on + timedelta(days=day), STOP)
    return f"{found.subject}\n{found.text}"


def test_the_days_are_those_of_the_document() -> None:
    assert [email.day for email in EMAILS] == [0, 3, 7, 14, 21, 30]
    assert [progress_of(user) for user in USERS.values()] == list(Progress)


@pytest.mark.parametrize("progress", list(Progress))
@pytest.mark.parametrize("day", [0, 3, 7, 14, 21, 30])
def test_each_is_about_the_user_and_asks_one_question(progress: Progress, day: int) -> None:
    user = USERS[progress]
    said = words(tiny(), user, day)
    body = said.partition("\n")[2]
    assert f"Hi {user.name.split()[0]}," in body
    assert body.count("?") == 1
    assert "checking in" not in said
    assert not SELLING.search(said)
    assert STOP in said
    if day == 30:
        assert "Yes, No or Partial" in body


def test_two_users_of_one_day_never_read_the_same() -> None:
    for day in (0, 3, 7, 14, 21, 30):
        bodies = {words(tiny(), user, day).partition(",")[2] for user in USERS.values()}
        assert len(bodies) == len(USERS)


def test_what_each_has_and_has_not_done_stands_in_it() -> None:
    told = {progress: words(tiny(), user, 7) for progress, user in USERS.items()}
    assert "you have not signed up yet" in told[Progress.NOT_SIGNED_UP]
    assert "You signed up on Thu 15 Jan and have not tried a task yet." in told[Progress.NO_TASK]
    assert "“summary” on Fri 16 Jan did not work: “no right”" in told[Progress.FAILED]
    assert "“triage” worked on Fri 16 Jan, and it has been the only one so far" in told[Progress.ONCE]
    assert "2 tasks with “triage” have worked for you" in told[Progress.ONE_WORKFLOW]
    assert "“triage” and “search” by now: 2 of 2 tasks worked" in told[Progress.SEVERAL]


def test_another_workflow_is_offered_on_one_day_only() -> None:
    offered = [day for day in (0, 3, 7, 14, 21, 30) if "“search”" in words(tiny(), USERS[Progress.ONE_WORKFLOW], day)]
    assert offered == [14]


def test_a_name_that_sells_is_held_until_a_yes() -> None:
    user = replace(USERS[Progress.ONCE], submissions=(task(1, "Upgrade the seats"),))
    email = replace_subject("Expand to more seats")
    account = tiny(user)
    first = letter(account, user, email, account.start_on, STOP)
    assert not SELLING.search(first.subject)
    yes = Review(answer=Answer.YES, said_by="Ana", on=date(2026, 1, 16), words="It works")
    later = letter(replace(account, review=yes), user, email, date(2026, 2, 14), STOP)
    assert later.subject == "Expand to more seats"


def replace_subject(subject: str) -> PlanEmail:
    return EMAILS[-1].model_copy(update={"subject": subject, "key": "own"})


@settings(max_examples=80, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.sampled_from(HOSTILE), st.just("a\r\nBcc: all@example.com")))
def test_no_words_from_outside_make_a_header_or_break_the_mail(text: str) -> None:
    failed = replace(USERS[Progress.FAILED], name=text, submissions=(task(1, text, False, text),))
    account = tiny(failed, name=text or "x", first_value_definition=text)
    for email in EMAILS:
        found = letter(account, failed, email, account.start_on + timedelta(days=email.day), STOP)
        mail = MAILER.message("cai@example.com", failed.name, found, "mail:key", SIGNED)
        head = mail.as_bytes().partition(b"\r\n\r\n")[0].decode("ascii")
        names = [line.partition(":")[0] for line in head.split("\r\n") if line[:1].strip()]
        assert sorted(names) == sorted(set(names))
        assert "Bcc" not in names


@pytest.mark.parametrize(
    "email",
    ["", "x", "a@b", "a b@example.com", "a@example.com,b@example.com", "a@example.com\nBcc: b@c.de", "ä@example.com",
     "a@@example.com", "<a@example.com>", "a" * 250 + "@example.com", ".a@example.com"],
)  # fmt: skip
def test_what_is_no_plain_address_gets_no_mail(email: str) -> None:
    user = SeedUser(name="Ana", email=email)
    assert address_of(user) is None
    assert mails_due(tiny(user), EMAILS, SIGNED) == ()


def test_the_page_has_nothing_from_outside_and_asks_before_it_does() -> None:
    assert '<form method="post">' in unsubscribe_page(done=False)
    assert "none of these e-mails any more" in unsubscribe_page(done=True)
