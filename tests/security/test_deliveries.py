"""Over HTTP: whatever is not Slack's is refused with a 4xx before anything reads it, and its body is in no log."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from tests.security.conftest import Office
from tests.shared import examples

Served = tuple[Office, httpx.Client]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
PRIVATE = "very-private-words"
BODIES: dict[str, tuple[str, bytes]] = {
    "nothing": (FORM, b""),
    "a command": (FORM, urlencode({"command": "/onboard", "text": PRIVATE}).encode()),
    "an event": (JSON, json.dumps({"type": "event_callback", "event": {"type": "x", "text": PRIVATE}}).encode()),
    "a list": (JSON, b"[1]"),
    "half of an object": (JSON, b'{"a": '),
    "an object in another's clothes": ("text/plain", b'{"a": '),
    "an object without a type": ("", b'{"a": '),
    "a payload that is none": (FORM, b"payload=%7B"),
    "two payloads": (FORM, b"payload=%7B%7D&payload=%5B%5D"),
    "an empty payload": (FORM, b"payload="),
    "depth": (JSON, b"[" * 100_000),
    "depth that JSON still takes": (JSON, b'{"a":' + b"[" * 900 + b"]" * 900 + b"}"),
    "depth in a payload": (FORM, urlencode({"payload": '{"a":' + "[" * 900 + "]" * 900 + "}"}).encode()),
    "no UTF-8": (FORM, b"\xff\xfe\x00"),
    "a number of 5,000 digits": (JSON, b'{"a":' + b"9" * 5_000 + b"}"),
    "authorizations that are none": (JSON, b'{"authorizations": {"a": 1}}'),
    "an authorization that is none": (JSON, b'{"authorizations": [5]}'),
    "an enterprise that is none": (JSON, b'{"enterprise": 5}'),
    "a team that is none": (JSON, b'{"team": 5, "user": 6, "event": 7}'),
    "an event that is none": (JSON, b'{"type": "event_callback", "event": []}'),
    "a command that is none": (FORM, b"command=%2Fonboard"),
    "a click that is none": (FORM, urlencode({"payload": '{"type": "block_actions"}'}).encode()),
    "a click on nothing": (FORM, urlencode({"payload": '{"type": "block_actions", "actions": []}'}).encode()),
    "a click on a word": (FORM, urlencode({"payload": '{"type": "block_actions", "actions": ["x"]}'}).encode()),
    "a form that is none": (FORM, urlencode({"payload": '{"type": "view_submission"}'}).encode()),
    "a form that is a word": (FORM, urlencode({"payload": '{"type": "view_submission", "view": "x"}'}).encode()),
    "a menu that is none": (FORM, urlencode({"payload": '{"type": "block_suggestion"}'}).encode()),
    "a shortcut that is none": (FORM, urlencode({"payload": '{"type": "message_action"}'}).encode()),
    "a Home of nobody": (JSON, b'{"type": "event_callback", "event": {"type": "app_home_opened"}}'),
    "a mention of nobody": (JSON, b'{"type": "event_callback", "event": {"type": "app_mention"}}'),
    "a mention by a number": (JSON, b'{"type": "event_callback", "event": {"type": "app_mention", "user": 5}}'),
    "a person who is none": (JSON, b'{"type": "event_callback", "event": {"type": "user_change", "user": 5}}'),
}
STAMP = "x-slack-request-timestamp"
SIGNATURE = "x-slack-signature"


def headers(office: Office, body: bytes, content_type: str, *, at: float | None = None) -> dict[str, str]:
    """As Slack would sign it, at that second."""
    stamp = str(int(time.time() if at is None else at))
    text = body.decode("utf-8", "surrogateescape")
    signer = SignatureVerifier(office.hands.slack.signing_secret)
    signature = "v0=" + "0" * 64
    if text.isprintable() or text.isascii():
        signature = str(signer.generate_signature(timestamp=stamp, body=text))
    found = {STAMP: stamp, SIGNATURE: signature}
    return {**found, "content-type": content_type} if content_type else found


def forged(signature: str) -> dict[str, str | None]:
    return {SIGNATURE: signature}


UNSIGNED: dict[str, dict[str, str | None]] = {
    "no headers": {STAMP: None, SIGNATURE: None},
    "no signature": {SIGNATURE: None},
    "no time": {STAMP: None},
    "another's signature": forged("v0=" + "a" * 64),
    "an empty signature": forged(""),
    "a short signature": forged("v0=abc"),
    "another version": forged("v1=" + "a" * 64),
    "a signature in capitals": forged("v0=" + "A" * 64),
    "a signature that is no ASCII": forged("v0=" + "ä" * 64),
    "a time that is none": {STAMP: "soon"},
    "a time of 400 digits": {STAMP: "9" * 400},
    "a time below zero": {STAMP: "-1"},
    "digits of another script": {STAMP: "١٧٦٩١٨٠٤٠٠"},
}


def post(client: httpx.Client, body: bytes, given: dict[str, Any]) -> httpx.Response:
    sent = [(key.encode(), value.encode()) for key, value in given.items() if value is not None]
    return client.post("/slack/events", content=body, headers=sent)


@pytest.mark.parametrize("body", BODIES)
def test_what_is_not_signed_is_refused_whatever_it_holds(
    served: Served, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    office, client = served
    kind, content = BODIES[body]
    begun = len(office.logs)
    with office.nothing_changes():
        for name, changed in UNSIGNED.items():
            answer = post(client, content, {**headers(office, content, kind), **changed})
            assert 400 <= answer.status_code < 500, name
            assert PRIVATE not in answer.text
    assert PRIVATE not in caplog.text + repr(office.logs[begun:])
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


@pytest.mark.parametrize("body", BODIES)
def test_what_is_signed_and_makes_no_sense_breaks_nothing(
    served: Served, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    office, client = served
    kind, content = BODIES[body]
    with office.nothing_changes(), office.watched():
        assert post(client, content, headers(office, content, kind)).status_code < 500
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


@pytest.mark.parametrize("seconds", [-301, -3_600, 301, 86_400])
def test_a_signature_is_good_for_five_minutes(served: Served, seconds: int) -> None:
    office, client = served
    body = note("stale")
    with office.nothing_changes():
        assert post(client, body, headers(office, body, FORM, at=time.time() + seconds)).status_code == 401


def test_a_signature_is_good_for_one_body_and_one_time(served: Served) -> None:
    office, client = served
    mine, other = note("one"), note("two")
    signed = headers(office, mine, FORM)
    with office.nothing_changes():
        assert post(client, other, signed).status_code == 401
        assert post(client, mine, {**signed, STAMP: str(int(signed[STAMP]) + 1)}).status_code == 401


def test_a_replay_changes_nothing_twice(served: Served) -> None:
    office, client = served
    body = note("only once")
    signed = headers(office, body, FORM)
    assert post(client, body, signed).status_code == 200
    office.settle()
    assert [row for row in office.kept()["note"] if "only once" in row]
    with office.nothing_changes():
        for _ in range(3):
            assert post(client, body, signed).status_code == 200


def test_names_of_headers_in_any_case_and_not_twice(served: Served) -> None:
    office, client = served
    body = note("in capitals")
    signed = {key.upper(): value for key, value in headers(office, body, FORM).items()}
    assert post(client, body, signed).status_code == 200
    twice = [*headers(office, body, FORM).items(), (SIGNATURE, "v0=" + "0" * 64)]
    assert client.post("/slack/events", content=body, headers=twice).status_code < 500


@pytest.mark.parametrize("path", ["/slack/events", "/healthz", "/readyz", "/metrics", "/_clock", "/unsubscribe/x", "/"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_no_door_falls_out_of_its_frame(served: Served, path: str, method: str) -> None:
    _, client = served
    for content in (b"", b"{", b"[1]", b'{"now": 5}', b'{"now": "soon"}', b"\xff"):
        assert client.request(method, path, content=content).status_code < 500, content


@examples(40)
@given(
    st.binary(max_size=300),
    st.sampled_from([JSON, FORM, "", "text/plain", "application/json; charset=x", "APPLICATION/JSON"]),
    st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=80),
)
def test_bytes_of_any_kind_are_refused(served: Served, body: bytes, kind: str, signature: str) -> None:
    office, client = served
    given = {**headers(office, b"", kind), SIGNATURE: signature.strip() or "x"}
    sent = [(key.encode(), value.encode("latin-1")) for key, value in given.items()]
    assert 400 <= client.post("/slack/events", content=body, headers=sent).status_code < 500


def test_no_website_moves_the_clock_of_a_bot(served: Served) -> None:
    office, client = served
    before = office.bot.clock.now()
    for origin in ("https://evil.example", office.bot.url):
        answer = client.post("/_clock", json={"now": "2030-01-01T00:00:00+00:00"}, headers={"origin": origin})
        assert answer.status_code == 403
    assert office.bot.clock.now() == before


def note(text: str) -> bytes:
    """A command that changes something."""
    return urlencode(
        {
            "command": "/onboard",
            "text": f"note acme {text}",
            "user_id": "U0JANE00000",
            "team_id": "T0SANDBOX01",
            "channel_id": "C1",
            "trigger_id": f"t-{text}",
        }
    ).encode()
