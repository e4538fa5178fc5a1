"""What comes in over HTTP: what cannot be Slack's is refused before Bolt, what nobody needs is acked."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from bot.http import fault_of
from bot.trackers import at_the_keyboard
from storage.changes.outbox import enqueue, record_refused
from storage.queries.outbox import outbox_row
from storage.tables import OUTBOX
from tests.bot.conftest import NOW, Hands, SignedHeaders

GOOD = {"x-slack-request-timestamp": "1769180400", "x-slack-signature": "v0=" + "a" * 64}
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "body", "fault"),
    [
        ({}, b"", "timestamp"),
        ({**GOOD, "x-slack-request-timestamp": "soon"}, b"", "timestamp"),
        ({**GOOD, "x-slack-request-timestamp": "١٧٦٩"}, b"", "timestamp"),
        ({**GOOD, "x-slack-signature": "v0=ä"}, b"", "signature"),
        ({**GOOD, **FORM}, b"\xff\xfe", "encoding"),
        ({**GOOD, **JSON}, b"[1]", "body"),
        ({**GOOD, **JSON}, b"{", "body"),
        ({**GOOD, **JSON}, b"[" * 100_000, "body"),
        ({**GOOD, **FORM}, b"payload=%5B%5D", "body"),
        ({**GOOD, **FORM}, b"a" * 2_000_001, "too_large"),
        ({**GOOD, **FORM}, b"command=%2Fonboard", None),
        ({**GOOD, **JSON}, b"{}", None),
    ],
)
def test_a_delivery_that_cannot_be_slacks(headers: dict[str, str], body: bytes, fault: str | None) -> None:
    assert fault_of(headers, body) == fault


@pytest.fixture
def web(hands: Hands) -> Iterator[httpx.Client]:
    hands.bot.start()
    with httpx.Client(base_url=hands.bot.url, trust_env=False) as client:
        yield client


def headers_of(hands: Hands, body: str) -> dict[str, str]:
    return {
        name: value[0] for name, value in SignedHeaders(hands.slack.signing_secret, body, JSON["content-type"]).items
    }


def event(kind: str, **more: Any) -> str:
    return json.dumps(
        {"type": "event_callback", "team_id": "T0SANDBOX01", "event_id": "E", "event": {"type": kind, **more}}
    )


def test_a_signed_event_that_nobody_needs_is_acked(hands: Hands, web: httpx.Client) -> None:
    body = event("team_join")
    assert web.post("/slack/events", content=body, headers=headers_of(hands, body)).status_code == 200


def test_a_wrong_signature_is_refused_and_its_body_is_not_logged(
    hands: Hands, web: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    body = event("team_join", secret="very private")
    wrong = {**headers_of(hands, body), "x-slack-signature": "v0=" + "0" * 64}
    assert web.post("/slack/events", content=body, headers=wrong).status_code == 401
    assert "very private" not in caplog.text


def test_url_verification_is_answered(hands: Hands, web: httpx.Client) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c"})
    assert web.post("/slack/events", content=body, headers=headers_of(hands, body)).json() == {"challenge": "c"}


def test_health_readiness_and_metrics(hands: Hands, web: httpx.Client) -> None:
    hands.command("jane", "help")
    assert web.get("/healthz").json() == {"ok": True, "tick": True}
    assert web.get("/readyz").status_code == 200
    assert 'onboard_ack_seconds_count{kind="command"} 1.0' in web.get("/metrics").text


def test_metrics_tell_what_is_late_unknown_or_refused(hands: Hands, web: httpx.Client) -> None:
    with hands.bot.store.change(actor=at_the_keyboard(), via="cli", now=NOW - timedelta(minutes=6)) as change:
        for key in ("late", "refused"):
            enqueue(change, "notice", key, {"user": hands.user("jane")}, {"code": "x"}, change.now)
        record_id = change.session.execute(select(OUTBOX.c.id).where(OUTBOX.c.key == "refused")).scalar_one()
        change.session.execute(update(OUTBOX).where(OUTBOX.c.id == record_id).values(state="claimed"))
        record_refused(change, outbox_row(change.session, record_id), "channel_not_found")
    shown = web.get("/metrics").text
    assert 'onboard_unsaid{state="late"} 1.0' in shown
    assert 'onboard_unsaid{state="refused"} 1.0' in shown
    assert 'onboard_unsaid{state="unknown"} 0.0' in shown


def test_metrics_count_errors_that_are_only_logged(hands: Hands, web: httpx.Client) -> None:
    hands.bot.metrics.watch_log()
    logging.getLogger("scheduler.sweep").error("look_failed")
    logging.getLogger("urllib3.pool").error("broken")
    logging.getLogger("scheduler.sweep").warning("no error")
    hands.bot.metrics.leave_log()
    logging.getLogger("scheduler.sweep").error("not ours any more")
    shown = web.get("/metrics").text
    assert 'onboard_errors_total{room="scheduler"} 1.0' in shown
    assert 'onboard_errors_total{room="library"} 1.0' in shown


def test_a_person_who_leaves_is_refused_at_once(hands: Hands, web: httpx.Client) -> None:
    hands.command("jane", "status acme")
    user = {"id": hands.user("jane"), "name": "jane", "team_id": "T0SANDBOX01", "deleted": True}
    body = event("user_change", user=user)
    assert web.post("/slack/events", content=body, headers=headers_of(hands, body)).status_code == 200
    assert "Acme" not in hands.command("jane", "status acme")["text"]


def test_the_followed_clock_answers_when_something_is_due_next(hands: Hands, web: httpx.Client) -> None:
    body = {"now": "2026-01-26T14:00:00+00:00", "flow": False}
    assert web.post("/_clock", json=body).json()["next_at"] > "2026-01-26T14:00"
